"""Handing mail to a mail server: what it answered is what is known, and nothing more.

A server has a mail from the dot that ends it (RFC 5321, 4.1.1.4), and not before. Until then any fault means that it
is sent another time; a fault between the dot and the answer leaves it in doubt, and a second copy could be a second
mail.

The server is asked for a notice when the mail is delivered, delayed or refused further on, where it offers
that (RFC 3461); without the offer a delivery stays "accepted", which is the truth.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from forestall.errors import BadSetting
from forestall.warn.delivery.way import LOOPBACK, Answer

SECONDS = 30
SECONDS_FOR_THE_LAST_WORD = 120
"""How long the answer to the whole mail is waited for: servers look through it by then, and may take their time."""
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_ENHANCED = re.compile(rb"\A([245]\.\d{1,3}\.\d{1,3})\b")
_LASTING = 500
_OK = 250
_GO_ON = 354
_LINE_OF_A_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class MailServer:
    """The server that takes this node's mail."""

    host: str
    port: int
    security: str
    """`smtps` (TLS from the start), `smtp` (STARTTLS, and nothing without it) or `smtp+plain` (this machine only)."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        """What the server answered to a mail with one addressee.

        Args:
            mail: ready to go.
            reference: what notices about it will name (the ENVID of RFC 3461).
            before_handing_over: called when all of it is with the server but for the dot that ends it; what it raises
                breaks off, and the server keeps nothing.
        """
        try:
            with self._connection() as server:
                refusal = self._offer(server, mail, reference)
                if refusal is not None:
                    return refusal
                server.send(_content(mail))
                before_handing_over()
                return _hand_over(server)
        except smtplib.SMTPResponseException as refused:
            # Of the connection or the account: ours to mend, no fault of the addressee's, and tried again.
            return Answer("delayed", _codes(refused.smtp_code, _bytes(refused.smtp_error)))
        except (OSError, smtplib.SMTPException):
            return Answer("delayed", None)

    def _offer(self, server: smtplib.SMTP, mail: EmailMessage, reference: str) -> Answer | None:
        has_notices = server.has_extn("dsn")
        sender, to = str(mail["From"].addresses[0].addr_spec), str(mail["To"].addresses[0].addr_spec)
        code, words = server.mail(sender, [f"ENVID={reference}", "RET=HDRS"] if has_notices else [])
        if code != _OK:
            return Answer("delayed", _codes(code, words))  # of the sender, which is ours to mend too
        code, words = server.rcpt(to, ["NOTIFY=SUCCESS,FAILURE,DELAY"] if has_notices else [])
        if code in (_OK, 251):  # 251: it will forward
            code, words = server.docmd("DATA")
        return None if code == _GO_ON else _refused(code, words)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self.security == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.security == "smtp":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.user is not None:
                server.login(self.user, self.password or "")
            yield server
            with suppress(OSError, smtplib.SMTPException):
                server.quit()  # however it takes its leave, its answer to the mail stands
        finally:
            server.close()


def mail_server(address: str, password: str | None) -> MailServer:
    """The server at an address such as `smtps://node@mail.example.org`.

    Raises:
        BadSetting: another scheme, no host, or an unprotected server that isn't on this machine.
    """
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _bad("smtps://user@host or smtp://user@host", "something else")
    if parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK:
        raise _bad("a protected connection (smtps or smtp) to another machine", "an unprotected one")
    user = unquote(parts.username) if parts.username else None
    return MailServer(parts.hostname, parts.port or _PORTS[parts.scheme], parts.scheme, user, password)


def _hand_over(server: smtplib.SMTP) -> Answer:
    if server.sock is not None:
        server.sock.settimeout(SECONDS_FOR_THE_LAST_WORD)
    try:
        server.send(b".\r\n")
        code, words = server.getreply()
    except (OSError, smtplib.SMTPException):
        return Answer("in_doubt", None)
    if 200 <= code < 300:
        return Answer("accepted", _codes(code, words))
    return _refused(code, words) if _codes(code, words) else Answer("in_doubt", None)


def _content(mail: EmailMessage) -> bytes:
    content = _LINE_OF_A_DOT.sub(b"..", mail.as_bytes())
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def _refused(code: int, words: bytes) -> Answer:
    return Answer("failed" if code >= _LASTING else "delayed", _codes(code, words))


def _codes(code: int, words: bytes) -> str | None:
    if not 200 <= code < 600 or str(code)[0] not in "245":
        return None
    enhanced = _ENHANCED.match(words)
    return f"{code} {enhanced.group(1).decode()}" if enhanced else str(code)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("ascii", "replace")


def _bad(expected: str, found: str) -> BadSetting:
    return BadSetting(
        expected=expected,
        found=found,
        where="FORESTALL_MAIL",
        remedy="Correct it, or leave it out to send no mail; `smtp+plain` is for a server on this machine.",
    )
