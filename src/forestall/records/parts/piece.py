"""One piece of evidence as an assessment weighs it: its grade, how old it is, and where it goes back to.

Not the report or item itself, which stands in its own record. Two pieces of one origin are one piece, and
pieces of one source are one voice; what goes back to nobody knows where shares one unknown origin with
everything else of that sort, since a flood of nameless reports must not pass for many witnesses.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.reference import EntryId, OriginId, RecordId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.vocabulary.load import vocabulary

GROUNDS = "trigger_ground"
MODEL = "model"
OWN_CONDUCT = "own_conduct_report"
BEST_ON_OWN_CONDUCT = AdmiraltyGrade("C", "3")


class Piece(Record):
    """A report, an item, an event or a forecast, as it counts here."""

    about: RecordId
    """What is weighed."""
    entry: EntryId
    """Its state when it was weighed."""
    ground: Annotated[str, TermOf(GROUNDS)] = "graded_report"
    """What kind of knowledge it is; some kinds never suffice alone."""
    direct_class: Annotated[str, TermOf("direct_evidence_class")] | None = None
    """Of what it is direct evidence; empty when it contributes only."""
    nature: Annotated[str, TermOf("risk_factor_nature")] = "dynamic"
    """How fast what it shows changes; structural matters age slowly."""
    dated: PartialDate | None = None
    """When what it shows was so; empty when unknown, which counts as old."""
    grade: AdmiraltyGrade = AdmiraltyGrade()
    """Reliability of who says and credibility of what is said."""
    method: Annotated[str, TermOf("evidence_method")] | None = None
    """How sound its making is, where more is known of that than the grade says."""
    origin: OriginId | None = None
    """The first telling or recording it goes back to; empty when unknown."""
    source: RecordId | None = None
    """The organisation, informant or dataset that stands behind it; empty when unknown."""
    from_affected_group: Flag = False
    """Whether those at risk, or who speaks for them, say so."""
    weighed_by: UserId
    """Who weighed it, by pseudonym."""

    @property
    def never_alone(self) -> bool:
        """True for a kind of knowledge that never suffices alone."""
        return bool(vocabulary(GROUNDS)[self.ground].extra["never_alone"])

    @model_validator(mode="after")
    def _check_ground(self) -> Self:
        if self.ground == MODEL and self.direct_class is not None:
            raise ValueError("no direct evidence in the output of a model")
        best = BEST_ON_OWN_CONDUCT
        if self.ground == OWN_CONDUCT:
            if self.grade.reliability < best.reliability or self.grade.credibility < best.credibility:
                raise ValueError(f"no better than {best} for what a suspected actor says of its own conduct")
            if self.method is not None:
                raise ValueError("the grade alone for what a suspected actor says of its own conduct")
        return self
