"""From a decision to a closed review, as typed: `forestall action`, `outcome`, `review`, `commitment`, `feedback`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import Node, create_node
from forestall.runs.warning.use import Reasons, activate_at_discretion
from forestall.vocabulary.load import vocabulary
from record_samples import SAMPLES, said
from response_people import DECIDER, OWNER, REVIEWER, WATCHER, decided, outcome, step
from warning_messages import issued
from warning_people import CIRCLE, LEAD, TODAY, report
from warning_protocols import HARM, signed

Run = Callable[..., dict[str, Any]]
PEOPLE = (DECIDER, OWNER, WATCHER, REVIEWER)
AS = {
    person.user: ("--user", person.user, "--organisation", person.author.organisation,
                  *(part for role in person.roles for part in ("--role", role)))
    for person in PEOPLE
}  # fmt: skip
AT = {name: words[:4] for name, words in AS.items()}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node with an alert and a decision on it."""
    with (
        time_machine.travel(TODAY, tick=True),
        create_node(tmp_path, f"sqlite:///{tmp_path / 'ledger.sqlite'}", SystemClock()) as made,
    ):
        yield made


@pytest.fixture
def typed(node: Node) -> Callable[..., Result]:
    environment = {"FORESTALL_HOME": str(node.home), "COLUMNS": "200"}

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


def test_a_decision_is_carried_out_looked_at_and_reviewed_from_a_terminal(node: Node, run: Run) -> None:
    ledger = node.ledger
    report(ledger, 1)
    alert = issued(ledger)
    decision = decided(ledger, alert)
    plan = {key: value for key, value in step(decision).to_json().items() if key not in ("decision", "status")}
    action = run("action", "plan", decision.record_id, "-", *AS[DECIDER.user], given=plan)["record"]
    assert run("action", "list", *AT[OWNER.user])["actions"][0]["record"] == action
    assert run("action", "start", action, *AS[OWNER.user])["kind"] == "action.started"
    run("action", "complete", action, *AS[OWNER.user])
    look = {"finding": said("The market stayed shut."), "harm_found": False}
    run("action", "check", action, "-", *AS[WATCHER.user], given=look)
    followed = {key: value for key, value in outcome(action, alert.record_id).to_json().items() if key != "observed_by"}
    run("outcome", "observe", "-", *AS[WATCHER.user], given=followed)
    review = run("review", "open", alert.record_id, *AS[REVIEWER.user])["record"]
    n_moments = 0
    while "stage" in (shown := run("review", "show", review, *AT[REVIEWER.user])):
        assert all(entry["recorded_at"] <= shown["as_of"] for entry in shown["known"])
        run("review", "judge", review, "A reasonable team would have warned.", *AS[REVIEWER.user])
        n_moments += 1
    assert n_moments == shown["n_judged"] > 2
    assert run("review", "unseal", review, *AS[REVIEWER.user])["kind"] == "review.recorded"
    answers = {question: said("As the record shows.") for question in vocabulary("review_question")}
    change = {"label": said("A deputy for every desk."), "owner": OWNER.user, "due_on": "2027-02-01"}
    closing = {"answers": answers, "changes": [change], "finding": said("In time.")}
    closed = run("review", "close", review, "-", *AS[REVIEWER.user], given=closing)
    made = run("review", "close-change", review, "1", closed["entry"], *AS[OWNER.user])
    assert made["kind"] == "review.updated"
    steps = run("timeline", alert.record_id, *AT[REVIEWER.user])["steps"]
    kinds = [one["kind"] for one in steps]
    assert kinds.index("alert.issued") < kinds.index("decision.recorded") < kinds.index("action.started")
    assert kinds.index("action.started") < kinds.index("outcome.observed") < kinds.index("review.closed")


def test_a_step_that_a_protocol_agreed_is_taken_up_without_a_decision(
    node: Node, run: Run, typed: Callable[..., Result]
) -> None:
    agreed = {"rule": "activation", "label": "Send mediators", "organisation": "organisation-union", "within_hours": 9}
    card = signed(node.ledger, actions=[agreed])
    reasons = Reasons("other", "The elders asked.", HARM)
    use = activate_at_discretion(node.ledger, LEAD, card, "analyst_lead", reasons, []).record_id
    step = {"label": agreed["label"], "owner": OWNER.user, "first_step": "Ring both councils"}
    action = run("action", "take-up", use, "-", *AS[OWNER.user], given=step)["record"]
    assert run("action", "start", action, *AS[OWNER.user])["kind"] == "action.started"
    assert typed("action", "take-up", use, "-", *AS[OWNER.user], given=step).exit_code != 0


def test_a_claim_is_found_before_it_is_written(typed: Callable[..., Result]) -> None:
    told = outcome("action-1", followed=said("The talks prevented forty deaths.")).to_json()
    refused = typed("outcome", "check", "-", "--json", given=told)
    assert refused.exit_code == 4
    assert json.loads(refused.stdout)["slips"][0]["rule"] == "claims_averted"


def test_a_promise_is_kept_in_sight_and_moved_by_evidence(node: Node, run: Run, typed: Callable[..., Result]) -> None:
    promise = {**SAMPLES["commitment"], "marking": CIRCLE.to_json()}
    promise = {key: value for key, value in promise.items() if key not in ("status", "rests_on", "note")}
    made = run("commitment", "make", "-", *AS[WATCHER.user], given=promise)["record"]
    assert run("commitment", "list", "--open", *AT[WATCHER.user])["commitments"][0]["due_on"] == "2026-12-01"
    assert typed("commitment", "update", made, "kept", *AS[WATCHER.user]).exit_code == 4
    report(node.ledger, 1)
    run("commitment", "update", made, "kept", "--evidence", "report-1", *AS[WATCHER.user])
    assert run("commitment", "list", "--open", *AT[WATCHER.user])["commitments"] == []


def test_word_is_owed_and_given_in_standing_words(node: Node, run: Run) -> None:
    told = report(node.ledger, 1, answer_wanted=True)
    who = ("--user", "user-in", "--organisation", "organisation-network")
    (owed,) = run("feedback", "due", "--language", "fr", *who)["feedback"]
    assert owed["words"] == f"Merci. Le numéro {owed['number']} est noté."
    given = {"channel": "telephone", "language": "fr", "is_last": True}
    run("feedback", "give", told.record_id, "-", *who, "--role", "intake_officer", given=given)
    assert run("feedback", "due", *who)["feedback"] == []
