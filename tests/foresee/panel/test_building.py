"""From events to panels."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from foresee.panel.events import ADRE, FIELDS, KNOWN, event, rows, source
from forestall.errors import InvalidField, LookAhead, UnknownTerm, UnreadableData
from forestall.foresee.panel.building import EVENT_MEASURES, Measure, build_panel, source_of
from forestall.foresee.panel.frame import Frame, area_frame, cell_frame, country_frame
from forestall.foresee.panel.locating import ByCountry, ByPoint
from forestall.foresee.panel.panel import LeftOut, Panel, State
from forestall.foresee.panel.periods import months, years
from forestall.memory.lake.lake import Lake
from forestall.memory.ledger import create_ledger
from forestall.memory.read import PUBLIC
from forestall.places.admin1 import Areas, read_areas
from forestall.places.grid import cell_at
from ledgers import AMINA, CLEAR, KEY, HandClock
from memory.lake.making import delivery

MONTHS = months("2023-01", "2024-06")
COUNTRIES = country_frame(MONTHS)
CELLS = cell_frame([cell_at(13.45, 22.45), cell_at(13.45, 21.9)], MONTHS)


def by_country(*events: dict[str, object], frame: Frame = COUNTRIES, **terms: object) -> Panel:
    return build_panel(rows(*events), frame, ByCountry(frame), EVENT_MEASURES, source(**terms), KNOWN)


def by_cell(*events: dict[str, object], coarsest: str = "near") -> Panel:
    return build_panel(rows(*events), CELLS, ByPoint(CELLS, coarsest), EVENT_MEASURES, source(), KNOWN)


def value(panel: Panel, column: str, unit: str | int, label: str) -> tuple[float, State]:
    at = panel.row(unit), panel.frame.periods.position(label)
    return float(panel.column(column)[at]), State(panel.state(column)[at])


def test_events_are_added_up_by_state_and_month_of_their_first_day() -> None:
    panel = by_country(
        event(),
        event(deaths_best=30, deaths_civilians=0, event_type="state_based_violence"),
        event("2023-07"),
        event(**ADRE),
    )
    assert value(panel, "deaths", "SDN", "2023-06") == (40, State.PRESENT)
    assert value(panel, "civilian_deaths", "SDN", "2023-06") == (7, State.PRESENT)
    assert value(panel, "deaths_worst_event", "SDN", "2023-06") == (30, State.PRESENT)
    assert value(panel, "n_one_sided", "SDN", "2023-06") == (1, State.PRESENT)
    assert value(panel, "n_events", "TCD", "2023-06") == (1, State.PRESENT)
    assert panel.left_out == {"ucdp_candidate": {}}


def test_silence_is_absence_inside_the_coverage_and_unknown_outside() -> None:
    panel = by_country(event())
    assert value(panel, "deaths", "NOR", "2023-06") == (0, State.ABSENT)
    assert value(panel, "n_non_state", "SDN", "2023-06") == (0, State.ABSENT)
    nothing, state = value(panel, "deaths", "NOR", "2024-06")
    assert (np.isnan(nothing), state) == (True, State.UNKNOWN)


def test_a_country_that_a_source_does_not_cover_is_unknown_and_not_zero() -> None:
    panel = by_country(event(), units=frozenset({"SDN"}))
    assert value(panel, "deaths", "SDN", "2024-01") == (0, State.ABSENT)
    assert value(panel, "deaths", "TCD", "2023-06")[1] == State.UNKNOWN
    assert np.isnan(panel.column("deaths")[panel.row("TCD")]).all()


def test_a_source_that_may_be_silent_about_something_leaves_it_unknown() -> None:
    panel = by_country(event(), silence="unknown")
    assert value(panel, "deaths", "SDN", "2023-06") == (10, State.PRESENT)
    assert value(panel, "deaths", "SDN", "2023-07")[1] == State.UNKNOWN


def test_a_month_that_coverage_ends_in_is_unknown() -> None:
    panel = by_country(event(), last=date(2023, 8, 30))
    assert value(panel, "deaths", "SDN", "2023-07")[1] == State.ABSENT
    assert value(panel, "deaths", "SDN", "2023-08")[1] == State.UNKNOWN


def test_events_written_under_a_later_state_go_to_the_one_that_held_the_area() -> None:
    frame = country_frame(years(1990, 2012))
    panel = by_country(
        event("1995-03", country="SSD"),
        event("2012-03", country="SSD"),
        event("1999-09", country="GUF"),
        event("1999-09", country="ESH"),
        frame=frame,
        first=date(1989, 1, 1),
    )
    assert value(panel, "deaths", "SDN", "1995") == (10, State.PRESENT)
    assert value(panel, "deaths", "SSD", "1995")[1] == State.NO_UNIT
    assert value(panel, "deaths", "SSD", "2012") == (10, State.PRESENT)
    assert value(panel, "deaths", "FRA", "1999") == (10, State.PRESENT)
    assert panel.left_out["ucdp_candidate"] == {LeftOut.OTHER_UNIT: 1}  # of Western Sahara the table says nobody's


def test_rows_without_a_unit_or_a_period_of_the_frame_are_counted() -> None:
    panel = by_country(
        event(country=None), event(country="QQQ"), event("2022-12"), event(month_empty=True) | {"month": None}
    )
    assert panel.left_out["ucdp_candidate"] == {
        LeftOut.OTHER_UNIT: 2,
        LeftOut.OTHER_PERIOD: 1,
        LeftOut.NO_PERIOD: 1,
    }


def test_an_empty_count_is_no_zero_and_is_counted_once() -> None:
    panel = by_country(event(deaths_best=None), event())
    assert value(panel, "deaths", "SDN", "2023-06") == (10, State.PRESENT)
    assert value(panel, "n_events", "SDN", "2023-06") == (2, State.PRESENT)
    assert panel.left_out["ucdp_candidate"] == {LeftOut.NO_VALUE: 1}


def test_events_that_nobody_counted_the_dead_of_leave_a_month_unknown_and_not_at_zero() -> None:
    panel = by_country(event(deaths_best=None))
    assert value(panel, "deaths", "SDN", "2023-06")[1] == State.UNKNOWN
    assert value(panel, "civilian_deaths", "SDN", "2023-06") == (7, State.PRESENT)


def test_places_known_too_coarsely_are_left_out_of_cells_and_not_spread() -> None:
    panel = by_cell(event(), event(precision="admin1"), event(precision="near"), event(precision=None))
    assert value(panel, "n_events", cell_at(13.45, 22.45), "2023-06") == (2, State.PRESENT)
    assert value(panel, "n_events", cell_at(13.45, 21.9), "2023-06") == (0, State.ABSENT)
    assert panel.left_out["ucdp_candidate"] == {LeftOut.COARSE_PLACE: 2}
    finer = by_cell(event(), event(precision="near"), coarsest="exact")
    assert finer.left_out["ucdp_candidate"] == {LeftOut.COARSE_PLACE: 1}


def test_points_that_are_none_or_elsewhere_are_counted_apart() -> None:
    panel = by_cell(event(latitude=None), event(latitude=91.0), event(latitude=0.0, longitude=0.0))
    assert panel.left_out["ucdp_candidate"] == {LeftOut.NO_PLACE: 2, LeftOut.OTHER_UNIT: 1}


def test_cells_hold_single_precision_and_countries_double() -> None:
    assert by_cell(event()).values.dtype == np.float32
    assert by_country(event()).values.dtype == np.float64


@pytest.fixture
def areas(tmp_path: Path) -> Areas:
    """Two made-up areas: Masalit with Geneina, and Wadai west of it."""
    boxes = {"Wadai": (21.0, 22.3), "Masalit": (22.3, 23.0)}
    features = [
        {
            "type": "Feature",
            "properties": {"shapeName": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[west, 13], [east, 13], [east, 14], [west, 14], [west, 13]]],
            },
        }
        for name, (west, east) in boxes.items()
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(str({"type": "FeatureCollection", "features": features}).replace("'", '"'))
    return read_areas(path)


def test_first_level_areas_take_places_known_to_the_area(areas: Areas) -> None:
    frame = area_frame(areas, MONTHS)
    events = rows(event(), event(precision="admin1"), event(precision="country"), event(**ADRE))
    panel = build_panel(events, frame, ByPoint(frame, "admin1", areas), EVENT_MEASURES, source(), KNOWN)
    assert frame.units == ("Masalit", "Wadai")
    assert value(panel, "n_events", "Masalit", "2023-06") == (2, State.PRESENT)
    assert value(panel, "n_events", "Wadai", "2023-06") == (1, State.PRESENT)
    assert panel.left_out["ucdp_candidate"] == {LeftOut.COARSE_PLACE: 1}


def test_a_locator_needs_the_areas_of_its_frame_and_a_precision_that_there_is(areas: Areas) -> None:
    for frame, given in ((COUNTRIES, None), (CELLS, areas), (area_frame(areas, MONTHS), None)):
        with pytest.raises(InvalidField, match="ByPoint"):
            ByPoint(frame, "near", given)
    with pytest.raises(UnknownTerm):
        ByPoint(CELLS, "roughly")


def test_events_whose_date_is_only_the_year_can_be_left_out_of_months() -> None:
    panel = by_country(event(date_precision="year"), event(), coarse_dates=frozenset({"year"}))
    assert value(panel, "n_events", "SDN", "2023-06") == (1, State.PRESENT)
    assert panel.left_out["ucdp_candidate"] == {LeftOut.COARSE_DATE: 1}


def test_a_load_recorded_later_is_refused() -> None:
    with pytest.raises(LookAhead, match="ucdp_candidate: expected a load recorded by 2024-07-01"):
        by_country(event(), recorded_at=datetime(2024, 7, 2, tzinfo=UTC))


def test_a_single_row_recorded_later_is_refused() -> None:
    (batch,) = rows(event(), event())
    stamps = pa.array([KNOWN, datetime(2024, 7, 1, 0, 0, 1, tzinfo=UTC)])
    with pytest.raises(LookAhead, match="rows recorded by"):
        build_panel(
            [batch.append_column("recorded_at", stamps)],
            COUNTRIES,
            ByCountry(COUNTRIES),
            EVENT_MEASURES,
            source(),
            KNOWN,
        )


def test_a_row_about_a_time_that_had_not_come_is_refused() -> None:
    with pytest.raises(LookAhead, match="one about 2024-08-01"):
        by_country(event(), event("2024-08"))


def test_a_period_that_is_not_over_is_refused() -> None:
    frame = country_frame(months("2024-01", "2024-07"))
    with pytest.raises(LookAhead, match="one that ends before 2024-08-01"):
        by_country(event(), frame=frame)


def test_values_of_a_table_are_taken_as_they_are_and_two_for_one_refused() -> None:
    frame = country_frame(years(2021, 2023))
    table = pa.table({"country": ["SDN", "SDN", "TCD"], "year": [2021, 2022, 2022], "polity": [-4.0, None, 0.0]})
    measures = (Measure("polity", "value", "polity"),)
    terms = {"first": None, "last": None, "silence": "unknown", "period": "year"}
    panel = build_panel(table.to_batches(), frame, ByCountry(frame), measures, source(**terms), KNOWN)
    assert value(panel, "polity", "SDN", "2021") == (-4, State.PRESENT)
    assert value(panel, "polity", "SDN", "2022")[1] == State.UNKNOWN
    assert value(panel, "polity", "TCD", "2022") == (0, State.PRESENT)
    twice = pa.concat_tables([table, table]).to_batches()
    with pytest.raises(UnreadableData, match="one row for each unit and year"):
        build_panel(twice, frame, ByCountry(frame), measures, source(**terms), KNOWN)


def test_a_measure_made_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidField, match="measure deaths"):
        build_panel([], COUNTRIES, ByCountry(COUNTRIES), (Measure("deaths", "sum"),), source(), KNOWN)


@pytest.mark.parametrize("name", ["country", "month", "deaths_best", "event_type"])
def test_rows_without_a_column_that_is_needed_are_refused_by_its_name(name: str) -> None:
    (batch,) = rows(event())
    with pytest.raises(InvalidField, match=f"a column {name}"):
        build_panel([batch.drop_columns([name])], COUNTRIES, ByCountry(COUNTRIES), EVENT_MEASURES, source(), KNOWN)


def test_no_rows_at_all_are_absence_where_covered_and_never_calm_elsewhere() -> None:
    panel = build_panel([], COUNTRIES, ByCountry(COUNTRIES), EVENT_MEASURES, source(units=frozenset({"SDN"})), KNOWN)
    states = panel.state("deaths")
    assert (states == State.ABSENT).sum() == 17
    assert (states == State.PRESENT).sum() == 0


def test_a_load_of_the_lake_becomes_a_panel_with_what_its_manifest_says(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY, HandClock(KNOWN)) as ledger:
        lake = Lake(tmp_path / "lake", ledger)
        events = pa.table(rows(event("2026-03"))[0].to_pydict(), schema=FIELDS)
        lake.load(delivery("ucdp_candidate"), events.slice(0, 0), author=AMINA, marking=CLEAR)
        load = lake.read("ucdp_candidate", PUBLIC)
        told = source_of(load, silence="absent", period="month")
        frame = country_frame(months("2026-02", "2026-04"))
        panel = build_panel(
            load.batches(), frame, ByCountry(frame), EVENT_MEASURES, told, datetime(2026, 5, 1, tzinfo=UTC)
        )
    assert (told.dataset, told.recorded_at, told.units) == ("ucdp_candidate", KNOWN, frozenset({"SDN", "TCD"}))
    assert (told.first, told.last) == (date(2026, 3, 1), date(2026, 4, 30))
    assert value(panel, "deaths", "TCD", "2026-03") == (0, State.ABSENT)
    assert value(panel, "deaths", "TCD", "2026-02")[1] == State.UNKNOWN
    assert value(panel, "deaths", "NOR", "2026-03")[1] == State.UNKNOWN
