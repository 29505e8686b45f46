"""How good past forecasts of one target were: scores beside their references, with intervals, and calibration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score on one subset of past forecasts, beside its references."""

    subset: str
    name: str
    value: float
    low: float
    """Lower end of the 95% interval, countries resampled whole."""
    high: float
    base_rate: float | None
    """The same score of the base rate known at each origin; none where it has no meaning."""
    persistence: float | None
    """The same score of what followed each state so far."""
    n: int
    n_events: int
    conflictology: float | None = None
    """The same score of the best variant of the last year's months drawn again; none where nothing is counted."""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Forecasts of about one probability, and the share that came true, with its interval."""

    mean_probability: float
    observed_share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """All of it."""

    target: str
    horizon: str
    model: str
    first_origin: str
    last_origin: str
    scores: tuple[ScoreLine, ...]
    calibration: tuple[CalibrationBin, ...]
    threshold: int | None = None
    """Civilians killed, at least; none where nothing is counted."""
    subset: str = "all"
    """Which forecasts the calibration speaks of."""
