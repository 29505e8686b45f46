"""A promise moves by evidence, lapses by its date, and closes by nothing else."""

from datetime import date
from typing import Any

import pytest

from forestall.errors import BadTransition, InvalidField
from forestall.records.commitment import Commitment
from forestall.respond.commitments import due_on, moved
from record_samples import SAMPLES

TODAY = date(2026, 11, 22)
OPEN = {**SAMPLES["commitment"], "status": "open", "rests_on": []}


def promise(**parts: Any) -> Commitment:
    return Commitment.parse({key: value for key, value in (OPEN | parts).items() if value is not None})


def test_evidence_moves_it_and_adds_to_what_it_rests_on() -> None:
    partly = moved(promise(), "partly_kept", ("report-3",), "commitment-1", TODAY)
    kept = moved(partly, "kept", ("report-4",), "commitment-1", TODAY)
    assert (kept.status, kept.rests_on) == ("kept", ("report-3", "report-4"))


@pytest.mark.parametrize("status", ["kept", "partly_kept", "broken", "withdrawn"])
def test_no_evidence_or_its_own_word_moves_nothing(status: str) -> None:
    for evidence in ((), ("commitment-1",)):
        with pytest.raises(InvalidField, match="evidence beside the promise itself"):
            moved(promise(), status, evidence, "commitment-1", TODAY)


def test_it_lapses_after_its_date_and_may_still_be_kept() -> None:
    for due in ("2026-11-22", "2026-12", None):
        with pytest.raises(InvalidField, match="a date that has passed"):
            moved(promise(due=due), "lapsed", (), "commitment-1", TODAY)
    lapsed = moved(promise(due="2026-10"), "lapsed", (), "commitment-1", TODAY)
    assert lapsed.rests_on == ("commitment-1",)
    assert moved(lapsed, "kept", ("report-1",), "commitment-1", TODAY).status == "kept"


def test_what_was_kept_or_taken_back_stays_so_and_nothing_opens_again() -> None:
    for status in ("kept", "withdrawn"):
        over = moved(promise(), status, ("report-1",), "commitment-1", TODAY)
        with pytest.raises(BadTransition, match="closed for good"):
            moved(over, "broken", ("report-2",), "commitment-1", TODAY)
        assert due_on(over) is None
    with pytest.raises(BadTransition):
        moved(promise(), "open", ("report-2",), "commitment-1", TODAY)


def test_one_without_a_date_is_asked_after_all_the_same() -> None:
    assert due_on(promise(due="2026-12")) == date(2026, 12, 31)
    assert due_on(promise(due=None, made="2026-10-01")) == date(2026, 12, 30)


def test_a_promise_kept_in_part_stays_due_and_one_found_broken_is_asked_after_no_more() -> None:
    partly = moved(promise(due="2026-12"), "partly_kept", ("report-3",), "commitment-1", TODAY)
    assert due_on(partly) == date(2026, 12, 31)
    assert due_on(moved(promise(), "broken", ("report-3",), "commitment-1", TODAY)) is None
    with pytest.raises(BadTransition):
        moved(partly, "partly_kept", ("report-4",), "commitment-1", TODAY)


def test_days_known_only_by_their_month_count_to_its_end() -> None:
    assert due_on(promise(due=None, made="2026-10")) == date(2027, 1, 29)
    with pytest.raises(InvalidField, match="a date that has passed"):
        moved(promise(due="2026-11"), "lapsed", (), "commitment-1", date(2026, 11, 30))
    assert moved(promise(due="2026-11"), "lapsed", (), "commitment-1", date(2026, 12, 1)).status == "lapsed"
