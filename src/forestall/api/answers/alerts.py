"""Alerts as plain data: those in force, and one with its standing, clocks, answers and what the reader may do."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.runs.order import state_of
from forestall.runs.warning.alerts import IN_FORCE_STATES, WERE_ISSUED, acknowledgement_id, alerts_in_force
from forestall.runs.warning.steps import held
from forestall.warn.alerts.standing import clocks, standing
from forestall.warn.wording.message import message_lines, text_in

A_PAGE = 50
_LONGEST = 200


def in_force(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """The alerts in force that reach the reader, the newest first, and whether there are more than are shown."""
    found = list(islice(alerts_in_force(here.node.ledger, here.reader, exercise=exercise), A_PAGE + 1))
    rows = [_row(entry) for entry in found[:A_PAGE]]
    return {"exercise": exercise, "alerts": rows, "is_cut": len(found) > A_PAGE}


def one_alert(here: Visit, name: str, language: str | None = None) -> dict[str, Any]:
    """One alert as it stands.

    Args:
        here: who asks.
        name: its id.
        language: the language to word it in, where it has a text in it; its own otherwise.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    alert = held(state, Alert)
    history = read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries
    sent = next((entry for entry in history if entry.kind in (*IN_FORCE_STATES, "alert.cancelled")), None)
    until = clocks(alert, sent.recorded_at) if sent else None
    return {
        "alert_id": name,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
        "standing": standing(state.kind, alert, here.now).value,
        "state": state.kind,
        "alert": alert.to_json(),
        "language": (said := text_in(alert, language or alert.text.language)).language,
        "lines": [asdict(each) for each in message_lines(alert, said.language, exercise=state.exercise)],
        "acknowledge_by": format_instant(until.acknowledge_by) if until else None,
        "decide_by": format_instant(until.decide_by) if until else None,
        "is_late": until is not None and until.acknowledge_by < here.now,
        "answers": _answers(here, name, alert) if state.kind in WERE_ISSUED else [],
        "may": _steps(here, state, alert),
        "history": [line(entry) for entry in history],
    }


def _answers(here: Visit, name: str, alert: Alert) -> list[dict[str, Any]]:
    rows = []
    for addressee in alert.addressees:
        said = state_of(here.node.ledger, here.reader, acknowledgement_id(name, addressee.organisation))
        at = format_instant(said.recorded_at) if said else None
        rows.append({"organisation": addressee.organisation, "acknowledged_at": at})
    return rows


def _steps(here: Visit, state: Entry, alert: Alert) -> list[str]:
    """What the reader may do with it now; each is tried again when it is done."""
    ours = any(row.organisation == here.reader.organisation for row in alert.addressees)
    waits = ours and not any(
        row["acknowledged_at"]
        for row in _answers(here, state.record_id, alert)
        if row["organisation"] == here.reader.organisation
    )
    fits = {
        "review_alert": state.kind in ("alert.drafted", "alert.reviewed") and alert.drafted_by != here.reader.user,
        "issue_alert": state.kind == "alert.reviewed",
        "acknowledge_alert": state.kind in WERE_ISSUED and waits,
        "draft_alert": state.kind in IN_FORCE_STATES,
    }
    return [verb for verb, is_time in fits.items() if is_time and here.may(verb, state)]


def _row(entry: Entry) -> dict[str, Any]:
    alert = held(entry, Alert)
    return {
        "alert_id": entry.record_id,
        "headline": alert.headline.to_json(),
        "issued_at": format_instant(entry.recorded_at),
        "due_at": format_instant(alert.due_at) if alert.due_at else None,
        "country": alert.place.to_json().get("country"),
        "addressees": [row.organisation for row in alert.addressees],
        "marking": entry.marking.tlp.word,
    }
