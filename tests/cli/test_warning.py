"""`forestall assessment` and `forestall alert`, as typed: from the question to the acknowledged alert."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from typer.main import get_command
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from record_samples import HARM_CHECK, said
from warning_messages import message
from warning_people import ANALYSTS, CIRCLE, EVERYONE, SIDES, TODAY, asked

Run = Callable[..., dict[str, Any]]
UNION = "organisation-union"
FOUR = {key: HARM_CHECK[key] for key in ("who_could_be_hurt", "how", "mitigation", "alternative", "acceptable")}
CLEARED = CIRCLE.to_json() | {"recipients": EVERYONE}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., Result]:
    address = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    create_node(tmp_path, address, SystemClock(), name="Network office").close()
    environment = {"FORESTALL_HOME": str(tmp_path), "COLUMNS": "200"}

    def run(*words: str, given: dict[str, Any] | None = None) -> Result:
        return CliRunner().invoke(
            app, list(words), env=environment, input=json.dumps(given) if given is not None else None
        )

    return run


@pytest.fixture
def run(typed: Callable[..., Result]) -> Run:
    def answer(*words: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        result = typed(*words, "--json", given=given)
        assert result.exit_code == 0, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    return answer


def as_(user: str, role: str, organisation: str = UNION) -> tuple[str, ...]:
    return ("--user", user, "--organisation", organisation, "--role", role)


def alert(**parts: Any) -> dict[str, Any]:
    told = message(**parts).to_json()
    return {key: value for key, value in told.items() if key != "drafted_by"} | {"marking": CLEARED}


def issued(run: Run) -> str:
    record: str = run("alert", "draft", "-", *as_("user-a5", "analyst"), given=alert())["record"]
    run("alert", "review", record, "-", *as_("user-p", "approver"), given=FOUR)
    run("alert", "issue", record, *as_("user-o", "duty_officer"))
    return record


def test_an_alert_is_written_reviewed_issued_acknowledged_and_taken_back_from_a_terminal(run: Run) -> None:
    record = issued(run)
    listed = run("alert", "list", "--user", "user-o", "--organisation", UNION)["alerts"]
    assert [row["record"] for row in listed] == [record]
    ack = run("alert", "acknowledge", record, *as_("user-d", "addressee", "organisation-ministry"))
    assert ack["kind"] == "alert.acknowledged"
    shown = run("alert", "show", record, "--user", "user-o", "--organisation", UNION, "--language", "fr")
    assert shown["standing"] == "in_force"
    assert any("notre estimation 30%" in line["text"] for line in shown["lines"])
    gone = {"headline": said("Alert taken back."), "text": said("Both camps are empty."), "because": "They left."}
    cancel = run("alert", "cancel", record, "-", *as_("user-a5", "analyst"), given=gone)["record"]
    run("alert", "review", cancel, "-", *as_("user-p", "approver"), given=FOUR)
    assert run("alert", "issue", cancel, *as_("user-o", "duty_officer"))["kind"] == "alert.cancelled"
    assert run("alert", "list", "--user", "user-o", "--organisation", UNION)["alerts"] == []


def test_a_message_is_written_as_signed_cap_and_checked_with_the_certificate_alone(
    run: Run, typed: Callable[..., Result], tmp_path: Path
) -> None:
    record = issued(run)
    who = ("--user", "user-o", "--organisation", UNION, "--sender", "node.example.org")
    written = typed("alert", "cap", record, *who)
    assert written.exit_code == 0, written.output
    (tmp_path / "alert.xml").write_bytes(written.stdout_bytes)
    certificate = str(tmp_path / "keys/cap.pem")
    (found,) = run("alert", "read-cap", str(tmp_path / "alert.xml"), "--certificate", certificate)["messages"]
    assert (found["signature"], found["type"], found["in_force"]) == ("by the certificate given", "Alert", True)
    (tmp_path / "alert.xml").write_bytes(written.stdout_bytes.replace(b"Do nothing", b"Do something"))
    refused = typed("alert", "read-cap", str(tmp_path / "alert.xml"), "--certificate", certificate)
    assert refused.exit_code == 9
    assert "bad digest" in refused.output


def test_a_partners_signed_message_is_taken_in_as_a_report(
    run: Run, typed: Callable[..., Result], tmp_path: Path
) -> None:
    record = issued(run)
    who = ("--user", "user-o", "--organisation", UNION, "--sender", "node.example.org")
    (tmp_path / "alert.xml").write_bytes(typed("alert", "cap", record, *who).stdout_bytes)
    (tmp_path / "marking.json").write_text(json.dumps(CLEARED))
    given = (str(tmp_path / "alert.xml"), "--marking", str(tmp_path / "marking.json"))
    given = (*given, *as_("user-i", "intake_officer"))
    unknown = typed("alert", "take-in", *given)
    assert (unknown.exit_code, "unknown issuer" in unknown.output) == (7, True)
    pinned = typed(
        "alert", "pin", "--sender", "node.example.org", "--certificate", str(tmp_path / "keys/cap.pem")
    )  # fmt: skip
    assert "fingerprint" in pinned.output
    taken = typed("alert", "take-in", *given)
    assert taken.exit_code == 0, taken.output
    assert "report.received" in taken.output
    assert typed("alert", "take-in", *given).exit_code == 8


def test_what_is_in_force_and_due_is_written_for_feeds_and_calendars(run: Run, typed: Callable[..., Result]) -> None:
    record = issued(run)
    address = ("--address", "https://node.example.org")
    feed = typed("alert", "feed", *address, "--user", "user-o", "--organisation", UNION).stdout
    assert f"https://node.example.org/alerts/{record}.cap" in feed
    due = typed("alert", "calendar", *address, "--user", "user-d", "--organisation", "organisation-ministry").stdout
    assert due.count("BEGIN:VEVENT") == 2


def test_words_are_checked_before_anything_is_recorded(run: Run, typed: Callable[..., Result]) -> None:
    slip = alert() | {"headline": said("Genocide may follow")}
    result = typed("alert", "check", "-", "--json", given=slip)
    assert result.exit_code == 4
    assert {row["rule"] for row in json.loads(result.stdout)["slips"]} == {"legal_finding", "vague_likelihood"}
    assert run("alert", "check", "-", given=alert())["slips"] == []


def test_who_wrote_it_does_not_review_it_here_either(typed: Callable[..., Result], run: Run) -> None:
    record = run("alert", "draft", "-", *as_("user-a5", "analyst"), given=alert())["record"]
    result = typed("alert", "review", record, "-", *as_("user-a5", "approver"), given=FOUR)
    assert result.exit_code == 4
    assert "other than its writer" in result.output


def test_an_assessment_goes_from_question_to_publication_from_a_terminal(run: Run) -> None:
    lead = as_("user-l", "analyst_lead")
    facilitator = as_("user-f", "facilitator")
    assert run("assessment", "sign-profile", *lead)["kind"] == "profile.signed"
    question = asked().to_json() | {"marking": CLEARED}
    record = run("assessment", "open", "-", *facilitator, given=question)["record"]
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1",
            "note": said("The ombudsman's office was shut.")}  # fmt: skip
    first = as_(ANALYSTS[0].user, "analyst", "organisation-network")
    run("assessment", "judge", record, "-", *first, given={"indicators": [seen], "access_denied": True})
    for number in (1, 2):
        for analyst, side in zip(ANALYSTS, SIDES, strict=True):
            judgement = {"assessment": record, "round": number, "constituency": side, "from_state_concerned": False,
                         "phase": "3", "reason": said("Two signs.")}  # fmt: skip
            who = as_(analyst.user, "analyst", str(analyst.reader.organisation))
            run("assessment", "submit", "-", *who, given=judgement)
        run("assessment", "lock", record, *facilitator)
    assert run("assessment", "close", record, *facilitator)["kind"] == "assessment.closed"
    assert run("assessment", "publish", record, *lead)["kind"] == "assessment.published"
    shown = run("assessment", "show", record, "--user", "user-l", "--organisation", UNION)
    assert shown["outcome"] == "not_classifiable"
    assert len(shown["factors"]) == 14


def test_a_misspelt_field_is_refused_and_not_left_out(typed: Callable[..., Result], run: Run) -> None:
    run("assessment", "sign-profile", *as_("user-l", "analyst_lead"))
    result = typed("assessment", "judge", "assessment-1", "-", *as_("user-a0", "analyst"), given={"indicator": []})
    assert result.exit_code == 4
    assert "fields of Revision" in result.output


def test_the_table_says_that_a_count_is_no_score(run: Run, typed: Callable[..., Result]) -> None:
    run("assessment", "sign-profile", *as_("user-l", "analyst_lead"))
    question = asked().to_json() | {"marking": CLEARED}
    record = run("assessment", "open", "-", *as_("user-f", "facilitator"), given=question)["record"]
    shown = typed("assessment", "show", record, "--user", "user-l", "--organisation", UNION)
    assert "not a score" in shown.output
    assert "0 of 11" in shown.output


def test_every_command_says_what_it_is_for() -> None:
    groups = get_command(app)
    for group in ("alert", "assessment"):
        commands = groups.commands[group].commands  # type: ignore[attr-defined]
        assert all(command.help for command in commands.values())
