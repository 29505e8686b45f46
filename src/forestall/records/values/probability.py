"""How probable, as a finite number from 0 to 1.

Nothing that is forecast is certain: a forecast's probability lies strictly between. What a number is
called in words stands in `likelihood`; how strong its grounds are is confidence, a thing apart.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Probability = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
"""A probability, or an observed share, from 0 to 1."""
ForecastProbability = Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
"""A probability given beforehand: never 0, never 1."""

_WHOLE_PERCENT = 0.095
_TENTH_PERCENT = 0.00095


def caption(probability: float) -> str:
    """The number as a percentage that never rounds to certainty: `85%`, `2.3%`, `under 0.1%`."""
    if probability in (0, 1):
        return f"{probability:.0%}"
    rarer = min(probability, 1 - probability)
    if rarer < _TENTH_PERCENT:
        return "under 0.1%" if probability < 1 / 2 else "over 99.9%"
    return f"{probability:.0%}" if rarer >= _WHOLE_PERCENT else f"{probability:.1%}"
