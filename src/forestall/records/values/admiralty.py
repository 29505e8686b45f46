"""How far a source is reliable and how far what it says is credible: a letter and a number, such as `B2`.

The two are judged apart. F and 6 mean that nobody can tell; they are not low grades, and sorting must
not bury them: a grade therefore has no order, only `is_judged` and the method it stands for.

Source:
    Admiralty code; map to methods and reliabilities in vocabulary/evidence_method.yml and
    vocabulary/evidence_reliability.yml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from forestall.errors import InvalidField, describe
from forestall.records.values.written import Written
from forestall.vocabulary.load import vocabulary

_FORM = re.compile(r"([A-F])([1-6])")
UNJUDGED_RELIABILITY = "F"
UNJUDGED_CREDIBILITY = "6"


@dataclass(frozen=True, slots=True)
class AdmiraltyGrade(Written):
    """Reliability of who says (A to F) and credibility of what is said (1 to 6)."""

    called: ClassVar[str] = "an Admiralty grade"
    pattern: ClassVar[str] = "^[A-F][1-6]$"
    reliability: str = UNJUDGED_RELIABILITY
    credibility: str = UNJUDGED_CREDIBILITY

    def __post_init__(self) -> None:
        if not _FORM.fullmatch(f"{self.reliability}{self.credibility}"):
            raise _not_a_grade(f"{self.reliability}{self.credibility}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The grade written as `B2`.

        Raises:
            InvalidField: another form.
        """
        form = _FORM.fullmatch(text) if isinstance(text, str) else None
        if form is None:
            raise _not_a_grade(text)
        return cls(*form.groups())

    @property
    def is_judged(self) -> bool:
        """True when both parts could be judged."""
        return self.reliability != UNJUDGED_RELIABILITY and self.credibility != UNJUDGED_CREDIBILITY

    @property
    def method(self) -> str:
        """The soundness of method it stands for: an id of vocabulary/evidence_method.yml."""
        rows = vocabulary("evidence_method").values()
        return next(row.id for row in rows if str(self) in row.extra["grades"])

    def evidence_reliability(self, time: str) -> str:
        """R2, R1 or R0 of evidence with this grade: an id of vocabulary/evidence_reliability.yml.

        Args:
            time: how recent the evidence is: an id of vocabulary/evidence_time.yml.

        Raises:
            UnknownTerm: no such time relevance.
        """
        pair = f"{self.method}{vocabulary('evidence_time').term(time).id}"
        rows = vocabulary("evidence_reliability").values()
        return next(row.id for row in rows if pair in row.extra["combinations"])

    def caption(self) -> str:
        """The grade in words: `B2: usually reliable, probably true`."""
        words = (
            vocabulary(name)[word].label
            for name, word in (("reliability", self.reliability), ("credibility", self.credibility))
        )
        return f"{self}: {', '.join(words).lower()}"

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"


def _not_a_grade(found: object) -> InvalidField:
    return InvalidField(
        expected="a grade like B2: reliability A to F, credibility 1 to 6",
        found=describe(found),
        where="grade",
        remedy="Write F or 6 for what can't be judged.",
    )
