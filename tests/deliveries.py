"""Messages of a fictional node, whom they reach, and workers that die while they bring them."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Draft, Entry
from forestall.records.values.marking import Marking
from forestall.runs.delivery import Dispatch, Reachable
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from forestall.warn.delivery.way import Answer, Attachment, Way
from ledgers import CLEAR
from mail_server import NOTICE
from record_samples import MINISTER, MINISTRY, SAMPLES

KEEPER = Author(user="user-keeper", organisation="organisation-node")
ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")
RED = Marking.parse({"tlp": "red", "recipients": [MINISTER]})


def issue(ledger: Ledger, marking: Marking = CLEAR, kind: str = "alert.issued", **terms: Any) -> Entry:
    draft = Draft.parse(
        {"kind": kind, "record_id": "alert-1", "body": SAMPLES["alert"], "author": KEEPER, "marking": marking} | terms
    )
    return ledger.append([draft.model_copy(update={"body": draft.record().to_json()})])[0]


def paper(_: Entry, language: str) -> tuple[Attachment, ...]:
    return (Attachment(f"alert-{language}.pdf", "application/pdf", b"%PDF"),)


def minister(server: MailServer, language: str = "en", organisation: str = MINISTRY, user: str = MINISTER) -> Reachable:
    way = MailWay(Recipient("minister@example.org", language), ENVELOPE, server, paper)
    return reached(way, organisation, user)


def reached(way: Way, organisation: str = MINISTRY, user: str = MINISTER) -> Reachable:
    return Reachable(Reader(user=user, organisation=organisation), (way,), frozenset({"focal_point-1"}))


def dispatch(ledger: Ledger) -> Dispatch:
    return Dispatch(ledger, KEEPER)


def history(ledger: Ledger) -> list[str]:
    told = read_all(ledger, Reader(user=KEEPER.user, organisation=KEEPER.organisation), Question(prefix="delivery"))
    return [Delivery.parse(entry.body).status for entry in told]


class Dies(Exception):
    """The process, killed."""


class DiesBefore(MailServer):
    """Is killed with all of a mail at the server but the dot that ends it."""

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        return super().send(mail, reference, dies)


class DiesAfter(MailServer):
    """Hands a mail over and is killed before anybody hears of it."""

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        super().send(mail, reference, before_handing_over)
        raise Dies


def dies() -> None:
    raise Dies


def report(action: str, reference: str) -> bytes:
    return NOTICE.format(
        action=action, status="2.0.0", envelope=f"Original-Envelope-Id: {reference}\n", message_id="<x@y>"
    ).encode()
