"""The design of country-years: nothing of a later year in it, and a leak would show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresee.invented_years import ITS_FIRST_YEAR, SOUTH_SUDAN, STATES, invented_inputs, nonsense_after
from forestall.errors import NotFound
from forestall.foresee.features.country_year import design as module
from forestall.foresee.features.country_year.columns import TOPICS, all_columns, record_columns
from forestall.foresee.features.country_year.design import OPTIONAL, Design, build_design
from forestall.foresee.features.country_year.grid import StateYears, state_years
from forestall.foresee.features.country_year.past import years_before
from forestall.foresee.features.country_year.politics import regime_kind
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

CUT = 1998


def leaking_columns(spoilt: Inputs) -> set[str]:
    """Names of columns whose rows up to the cut change when all later input does."""
    whole, other = build_design(invented_inputs()), build_design(spoilt)
    before = whole.rows.year <= CUT
    return {
        column.name
        for place, column in enumerate(whole.columns)
        if not np.array_equal(whole.values[before, place], other.values[before, place], equal_nan=True)
    }


def test_no_column_of_a_year_changes_with_what_came_after_it() -> None:
    assert leaking_columns(nonsense_after(invented_inputs(), CUT)) == set()


def test_a_planted_leak_of_next_year_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaking(states: StateYears) -> dict[str, FloatArray]:
        onsets = np.nan_to_num(states.outcome("n_onsets"))
        return {"history_going": years_before(onsets[:, ::-1], 1)[:, ::-1]}

    monkeypatch.setattr(module, "_FROM_OUTCOMES", (*module._FROM_OUTCOMES, leaking))
    assert leaking_columns(nonsense_after(invented_inputs(), CUT)) == {"history_going"}


def test_a_state_to_come_is_nobody_s_neighbour() -> None:
    states = state_years(invented_inputs())
    unit = states.unit_of(SOUTH_SUDAN)
    assert states.exists[unit, : ITS_FIRST_YEAR - states.first].sum() == 0
    assert states.near[unit, states.unit_of(625)] == 1


def test_an_island_has_no_neighbour() -> None:
    states = state_years(invented_inputs())
    assert states.near[states.unit_of(780)].sum() == 0


def test_a_dataset_that_is_not_there_leaves_its_columns_unknown_and_is_named() -> None:
    inputs = invented_inputs()
    without = build_design(Inputs({name: found for name, found in inputs.tables.items() if name not in OPTIONAL}))
    assert without.missing == OPTIONAL
    assert np.isnan(without.values[:, without.places(("deaths", "news", "recent", "politics"))]).all()
    assert without.last_year_known("deaths") is None


def test_years_after_a_list_stopped_are_unknown_and_not_without_an_election() -> None:
    inputs = invented_inputs()
    stopped = replace(inputs.tables["elections"], coverage=Coverage(last=PartialDate(2001, 3)))
    design = build_design(Inputs({**inputs.tables, "elections": stopped}))
    whole = build_design(inputs)
    votes = [place for place, column in enumerate(design.columns) if column.topic == "elections"]
    known = design.rows.year <= 2000
    assert len(votes) == 3
    assert np.isnan(design.values[~known][:, votes]).all()
    np.testing.assert_array_equal(design.values[known], whole.values[known])


def test_a_state_whose_deaths_are_counted_elsewhere_is_unknown_and_not_quiet() -> None:
    inputs = invented_inputs()
    deaths = inputs.tables["ged_country_month"]
    told = replace(deaths, coverage=Coverage(countries=tuple(sorted(set(STATES.values()) - {"TUR"}))))
    design = build_design(Inputs({**inputs.tables, "ged_country_month": told}))
    is_unknown = np.isnan(design.values[:, design.places(("deaths",))]).all(axis=1)
    with_record = ~np.isnan(build_design(inputs).values[:, design.places(("deaths",))]).all(axis=1)
    assert {design.rows.country[row] for row in np.flatnonzero(is_unknown & with_record)} == {"TUR"}


def test_without_outcomes_there_is_no_design() -> None:
    inputs = invented_inputs()
    with pytest.raises(NotFound, match="ewp_outcomes"):
        build_design(Inputs({"ewp_predictors": inputs.tables["ewp_predictors"]}))


def test_every_column_is_made_and_has_a_topic_and_a_label_has_a_scale() -> None:
    design: Design = build_design(invented_inputs())
    is_unmade = np.isnan(design.values).all(axis=0)
    assert [column.name for column, unmade in zip(design.columns, is_unmade, strict=True) if unmade] == []
    for column in (*all_columns(), *record_columns()):
        assert column.topic in TOPICS
        assert bool(column.label) == bool(column.scale), column.name


@pytest.mark.parametrize(
    ("named", "kind"),
    [("presidential", "democracy"), ("provisional military", "fluid"), ("indirect military", "military"),
     ("party-personal-military", "party"), ("oligarchy", "party"), ("monarchy", "monarchy")],
)  # fmt: skip
def test_regimes_are_of_six_kinds(named: str, kind: str) -> None:
    assert regime_kind(named) == kind
