"""Fits that the next outlook will need, made when data come in, not when somebody waits for a forecast."""

from __future__ import annotations

from collections.abc import Collection

from forestall.clock import Clock
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED
from forestall.foresee.models import civilian_deaths_pool
from forestall.foresee.workers.opening import open_workers
from forestall.memory.lake.lake import Lake
from forestall.memory.node import Node
from forestall.runs.counting import Step
from forestall.runs.outlook.assemble import assemble
from forestall.runs.outlook.grounds import grounds_at

_CARD = civilian_deaths_pool.CARD
READ = frozenset((*REQUIRED, *OPTIONAL, *_CARD.inputs, *_CARD.optional_inputs))
"""Datasets that forecasts of an outlook are made from."""


def fit_ahead(node: Node, clock: Clock, changed: Collection[str], step: Step) -> bool:
    """True when all that the next outlook needs of past years is now kept; false where it needs nothing new.

    Needs nothing: no dataset that it reads has changed, or it will be made from the embedded record.

    Args:
        node: whose lake is read, and where fits are kept.
        clock: what day it is.
        changed: names of datasets that have come in.
        step: told what is worked on, and how far it is.

    Raises:
        ForestallError: as an outlook would.
    """
    if READ.isdisjoint(changed):
        return False
    today = clock.now().date()
    step("reading")
    grounds = grounds_at(Lake(node.home / "lake", node.ledger), node.reader, today, None, node.home / "kept")
    if grounds.inputs == "embedded":
        return False
    with open_workers() as workers:
        assemble(grounds, today, today, workers, step)
    return True
