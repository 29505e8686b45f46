"""From what each file speaks about to what a load may be trusted to speak about.

Wherever it is unclear the answer is the smaller one: a month or state that is left out is unknown,
and unknown is safe; one that is wrongly in reads as quiet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter

from forestall.clock import month_index, month_start
from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Span
from forestall.places.countries import countries
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

Months = tuple[int, int]
"""First and last month, counted since year 0."""


def coverage_of(spans: Iterable[Span], card: DatasetCard, seen: Iterable[str]) -> Coverage:
    """What a load made of files with these spans covers.

    Files about the same states add up to the last unbroken run of months; of files about different
    states only the months that all of them cover count. A load of nothing covers nothing. Where silence
    means that nothing is known, only states with a row are covered.

    Args:
        spans: one per file.
        card: says which states the dataset is about, where a file doesn't.
        seen: keys of the states that have rows.
    """
    spans = list(spans)
    timed = [span for span in spans if span.first and span.last]
    if not spans or (card.coverage.period and not timed):
        return Coverage()
    months = _within(card, _common(_runs(timed))) if card.coverage.period else None
    if card.coverage.period and months is None:
        return Coverage()
    seen = set(seen)
    about = seen if card.coverage.silence == "unknown" else _states(spans, card, months) - states_outside(card, seen)
    states = tuple(sorted(about))
    if months is None:
        return Coverage(countries=states)
    return Coverage(first=_written(months[0]), last=_written(months[1]), countries=states)


def states_outside(card: DatasetCard, seen: Iterable[str]) -> set[str]:
    """Keys of states that the card names as outside of its world, and that have no row all the same."""
    return set(card.coverage.outside) - set(seen)


def _within(card: DatasetCard, months: Months | None) -> Months | None:
    """The months among those that the publisher covers at all."""
    if months is None:
        return None
    first = max(months[0], _month(card.coverage.begins))
    last = min(months[1], _month(card.coverage.until)) if card.coverage.until else months[1]
    return (first, last) if first <= last else None


def _runs(spans: list[Span]) -> list[Months]:
    """For each set of states the last unbroken run of months."""
    keyed = sorted((span.geography or (), _month(span.first), _month(span.last)) for span in spans)
    return [_last_run([(first, last) for _, first, last in group]) for _, group in groupby(keyed, itemgetter(0))]


def _last_run(months: list[Months]) -> Months:
    first, last = months[0]
    for start, end in months[1:]:
        first = start if start > last + 1 else first
        last = max(last, end)
    return first, last


def _common(runs: list[Months]) -> Months | None:
    first, last = max(first for first, _ in runs), min(last for _, last in runs)
    return (first, last) if first <= last else None


def _states(spans: list[Span], card: DatasetCard, months: Months | None) -> set[str]:
    named = {state for span in spans for state in span.geography or ()}
    if not named and card.coverage.geography != "world":
        named = set(card.coverage.geography)
    if not named:
        first, last = months or (0, 10**6)
        named = {
            state.key
            for state in countries()
            if state.kind == "state"
            and month_index(state.start) <= last
            and (state.end is None or month_index(state.end) >= first)
        }
    return named


def _month(text: str | None) -> int:
    year, _, month = (text or "").partition("-")
    return month_index(date(int(year), int(month), 1))


def _written(index: int) -> PartialDate:
    start = month_start(index)
    return PartialDate(start.year, start.month)
