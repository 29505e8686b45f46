"""Which state a row is about: the publisher's code or name, read as of the row's own date.

Three columns are added: `country` (the key that stays the same through renamings), `iso3` and `gwcode`
as they were then. A name nobody can place is a finding, never a guess; codes that are no state, such
as the total of a region, are named with a reason in the card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import MONTHS_PER_YEAR
from forestall.errors import UnknownTerm
from forestall.observe.card import CountryRule, DatasetCard
from forestall.observe.findings import FindingKind, Findings
from forestall.places.countries import countries, country_by_code, country_by_key, find_country
from forestall.places.country import Country

NO_TIME, NEVER = -1, -2
"""In place of a period: none is given, or it is outside of the calendar."""
LAST_YEAR = 9999
_PERIODS = 2**20
"""More periods than months since year 0: a code and a period fit into one number."""


@dataclass(frozen=True)
class Resolved:
    """A state as a row means it."""

    country: str
    iso3: str | None
    gwcode: int | None


def add_countries(batch: Any, card: DatasetCard, file: str, done: int, findings: Findings) -> Any:
    """The batch with its states, and without the rows whose codes the card leaves out.

    Args:
        batch: a `pyarrow.RecordBatch`.
        card: names the column and the scheme.
        file: name of the file, for findings.
        done: how many rows of the file came before this batch.
        findings: where names that nobody can place are noted.
    """
    rule = card.country
    if rule is None:
        return batch
    codes = batch.column(rule.column)
    times = _periods(batch.column(rule.at)) if rule.at else pa.array([NO_TIME] * len(codes), pa.int64())
    yearly = rule.at is not None and pa.types.is_integer(batch.column(rule.at).type)
    if rule.many:
        return _add_lists(batch, codes, times, rule, yearly, _noter(rule, file, done, findings))
    pairs, places = _distinct(codes, times)
    note = _noter(rule, file, done, findings)
    answers = [_answer(code, period, rule, yearly=yearly) for code, period in pairs]
    for number, ((code, _), found) in enumerate(zip(pairs, answers, strict=True)):
        if found is None and code not in rule.leave_out and code not in rule.stateless:
            note(code, places, number)
    batch = _with_columns(batch, answers, places)
    if not any(code in rule.leave_out for code, _ in pairs):
        return batch
    kept = pa.array([code not in rule.leave_out for code, _ in pairs], pa.bool_())
    return batch.filter(kept.take(places))


def country_fields(rule: CountryRule | None) -> tuple[str, ...]:
    """Names of the columns that a rule adds."""
    if rule is None:
        return ()
    return ("countries",) if rule.many else ("country", "iso3", "gwcode")


def _noter(rule: CountryRule, file: str, done: int, findings: Findings) -> Callable[[str, Any, int], None]:
    def note(code: str, places: Any, number: int) -> None:
        rows = pc.indices_nonzero(pc.equal(places, number))
        first = done + rows[0].as_py() + 1
        findings.add(FindingKind.UNRESOLVED_COUNTRY, rule.column, code, file=file, row=first, rows=len(rows))

    return note


def _periods(column: Any) -> Any:
    """Months since year 0 for days, years for whole numbers."""
    if pa.types.is_integer(column.type):
        years = column.cast(pa.int64())
        in_calendar = pc.and_(pc.greater_equal(years, 1), pc.less_equal(years, LAST_YEAR))
        return pc.fill_null(pc.if_else(in_calendar, years, NEVER), NO_TIME)
    months = pc.add(pc.multiply(pc.year(column), MONTHS_PER_YEAR), pc.subtract(pc.month(column), 1))
    return pc.fill_null(months, NO_TIME)


def _distinct(codes: Any, times: Any) -> tuple[list[tuple[str, int]], Any]:
    """The distinct (code, period) pairs, and for each row the number of its own."""
    coded = codes.dictionary_encode()
    numbers = pc.fill_null(coded.indices.cast(pa.int64()), -1)
    both = pc.add(pc.multiply(pc.add(numbers, 1), _PERIODS), pc.subtract(times, NEVER)).dictionary_encode()
    words = ["", *coded.dictionary.cast(pa.string()).to_pylist()]
    pairs = [(words[pair // _PERIODS], pair % _PERIODS + NEVER) for pair in both.dictionary.to_pylist()]
    return pairs, both.indices


def _answer(code: str, period: int, rule: CountryRule, *, yearly: bool) -> Resolved | None:
    if not code or period == NEVER or code in rule.leave_out or code in rule.stateless:
        return None
    key = rule.lookups.get(code)
    return resolve_country("key" if key else rule.scheme, key or code, tuple(_days(period, yearly)), rule.codes)


def _with_columns(batch: Any, answers: list[Resolved | None], places: Any) -> Any:
    for name, kind in (("country", pa.string()), ("iso3", pa.string()), ("gwcode", pa.int32())):
        values = pa.array([getattr(found, name) if found else None for found in answers], kind)
        batch = batch.append_column(name, values.take(places))
    return batch


def _add_lists(
    batch: Any, lists: Any, times: Any, rule: CountryRule, yearly: bool, note: Callable[[str, Any, int], None]
) -> Any:
    parents = pc.list_parent_indices(lists)
    pairs, places = _distinct(pc.list_flatten(lists), times.take(parents))
    answers = [_answer(code, period, rule, yearly=yearly) for code, period in pairs]
    for number, ((code, _), found) in enumerate(zip(pairs, answers, strict=True)):
        if found is None and code not in rule.stateless:
            note(code, pc.if_else(pc.equal(places, number), number, -1), number)
    keys = pa.array([found.country if found else None for found in answers], pa.string()).take(places)
    offsets = pc.subtract(lists.offsets, lists.offsets[0])
    rebuilt = pa.ListArray.from_arrays(offsets, keys, mask=lists.is_null() if lists.null_count else None)
    return batch.append_column("countries", rebuilt)


def _days(period: int, yearly: bool) -> Iterable[date]:
    """The days on which a state may have been meant: the end of the period first."""
    if period == NO_TIME:
        return ()
    if yearly:
        return date(period, 12, 31), date(period, 7, 1), date(period, 1, 1)
    year, month = divmod(period, MONTHS_PER_YEAR)
    return date(year, month + 1, 28), date(year, month + 1, 1)


@lru_cache(maxsize=200_000)
def resolve_country(scheme: str, code: str, days: tuple[date, ...], codes: str) -> Resolved | None:
    """The state with that code, or nothing when there is none.

    Args:
        scheme: alpha2, alpha3, numeric, gw or cow; `name` for names; `key` for our own key.
        code: the code or name.
        days: when it is meant, in the order to try; none means the last state that had the code.
        codes: `then` when a code holds in its time only, `ever` when the publisher uses it also for
            years in which the state did not exist; these get no Gleditsch-Ward number.
    """
    found = next((state for day in days if (state := _lookup(scheme, code, day))), None)
    if found is not None:
        return Resolved(found.key, found.alpha3, found.gw)
    if days and codes == "then":
        return None
    latest = _latest(scheme, code)
    if latest is None:
        return None
    then = next((state for day in days if (state := _lookup("key", latest.key, day))), None)
    standing = then if days else latest
    return Resolved(latest.key, latest.alpha3, standing.gw if standing else None)


def _lookup(scheme: str, code: str, day: date) -> Country | None:
    try:
        if scheme == "key":
            return country_by_key(code, day)
        if scheme == "name":
            return find_country(code, day)
        return country_by_code(scheme, code, day)  # type: ignore[arg-type]
    except UnknownTerm:
        return None


@lru_cache(maxsize=20_000)
def _latest(scheme: str, code: str) -> Country | None:
    starts = sorted({state.start for state in countries()}, reverse=True)
    return next((state for day in starts if (state := _lookup(scheme, code, day))), None)
