"""Calls to another program, received by a real server and checked by the standard's own library."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from forestall.clock import SystemClock
from forestall.records.entry import Draft, Entry
from forestall.records.values.marking import Marking
from forestall.warn.delivery.webhook import WebhookWay, webhook_secret
from ledgers import AMINA, CLEAR, KEY, OTHER_KEY, RED
from record_samples import DIGEST, SAMPLES

DELIVERY = "delivery-mfrggzdfmztwq2lknnwg23tpoa"
SECRET = webhook_secret(KEY, "webhook-1")


class Program(BaseHTTPRequestHandler):
    calls: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    answer = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((dict(self.headers), body))
        self.send_response(self.answer)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def program() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Program)
    Thread(target=server.serve_forever, daemon=True).start()
    Program.calls, Program.answer = [], 200
    yield f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


def message(marking: Marking = CLEAR) -> Entry:
    draft = Draft.parse(
        {"kind": "alert.issued", "record_id": "alert-1", "body": SAMPLES["alert"], "author": AMINA, "marking": marking}
    )
    now = datetime.now(UTC)
    return Entry.placed(draft, DIGEST, 1, now, node=DIGEST, previous=DIGEST)


def way(address: str) -> WebhookWay:
    return WebhookWay(address, SECRET, "https://node.example.net", SystemClock(), name="webhook-1")


def never() -> None:
    raise AssertionError("a second call is known by its id")


def test_a_call_passes_the_standards_check_with_its_own_secret_and_no_other(program: str) -> None:
    assert way(program).send(message(), DELIVERY, never) == ("delivered", "200")
    ((headers, body),) = Program.calls
    told = Webhook(SECRET).verify(body, headers)
    assert told["type"] == "alert.issued"
    assert told["data"]["message"]["headline"]["text"] == SAMPLES["alert"]["headline"]["text"]
    assert {name.lower(): value for name, value in headers.items()}["webhook-id"] == DELIVERY
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook_secret(OTHER_KEY, "webhook-1")).verify(body, headers)


def test_what_is_for_named_peoples_eyes_is_not_told_to_a_program(program: str) -> None:
    way(program).send(message(RED), DELIVERY, never)
    ((_, body),) = Program.calls
    assert json.loads(body)["data"]["message"] is None
    assert b"SD-DW" not in body


@pytest.mark.parametrize(
    ("status", "means"), [(204, "delivered"), (302, "delayed"), (404, "delayed"), (410, "failed"), (503, "delayed")]
)
def test_any_success_is_a_delivery_and_only_gone_is_a_failure(program: str, status: int, means: str) -> None:
    Program.answer = status
    assert way(program).send(message(), DELIVERY, never).status == means
    assert len(Program.calls) == 1


def test_a_program_that_is_away_is_tried_again() -> None:
    assert way("http://127.0.0.1:9/in").send(message(), DELIVERY, never) == ("delayed", None)
