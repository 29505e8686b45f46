"""Options of the catalogue: what fits, in which order, and with what said of it."""

import pytest

from forestall.errors import UnknownTerm
from forestall.respond.options import (
    Intrusiveness,
    Wanted,
    intrusiveness,
    lead_time_days,
    least_intrusive_first,
    nothing,
    proposals,
)
from forestall.vocabulary.load import vocabulary


def test_every_measure_of_the_catalogue_is_proposed_when_nothing_narrows_and_its_lead_time_is_read() -> None:
    found = proposals(Wanted())
    assert {one.option.measure for one in found} == set(vocabulary("measure"))
    for one in found:
        low, high = lead_time_days(vocabulary("measure")[str(one.option.measure)].extra["lead_time"])
        assert 0 <= low <= high <= 15 * 365


def test_the_least_intrusive_come_first_and_force_last_on_a_ground_of_the_charter() -> None:
    found = proposals(Wanted())
    ranks = [one.intrusiveness for one in found]
    assert ranks == sorted(ranks)
    force = [one.option for one in found if one.intrusiveness == Intrusiveness.FORCE]
    assert {option.measure for option in force} == {"RE05", "RE06", "RE07", "RE08", "RE09"}
    assert all(option.charter_basis in ("chapter_vii", "chapter_viii") for option in force)
    assert intrusiveness("PR05") == Intrusiveness.ARMED_BY_CONSENT  # police to hot spots, after local mediation


def test_signs_pillars_actors_phases_and_time_narrow_together() -> None:
    wanted = Wanted(frozenset({"RF8"}), frozenset({"1"}), frozenset({"local"}), frozenset({"proximate"}), 14)
    found = proposals(wanted)
    assert found
    for one in found:
        extra = vocabulary("measure")[str(one.option.measure)].extra
        assert all(sign.startswith("8.") for sign in one.works_on)
        assert one.works_on
        assert "1" in extra["pillars"]
        assert "local" in extra["actors"]
        assert extra["phase"] == "proximate"
        assert lead_time_days(extra["lead_time"])[0] <= 14
    soon = {str(one.option.measure) for one in proposals(Wanted(within_days=0.5))}
    assert {vocabulary("measure")[one].extra["lead_time"] for one in soon} == {"hours", "hours-days"}


def test_among_equals_what_works_on_most_comes_first_and_then_what_is_soonest() -> None:
    found = proposals(Wanted(signs=frozenset({"RF7", "RF8"})))
    places = [(one.intrusiveness, -len(one.works_on), one.option.lead_time_days or 0) for one in found]
    assert places == sorted(places)
    assert len({n_signs for _, n_signs, _ in places}) > 1


def test_what_takes_effect_on_the_last_day_is_in_time() -> None:
    days = {str(one.option.measure) for one in proposals(Wanted(within_days=30))}
    before = {str(one.option.measure) for one in proposals(Wanted(within_days=29.9))}
    assert {lead_time_days(vocabulary("measure")[one].extra["lead_time"])[0] for one in days - before} == {30}


def test_every_proposal_says_its_cost_its_harm_and_that_they_are_estimates() -> None:
    for one in proposals(Wanted(), "fr"):
        assert one.option.cost_in_words
        assert "planning estimate" in str(one.option.possible_harm)
        assert one.evidence in one.option.expected_effect
        assert one.option.label == vocabulary("measure")[str(one.option.measure)].label_in("fr")


def test_doing_nothing_is_an_option_and_stands_first() -> None:
    options = (*(one.option for one in proposals(Wanted(phases=frozenset({"response"})))), nothing())
    shown = list(least_intrusive_first(options))
    assert shown[0].is_nothing
    assert intrusiveness(str(shown[-1].measure)) == Intrusiveness.FORCE


@pytest.mark.parametrize(
    "wrong", [{"pillars": {"4"}}, {"actors": {"nobody"}}, {"signs": {"RF99"}}, {"signs": {"7.99"}}]
)
def test_a_word_of_no_list_is_refused(wrong: dict[str, set[str]]) -> None:
    with pytest.raises(UnknownTerm):
        proposals(Wanted(**{name: frozenset(words) for name, words in wrong.items()}))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1-5 y", (365, 1825)), ("72 h", (3, 3)), ("hours", (0, 1)), ("days-3 w", (1, 21)), ("days-months", (1, 180)),
        ("10 working days", (14, 14)), ("days to authorise; months to arrive", (30, 180)),
    ],
)  # fmt: skip
def test_lead_times_are_read_as_the_catalogue_writes_them(text: str, days: tuple[float, float]) -> None:
    assert lead_time_days(text) == days


def test_a_lead_time_without_a_form_is_refused() -> None:
    with pytest.raises(ValueError, match="such as 1-6 m"):
        lead_time_days("soon, perhaps")
