"""Assessments, pieces and judgements of a fictional province, for tests of the chapter that warns."""

from datetime import UTC, datetime
from typing import Any

from forestall.records.assessment import Assessment
from forestall.records.judgement import Judgement
from forestall.records.parts.piece import Piece
from record_samples import DIGEST, PEOPLE, PROVINCE, SPRING, said

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANALYSTS = ("user-a1", "user-a2", "user-a3", "user-a4", "user-a5")
SIDES = ("civil_society", "civil_society", "academia", "intergovernmental", "state")


def assessment(**parts: Any) -> Assessment:
    """An assessment that was just opened."""
    opened = {
        "place": PROVINCE,
        "populations": PEOPLE,
        "suspected_actors": ["actor-1"],
        "period": SPRING,
        "window": "near",
        "version": 1,
        "authors": list(ANALYSTS),
        "facilitator": "user-f1",
        "resilience": [said("The council of elders still meets.")],
        "what_would_change_our_mind": [said("Fighters leave the camps."), said("The market opens on both sides.")],
    }
    return Assessment.parse(opened | parts)


def piece(number: int, **parts: Any) -> Piece:
    """A piece of its own origin and source: reliable, recent, contributing."""
    said_of_it = {
        "about": f"report-{number}",
        "entry": DIGEST,
        "grade": "B2",
        "dated": "2026-11-20",
        "origin": f"origin-{number}",
        "source": f"organisation-{number}",
        "weighed_by": "user-a1",
    }
    return Piece.parse(said_of_it | parts)


def direct(number: int, **parts: Any) -> Piece:
    """A direct piece: killing seen by a trained collector."""
    return piece(number, **{"direct_class": "D1"} | parts)


def fair(number: int, **parts: Any) -> Piece:
    """A contributing piece at R1: second-hand, with its method named."""
    return piece(number, **{"grade": "C3"} | parts)


def judgement(number: int, phase: str | None, **parts: Any) -> Judgement:
    """One analyst's judgement in the second round."""
    said_there = {
        "assessment": "assessment-1",
        "round": 2,
        "analyst": ANALYSTS[number % len(ANALYSTS)] if number < len(ANALYSTS) else f"user-b{number}",
        "constituency": SIDES[number % len(SIDES)],
        "from_state_concerned": False,
        "phase": phase,
        "reason": said("Two signs."),
    }
    return Judgement.parse(said_there | parts)
