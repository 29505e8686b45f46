"""What happens in an exercise, drawn by a seed: where, to whom, how sure people are, and how the ministry answers.

Nothing in it is real, and nothing in it resembles a real place on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from forestall.records.values.likelihood import likelihood_of, phrase

COUNTRY = "XEA"
PROVINCES = {
    "XA-01": "Tolm",
    "XA-02": "Westreach",
    "XA-03": "Norfell",
    "XA-04": "Suthmere",
    "XA-05": "Eastvale",
}
POPULATIONS = ("Herding families of the uplands", "River farmers", "People of the lower town", "Salt traders")
SIGNS = (
    ("one_sided_violence", "Homes were burnt in a night."),
    ("one_sided_violence", "Shots were fired at a market as it closed."),
    ("detention", "Travellers were taken from two buses."),
    ("incitement", "Leaflets called for neighbours to leave."),
)


class Answering(StrEnum):
    """How the ministry answers."""

    IN_TIME = "in_time"
    LATE = "late"
    """Nobody answers before the clocks have run out."""
    DEFERRED = "deferred"
    """It is deferred, the date passes, and it is taken up again."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story."""

    seed: int
    province: str
    """ISO 3166-2 form of an invented first-level unit."""
    population: str
    """Who is at risk."""
    signs: tuple[tuple[str, str], ...]
    """What each report tells of: an event type and neutral words."""
    probability: float
    """What the analysts' pool comes to."""
    base_rate: float
    phases: tuple[str, ...]
    """What each analyst judges in the second round."""
    dissents: bool
    """Whether one of them says what they hold against the result."""
    answering: Answering
    hours: dict[str, float]
    """How long each step takes."""

    @property
    def place(self) -> dict[str, Any]:
        """Where, no finer than a province."""
        return {"precision": "admin1", "country": COUNTRY, "admin1": self.province}

    @property
    def province_name(self) -> str:
        """What the province is called."""
        return PROVINCES[self.province]

    @property
    def sentence(self) -> str:
        """What may happen, with the number and its range."""
        return f"An attack on people in {self.province_name} within three months is {phrase(self.probability)}."

    @property
    def likelihood(self) -> str | None:
        """The word for the probability, as an id."""
        term = likelihood_of(self.probability)
        return term.id if term else None


def story_of(seed: int) -> Story:
    """The story of a seed: the same one each time.

    Args:
        seed: any whole number.
    """
    chance = Random(seed)  # noqa: S311 - a story may be foreseen
    province = chance.choice(sorted(PROVINCES))
    return Story(
        seed=seed,
        province=province,
        population=chance.choice(POPULATIONS),
        signs=tuple(chance.choice(SIGNS) for _ in range(chance.randint(7, 9))),
        probability=chance.choice((0.15, 0.25, 0.35, 0.45)),
        base_rate=chance.choice((0.02, 0.03, 0.05)),
        phases=tuple(chance.choice((("3",) * 5, ("3", "3", "3", "4", "3"), ("3", "4", "3", "3", "3")))),
        dissents=chance.random() < 1 / 2,
        answering=chance.choice(list(Answering)),
        hours={step: round(chance.uniform(0.5, 6.0), 2) for step in _STEPS},
    )


_STEPS = ("report", "grade", "judge", "draft", "review", "read", "decide", "begin", "work", "look", "tell", "look_back")
