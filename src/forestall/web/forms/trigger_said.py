"""A protocol card as plain data made from what was typed into its form, and the form filled from a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forestall.clock import format_instant

RULES = ("readiness", "activation", "stop", "civilian_warning")
HARM = ("who_could_be_hurt", "how", "mitigation", "alternative")
HEALTH = ("rehearsed_on", "contacts_verified_on", "money_confirmed_on")
SPANS = ("cost", "loss", "share_averted")
ENDS = ("low", "best", "high")
_CONDITION = ("ground", "at_least", "evidence_level", "dataset")
_ACTION = ("rule", "label", "measure", "organisation", "within_hours")

Said = Mapping[str, Any]


def card_data(said: Said, rows: Mapping[str, Sequence[Said]], before: Said, by: str, now: Any) -> dict[str, Any]:
    """The card as plain data, as far as it was written.

    Args:
        said: what was typed into the fields.
        rows: what was typed into the rows of each list.
        before: the draft it was filled from; empty for a first one.
        by: who writes, and so answers for the harm check.
        now: the moment of the harm check.
    """
    language = said.get("language") or "en"
    country, unit = said.get("country"), said.get("admin1")
    place = {"precision": "admin1" if unit else "country", "country": country, "admin1": unit}
    parts: dict[str, Any] = {
        "scenario": {"text": said.get("scenario"), "language": language},
        "place": _filled(place) if country else {"precision": "international"},
        "populations": [{"text": text, "language": language} for text in said.get("populations") or ()],
        "version": before.get("version", 1),
        "replaces": before.get("replaces"),
        "actions": [_action(row) for row in rows.get("actions", ())],
        "budgets": [dict(row) for row in rows.get("budgets", ())],
        "cost_loss": _cost_loss(said),
        "expires_on": said["expires_on"].isoformat() if said.get("expires_on") else None,
        **{name: said[name].isoformat() for name in HEALTH if said.get(name)},
    }
    for rule in RULES:
        conditions = [_condition(row, language) for row in rows.get("conditions", ()) if row.get("rule") == rule]
        if conditions or rule != "civilian_warning":
            needed = {"needed": said.get(f"{rule}_needed"), "holds_for_days": said.get(f"{rule}_days")}
            parts[rule] = {"conditions": conditions, **_filled(needed)}
    if said.get("who_could_be_hurt"):
        answers = {name: said.get(name) for name in HARM}
        verdict = {"acceptable": said.get("acceptable") == "yes", "by": by, "checked_at": format_instant(now)}
        parts["harm_check"] = answers | verdict
    # A back-test speaks for the rule it was run on; one that was changed since has to be tried anew.
    parts["backtests"] = [
        row for row in before.get("backtests", ()) if parts.get(row["rule"]) == before.get(row["rule"])
    ]
    return _filled(parts)


def card_beginning(card: Said) -> dict[str, Any]:
    """What stands in the fields before anybody typed, from a card as plain data."""
    begun: dict[str, Any] = {
        "scenario": card["scenario"]["text"],
        "language": card["scenario"]["language"],
        "country": card["place"].get("country", ""),
        "admin1": card["place"].get("admin1", ""),
        "populations": "\n".join(one["text"] for one in card["populations"]),
        "expires_on": card["expires_on"],
        **{name: card[name] for name in HEALTH if name in card},
    }
    for rule in RULES:
        if rule in card:
            begun |= {f"{rule}_needed": card[rule]["needed"], f"{rule}_days": card[rule].get("holds_for_days")}
    if "cost_loss" in card:
        begun["measured_in"] = card["cost_loss"]["measured_in"]
        begun |= {f"{span}_{end}": card["cost_loss"][span][end] for span in SPANS for end in ENDS}
    if "harm_check" in card:
        begun |= {name: card["harm_check"][name] for name in HARM}
        begun["acceptable"] = "yes" if card["harm_check"]["acceptable"] else "no"
    return begun


def card_rows(card: Said) -> dict[str, list[dict[str, Any]]]:
    """What stands in the rows before anybody typed."""
    conditions = [
        {"rule": rule, "condition": row["label"]["text"], **{name: row[name] for name in _CONDITION if name in row}}
        for rule in RULES
        for row in card.get(rule, {}).get("conditions", ())
    ]
    actions = [
        {name: row[name] for name in _ACTION if name in row} | dict(row.get("money", {}))
        for row in card.get("actions", ())
    ]
    return {"conditions": conditions, "actions": actions, "budgets": [dict(row) for row in card.get("budgets", ())]}


def _condition(row: Said, language: str) -> dict[str, Any]:
    label = {"text": row.get("condition"), "language": language}
    return {"label": label} | _filled({name: row.get(name) for name in _CONDITION})


def _action(row: Said) -> dict[str, Any]:
    money = {"amount": row.get("amount"), "currency": (row.get("currency") or "").upper()}
    has_money = money["amount"] is not None or money["currency"]
    return _filled({name: row.get(name) for name in _ACTION}) | ({"money": money} if has_money else {})


def _cost_loss(said: Said) -> dict[str, Any] | None:
    if not said.get("measured_in"):
        return None
    spans = {span: {end: said.get(f"{span}_{end}") for end in ENDS} for span in SPANS}
    return {**spans, "measured_in": said["measured_in"]}


def _filled(parts: Said) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part not in ("", None, [])}
