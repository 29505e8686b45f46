"""Whether a signed rule holds, given what is known; a rule that holds is not an activation.

Phases, pooled probabilities and forecasts are read; everything else, such as preparatory signs or a request of
people on the ground, is for people to say, and what nobody said is unknown, not false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forestall.records.assessment import Assessment
from forestall.records.forecast import Forecast
from forestall.records.trigger import Condition, Rule
from forestall.vocabulary.load import vocabulary

NOT_AN_ACTIVATION = "This is not an activation: the rule holds, and named people decide what follows."
COMPUTED = ("model", "peer", "reference")
STILL_SAYS = ("consensus", "likely_limited_access", "under_review")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a moment about the place of a protocol, by entry id."""

    assessments: Mapping[str, Assessment]
    """Assessments that hold then."""
    forecasts: Mapping[str, Forecast]
    """Forecasts that hold then."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether one condition holds."""

    holds: bool | None
    """None where nobody can tell."""
    rests_on: tuple[str, ...] = ()
    """Ids of the entries that show it."""


UNKNOWN = Found(None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule holds."""

    is_met: bool
    """True when as many conditions hold as are needed."""
    met: tuple[int, ...]
    """The conditions that hold, counted from 0."""
    unknown: tuple[int, ...]
    """Those of which nobody can tell."""
    rests_on: tuple[str, ...]
    """Ids of the entries that show what holds."""

    def sentence(self, rule: Rule) -> str:
        """What is said of it everywhere: how many conditions hold, how many are unknown, and what it is not."""
        held = f"{len(self.met)} of {len(rule.conditions)} conditions hold, {rule.needed} needed"
        unknown = f", {len(self.unknown)} unknown" if self.unknown else ""
        return f"{held}{unknown}. {NOT_AN_ACTIVATION if self.is_met else 'The rule does not hold.'}"


def evaluate(rule: Rule, known: Known, said: Mapping[int, Found]) -> Verdict:
    """Whether a rule holds.

    Args:
        rule: the rule.
        known: what is on record about its place.
        said: what named people said of conditions that can't be read, by the condition's number.
    """
    found = [said.get(number) or read_condition(condition, known) for number, condition in enumerate(rule.conditions)]
    met = tuple(number for number, one in enumerate(found) if one.holds)
    return Verdict(
        is_met=len(met) >= rule.needed,
        met=met,
        unknown=tuple(number for number, one in enumerate(found) if one.holds is None),
        rests_on=tuple(dict.fromkeys(entry for number in met for entry in found[number].rests_on)),
    )


def needs_people(condition: Condition) -> bool:
    """True for a condition that only people can judge: nothing on record says by itself whether it holds."""
    return condition.ground not in _READERS or condition.at_least is None


def read_condition(condition: Condition, known: Known) -> Found:
    """Whether what is on record shows a condition; unknown for one that only people can judge."""
    return UNKNOWN if needs_people(condition) else _READERS[condition.ground](condition, known)


def _phase(condition: Condition, known: Known) -> Found:
    said = {entry: one for entry, one in known.assessments.items() if one.phase and one.outcome in STILL_SAYS}
    levels = vocabulary("evidence_level")
    least = levels[condition.evidence_level or "none"].extra["order"]

    def holds(one: Assessment) -> bool:
        order = vocabulary("phase")[one.phase or ""].extra["order"]
        evidence = levels[one.evidence_level or "none"].extra["order"]
        return bool(order >= (condition.at_least or 0) and evidence >= least)

    return _found({entry: holds(one) for entry, one in said.items()})


def _pooled(condition: Condition, known: Known) -> Found:
    said = {entry: one.estimate.probability for entry, one in known.assessments.items() if one.estimate}
    said |= {
        entry: one.probability
        for entry, one in known.forecasts.items()
        if one.probability is not None and one.forecaster_kind == "pool"
    }
    return _found({entry: value >= (condition.at_least or 0) for entry, value in said.items()})


def _model(condition: Condition, known: Known) -> Found:
    said = {
        entry: one.probability
        for entry, one in known.forecasts.items()
        if one.probability is not None and one.forecaster_kind in COMPUTED
    }
    return _found({entry: value >= (condition.at_least or 0) for entry, value in said.items()})


def _found(shown: Mapping[str, bool]) -> Found:
    if not shown:
        return UNKNOWN
    entries = tuple(entry for entry, holds in shown.items() if holds)
    return Found(bool(entries), entries or tuple(shown))


_READERS: dict[str, Callable[[Condition, Known], Found]] = {
    "phase": _phase,
    "pooled_probability": _pooled,
    "model": _model,
}
