"""Values of columns as a reader knows them: their scale undone, rounded to what matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from forestall.foresee.explanation.content import Form, Shown
from forestall.foresee.features.country_year.columns import Column

_UNDONE: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "times": lambda value: float(np.exp(value)),
        "log_1p": lambda value: float(np.expm1(value)),
        "log2_1p": lambda value: float(2**value - 1),
        "sqrt": lambda value: value**2,
    }
)
_FORMS: Mapping[str, Form] = MappingProxyType(
    {"times": "times", "percent": "percent", "log_1p": "count", "log2_1p": "count", "sqrt": "count"}
)
_DECIMALS: Mapping[Form, int] = MappingProxyType({"times": 1, "percent": 2, "count": 0})


def shown(column: Column, value: float) -> Shown:
    """A value in its form: yes, 1200 as a count, 0.35 as a percent, 2.5 as times, unknown."""
    if np.isnan(value):
        return Shown("unknown")
    if column.scale == "yes_no":
        return Shown("yes" if value > 0.5 else "no")
    number = _UNDONE.get(column.scale, float)(float(value))
    form = _FORMS.get(column.scale, "number")
    if form == "number":
        return Shown(form, float(f"{number:.2g}"))
    return Shown(form, round(number, _DECIMALS[form]))
