"""The fourteen factors as one assessment shows them at a moment: a profile, never a score.

Each factor shows what was found, how much of it was looked at, what ran out and how grave people hold it to
be, side by side. There is no weight, no sum and no index, since the UN Framework gives none; whoever asks
for a count is given it with its coverage and a warning.

Source:
    UN Framework of Analysis for Atrocity Crimes (2014), A/70/741-S/2016/71; the roll-up is our own design.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from forestall.records.assessment import NOT_ASSESSED, Assessment, FactorJudgement, IndicatorJudgement
from forestall.records.values.presence import Presence
from forestall.vocabulary.load import vocabulary

STALE = "stale"
ABSENT = "absent"
PRESENT = "present"
UNCLEAR = "unclear"
ALONE_ENOUGH = 2
MITIGATION = "RF6"


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """One indicator at a moment."""

    indicator: str
    """An id of vocabulary/indicator.yml."""
    status: str
    """An id of vocabulary/framework_status.yml; stale once the judgement ran out."""
    trend: str | None
    """Where it is going; empty where it doesn't count as assessed."""
    evidence_level: str
    """How much it rests on; none where it doesn't count as assessed."""
    judgement: IndicatorJudgement | None
    """The judgement as it was made, stale ones included."""

    @property
    def is_assessed(self) -> bool:
        """True where somebody looked, and recently enough."""
        return bool(vocabulary("framework_status")[self.status].extra["counts_as_assessed"])


@dataclass(frozen=True, slots=True)
class FactorView:
    """One risk factor at a moment."""

    risk_factor: str
    """An id of vocabulary/risk_factor.yml."""
    status: str
    """What its indicators show together."""
    n_assessed: int
    """Indicators that count as assessed."""
    n_indicators: int
    """Indicators it has."""
    n_stale: int
    """Indicators whose judgement ran out."""
    severity: int | None
    """From 0 to 4 as a person holds it to be; empty when nobody said or nothing counts as assessed."""
    sentence: str | None
    """Why, in that person's words."""
    indicators: tuple[IndicatorView, ...]
    """Its indicators, in order."""

    @property
    def coverage(self) -> str:
        """Assessed out of all, as it stands beside the factor on every screen: `3 of 12`."""
        return f"{self.n_assessed} of {self.n_indicators}"


@dataclass(frozen=True, slots=True)
class Workbench:
    """All factors at a moment."""

    at: datetime
    """The moment."""
    factors: tuple[FactorView, ...]
    """The fourteen, in order."""

    def factor(self, risk_factor: str) -> FactorView:
        """One factor by its id.

        Raises:
            UnknownTerm: no such factor.
        """
        wanted = vocabulary("risk_factor").term(risk_factor).id
        return next(factor for factor in self.factors if factor.risk_factor == wanted)

    def count_with_warning(self) -> str:
        """What is said to whoever asks for a sum: a count, its coverage, and that it is no score."""
        statuses = [factor.status for factor in self.factors]
        covered = sum(factor.n_assessed for factor in self.factors)
        total = sum(factor.n_indicators for factor in self.factors)
        unknown = sum(status in (NOT_ASSESSED, STALE) for status in statuses)
        return (
            f"{statuses.count(PRESENT)} of {len(statuses)} factors present, {unknown} not assessed or stale; "
            f"{covered} of {total} indicators assessed. This is a count, not a score: factors have no weights, "
            "not all need be there, and what was not assessed is not absent."
        )

    def to_json(self) -> dict[str, Any]:
        """The profile as plain JSON: statuses and coverage side by side, and no number made from them."""
        return {"factors": [_factor_json(factor) for factor in self.factors]}


def workbench(assessment: Assessment, at: datetime, origins: Mapping[str, str]) -> Workbench:
    """The fourteen factors as an assessment shows them at a moment.

    Args:
        assessment: what was judged.
        at: the moment; what ran out by then is stale and counts as not assessed.
        origins: the origin of each piece that is known, by the piece's record id.
    """
    judged = {row.indicator: row for row in assessment.indicators}
    held = {row.risk_factor: row for row in assessment.factors}
    by_factor: dict[str, list[IndicatorView]] = {name: [] for name in vocabulary("risk_factor")}
    for name, term in vocabulary("indicator").items():
        by_factor[term.extra["risk_factor"]].append(_indicator_view(name, judged.get(name), at))
    return Workbench(at, tuple(_factor_view(name, rows, held.get(name), origins) for name, rows in by_factor.items()))


def unasked(assessment: Assessment) -> tuple[str, ...]:
    """What a workbench must have been asked before a round, and was not: the mitigating factors.

    Resilience is a field no assessment can leave out; factor 6 is asked here, so that mitigators are not lost.
    """
    said = {row.risk_factor for row in assessment.factors}
    looked = {vocabulary("indicator")[row.indicator].extra["risk_factor"] for row in assessment.indicators}
    return () if MITIGATION in said | looked else (MITIGATION,)


def _indicator_view(name: str, judgement: IndicatorJudgement | None, at: datetime) -> IndicatorView:
    if judgement is None or judgement.status == NOT_ASSESSED:
        return IndicatorView(name, NOT_ASSESSED, None, "none", judgement)
    # What people couldn't tell runs out like what they could.
    if judgement.presence_at(at) == Presence.STALE or (judgement.expires_at and at >= judgement.expires_at):
        return IndicatorView(name, STALE, None, "none", judgement)
    return IndicatorView(name, judgement.status, judgement.trend, judgement.evidence_level, judgement)


def _factor_view(
    name: str, rows: list[IndicatorView], held: FactorJudgement | None, origins: Mapping[str, str]
) -> FactorView:
    assessed = [row for row in rows if row.is_assessed]
    return FactorView(
        risk_factor=name,
        status=_status(rows, assessed, origins),
        n_assessed=len(assessed),
        n_indicators=len(rows),
        n_stale=sum(row.status == STALE for row in rows),
        severity=held.severity if held and assessed else None,
        sentence=held.sentence.text if held and assessed else None,
        indicators=tuple(rows),
    )


def _status(rows: list[IndicatorView], assessed: list[IndicatorView], origins: Mapping[str, str]) -> str:
    if not assessed:
        return STALE if any(row.status == STALE for row in rows) else NOT_ASSESSED
    if _is_present([row for row in assessed if row.status == PRESENT], origins):
        return PRESENT
    # Absent only once all of it was looked at: an indicator nobody looked at may be there.
    all_absent = len(assessed) == len(rows) and all(row.status == ABSENT for row in assessed)
    return ABSENT if all_absent else UNCLEAR


def _is_present(present: list[IndicatorView], origins: Mapping[str, str]) -> bool:
    levels = vocabulary("evidence_level")
    order = {row.indicator: levels[row.evidence_level].extra["order"] for row in present}
    if any(level >= ALONE_ENOUGH for level in order.values()):
        return True
    some = [_origins_of(row, origins) for row in present if order[row.indicator] >= 1]
    return any(one and other and one.isdisjoint(other) for one, other in combinations(some, 2))


def _origins_of(row: IndicatorView, origins: Mapping[str, str]) -> set[str]:
    # A piece without a known origin bears nothing out: it may be an echo of any other.
    pieces = row.judgement.rests_on if row.judgement else ()
    return {origins[piece] for piece in pieces if piece in origins}


def _factor_json(factor: FactorView) -> dict[str, Any]:
    shown = asdict(factor) | {"coverage": factor.coverage}
    shown["indicators"] = [
        {"indicator": row.indicator, "status": row.status, "trend": row.trend, "evidence_level": row.evidence_level}
        for row in factor.indicators
    ]
    return shown
