"""Which state a row is about, as of the row's own date."""

from __future__ import annotations

from datetime import date

import pytest

from forestall.observe.nations import resolve_country


@pytest.mark.parametrize(
    ("scheme", "code", "year", "country", "gwcode"),
    [
        ("gw", "345", 1985, "YUG", 345),
        ("gw", "340", 2010, "SRB", 340),
        ("gw", "365", 1980, "RUS", 365),
        ("gw", "678", 1995, "YEM", 678),
        ("cow", "679", 1995, "YEM", 678),
        ("cow", "255", 1995, "DEU", 260),
        ("name", "DR Congo", 2000, "COD", 490),
    ],
)
def test_codes_are_read_as_of_their_year(scheme: str, code: str, year: int, country: str, gwcode: int) -> None:
    found = resolve_country(scheme, code, (date(year, 12, 31),), "then")
    assert found is not None
    assert (found.country, found.gwcode) == (country, gwcode)


def test_a_code_before_its_state_is_nobodys_unless_the_publisher_uses_it_so() -> None:
    day = (date(1990, 12, 31),)
    assert resolve_country("alpha3", "SSD", day, "then") is None
    found = resolve_country("alpha3", "SSD", day, "ever")
    assert found is not None
    assert (found.country, found.gwcode) == ("SSD", None)


def test_a_code_of_its_time_goes_before_a_later_state_with_the_same_one() -> None:
    found = resolve_country("cow", "345", (date(1970, 12, 31),), "ever")
    assert found is not None
    assert found.country == "YUG"


def test_a_code_that_is_nobodys_is_not_guessed() -> None:
    assert resolve_country("gw", "999", (), "ever") is None
