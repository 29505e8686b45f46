"""A mail server on loopback that keeps what it takes, and answers as it is told."""

import asyncio
import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from forestall.warn.delivery.smtp import MailServer


class Mailbox:
    """What came, and what the next mail is answered with."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.asked: list[str] = []
        self.answers: list[str] = []
        """To the next mails: codes and words, `hang up` once a mail was taken, or `stay silent`."""
        self.to_recipients: list[str] = []
        self.to_sender = "250 2.1.0 known"
        self.to_quit = "221 Bye"

    async def handle_EHLO(  # noqa: N802 - its name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_MAIL(  # noqa: N802 - its name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - its name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to_recipients.pop(0) if self.to_recipients else "250 2.1.5 known"
        if answer.startswith("25"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 taken"
        if answer == "stay silent":
            await asyncio.sleep(1.5)
            return "250 2.0.0 taken"
        if answer.startswith("25") or answer == "hang up":
            mail: Any = message_from_bytes(bytes(envelope.original_content or b""), policy=default)
            self.mails.append(mail)
        if answer == "hang up" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - its name
        return self.to_quit


class _WithNotices(SMTP):
    """One that offers notices (RFC 3461), and notes what was asked of it."""

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - its name
        await super().smtp_MAIL(self._note(arg))

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - its name
        await super().smtp_RCPT(self._note(arg))

    def _note(self, arg: str) -> str:
        address, *options = arg.split(" ")
        plain = [option for option in options if option.partition("=")[0] not in ("ENVID", "RET", "NOTIFY")]
        self.event_handler.asked += [option for option in options if option not in plain]
        return " ".join([address, *plain])


class MailHost(Controller):
    """The server, running."""

    def __init__(self, mailbox: Mailbox) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        super().__init__(mailbox, hostname="127.0.0.1", port=port)

    def factory(self) -> SMTP:
        return _WithNotices(self.handler, hostname="mail.example.org")

    @property
    def address(self) -> MailServer:
        """How to reach it."""
        return MailServer("127.0.0.1", self.port, "smtp+plain")


NOTICE = """\
From: MAILER-DAEMON@mail.example.org
Subject: Delivery Status Notification
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

About your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
{envelope}
Final-Recipient: rfc822; minister@example.org
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: node@example.net
Message-ID: {message_id}

--b--
"""
