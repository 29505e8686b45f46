"""Every model says what it is for and what it reads, and is held to it."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pytest

from foresee.invented_months import QUICK, invented_inputs, without
from foresee.invented_points import QUICK as QUICK_LOCAL
from foresee.invented_points import violent_years
from forestall.errors import NotFound
from forestall.foresee import models
from forestall.foresee.backtest import local_civilian_deaths
from forestall.foresee.backtest.civilian_deaths import backtest
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.civilian_deaths_pool import CARD
from forestall.foresee.models.local_pool import CARDS
from forestall.foresee.models.local_references import LOCAL_REFERENCES
from forestall.foresee.models.references import REFERENCES
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME
from forestall.foresee.targets.local_civilian_deaths import NAMES, LocalKind

ORIGIN = "2001-12"


@dataclass(frozen=True)
class ToldInputs(Inputs):
    """Inputs that remember which datasets were read."""

    tables: Mapping[str, InputTable] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def table(self, dataset: str) -> pa.Table:
        self.read.add(dataset)
        return super().table(dataset)


def cards() -> list[ModelCard]:
    found = []
    for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        values = vars(importlib.import_module(module.name)).values()
        found += [value for value in values if isinstance(value, ModelCard)]
    return found + [reference.card for of_kind in LOCAL_REFERENCES.values() for reference in of_kind.values()]


def test_no_two_models_of_one_target_share_a_name() -> None:
    distinct = set(cards())
    assert len({(card.target, card.name) for card in distinct}) == len(distinct)


def test_every_target_with_a_model_has_references_to_be_shown_beside() -> None:
    by_target = {card.target: [other for other in cards() if other.target == card.target] for card in cards()}
    assert NAME in by_target
    for target, of_target in by_target.items():
        assert any(card.status == "reference" for card in of_target), target


def test_references_are_those_that_the_scores_show() -> None:
    declared = {card.name for card in cards() if card.target == NAME and card.status == "reference"}
    assert set(REFERENCES) == declared
    families = {reference.family for reference in REFERENCES.values()}
    assert families == {"base rate", "unit base rate", "persistence", "last-value Poisson", "conflictology"}


def test_the_pool_reads_what_it_declares_and_nothing_else() -> None:
    inputs = ToldInputs(invented_inputs().tables)
    list(backtest(inputs, ORIGIN, ORIGIN, QUICK))
    assert inputs.read == {*CARD.inputs, *CARD.optional_inputs}
    assert CARD.horizons == tuple(map(str, HORIZONS))


@pytest.mark.parametrize("kind", NAMES)
def test_the_local_pool_reads_what_it_declares_and_nothing_else(kind: LocalKind) -> None:
    inputs, card = ToldInputs(violent_years().tables), CARDS[kind]
    (issue,) = local_civilian_deaths.backtest(inputs, kind, "2004-12", "2004-12", settings=QUICK_LOCAL)
    assert inputs.read == set(card.inputs)
    assert issue.table().target == card.target == NAMES[kind]


@pytest.mark.parametrize("dataset", CARD.optional_inputs)
def test_the_pool_does_without_what_it_declares_optional(dataset: str) -> None:
    (issue,) = backtest(without(invented_inputs(), dataset), ORIGIN, ORIGIN, QUICK)
    assert len(issue.units) > 150


@pytest.mark.parametrize("dataset", CARD.inputs)
def test_the_pool_does_not_do_without_what_it_declares_needed(dataset: str) -> None:
    with pytest.raises(NotFound, match=dataset):
        list(backtest(without(invented_inputs(), dataset), ORIGIN, ORIGIN, QUICK))
