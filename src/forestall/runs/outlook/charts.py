"""Small drawings as inline SVG: an interval, a history, a reliability diagram. No script, no picture file."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from forestall.foresee.backtest.track_record import CalibrationBin
from forestall.foresee.explanation.content import Driver
from forestall.runs.outlook.content import Estimate, HistoryPoint, log_odds

_LEAST, _MOST = 0.0005, 0.9985
_MARGIN = 1.5
_YEAR_WIDTH, _HISTORY_HEIGHT, _HISTORY_FOOT = 12.0, 120.0, 16.0
_SQUARE, _EDGE = 260.0, 34.0

_PAPER = (
    "<style>.spell{fill:#b4432f;opacity:.35}.start{fill:#74202a}.deaths{fill:none;stroke:#1d2326;stroke-width:1.5}"
    ".gap{fill:#e3e5e7}text{fill:#59646a;font-size:11px}.up{fill:#b4432f}.down{fill:#0b5c8a}"
    "</style>"
)


def _across(probability: float) -> float:
    """Where a probability stands on the bar, in percent: log odds, so that one in a thousand and nine in ten show."""
    low, high, here = map(log_odds, (_LEAST, _MOST, min(max(probability, _LEAST), _MOST)))
    return _MARGIN + (here - low) / (high - low) * (100 - 2 * _MARGIN)


def interval_bar(estimate: Estimate, spoken: str) -> Markup:
    """The estimate as a dot, its range as a thick line, the base rate as a dashed tick.

    Args:
        estimate: what is drawn.
        spoken: the same in words, for who can't see it.
    """
    low, best, high, base = (
        _across(p) for p in (estimate.low, estimate.probability, estimate.high, estimate.base_rate)
    )
    return Markup(  # noqa: S704  # numbers and class names; the one text from outside is escaped
        f'<svg class="bar" role="img" aria-label="{escape(spoken)}">'
        '<line class="scale" x1="0" x2="100%" y1="50%" y2="50%"/>'
        f'<line class="range" x1="{low:.1f}%" x2="{max(high, low + 0.4):.1f}%" y1="50%" y2="50%"/>'
        f'<line class="base" x1="{base:.1f}%" x2="{base:.1f}%" y1="0" y2="100%"/>'
        f'<circle class="dot" cx="{best:.1f}%" cy="50%" r="4.5"/></svg>'
    )


def effect_bar(driver: Driver, largest: float) -> Markup:
    """A bar to the right for what raises the estimate, to the left for what lowers it."""
    length = 50 * min(abs(driver.effect) / largest, 1) if largest else 0
    start, side = (50.0, "up") if driver.effect > 0 else (50 - length, "down")
    return _svg(
        "effect",
        (0, 0, 100, 10),
        f'<rect class="{side}" x="{start:.1f}" y="1" width="{max(length, 0.6):.1f}" height="8"/>'
        '<line x1="50" x2="50" y1="0" y2="10" stroke="currentColor" stroke-width=".5"/>',
    )


def history_chart(points: Sequence[HistoryPoint], spoken: str) -> Markup:
    """Years of mass killing as bands, civilians killed a year as a line, and hatching where nothing is known."""
    width = _YEAR_WIDTH * len(points)
    parts = "".join(_year(place, point) for place, point in enumerate(points))
    return _svg("history", (0, 0, width, _HISTORY_HEIGHT + _HISTORY_FOOT), parts + _deaths(points), spoken)


def _year(place: int, point: HistoryPoint) -> str:
    left = place * _YEAR_WIDTH
    drawn = ""
    if point.civilians_killed is None:
        drawn += f'<rect class="gap" x="{left:g}" y="0" width="{_YEAR_WIDTH:g}" height="{_HISTORY_HEIGHT:g}"/>'
    if point.mass_killing:
        drawn += f'<rect class="spell" x="{left:g}" y="0" width="{_YEAR_WIDTH:g}" height="{_HISTORY_HEIGHT:g}"/>'
    if point.mass_killing == "onset":
        drawn += f'<rect class="start" x="{left:g}" y="0" width="3" height="{_HISTORY_HEIGHT:g}"/>'
    if point.year % 10 == 0:
        drawn += f'<text x="{left:g}" y="{_HISTORY_HEIGHT + 13:g}">{point.year}</text>'
    return drawn


def _deaths(points: Sequence[HistoryPoint]) -> str:
    known = [point.civilians_killed for point in points if point.civilians_killed is not None]
    most = math.log1p(max(known, default=0)) or 1.0
    steps, pen = [], "M"
    for place, point in enumerate(points):
        if point.civilians_killed is None:
            pen = "M"
            continue
        height = math.log1p(point.civilians_killed) / most * (_HISTORY_HEIGHT - 10)
        steps.append(f"{pen}{(place + 0.5) * _YEAR_WIDTH:g},{_HISTORY_HEIGHT - height:.1f}")
        pen = "L"
    return f'<path class="deaths" d="{"".join(steps)}"/>' if steps else ""


def reliability_diagram(bins: Sequence[CalibrationBin], spoken: str) -> Markup:
    """Forecast against what came true; on the dashed line, words would match the world."""
    edge = max((max(found.high, found.mean_probability) for found in bins), default=1.0) * 1.1

    def at(value: float) -> float:
        return value / edge * _SQUARE

    marks = "".join(
        f'<line class="whisker" x1="{at(b.mean_probability):.1f}" x2="{at(b.mean_probability):.1f}"'
        f' y1="{_SQUARE - at(b.low):.1f}" y2="{_SQUARE - at(b.high):.1f}"/>'
        f'<circle cx="{at(b.mean_probability):.1f}" cy="{_SQUARE - at(b.observed_share):.1f}" r="3.5"/>'
        for b in bins
    )
    return _svg(
        "reliability",
        (-_EDGE, -8, _SQUARE + _EDGE + 8, _SQUARE + _EDGE),
        f'<rect width="{_SQUARE:g}" height="{_SQUARE:g}" fill="none" stroke="currentColor" stroke-opacity=".25"/>'
        f'<line class="perfect" x1="0" y1="{_SQUARE:g}" x2="{_SQUARE:g}" y2="0"/>{marks}'
        f'<text x="0" y="{_SQUARE + 14:g}">0</text><text x="{_SQUARE - 24:g}" y="{_SQUARE + 14:g}">{edge:.0%}</text>'
        f'<text x="-30" y="10">{edge:.0%}</text>',
        spoken,
    )


def _svg(css: str, box: tuple[float, float, float, float], parts: str, spoken: str | None = None) -> Markup:
    """A drawing made of numbers and class names only; the one text from outside, `spoken`, is escaped."""
    view = " ".join(f"{edge:g}" for edge in box)
    stretch = ' preserveAspectRatio="none"' if css == "effect" else ""
    role = f'role="img" aria-label="{escape(spoken)}"' if spoken else 'aria-hidden="true"'
    return Markup(f'<svg class="{css}" viewBox="{view}"{stretch} {role}>{parts}</svg>')  # noqa: S704


def for_paper(html: str) -> str:
    """The page with colours inside each drawing: the printer's engine doesn't carry a page's style into them."""
    return re.sub(r'(<svg class="[^>]*>)', lambda found: found[0] + _PAPER, html)
