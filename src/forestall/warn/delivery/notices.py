"""What mail servers report back: delivery status notifications, read as strangers' mail is read.

Anybody can send such a notice. It counts only when it names the reference of a delivery, which is chance that
nobody but the servers on the way has seen, and it can only ever move a delivery on, never an alert.

Source:
    RFC 3464, Delivery Status Notifications; the fields Original-Envelope-Id, Action and Status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import NamedTuple

LARGEST_NOTICE = 1_000_000
_REFERENCE = re.compile(r"\bdelivery-[a-z2-7]{26}\b")
_STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_ACTIONS = {"failed": "failed", "delivered": "delivered", "delayed": "accepted", "relayed": "accepted"}
"""RFC 3464, 2.3.3. `delayed` means that a server on the way holds it and goes on trying, so that it is not ours to
send again; `relayed` means handed to a server that sends no notices; `expanded` says nothing new."""


class Notice(NamedTuple):
    """One line of news of one delivery."""

    delivery: str
    """Id of the delivery's record, as sent along."""
    status: str
    """An id of vocabulary/delivery_status.yml."""
    reply: str | None
    """The status code as a reply, such as `550 5.1.1`."""


def read_notices(mail: bytes) -> tuple[Notice, ...]:
    """The news in one mail; none where it isn't a notice, or names no delivery.

    Args:
        mail: as it came.
    """
    if len(mail) > LARGEST_NOTICE:
        return ()
    parsed = message_from_bytes(mail, policy=default)
    report = next((part for part in parsed.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return ()
    blocks = [block for block in report.get_payload() if isinstance(block, Message)]
    reference = _reference(parsed, blocks)
    return tuple(_news(reference, blocks)) if reference else ()


def _reference(parsed: EmailMessage | Message, blocks: list[Message]) -> str | None:
    for block in blocks:
        if found := _REFERENCE.search(str(block.get("Original-Envelope-Id", ""))):
            return found.group()
    # Servers that don't echo the envelope's id send the headers of what they speak of.
    for part in parsed.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            text = "".join(map(str, part.get_payload())) if part.is_multipart() else str(part.get_payload())
            for line in text.splitlines():
                if line.lower().startswith("message-id:") and (found := _REFERENCE.search(line)):
                    return found.group()
    return None


def _news(reference: str, blocks: list[Message]) -> Iterator[Notice]:
    for block in blocks:
        status = _ACTIONS.get(str(block.get("Action", "")).strip().lower())
        if status:
            code = _STATUS.match(str(block.get("Status", "")))
            yield Notice(reference, status, f"{code.group(1)[0]}50 {code.group(1)}" if code else None)
