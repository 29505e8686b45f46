"""Measures as plain data, for the API, its page and the command line alike."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forestall.clock import format_instant
from forestall.runs.metrics.chain import Mix
from forestall.runs.metrics.measures import Length, Share
from forestall.runs.metrics.metrics import CardErrors, Metrics
from forestall.runs.metrics.standing import Calibration
from forestall.vocabulary.load import vocabulary


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
        "verify_hours": {clock.id: clock.extra["verify_hours"] for clock in vocabulary("clock_profile").values()},
        "decisions": _mix(found.mix),
        "alarm_days": {**asdict(alarm), "share": alarm.value, **_ends(alarm.interval)},
        "calibration": _calibration(found.calibration),
        "cards": [_card(row) for row in found.cards],
    }


def _length(row: Length) -> dict[str, Any]:
    return {
        "begins": row.begins,
        "ends": row.ends,
        "n": row.n,
        "n_open": row.n_open,
        "n_turned": row.n_turned,
        "median_hours": row.median_hours,
        "p90_hours": row.p90_hours,
    }


def _share(row: Share) -> dict[str, Any]:
    return {"name": row.name, **_of(row)}


def _of(row: Share) -> dict[str, Any]:
    return {"n_yes": row.n_yes, "n": row.n, "share": row.value, **_ends(row.interval)}


def _ends(interval: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = interval or (None, None)
    return {"low": low, "high": high}


def _mix(found: Mix) -> dict[str, Any]:
    return {
        "n": found.n,
        "n_missed": found.n_missed,
        "kinds": [{"kind": kind, **_of(Share(kind, n, found.n))} for kind, n in found.kinds.items()],
        "reasons": [{"reason": code, **_of(Share(code, n, found.n))} for code, n in found.reasons.items()],
    }


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
        "misses": _of(Share("missed", len(row.missed), row.n_onsets)),
        "lost": [asdict(one) for one in row.lost],
        "budgets": [
            {
                "rule": line.rule,
                "in_vain": line.in_vain,
                "out_of": line.out_of,
                "spent": line.spent,
                "n_open": line.n_open,
                "false_alarms": _of(Share("false_alarms", line.spent, line.n_over)),
                "needs_review": line.needs_review,
            }
            for line in row.lines
        ],
    }
