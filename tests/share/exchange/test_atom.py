from datetime import UTC, datetime, timedelta

from lxml import etree

from forestall.share.exchange.atom import CAP_TYPE, Feed, FeedEntry, write_atom

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAMES = {"a": "http://www.w3.org/2005/Atom"}
FEED = Feed("urn:forestall:feed", "Alerts in force", "Network office", "https://node.example.org/alerts.atom", NOW)


def entry(number: int) -> FeedEntry:
    return FeedEntry(
        id=f"urn:forestall:{number}",
        title=f"Alert {number} <b>",
        published=NOW,
        updated=NOW + timedelta(hours=number),
        address=f"https://node.example.org/alerts/{number}",
        cap_address=f"https://node.example.org/alerts/{number}.cap",
        summary="What is known & asked.",
        language="ar",
    )


def test_a_feed_has_what_the_standard_asks_of_it_and_the_newest_first() -> None:
    root = etree.fromstring(write_atom(FEED, [entry(1), entry(2)]))
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert len(root.xpath(path, namespaces=NAMES)) == 1
    assert root.xpath("a:entry/a:id/text()", namespaces=NAMES) == ["urn:forestall:2", "urn:forestall:1"]
    assert root.findtext("a:updated", namespaces=NAMES) == "2026-11-22T11:30:00Z"
    for one in root.findall("a:entry", NAMES):
        for path in ("a:id", "a:title", "a:published", "a:updated", "a:summary", "a:link[@rel='alternate']"):
            assert len(one.xpath(path, namespaces=NAMES)) == 1


def test_words_are_text_and_never_markup_and_the_cap_form_is_named() -> None:
    root = etree.fromstring(write_atom(FEED, [entry(1)]))
    (one,) = root.findall("a:entry", NAMES)
    assert one.findtext("a:title", namespaces=NAMES) == "Alert 1 <b>"
    assert one.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert one.xpath("a:link[@rel='enclosure']/@type", namespaces=NAMES) == [CAP_TYPE]


def test_a_feed_without_messages_is_a_feed() -> None:
    root = etree.fromstring(write_atom(FEED, []))
    assert root.findtext("a:updated", namespaces=NAMES) == "2026-11-22T09:30:00Z"
    assert root.findall("a:entry", NAMES) == []
