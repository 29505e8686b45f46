"""One factor of the workbench, and the pieces of an assessment, as plain data."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import noted
from forestall.api.answers.weighing import evidence_of, offered
from forestall.errors import NotFound
from forestall.memory.question import Question
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.runs.warning.assessment import framework_of
from forestall.runs.warning.steps import held
from forestall.vocabulary.load import vocabulary
from forestall.warn.classification.closing import N_ROUNDS
from forestall.warn.framework.workbench import FactorView, IndicatorView

REVISE = "revise_assessment"
_OPEN = ("assessment.opened", "assessment.revised", "assessment.locked")


def one_factor(here: Visit, name: str, factor: str) -> dict[str, Any]:
    """One factor of an assessment: each of its indicators as judged, and what can be rested on.

    Raises:
        NotFound: no such assessment or factor, or none this reader may see.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, Assessment)
    names = list(vocabulary("risk_factor"))
    if factor not in names:
        raise NotFound(expected="a risk factor", found="none", where=name, remedy="Use the links of the workbench.")
    view = framework_of(here.node.ledger, here.reader, state).factor(factor)
    named = {piece for row in view.indicators if row.judgement for piece in row.judgement.rests_on}
    pieces = evidence_of(here, told)["pieces"]
    at = names.index(factor)
    return {
        **_around(here, state, told),
        "factor": _factor(view),
        "pieces": [row for row in pieces if row["is_counted"] or row["about"] in named],
        "before": names[at - 1] if at else None,
        "after": names[at + 1] if at + 1 < len(names) else None,
    }


def pieces(here: Visit, name: str) -> dict[str, Any]:
    """The pieces of an assessment, the level they reach, and what could be weighed next.

    Raises:
        NotFound: there is none, or none this reader may see.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, Assessment)
    around = _around(here, state, told)
    candidates = offered(here, told, exercise=state.exercise) if around["may"] else []
    return {**around, "evidence": evidence_of(here, told), "offered": candidates}


def _around(here: Visit, state: Entry, told: Assessment) -> dict[str, Any]:
    is_time = state.kind in _OPEN and len(told.rounds) < N_ROUNDS and here.reader.user in told.authors
    return {
        "assessment_id": state.record_id,
        "exercise": state.exercise,
        "marking": state.marking.tlp.word,
        "populations": [people.to_json() for people in told.populations],
        "may": [REVISE] if is_time and here.may(REVISE, state) else [],
    }


def _factor(view: FactorView) -> dict[str, Any]:
    return {
        "risk_factor": view.risk_factor,
        "status": view.status,
        "coverage": view.coverage,
        "n_assessed": view.n_assessed,
        "n_indicators": view.n_indicators,
        "n_stale": view.n_stale,
        "severity": view.severity,
        "sentence": view.sentence,
        "indicators": [_indicator(row) for row in view.indicators],
    }


def _indicator(row: IndicatorView) -> dict[str, Any]:
    judged = row.judgement.to_json() if row.judgement else None
    return {"indicator": row.indicator, "status": row.status, "trend": row.trend, "judgement": judged}
