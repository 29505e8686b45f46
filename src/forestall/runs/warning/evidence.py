"""Grading what came in, and weighing it as a piece of an assessment.

Credibility is judged first, reliability by somebody else, and each is fixed once given. A piece takes its
grade, its origin and its date from the record: nobody types them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.entry import Entry
from forestall.records.event import Event
from forestall.records.evidence import Evidence
from forestall.records.forecast import Forecast
from forestall.records.grade import Grade
from forestall.records.parts.piece import MODEL, OWN_CONDUCT, Piece
from forestall.records.report import Report
from forestall.records.statement import Statement
from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.records.values.partial_date import PartialDate
from forestall.runs.order import state_of
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import Handling, begin, follow, held, named_id, state_for

GRADED_AS = {"report": "report.graded", "evidence": "evidence.graded", "statement": "statement.graded"}
NAMED_METHOD = "M1"
FURTHEST = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """One part of a grade: credibility or reliability, never both."""

    reason: str
    """Why."""
    credibility: str | None = None
    """How far what is said can be believed, 1 to 6; judged first, the source unseen."""
    reliability: str | None = None
    """How far who says it can be relied on, A to F; judged by somebody else."""
    topic: str | None = None
    """For which topic and place the source was judged."""
    origins: tuple[str, ...] = ()
    """Origins that bear it out; credibility 1 needs two of them."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What an analyst says of a piece beside what its record says."""

    ground: str = "graded_report"
    """What kind of knowledge it is; a model's output and a report on own conduct stay what they are."""
    direct_class: str | None = None
    """Of what it is direct evidence."""
    nature: str = "dynamic"
    """How fast what it shows changes."""
    source: str | None = None
    """Who stands behind it, where its record doesn't say."""
    from_affected_group: bool = False
    """Whether those at risk, or who speaks for them, say so."""


def grade_evidence(ledger: Ledger, by: Person, about: str, judged: Judged) -> Entry:
    """The entry in which a person gives one part of a grade.

    Args:
        ledger: where it goes.
        by: who judges.
        about: id of the report, item or statement.
        judged: the part.

    Raises:
        BadTransition: reliability before credibility, or a part that stands already.
        InvalidField: both parts at once, by one person, or against the rules of a grade.
    """
    state = state_for(ledger, by, about, "grade_evidence")
    grade_id = named_id("grade", about)
    before = state_of(ledger, by.reader, grade_id)
    parts: dict[str, Any] = (
        held(before, Grade).to_json() if before else {"about": about, "about_own_conduct": _on_own_conduct(state)}
    )
    _check_turn(judged, parts, about)
    for part, value in (("credibility", judged.credibility), ("reliability", judged.reliability)):
        if value is not None:
            parts |= {part: value, f"{part}_by": by.user}
    parts["reason"] = "\n".join(filter(None, (parts.get("reason"), judged.reason)))
    parts["origins"] = [*parts.get("origins", ()), *judged.origins]
    if judged.topic is not None:
        parts["topic"] = judged.topic
    grade, kind = Grade.parse(parts), _kind(about)
    if before:
        return follow(ledger, by, kind, before, grade, [state])
    return begin(ledger, by, kind, grade, Handling.of(state), rests_on=[state], record_id=grade_id)


def weigh_piece(ledger: Ledger, by: Person, about: str, weighing: Weighing) -> tuple[Piece, tuple[Entry, ...]]:
    """A piece as a person weighs it, and the entries it rests on.

    Raises:
        NotFound: it isn't there for the person.
        InvalidField: it is nothing that can be weighed.
    """
    state = state_for(ledger, by, about, "revise_assessment")
    graded = state_of(ledger, by.reader, named_id("grade", about))
    # The grade rests on what it grades: naming both would make the grade look as if it came first.
    return piece_of(ledger, by, state, weighing, held(graded, Grade) if graded else None), (graded or state,)


