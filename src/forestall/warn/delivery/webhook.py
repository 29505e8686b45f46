"""Calls to another program when a message goes out, signed so that it can tell them from anybody else's.

The secret is made from this node's key and stored nowhere; a call follows no redirection and carries no cookie.

Source:
    Standard Webhooks 1.0 (standardwebhooks.com): the headers webhook-id, webhook-timestamp, webhook-signature.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import orjson
from standardwebhooks import Webhook

from forestall.clock import Clock, format_instant
from forestall.errors import InvalidField
from forestall.memory.keys import NodeKey
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking, Tlp
from forestall.warn.delivery.way import LOOPBACK, Answer, alert_page, is_within

SECONDS = 15
_GONE = 410  # the receiver asks to be called no more


@dataclass(frozen=True, slots=True)
class WebhookWay:
    """Calls to one address, for one person."""

    address: str
    secret: str = field(repr=False)
    url: str
    """Where the node's pages are."""
    clock: Clock
    name: str
    channel: str = "webhook"

    def carries(self, marking: Marking) -> bool:
        """Whether the words may go to a program: all but TLP red, which is for named people's eyes, and no embargo."""
        return is_within(marking, Tlp.AMBER__STRICT)

    def send(self, message: Entry, delivery: str, _before_handing_over: Callable[[], None]) -> Answer:
        """What the program's server answered; any 2xx is a delivery.

        A call whose answer didn't come is made again: the receiver knows it by `webhook-id` for one it had.
        """
        body = _body(message, self.url, with_words=self.carries(message.marking))
        now = self.clock.now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(delivery, now, body),
        }
        try:
            # Streamed: what stands in the answer is nobody's business here, however long it goes on.
            with httpx.stream("POST", self.address, content=body, headers=headers, timeout=SECONDS) as answer:
                pass
        except (httpx.HTTPError, httpx.InvalidURL):
            return Answer("delayed", None)
        if answer.is_success:
            return Answer("delivered", str(answer.status_code))
        code = str(answer.status_code)
        return Answer("failed" if answer.status_code == _GONE else "delayed", code if code[0] in "45" else None)


def webhook_secret(key: NodeKey, salt: str) -> str:
    """The secret of one subscription, as the other side is told it once.

    Args:
        key: the node's.
        salt: what tells the subscription from all others, chance.
    """
    made = hashlib.sha256(key.sign(f"forestall webhook v1\n{salt}".encode())).digest()
    return "whsec_" + base64.b64encode(made).decode()


def check_address(address: str) -> str:
    """The address itself, when calls may go there: https, or http on this machine.

    Raises:
        InvalidField: anything else.
    """
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.username or parts.fragment:
        raise InvalidField(
            expected="an https address without a name or password in it",
            found="another",
            where="webhook address",
            remedy="Correct it; http is for this machine alone.",
        )
    return address


def _body(message: Entry, url: str, *, with_words: bool) -> str:
    said = {
        "type": message.kind,
        "timestamp": format_instant(message.recorded_at),
        "data": {
            "alert": message.record_id,
            "entry": message.id,
            "address": alert_page(url, message.record_id),
            "exercise": message.exercise,
            "message": message.body if with_words else None,
            "marking": message.marking.to_json(),
        },
    }
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
