"""Hostile documents, each read in a process of its own with little memory and little time."""

import pytest

from cap_samples import MESSAGE
from forestall.share.exchange.cap.codec import write_cap
from forestall.share.exchange.cap.safe_xml import LARGEST_BYTES, read_tree
from hostile_xml import READ, REFUSED, outcome

GOOD = write_cap(MESSAGE).decode()
HEAD, _, BODY = GOOD.partition("?>")
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DOCUMENTS = {
    "doctype": f"{HEAD}?><!DOCTYPE alert>{BODY}",
    "internal entity": f'{HEAD}?><!DOCTYPE alert [<!ENTITY a "b">]>{BODY.replace("First message", "&a;")}',
    "external entity": f'{HEAD}?><!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    + BODY.replace("First message", "&a;"),
    "external document type": f'{HEAD}?><!DOCTYPE alert SYSTEM "http://127.0.0.1:9/a.dtd">{BODY}',
    "parameter entity": f'{HEAD}?><!DOCTYPE alert [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]>{BODY}',
    "nested entities": f'{HEAD}?><!DOCTYPE alert [<!ENTITY a0 "ha">{LAUGHS}]>{BODY.replace("First message", "&a9;")}',
    "deep nesting": "<a>" * 50_000 + "</a>" * 50_000,
    "many elements": f"<a>{'<b/>' * 100_000}</a>",
    "huge text": f"<a>{'x' * (LARGEST_BYTES + 1)}</a>",
    "many attributes": "<a " + " ".join(f'a{n}="x"' for n in range(5_000)) + "/>",
    "not xml": "%PDF-1.7",
    "empty": "",
    "cut short": GOOD[: len(GOOD) // 2],
    "unknown encoding": GOOD.replace("UTF-8", "UTF-77"),
    "null": GOOD.replace("First", "Fir\x00st"),
    "xslt": f'{HEAD}?><?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/a.xsl"?><a/>',
    "xinclude": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hostname"/></a>',
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_cleanly(name: str) -> None:
    assert outcome(DOCUMENTS[name].encode()) == REFUSED


def test_a_sound_document_is_read_under_the_same_limits() -> None:
    assert outcome(GOOD.encode()) == READ


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7"])
def test_another_encoding_hides_no_document_type(encoding: str) -> None:
    hidden = DOCUMENTS["external entity"].replace("UTF-8", encoding).encode(encoding)
    assert outcome(hidden) == REFUSED


def test_comments_and_instructions_are_read_past() -> None:
    assert read_tree(b"<a><!-- x --><?y z?></a>").tag == "a"
