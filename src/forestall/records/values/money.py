"""An amount of money in a currency, as planned or spent; never summed across currencies."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from forestall.records.record import Record
from forestall.records.values.strict import Amount


class Money(Record):
    """An amount and its currency."""

    amount: Amount
    """How much, in whole units of the currency."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """The currency by its ISO 4217 code."""

    def caption(self) -> str:
        """The amount as text, such as `EUR 50,000`."""
        return f"{self.currency} {self.amount:,.0f}"
