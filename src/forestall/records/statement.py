"""One claim of one source about one property of one thing, with the wording it was made in.

Not a fact, and not a row: two sources that differ about a number are two statements, and what a reader
sees is what remains after they were weighed. An official communique is a public statement, another thing.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.records.values.day import Day
from forestall.records.values.reference import DatasetName, FieldPath, OriginId, RecordId
from forestall.records.values.text import LanguageText, Line, Text

TOO_EXACT = ("place.name", "place.latitude", "place.longitude")


class Statement(Record):
    """Who says what about which property, in which words, how well graded."""

    about: RecordId
    """The thing it is about."""
    property: FieldPath
    """Which field of that thing, such as `deaths.best`."""
    value: Line
    """What is claimed, as the field would be written; a number as its digits."""
    original: LanguageText | None = None
    """The wording of the source."""
    dataset: DatasetName | None = None
    """The dataset that makes the claim."""
    source: RecordId | None = None
    """The report or piece of evidence that makes it."""
    source_row: Line | None = None
    """Which row or page of the dataset."""
    grade: AdmiraltyGrade = AdmiraltyGrade()
    """How far source and claim can be relied on."""
    origin: OriginId | None = None
    """The first telling it goes back to; empty when unknown."""
    first_seen: Day
    """When the source was first seen to say it."""
    last_seen: Day
    """When it was last seen to say it."""
    withdrawn_because: Text | None = None
    """Why the source, or who drew it from there, no longer makes the claim."""

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if (self.dataset is None) == (self.source is None):
            raise ValueError("a dataset or a source record, one of them")
        if self.source is not None and self.property.endswith(TOO_EXACT):
            raise ValueError("no exact place from a report or evidence; it stands in a seal")
        if self.last_seen < self.first_seen:
            raise ValueError("last seen not before first seen")
        return self
