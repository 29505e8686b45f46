"""Verification: what came in time, what came late by itself, what never came, and what was overturned since."""

from datetime import timedelta

import pytest

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger
from forestall.records.entry import Draft, Entry
from forestall.runs.metrics.measures import Share
from forestall.runs.metrics.metrics import metrics
from forestall.runs.recording import record_statement
from forestall.runs.warning.evidence import Judged, grade_evidence
from forestall.vocabulary.load import vocabulary
from ledgers import HandClock
from warning_people import GRADERS, LEAD, OUTSIDER, TODAY, report

PARTS = ("verified_in_time", "verified_late", "not_verified")


@pytest.fixture
def clock() -> HandClock:
    """The day of the story."""
    return HandClock(TODAY)


def shares(ledger: Ledger) -> dict[str, Share]:
    return {one.name: one for one in metrics(ledger, LEAD.reader).shares}


def counts(ledger: Ledger) -> tuple[tuple[int, ...], int]:
    """How many were verified in time, late and not, and of how many."""
    found = [shares(ledger)[name] for name in PARTS]
    assert len({one.n for one in found}) == 1
    return tuple(one.n_yes for one in found), found[0].n


def judge(ledger: Ledger, about: Entry, credibility: str = "2") -> Entry:
    return grade_evidence(ledger, GRADERS[0], about.record_id, Judged("It fits.", credibility=credibility))


def follow_on(ledger: Ledger, kind: str, about: Entry, **parts: object) -> Entry:
    draft = Draft.parse(
        {"kind": kind, "record_id": about.record_id, "body": about.body | parts, "author": about.author,
         "marking": about.marking, "supersedes": about.id}
    )  # fmt: skip
    return record_statement(ledger, draft, ledger.clock.now())


def test_what_was_verified_late_is_never_added_to_what_was_in_time(ledger: Ledger, clock: HandClock) -> None:
    in_time, late, doubted, unseen = (report(ledger, number, clock="urgent") for number in range(4))
    clock.move(hours=23)
    judge(ledger, in_time)
    judge(ledger, doubted, "4")
    assert counts(ledger) == ((0, 0, 0), 0)
    clock.move(hours=1)
    judge(ledger, late)  # at the very instant its clock runs out
    assert counts(ledger) == ((1, 1, 2), 4)
    assert shares(ledger)["not_judged"].n_yes == 1
    assert unseen.record_id == "report-3"


def test_the_clock_runs_from_when_the_report_was_recorded_whatever_it_says_of_itself(
    ledger: Ledger, clock: HandClock
) -> None:
    told = report(ledger, 1, clock="flash", received_at=format_instant(TODAY - timedelta(days=30)))
    clock.move(hours=5)
    assert counts(ledger) == ((0, 0, 0), 0)
    judge(ledger, told)
    clock.move(hours=1)
    assert counts(ledger) == ((1, 0, 0), 1)


def test_a_grade_dated_back_is_as_late_as_it_was_recorded(ledger: Ledger, clock: HandClock) -> None:
    told = report(ledger, 1, clock="flash")
    clock.move(hours=7)
    draft = Draft.parse(
        {"kind": "report.graded", "record_id": "grade-1", "author": GRADERS[0].author, "marking": told.marking,
         "body": {"about": told.record_id, "credibility": "2", "credibility_by": GRADERS[0].user, "reason": "Seen."},
         "causes": [told.id], "valid_from": format_instant(TODAY)}
    )  # fmt: skip
    record_statement(ledger, draft, clock.now())
    assert counts(ledger) == ((0, 1, 0), 1)


@pytest.mark.parametrize(("first", "then"), [("flash", "routine"), ("routine", "flash")])
def test_no_other_clock_rescues_what_the_shortest_one_missed(
    ledger: Ledger, clock: HandClock, first: str, then: str
) -> None:
    told = report(ledger, 1, clock=first)
    clock.move(hours=2)
    follow_on(ledger, "report.corrected", told, clock=then)
    clock.move(hours=5)
    judge(ledger, told)
    assert counts(ledger) == ((0, 1, 0), 1)


def test_a_report_nobody_gave_a_clock_has_the_slowest(ledger: Ledger, clock: HandClock) -> None:
    report(ledger, 1)
    slowest = max(term.extra["verify_hours"] for term in vocabulary("clock_profile").values())
    clock.move(hours=slowest - 1)
    assert counts(ledger) == ((0, 0, 0), 0)
    clock.move(hours=1)
    assert counts(ledger) == ((0, 0, 1), 1)


def test_what_was_taken_back_in_time_is_due_no_more_and_later_still_is(ledger: Ledger, clock: HandClock) -> None:
    early, late = (report(ledger, number, clock="urgent") for number in range(2))
    clock.move(hours=3)
    follow_on(ledger, "report.withdrawn", early, withdrawn_because="Told by mistake.")
    clock.move(hours=30)
    follow_on(ledger, "report.withdrawn", late, withdrawn_because="Told by mistake.")
    assert counts(ledger) == ((0, 0, 1), 1)


def test_the_overturn_rate_is_of_all_that_were_verified_in_time_or_late(ledger: Ledger, clock: HandClock) -> None:
    stands, withdrawn, false, _ = (report(ledger, number, clock="flash") for number in range(4))
    for told in (stands, withdrawn):
        judge(ledger, told)
    clock.move(hours=9)
    judge(ledger, false)
    follow_on(ledger, "report.withdrawn", withdrawn, withdrawn_because="The caller was mistaken.")
    follow_on(ledger, "report.corrected", false, rumour_verdict="false")
    overturned = shares(ledger)["overturned"]
    assert (overturned.n_yes, overturned.n) == (2, 3)
    assert counts(ledger) == ((2, 1, 1), 4)


def test_a_receipt_is_owed_within_fifteen_minutes_and_a_status_within_the_clock(
    ledger: Ledger, clock: HandClock
) -> None:
    from forestall.runs.response.feedback import Word, give_feedback
    from response_people import INTAKE

    def counted(name: str) -> tuple[int, int]:
        return shares(ledger)[name].n_yes, shares(ledger)[name].n

    asked = [
        report(ledger, number, answer_wanted=True, clock="urgent", received_at=format_instant(TODAY))
        for number in range(3)
    ]
    report(ledger, 9)
    clock.move(minutes=14)
    give_feedback(ledger, INTAKE, asked[0].record_id, Word("text_message"))
    assert counted("receipts_in_time") == (0, 0)
    clock.move(minutes=1)
    give_feedback(ledger, INTAKE, asked[1].record_id, Word("text_message"))
    assert counted("receipts_in_time") == (1, 3)
    assert counted("told_in_time") == (0, 0)
    judge(ledger, asked[0])
    give_feedback(ledger, INTAKE, asked[0].record_id, Word("text_message"))
    clock.move(days=4)
    assert counted("told_in_time") == (1, 3)
    assert counted("told_back") == (2, 3)


def test_what_does_not_reach_a_reader_is_due_for_nobody(ledger: Ledger, clock: HandClock) -> None:
    report(ledger, 1, clock="flash")
    clock.move(days=1)
    assert all(one.n == 0 for one in metrics(ledger, OUTSIDER.reader).shares)
