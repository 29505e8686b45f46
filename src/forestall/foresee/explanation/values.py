"""Values of columns as a reader knows them: their scale undone, rounded to what matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from forestall.foresee.features.country_year.columns import Column

_UNDONE: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "plain": lambda value: value,
        "percent": lambda value: value,
        "times": lambda value: float(np.exp(value)),
        "log_1p": lambda value: float(np.expm1(value)),
        "log2_1p": lambda value: float(2**value - 1),
        "sqrt": lambda value: value**2,
    }
)
_COUNTED = ("log_1p", "log2_1p", "sqrt")


def shown(column: Column, value: float) -> str:
    """A value in words and digits: `yes`, `1,200`, `35%`, `2.5 times`, `unknown`."""
    if np.isnan(value):
        return "unknown"
    if column.scale == "yes_no":
        return "yes" if value > 0.5 else "no"
    number = _UNDONE[column.scale](float(value))
    if column.scale in _COUNTED:
        return f"{number:,.0f}"
    if column.scale == "percent":
        return f"{number:.0%}"
    return f"{number:.1f} times" if column.scale == "times" else f"{number:.2g}"
