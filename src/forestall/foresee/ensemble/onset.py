"""The ensembles of onset models: which members, on which columns; their log odds are averaged as they are.

No member is weighed, stacked, shifted or recalibrated: on origins up to 1991 none of that helped, and the
thirty test origins hold too few onsets to choose by (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from forestall.errors import UnknownTerm
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.models.base_rate import BaseRate
from forestall.foresee.models.boosted_trees import BoostedTrees
from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.elastic_net import ElasticNet
from forestall.foresee.models.forest import Forest
from forestall.foresee.models.learner import Fitted, Learner, Training
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.models.persistence import Persistence
from forestall.foresee.models.ridge_logistic import RidgeLogistic
from forestall.foresee.models.signed_elastic_net import SignedElasticNet
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.scores.bootstrap import blocks_of

STRUCTURE = ("structure",)
HISTORY = (*STRUCTURE, "history", "trend", "near")
FAST = (*HISTORY, "politics", "deaths", "news")
FULL = (*FAST, "recent")
"""Views: groups of columns, each with those before it."""

_STATE_COLUMNS = ("n_ongoing_log2", "ever")
_POOLING = "equal-weight mean of log odds: Satopää et al. (2014), International Journal of Forecasting 30(2), 344-356"


@dataclass(frozen=True)
class Member:
    """A method on a view."""

    name: str
    learner: Learner
    views: tuple[str, ...]
    only: tuple[str, ...] = ()
    """Names of the columns where a method reads a few of a view."""

    def places(self, design: Design) -> tuple[int, ...]:
        """Positions of its columns in a design."""
        if self.only:
            names = [column.name for column in design.columns]
            return tuple(names.index(name) for name in self.only)
        return design.places(self.views)


@dataclass(frozen=True)
class Ensemble:
    """Members whose log odds are averaged with equal weights."""

    name: str
    members: tuple[Member, ...]
    card: ModelCard
    refitted: tuple[Member, ...] = ()
    """What is refitted on resampled countries to tell how far forecasts lean on a few of them; the members
    themselves where that is cheap."""


@dataclass(frozen=True)
class FittedMember:
    """A member fitted at one origin, with the columns it reads there."""

    name: str
    fitted: Fitted
    places: tuple[int, ...]
    """Positions in the design of the columns it was fitted on."""

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds of M rows of the design, shape (M,)."""
        return self.fitted.log_odds(values[:, self.places])


@dataclass(frozen=True)
class FittedEnsemble:
    """All members fitted at one origin."""

    members: tuple[FittedMember, ...]

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Mean log odds of M rows of the design, shape (M,)."""
        mean: FloatArray = self.by_member(values).mean(axis=0)
        return mean

    def by_member(self, values: FloatArray) -> FloatArray:
        """Log odds of each of K members, shape (K, M)."""
        return np.stack([member.log_odds(values) for member in self.members])


def fit_member(member: Member, design: Design, origin: int, drawn: int | None = None) -> FittedMember:
    """A member fitted on what was known at the end of the origin year.

    Args:
        member: which.
        design: all rows and columns; only rows whose outcome was known by then are read.
        origin: a year.
        drawn: seed of a resample of whole countries to fit on; all rows known when not given.
    """
    known, places = np.flatnonzero(design.rows.known(origin)), usable_places(member, design, origin)
    if drawn is not None:
        known = known[next(blocks_of(clusters=design.rows.unit[known]).resamples(1, drawn))]
    training = Training(
        values=design.values[known][:, places],
        occurred=design.rows.onset["1or2"][known],
        units=design.rows.unit[known],
        signs=tuple(design.columns[place].sign for place in places),
    )
    return FittedMember(member.name, member.learner.fit(training), places)


def usable_places(member: Member, design: Design, origin: int) -> tuple[int, ...]:
    """Positions of the columns that a member is fitted on at an origin.

    A column that is unknown for every row known then, or for every row to forecast, is left out: trees
    would take "not known" for a sign of the years in which it never is.
    """
    is_known = ~np.isnan(design.values)
    usable = is_known[design.rows.known(origin)].any(axis=0) & is_known[design.rows.at(origin)].any(axis=0)
    found = set(np.flatnonzero(usable).tolist())
    return tuple(place for place in member.places(design) if place in found)


def ensemble_named(name: str) -> Ensemble:
    """The ensemble of that name.

    Raises:
        UnknownTerm: there is none.
    """
    if name not in ENSEMBLES:
        raise UnknownTerm(
            expected=f"one of {', '.join(ENSEMBLES)}",
            found=name[:80],
            where="onset model",
            remedy="Choose one of these.",
        )
    return ENSEMBLES[name]


def _random(*, signed: bool = False) -> Forest:
    return Forest("random", least_leaf=10, share=0.5, signed=signed)


def _extra(*, signed: bool = False) -> Forest:
    return Forest("extra", least_leaf=5, share=0.63, signed=signed)


def _alone(learner: Learner, views: tuple[str, ...], only: tuple[str, ...] = ()) -> Ensemble:
    members = (Member(learner.card.name, learner, views, only),)
    return Ensemble(learner.card.name, members, learner.card, members)


def _full_view() -> Ensemble:
    members = (
        Member("signed-elastic-net", SignedElasticNet(), FULL),
        Member("random-forest", _random(), FULL),
        Member("extra-trees", _extra(), FULL),
        Member("boosted-trees", BoostedTrees(), FULL),
        Member("signed-extra-trees", _extra(signed=True), FULL),
        Member("signed-random-forest", _random(signed=True), FULL),
    )
    refitted = (
        Member("fewer-boosted-trees", BoostedTrees(n_bags=1), FULL),
        Member("fewer-signed-extra-trees", replace(_extra(signed=True), n_trees=60), FULL),
    )
    return Ensemble("full-view", members, onset_card("full-view", _POOLING), refitted)


def _three_views() -> Ensemble:
    learners: dict[str, Learner] = {
        "signed-elastic-net": SignedElasticNet(n_lambdas=100),
        "random-forest": _random(),
        "extra-trees": _extra(),
        "boosted-trees": BoostedTrees(n_bags=3),
    }
    views = {"structure": STRUCTURE, "history": HISTORY, "fast": FAST}
    pool = tuple(
        Member(f"{name}-on-{view}", learner, columns)
        for name, learner in learners.items()
        for view, columns in views.items()
    )
    peer_like = Member("elastic-net-by-countries", ElasticNet(folds="countries"), STRUCTURE)
    return Ensemble("three-views", (peer_like, *pool), onset_card("three-views", _POOLING, status="experimental"))


ENSEMBLES: Mapping[str, Ensemble] = MappingProxyType(
    {
        made.name: made
        for made in (
            _full_view(),
            _three_views(),
            _alone(ElasticNet(), STRUCTURE),
            _alone(ElasticNet(folds="countries"), STRUCTURE),
            _alone(Persistence(), STRUCTURE, _STATE_COLUMNS),
            _alone(BaseRate(), STRUCTURE),
            _alone(RidgeLogistic(), STRUCTURE),
        )
    }
)
"""By name: the one in use first, then its alternative, the references, and the one that needs no dataset."""
IN_USE, ALTERNATIVE, PEER, EMBEDDED = "full-view", "three-views", "elastic-net-by-rows", "embedded-record"
