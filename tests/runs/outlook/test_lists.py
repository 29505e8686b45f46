from dataclasses import replace

from forestall.foresee.explanation.content import Change
from forestall.runs.outlook.content import OtherForecast
from forestall.runs.outlook.lists import LENGTH, four_lists
from runs.outlook.sample import EWP_OF_SUDAN, VIEWS_OF_SUDAN, country, deaths

CODES = [f"{letter}AA" for letter in "ABCDEFGHIJKLMNO"]


def world(before: float | None = None):  # type: ignore[no-untyped-def]
    made = [country(code, 0.2 / (place + 1)) for place, code in enumerate(CODES)]
    change = None if before is None else Change(2023, before, ())
    return [replace(found, change=change) for found in made]


def test_the_highest_estimates_come_first_and_the_list_ends() -> None:
    lists = four_lists(world(), 0.01)
    assert lists.highest == tuple(CODES[:LENGTH])


def test_a_first_issue_has_no_movers_and_claims_nothing_steady() -> None:
    lists = four_lists(world(), 0.01)
    assert (lists.movers, lists.steady) == ((), ())


def test_a_fall_moves_as_much_as_a_rise() -> None:
    countries = [replace(found, change=Change(2023, found.headline.probability, ())) for found in world()]
    fallen = replace(countries[12], change=Change(2023, 0.4, ()))
    lists = four_lists([*countries[:12], fallen, *countries[13:]], 0.01)
    assert lists.movers == (fallen.iso3,)
    assert fallen.iso3 not in lists.steady


def test_steady_countries_are_not_those_of_the_first_list() -> None:
    countries = [replace(found, change=Change(2023, found.headline.probability, ())) for found in world()]
    lists = four_lists(countries, 0.001)
    assert set(lists.steady) == set(CODES[LENGTH:])


def other(made: OtherForecast, probability: float, **changed: object) -> OtherForecast:
    return replace(made, probability=probability, **changed)  # type: ignore[arg-type]


def test_a_second_forecaster_of_the_same_question_and_period_surprises_either_way() -> None:
    countries = world()
    others = {
        "AAA": (other(EWP_OF_SUDAN, 0.02),),
        "BAA": (other(EWP_OF_SUDAN, countries[1].headline.probability * 1.05),),
        "OAA": (other(EWP_OF_SUDAN, 0.3),),
        "NAA": (other(EWP_OF_SUDAN, 0.3, same_period=False),),
    }
    found = {each.iso3 for each in four_lists(countries, 0.01, others).surprises if each.against == "ewp"}
    assert found == {"AAA", "OAA"}


def test_two_low_estimates_that_differ_are_no_surprise() -> None:
    countries = [replace(each, headline=replace(each.headline, probability=0.0004)) for each in world()]
    found = four_lists(countries, 0.01, {"AAA": (other(EWP_OF_SUDAN, 0.004),)}).surprises
    assert [each for each in found if each.against == "ewp"] == []


def test_views_is_set_beside_our_deaths_of_the_same_month_and_never_beside_onset() -> None:
    ours = deaths()
    mali = ours.country("MLI")
    assert mali is not None
    lists = four_lists(world(), 0.01, {"MLI": (VIEWS_OF_SUDAN,), "AAA": (VIEWS_OF_SUDAN,)}, ours)
    (found,) = [each for each in lists.surprises if each.against == "views"]
    assert (found.iso3, found.ours) == ("MLI", mali.estimate(25, "1").probability)
    late = {"MLI": (replace(VIEWS_OF_SUDAN, same_period=False),)}
    assert not [each for each in four_lists(world(), 0.01, late, ours).surprises if each.against == "views"]


def test_every_kind_of_surprise_gets_its_turn() -> None:
    others = {found.iso3: (other(EWP_OF_SUDAN, 0.6),) for found in world()} | {"MLI": (VIEWS_OF_SUDAN,)}
    lists = four_lists(world(), 0.01, others, deaths())
    assert {each.against for each in lists.surprises} == {"base_rate", "ewp", "views"}
    assert len({each.iso3 for each in lists.surprises}) == len(lists.surprises) <= LENGTH
