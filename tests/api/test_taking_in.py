"""Messages of other systems over both doors: taken in once, refused without an echo, nothing of them in the log."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from cap_samples import message, update
from doors import House
from forestall.share.exchange.cap.codec import write_cap
from forestall.share.exchange.cap.pins import pin_certificate
from forestall.share.exchange.cap.signature import LIFETIME, make_identity, write_signed
from forestall.web.logs import WithoutContents
from warning_people import TODAY

SECRET = "the well behind the school"
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY name SYSTEM "file:///etc/hostname">]>'
    b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&name;</identifier></alert>'
)
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' +
    b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)) + b"]><a>&m;</a>"
)  # fmt: skip
DEEP = b"<a>" * 100_000 + b"</a>" * 100_000


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def sender(house: House, tmp_path: Any) -> Any:
    """A partner whose certificate is pinned, and that signs."""
    identity = make_identity(tmp_path, "node.example.org", TODAY)
    pin_certificate(house.settings.home, "node.example.org", identity.certificate)
    return identity


@pytest.fixture
def officer(house: House) -> Any:
    return house.browser(house.person("iris", "intake_officer", clearance="high"))


def upload(browser: Any, payload: bytes) -> Any:
    typed = {"step": "take_in_message", "tlp": "green", "sensitivity": "low", "message": _file(payload)}
    return browser.post("/alerts/take-in", typed)


def call(browser: Any, payload: bytes) -> Any:
    page = browser.get("/alerts/take-in").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    said = {"message": _file(payload), "marking": '{"tlp": "green"}'}
    return browser.post("/api/messages", said, headers={"X-CSRFToken": token.group(1) if token else ""})


def _file(payload: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("message.xml", payload, content_type="text/xml")


def test_a_partners_message_is_taken_in_by_a_form_and_once(officer: Any, sender: Any) -> None:
    assert "node.example.org" in officer.get("/alerts/take-in").content.decode()
    taken = upload(officer, write_signed(message(), sender))
    assert taken.status_code == 302
    assert officer.get(taken.url).status_code == 200
    assert upload(officer, write_signed(message(), sender)).status_code == 422
    assert call(officer, write_signed(message(), sender)).status_code == 409


def test_a_partners_message_is_taken_in_through_the_api(officer: Any, sender: Any) -> None:
    taken = call(officer, write_signed(update(), sender))
    assert taken.status_code == 200, taken.content
    assert taken.json()["kind"] == "report.received"


def test_a_message_that_is_not_as_its_sender_signed_it_is_refused_with_the_reason(
    house: House, officer: Any, sender: Any, tmp_path: Any
) -> None:
    written, stranger, old = write_signed(message(), sender), tmp_path / "stranger", tmp_path / "old"
    stranger.mkdir()
    old.mkdir()
    past = make_identity(old, "old.example.org", TODAY - 2 * LIFETIME)
    pin_certificate(house.settings.home, "old.example.org", past.certificate)
    for payload, reason in (
        (write_cap(message()), "one signature"),
        (write_signed(message(), make_identity(stranger, "node.example.org", TODAY)), "unknown issuer"),
        (write_signed(message(sender="old.example.org"), past), "expired"),
        (written.replace(b"market day", b"next month"), "bad digest"),
    ):
        page = upload(officer, payload)
        assert page.status_code == 422
        assert reason in page.content.decode().lower()
        assert call(officer, payload).status_code == 422
    assert upload(officer, written).status_code == 302


@pytest.mark.parametrize("payload", [ENTITY, BOMB, DEEP, b"", b"no XML", b"\xff\xfe\x00", b"<a>" + b"x" * 1_200_000])
def test_a_hostile_or_broken_document_is_refused_and_the_node_goes_on(
    officer: Any, sender: Any, payload: bytes
) -> None:
    page, answer = upload(officer, payload), call(officer, payload)
    assert page.status_code == 422
    assert answer.status_code in (400, 413, 422)
    assert b"/etc/hostname" not in page.content + answer.content
    assert officer.get("/alerts/take-in").status_code == 200


def test_an_upload_beyond_all_measure_is_refused_and_written_nowhere(officer: Any, sender: Any) -> None:
    payload = b"<a>" + b"x" * 3_000_000
    assert upload(officer, payload).status_code in (400, 413, 422)
    assert call(officer, payload).status_code in (400, 413, 422)


def test_the_log_tells_that_a_message_was_refused_and_nothing_of_what_was_in_it(
    officer: Any, sender: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="forestall"):
        logging.getLogger("forestall").addHandler(caplog.handler)
        refused = upload(officer, write_signed(message(), sender).replace(b"market day", SECRET.encode()))
        logging.getLogger("forestall").removeHandler(caplog.handler)
    assert refused.status_code == 422
    lines = [WithoutContents().format(record) for record in caplog.records]
    assert any("a message of another system was refused" in line and "IntegrityError" in line for line in lines)
    assert SECRET not in "".join(lines)
    assert SECRET not in refused.content.decode()


def test_only_those_who_may_take_messages_in(house: House, sender: Any) -> None:
    reader = house.browser(house.person("emeka", "addressee"))
    assert reader.get("/alerts/take-in").status_code == 403
    assert upload(reader, write_signed(message(), sender)).status_code == 403
