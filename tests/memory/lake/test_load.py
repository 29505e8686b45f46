"""Reading a part of a load reads the files that may hold it, and trusts none that changed."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from forestall.errors import IntegrityError, InvalidField, ValueRangeError
from forestall.memory.lake.lake import Lake
from forestall.memory.ledger import Ledger
from forestall.memory.read import PUBLIC
from ledgers import AMINA, CLEAR
from memory.lake.making import EVENTS, LoadRows, delivery

# Files are the same whichever database holds the ledger.
pytestmark = pytest.mark.parametrize("fresh_address", ["sqlite"], indirect=True)

HOSTILE = ["", "SDN", "a/b", "..", "=", "=41", "A", "ü", "null", "=null", "x y", "\n", "'", "%2F"]


def test_rows_with_certain_values_are_read_without_touching_the_files_of_others(load_rows: LoadRows) -> None:
    load = load_rows(part_by="country")
    (other,) = [file for file in load.manifest.files if file.path.startswith("country=TCD")]
    (load.folder / other.path).unlink()
    assert load.table(where={"country": ["SDN"]})["deaths"].to_pylist() == [3, None, 12]
    with pytest.raises(IntegrityError, match=r"country=TCD.*none that can be reached"):
        load.table()


def test_several_conditions_hold_together_and_columns_come_as_asked(load_rows: LoadRows) -> None:
    load = load_rows(part_by="country")
    read = load.table(columns=["deaths", "country"], where={"country": ["SDN", None], "month": [2026_04]})
    assert sorted(read.to_pylist(), key=str) == [
        {"deaths": 1, "country": None},
        {"deaths": 3, "country": "SDN"},
        {"deaths": None, "country": "SDN"},
    ]


def test_values_that_no_file_holds_give_no_rows_with_the_columns(load_rows: LoadRows) -> None:
    read = load_rows(part_by="country").table(where={"country": ["COD"]})
    assert read.num_rows == 0
    assert read.schema == EVENTS.schema


def test_hostile_values_part_rows_and_are_found_again(load_rows: LoadRows) -> None:
    rows = pa.table({"name": [*HOSTILE, None], "n": range(len(HOSTILE) + 1)})
    load = load_rows(rows, part_by="name")
    assert all(path.resolve().is_relative_to(load.folder.resolve()) for path in load.paths())
    for n, name in enumerate([*HOSTILE, None]):
        assert load.table(where={"name": [name]})["n"].to_pylist() == [n]


@pytest.mark.parametrize(
    ("values", "kind"),
    [([datetime.date(2026, 4, 1), None], pa.date32()), ([True, False], pa.bool_()), ([-1, 7], pa.int16())],
)
def test_days_numbers_and_flags_part_rows_too(load_rows: LoadRows, values: list[object], kind: pa.DataType) -> None:
    load = load_rows(pa.table({"by": pa.array(values, kind)}), part_by="by")
    assert len(load.manifest.files) == 2
    for value in values:
        assert load.table(where={"by": [value]})["by"].to_pylist() == [value]


@pytest.mark.parametrize("part_by", ["no_such", "at", "x y"])
def test_rows_are_not_parted_by_what_has_no_plain_name_or_exact_value(load_rows: LoadRows, part_by: str) -> None:
    with pytest.raises(InvalidField, match="part_by"):
        load_rows(pa.table({"at": [1.5], "x y": ["a"]}), part_by=part_by)


def test_a_value_too_long_for_a_folder_is_refused(load_rows: LoadRows) -> None:
    with pytest.raises(ValueRangeError, match="column name"):
        load_rows(pa.table({"name": ["x" * 300]}), part_by="name")


@pytest.mark.parametrize("asked", [{"columns": ["no_such"]}, {"where": {"no_such": [1]}}])
def test_a_column_that_is_not_there_is_named_with_those_that_are(
    load_rows: LoadRows, asked: dict[str, list[str]]
) -> None:
    with pytest.raises(InvalidField, match="country, month, deaths"):
        load_rows().table(**asked)  # type: ignore[arg-type]


def test_values_of_another_type_are_refused_and_not_guessed(load_rows: LoadRows) -> None:
    with pytest.raises(InvalidField, match="values of type int64"):
        load_rows().table(where={"month": ["2026-04"]})


def test_a_file_behind_a_link_is_not_read(load_rows: LoadRows) -> None:
    load = load_rows()
    (path,) = load.paths()
    elsewhere = load.lake.parent / "elsewhere.parquet"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    with pytest.raises(IntegrityError, match="one behind a link"):
        load.table()


def test_a_lake_on_another_disk_behind_a_link_is_read(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "lake").symlink_to(tmp_path / "disk")
    lake = Lake(tmp_path / "lake", ledger)
    lake.load(delivery(), EVENTS, author=AMINA, marking=CLEAR)
    assert lake.read("ucdp_candidate", PUBLIC).table() == EVENTS
    assert list(lake.verify()) == []


def test_a_file_of_another_size_is_not_read(load_rows: LoadRows) -> None:
    load = load_rows()
    (path,) = load.paths()
    path.chmod(0o600)
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(IntegrityError, match=r"one of \d+ bytes"):
        load.table()


def test_batches_hold_a_few_rows_at_a_time_and_all_of_them_in_the_end(load_rows: LoadRows) -> None:
    rows = pa.table({"n": np.arange(400_000)})
    batches = list(load_rows(rows).batches(columns=["n"]))
    assert len(batches) >= 4
    assert pa.Table.from_batches(batches) == rows
