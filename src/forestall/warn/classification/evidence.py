"""How much evidence there is, counted in pieces of different origin.

A wire story and its forty copies are one piece; a thousand look-alike reports from one hand are one piece.
What goes back to nobody knows where shares one unknown origin with everything else of that sort.

Source:
    Forestall design after the logic of IPC protocols 2.5 and 2.6; numbers in vocabulary/evidence_level.yml,
    evidence_time.yml, evidence_method.yml and evidence_reliability.yml.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forestall.records.parts.piece import MODEL, Piece
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.term import Term

UNKNOWN_ORIGIN = "unknown"
NO_LEVEL = "none"
RELIABLE, FAIR, UNRELIABLE = "R2", "R1", "R0"
_RANK = {UNRELIABLE: 0, FAIR: 1, RELIABLE: 2}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece with its reliability at a day."""

    piece: Piece
    """The piece."""
    time: str
    """How recent it is: an id of vocabulary/evidence_time.yml."""
    reliability: str
    """R2, R1 or R0."""

    @property
    def is_direct(self) -> bool:
        """True when it speaks of the harm itself or of its preparation, reliably enough to count."""
        return self.piece.direct_class is not None and self.counts

    @property
    def counts(self) -> bool:
        """True for what may support a phase at all."""
        return self.reliability != UNRELIABLE


@dataclass(frozen=True, slots=True)
class Weight:
    """All the evidence of an assessment, weighed."""

    level: str
    """The level it reaches: an id of vocabulary/evidence_level.yml."""
    counted: tuple[Weighed, ...]
    """The pieces that count, one for each origin."""
    set_aside: tuple[Weighed, ...]
    """The rest: copies of an origin that counts already, and what is not reliable enough."""
    n_origins: int
    """Independent origins among those that count."""

    @property
    def stands_alone(self) -> bool:
        """True with a direct piece that is neither a model, nor an actor's own report, nor hate speech."""
        return any(row.is_direct and not row.piece.never_alone for row in self.counted)

    @property
    def order(self) -> int:
        """The level's place among the levels."""
        return int(vocabulary("evidence_level")[self.level].extra["order"])


def time_relevance(piece: Piece, on: date) -> str:
    """How recent a piece is on a day: T2, T1 or T0; undated is old, and the future is not yet evidence.

    A piece known only by its month is as old as the month allows.
    """
    days = "structural_days" if piece.nature == "structural" else "dynamic_days"
    *limited, old = vocabulary("evidence_time").values()
    if piece.dated is None or piece.dated.earliest() > on:
        return old.id
    age = (on - piece.dated.earliest()).days
    return next((term.id for term in limited if age <= term.extra[days]), old.id)


def weigh(piece: Piece, on: date) -> Weighed:
    """The piece with its reliability on a day; output of a model is fair at best."""
    time = time_relevance(piece, on)
    pair = f"{piece.method or piece.grade.method}{time}"
    rows = vocabulary("evidence_reliability").values()
    reliability = next(row.id for row in rows if pair in row.extra["combinations"])
    if piece.ground == MODEL and reliability == RELIABLE:
        reliability = FAIR
    return Weighed(piece, time, reliability)


def one_of_each_origin(pieces: Iterable[Weighed]) -> tuple[Weighed, ...]:
    """The strongest piece of each origin: direct before contributing, then the more reliable."""
    strongest: dict[str, Weighed] = {}
    for row in pieces:
        origin = row.piece.origin or UNKNOWN_ORIGIN
        if origin not in strongest or _strength(row) > _strength(strongest[origin]):
            strongest[origin] = row
    return tuple(strongest.values())


def weigh_all(pieces: Sequence[Piece], on: date) -> Weight:
    """The evidence level that pieces reach on a day, and what they were counted as.

    Args:
        pieces: in the order in which they were taken in; of two equally strong ones the earlier counts.
        on: the day for which they are weighed.
    """
    weighed = [weigh(piece, on) for piece in pieces]
    counted = one_of_each_origin(row for row in weighed if row.counts)
    kept = {id(row) for row in counted}
    levels = sorted(vocabulary("evidence_level").values(), key=_order, reverse=True)
    return Weight(
        level=next((level.id for level in levels if _reaches(counted, level)), NO_LEVEL),
        counted=counted,
        set_aside=tuple(row for row in weighed if id(row) not in kept),
        n_origins=len(_voices(counted)),
    )


def _reaches(counted: Sequence[Weighed], level: Term) -> bool:
    need = level.extra
    direct = sorted((row for row in counted if row.is_direct), key=_strength, reverse=True)
    strong = need.get("direct_r2", 0)
    n_direct = strong + need.get("direct_r1", 0)
    if len(direct) < n_direct or any(row.reliability != RELIABLE for row in direct[:strong]):
        return False
    if len(counted) - n_direct < need.get("any_r1", 0) or len(_voices(counted)) < need.get("origins", 0):
        return False
    return not need.get("affected_voice", False) or any(row.piece.from_affected_group for row in counted)


def _voices(counted: Iterable[Weighed]) -> set[str]:
    # Pieces that one source stands behind are one voice, however many tellings it passes on.
    return {row.piece.source or row.piece.origin or UNKNOWN_ORIGIN for row in counted}


def _strength(row: Weighed) -> tuple[bool, int]:
    return row.is_direct, _RANK[row.reliability]


def _order(level: Term) -> int:
    return int(level.extra["order"])
