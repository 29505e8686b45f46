"""What a load covers: where it is unclear the smaller answer, for unknown is safe."""

from __future__ import annotations

import pytest

from forestall.observe.catalogue import catalogue
from forestall.observe.covering import coverage_of
from forestall.observe.parsed import Span

EVENTS = catalogue()["ucdp_ged"].card
YEARS = catalogue()["vdem"].card


def months(*spans: tuple[tuple[str, ...] | None, str, str]) -> tuple[str, str] | None:
    covered = coverage_of([Span(*span) for span in spans], EVENTS, ())
    return (str(covered.first), str(covered.last)) if covered.first else None


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(None, "2031-01", "2031-01"), (None, "2031-02", "2031-02")], ("2031-01", "2031-02")),
        ([(None, "2031-01", "2031-03"), (None, "2031-02", "2031-02")], ("2031-01", "2031-03")),
        ([(None, "2031-01", "2031-01"), (None, "2031-03", "2031-04")], ("2031-03", "2031-04")),
        ([(None, "2030-12", "2030-12"), (None, "2031-01", "2031-01")], ("2030-12", "2031-01")),
        ([(("SYR",), "2016-01", "2019-11"), (("CAF",), "1989-01", "2022-12")], ("2016-01", "2019-11")),
        ([(("SYR",), "2016-01", "2019-11"), (("CAF",), "2020-01", "2022-12")], None),
    ],
)
def test_only_months_that_every_state_of_it_has_are_covered(
    spans: list[tuple[tuple[str, ...] | None, str, str]], expected: tuple[str, str] | None
) -> None:
    assert months(*spans) == expected


def test_an_extract_covers_its_own_states_alone() -> None:
    covered = coverage_of([Span(("SYR",), "2016-01", "2019-11")], EVENTS, ("SYR", "LBN"))
    assert covered.countries == ("SYR",)


def test_a_world_of_events_covers_the_states_of_its_months() -> None:
    covered = coverage_of([Span(None, "2000-01", "2000-12")], EVENTS, ("SDN",))
    assert {"SDN", "TUV", "YUG"} <= set(covered.countries)
    assert "SSD" not in covered.countries


def test_where_silence_means_nothing_only_states_with_rows_are_covered() -> None:
    assert coverage_of([Span(None, "2000-01", "2000-12")], YEARS, ("SDN",)).countries == ("SDN",)


def test_a_list_that_stopped_covers_no_month_after_its_end_whatever_it_expected_then() -> None:
    card = catalogue()["elections"].card
    covered = coverage_of([Span(None, "1915-12", "2027-10")], card, ("SDN",))
    assert (str(covered.first), str(covered.last)) == ("1945-01", "2021-03")
    assert coverage_of([Span(None, "2021-04", "2027-10")], card, ("SDN",)).first is None


def test_a_state_whose_rows_stand_under_another_is_outside_of_the_world_unless_it_has_rows() -> None:
    card = catalogue()["ged_country_month"].card
    span = Span(None, "1989-01", "2022-12")
    assert "NER" not in coverage_of([span], card, ("NGA",)).countries
    assert {"NGA", "CHL"} <= set(coverage_of([span], card, ("NGA",)).countries)
    assert "NER" in coverage_of([span], card, ("NGA", "NER")).countries


def test_no_rows_cover_nothing() -> None:
    assert coverage_of([Span(None, None, None)], EVENTS, ()).countries == ()
    assert coverage_of([], EVENTS, ()).first is None
