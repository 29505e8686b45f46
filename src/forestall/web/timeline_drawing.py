"""Where everything stands in the drawing of a timeline: lanes, numbered steps, lines between them, days.

Distances grow with the logarithm of the time between two steps, so that hours in a flash and weeks before an
outcome can both be seen; the drawing says so. Colours are never alone: a late step is a diamond, a withheld one hollow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forestall.clock import parse_instant

WIDTH, MARGIN, LABELS, LANE, TOP, DOT = 1000, 14, 128, 34, 26, 11
_SHORTEST = 26
_MINUTE = 60
_LATE = ("late", "missed")


@dataclass(frozen=True, slots=True)
class Dot:
    """One step."""

    number: int
    """Its number in the list below."""
    x: int
    y: int
    shape: str
    """`withheld`, `late` or `plain`."""
    lane: str


@dataclass(frozen=True, slots=True)
class Line:
    """From a step to one that rests on it."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn, in the units of its own frame."""

    width: int
    height: int
    labels_x: int
    """Where the names of lanes begin."""
    rows: tuple[tuple[str, int], ...]
    """The name of each lane, and how far down it lies."""
    days: tuple[tuple[str, int], ...]
    """The instant of the first step of each day, and where it lies across."""
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    edges: tuple[int, int]
    """Where the lanes begin and end."""

    @property
    def dot_size(self) -> int:
        """Half the width of a dot."""
        return DOT


def drawn(answer: Mapping[str, Any], names: Mapping[str, str], *, is_mirrored: bool) -> Drawing:
    """The drawing of a timeline.

    Args:
        answer: the timeline as plain data.
        names: what each lane is called.
        is_mirrored: whether time runs from right to left, as the script does.
    """
    steps = answer["steps"]
    lanes = [name for name in names if any(step.get("lane") == name for step in steps)]
    down = {lane: TOP + LANE * row + LANE // 2 for row, lane in enumerate(lanes)}
    across, width = _places(steps)

    def flip(x: int) -> int:
        return width - x if is_mirrored else x

    dots = {}
    for step, x in zip(steps, across, strict=True):
        lane = step.get("lane") or (lanes[0] if lanes else "other")
        dots[step["number"]] = Dot(step["number"], flip(x), down.get(lane, TOP), _shape(step), lane)
    lines = [
        Line(dots[ground["number"]].x, dots[ground["number"]].y, dots[step["number"]].x, dots[step["number"]].y)
        for step in steps
        for ground in step.get("grounds", ())
    ]
    return Drawing(
        width=width,
        height=TOP + LANE * len(lanes) + MARGIN,
        labels_x=flip(MARGIN // 2),
        rows=tuple((names[lane], down[lane]) for lane in lanes),
        days=tuple((when, flip(x)) for when, x in _days(steps, across)),
        lines=tuple(lines),
        dots=tuple(dots.values()),
        edges=(flip(LABELS), flip(width - MARGIN)),
    )


def _places(steps: Sequence[Mapping[str, Any]]) -> tuple[list[int], int]:
    """How far across each step lies, and how wide it all is."""
    gaps, before = [], None
    for step in steps:
        at = parse_instant(step["recorded_at"]) if "recorded_at" in step else None
        passed = (at - before).total_seconds() if at and before else 0.0
        gaps.append(math.log1p(max(passed, 0.0) / _MINUTE))
        before = at or before
    least = LABELS + MARGIN + DOT
    room = max(WIDTH - least - MARGIN - DOT - _SHORTEST * len(steps), 0)
    total = sum(gaps) or 1.0
    places, x = [], float(least)
    for number, gap in enumerate(gaps):
        x += (_SHORTEST if number else 0) + room * gap / total
        places.append(round(x))
    return places, max(WIDTH, (places[-1] if places else least) + DOT + MARGIN)


def _days(steps: Sequence[Mapping[str, Any]], across: Sequence[int]) -> list[tuple[str, int]]:
    """The first step of each day, where its date has room beside the one before."""
    days: list[tuple[str, int]] = []
    last_day, last_x = "", -WIDTH
    for step, x in zip(steps, across, strict=True):
        when = step.get("recorded_at", "")
        if when and when[:10] != last_day:
            last_day = when[:10]
            if x - last_x >= 2 * LANE:
                days.append((when, x))
                last_x = x
    return days


def _shape(step: Mapping[str, Any]) -> str:
    if step["withheld"]:
        return "withheld"
    clock = step.get("clock")
    return "late" if clock and clock["state"] in _LATE else "plain"
