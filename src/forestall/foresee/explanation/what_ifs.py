"""What would change an estimate: in each topic the one move that moves it most, all else held.

A move takes one column to the value that one in ten countries stays below, or above, at the origin; yes
becomes no. Only columns to which theory gives a direction are moved. Columns made of the same events are
not moved along, so a real change may move the model more.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.explanation.content import WhatIf
from forestall.foresee.explanation.drivers import Forecast
from forestall.foresee.explanation.values import shown
from forestall.foresee.features.country_year.columns import Column
from forestall.foresee.models.learner import probability_of
from forestall.foresee.scores.arrays import FloatArray

_USUAL = (10, 90)
_SMALLEST = 0.02
"""Log odds below which a move is not worth a line."""


def what_ifs(
    forecast: Forecast, columns: tuple[Column, ...], row: FloatArray, others: FloatArray
) -> tuple[WhatIf, ...]:
    """The largest single move of each topic, the largest first.

    Args:
        forecast: of the ensemble.
        columns: of the design.
        row: shape (F,).
        others: all rows of the origin, shape (M, F).
    """
    movable = [
        place for place, column in enumerate(columns) if column.label and column.sign and not np.isnan(row[place])
    ]
    moves = [(place, then) for place in movable for then in _values(columns[place], row[place], others[:, place])]
    if not moves:
        return ()
    moved = np.repeat(row[np.newaxis], len(moves) + 1, axis=0)
    for number, (place, then) in enumerate(moves):
        moved[number, place] = then
    odds = forecast(moved)
    effect = odds[:-1] - odds[-1]
    best: dict[str, int] = {}
    for number in np.argsort(-np.abs(effect), kind="stable"):
        place, then = moves[number]
        if abs(effect[number]) >= _SMALLEST and shown(columns[place], then) != shown(columns[place], row[place]):
            best.setdefault(columns[place].topic, int(number))
    probability = probability_of(odds)
    return tuple(
        WhatIf(
            topic=topic,
            name=columns[moves[number][0]].label,
            now=shown(columns[moves[number][0]], row[moves[number][0]]),
            then=shown(columns[moves[number][0]], moves[number][1]),
            probability=float(probability[number]),
        )
        for topic, number in best.items()
    )


def _values(column: Column, now: float, others: FloatArray) -> tuple[float, ...]:
    if column.scale == "yes_no":
        return (0.0 if now > 0.5 else 1.0,)
    known = others[~np.isnan(others)]
    return tuple(float(value) for value in np.percentile(known, _USUAL)) if len(known) else ()
