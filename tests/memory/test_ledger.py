"""Appending: what is taken, what is refused, and that a refusal leaves no trace."""

from typing import Any

import pytest

from forestall.errors import (
    AlreadyThere,
    BadTransition,
    ClockWentBack,
    ForestallError,
    InvalidField,
    NotFound,
    UnreadableData,
    WrongKey,
)
from forestall.identifiers import canonical_json, digest
from forestall.memory.ledger import NO_ENTRY, Ledger, create_ledger, open_ledger
from forestall.records.entry import Draft, Entry
from forestall.records.release import Release
from forestall.records.values.marking import Marking
from ledgers import (
    AMBER,
    AMINA,
    BASIL,
    CLEAR,
    GREEN,
    KEY,
    NETWORK,
    NOON,
    OTHER_KEY,
    UNION,
    HandClock,
    draft,
    report_body,
)


def n_entries(ledger: Ledger) -> int:
    return int(ledger.database.rows("SELECT COUNT(*) FROM entries")[0][0])


def test_an_entry_is_named_by_the_hash_of_all_it_says(ledger: Ledger) -> None:
    (entry,) = ledger.append([draft()])
    said = entry.to_json()
    assert said.pop("id") == digest(canonical_json(said))
    assert (entry.sequence, entry.previous, entry.node, entry.recorded_at) == (1, NO_ENTRY, KEY.node, NOON)
    assert Entry.parse(entry.to_json()) == entry


def test_each_entry_names_the_one_before_it(ledger: Ledger) -> None:
    one, two = ledger.append([draft(), draft()])
    (three,) = ledger.append([draft()])
    assert [two.previous, three.previous] == [one.id, two.id]
    assert (ledger.head().sequence, ledger.head().id) == (3, three.id)


def test_appending_nothing_does_nothing(ledger: Ledger) -> None:
    assert ledger.append([]) == ()
    assert n_entries(ledger) == 0


def test_a_batch_with_one_bad_draft_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(InvalidField):
        ledger.append([draft(), draft(causes=("f" * 64,))])
    assert n_entries(ledger) == 0
    assert ledger.append([draft()])[0].sequence == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (report_body(nothing_heard=True), "nothing_heard"),
        (report_body(channel="pigeon"), "channel"),
        (report_body(received_at="2011-02-30T00:00:00.000000Z"), "received_at"),
    ],
)
def test_a_body_that_is_not_the_record_of_its_kind_is_refused_by_field(
    ledger: Ledger, body: dict[str, Any], field: str
) -> None:
    with pytest.raises(ForestallError) as refused:
        ledger.append([draft(body=body)])
    assert field in refused.value.where
    assert n_entries(ledger) == 0


def test_a_body_written_another_way_than_its_record_writes_it_is_refused(ledger: Ledger) -> None:
    loose = report_body()
    del loose["answer_wanted"]  # left to its default
    with pytest.raises(InvalidField, match="to_json"):
        ledger.append([draft(body=loose)])


def test_time_never_falls_along_the_chain_when_the_clock_lags_a_little(ledger: Ledger, clock: HandClock) -> None:
    ledger.append([draft()])
    clock.move(seconds=-2)
    (entry,) = ledger.append([draft()])
    assert entry.recorded_at == NOON


def test_a_clock_set_back_by_a_day_is_refused_and_nothing_is_recorded(ledger: Ledger, clock: HandClock) -> None:
    ledger.append([draft()])
    clock.move(days=-1)
    with pytest.raises(ClockWentBack, match="Set the clock right"):
        ledger.append([draft()])
    assert n_entries(ledger) == 1
    clock.move(days=1)
    assert ledger.append([draft()])[0].sequence == 2


def test_a_cause_must_stand_in_the_ledger(ledger: Ledger) -> None:
    (report,) = ledger.append([draft()])
    ledger.append([draft(causes=(report.id,))])
    with pytest.raises(InvalidField, match="Append what it rests on first"):
        ledger.append([draft(causes=("e" * 64,))])


def test_a_correction_stands_on_the_record_it_corrects_and_once(ledger: Ledger) -> None:
    (first,) = ledger.append([draft("report-a")])
    ledger.append([draft("report-a", kind="report.corrected", supersedes=first.id)])
    with pytest.raises(BadTransition, match="corrected already"):
        ledger.append([draft("report-a", kind="report.corrected", supersedes=first.id)])
    with pytest.raises(InvalidField, match="same record"):
        ledger.append([draft("report-b", kind="report.corrected", supersedes=first.id)])
    with pytest.raises(InvalidField, match="not in it"):
        ledger.append([draft("report-b", kind="report.corrected", supersedes="d" * 64)])
    assert n_entries(ledger) == 2


def test_two_corrections_of_one_entry_in_one_batch_are_refused(ledger: Ledger) -> None:
    (first,) = ledger.append([draft("report-a")])
    twice = [draft("report-a", kind="report.corrected", supersedes=first.id)] * 2
    with pytest.raises(BadTransition):
        ledger.append(twice)
    assert n_entries(ledger) == 1


def test_exercise_and_real_never_rest_on_each_other_nor_share_a_record(ledger: Ledger) -> None:
    real, played = ledger.append([draft("report-real"), draft("report-played", exercise=True)])
    for mixed in (
        draft(causes=(played.id,)),
        draft(causes=(real.id,), exercise=True),
        draft("report-played"),
        draft("report-real", exercise=True),
    ):
        with pytest.raises(InvalidField, match="exercise"):
            ledger.append([mixed])
    with pytest.raises(InvalidField, match="exercise"):
        ledger.append([draft("report-new"), draft("report-new", exercise=True)])
    ledger.append([draft(causes=(played.id,), exercise=True)])


