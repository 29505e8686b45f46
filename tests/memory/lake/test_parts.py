"""The same rows give the same files, and rows with one value are together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from forestall.errors import AlreadyThere, ValueRangeError
from forestall.memory.lake.parts import MOST_VALUES, ROW_GROUP, PartWriter, plain_schema
from forestall.records.manifest import LoadedFile

N_ROWS = ROW_GROUP * 3 + 17


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    chance = np.random.default_rng(7)
    return pa.table(
        {
            "cell": chance.integers(0, 64_818, N_ROWS),
            "country": pa.array(np.array(["SDN", "TCD", "COD"])[chance.integers(0, 3, N_ROWS)]),
            "value": chance.normal(size=N_ROWS),
        }
    )


def write(folder: Path, rows: pa.Table, batch: int, part_by: str | None = None) -> tuple[LoadedFile, ...]:
    folder.mkdir()
    with PartWriter(folder, plain_schema(rows.schema), part_by) as writer:
        return writer.write(iter(rows.to_batches(max_chunksize=batch)))


@pytest.mark.parametrize("part_by", [None, "country"])
def test_the_same_rows_give_the_same_bytes_however_they_are_batched(
    tmp_path: Path, rows: pa.Table, part_by: str | None
) -> None:
    whole = write(tmp_path / "whole", rows, N_ROWS, part_by)
    coded = rows.set_column(1, "country", rows["country"].dictionary_encode())
    assert write(tmp_path / "bits", coded, 9_999, part_by) == whole
    assert write(tmp_path / "even", rows, ROW_GROUP, part_by) == whole


def test_only_text_is_written_with_a_dictionary_which_takes_longer_to_make_than_numbers_to_write(
    tmp_path: Path, rows: pa.Table
) -> None:
    (file,) = write(tmp_path / "whole", rows, N_ROWS)
    columns = pq.read_metadata(tmp_path / "whole" / file.path).row_group(0)
    assert [columns.column(place).has_dictionary_page for place in range(3)] == [False, True, False]


def test_rows_stay_in_order_in_row_groups_of_one_size(tmp_path: Path, rows: pa.Table) -> None:
    (file,) = write(tmp_path / "whole", rows, 50_000)
    assert pq.read_table(tmp_path / "whole" / file.path) == rows
    layout = pq.read_metadata(tmp_path / "whole" / file.path)
    assert [layout.row_group(i).num_rows for i in range(layout.num_row_groups)] == [*[ROW_GROUP] * 3, 17]


def test_each_value_of_the_parting_column_has_files_of_its_own_with_rows_in_order(
    tmp_path: Path, rows: pa.Table
) -> None:
    files = write(tmp_path / "parted", rows, 50_000, "country")
    assert {file.path.split("/")[0] for file in files} == {"country=COD", "country=SDN", "country=TCD"}
    for file in files:
        expected = rows.filter(pc.field("country") == file.path[len("country=") :].split("/")[0])
        # Read as it is: a folder's name is no column here.
        assert pq.ParquetFile(tmp_path / "parted" / file.path).read() == expected


def test_no_rows_give_one_file_with_the_columns(tmp_path: Path, rows: pa.Table) -> None:
    (file,) = write(tmp_path / "empty", rows.slice(0, 0), 1, "country")
    assert file.path == "part-00000.parquet"
    assert pq.read_table(tmp_path / "empty" / file.path).schema == rows.schema


def test_a_column_with_too_many_values_parts_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueRangeError, match=f"at most {MOST_VALUES}"):
        write(tmp_path / "many", pa.table({"cell": range(MOST_VALUES + 1)}), 100, "cell")


def test_columns_that_sql_cannot_tell_apart_are_refused() -> None:
    with pytest.raises(ValueRangeError, match="letter case"):
        plain_schema(pa.schema({"Deaths": pa.int64(), "deaths": pa.int64()}))


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path, rows: pa.Table) -> None:
    (tmp_path / "part-00000.parquet").write_bytes(b"kept")
    with pytest.raises(AlreadyThere), PartWriter(tmp_path, rows.schema) as writer:
        writer.write(iter(rows.to_batches()))
    assert (tmp_path / "part-00000.parquet").read_bytes() == b"kept"
