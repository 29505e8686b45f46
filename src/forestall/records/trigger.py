"""A protocol agreed and signed beforehand: on which conditions who may do what, and when it stops.

Not a cause of violence (that is a triggering factor), and not an activation: a condition that holds
releases nothing until named people say so. No rule rests on a model alone, on what a suspected state
says of itself alone, or on hate speech alone. Once signed it is replaced, never changed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.approval import Approval, check_distinct
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.instant import Instant
from forestall.records.values.money import Money
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import DatasetName, ManifestId, OrganisationId, TriggerId, UserId
from forestall.records.values.span import Span
from forestall.records.values.strict import Natural, Ordinal, Real
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text
from forestall.vocabulary.load import vocabulary

GROUNDS = "trigger_ground"


class Condition(Record):
    """One condition of a rule."""

    ground: Annotated[str, TermOf(GROUNDS)]
    """What kind of knowledge it rests on."""
    label: LanguageText
    """The condition in words, so plain that two people judge it alike."""
    at_least: Real | None = None
    """The threshold, where it is a number."""
    evidence_level: Annotated[str, TermOf("evidence_level")] | None = None
    """The evidence a phase must rest on at least."""
    dataset: DatasetName | None = None
    """The dataset it is read from, where it is read from one."""


class Rule(Record):
    """So many of these conditions together."""

    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=50)]
    """The conditions."""
    needed: Ordinal
    """How many of them must hold."""
    holds_for_days: Ordinal | None = None
    """How long it holds once used; empty when it doesn't run out."""

    @model_validator(mode="after")
    def _check_needed(self) -> Self:
        if self.needed > len(self.conditions):
            raise ValueError("no more conditions needed than there are")
        grounds = vocabulary(GROUNDS)
        weak = [
            grounds[row.ground].label.lower() for row in self.conditions if grounds[row.ground].extra["never_alone"]
        ]
        if len(weak) >= self.needed:
            raise ValueError(f"a rule that can't be met by {' and '.join(sorted(set(weak)))} alone")
        return self


class PlannedAction(Record):
    """What is done when a rule is used."""

    rule: Annotated[str, TermOf("trigger_kind")]
    """Under which rule."""
    label: Line
    """What is done."""
    measure: Annotated[str, TermOf("measure")] | None = None
    """The measure of the catalogue it is, where it is one."""
    organisation: OrganisationId
    """Who does it."""
    within_hours: Natural
    """Hours from the use of the rule to the first step."""
    money: Money | None = None
    """What it costs; empty when unknown or nothing."""


class Budget(Record):
    """How often a rule may be used in vain, declared before the season."""

    rule: Annotated[str, TermOf("trigger_kind")]
    """Which rule."""
    in_vain: Natural
    """How many uses may prove unneeded."""
    out_of: Ordinal
    """Out of how many."""

    @model_validator(mode="after")
    def _check_share(self) -> Self:
        if self.in_vain > self.out_of:
            raise ValueError("no more in vain than there are uses")
        return self


class BacktestYear(Record):
    """What the rule would have done in one year."""

    year: Annotated[int, Field(strict=True, ge=1900, le=9999)]
    """The year."""
    hits: Natural
    """Times it would have held before an onset."""
    misses: Natural
    """Onsets before which it would not have held."""
    false_alarms: Natural
    """Times it would have held without an onset."""
    lead_days: tuple[Natural, ...] = ()
    """Days from when it would have held to the onset, one for each hit."""

    @model_validator(mode="after")
    def _check_leads(self) -> Self:
        if len(self.lead_days) != self.hits:
            raise ValueError("a lead time for each hit")
        return self


class Backtest(Record):
    """What a rule would have done on data as known then."""

    rule: Annotated[str, TermOf("trigger_kind")]
    """Which rule."""
    years: Annotated[tuple[BacktestYear, ...], Field(min_length=1)]
    """Year by year."""
    inputs: Annotated[tuple[ManifestId, ...], Field(min_length=1)]
    """The loads of data it was run on."""
    run_at: Instant
    """When it was run."""

    @model_validator(mode="after")
    def _check_years(self) -> Self:
        if any(left.year >= right.year for left, right in pairwise(self.years)):
            raise ValueError("years that rise")
        return self


class CostLoss(Record):
    """What acting in vain costs against what not acting loses, as ranges; people decide on the band."""

    cost: Span
    """Cost of acting, harm of acting in vain included."""
    loss: Span
    """Loss if it comes and nobody acts, in the same measure."""
    share_averted: Span
    """Share of the loss that acting averts, from 0 to 1."""
    measured_in: Line
    """What cost and loss are measured in."""

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        if min(self.cost.low, self.loss.low) < 0:
            raise ValueError("a cost and a loss that are not negative")
        if self.share_averted.low < 0 or self.share_averted.high > 1:
            raise ValueError("a share from 0 to 1")
        return self


class Trigger(Record):
    """One protocol card."""

    scenario: LanguageText
    """What it prepares for."""
    place: CoarsePlace
    """Where."""
    populations: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """Whom it protects; as populations, never people."""
    owner: UserId
    """Who keeps it in order, by pseudonym."""
    organisation: OrganisationId
    """The organisation that keeps it."""
    version: Ordinal
    """Counted from 1."""
    replaces: TriggerId | None = None
    """The card it replaces."""
    readiness: Rule
    """When cheap steps that can be undone may be released."""
    activation: Rule
    """When the agreed actions may begin."""
    stop: Rule
    """When what was begun ends."""
    civilian_warning: Rule | None = None
    """When people in danger are warned at once; empty when this card doesn't provide for it."""
    actions: Annotated[tuple[PlannedAction, ...], Field(min_length=1)]
    """What is done under which rule."""
    cost_loss: CostLoss | None = None
    """The reckoning behind the thresholds."""
    budgets: tuple[Budget, ...] = ()
    """False alarms that are accepted, declared beforehand."""
    backtests: tuple[Backtest, ...] = ()
    """What each rule would have done; the activation rule's is required before signing."""
    harm_check: HarmCheck | None = None
    """Who could be hurt by using it; required before signing."""
    signed_by: tuple[Approval, ...] = ()
    """Who signed it; none while it is a draft."""
    expires_on: Day
    """The day after which it may no longer be used."""
    rehearsed_on: Day | None = None
    """When it was last rehearsed; empty when never."""
    contacts_verified_on: Day | None = None
    """When all contacts were last verified; empty when never."""
    money_confirmed_on: Day | None = None
    """When the money was last confirmed; empty when never."""
    retired_because: Text | None = None
    """Why it may no longer be used."""

    @property
    def is_signed(self) -> bool:
        """True once somebody signed it: from then on it is replaced, never changed."""
        return bool(self.signed_by)

    @model_validator(mode="after")
    def _check_signed(self) -> Self:
        check_distinct(self.signed_by)
        if not self.is_signed:
            return self
        if self.harm_check is None or not self.harm_check.acceptable:
            raise ValueError("a harm check that finds it acceptable, before anybody signs")
        if "activation" not in {backtest.rule for backtest in self.backtests}:
            raise ValueError("a back-test of the activation rule, before anybody signs")
        return self

    @model_validator(mode="after")
    def _check_rules(self) -> Self:
        for rules in ([row.rule for row in self.budgets], [row.rule for row in self.backtests]):
            if len(set(rules)) != len(rules):
                raise ValueError("one budget and one back-test a rule")
        return self
