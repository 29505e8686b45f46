"""Promises with the ledger: moved on evidence that is there, and kept in sight until then."""

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.commitment import Commitment
from forestall.runs.response.commitments import commitments, make_commitment, move_commitment
from ledgers import HandClock
from record_samples import SAMPLES
from response_people import OWNER, WATCHER, case
from warning_people import GRADERS, OUTSIDER, TERMS, TODAY, report

PROMISE = Commitment.parse({**SAMPLES["commitment"], "status": "open", "rests_on": []})


def test_a_promise_stays_open_until_evidence_moves_it(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    made = make_commitment(ledger, WATCHER, PROMISE, TERMS)
    ((state, due),) = commitments(ledger, WATCHER.reader)
    assert (state.id, str(due)) == (made.id, "2026-12-01")
    with pytest.raises(InvalidField, match="evidence beside the promise"):
        move_commitment(ledger, WATCHER, made.record_id, "kept")
    with pytest.raises(NotFound):
        move_commitment(ledger, WATCHER, made.record_id, "kept", ["report-nowhere"])
    shown = report(ledger, 3)
    kept = move_commitment(ledger, OWNER, made.record_id, "kept", ["report-3"])
    assert shown.id in kept.causes
    with pytest.raises(BadTransition):
        move_commitment(ledger, OWNER, made.record_id, "broken", ["report-3"])
    assert [due for _, due in commitments(ledger, WATCHER.reader)] == [None]


def test_it_lapses_when_its_date_has_passed(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    made = make_commitment(ledger, WATCHER, PROMISE, TERMS)
    with pytest.raises(InvalidField, match="a date that has passed"):
        move_commitment(ledger, WATCHER, made.record_id, "lapsed")
    clock.move(days=30)
    assert move_commitment(ledger, WATCHER, made.record_id, "lapsed").body["status"] == "lapsed"


def test_it_comes_out_of_a_record_and_is_as_strictly_marked(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    made = make_commitment(ledger, WATCHER, PROMISE, TERMS, [entries["decision"].record_id])
    assert made.causes == (entries["decision"].id,)
    assert made.marking == entries["decision"].marking


def test_only_who_follows_promises_writes_them_down(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    with pytest.raises(AccessError):
        make_commitment(ledger, GRADERS[0], PROMISE, TERMS)
    made = make_commitment(ledger, WATCHER, PROMISE, TERMS)
    with pytest.raises(NotFound):
        move_commitment(ledger, OUTSIDER, made.record_id, "lapsed")
