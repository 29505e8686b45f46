"""Measures as plain data, for the API, its page and the command line alike."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forestall.clock import format_instant
from forestall.runs.metrics.measures import Length, Share
from forestall.runs.metrics.metrics import CardErrors, Metrics
from forestall.runs.metrics.standing import Calibration


def plain(found: Metrics) -> dict[str, Any]:
    """Every measure with its denominator; null where nothing could be counted, which is not zero."""
    alarm = found.alarm
    return {
        "exercise": found.scope.exercise,
        "since": format_instant(found.scope.since),
        "as_of": format_instant(found.scope.as_of),
        "n_warnings": found.n_warnings,
        "n_reports": found.n_reports,
        "is_cut": found.is_cut,
        "lengths": [_length(row) for row in found.lengths],
        "shares": [_share(row) for row in found.shares],
        "decisions": {**asdict(found.mix)},
        "alarm_days": {**asdict(alarm), "share": alarm.n_alarm / alarm.n if alarm.n else None},
        "calibration": _calibration(found.calibration),
        "cards": [_card(row) for row in found.cards] if found.cards is not None else None,
    }


def _length(row: Length) -> dict[str, Any]:
    return {
        "begins": row.begins,
        "ends": row.ends,
        "n": row.n,
        "n_open": row.n_open,
        "median_hours": row.median_hours,
        "p90_hours": row.p90_hours,
    }


def _share(row: Share) -> dict[str, Any]:
    low, high = row.interval or (None, None)
    return {"name": row.name, "n_yes": row.n_yes, "n": row.n, "share": row.value, "low": low, "high": high}


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "n": found.n,
        "n_unresolved": found.n_unresolved,
        "n_treated": found.n_treated,
        "brier": found.brier,
        "brier_of_base_rate": found.brier_of_base_rate,
        "bins": [asdict(row) for row in found.bins],
    }


def _card(row: CardErrors) -> dict[str, Any]:
    return {
        "trigger_id": row.trigger,
        "n_onsets": row.n_onsets,
        "missed": [day.isoformat() for day in row.missed],
        "budgets": [
            {
                "rule": line.rule,
                "in_vain": line.in_vain,
                "out_of": line.out_of,
                "spent": line.spent,
                "n_open": line.n_open,
                "needs_review": line.needs_review,
            }
            for line in row.lines
        ],
    }