def piece_of(ledger: Ledger, by: Person, state: Entry, weighing: Weighing, grade: Grade | None) -> Piece:
    """A record as a piece: its grade, date, method and origin as they stand, and what a person says beside them.

    Raises:
        InvalidField: it is nothing that can be weighed.
    """
    record = state.record()
    ground = _ground(record, grade, weighing.ground)
    return Piece.parse(
        {
            "about": state.record_id,
            "entry": state.id,
            "ground": ground,
            "direct_class": weighing.direct_class,
            "nature": weighing.nature,
            "dated": _dated(record),
            "grade": grade.grade if grade else getattr(record, "grade", AdmiraltyGrade()),
            "method": None if ground == OWN_CONDUCT else _method(record),
            "origin": _origin(ledger, by, record),
            "source": weighing.source or getattr(record, "informant", None),
            "from_affected_group": weighing.from_affected_group,
            "weighed_by": by.user,
        }
    )


def _kind(about: str) -> str:
    prefix = about.split("-", maxsplit=1)[0]
    if prefix in GRADED_AS:
        return GRADED_AS[prefix]
    raise InvalidField(
        expected=f"the id of a {', '.join(GRADED_AS)}",
        found=f"that of a {prefix}",
        where="what is graded",
        remedy="Grade what it was made from.",
    )


def _check_turn(judged: Judged, parts: dict[str, Any], about: str) -> None:
    if (judged.credibility is None) == (judged.reliability is None):
        raise InvalidField(
            expected="credibility or reliability, one at a time",
            found="both or neither",
            where=f"the grade of {about}",
            remedy="Judge credibility first, the source unseen; somebody else judges reliability.",
        )
    part = "credibility" if judged.credibility is not None else "reliability"
    if part == "reliability" and "credibility_by" not in parts:
        raise _out_of_turn("credibility before reliability", "none yet", about)
    if f"{part}_by" in parts:
        raise _out_of_turn(f"a {part} that nobody has judged", "one that is fixed", about)


def _out_of_turn(expected: str, found: str, about: str) -> BadTransition:
    return BadTransition(
        expected=expected,
        found=found,
        where=f"the grade of {about}",
        remedy="Each part is fixed once given; what changes the view is another report or item.",
    )


def _on_own_conduct(state: Entry) -> bool:
    return bool(state.body.get("about_own_conduct", False))


def _ground(record: object, grade: Grade | None, said: str) -> str:
    if isinstance(record, Forecast):
        return "pooled_probability" if record.forecaster_kind == "pool" else MODEL
    own = (grade is not None and grade.about_own_conduct) or getattr(record, "about_own_conduct", False)
    return OWN_CONDUCT if own else said


def _dated(record: object) -> PartialDate | None:
    if isinstance(record, Report):
        return record.occurred
    if isinstance(record, Evidence):
        return record.made
    if isinstance(record, Event):
        return record.last_day
    if isinstance(record, Statement):
        return PartialDate.of(record.last_seen)
    if isinstance(record, Forecast):
        return PartialDate.of(record.issued_on)
    raise InvalidField(
        expected="a report, an item of evidence, an event, a statement or a forecast",
        found=type(record).__name__,
        where="the piece",
        remedy="Weigh what it was made from.",
    )


def _method(record: object) -> str | None:
    # How a forecast was made is named with it; what it says is still one contributing piece.
    return NAMED_METHOD if isinstance(record, Forecast) else getattr(record, "method", None)


def _origin(ledger: Ledger, by: Person, record: object) -> str | None:
    """The first telling it goes back to, followed through what it repeats or copies."""
    seen: set[str] = set()
    for _ in range(FURTHEST):
        origin: str | None = getattr(record, "origin", None)
        if isinstance(record, Event):
            origins = {source.origin for source in record.sources}
            origin = next(iter(origins)) if len(origins) == 1 else None
        before = getattr(record, "repeats", None) or getattr(record, "copy_of", None)
        if origin is not None or before is None or before in seen:
            return origin
        seen.add(before)
        earlier = state_of(ledger, by.reader, before)
        if earlier is None:
            return None
        record = earlier.record()
    return None
