"""Plans that send teams to places, as plain data: who goes where, where nobody is and why, and what binds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.deployment import Demand, Deployment
from forestall.records.entry import Entry
from forestall.runs.warning.steps import held
from forestall.vocabulary.load import vocabulary

APPROVE = "approve_deployment"


def deployments(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The plans that reach the reader, and where to go on."""
    found = states(here, "deployment", exercise=exercise, after=after)
    return {"exercise": exercise, "deployments": [_row(entry) for entry in found.entries], "after": found.after}


def one_deployment(here: Visit, name: str) -> dict[str, Any]:
    """One plan with its days as dates, and what the reader may do.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, Deployment)
    limits = vocabulary("deployment_limit")
    history = read(here.node.ledger, here.reader, Question(record_id=name, newest_first=True)).entries
    is_open = state.kind == "deployment.drafted" and told.drafted_by != here.reader.user
    may = [APPROVE] if is_open and here.may(APPROVE, state) else []
    return {
        **_row(state),
        "deployment": told.to_json(),
        "exercise": state.exercise,
        "days": [_dated(told.demand, stay.to_json()) for stay in told.stays],
        "rights": sorted(row.limit for row in told.limits if limits[row.limit].extra["is_right"]),
        "history": [line(entry) for entry in history],
        "may": may,
    }


def _row(entry: Entry) -> dict[str, Any]:
    told = held(entry, Deployment)
    return {
        "deployment_id": entry.record_id,
        "state": entry.kind,
        "status": told.status,
        "start": told.demand.start.isoformat(),
        "n_days": told.demand.days,
        "n_teams": len({stay.team for stay in told.stays}),
        "n_spots": len({stay.spot for stay in told.stays}),
        "harm_unit": told.demand.harm_unit,
        "harm_expected": told.harm_expected,
        "harm_averted": told.harm_averted,
        "at_most": told.at_most,
        "is_approved": bool(told.approvals),
        "marking": entry.marking.tlp.word,
    }


def _dated(demand: Demand, stay: dict[str, Any]) -> dict[str, Any]:
    return {
        "team": stay["team"],
        "spot": stay["spot"],
        "from": _day(demand.start, stay["first_day"]),
        "through": _day(demand.start, stay["last_day"]),
    }


def _day(start: date, number: int) -> str:
    return (start + timedelta(days=number - 1)).isoformat()
