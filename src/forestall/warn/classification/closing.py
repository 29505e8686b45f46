"""Closing a classification: what may be published of a round, given the evidence it rests on.

Short evidence never becomes a low phase: it is not classifiable, which raises priority by itself. The
gravest results go to an outside panel; alerts are not held back by that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forestall.errors import BadTransition, InvalidField
from forestall.records.assessment import Assessment
from forestall.records.judgement import Judgement
from forestall.records.profile import Profile
from forestall.records.review import Review
from forestall.vocabulary.load import vocabulary
from forestall.warn.classification.consensus import Result, result_of
from forestall.warn.classification.evidence import NO_LEVEL, Weight

N_ROUNDS = 2
NOT_CLASSIFIABLE, LIMITED, CONSENSUS, SPLIT = "not_classifiable", "likely_limited_access", "consensus", "split"
UNDER_REVIEW = "under_review"


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that a closing rests on."""

    judgements: Sequence[Judgement]
    """Of the second round."""
    weight: Weight
    """The evidence, weighed on the day of closing."""
    profile: Profile
    """The numbers that hold."""
    panel: Sequence[Review] = ()
    """Findings of the outside panel, once it has looked."""


def close(assessment: Assessment, grounds: Grounds, at: datetime) -> Assessment:
    """The assessment with its outcome, its evidence level and its confidence.

    Args:
        assessment: with both rounds locked and every objector's dissent inside.
        grounds: judgements, evidence, numbers and the panel's findings.
        at: when it is closed; from then on the panel's clock runs.

    Raises:
        BadTransition: a round is missing.
        InvalidField: a dissent is missing, the evidence is too short without access being denied, the phase
            rests on what never suffices alone, or the panel is not complete or doesn't let it stand.
    """
    _check_rounds(assessment, grounds.judgements)
    if grounds.weight.level == NO_LEVEL:
        return _unclassified(assessment)
    result = result_of(grounds.judgements, grounds.profile)
    if result.phase is None and not result.positions:
        return _unclassified(assessment)
    outcome = _outcome(assessment, result, grounds)
    parts: dict[str, Any] = {"outcome": outcome, "phase": result.phase, "positions": result.positions}
    if _needs_panel(result, grounds.profile):
        parts |= _panel_parts(assessment, outcome, grounds, at)
    usual = vocabulary("evidence_level")[grounds.weight.level].extra["analytic_confidence"]
    parts |= {"evidence_level": grounds.weight.level, "confidence": assessment.confidence or usual}
    return Assessment.parse(assessment.model_copy(update=parts).to_json())


def raises_priority(assessment: Assessment) -> bool:
    """Whether it comes before others by its outcome alone: nobody could look, and silence is not calm."""
    return assessment.outcome == NOT_CLASSIFIABLE


def _check_rounds(assessment: Assessment, judgements: Sequence[Judgement]) -> None:
    if len(assessment.rounds) < N_ROUNDS:
        raise BadTransition(
            expected="two locked rounds",
            found=str(len(assessment.rounds)),
            where="closing of an assessment",
            remedy="Lock the rounds first, with a talk between them.",
        )
    heard = {dissent.by for dissent in assessment.dissent}
    if unheard := [row.analyst for row in judgements if row.objects and row.analyst not in heard]:
        raise InvalidField(
            expected="the dissent of everyone who objects",
            found=f"none of {len(unheard)} who object",
            where="Assessment.dissent",
            remedy="Add what they hold against it in their own words; it travels inside the product.",
        )


def _unclassified(assessment: Assessment) -> Assessment:
    if not assessment.access_denied:
        raise InvalidField(
            expected="evidence level L1 or higher, or access denied",
            found="less evidence, and no word of access being denied",
            where="Assessment.evidence_level",
            remedy="Collect more and weigh it, or say that those who could look are kept out; it is no low phase.",
        )
    parts = {"outcome": NOT_CLASSIFIABLE, "phase": None, "positions": (), "evidence_level": NO_LEVEL}
    return Assessment.parse(assessment.model_copy(update=parts | {"confidence": None}).to_json())


def _outcome(assessment: Assessment, result: Result, grounds: Grounds) -> str:
    if result.phase is None:
        return SPLIT
    weight, profile = grounds.weight, grounds.profile
    if _order(result.phase) >= profile.never_alone_from_phase and not weight.stands_alone:
        raise InvalidField(
            expected="a direct piece that is neither a model, nor an actor's own report, nor hate speech",
            found="none",
            where=f"the evidence for phase {result.phase}",
            remedy="Collect and weigh direct evidence; none of these lifts a phase so high alone.",
        )
    levels = vocabulary("evidence_level")
    least = vocabulary("phase")[result.phase].extra["least_evidence"]
    if weight.order >= levels[least].extra["order"]:
        return CONSENSUS
    if assessment.access_denied:
        return LIMITED
    raise InvalidField(
        expected=f"evidence level {least} for phase {result.phase}, or access denied",
        found=weight.level,
        where="Assessment.evidence_level",
        remedy="Collect more and weigh it, or say that those who could look are kept out. Alerts need not wait.",
    )


def _needs_panel(result: Result, profile: Profile) -> bool:
    if result.phase is not None:
        return _order(result.phase) >= profile.panel.from_phase
    phases = [position.phase for position in result.positions if position.phase is not None]
    return any(_order(phase) >= profile.panel.split_from_phase for phase in phases)


def _panel_parts(assessment: Assessment, outcome: str, grounds: Grounds, at: datetime) -> dict[str, Any]:
    if not grounds.panel:
        due = assessment.panel_due_at or at + timedelta(hours=grounds.profile.panel.hours)
        return {"outcome": UNDER_REVIEW, "panel_due_at": due}
    insiders = {*assessment.authors, assessment.facilitator}
    outsiders = {review.reviewer: review for review in grounds.panel if review.reviewer not in insiders}
    found = [review.stands for review in outsiders.values() if review.stands is not None]
    if len(found) < grounds.profile.panel.members:
        raise _panel(f"findings of {grounds.profile.panel.members} people who took no part", str(len(found)))
    if found.count(True) * 2 <= len(found):
        raise _panel("a panel most of which lets it stand", f"{found.count(True)} of {len(found)}")
    return {"outcome": outcome}


def _panel(expected: str, found: str) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=found,
        where="the outside panel",
        remedy="Wait for the panel, or open the next version with a round of its own; it stays under review.",
    )


def _order(phase: str) -> int:
    return int(vocabulary("phase")[phase].extra["order"])
