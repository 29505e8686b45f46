"""Who touched whom, and when."""

import csv
from datetime import date
from pathlib import Path

import pytest

from forestall.places.borders import borders, neighbours
from forestall.places.countries import countries, countries_at, country_by_key
from forestall.vocabulary.load import vocabulary

NOW = date(2026, 11, 22)


def _neighbours(key: str, day: date) -> list[str]:
    return [other.key for other in neighbours(country_by_key(key, day), day)]


def test_sudan_lost_three_neighbours_and_won_one_when_south_sudan_left() -> None:
    before, after = _neighbours("SDN", date(2011, 7, 8)), _neighbours("SDN", date(2011, 7, 9))
    assert set(before) - set(after) == {"COD", "KEN", "UGA"}
    assert set(after) - set(before) == {"SSD"}


@pytest.mark.parametrize(
    ("key", "day", "touched"),
    [
        ("DDR", date(1980, 1, 1), ["CSK", "DEU", "POL"]),
        ("YMD", date(1980, 1, 1), ["OMN", "SAU", "YEM"]),
        ("RVN", date(1970, 1, 1), ["KHM", "LAO", "VNM"]),
        ("XKX", NOW, ["ALB", "MKD", "MNE", "SRB"]),
        ("XEA", NOW, ["XEB", "XEC"]),
        ("ISL", NOW, []),
    ],
)
def test_neighbours_are_those_of_the_day(key: str, day: date, touched: list[str]) -> None:
    assert _neighbours(key, day) == touched


def test_poland_had_three_neighbours_in_1985_and_seven_today() -> None:
    assert _neighbours("POL", date(1985, 1, 1)) == ["CSK", "DDR", "RUS"]
    assert _neighbours("POL", NOW) == ["BLR", "CZE", "DEU", "LTU", "RUS", "SVK", "UKR"]


def test_a_country_that_did_not_stand_has_no_neighbours() -> None:
    assert neighbours(country_by_key("SSD", NOW), date(2005, 1, 1)) == ()


def test_no_border_joins_the_invented_to_the_real() -> None:
    invented = {country.key for country in countries() if country.exercise}
    assert all((border.one in invented) == (border.other in invented) for border in borders())


def test_every_border_joins_two_countries_that_stood_together() -> None:
    levels = vocabulary("reference_confidence")
    pairs = [(border.one, border.other) for border in borders()]
    assert len(set(map(frozenset, pairs))) == len(pairs)
    for border in borders():
        assert border.confidence in levels
        spans = [
            [(c.start, c.end or date.max) for c in countries() if c.key == key] for key in (border.one, border.other)
        ]
        first = max(spans[0][0][0], spans[1][0][0], border.start or date.min)
        last = min(spans[0][-1][1], spans[1][-1][1], border.end or date.max)
        assert first < last, (border.one, border.other)


def test_borders_of_today_are_those_of_a_published_list(mirror: Path) -> None:
    standing = {country.key for country in countries_at(NOW) if country.alpha3}
    ours = {
        frozenset((border.one, border.other))
        for border in borders()
        if border.on(NOW) and {border.one, border.other} <= standing and not border.one.startswith("XE")
    }
    with (mirror / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
        theirs = {
            frozenset((row["cca3"].replace("UNK", "XKX"), other.replace("UNK", "XKX")))
            for row in csv.DictReader(file)
            for other in row["borders"].split(",")
            if other
        }
    assert theirs - ours == {frozenset(("IND", "LKA"))}, "Adam's Bridge is a shoal in the sea"
    assert ours - theirs == set()
