"""Reading tables by card: nothing is lost in silence, and what can't be read says where it stood."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from forestall.errors import UnreadableData
from forestall.observe.catalogue import Dataset, catalogue
from forestall.observe.findings import Finding
from forestall.observe.parsed import Parsed
from observe.samples import FOLDER, payload_of, rows_of, sample_of

HEADER = "iso3c,year,un_imr\n"


@pytest.fixture
def dataset() -> Dataset:
    return catalogue()["igme_imr"]


def read(
    dataset: Dataset, tmp_path: Path, text: str | bytes, name: str = "rates.csv"
) -> tuple[list[dict[str, object]], Parsed]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    parsed = dataset.parse(payload_of(path), dataset.card)
    return [row for batch in parsed.batches for row in batch.to_pylist()], parsed


def the_finding(parsed: Parsed) -> Finding:
    (finding,) = (finding for finding in parsed.findings if finding.kind != "absent_column")
    return finding


@pytest.mark.parametrize("written", ["about 12", "1,5", "nan", "inf"])
def test_a_number_that_is_none_becomes_empty_and_a_finding_with_its_row(
    dataset: Dataset, tmp_path: Path, written: str
) -> None:
    rows, parsed = read(dataset, tmp_path, f'{HEADER}SDN,2030,40.5\nSDN,2031,"{written}"\n')
    assert [row["infant_deaths_per_1000"] for row in rows] == [40.5, None]
    finding = the_finding(parsed)
    assert (finding.kind, finding.field, finding.row, finding.found) == (
        "unreadable_value", "infant_deaths_per_1000", 2, written,
    )  # fmt: skip


def test_a_fraction_where_a_whole_number_belongs_is_not_rounded(dataset: Dataset, tmp_path: Path) -> None:
    rows, parsed = read(dataset, tmp_path, f"{HEADER}SDN,2030.5,40.5\n")
    assert rows[0]["year"] is None
    assert the_finding(parsed).found == "2030.5"


def test_a_whole_number_that_went_through_other_software_is_read(dataset: Dataset, tmp_path: Path) -> None:
    rows, parsed = read(dataset, tmp_path, f"{HEADER}SDN,2031.0,40.5\n")
    assert rows[0]["year"] == 2031
    assert list(parsed.findings) == []


def test_an_empty_cell_of_a_filled_column_is_a_finding(dataset: Dataset, tmp_path: Path) -> None:
    _, parsed = read(dataset, tmp_path, f"{HEADER}SDN,2031,\n")
    assert (the_finding(parsed).kind, the_finding(parsed).row) == ("empty_value", 1)


def test_like_findings_are_kept_once_with_their_number(dataset: Dataset, tmp_path: Path) -> None:
    _, parsed = read(dataset, tmp_path, HEADER + "SDN,2031,?\n" * 7)
    assert the_finding(parsed).rows == 7


def test_a_line_with_too_few_cells_is_left_out_and_named(dataset: Dataset, tmp_path: Path) -> None:
    rows, parsed = read(dataset, tmp_path, f"{HEADER}SDN,2030,40.5\nSDN,2031\nSDN,2032,39.5\n")
    assert [row["year"] for row in rows] == [2030, 2032]
    assert (the_finding(parsed).kind, the_finding(parsed).row) == ("unreadable_line", 3)


def test_a_file_that_ends_within_a_line_is_refused(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="cut off in line 3"):
        read(dataset, tmp_path, f"{HEADER}SDN,2030,40.5\nSDN,20")


def test_a_last_line_without_an_end_is_doubted_for_its_value_may_be_half_of_one(
    dataset: Dataset, tmp_path: Path
) -> None:
    rows, parsed = read(dataset, tmp_path, f"{HEADER}SDN,2030,40.5\nSDN,2031,3")
    assert len(rows) == 2
    assert the_finding(parsed).kind == "doubtful"


@pytest.mark.parametrize(
    ("contents", "found"),
    [
        (b"", "an empty file"),
        (b"\n<!DOCTYPE html><title>Not found</title>", "a web page"),
        (b'{"error": "no"}', "json"),
        (b"iso3c;year;un_imr\nSDN;2031;1\n", "another divider"),
    ],
)
def test_what_is_no_table_of_the_dataset_is_refused(
    dataset: Dataset, tmp_path: Path, contents: bytes, found: str
) -> None:
    with pytest.raises(UnreadableData, match=found):
        read(dataset, tmp_path, contents)


def test_a_file_with_a_header_alone_has_columns_and_no_rows(dataset: Dataset, tmp_path: Path) -> None:
    rows, parsed = read(dataset, tmp_path, HEADER)
    assert rows == []
    assert parsed.schema.names == ["iso3_given", "year", "infant_deaths_per_1000", "country", "iso3", "gwcode"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(dataset: Dataset, tmp_path: Path) -> None:
    rows, _ = read(dataset, tmp_path, b"\xef\xbb\xbf" + f"{HEADER}SDN,2031,40.5\n".encode())
    assert rows[0]["country"] == "SDN"


def test_bytes_that_are_no_text_are_a_finding_or_refused_but_never_rows(dataset: Dataset, tmp_path: Path) -> None:
    rows, parsed = read(dataset, tmp_path, HEADER.encode() + b"S\xffN,2031,40.5\nSDN,2032,39.5\n")
    assert [row["year"] for row in rows] == [2032]
    assert the_finding(parsed).kind == "unreadable_line"


def test_a_zip_and_a_gzip_give_the_rows_of_the_file_in_them(tmp_path: Path) -> None:
    plain = FOLDER / "ucdp_ged" / "sample.csv"
    zipped, squeezed = tmp_path / "ged251-csv.zip", tmp_path / "GEDEvent_v25_1.csv.gz"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("GEDEvent_v25_1.csv", plain.read_bytes())
        archive.writestr("readme.txt", "not data")
    squeezed.write_bytes(gzip.compress(plain.read_bytes()))
    dataset = catalogue()["ucdp_ged"]
    expected = rows_of(dataset, sample_of("ucdp_ged"))
    assert rows_of(dataset, payload_of(zipped)).equals(expected)
    assert rows_of(dataset, payload_of(squeezed)).equals(expected)


def test_rows_keep_the_order_of_the_file_however_many_threads_read_it(tmp_path: Path, dataset: Dataset) -> None:
    many = HEADER + "".join(f"SDN,{1950 + number % 80},{number}.25\n" for number in range(300_000))
    rows = [row["infant_deaths_per_1000"] for row in read(dataset, tmp_path, many)[0]]
    assert rows == [number + 0.25 for number in range(300_000)]


def test_a_finding_far_down_a_long_file_names_its_own_row(tmp_path: Path, dataset: Dataset) -> None:
    lines = ["SDN,2031,40.5\n"] * 250_000
    lines[199_999] = "QQQ,2031,40.5\n"
    _, parsed = read(dataset, tmp_path, HEADER + "".join(lines))
    assert (the_finding(parsed).kind, the_finding(parsed).row) == ("unresolved_country", 200_000)


def test_an_unknown_word_becomes_no_term_and_a_finding(tmp_path: Path) -> None:
    sample = (FOLDER / "ucdp_ged" / "sample.csv").read_text()
    rows, parsed = read(catalogue()["ucdp_ged"], tmp_path, sample.replace(",Clear,3,", ",Clear,4,"))
    assert [row["event_type"] for row in rows] == [None, "state_based_violence"]
    assert (the_finding(parsed).kind, the_finding(parsed).found) == ("unknown_term", "4")
