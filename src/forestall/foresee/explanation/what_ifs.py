"""What would change an estimate: in each topic the one move that moves it most, all else held.

A move takes one column to the value that one in ten countries stays below, or above, at the origin; yes
becomes no. Only columns to which theory gives a direction are moved. Columns made of the same events are
not moved along, so a real change may move the model more.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.explanation.asking import Question
from forestall.foresee.explanation.content import WhatIf
from forestall.foresee.explanation.values import shown
from forestall.foresee.features.country_year.columns import Column
from forestall.foresee.models.learner import probability_of
from forestall.foresee.scores.arrays import FloatArray

_USUAL = (10, 90)
_SMALLEST = 0.02
"""Log odds below which a move is not worth a line."""


def what_ifs(columns: tuple[Column, ...], row: FloatArray, others: FloatArray) -> Question:
    """The largest single move of each topic, the largest first: the answer is a tuple of WhatIf.

    Args:
        columns: of the design.
        row: shape (F,).
        others: all rows of the origin, shape (M, F).
    """
    movable = [
        place for place, column in enumerate(columns) if column.label and column.sign and not np.isnan(row[place])
    ]
    moves = [(place, then) for place in movable for then in _values(columns[place], row[place], others[:, place])]
    moved = np.repeat(row[np.newaxis], len(moves) + 1, axis=0)
    for number, (place, then) in enumerate(moves):
        moved[number, place] = then
    return Question(moved, lambda odds: _largest(columns, row, moves, odds))


def _largest(
    columns: tuple[Column, ...], row: FloatArray, moves: list[tuple[int, float]], odds: FloatArray
) -> tuple[WhatIf, ...]:
    effect, probability = odds[:-1] - odds[-1], probability_of(odds)
    best: dict[str, WhatIf] = {}
    for number in np.argsort(-np.abs(effect), kind="stable"):
        place, then = moves[number]
        column = columns[place]
        found = WhatIf(
            topic=column.topic,
            name=column.label,
            now=shown(column, float(row[place])),
            then=shown(column, then),
            probability=float(probability[number]),
        )
        if abs(effect[number]) >= _SMALLEST and found.now != found.then:
            best.setdefault(column.topic, found)
    return tuple(best.values())


def _values(column: Column, now: float, others: FloatArray) -> tuple[float, ...]:
    if column.scale == "yes_no":
        return (0.0 if now > 0.5 else 1.0,)
    known = others[~np.isnan(others)]
    return tuple(float(value) for value in np.percentile(known, _USUAL)) if len(known) else ()
