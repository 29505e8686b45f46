"""Alerts as plain data: those in force, and one with its standing, clocks, answers and what the reader may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers import decisions
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant, parse_instant
from forestall.errors import BadTransition
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.alert import Alert
from forestall.records.delivery import Delivery
from forestall.records.entry import Entry
from forestall.runs.order import state_of
from forestall.runs.undelivered import undelivered
from forestall.runs.warning.alerts import IN_FORCE_STATES, WERE_ISSUED, acknowledgement_id, alerts_in_force
from forestall.runs.warning.preview import preview_alert
from forestall.runs.warning.steps import held
from forestall.warn.alerts.standing import standing
from forestall.warn.wording.message import message_lines, text_in

UNSENT = ("alert.drafted", "alert.reviewed")
"""States of a message that nobody was told yet."""
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
    stands = decisions.status_rows(here, name) if sent and alert.asks else []
    mine = next((row for row in stands if row["organisation"] == here.reader.organisation), stands[0] if stands else {})
    return {
        "alert_id": name,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
        "standing": standing(state.kind, alert, here.now).value,
        "state": state.kind,
        "alert": alert.to_json(),
        "language": (said := text_in(alert, language or alert.text.language)).language,
        "lines": [asdict(each) for each in message_lines(alert, said.language, exercise=state.exercise)],
        "acknowledge_by": mine.get("acknowledge_by"),
        "decide_by": mine.get("decide_by"),
        "is_late": bool(mine) and parse_instant(mine["acknowledge_by"]) < here.now,
        "answers": _answers(here, name, alert) if state.kind in WERE_ISSUED else [],
        "statuses": stands,
        "undelivered": _undelivered(here, name) if sent else [],
        "may": _steps(here, state, alert),
        "history": [line(entry) for entry in history],
    }


def drafts(here: Visit, *, exercise: bool) -> list[dict[str, Any]]:
    """The newest drafts and reviewed messages that reach the reader and that nobody was told yet."""
    rows = []
    for kind in UNSENT:
        question = Question(kind=kind, exercise=exercise, newest_first=True, limit=A_PAGE)
        for entry in read(here.node.ledger, here.reader, question).entries:
            state = state_of(here.node.ledger, here.reader, entry.record_id)
            if state is not None and state.id == entry.id:
                rows.append(_row(entry) | {"state": kind})
    return rows


def begun(here: Visit, name: str, states: Sequence[str]) -> Entry:
    """The state of an alert that is to be written on, once it is noted that it was asked for.

    Raises:
        NotFound: there is none, or none this reader may see.
        BadTransition: it is in none of these states.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    here.check("draft_alert", state)
    held(state, Alert)
    if state.kind not in states:
        raise BadTransition(
            expected=f"a message that is {' or '.join(one.removeprefix('alert.') for one in states)}",
            found=state.kind,
            where=name,
            remedy="Follow the newest message of the alert.",
        )
    return state


def previewed(here: Visit, said: Mapping[str, Any], *, exercise: bool) -> dict[str, Any]:
    """What a draft would say and what stands in its way; nothing is recorded."""
    found = preview_alert(here.node.ledger, here.person, said, exercise=exercise)
    refusal = found.refusal
    return {
        "lines": [asdict(line) for line in found.lines],
        "short": {"text": found.short, "characters": len(found.short), "text_messages": found.n_segments},
        "slips": [{"field": one.field, "rule": one.rule, "remedy": one.remedy} for one in found.slips],
        "kept_out": [one.to_json() for one in found.kept_out],
        "unknown": list(found.unknown),
        "refused": {"expected": refusal.expected, "where": refusal.where, "remedy": refusal.remedy}
        if refusal
        else None,
    }


def _answers(here: Visit, name: str, alert: Alert) -> list[dict[str, Any]]:
    rows = []
    for addressee in alert.addressees:
        said = state_of(here.node.ledger, here.reader, acknowledgement_id(name, addressee.organisation))
        at = format_instant(said.recorded_at) if said else None
        rows.append({"organisation": addressee.organisation, "acknowledged_at": at})
    return rows


def _undelivered(here: Visit, name: str) -> list[dict[str, Any]]:
    rows = []
    for entry in undelivered(here.node.ledger, here.reader, name):
        told = held(entry, Delivery)
        row = {"delivery_id": entry.record_id, "organisation": told.organisation, "channel": told.channel}
        rows.append(row | {"status": told.status, "at": format_instant(told.at)})
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
        "review_alert": state.kind in UNSENT and alert.drafted_by != here.reader.user,
        "issue_alert": state.kind == "alert.reviewed",
        "send_again": state.kind in (*IN_FORCE_STATES, "alert.cancelled"),
        "acknowledge_alert": state.kind in WERE_ISSUED and waits,
        "draft_alert": state.kind in (*IN_FORCE_STATES, *UNSENT),
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
