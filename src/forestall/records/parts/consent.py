"""On what footing something personal is held, and until when.

Consent is one footing among others: where power is unequal a yes may not be free. Withdrawing it, or
the end of retention, destroys the keys of the seals.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.term import TermOf
from forestall.records.values.text import Language, Line


class Consent(Record):
    """The basis, the wording that was agreed to, and the end."""

    basis: Annotated[str, TermOf("consent_basis")]
    """What allows holding it."""
    wording: Line | None = None
    """Which version of the consent text was read or shown; required where the basis is consent."""
    language: Language | None = None
    """The language in which it was read or shown."""
    keep_until: Day
    """The day after which the keys of its seals are destroyed."""

    @model_validator(mode="after")
    def _check_wording(self) -> Self:
        if self.basis == "consent" and not (self.wording and self.language):
            raise ValueError("the wording and language of the consent text that was agreed to")
        return self