HARM_CHECK = {
    "who_could_be_hurt": "Villagers who stayed.",
    "how": "Reprisals, if the village could be told.",
    "mitigation": "No place below the region.",
    "alternative": "A call to the focal point.",
    "acceptable": True,
    "by": "user-amina",
    "checked_at": "2024-04-30T11:30:00.000000Z",
}


@pytest.mark.parametrize(
    "looser", [CLEAR, GREEN, Marking.parse({"tlp": "amber", "organisations": [UNION, "organisation-x"]})]
)
def test_a_marking_looser_than_a_cause_is_refused(ledger: Ledger, looser: Marking) -> None:
    (cause,) = ledger.append([draft(marking=AMBER)])
    with pytest.raises(InvalidField, match="marking at least as strict"):
        ledger.append([draft(causes=(cause.id,), marking=looser)])
    ledger.append([draft(causes=(cause.id,), marking=AMBER)])


def test_a_record_is_not_loosened_by_saying_it_again(ledger: Ledger) -> None:
    ledger.append([draft("report-a", marking=AMBER)])
    with pytest.raises(InvalidField, match="marking at least as strict"):
        ledger.append([draft("report-a", marking=CLEAR)])
    with pytest.raises(InvalidField, match="marking at least as strict"):
        ledger.append([draft("report-b", marking=AMBER), draft("report-b", marking=CLEAR)])
    ledger.append([draft("report-a", marking=Marking.parse({"tlp": "red"}))])


def release(of: Entry, *, kind: str = "release.decided", decision: str = "granted", **terms: Any) -> Draft:
    """A release of one entry at `green`."""
    body = {
        "entries": [of.id],
        "recipients": [NETWORK],
        "exclusions": [],
        "purpose": "early_warning",
        "requested_by": "user-amina",
        "requested_at": "2024-04-30T11:00:00.000000Z",
        "decision": decision,
        "decided_by": "user-amina",
        "decided_at": "2024-04-30T12:00:00.000000Z",
        "reason": "The owner was asked.",
        "marking": GREEN.to_json(),
        "harm_check": HARM_CHECK,
    }
    return Draft.parse(
        {
            "kind": kind,
            "record_id": "release-one",
            "body": Release.parse(body).to_json(),
            "author": AMINA,
            "marking": AMBER,
            "causes": (of.id,),
            **terms,
        }
    )


def test_a_release_by_its_owner_loosens_what_it_names_down_to_what_it_grants(ledger: Ledger) -> None:
    (report,) = ledger.append([draft("report-a", marking=AMBER)])
    (granted,) = ledger.append([release(report)])
    with pytest.raises(InvalidField, match="marking at least as strict"):
        ledger.append([draft(causes=(granted.id,), marking=CLEAR)])
    ledger.append([draft(causes=(granted.id, report.id), marking=GREEN)])
    ledger.append([draft("report-a", causes=(granted.id,), marking=GREEN)])


def test_a_release_that_was_refused_recalled_or_given_by_another_loosens_nothing(ledger: Ledger) -> None:
    (report,) = ledger.append([draft(marking=AMBER)])
    (refused,) = ledger.append([release(report, decision="refused")])
    (foreign,) = ledger.append([release(report, record_id="release-two", author=BASIL)])
    (granted,) = ledger.append([release(report, record_id="release-three")])
    (recalled,) = ledger.append([release(report, record_id="release-three", kind="release.recalled")])
    for cause in (refused, foreign, granted, recalled):
        with pytest.raises(InvalidField, match="marking at least as strict"):
            ledger.append([draft(causes=(cause.id, report.id), marking=GREEN)])


def test_the_key_of_another_node_opens_nothing(ledger: Ledger, address: str, clock: HandClock) -> None:
    with pytest.raises(WrongKey, match=KEY.node):
        open_ledger(address, OTHER_KEY, clock)


def test_a_ledger_is_made_once(ledger: Ledger, address: str, clock: HandClock) -> None:
    ledger.append([draft()])
    with pytest.raises(AlreadyThere):
        create_ledger(address, KEY, clock)
    with open_ledger(address, KEY, clock) as again:
        assert again.head().sequence == 1


def test_where_no_ledger_is_none_is_opened(address: str, clock: HandClock) -> None:
    with pytest.raises(NotFound, match="forestall init"):
        open_ledger(address, KEY, clock)


def test_a_ledger_of_another_schema_version_is_left_alone(ledger: Ledger, address: str, clock: HandClock) -> None:
    with ledger.database.transaction():
        ledger.database.run("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    with pytest.raises(UnreadableData, match="schema version 1"):
        open_ledger(address, KEY, clock)


def test_the_database_itself_refuses_to_change_or_delete_entries(ledger: Ledger) -> None:
    ledger.append([draft()])
    for change in ("UPDATE entries SET kind = 'x'", "DELETE FROM entries", "DELETE FROM appends"):
        with pytest.raises(Exception, match="append-only"), ledger.database.transaction():
            ledger.database.run(change)
    assert n_entries(ledger) == 1


def test_of_two_who_take_the_same_step_at_once_one_is_refused(address: str, clock: HandClock) -> None:
    with create_ledger(address, KEY, clock) as one, open_ledger(address, KEY, clock) as other:
        (first,) = one.append([draft("report-1")], {"report-1": None})
        with pytest.raises(BadTransition, match="taken in between"):
            other.append([draft("report-1")], {"report-1": None})
        other.append([draft("report-1")], {"report-1": first.id})
        with pytest.raises(BadTransition, match="taken in between"):
            one.append([draft("report-2"), draft("report-1")], {"report-1": first.id})
        assert n_entries(one) == 2
