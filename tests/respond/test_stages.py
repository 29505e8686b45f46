"""When each stage of a chain was reached: by what the node learned, and by nothing that came later."""

from datetime import UTC, datetime, timedelta
from typing import Any

from forestall.records.entry import Draft, Entry
from forestall.records.kinds import record_class_for
from forestall.respond.stages import stamps_of
from ledgers import AMINA, CLEAR
from record_samples import DIGEST, SAMPLES

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Chain:
    """Entries, an hour after each other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, kind: str, name: str | None = None, **parts: Any) -> Entry:
        sort = record_class_for(kind).__name__.lower()
        body = record_class_for(kind).parse(SAMPLES[sort] | parts).to_json()
        draft = Draft.parse(
            {"kind": kind, "record_id": name or f"{sort}-1", "body": body, "author": AMINA, "marking": CLEAR}
        )
        number = len(self.entries) + 1
        now = NOON + timedelta(hours=number)
        entry = Entry.placed(draft, f"{number:064d}", number, now, node=DIGEST, previous=DIGEST)
        self.entries.append(entry)
        return entry

    def reached(self) -> dict[str, str]:
        """The entry of each stage, whatever the order in which the chain is read."""
        stamps = stamps_of(reversed(self.entries))
        assert stamps == stamps_of(self.entries)
        return {stamp.stage: stamp.entry for stamp in stamps}

    def at(self, stage: str) -> datetime:
        return next(stamp.at for stamp in stamps_of(self.entries) if stamp.stage == stage)


def test_the_first_sign_is_the_earliest_day_told_of_and_no_later_than_it_was_told() -> None:
    chain = Chain()
    chain.add("report.received", occurred="2026-11-22")
    earlier = chain.add("event.coded", first_day="2026-11-18")
    chain.add("report.received", "report-2", occurred="2026-11-20")
    assert chain.reached()["t0"] == earlier.id
    assert chain.at("t0") == datetime(2026, 11, 18, tzinfo=UTC)
    told_first = Chain()
    told_first.add("report.received", occurred="2026-11-25")
    assert told_first.at("t0") == told_first.at("t1") == NOON + timedelta(hours=1)


def test_a_report_is_verified_by_whoever_bears_it_out_or_by_the_event_that_was_confirmed() -> None:
    for kind, parts in (("report.graded", {"credibility": "2"}), ("event.confirmed", {})):
        chain = Chain()
        chain.add("report.graded", "grade-0", credibility="3")
        chain.add("report.graded", "grade-3", credibility="6")
        told = chain.add(kind, **parts)
        chain.add("report.graded", "grade-2", credibility="1")
        assert chain.reached()["t2"] == told.id


def test_options_lie_there_with_the_alert_once_it_is_read_or_when_they_are_laid_there_or_with_the_decision() -> None:
    with_it = Chain()
    with_it.add("alert.issued")
    read = with_it.add("alert.acknowledged")
    with_it.add("decision.recorded")
    assert with_it.reached()["t5"] == with_it.reached()["t4"] == read.id
    after, by_itself = Chain(), Chain()
    for chain in (after, by_itself):
        chain.add("alert.issued")  # and nobody has acknowledged it
    laid = after.add("decision.presented")
    after.add("decision.recorded")
    assert after.reached()["t5"] == laid.id
    decided = by_itself.add("decision.recorded")
    assert by_itself.reached()["t5"] == by_itself.reached()["t6"] == decided.id


def test_an_effect_is_looked_at_by_a_check_or_an_outcome_whichever_came_first() -> None:
    chain = Chain()
    chain.add("action.started", status="under_way", ended_at=None, stopped_because=None, effect_check=None)
    checked = chain.add("action.stopped")
    chain.add("outcome.observed")
    assert chain.reached()["t8"] == checked.id


def test_a_chain_is_closed_once_an_outcome_is_on_record_and_no_step_is_open() -> None:
    chain = Chain()
    under_way = {"status": "under_way", "ended_at": None, "stopped_because": None}
    chain.add("action.started", **under_way)
    chain.add("action.started", "action-2", **under_way)
    chain.add("action.stopped")
    chain.add("outcome.observed")
    assert "t9" not in chain.reached()
    last = chain.add("action.stopped", "action-2")
    assert chain.reached()["t9"] == last.id
    without = Chain()
    without.add("action.stopped")
    assert "t9" not in without.reached()
    given_up = Chain()
    observed = given_up.add("outcome.observed")
    given_up.add("action.planned", **under_way | {"status": "planned", "started_at": None, "effect_check": None})
    assert "t9" not in given_up.reached()
    dropped = given_up.add("action.stopped", status="not_done", started_at=None, ended_at=None, effect_check=None)
    assert given_up.reached()["t9"] == dropped.id != observed.id
    nothing_to_do = Chain()
    outcome = nothing_to_do.add("outcome.observed")
    assert nothing_to_do.reached()["t9"] == outcome.id
