"""What each topic adds to an estimate, in log odds, exactly adding up.

Topics are players of a game whose value is the ensemble's log odds with the columns of some topics as they
are and all others as in a reference profile. A topic's effect is its Shapley value, the mean of what it
adds over orders in which topics are set: over all orders for few topics, else over a fixed set of them,
each with its reverse. Either way effects add up to the whole difference, for every member alike; for
linear members each order gives the same, so those parts are exact.

Source:
    Shapley (1953), Contributions to the Theory of Games II, 307-317; Strumbelj and Kononenko (2014),
    Knowledge and Information Systems 41(3), 647-665; single reference: Sundararajan and Najmi (2020), ICML.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.explanation.asking import Question
from forestall.foresee.explanation.content import Driver, Shown
from forestall.foresee.explanation.values import shown
from forestall.foresee.features.country_year.columns import TOPICS, Column
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray

N_ORDERS, SEED = 32, 5


@dataclass(frozen=True)
class Topics:
    """Which columns each topic has."""

    names: tuple[str, ...]
    """Those of the design, in the order of TOPICS, length K."""
    of_column: IntArray
    """Place of each column's topic, shape (F,)."""


def topics_of(columns: tuple[Column, ...]) -> Topics:
    """The topics of a design."""
    names = tuple(name for name in TOPICS if any(column.topic == name for column in columns))
    return Topics(names, np.array([names.index(column.topic) for column in columns], dtype=np.int64))


def effects(topics: Topics, row: FloatArray, reference: FloatArray) -> Question:
    """What each topic adds to the log odds of a row over those of a reference: the answer has shape (K,).

    Args:
        topics: of the design.
        row: shape (F,).
        reference: shape (F,).
    """
    orders = _orders(len(topics.names))
    steps = _coalitions(orders)
    distinct, place = np.unique(steps.reshape(-1, steps.shape[2]), axis=0, return_inverse=True)
    mixed = np.where(distinct[:, topics.of_column], row, reference)

    def answer(odds: FloatArray) -> FloatArray:
        value = odds[place].reshape(steps.shape[:2])
        added = np.empty(orders.shape)
        np.put_along_axis(added, orders, np.diff(value, axis=1), axis=1)
        mean: FloatArray = added.mean(axis=0)
        return mean

    return Question(mixed, answer)


def drivers(
    columns: tuple[Column, ...], found: FloatArray, row: FloatArray, reference: FloatArray
) -> tuple[Driver, ...]:
    """Effects as drivers, the largest first.

    Args:
        columns: of the design.
        found: effect of each topic, shape (K,).
        row: shape (F,).
        reference: shape (F,).
    """
    topics = topics_of(columns)
    made = [
        Driver(name, TOPICS[name], *_standing_out(columns, name, row, reference), float(found[place]))
        for place, name in enumerate(topics.names)
    ]
    return tuple(sorted(made, key=lambda driver: -abs(driver.effect)))


def _orders(n_topics: int) -> IntArray:
    """Orders of the topics, each followed by its reverse, shape (O, K)."""
    chance = np.random.default_rng(SEED)
    drawn = np.stack([chance.permutation(n_topics) for _ in range(N_ORDERS // 2)])
    return np.concatenate([drawn, drawn[:, ::-1]])


def _coalitions(orders: IntArray) -> BoolArray:
    """Which topics are set before each step of each order and after the last, shape (O, K + 1, K)."""
    n_orders, n_topics = orders.shape
    made = np.zeros((n_orders, n_topics + 1, n_topics), dtype=bool)
    for step in range(n_topics):
        made[:, step + 1] = made[:, step]
        made[np.arange(n_orders), step + 1, orders[:, step]] = True
    return made


def _standing_out(
    columns: tuple[Column, ...], topic: str, row: FloatArray, reference: FloatArray
) -> tuple[str, Shown | None]:
    """Label and value of a topic's labelled column that is furthest from the reference."""
    labelled = [place for place, column in enumerate(columns) if column.topic == topic and column.label]
    apart = {place: abs(float(row[place] - reference[place])) for place in labelled}
    known = {place: distance for place, distance in apart.items() if distance > 0}
    if not known:
        return "", None
    place = max(known, key=known.__getitem__)
    return columns[place].label, shown(columns[place], float(row[place]))
