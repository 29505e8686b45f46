"""An item kept unchanged so that it stands up years later, with its digest and everyone who held it.

Not a report, and not proof: what it shows is for a grade and a judgement. The tempting mistake is to
name the file's maker, the account it came from or who is seen in it; those stand in a seal.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from forestall.records.parts.consent import Consent
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import EvidenceId, OriginId, SealId, Sha256, UserId
from forestall.records.values.strict import Natural
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text


class Custody(Record):
    """One hand it went through."""

    held_by: UserId
    """Who held it, by pseudonym."""
    since: Instant
    """From when on."""
    digest: Sha256
    """Its SHA-256 when it was taken over: the same as at capture, or the chain is broken."""


class Evidence(Record):
    """One preserved item."""

    kind: Annotated[str, TermOf("evidence_kind")]
    """What sort of item it is."""
    digest: Sha256
    """SHA-256 of the copy that is kept unchanged."""
    size_bytes: Natural
    """Its size."""
    media_type: Annotated[str, StringConstraints(strict=True, max_length=127, pattern=r"^[a-z]+/[a-z0-9.+-]+$")]
    """Its media type, such as `image/jpeg`."""
    captured_at: Instant
    """When it was captured or taken in."""
    captured_by: UserId
    """Who did, by pseudonym."""
    captured_with: Line | None = None
    """The tool and its version."""
    content: SealId | None = None
    """Seal of where it came from and who is seen in it."""
    exact_place: SealId | None = None
    """Seal of where exactly it was made."""
    consent: Consent | None = None
    """On what footing it is held, and until when; required with any seal."""
    made: PartialDate | None = None
    """When what it shows happened; empty when unknown."""
    place: CoarsePlace | None = None
    """Where, no finer than the first-level unit; empty when unknown."""
    shows: LanguageText | None = None
    """What it shows, in neutral words without anybody who could be recognised."""
    direct_class: Annotated[str, TermOf("direct_evidence_class")] | None = None
    """Of what it is direct evidence; empty when it contributes only."""
    method: Annotated[str, TermOf("evidence_method")] | None = None
    """How sound the method behind it is; empty until judged."""
    origin: OriginId | None = None
    """The first recording it goes back to; items that share an origin count once. Empty when unknown."""
    copy_of: EvidenceId | None = None
    """The item it is a copy of."""
    custody: Annotated[tuple[Custody, ...], Field(min_length=1)]
    """Everyone who held it, in order, from its capture on."""
    withdrawn_because: Text | None = None
    """Why it may no longer be relied on; the item stays kept."""

    @model_validator(mode="after")
    def _check_custody(self) -> Self:
        if any(hand.digest != self.digest for hand in self.custody):
            raise ValueError("the same digest in every hand")
        times = [hand.since for hand in self.custody]
        if times != sorted(times):
            raise ValueError("custody in order of time")
        if (self.content or self.exact_place) and self.consent is None:
            raise ValueError("the footing (consent) on which its seals are held")
        return self
