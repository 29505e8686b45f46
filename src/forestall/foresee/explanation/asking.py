"""Many questions to a model in one go: a forest takes nearly as long to forecast one row as a thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from forestall.foresee.scores.arrays import FloatArray

Forecast = Callable[[FloatArray], FloatArray]
"""Log odds (M,) of M rows of a design (M, F)."""


@dataclass(frozen=True)
class Question:
    """Rows whose log odds somebody needs, and what is made of them."""

    rows: FloatArray
    """Shape (M, F)."""
    answer: Callable[[FloatArray], Any]
    """Takes their log odds, shape (M,)."""


def ask(forecast: Forecast, questions: Sequence[Question]) -> list[Any]:
    """The answer to each question, all rows forecast at once."""
    if not questions:
        return []
    odds = forecast(np.concatenate([question.rows for question in questions]))
    ends = np.cumsum([len(question.rows) for question in questions])[:-1]
    return [question.answer(part) for question, part in zip(questions, np.split(odds, ends), strict=True)]
