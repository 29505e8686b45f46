"""Inputs out of the lake as of a time, and from a mirror's files held to what their source promises."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.errors import ExpectationFailed, UnknownTerm, UnreadableData
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.loading import Delivery
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.read import PUBLIC
from forestall.observe.catalogue import find_datasets
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate
from forestall.runs.inputs import lake_inputs, mirror_inputs
from ledgers import AMINA, CLEAR, KEY, NOON, RED, HandClock

COVERED = Coverage(first=PartialDate(1989, 1), last=PartialDate(2022, 12))


@pytest.fixture
def ledger(tmp_path: Path, clock: HandClock) -> Ledger:
    return create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY, clock)


@pytest.fixture
def lake(tmp_path: Path, ledger: Ledger) -> Lake:
    return Lake(tmp_path / "lake", ledger)


def load(lake: Lake, n_rows: int, *, digest: str = "a" * 64, red: bool = False) -> None:
    (known,) = find_datasets(["ged_country_month"])
    empty = {name: pa.nulls(n_rows, pa.float64()) for name in (*known.card.columns, *known.card.derived)}
    rows = pa.table(empty | {"country": ["SDN"] * n_rows, "deaths": range(n_rows)})
    delivery = Delivery(dataset="ged_country_month", source="made up", digest=digest, coverage=COVERED)
    lake.load(delivery, rows, author=AMINA, marking=RED if red else CLEAR)


def test_the_lake_gives_what_was_known_by_then_with_what_it_covers(lake: Lake, clock: HandClock) -> None:
    load(lake, 2)
    clock.move(days=2)
    load(lake, 5, digest="b" * 64)
    wanted = ("ged_country_month", "wdi")
    then = lake_inputs(lake, PUBLIC, wanted, NOON + timedelta(days=1))
    assert then.table("ged_country_month").num_rows == 2
    assert then.tables["ged_country_month"].recorded_at == NOON
    assert then.tables["ged_country_month"].coverage == COVERED
    now = lake_inputs(lake, PUBLIC, wanted)
    assert now.table("ged_country_month").num_rows == 5
    assert now.digest() != then.digest()


def test_a_load_from_before_a_column_was_there_says_to_load_again(lake: Lake) -> None:
    delivery = Delivery(dataset="ged_country_month", source="made up", digest="c" * 64, coverage=COVERED)
    lake.load(delivery, pa.table({"country": ["SDN"]}), author=AMINA, marking=CLEAR)
    with pytest.raises(UnreadableData, match="forestall pull ged_country_month"):
        lake_inputs(lake, PUBLIC, ("ged_country_month",))


def test_a_dataset_without_a_load_is_not_there_rather_than_empty(lake: Lake) -> None:
    assert "wdi" not in lake_inputs(lake, PUBLIC, ("wdi",))


def test_what_a_reader_may_not_see_is_not_there(lake: Lake) -> None:
    load(lake, 2, red=True)
    assert "ged_country_month" not in lake_inputs(lake, PUBLIC, ("ged_country_month",))


def test_a_mirror_s_copy_that_holds_too_little_is_refused(tmp_path: Path) -> None:
    """A file cut short would turn most of the world calm."""
    copy = tmp_path / "politics" / "powell_thyne_coups_country_month.csv"
    copy.parent.mkdir()
    copy.write_text(
        "country_iso3,year_month,pt_coup_successful,pt_coup_failed,pt_coup_count,pt_coup_event\nSDN,2021-10,1,0,1,1\n"
    )
    with pytest.raises(ExpectationFailed, match="at least 150 rows"):
        mirror_inputs(tmp_path, ("coups_country_month",))


def test_a_mirror_s_copy_is_parsed_with_what_it_covers(tmp_path: Path) -> None:
    from forestall.places.countries import countries

    codes = sorted({state.alpha3 for state in countries() if state.alpha3 and state.kind == "state"})
    lines = [f"{code},{year}-{month:02},0,1,1,1" for code in codes[:60] for year in (1999, 2000) for month in (1, 5)]
    copy = tmp_path / "politics" / "powell_thyne_coups_country_month.csv"
    copy.parent.mkdir()
    head = "country_iso3,year_month,pt_coup_successful,pt_coup_failed,pt_coup_count,pt_coup_event"
    copy.write_text("\n".join((head, *lines, "")))
    table = mirror_inputs(tmp_path, ("coups_country_month", "wdi")).tables
    assert list(table) == ["coups_country_month"]
    assert table["coups_country_month"].rows.num_rows == len(lines)
    assert str(table["coups_country_month"].coverage.last) == "2025-12"
    assert len(table["coups_country_month"].digest) == 64


def test_an_unknown_dataset_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownTerm, match="ged_country_mouth"):
        mirror_inputs(tmp_path, ("ged_country_mouth",))
