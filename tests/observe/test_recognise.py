"""Telling a dataset by its columns."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from forestall.errors import UnreadableData
from forestall.observe.catalogue import catalogue
from forestall.observe.recognise import recognise
from observe.samples import FOLDER, payload_of, sample_of

# The monthly and the yearly event file have the same columns: nobody can tell them apart by these.
ALIKE = {"ucdp_ged", "ucdp_candidate"}
# Their country names stand in another file.
NEEDS_ITS_LIST = {"views_benchmarks", "views_outcomes"}


@pytest.mark.parametrize("name", sorted(set(catalogue()) - ALIKE - NEEDS_ITS_LIST))
def test_every_sample_is_told_by_its_columns(name: str) -> None:
    assert recognise(sample_of(name).files[0]).name == name


def test_columns_of_two_datasets_name_both() -> None:
    with pytest.raises(UnreadableData, match="ucdp_candidate, ucdp_ged"):
        recognise(sample_of("ucdp_ged").files[0])


@pytest.mark.parametrize(
    ("name", "dataset"),
    [("GEDEvent_v25_1.csv", "ucdp_ged"), ("ged251-csv.zip", "ucdp_ged"), ("GEDEvent_v26_0_3.csv", "ucdp_candidate")],
)
def test_of_two_with_the_same_columns_the_publishers_file_name_tells(tmp_path: Path, name: str, dataset: str) -> None:
    path = tmp_path / name
    contents = (FOLDER / "ucdp_ged" / "sample.csv").read_bytes()
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("GEDEvent_v25_1.csv", contents)
    else:
        path.write_bytes(contents)
    assert recognise(payload_of(path).files[0]).name == dataset


def test_columns_of_none_name_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("iso3c,year,rainfall\nSDN,2031,12\n")
    with pytest.raises(UnreadableData, match=r"possible: .*igme_imr"):
        recognise(payload_of(path).files[0])


def test_a_picture_is_no_dataset(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    with pytest.raises(UnreadableData, match="columns that no dataset has all of"):
        recognise(payload_of(path).files[0])


def test_every_dataset_has_a_sample() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(catalogue())
