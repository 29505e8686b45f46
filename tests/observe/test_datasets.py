"""Every dataset folder: its card, and its own invented sample with the rows expected of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forestall.errors import DefinitionError, UnknownTerm, UnreadableData
from forestall.observe.catalogue import catalogue, find_datasets, read_card
from forestall.observe.findings import FindingKind
from forestall.observe.registering import record_of
from observe.samples import FOLDER, as_csv, payload_of, rows_of, sample_of

ALL = sorted(catalogue())
ASKED_FOR = (
    *("ucdp_ged", "ucdp_candidate", "ucdp_onesided", "ucdp_brd", "ged_country_month", "vdem", "wdi", "igme_imr"),
    *("epr", "coups", "elections", "gdelt_events", "acled", "ewp", "views", "natural_earth", "geoboundaries"),
    "unsc_resolutions",
)


@pytest.mark.parametrize("name", ALL)
def test_sample_becomes_the_rows_expected_of_it(name: str) -> None:
    expected = (FOLDER / name / "expected.csv").read_text(encoding="utf-8")
    assert as_csv(rows_of(catalogue()[name], sample_of(name))) == expected


@pytest.mark.parametrize("name", ALL)
def test_sample_is_read_without_a_doubt_but_for_columns_it_leaves_out(name: str) -> None:
    dataset = catalogue()[name]
    parsed = dataset.parse(sample_of(name), dataset.card)
    assert sum(batch.num_rows for batch in parsed.batches)
    assert [finding for finding in parsed.findings if finding.kind != FindingKind.ABSENT_COLUMN] == []


@pytest.mark.parametrize("name", ALL)
def test_card_makes_a_record_and_every_column_is_said_to_be_made_or_found(name: str) -> None:
    dataset = catalogue()[name]
    assert record_of(dataset).name == name
    added = {"country", "iso3", "gwcode", "countries"}
    columns = rows_of(dataset, sample_of(name)).column_names
    assert set(columns) - added == set(dataset.card.columns) | set(dataset.card.derived)


@pytest.mark.parametrize("asked", ASKED_FOR)
def test_a_name_or_the_beginning_of_several_finds_datasets(asked: str) -> None:
    assert all(dataset.name.startswith(asked) for dataset in find_datasets([asked]))


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownTerm, match="ucdp_candidate"):
        find_datasets(["ucdp_candidates"])


def test_all_49_columns_of_the_event_file_are_read_or_left_out_by_name() -> None:
    dataset = catalogue()["ucdp_ged"]
    header = (FOLDER / "ucdp_ged" / "sample.csv").read_text().splitlines()[0].split(",")
    read = {source for column in dataset.card.columns.values() for source in column.source}
    assert len(header) == 49
    assert set(header) <= read | set(dataset.card.ignore)


def test_all_61_columns_of_a_news_export_are_read_or_left_out_by_name() -> None:
    assert len(catalogue()["gdelt_events"].card.payload.order) == 61


def test_a_new_column_is_a_finding_with_its_name(tmp_path: Path) -> None:
    dataset = catalogue()["igme_imr"]
    path = tmp_path / "new.csv"
    path.write_text("iso3c,year,un_imr,ccode,method\nSDN,2031,38.25,625,survey\n")
    parsed = dataset.parse(payload_of(path), dataset.card)
    list(parsed.batches)
    assert [(finding.kind, finding.found) for finding in parsed.findings] == [("unknown_column", "method")]


def test_a_missing_mandatory_column_stops_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "renamed.csv"
    path.write_text("iso3c,year,infant_mortality\nSDN,2031,38.25\n")
    with pytest.raises(UnreadableData, match="un_imr"):
        rows_of(catalogue()["igme_imr"], payload_of(path))


@pytest.mark.parametrize(
    ("line", "spoilt"),
    [("title: ", "titel: "), ("marking: clear", "marking: purple"), ("  at: year", "  at: yeer")],
)
def test_a_misspelt_card_is_refused(tmp_path: Path, line: str, spoilt: str) -> None:
    card = (Path(catalogue.__wrapped__.__code__.co_filename).parent / "datasets/igme_imr/dataset.yml").read_text()
    assert line in card
    path = tmp_path / "igme_imr" / "dataset.yml"
    path.parent.mkdir()
    path.write_text(card.replace(line, spoilt, 1))
    with pytest.raises(DefinitionError, match=r"igme_imr/dataset\.yml"):
        read_card(path)


def test_long_answers_of_the_world_bank_become_one_row_per_country_and_year(tmp_path: Path) -> None:
    def record(indicator: str, value: float | None) -> str:
        shown = "null" if value is None else value
        return (
            f'{{"indicator": {{"id": "{indicator}", "value": "x"}}, "country": {{"id": "SD", "value": "Sudan"}},'
            f' "countryiso3code": "SDN", "date": "2031", "value": {shown}, "scale": "", "unit": "",'
            f' "obs_status": "", "decimal": 0}}'
        )

    path = tmp_path / "page.json"
    path.write_text(f'[{{"page": 1, "pages": 1}}, [{record("SP.POP.TOTL", 51e6)}, {record("SP.DYN.IMRT.IN", None)}]]')
    (row,) = rows_of(catalogue()["wdi"], payload_of(path)).to_pylist()
    assert (row["country"], row["year"], row["population"], row["infant_deaths_per_1000"]) == ("SDN", 2031, 51e6, None)


def test_competition_draws_without_their_list_of_countries_are_refused() -> None:
    sample = sample_of("views_benchmarks")
    lonely = replace(sample, files=tuple(file for file in sample.files if file.name.endswith("parquet")))
    with pytest.raises(UnreadableData, match=r"country_list\.csv"):
        rows_of(catalogue()["views_benchmarks"], lonely)
