"""Forecasts as a table: one row for each origin, unit, horizon and threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from forestall.errors import ShapeError, ValueRangeError

COLUMNS = ("origin", "unit", "horizon", "threshold", "probability", "mean")
SCHEMA = pa.schema(
    [
        ("origin", pa.string()),
        ("unit", pa.string()),
        ("horizon", pa.string()),
        ("threshold", pa.int64()),
        ("probability", pa.float64()),
        ("mean", pa.float64()),
    ]
)


@dataclass(frozen=True)
class ForecastTable:
    """Forecasts of one target by one model, N rows.

    `threshold` is null where the target is yes or no; `mean` is null where nothing is counted.
    """

    target: str
    model: str
    rows: pa.Table

    def __post_init__(self) -> None:
        if self.rows.schema != SCHEMA:
            raise ShapeError(
                expected=f"the columns {', '.join(COLUMNS)}",
                found=", ".join(self.rows.schema.names),
                where=f"forecasts of {self.target}",
                remedy="Build the table with `forecasts.SCHEMA`.",
            )
        probability = self.probability
        if not (np.isfinite(probability).all() and (probability > 0).all() and (probability < 1).all()):
            raise ValueRangeError(
                expected="probabilities above 0 and below 1",
                found=f"{int((~((probability > 0) & (probability < 1))).sum())} others",
                where=f"forecasts of {self.target} by {self.model}",
                remedy="Nothing forecast is certain: bound the model's output.",
            )

    @property
    def probability(self) -> NDArray[np.float64]:
        """Probabilities, shape (N,)."""
        values: NDArray[np.float64] = self.rows.column("probability").to_numpy()
        return values
