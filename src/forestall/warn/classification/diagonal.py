"""How often graders let one letter follow the other: a sign that the two are not kept apart.

Source:
    In field reports 87 percent of grades lay on the diagonal of the Admiralty scale (Baker and others, 1968, as
    cited in later tests of the scale); the share from which people are told is our own design.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forestall.records.values.admiralty import AdmiraltyGrade

ALARM_ABOVE = 0.6
LEAST_GRADES = 10
_DIAGONAL = frozenset({"A1", "B2", "C3", "D4", "E5"})


@dataclass(frozen=True, slots=True)
class Diagonal:
    """Grades on the diagonal, among those in which both parts say something."""

    n_grades: int
    """Grades in which both parts were judged as more than unknown."""
    n_on_it: int
    """Those of them in which one part mirrors the other: A1, B2, C3, D4 or E5."""

    @property
    def is_alarming(self) -> bool:
        """True where so many mirror each other that graders may no longer keep the two apart."""
        return self.n_grades >= LEAST_GRADES and self.n_on_it > ALARM_ABOVE * self.n_grades


def diagonal_of(grades: Iterable[AdmiraltyGrade]) -> Diagonal:
    """How many grades lie on the diagonal; F and 6 say nothing and are left out."""
    said = [str(grade) for grade in grades if grade.reliability != "F" and grade.credibility != "6"]
    return Diagonal(len(said), sum(grade in _DIAGONAL for grade in said))
