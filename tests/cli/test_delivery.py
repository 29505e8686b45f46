"""`forestall delivery`, from an issued message to its report of delivery."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forestall.clock import SystemClock
from forestall.errors import BadSetting
from forestall.memory.node import open_node
from forestall.records.entry import Draft
from forestall.runs.delivery import delivery_id
from ledgers import CLEAR
from mail_server import NOTICE, Mailbox, MailHost
from record_samples import SAMPLES

COMMAND = Path(sys.executable).with_name("forestall")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def answer(*words: str, said: str | None = None, **settings: str) -> Any:
        done = subprocess.run(
            [COMMAND, *words, "--json"],
            env={"FORESTALL_HOME": str(tmp_path), "PATH": "", **settings},
            input=said, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return json.loads(done.stdout) if done.returncode == 0 else (done.returncode, done.stderr)

    return answer


def test_an_issued_message_reaches_its_addressees_mailbox_with_the_paper_and_its_delivery_is_on_record(
    run: Any, tmp_path: Path
) -> None:
    run("init")
    user = run("user", "add", "minister", "--role", "decision_maker")
    run("delivery", "mail", "minister", "minister@example.org", "--language", "fr")
    with open_node(tmp_path, f"sqlite:///{tmp_path / 'ledger.sqlite'}", SystemClock()) as node:
        body = SAMPLES["alert"] | {"addressees": [{"organisation": user["organisation"]}], "exclusions": []}
        draft = Draft.parse(
            {"kind": "alert.issued", "record_id": "alert-1", "body": body, "author": node.author, "marking": CLEAR}
        )
        (message,) = node.ledger.append([draft.model_copy(update={"body": draft.record().to_json()})])
        reference = delivery_id(node.ledger, message.id, user["user"])
    mailbox = Mailbox()
    host = MailHost(mailbox)
    host.start()
    settings = {
        "FORESTALL_MAIL": f"smtp+plain://127.0.0.1:{host.port}",
        "FORESTALL_MAIL_FROM": "node@example.net",
    }
    try:
        assert run("delivery", "send", **settings) == {"people": 1, "deliveries": {"accepted": 1}}
        assert run("delivery", "send", **settings) == {"people": 1, "deliveries": {}}
    finally:
        host.stop()
    (mail,) = mailbox.mails
    assert [part.get_filename() for part in mail.iter_attachments()] == ["alert.pdf", "due.ics"]
    report = NOTICE.format(
        action="delivered", status="2.0.0", envelope=f"Original-Envelope-Id: {reference}\n", message_id="<x@y>"
    )
    assert len(run("delivery", "notice", "-", said=report, **settings)["entries"]) == 1
    shown = run("ledger", "show", reference)
    assert "delivered" in json.dumps(shown)


def test_half_of_what_mail_needs_says_what_to_set(run: Any) -> None:
    run("init")
    code, told = run("delivery", "send", FORESTALL_MAIL="smtp+plain://localhost")
    assert code == BadSetting.exit_code
    assert "FORESTALL_MAIL_FROM" in told


def test_without_a_server_no_mail_goes(run: Any) -> None:
    run("init")
    assert run("delivery", "send") == {"people": 0, "deliveries": {}}
