"""Every file that isn't as it was loaded is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.errors import StorageBusy
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from ledgers import RED
from memory.lake.making import LoadRows

# Files are the same whichever database holds the ledger.
pytestmark = pytest.mark.parametrize("fresh_address", ["sqlite"], indirect=True)


def found(lake: Lake) -> list[tuple[str, str]]:
    return [(finding.what, finding.path) for finding in lake.verify()]


@pytest.fixture
def load(load_rows: LoadRows) -> Load:
    return load_rows(part_by="country")


def below(lake: Lake, path: Path) -> str:
    return str(path.relative_to(lake.folder))


def test_an_untouched_lake_has_no_findings_and_all_its_bytes_are_read(lake: Lake, load: Load) -> None:
    sizes: list[int] = []
    assert list(lake.verify(sizes.append)) == []
    assert sum(sizes) == load.n_bytes + (load.folder / "manifest.json").stat().st_size


def test_any_flipped_bit_of_any_file_is_found(lake: Lake, load: Load) -> None:
    for path in [*load.paths(), load.folder / "manifest.json"]:
        path.chmod(0o600)
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert found(lake) == [("changed", below(lake, path))]
        path.write_bytes(whole)


def test_a_missing_file_is_found(lake: Lake, load: Load) -> None:
    path = load.paths()[1]
    path.unlink()
    assert found(lake) == [("missing", below(lake, path))]


def test_an_extra_file_is_found(lake: Lake, load: Load) -> None:
    path = load.folder / "country=SDN" / "part-99999.parquet"
    path.write_bytes(b"")
    assert found(lake) == [("extra", below(lake, path))]


def test_a_load_that_is_gone_is_found_file_by_file(lake: Lake, load: Load) -> None:
    shutil.rmtree(load.folder)
    assert {what for what, _ in found(lake)} == {"missing"}
    assert len(found(lake)) == len(load.manifest.files) + 1


def test_a_folder_that_no_entry_names_is_found(lake: Lake, load: Load) -> None:
    stray = load.folder.with_name("0" * 64)
    shutil.copytree(load.folder, stray)
    (lake.folder / "stray.txt").write_text("x")
    assert found(lake) == [("unrecorded", "stray.txt"), ("unrecorded", below(lake, stray))]


def test_loads_that_few_may_read_are_checked_too(lake: Lake, load_rows: LoadRows) -> None:
    hidden = load_rows(dataset="sightings", marking=RED)
    assert found(lake) == []
    (path,) = hidden.paths()
    path.unlink()
    assert found(lake) == [("missing", below(lake, path))]


def test_sweeping_takes_what_no_entry_names_and_nothing_else(lake: Lake, load: Load, load_rows: LoadRows) -> None:
    hidden = load_rows(dataset="sightings", marking=RED)
    stray = load.folder.with_name("0" * 64)
    shutil.copytree(load.folder, stray)
    kept = lake.folder.parent / "kept"
    kept.mkdir()
    (lake.folder / "link").symlink_to(kept)
    assert lake.sweep() == [lake.folder / "link", stray]
    assert kept.exists()
    assert hidden.folder.exists()
    assert found(lake) == []


def test_nothing_is_swept_while_a_load_is_at_work(lake: Lake, load: Load, load_rows: LoadRows) -> None:
    stray = load.folder.with_name("0" * 64)
    shutil.copytree(load.folder, stray)

    def rows() -> Iterator[pa.RecordBatch]:
        with pytest.raises(StorageBusy):
            lake.sweep()
        yield pa.record_batch({"n": [1]})

    load_rows(pa.RecordBatchReader.from_batches(pa.schema({"n": pa.int64()}), rows()))
    assert stray.exists()


def test_a_folder_swapped_for_a_link_is_found(lake: Lake, load: Load) -> None:
    folder = load.folder / "country=SDN"
    folder.rename(lake.folder.parent / "elsewhere")
    folder.symlink_to(lake.folder.parent / "elsewhere")
    assert sorted(found(lake)) == [
        ("extra", below(lake, folder)),
        ("missing", below(lake, folder / "part-00000.parquet")),
    ]
