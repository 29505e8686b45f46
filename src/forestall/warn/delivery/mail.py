"""An alert as electronic mail: the message itself, or only that one waits.

Ordinary mail is read by every server on its way and kept by some. What is marked for more than a community
stays off it: the mail then says that a message waits, and where to sign in, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking, Tlp
from forestall.warn.delivery.smtp import MailServer
from forestall.warn.delivery.way import Answer, Attachment, alert_page, is_within
from forestall.warn.wording.message import message_lines
from forestall.warn.wording.phrases import phrases


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person whom mail reaches."""

    address: str
    """The mail address; never written to the ledger or a log."""
    language: str = "en"
    """The language to write in."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What holds for all mail of a node."""

    sender: str
    """The address mail comes from and notices come back to."""
    url: str
    """Where the node's pages are."""


@dataclass(frozen=True, slots=True)
class MailWay:
    """Mail to one person, by one server."""

    recipient: Recipient
    envelope: Envelope
    server: MailServer
    attach: Callable[[Entry, str], Iterable[Attachment]]
    """What goes with the words, in a language; left out with them."""
    name: str = "email"
    channel: str = "email"

    def carries(self, marking: Marking) -> bool:
        """Whether the words may go by ordinary mail: TLP clear or green, and no embargo."""
        return is_within(marking, Tlp.GREEN)

    def send(self, message: Entry, delivery: str, before_handing_over: Callable[[], None]) -> Answer:
        """What the mail server answered."""
        return self.server.send(alert_mail(message, self, delivery), delivery, before_handing_over)


def reference_id(delivery_id: str, envelope: Envelope) -> str:
    """The Message-ID of a delivery: the same for each attempt, and not to be guessed by others."""
    return f"<{delivery_id}@{Address(addr_spec=envelope.sender).domain}>"


def alert_mail(message: Entry, way: MailWay, delivery_id: str) -> EmailMessage:
    """The mail that brings an alert's message to one person.

    Args:
        message: the entry that sent the message out.
        way: whom to, and who from.
        delivery_id: id of the delivery's record.
    """
    alert = Alert.parse(message.body)
    recipient, envelope = way.recipient, way.envelope
    words = phrases(recipient.language)
    link = alert_page(envelope.url, message.record_id)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = envelope.sender
    mail["To"] = recipient.address
    mail["Date"] = format_datetime(message.recorded_at)
    mail["Message-ID"] = reference_id(delivery_id, envelope)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail["Content-Language"] = recipient.language
    if way.carries(message.marking):
        lines = [line.text for line in message_lines(alert, recipient.language, exercise=message.exercise)]
        mail["Subject"] = alert.headline.text
        mail.set_content("\n\n".join([*lines, words.sentence("answer_here", link=link)]) + "\n")
        for one in way.attach(message, recipient.language):
            main, _, sub = one.kind.partition("/")
            mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    else:
        mail["Subject"] = words.sentence("message_waits")
        mail.set_content(words.sentence("sign_in_to_read", link=link) + "\n")
    return mail
