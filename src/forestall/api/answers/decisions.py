"""Decisions as plain data: what a decision-maker needs on one screen, how an alert stands, and what could be done."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.records.alert import Alert
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.parts.option import Option
from forestall.respond.clocks import due_by
from forestall.respond.options import Proposal, Wanted, intrusiveness, least_intrusive_first, nothing, proposals
from forestall.runs.response.clocks import was_written_late
from forestall.runs.response.decisions import Status, decisions_on, statuses
from forestall.runs.response.matters import Side, issue_of_asked, side_of
from forestall.runs.warning.alerts import IN_FORCE_STATES
from forestall.runs.warning.steps import held
from forestall.warn.wording.message import message_lines, text_in


def one_decision(here: Visit, alert_id: str, language: str | None = None) -> dict[str, Any]:
    """What is to be decided on an alert: the question, how sure, the options, the clock, and what was decided.

    Args:
        here: who asks.
        alert_id: the alert.
        language: the language to word it in, where the alert has a text in it.

    Raises:
        NotFound: there is none, or none this reader may see.
        BadTransition: it was not issued, or asks for nothing.
    """
    state = noted(here, alert_id, Question(record_id=alert_id, states=True))
    issue = issue_of_asked(here.node.ledger, here.reader, alert_id)
    alert = held(issue, Alert)
    side = side_of(here.node.ledger, issue, here.reader.organisation) if here.reader.organisation else None
    said = text_in(alert, language or alert.text.language)
    lines = {each.part: each.text for each in message_lines(alert, said.language)}
    decision = side.matter.decision if side else None
    stands = status_rows(here, alert_id)
    return {
        "alert_id": alert_id,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
        "is_in_force": state.kind in IN_FORCE_STATES,
        "language": said.language,
        "headline": alert.headline.to_json(),
        "question": alert.question.to_json() if alert.question else None,
        "grounds": {part: lines[part] for part in ("estimate", "base_rate", "confidence", "phase") if part in lines},
        "populations": [one.to_json() for one in alert.populations],
        "options": _options(alert, decision),
        "recommended_because": alert.recommended_because.to_json() if alert.recommended_because else None,
        "dissent": [one.to_json() for one in alert.dissent],
        "would_change": [one.to_json() for one in alert.would_change],
        "unknown": _unknown(alert, decision),
        "clock": _clock(here, side),
        "statuses": stands,
        "awaited": _awaited(here, state, side, stands),
        "may": _may(here, state, side, stands),
        "history": [{**line(entry), **_told(entry)} for entry in decisions_on(here.node.ledger, here.reader, alert_id)],
    }


def status_rows(here: Visit, alert_id: str) -> list[dict[str, Any]]:
    """How an alert stands with each of its addressees: whoever issued it may see this whatever the markings."""
    return [_status_row(one, here.now) for one in statuses(here.node.ledger, here.reader, alert_id)]


def catalogue(wanted: Wanted, language: str) -> dict[str, Any]:
    """What could be done, doing nothing first and then the least intrusive; no advice on which."""
    return {"options": [nothing().to_json(), *(_proposal(one) for one in proposals(wanted, language))]}


def _options(alert: Alert, decision: Decision | None) -> list[dict[str, Any]]:
    known = {option.label: option for option in (*alert.options, *(decision.options if decision else ()))}
    shown = least_intrusive_first(tuple(known.values()))
    return [_option(option, alert, decision) for option in shown]


def _option(option: Option, alert: Alert, decision: Decision | None) -> dict[str, Any]:
    return {
        **option.to_json(),
        # What others laid beside the alert's own options doesn't say its language.
        "language": alert.text.language if option in alert.options else None,
        "cost_shown": option.cost.caption() if option.cost else None,
        "intrusiveness": intrusiveness(option.measure).name.lower() if option.measure else None,
        "is_recommended": option.label == alert.recommended,
        "is_chosen": decision is not None and option.label in decision.chosen,
    }


def _unknown(alert: Alert, decision: Decision | None) -> list[str]:
    """What the alert itself says is not known: ids that pages have words for."""
    options = (*alert.options, *(decision.options if decision else ()))
    found = {
        "no_estimate": alert.estimate is None,
        "no_assessment": alert.assessment is None,
        "no_recommendation": alert.recommended is None,
        "cost": any(option.cost is None and not option.is_nothing for option in options),
        "lead_time": any(option.lead_time_days is None and not option.is_nothing for option in options),
        "harm": any(option.possible_harm is None and not option.is_nothing for option in options),
    }
    return [name for name, is_so in found.items() if is_so]


def _clock(here: Visit, side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    due_at, decision = due_by(side.matter), side.matter.decision
    return {
        "organisation": side.organisation,
        "began_at": format_instant(side.matter.clocks.began_at),
        "acknowledge_by": format_instant(side.matter.clocks.acknowledge_by),
        "decide_by": format_instant(side.matter.clocks.decide_by),
        "due_at": format_instant(due_at) if due_at else None,
        "hours_left": round((due_at - here.now).total_seconds() / 3600, 1) if due_at else None,
        "is_late": due_at is not None and due_at <= here.now,
        "status": decision.status if decision else "due",
    }


def _may(here: Visit, state: Entry, side: Side | None, stands: list[dict[str, Any]]) -> list[str]:
    is_open = state.kind in IN_FORCE_STATES
    fits = {"record_decision": side is not None, "present_options": bool(_awaited(here, state, side, stands))}
    return [verb for verb, is_time in fits.items() if is_open and is_time and here.may(verb, state)]


def _awaited(here: Visit, state: Entry, side: Side | None, stands: list[dict[str, Any]]) -> list[str]:
    """Before whom the reader may lay options: their own side, or every one where they issued the alert."""
    is_issuer = state.author.organisation == here.reader.organisation
    ours = [side.organisation] if side else []
    return [row["organisation"] for row in stands if row["kind"] is None and (is_issuer or row["organisation"] in ours)]


def _status_row(status: Status, now: datetime) -> dict[str, Any]:
    plain = asdict(status)
    instants = {name: format_instant(value) for name, value in plain.items() if isinstance(value, datetime)}
    return {
        **plain,
        **instants,
        "escalated_to": [step.to_json() for step in status.escalated_to],
        "is_overdue": status.due_at is not None and status.due_at <= now,
    }


def _told(entry: Entry) -> dict[str, Any]:
    told = held(entry, Decision)
    return {
        "status": told.status,
        "decision_kind": told.kind,
        "chosen": list(told.chosen),
        "reason_codes": list(told.reason_codes),
        "reason": told.reason,
        "awaited": told.awaited,
        "deferred_until": format_instant(told.deferred_until) if told.deferred_until else None,
        "referred_to": told.referred_to,
        "for_organisation": told.organisation,
        "is_written_late": was_written_late(entry) and not told.is_chosen,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        **proposal.option.to_json(),
        "intrusiveness": proposal.intrusiveness.name.lower(),
        "works_on": list(proposal.works_on),
        "preconditions": proposal.preconditions,
        "evidence_strength": proposal.evidence_strength,
    }
