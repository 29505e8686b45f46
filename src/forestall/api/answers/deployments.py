"""Plans that send teams to places, as plain data: who goes where, where nobody is and why, and what binds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers import outlook
from forestall.api.answers.record import line, noted, states
from forestall.errors import BadTransition, NotFound
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.alert import Alert
from forestall.records.deployment import Demand, Deployment
from forestall.records.entry import Entry
from forestall.runs.warning.alerts import alerts_in_force
from forestall.runs.warning.steps import held
from forestall.vocabulary.load import vocabulary

APPROVE, DRAFT = "approve_deployment", "draft_deployment"
OPEN = ("deployment.drafted", "deployment.asked", "deployment.unmet")
"""States of a plan that another may take the place of."""
MOST_ROWS = 50
"""Rows of one list of a demand up to which it can be changed in a form."""


def deployments(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The plans that reach the reader, and where to go on."""
    found = states(here, "deployment", exercise=exercise, after=after)
    rows = [_row(entry) for entry in found.entries]
    may = [DRAFT] if here.may(DRAFT) else []
    return {"exercise": exercise, "deployments": rows, "after": found.after, "may": may}


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
    may += [DRAFT] if state.kind in OPEN and here.may(DRAFT, state) else []
    return {
        **_row(state),
        "deployment": told.to_json(),
        "exercise": state.exercise,
        "days": [_dated(told.demand, stay.to_json()) for stay in told.stays],
        "rights": sorted(row.limit for row in told.limits if limits[row.limit].extra["is_right"]),
        "better_by": None if told.could_be_better_by is None else round(100 * told.could_be_better_by, 1),
        "fits_form": _longest(told.demand) <= MOST_ROWS,
        "history": [line(entry) for entry in history],
        "may": may,
    }


def wanted(here: Visit, *, exercise: bool, chosen: Sequence[str], replaces: str | None) -> dict[str, Any]:
    """What a plan can begin with: places at risk that the reader may see, those chosen, the proposal it replaces.

    Args:
        here: who asks.
        exercise: whether it is for an exercise.
        chosen: ids of alerts and codes of countries whose places it begins with.
        replaces: the proposal it takes the place of.

    Raises:
        NotFound: there is no such proposal, or none this reader may see.
        BadTransition: it can't be replaced any more, or is too long for a form.
    """
    state = _replaced(here, replaces) if replaces else None
    exercise = state.exercise if state else exercise
    found = {"alerts": _alert_places(here, exercise=exercise), "countries": [] if exercise else _countries(here)}
    places = [each for rows in found.values() for each in rows if each["from"] in chosen]
    told = held(state, Deployment) if state else None
    return {
        "exercise": exercise,
        **found,
        "chosen": places,
        "replaces": replaces,
        "demand": told.demand.to_json() if told else None,
        "alert": told.alert if told else next((each["from"] for each in places if "headline" in each), None),
        "marking": state.marking.to_json() if state else None,
    }


def _replaced(here: Visit, name: str) -> Entry:
    state = noted(here, name, Question(record_id=name, states=True))
    here.check(DRAFT, state)
    demand = held(state, Deployment).demand
    longest = _longest(demand)
    if state.kind not in OPEN or longest > MOST_ROWS:
        raise BadTransition(
            expected=f"a proposal with at most {MOST_ROWS} places, teams, roads and needs",
            found=state.kind if state.kind not in OPEN else f"{longest} rows",
            where=name,
            remedy="Propose a plan anew; a long one from a file, by the command line or the API.",
        )
    return state


def _longest(demand: Demand) -> int:
    return max(len(rows) for rows in (demand.spots, demand.teams, demand.travel, demand.needs))


def _alert_places(here: Visit, *, exercise: bool) -> list[dict[str, Any]]:
    """The places of the alerts in force that reach the reader."""
    rows = []
    for entry in islice(alerts_in_force(here.node.ledger, here.reader, exercise=exercise), MOST_ROWS):
        alert = held(entry, Alert)
        place = {name: alert.place.to_json().get(name) for name in ("country", "admin1")}
        rows.append(
            {
                "from": entry.record_id,
                "headline": alert.headline.text,
                "language": alert.headline.language,
                "name": alert.place.name or alert.place.admin1 or alert.place.country,
                "place": {name: code for name, code in place.items() if code},
            }
        )
    return rows


def _countries(here: Visit) -> list[dict[str, Any]]:
    """The countries that the newest outlook lists as highest, where it reaches the reader."""
    try:
        found = outlook.plain(outlook.newest_issue(here.node, here.reader))
    except NotFound:
        return []
    return [{"from": iso3, "name": iso3, "place": {"country": iso3}} for iso3 in found["lists"]["highest"]]


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
