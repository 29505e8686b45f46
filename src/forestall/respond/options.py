"""What could be done: measures of the catalogue that fit, the least intrusive first, doing nothing among them.

A list to choose from, not advice: nothing here says what to choose, and no option is left out because it is weak.
Lead times, preconditions and risks are planning estimates of the catalogue and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from forestall.records.parts.option import Option
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.term import Term

ESTIMATE = "planning estimate, not yet checked"
UNKNOWN_COST = "Not known; to be estimated before deciding."
_UNITS = {"h": 1 / 24, "w": 7, "m": 30, "y": 365}
# What a word alone stands for, in days: some of them, up to where the next longer word begins.
_SOME = {"hours": (0, 1), "days": (1, 7), "weeks": (7, 30), "months": (30, 180)}
_WORKING_DAYS = 7 / 5


class Intrusiveness(IntEnum):
    """How far a measure reaches into a state that may not consent, the least first; our own design."""

    AT_HOME = 0
    """The state's own, or with its consent: no ground in the Charter is needed."""
    BY_CONSENT = 1
    """Chapter VI: binds by consent."""
    ARMED_BY_CONSENT = 2
    """Police or troops, of the state or with its consent: after mediation, since they may be part of the danger."""
    REGIONAL = 3
    """Chapter VIII, without force."""
    BINDING = 4
    """Chapter VII, without force: binds whoever does not consent."""
    FORCE = 5
    """The use of force, or the threat of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which measures are looked for; what is left out does not narrow."""

    signs: frozenset[str] = frozenset()
    """Risk factors or indicators that a measure should work on: ids such as `RF7` or `7.3`."""
    pillars: frozenset[str] = frozenset()
    """Ids of vocabulary/pillar.yml."""
    actors: frozenset[str] = frozenset()
    """Ids of vocabulary/measure_actor.yml."""
    phases: frozenset[str] = frozenset()
    """Ids of vocabulary/measure_phase.yml."""
    within_days: float | None = None
    """The days in which a first effect is needed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure that fits, and what speaks for and against it."""

    option: Option
    """As it may be laid before a decision-maker."""
    intrusiveness: Intrusiveness
    works_on: tuple[str, ...]
    """Indicators among those asked for."""
    preconditions: str
    evidence: str
    evidence_strength: str
    """An id of vocabulary/evidence_strength.yml."""


def proposals(wanted: Wanted, language: str = "en") -> tuple[Proposal, ...]:
    """The measures that fit, the least intrusive first; among equals what works on most, then what is soonest.

    Args:
        wanted: what is looked for.
        language: of the labels.

    Raises:
        UnknownTerm: a pillar, actor, phase or sign that is in no list.
    """
    _check_words(wanted)
    found = [
        (measure, lead_time_days(measure.extra["lead_time"]))
        for measure in vocabulary("measure").values()
        if _fits(measure, wanted)
    ]
    made = [_proposal(measure, lead, wanted, language) for measure, lead in found if _is_in_time(lead, wanted)]
    return tuple(sorted(made, key=_place))


def nothing(label: str = "Do nothing", expected: str = "The risk stays as it is judged to be.") -> Option:
    """The option of doing nothing, which is always there.

    Args:
        label: in the language of the others.
        expected: what is expected then.
    """
    return Option(label=label, expected_effect=expected)


def intrusiveness(measure: str) -> Intrusiveness:
    """How far a measure reaches.

    Raises:
        UnknownTerm: no such measure.
    """
    extra = vocabulary("measure").term(measure).extra
    if extra.get("uses_force"):
        return Intrusiveness.FORCE
    by_chapter = _BY_CHAPTER[extra.get("charter_basis")]
    return max(by_chapter, Intrusiveness.ARMED_BY_CONSENT) if extra.get("sends_forces") else by_chapter


