"""Who may read what, and that an outsider can't tell what is withheld from what isn't there."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forestall.errors import IntegrityError, InvalidField, LookAhead, NotFound
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, Reader, read, read_all, read_one
from forestall.memory.sqlite import SqliteDatabase
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking, Sensitivity
from ledgers import (
    AMBER,
    AMINA,
    BASIL,
    CLEAR,
    GREEN,
    KEY,
    NETWORK,
    NOON,
    RED,
    STRICT,
    UNION,
    HandClock,
    counted,
    draft,
    statements_to,
    tamper,
)

AUTHOR = Reader(user=AMINA.user, organisation=UNION, is_member=True)
COLLEAGUE = Reader(user="user-dina", organisation=UNION, is_member=True)
CLIENT = Reader(user="user-emeka", organisation="organisation-client", client_of=frozenset({UNION}))
MEMBER = Reader(user=BASIL.user, organisation=NETWORK, is_member=True)
NAMED = Reader(user="user-chidi", organisation="organisation-elsewhere")
READERS = {
    "public": PUBLIC,
    "member": MEMBER,
    "client": CLIENT,
    "colleague": COLLEAGUE,
    "named": NAMED,
    "author": AUTHOR,
}
CLOCKWORK = Reader(is_clockwork=True)
NAMED_AMBER = Marking.parse({"tlp": "amber", "recipients": ["user-chidi"]})


def sees(ledger: Ledger, reader: Reader, entry: Entry) -> bool:
    return read(ledger, reader, Question(entry_ids=(entry.id,))).entries == (entry,)


@pytest.mark.parametrize(
    ("marking", "reached"),
    [
        (CLEAR, {"public", "member", "client", "colleague", "named", "author"}),
        (GREEN, {"member", "colleague", "author"}),
        (AMBER, {"client", "colleague", "author"}),
        (STRICT, {"colleague", "author"}),
        (RED, {"named", "author"}),
        (NAMED_AMBER, {"named", "author"}),
        (Marking.parse({"tlp": "amber"}), {"author"}),
        (Marking.parse({"tlp": "red"}), {"author"}),
    ],
)
def test_a_marking_reaches_whom_it_names_and_nobody_else(ledger: Ledger, marking: Marking, reached: set[str]) -> None:
    (entry,) = ledger.append([draft(marking=marking)])
    assert {name for name, reader in READERS.items() if sees(ledger, reader, entry)} == reached


def test_an_author_who_speaks_for_another_organisation_now_has_no_privilege(ledger: Ledger) -> None:
    (entry,) = ledger.append([draft(marking=RED)])
    assert not sees(ledger, Reader(user=AMINA.user, organisation=NETWORK, is_member=True), entry)


def test_an_embargo_holds_for_everyone_but_the_owner_until_it_ends(ledger: Ledger, clock: HandClock) -> None:
    until = NOON + timedelta(hours=1)
    (entry,) = ledger.append([draft(marking=Marking(tlp=CLEAR.tlp, embargo_until=until))])
    assert [sees(ledger, reader, entry) for reader in (PUBLIC, MEMBER, COLLEAGUE, AUTHOR)] == [False, False, True, True]
    clock.move(hours=1)
    assert sees(ledger, PUBLIC, entry)


@pytest.mark.parametrize("sensitivity", Sensitivity)
def test_sensitivity_asks_for_clearance(ledger: Ledger, sensitivity: Sensitivity) -> None:
    (entry,) = ledger.append([draft(marking=Marking(tlp=CLEAR.tlp, sensitivity=sensitivity))])
    for clearance in Sensitivity:
        assert sees(ledger, Reader(clearance=clearance), entry) == (clearance >= sensitivity)


def test_narrowing_a_record_reaches_its_past(ledger: Ledger) -> None:
    (entry,) = ledger.append([draft("report-a", marking=CLEAR)])
    assert sees(ledger, PUBLIC, entry)
    ledger.append([draft("report-a", marking=AMBER)])
    assert not sees(ledger, PUBLIC, entry)
    assert read(ledger, PUBLIC, Question(record_id="report-a")).entries == ()


def test_what_was_known_then_is_shown_under_the_markings_of_now(ledger: Ledger, clock: HandClock) -> None:
    (first,) = ledger.append([draft("report-a", marking=CLEAR)])
    clock.move(days=1)
    ledger.append([draft("report-a", marking=AMBER)])
    question = Question(record_id="report-a", states=True, as_of=NOON)
    assert read(ledger, PUBLIC, question).entries == ()
    assert read(ledger, COLLEAGUE, question).entries == (first,)


def test_an_older_state_never_stands_in_for_a_withheld_newer_one(ledger: Ledger, clock: HandClock) -> None:
    ledger.append([draft("report-a", marking=GREEN)])
    ledger.append([draft("report-a", marking=AMBER)])
    assert read(ledger, MEMBER, Question(record_id="report-a", states=True)).entries == ()
    assert read(ledger, MEMBER, Question(prefix="report", states=True)).entries == ()


def test_withheld_and_missing_give_the_same_answer_by_the_same_steps(ledger: Ledger) -> None:
    ledger.append([draft()])
    (entry,) = ledger.append([draft("report-a", marking=RED)])
    asked = []
    for name, question in (
        (entry.id, Question(entry_ids=(entry.id,))),
        ("e" * 64, Question(entry_ids=("e" * 64,))),
        ("report-a", Question(record_id="report-a", states=True)),
        ("report-b", Question(record_id="report-b", states=True)),
        ("report-a", Question(states_of=("report-a",))),
        ("report-b", Question(states_of=("report-b",))),
    ):
        with statements_to(ledger.database) as statements, pytest.raises(NotFound) as refused:
            read_one(ledger, PUBLIC, question, "the same name")
        asked.append((str(refused.value), str(statements).replace(name, "?")))
    assert asked[::2] == asked[1::2]
    assert statements or not isinstance(ledger.database, SqliteDatabase)


def test_the_state_as_of_a_time_is_what_was_recorded_by_then(ledger: Ledger, clock: HandClock) -> None:
    (first,) = ledger.append([draft("report-a")])
    then = clock.move(days=1)
    (second,) = ledger.append([draft("report-a")])
    clock.move(days=1)
    assert state(ledger, as_of=NOON) == first
    assert state(ledger, as_of=then - timedelta(microseconds=1)) == first
    assert state(ledger, as_of=then) == second
    assert state(ledger) == second
    assert state(ledger, as_of=NOON - timedelta(days=1)) is None


def state(ledger: Ledger, *, as_of: datetime | None = None, valid_at: datetime | None = None) -> Entry | None:
    question = Question(record_id="report-a", states=True, as_of=as_of, valid_at=valid_at)
    found = read(ledger, PUBLIC, question).entries
    assert read(ledger, PUBLIC, Question(prefix="report", states=True, as_of=as_of, valid_at=valid_at)).entries == found
    return found[0] if found else None


def test_a_time_that_has_not_come_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LookAhead, match="what will be known then"):
        read(ledger, PUBLIC, Question(as_of=NOON + timedelta(seconds=1)))


def test_valid_time_and_recorded_time_are_kept_apart(ledger: Ledger, clock: HandClock) -> None:
    january, march, june = (datetime.fromisoformat(f"2024-{month}-01T00:00:00Z") for month in ("01", "03", "06"))
    (first,) = ledger.append([draft("report-a", valid_from=january, valid_to=june)])
    then = clock.move(hours=1)
    (second,) = ledger.append(
        [draft("report-a", kind="report.corrected", supersedes=first.id, valid_from=march, valid_to=june)]
    )
    assert state(ledger, valid_at=march) == second
    assert state(ledger, valid_at=january) is None  # the correction says that it was not so yet
    assert state(ledger, valid_at=january, as_of=NOON) == first  # as was believed before it
    assert state(ledger, valid_at=june, as_of=then) is None


def test_without_a_stated_period_a_thing_is_true_from_when_it_was_learned(ledger: Ledger) -> None:
    (entry,) = ledger.append([draft("report-a")])
    assert state(ledger, valid_at=NOON - timedelta(seconds=1)) is None
    assert state(ledger, valid_at=NOON + timedelta(days=9)) == entry


def test_a_listing_narrows_by_kind_sort_time_and_world(ledger: Ledger, clock: HandClock) -> None:
    early = ledger.append([draft("report-a"), draft("report-b")])
    later = clock.move(hours=1)
    (corrected,) = ledger.append([draft("report-b", kind="report.corrected", supersedes=early[1].id)])
    (played,) = ledger.append([draft("report-c", exercise=True)])
    assert found(ledger, Question()) == (*early, corrected)
    assert found(ledger, Question(exercise=True)) == (played,)
    assert found(ledger, Question(exercise=None)) == (*early, corrected, played)
    assert found(ledger, Question(kind="report.corrected")) == (corrected,)
    assert found(ledger, Question(prefix="rep")) == ()
    assert found(ledger, Question(prefix="report", since=later)) == (corrected,)
    assert found(ledger, Question(until=later)) == early
    assert found(ledger, Question(record_id="report-b")) == (early[1], corrected)
    assert found(ledger, Question(states=True)) == (early[0], corrected)
    assert found(ledger, Question(states=True, kind="report.received")) == (early[0],)


def found(ledger: Ledger, question: Question) -> tuple[Entry, ...]:
    return read(ledger, PUBLIC, question).entries


def test_the_states_of_many_records_are_those_of_each(ledger: Ledger, clock: HandClock) -> None:
    ledger.append([draft(f"report-{name}") for name in "abcd"])
    then = clock.move(days=1)
    ledger.append([draft("report-a"), draft("report-b", marking=RED), draft("report-d", valid_from=then)])
    names = ("report-d", "report-none", "report-a", "report-b", "report-c")
    for terms in ({}, {"as_of": NOON}, {"valid_at": NOON + timedelta(hours=1)}):
        each = (found(ledger, Question(record_id=name, states=True, **terms)) for name in names)
        assert found(ledger, Question(states_of=names, **terms)) == tuple(entry for one in each for entry in one)
    assert tuple(read_all(ledger, PUBLIC, Question(states_of=names, limit=5))) == found(
        ledger, Question(states_of=names)
    )


def test_what_rests_on_an_entry_is_found_as_far_as_it_may_be_seen(ledger: Ledger) -> None:
    cause, other = ledger.append([draft("report-a"), draft("report-b")])
    effects = ledger.append(
        [
            draft("report-c", causes=(cause.id,)),
            draft("report-d", causes=(cause.id, other.id), marking=RED),
            draft("report-e", causes=(other.id,)),
            draft("report-f", causes=(other.id, cause.id)),
        ]
    )
    assert found(ledger, Question(rests_on=cause.id)) == (effects[0], effects[3])
    assert read(ledger, AUTHOR, Question(rests_on=cause.id)).entries == (effects[0], effects[1], effects[3])
    assert found(ledger, Question(rests_on=cause.id, kind="report.corrected")) == ()
    assert found(ledger, Question(rests_on="e" * 64)) == ()


def test_an_answer_tells_which_of_its_entries_were_replaced(ledger: Ledger) -> None:
    first, other = ledger.append([draft("report-a"), draft("report-b")])
    assert read(ledger, PUBLIC, Question()).replaced == frozenset()
    ledger.append([draft("report-a")])
    answer = read(ledger, PUBLIC, Question(until=None, limit=2))
    assert answer.entries == (first, other)
    assert answer.replaced == {first.id}


def test_a_correction_counts_on_every_page_of_what_is_true(ledger: Ledger) -> None:
    entries = ledger.append([draft(f"report-{n}") for n in range(6)])
    ledger.append([draft("report-0", kind="report.corrected", supersedes=entries[0].id)])
    question = Question(valid_at=NOON, kind="report.received", limit=2)
    for newest_first, expected in ((False, entries[1:]), (True, entries[:0:-1])):
        assert tuple(read_all(ledger, PUBLIC, replace(question, newest_first=newest_first))) == expected


@pytest.mark.parametrize("narrowed", [{}, {"kind": "report.received", "newest_first": True}, {"rests_on": True}])
def test_a_listing_reads_one_row_more_than_it_shows(ledger: Ledger, narrowed: dict[str, Any]) -> None:
    (cause,) = ledger.append([draft()])
    ledger.append([draft(causes=(cause.id,)) for _ in range(40)])
    terms = {**narrowed, **({"rests_on": cause.id} if "rests_on" in narrowed else {})}
    with counted(ledger) as counts:
        assert len(found(ledger, Question(limit=3, **terms))) == 3
    assert counts["payloads"] == 4


@pytest.mark.parametrize("states", [False, True])
def test_pages_put_together_are_the_whole_and_hold_no_gap_for_what_is_withheld(ledger: Ledger, states: bool) -> None:
    markings = [CLEAR, RED, RED, CLEAR, CLEAR, RED, CLEAR]
    ledger.append([draft(f"report-{n}", marking=marking) for n, marking in enumerate(markings)])
    whole = found(ledger, Question(states=states))
    assert [entry.record_id for entry in whole] == ["report-0", "report-3", "report-4", "report-6"]
    for limit in (1, 2, 3, 4, 5):
        assert tuple(read_all(ledger, PUBLIC, Question(states=states, limit=limit))) == whole
    assert read(ledger, PUBLIC, Question(states=states, limit=4)).after is None


def test_going_on_after_something_made_up_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InvalidField, match="earlier answer"):
        read(ledger, PUBLIC, Question(after="DROP TABLE entries"))


@pytest.mark.parametrize("was_read_before", [False, True])
def test_damaged_entries_are_never_shown(ledger: Ledger, was_read_before: bool) -> None:
    (entry,) = ledger.append([draft()])
    assert not was_read_before or sees(ledger, PUBLIC, entry)
    (payload,) = ledger.database.rows("SELECT payload FROM entries")[0]
    tamper(ledger, "UPDATE entries SET payload = ?", (payload.replace(b"two villages", b"six villages"),))
    with pytest.raises(IntegrityError, match="forestall ledger verify"):
        read(ledger, PUBLIC, Question(entry_ids=(entry.id,)))


def test_the_clocks_of_the_node_see_that_something_is_there_whatever_its_marking(ledger: Ledger) -> None:
    for marking in (RED, STRICT, Marking.parse({"tlp": "red", "sensitivity": "severe"})):
        (entry,) = ledger.append([draft(marking=marking)])
        assert sees(ledger, CLOCKWORK, entry)


@pytest.mark.parametrize(
    "question",
    [
        Question(entry_ids=("a" * 64,)),
        Question(entry_ids=("a" * 64, "b" * 64)),
        Question(states_of=("report-a", "report-b")),
        Question(record_id="report-a"),
        Question(record_id="report-a", states=True),
        Question(kind="report.received", newest_first=True),
        Question(rests_on="a" * 64, kind="report.received", prefix="report"),
    ],
)
def test_a_narrow_question_is_answered_through_an_index(tmp_path: Path, question: Question) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY, HandClock()) as opened:
        with statements_to(opened.database) as statements:
            read(opened, PUBLIC, question)
        asked = [(statement, values) for statement, values in statements if statement.startswith("SELECT")]
        plans = [str(opened.database.rows(f"EXPLAIN QUERY PLAN {one}", values)) for one, values in asked]
    assert plans
    assert not any("SCAN" in plan or "TEMP B-TREE" in plan for plan in plans)
