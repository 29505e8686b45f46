"""Events of the Central African Republic (GED 23.1) against country-months that others summed from GED 25.1."""

import csv
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from forestall.foresee.features.local_month.record import local_record, only_countries
from forestall.foresee.panel.building import EVENT_MEASURES, Source, build_panel
from forestall.foresee.panel.cells import cells_touching, with_rim
from forestall.foresee.panel.frame import FIRST_MONTH, Frame, area_frame, cell_frame, country_frame
from forestall.foresee.panel.locating import ByCountry, ByPoint, Locator
from forestall.foresee.panel.panel import LeftOut, Panel
from forestall.foresee.panel.periods import months
from forestall.places.admin1 import read_areas
from forestall.runs.inputs import mirror_inputs
from forestall.vocabulary.load import vocabulary

MIRROR = os.environ.get("FORESTALL_MIRROR")
KNOWN = datetime(2024, 1, 1, tzinfo=UTC)
PERIODS = months(FIRST_MONTH, "2022-12")
KINDS = {1: "state_based_violence", 2: "non_state_violence", 3: "one_sided_violence"}
THEIRS = {
    "n_events": "ucdp_event_count",
    "deaths": "ucdp_fatalities_best",
    "civilian_deaths": "ucdp_civilian_deaths",
    "deaths_worst_event": "ucdp_peak_event_fatalities",
    "n_state_based": "ucdp_state_based_events",
    "n_non_state": "ucdp_non_state_events",
    "n_one_sided": "ucdp_one_sided_events",
}

pytestmark = pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set")


@pytest.fixture(scope="module")
def mirror() -> Path:
    """The folder of published data."""
    return Path(str(MIRROR))


@pytest.fixture(scope="module")
def events(mirror: Path) -> pa.RecordBatch:
    """The events as the lake would hold them."""
    precisions = {int(term.extra["ucdp"]): name for name, term in vocabulary("precision").items()}
    features = json.loads((mirror / "ucdp/ged231_CAF.geojson").read_text())["features"]
    return pa.RecordBatch.from_pylist(
        [
            {
                "country": "CAF",
                "month": date.fromisoformat(known["date_start"][:10]),
                "longitude": feature["geometry"]["coordinates"][0],
                "latitude": feature["geometry"]["coordinates"][1],
                "precision": precisions[known["where_prec"]],
                "event_type": KINDS[known["type_of_violence"]],
                "deaths_best": known["best"],
                "deaths_civilians": known["deaths_civilians"],
            }
            for feature in features
            for known in (feature["properties"],)
        ]
    )


def panel_of(events: pa.RecordBatch, frame: Frame, locate: Locator) -> Panel:
    source = Source("ucdp_ged", KNOWN, date(1989, 1, 1), date(2022, 12, 31), silence="absent")
    return build_panel([events], frame, locate, EVENT_MEASURES, source, KNOWN)


@pytest.mark.parametrize("column", THEIRS)
def test_events_add_up_to_what_others_summed_in_nearly_every_month(
    mirror: Path, events: pa.RecordBatch, column: str
) -> None:
    frame = country_frame(PERIODS)
    panel = panel_of(events, frame, ByCountry(frame))
    with (mirror / "ucdp/ged251_country_month.csv").open() as file:
        theirs = {row["year_month"]: row for row in csv.DictReader(file) if row["country_iso3"] == "CAF"}
    expected = np.array([float(theirs[label][THEIRS[column]]) for label in PERIODS])
    ours = panel.column(column)[panel.row("CAF")]
    # Two yearly versions lie between the two files; UCDP revises a few months each time.
    assert (ours == expected).mean() > 0.98
    assert ours.sum() == pytest.approx(expected.sum(), rel=0.02)


def test_cells_and_areas_take_the_events_whose_place_is_known_well_enough(mirror: Path, events: pa.RecordBatch) -> None:
    areas = read_areas(mirror / "places/adm1/CAF.geojson")
    region = cell_frame(with_rim(cells_touching([area.geometry for area in areas.areas])), PERIODS)
    cells = panel_of(events, region, ByPoint(region, "near"))
    frame = area_frame(areas, PERIODS)
    first_level = panel_of(events, frame, ByPoint(frame, "admin1", areas))
    n_precise = sum(place in ("exact", "near") for place in events.column("precision").to_pylist())
    assert cells.column("n_events").sum() == n_precise
    assert cells.left_out == {"ucdp_ged": {LeftOut.COARSE_PLACE: len(events) - n_precise}}
    assert n_precise < first_level.column("n_events").sum() < len(events)


@pytest.mark.parametrize("country", ["CAF", "SYR"])
def test_cells_hold_what_duckdb_sums_by_the_publishers_own_cell_numbers(mirror: Path, country: str) -> None:
    inputs = only_countries(mirror_inputs(mirror, ["ucdp_ged"]), [country])
    events = inputs.table("ucdp_ged")  # noqa: F841 - DuckDB reads it by name
    theirs = duckdb.sql(
        """
        SELECT cell, year(month) * 12 + month(month) - 1 AS number, sum(deaths_civilians) AS killed FROM events
        WHERE precision = 'exact' AND date_precision <> 'year' GROUP BY ALL HAVING killed > 0
        """
    ).fetchall()
    record = local_record(inputs, "cell")
    units, months_of = np.array(record.region.units), np.arange(record.first, record.last + 1)
    ours = {
        (int(units[unit]), int(months_of[month])): int(record.deaths[unit, month])
        for unit, month in np.argwhere(np.nan_to_num(record.deaths) > 0)
    }
    assert ours == {(cell, number): killed for cell, number, killed in theirs}
