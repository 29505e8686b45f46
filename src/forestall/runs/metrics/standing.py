"""Measures of sight and of judgement: coverage, days of alarm, and forecasts held against what came.

What came is known from spells that others bound: a forecast counts only once a source looked past its last day. Before
that it is unresolved, which is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forestall.foresee.scores.brier import brier_score
from forestall.foresee.scores.calibration import ReliabilityBin, reliability_table, share_interval
from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader, read_all
from forestall.records.assessment import Assessment
from forestall.records.forecast import Forecast
from forestall.records.spell import Spell
from forestall.records.values.place import Place
from forestall.runs.metrics.gathering import Scope, Told
from forestall.runs.metrics.measures import COVERAGE, Share, share
from forestall.runs.warning.steps import held

ALARM = "4"
"""The phase from which a day counts as a day of alarm."""
LATELY = timedelta(days=30)
N_ORIGINS = 2
N_BINS = 5


@dataclass(frozen=True, slots=True)
class AlarmDays:
    """Days of alarm among days on which anybody had judged, over all places."""

    n_alarm: int
    n: int
    n_places: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.n_alarm / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95% interval, for which each place counts once: the days of one place hang together."""
        if self.value is None:
            return None
        return share_interval(self.value * self.n_places, self.n_places, coverage=COVERAGE, method="wilson")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether what was said to be so probable came as often."""

    bins: tuple[ReliabilityBin, ...]
    brier: float | None
    brier_of_base_rate: float | None
    """The score of the base rates that stood beside the forecasts."""
    n: int
    """Forecasts whose period is over and looked at."""
    n_unresolved: int
    """Forecasts whose period is over and which nobody can resolve yet."""
    n_treated: int
    """Forecasts on which somebody acted: left out here, since acting may have made them wrong."""


def covered(reports: Iterable[Told], scope: Scope) -> Share:
    """First-level units heard of lately from two origins or more, of all that were heard of in the scope.

    A unit of which nothing is heard is unknown and not calm.
    """
    origins: dict[tuple[str, str], set[str]] = {}
    for told in reports:
        unit, report = _unit(told.report.place), told.report
        if unit is not None:
            heard = origins.setdefault(unit, set())
            if report.origin is not None and told.received.recorded_at >= scope.as_of - LATELY:
                heard.add(report.origin)
    return share("covered", (len(heard) >= N_ORIGINS for heard in origins.values()))


def alarm_days(ledger: Ledger, reader: Reader, scope: Scope) -> AlarmDays:
    """Days on which phase 4 or 5 stood, of all days on which any phase did, in a scope.

    A phase stands from its publication until the next one for the same place, and no longer than its period.
    """
    published: dict[tuple[str, str], list[tuple[date, date, bool]]] = {}
    for entry in read_all(ledger, reader, scope.begun("assessment.published")):
        told = held(entry, Assessment)
        unit = _unit(told.place) or (told.place.country or "", "")
        is_alarm = told.phase is not None and told.phase >= ALARM
        if told.phase is not None:
            published.setdefault(unit, []).append((entry.recorded_at.date(), told.period.end, is_alarm))
    n_alarm = n = 0
    for rows in published.values():
        for number, (began, ends, is_alarm) in enumerate(rows):
            until = min(ends, scope.as_of.date(), rows[number + 1][0] if number + 1 < len(rows) else ends)
            days = max(0, (until - began).days)
            n, n_alarm = n + days, n_alarm + days * is_alarm
    return AlarmDays(n_alarm, n, len(published))


def calibration(ledger: Ledger, reader: Reader, scope: Scope) -> Calibration:
    """Forecasts by country whose period is over, held against the spells that began within it."""
    spells = [held(entry, Spell) for entry in read_all(ledger, reader, scope.standing("spell"))]
    looked_until = max((spell.seen_until.earliest() for spell in spells), default=None)
    said: list[tuple[float, float, bool]] = []
    n_unresolved = n_treated = 0
    for forecast in _over(ledger, reader, scope):
        if forecast.treated:
            n_treated += 1
        elif looked_until is None or looked_until < forecast.period.end:
            n_unresolved += 1
        else:
            came = any(
                spell.country == forecast.place.country and spell.start.earliest() in forecast.period
                for spell in spells
            )
            said.append((float(forecast.probability or 0.0), float(forecast.base_rate or 0.0), came))
    return _calibrated(said, n_unresolved, n_treated)


def _over(ledger: Ledger, reader: Reader, scope: Scope) -> Iterator[Forecast]:
    for entry in read_all(ledger, reader, scope.standing("forecast")):
        forecast = held(entry, Forecast)
        is_of_country = forecast.place.admin1 is None and forecast.cell is None
        if forecast.probability is not None and is_of_country and forecast.period.end <= scope.as_of.date():
            yield forecast


def _calibrated(said: list[tuple[float, float, bool]], n_unresolved: int, n_treated: int) -> Calibration:
    if not said:
        return Calibration((), None, None, 0, n_unresolved, n_treated)
    probability, base_rate = np.array([row[0] for row in said]), np.array([row[1] for row in said])
    occurred = np.array([row[2] for row in said])
    return Calibration(
        bins=reliability_table(probability, occurred, N_BINS, coverage=COVERAGE, method="wilson"),
        brier=brier_score(probability, occurred),
        brier_of_base_rate=brier_score(base_rate, occurred),
        n=len(said),
        n_unresolved=n_unresolved,
        n_treated=n_treated,
    )


def _unit(place: Place | None) -> tuple[str, str] | None:
    return (place.country, place.admin1) if place is not None and place.country and place.admin1 else None
