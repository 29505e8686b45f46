from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from cap_samples import INFO, MESSAGE, NOW, message, update
from forestall.errors import InvalidField
from forestall.share.exchange.cap.codec import SCHEMA, read_cap, write_cap
from forestall.share.exchange.cap.message import CapArea, Reference
from forestall.share.exchange.cap.rules import active


def test_what_is_written_is_read_back_whole() -> None:
    assert read_cap(write_cap(MESSAGE)) == MESSAGE
    assert read_cap(write_cap(update())) == update()


def test_what_is_written_is_as_the_published_schema_asks() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(write_cap(update())))


def test_times_are_written_with_an_offset_and_never_with_z() -> None:
    text = write_cap(MESSAGE).decode()
    assert "<sent>2026-11-22T09:30:00-00:00</sent>" in text
    assert "Z<" not in text


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("09:30:00-00:00</sent>", "09:30:00Z</sent>", "sent"),
        ("<status>Actual</status>", "<status>Real</status>", "status"),
        ("<msgType>Alert</msgType>", "", "scope|source"),
        ("<scope>Private</scope>", "<scope>Private</scope><scope>Public</scope>", "scope"),
        ("<urgency>Expected</urgency><severity>Severe</severity>",
         "<severity>Severe</severity><urgency>Expected</urgency>", "severity"),
        ("<code>forestall</code>", "<code>forestall</code><unknown/>", "unknown"),
        ('urn:oasis:names:tc:emergency:cap:1.2"', 'urn:oasis:names:tc:emergency:cap:1.1"', "alert"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_take_is_refused_with_the_element_named(before: str, after: str, where: str) -> None:
    text = "".join(line.strip() for line in write_cap(MESSAGE).decode().split("\n"))
    assert before in text
    with pytest.raises(InvalidField) as caught:
        read_cap(text.replace(before, after, 1).encode())
    assert any(name in caught.value.where for name in where.split("|"))
    assert "farming" not in str(caught.value)


def info(**parts: Any) -> dict[str, Any]:
    return {"infos": (replace(INFO, **parts),)}


def area(**parts: Any) -> dict[str, Any]:
    return info(areas=(CapArea("SD-DW", **parts),))


LATER = Reference(MESSAGE.sender, "x", NOW + timedelta(hours=1))
SELF = Reference(MESSAGE.sender, MESSAGE.identifier, NOW)


@pytest.mark.parametrize(
    ("parts", "element"),
    [
        ({"identifier": "a b"}, "identifier"),
        ({"identifier": "a,b"}, "identifier"),
        ({"sender": "a<b"}, "sender"),
        ({"codes": ("a b",)}, "code"),
        ({"scope": "Restricted"}, "restriction"),
        ({"scope": "Public", "restriction": "Staff only"}, "restriction"),
        ({"scope": "Private", "addresses": ()}, "addresses"),
        ({"message_type": "Update"}, "references"),
        ({"message_type": "Cancel"}, "references"),
        ({"message_type": "Ack"}, "references"),
        ({"message_type": "Error"}, "references"),
        ({"message_type": "Update", "references": (SELF,)}, "references"),
        ({"message_type": "Update", "references": (LATER,)}, "references"),
        (info(expires=NOW), "expires"),
        (info(expires=NOW + timedelta(hours=1), effective=NOW + timedelta(hours=2)), "expires"),
        (info(web="outlook/SDN.html"), "web"),
        (info(web="//[bad"), "web"),
        (area(polygons=("13,22 14,22 14,23",)), "polygon"),
        (area(polygons=("13,22 14,22 14,23 13,23",)), "polygon"),
        (area(polygons=("13,22  14,22 14,23 13,22",)), "polygon"),
        (area(polygons=("130,22 14,22 14,23 130,22",)), "polygon"),
        (area(circles=("13,22",)), "circle"),
        (area(circles=("13,22 near",)), "circle"),
    ],
)
def test_what_the_text_of_the_standard_asks_for_is_held_in_writing_and_in_reading(
    parts: dict[str, Any], element: str
) -> None:
    with pytest.raises(InvalidField, match=f"CAP {element}"):
        write_cap(message(**parts))


def test_the_rules_are_held_in_reading_too() -> None:
    text = write_cap(MESSAGE).decode().replace("<identifier>a1b2c3</identifier>", "<identifier>a1 b2</identifier>")
    with pytest.raises(InvalidField, match="CAP identifier"):
        read_cap(text.encode())
    text = write_cap(update()).decode().replace("node.example.org,a1b2c3,2026", "node.example.org;a1b2c3;2026")
    with pytest.raises(InvalidField, match="CAP references"):
        read_cap(text.encode())
    text = write_cap(MESSAGE).decode().replace('"the panel"', '"the panel')
    with pytest.raises(InvalidField, match="CAP addresses"):
        read_cap(text.encode())


def test_what_ran_out_was_replaced_or_was_no_alert_is_never_active() -> None:
    later = NOW + timedelta(days=1)
    assert active([MESSAGE], later) == (MESSAGE,)
    assert active([MESSAGE], NOW + timedelta(days=28)) == ()
    assert active([update(), MESSAGE], later) == (update(),)
    assert active([MESSAGE, update(message_type="Cancel")], later) == ()
    assert active([message(status="Exercise"), message(status="Draft"), message(status="Test")], later) == ()
    assert active([update(message_type="Ack")], later) == ()


def test_nobody_takes_back_the_message_of_another_sender() -> None:
    foreign = update(message_type="Cancel", sender="other.example.org")
    assert active([MESSAGE, foreign], NOW + timedelta(days=1)) == (MESSAGE,)


def test_near_duplicates_of_one_sender_are_one() -> None:
    shouted = tuple(replace(one, headline=(one.headline or "").upper() + "  ") for one in MESSAGE.infos)
    again = message(identifier="z9", sent=NOW + timedelta(minutes=1), infos=shouted)
    assert active([MESSAGE, again], NOW + timedelta(days=1)) == (again,)
    elsewhere = message(identifier="z8", sender="other.example.org")
    assert len(active([MESSAGE, elsewhere], NOW + timedelta(days=1))) == 2
