"""Months as people and files write them, `2021-12`, and as they are counted: months since year 0."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from forestall.clock import MONTHS_PER_YEAR
from forestall.errors import InvalidField, describe
from forestall.foresee.scores.arrays import IntArray

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_EPOCH = 1970 * MONTHS_PER_YEAR
"""NumPy counts months from 1970."""


def month_number(text: str) -> int:
    """Months since year 0 of a month written like `2021-12`.

    Raises:
        InvalidField: another form, or no such month.
    """
    found = _MONTH.fullmatch(text)
    if not found:
        raise InvalidField(
            expected="a month like 2021-12", found=describe(text), where="month", remedy="Write year, dash, month."
        )
    return int(found[1]) * MONTHS_PER_YEAR + int(found[2]) - 1


def month_text(number: int) -> str:
    """The month as it is written, `2021-12`."""
    return f"{number // MONTHS_PER_YEAR:04}-{number % MONTHS_PER_YEAR + 1:02}"


def month_numbers(column: pa.ChunkedArray) -> IntArray:
    """Months since year 0 of a column of dates, shape (N,)."""
    days = column.combine_chunks().cast(pa.date32()).to_numpy(zero_copy_only=False)
    numbers: IntArray = days.astype("datetime64[M]").astype(np.int64) + _EPOCH
    return numbers
