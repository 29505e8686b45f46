from dataclasses import replace
from datetime import date

from forestall.runs.outlook.content import Change
from forestall.runs.outlook.lists import LENGTH, four_lists
from runs.outlook.sample import country

CODES = [f"{letter}AA" for letter in "ABCDEFGHIJKLMNO"]


def world(before: float | None = None):  # type: ignore[no-untyped-def]
    made = [country(code, 0.2 / (place + 1)) for place, code in enumerate(CODES)]
    change = None if before is None else Change(date(2026, 1, 1), before, ())
    return [replace(found, change=change) for found in made]


def test_the_highest_estimates_come_first_and_the_list_ends() -> None:
    lists = four_lists(world(), 0.01)
    assert lists.highest == tuple(CODES[:LENGTH])


def test_a_first_issue_has_no_movers_and_claims_nothing_steady() -> None:
    lists = four_lists(world(), 0.01)
    assert (lists.movers, lists.steady) == ((), ())


def test_a_fall_moves_as_much_as_a_rise() -> None:
    countries = [replace(found, change=Change(date(2026, 1, 1), found.headline.probability, ())) for found in world()]
    fallen = replace(countries[12], change=Change(date(2026, 1, 1), 0.4, ()))
    lists = four_lists([*countries[:12], fallen, *countries[13:]], 0.01)
    assert lists.movers == (fallen.iso3,)
    assert fallen.iso3 not in lists.steady


def test_steady_countries_are_not_those_of_the_first_list() -> None:
    countries = [replace(found, change=Change(date(2026, 1, 1), found.headline.probability, ())) for found in world()]
    lists = four_lists(countries, 0.001)
    assert set(lists.steady) == set(CODES[LENGTH:])
