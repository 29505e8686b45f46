"""Who came from whom, and whose the ground was."""

from datetime import date

import pytest

from forestall.places.countries import countries_at, country_by_key
from forestall.places.succession import counterparts, predecessors, successors

NOW = date(2026, 11, 22)


def _keys(found: tuple[object, ...]) -> list[str]:
    return [getattr(country, "key", "") for country in found]


def test_a_state_that_split_has_several_successors() -> None:
    yugoslavia = country_by_key("YUG", date(1991, 1, 1))
    assert _keys(successors(yugoslavia)) == ["BIH", "HRV", "MKD", "SVN", "YUG"]
    assert _keys(successors(country_by_key("CSK", date(1992, 12, 31)))) == ["CZE", "SVK"]


def test_a_state_that_others_joined_has_several_predecessors() -> None:
    assert _keys(predecessors(country_by_key("YEM", NOW))) == ["YEM", "YMD"]
    assert _keys(predecessors(country_by_key("DEU", NOW))) == ["DEU", "DDR"]


def test_a_state_that_lost_a_part_goes_on() -> None:
    pakistan = country_by_key("PAK", date(1960, 1, 1))
    assert _keys(successors(pakistan)) == ["BGD"]
    assert pakistan.on(NOW)


@pytest.mark.parametrize(
    ("key", "day", "then"),
    [
        ("SSD", date(2005, 1, 1), ["SDN"]),
        ("SRB", date(1995, 1, 1), ["YUG"]),
        ("XKX", date(1995, 1, 1), ["YUG"]),
        ("RUS", date(1980, 1, 1), ["RUS"]),
        ("UKR", date(1980, 1, 1), ["RUS"]),
        ("BGD", date(1960, 1, 1), ["PAK"]),
        ("NAM", date(1989, 1, 1), ["NAM"]),
        ("DZA", date(1950, 1, 1), []),
        ("DEU", date(1947, 1, 1), []),
    ],
)
def test_the_ground_of_a_country_of_today_was_others_before(key: str, day: date, then: list[str]) -> None:
    assert _keys(counterparts(country_by_key(key, NOW), day)) == then


def test_the_ground_of_a_country_of_the_past_is_others_today() -> None:
    assert _keys(counterparts(country_by_key("CSK", date(1990, 1, 1)), NOW)) == ["CZE", "SVK"]
    assert _keys(counterparts(country_by_key("DDR", date(1980, 1, 1)), NOW)) == ["DEU"]


def test_every_country_is_its_own_counterpart_on_its_own_days() -> None:
    for day in (date(1950, 1, 1), date(1991, 12, 20), NOW):
        assert all(counterparts(country, day) == (country,) for country in countries_at(day))