def lead_time_days(text: str) -> tuple[float, float]:
    """The shortest and the longest time from a decision to its effect, in days.

    Where the catalogue names a step before the effect ("days to authorise; months to arrive"), the effect counts.

    Raises:
        ValueError: a lead time written in no form of the catalogue, such as one without a unit.

    Example:
        >>> lead_time_days("1-6 m")
        (30, 180)
        >>> lead_time_days("hours-days")
        (0, 7)
    """
    last = text.rsplit(";", maxsplit=1)[-1].strip()
    if working := re.fullmatch(r"(\d+) working days", last):
        days = round(int(working[1]) * _WORKING_DAYS)
        return days, days
    ends = re.fullmatch(r"(\w+)(?:-(\w+))?(?: (\w+))?(?: to arrive)?", last)
    if ends is None:
        raise ValueError(f"a lead time such as 1-6 m, not {text!r}")
    first, second, unit = ends.groups()
    low, high = _bounds(first, unit), _bounds(second or first, unit)
    return low[0], high[1]


def _bounds(word: str, unit: str | None) -> tuple[float, float]:
    if word in _SOME:
        return _SOME[word]
    days = int(word) * _UNITS[unit or ""]
    return days, days


def _check_words(wanted: Wanted) -> None:
    for name, words in (("pillar", wanted.pillars), ("measure_actor", wanted.actors), ("measure_phase", wanted.phases)):
        for word in words:
            vocabulary(name).term(word)
    for sign in wanted.signs:
        vocabulary("indicator" if "." in sign else "risk_factor").term(sign)


def _fits(measure: Term, wanted: Wanted) -> bool:
    extra = measure.extra
    by_list = (
        (wanted.pillars, set(extra["pillars"])),
        (wanted.actors, set(extra["actors"])),
        (wanted.phases, {extra["phase"]}),
    )
    return all(not asked or asked & has for asked, has in by_list) and (
        not wanted.signs or bool(_works_on(extra, wanted))
    )


def _works_on(extra: Any, wanted: Wanted) -> tuple[str, ...]:
    factors = {sign.removeprefix("RF") for sign in wanted.signs}
    return tuple(sign for sign in extra["addresses"] if sign in wanted.signs or sign.partition(".")[0] in factors)


def _is_in_time(lead: tuple[float, float], wanted: Wanted) -> bool:
    return wanted.within_days is None or lead[0] <= wanted.within_days


def _proposal(measure: Term, lead: tuple[float, float], wanted: Wanted, language: str) -> Proposal:
    extra = measure.extra
    strength = vocabulary("evidence_strength")[extra["evidence_strength"]]
    option = Option(
        label=measure.label_in(language),
        measure=measure.id,
        cost_in_words=UNKNOWN_COST,
        expected_effect=f"{measure.definition} What is known of its effect ({strength.label.lower()}): "
        f"{extra['evidence']}.",
        lead_time_days=round(lead[1]),
        possible_harm=f"{extra['risks']} ({ESTIMATE}).",
        charter_basis=extra.get("charter_basis"),
    )
    return Proposal(
        option=option,
        intrusiveness=intrusiveness(measure.id),
        works_on=_works_on(extra, wanted),
        preconditions=extra["preconditions"],
        evidence=extra["evidence"],
        evidence_strength=strength.id,
    )


def _place(proposal: Proposal) -> tuple[int, int, int, str]:
    days = proposal.option.lead_time_days or 0
    return proposal.intrusiveness, -len(proposal.works_on), days, proposal.option.measure or ""


def least_intrusive_first(options: tuple[Option, ...]) -> Iterator[Option]:
    """Options in the order in which they are shown: doing nothing first, force last."""
    yield from sorted(options, key=lambda one: -1 if one.measure is None else intrusiveness(one.measure))


_BY_CHAPTER = {
    None: Intrusiveness.AT_HOME,
    "chapter_vi": Intrusiveness.BY_CONSENT,
    "chapter_viii": Intrusiveness.REGIONAL,
    "chapter_vii": Intrusiveness.BINDING,
}
