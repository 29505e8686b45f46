"""Numbers and yes/no as they are: never guessed from text, from each other, or from nothing.

`"12"` is not a number here, `true` is not 1, and nothing is not zero.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LARGEST_NATURAL = 10_000_000_000_000
LARGEST_REAL = 1e15

Natural = Annotated[int, Field(strict=True, ge=0, le=LARGEST_NATURAL)]
"""A whole number from 0 to ten million million: rows, bytes, people, days."""
Ordinal = Annotated[int, Field(strict=True, ge=1, le=LARGEST_NATURAL)]
"""A whole number counted from 1."""
Real = Annotated[float, Field(strict=True, ge=-LARGEST_REAL, le=LARGEST_REAL, allow_inf_nan=False)]
"""A finite number, within what JSON keeps the same through whole numbers and back."""
Amount = Annotated[float, Field(strict=True, ge=0, le=LARGEST_REAL, allow_inf_nan=False)]
"""A finite number that is not negative."""
Flag = Annotated[bool, Field(strict=True)]
"""True or false; a question that may be unanswered is not a flag."""
