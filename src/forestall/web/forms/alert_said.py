"""An alert as plain data made from what was typed into its form, and the form filled from an alert.

What the form doesn't ask stays as the draft before had it, and so does the language of words nobody changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from forestall.clock import format_instant, parse_instant
from forestall.records.values.likelihood import likelihood_of
from forestall.records.values.text import SHORT_MESSAGE

PERCENT = 100
PRECISE = 6
_KEPT = ("dissent", "follows")
_WORDS = ("headline", "text", "question", "recommended_because", "confidence_because")
_LINES = ("populations", "would_change")
_PLAIN = ("situation", "clock", "recommended", "no_estimate_because", "confidence", "phase", "assessment", "because")
_IDS = ("suspected_actors", "forecasts")
_INSTANTS = ("due_at", "expires_at")
_ESTIMATE = {"low": "low", "high": "high", "probability": "percent", "base_rate": "base_rate"}
_ADDRESSEE = ("organisation", "focal_point", "instead_of")
_EXCLUSION = ("organisation", "actor", "link", "included_because")
_OPTION = (
    "label", "measure", "expected_effect", "cost_in_words", "lead_time_days", "possible_harm", "charter_basis",
)  # fmt: skip

Said = Mapping[str, Any]


def alert_data(said: Said, rows: Mapping[str, Sequence[Said]], before: Said) -> dict[str, Any]:
    """The alert as plain data, as far as it was written.

    Args:
        said: what was typed into the fields, by their names.
        rows: what was typed into the rows of each list.
        before: the draft or message the form was filled from; empty for a first draft.
    """
    language = said.get("language") or "en"
    parts: dict[str, Any] = {"kind": before.get("kind", "alert")}
    parts |= {name: before[name] for name in _KEPT if name in before}
    parts |= {name: _words(said[name], language, before.get(name)) for name in _WORDS if said.get(name)}
    parts |= {name: _listed(said[name], language, before.get(name, ())) for name in _LINES if said.get(name)}
    parts |= {name: said[name] for name in (*_PLAIN, *_IDS) if said.get(name)}
    parts |= {name: format_instant(said[name]) for name in _INSTANTS if said.get(name)}
    parts["short"] = said.get("short") or " ".join((said.get("headline") or "").split())[:SHORT_MESSAGE]
    parts["place"] = _place(said)
    if said.get("event"):
        parts["estimate"] = _estimate(said, language, before.get("estimate", {}))
    parts |= _rows(rows)
    return {name: part for name, part in parts.items() if part not in ("", [], None)}


def alert_beginning(alert: Said) -> dict[str, Any]:
    """What stands in the fields before anybody typed, from an alert as plain data."""
    begun: dict[str, Any] = {name: alert[name]["text"] for name in _WORDS if name in alert}
    begun |= {name: "\n".join(one["text"] for one in alert.get(name, ())) for name in _LINES}
    begun |= {name: alert[name] for name in (*_PLAIN, "short") if name in alert}
    begun |= {name: "\n".join(alert.get(name, ())) for name in _IDS}
    begun |= {name: parse_instant(alert[name]) for name in _INSTANTS if name in alert}
    begun |= {name: alert["place"][name] for name in ("country", "admin1") if name in alert.get("place", {})}
    if "text" in alert:
        begun["language"] = alert["text"]["language"]
    return begun | (_estimate_beginning(alert["estimate"]) if "estimate" in alert else {})


def rows_beginning(alert: Said) -> dict[str, list[dict[str, Any]]]:
    """What stands in the rows before anybody typed."""
    options = [
        {name: row[name] for name in _OPTION if name in row} | dict(row.get("cost", {}))
        for row in alert.get("options", ())
    ]
    return {
        "translations": [dict(row) for row in alert.get("translations", ())],
        "addressees": [dict(row) for row in alert.get("addressees", ())],
        "exclusions": [dict(row) for row in alert.get("exclusions", ())],
        "options": options,
    }


def _words(text: str, language: str, before: Any) -> dict[str, str]:
    plain = text.replace("\r\n", "\n")
    if isinstance(before, Mapping) and before.get("text") == plain:
        return dict(before)
    return {"text": plain, "language": language}


def _listed(texts: Sequence[str], language: str, before: Sequence[Said]) -> list[dict[str, str]]:
    known = {one["text"]: one["language"] for one in before}
    return [{"text": text, "language": known.get(text, language)} for text in texts]


def _place(said: Said) -> dict[str, str]:
    country, unit = said.get("country"), said.get("admin1")
    if not country:
        return {"precision": "international"}
    return {"precision": "admin1" if unit else "country", "country": country} | ({"admin1": unit} if unit else {})


def _estimate(said: Said, language: str, before: Said) -> dict[str, Any]:
    parts: dict[str, Any] = {"event": _words(said["event"], language, before.get("event"))}
    start, last = said.get("period_start"), said.get("period_end")
    if isinstance(start, date) and isinstance(last, date):
        parts["period"] = {"start": start.isoformat(), "end": (last + timedelta(days=1)).isoformat()}
    for name, field in _ESTIMATE.items():
        if said.get(field) is not None:
            parts[name] = round(said[field] / PERCENT, PRECISE)
    if "probability" in parts and (word := likelihood_of(parts["probability"])):
        parts["likelihood"] = word.id
    if said.get("base_rate_of"):
        parts["base_rate_of"] = said["base_rate_of"]
    return parts


def _estimate_beginning(estimate: Said) -> dict[str, Any]:
    last = date.fromisoformat(estimate["period"]["end"]) - timedelta(days=1)
    begun = {
        field: round(estimate[name] * PERCENT, PRECISE - 2) for name, field in _ESTIMATE.items() if name in estimate
    }
    return begun | {
        "event": estimate["event"]["text"],
        "period_start": date.fromisoformat(estimate["period"]["start"]),
        "period_end": last,
        "base_rate_of": estimate["base_rate_of"],
    }


def _rows(rows: Mapping[str, Sequence[Said]]) -> dict[str, Any]:
    return {
        "translations": [
            _picked(row, ("text", "language")) | {"text": str(row.get("text", "")).replace("\r\n", "\n")}
            for row in rows.get("translations", ())
        ],
        "addressees": [_picked(row, _ADDRESSEE) for row in rows.get("addressees", ())],
        "exclusions": [_picked(row, _EXCLUSION) for row in rows.get("exclusions", ())],
        "options": [_option(row) for row in rows.get("options", ())],
    }


def _option(row: Said) -> dict[str, Any]:
    money = {"amount": row.get("amount"), "currency": (row.get("currency") or "").upper()}
    has_money = money["amount"] is not None or money["currency"]
    return _picked(row, _OPTION) | ({"cost": money} if has_money else {})


def _picked(row: Said, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name) not in ("", None)}
