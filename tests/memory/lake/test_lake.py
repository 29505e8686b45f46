"""Loads appear whole, stay as they were, and are found as of any time since."""

from __future__ import annotations

import pyarrow as pa
import pytest

from forestall.errors import InvalidField, LookAhead, NotFound, StorageUnavailable
from forestall.memory.lake.lake import Lake
from forestall.memory.ledger import Ledger
from forestall.memory.read import PUBLIC, Reader
from forestall.records.values.marking import Marking, Tlp
from ledgers import AMINA, CLEAR, HandClock
from memory.lake.making import EVENTS, LoadRows, delivery

AMBER = Marking.parse({"tlp": "amber", "organisations": ["organisation-union", "organisation-partner"]})
PARTNER = Reader(user="user-p", organisation="organisation-partner", is_member=True)


def test_a_load_is_read_back_as_it_was_loaded(lake: Lake, load_rows: LoadRows) -> None:
    load_rows()
    read = lake.read("ucdp_candidate", PUBLIC)
    assert read.table() == EVENTS
    assert read.manifest.rows == 5
    assert [column.kind for column in read.manifest.columns] == ["string", "int64", "int64"]


def test_as_of_a_day_gives_the_newest_load_recorded_by_then(lake: Lake, load_rows: LoadRows, clock: HandClock) -> None:
    before = clock.present
    first_day = clock.move(days=1)
    load_rows(EVENTS.slice(0, 2))
    second_day = clock.move(days=1)
    load_rows(EVENTS)
    clock.move(days=1)
    assert lake.read("ucdp_candidate", PUBLIC, as_of=first_day).manifest.rows == 2
    assert lake.read("ucdp_candidate", PUBLIC, as_of=second_day).manifest.rows == 5
    assert lake.read("ucdp_candidate", PUBLIC).manifest.rows == 5
    with pytest.raises(NotFound):
        lake.read("ucdp_candidate", PUBLIC, as_of=before)


def test_asking_for_a_load_that_was_recorded_later_is_looking_ahead(
    lake: Lake, load_rows: LoadRows, clock: HandClock
) -> None:
    early = clock.present
    clock.move(days=3)
    later = load_rows()
    with pytest.raises(LookAhead, match=r"recorded on 2024-05-03T12:00:00.000000Z"):
        lake.read("ucdp_candidate", PUBLIC, as_of=early, entry_id=later.entry_id)
    assert lake.read("ucdp_candidate", PUBLIC, entry_id=later.entry_id).table() == EVENTS


def test_a_load_is_not_found_under_another_datasets_name(lake: Lake, load_rows: LoadRows) -> None:
    load = load_rows()
    with pytest.raises(NotFound, match="expected a load of acled"):
        lake.read("acled", PUBLIC, entry_id=load.entry_id)


def test_a_load_without_rows_is_visible_with_its_columns_and_what_it_covers(
    lake: Lake, load_rows: LoadRows, clock: HandClock
) -> None:
    load_rows(EVENTS)
    clock.move(days=1)
    load_rows(EVENTS.slice(0, 0))
    read = lake.read("ucdp_candidate", PUBLIC)
    assert read.manifest.rows == 0
    assert read.manifest.coverage.countries == ("SDN", "TCD")
    assert read.table().schema == EVENTS.schema


def test_a_load_marked_for_partners_is_nothing_to_the_public(lake: Lake, load_rows: LoadRows) -> None:
    load = load_rows(marking=AMBER)
    assert lake.read("ucdp_candidate", PARTNER).marking.tlp == Tlp.AMBER
    with pytest.raises(NotFound):
        lake.read("ucdp_candidate", PUBLIC)
    with pytest.raises(NotFound):
        lake.read("ucdp_candidate", PUBLIC, entry_id=load.entry_id)
    assert list(lake.loads(PUBLIC)) == []


def test_narrowing_a_dataset_reaches_the_loads_before(lake: Lake, load_rows: LoadRows, clock: HandClock) -> None:
    first = clock.present
    load_rows(marking=CLEAR)
    clock.move(days=1)
    load_rows(marking=AMBER)
    with pytest.raises(NotFound):
        lake.read("ucdp_candidate", PUBLIC, as_of=first)
    assert lake.read("ucdp_candidate", PARTNER, as_of=first).manifest.rows == 5


def test_a_marking_looser_than_that_of_the_load_before_leaves_nothing(
    lake: Lake, load_rows: LoadRows, clock: HandClock
) -> None:
    load_rows(marking=AMBER)
    clock.move(days=1)
    with pytest.raises(InvalidField, match="marking at least as strict"):
        load_rows(marking=CLEAR)
    assert len(list(lake.loads(PARTNER))) == 1
    assert list(lake.verify()) == []


def test_a_load_whose_entry_may_have_been_written_keeps_its_files(
    lake: Lake, load_rows: LoadRows, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = ledger.append

    def append_and_lose_the_answer(drafts: list[object]) -> None:
        append(drafts)  # type: ignore[arg-type]
        raise StorageUnavailable(expected="an answer", found="none", where="server", remedy="Look.")

    monkeypatch.setattr(ledger, "append", append_and_lose_the_answer)
    with pytest.raises(StorageUnavailable):
        load_rows()
    assert lake.read("ucdp_candidate", PUBLIC).table() == EVENTS


def test_exercise_loads_and_real_loads_never_meet(lake: Lake, load_rows: LoadRows, ledger: Ledger) -> None:
    load_rows()
    practice = Lake(lake.folder, ledger, exercise=True)
    with pytest.raises(NotFound):
        practice.read("ucdp_candidate", PUBLIC)
    practice.load(delivery(), EVENTS.slice(0, 1), author=AMINA, marking=CLEAR)
    assert practice.read("ucdp_candidate", PUBLIC).manifest.rows == 1
    assert lake.read("ucdp_candidate", PUBLIC).manifest.rows == 5
    assert [load.manifest.rows for load in lake.loads(PUBLIC)] == [5]
    assert [load.manifest.rows for load in practice.newest(PUBLIC)] == [1]


def test_all_loads_are_listed_in_order_and_the_newest_of_each_dataset_by_name(
    lake: Lake, load_rows: LoadRows, clock: HandClock
) -> None:
    for dataset in ("ucdp_candidate", "acled", "acled"):
        clock.move(days=1)
        load_rows(dataset=dataset)
    assert [load.manifest.dataset for load in lake.loads(PUBLIC)] == ["ucdp_candidate", "acled", "acled"]
    newest = list(lake.newest(PUBLIC))
    assert [load.manifest.dataset for load in newest] == ["acled", "ucdp_candidate"]
    assert newest[0].recorded_at == clock.present


@pytest.mark.parametrize("name", ["../ledger", "a/b", "", "A", ".loading", "a" * 61, "x\x00"])
def test_a_dataset_is_never_a_path(lake: Lake, name: str) -> None:
    with pytest.raises(InvalidField, match="dataset"):
        lake.read(name, PUBLIC)


def test_rows_may_come_in_batches_that_end_in_an_error_and_leave_nothing(lake: Lake, load_rows: LoadRows) -> None:
    def broken() -> object:
        yield EVENTS.to_batches()[0]
        raise RuntimeError("the publisher's file ends here")

    with pytest.raises(RuntimeError):
        load_rows(pa.RecordBatchReader.from_batches(EVENTS.schema, broken()))
    assert list(lake.loads(PUBLIC)) == []
    assert list(lake.verify()) == []
    assert not any((lake.folder / ".loading").iterdir())
