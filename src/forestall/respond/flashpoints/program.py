"""The linear and integer program over schedules: which team takes which, so that most expected harm is averted.

Each column is one schedule of one sort of teams. What each place-day is covered with, what it bears, and what must
be there are rows. HiGHS solves it; its prices say what a day at a place is worth, from which better schedules are
made, until there is none.

Source:
    Column generation after Dantzig and Wolfe (1960), Operations Research 8(1), 101-111; the bound on what any plan
    can avert is their Lagrangian bound. Solver: HiGHS, Huangfu and Hall (2018), Mathematical Programming
    Computation 10, 119-142.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from forestall.errors import ValueRangeError
from forestall.records.deployment import Need
from forestall.respond.flashpoints.problem import FloatArray, Problem, Sort
from forestall.respond.flashpoints.rows import rows_of
from forestall.respond.flashpoints.schedules import Stays

SCALE = 10_000.0
"""What all expected harm together weighs in the program, so that tolerances mean the same whatever its unit."""
WHOLE = 1e-6
"""How far from a whole number a count of teams may be and still count as whole."""
SHORT = 2 * SCALE
"""What one missing team on one day of a need weighs: more than all that a plan can avert."""


@dataclass(frozen=True, slots=True)
class Column:
    """One schedule of one sort."""

    sort: int
    stays: Stays


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer of the program."""

    averted: float
    """Expected harm averted, in the problem's unit."""
    short: float
    """Teams missing over all days of all needs."""
    weight: float
    """Both as the program weighs them: what it makes as large as it can."""
    counts: tuple[float, ...]
    """How many teams take each column."""
    is_proven: bool
    """Whether the solver showed that these columns give no more."""


class Program:
    """The program of a problem, which grows by columns."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.columns: list[Column] = []
        self._known: dict[tuple[int, frozenset[tuple[int, int]]], int] = {}
        self._total = float((problem.harm * problem.most_averted).sum()) or 1.0
        self._highs = _silent()
        self._rows, self._need_row = rows_of(problem)
        self._add_rows()
        self._add_cover()
        self.prices: FloatArray = np.zeros(len(self._sides))
        """What each row is worth, as of the last `solve`; the last stands for rows that there are not."""

    def _add_rows(self) -> None:
        problem = self.problem
        below = np.zeros(self._need_row)
        below[: len(problem.sorts)] = [sort.n for sort in problem.sorts]
        shape = problem.harm.shape
        for name, side in (("room", problem.room), ("force", problem.force_at_once)):
            there = self._rows[name] >= 0
            below[self._rows[name][there]] = np.broadcast_to(side, shape)[there]
        needs = np.array([need.n_teams for need in problem.needs for _ in _days_of(need)], dtype=float)
        self._n_needs = len(needs)
        self._sides = np.concatenate([below, needs, [0.0]])
        lower = np.concatenate([np.full(len(below), -highspy.kHighsInf), needs])
        upper = np.concatenate([below, np.full(len(needs), highspy.kHighsInf)])
        empty = np.empty(0)
        n = len(lower)
        self._highs.addRows(n, lower, upper, 0, np.zeros(n, dtype=np.int32), empty.astype(np.int32), empty)

    def _add_cover(self) -> None:
        problem = self.problem
        self._fills = self._rows["cover"] >= 0
        rows = self._rows["cover"][self._fills].astype(np.int32)
        n = len(rows)
        most = np.broadcast_to(problem.most_averted, problem.harm.shape)[self._fills]
        cost = -problem.harm[self._fills] * SCALE / self._total
        self._highs.addCols(n, cost, np.zeros(n), most, n, np.arange(n, dtype=np.int32), rows, np.ones(n))
        for number in range(self._n_needs):
            row = np.array([self._need_row + number], dtype=np.int32)
            self._highs.addCol(SHORT, 0.0, highspy.kHighsInf, 1, row, np.ones(1))
        self._n_fixed = n + self._n_needs
        self._plain: list[float] = []

    def add(self, columns: Iterable[Column]) -> int:
        """How many of these were new; each is in the program from now on."""
        n_new = 0
        for column in columns:
            key = column.sort, _days_at(column)
            if not column.stays or key in self._known:
                continue
            self._known[key] = len(self.columns)
            self.columns.append(column)
            entries = dict(self._entries(column))
            rows = np.array(sorted(entries), dtype=np.int32)
            values = np.array([entries[int(row)] for row in rows], dtype=float)
            self._plain.append(self._plainly(column))
            cost = -self._plain[-1] * SCALE / self._total
            # Without a bound of its own, so that the price of a team stands at the row that counts teams alone.
            self._highs.addCol(cost, 0.0, highspy.kHighsInf, len(rows), rows, values)
            n_new += 1
        return n_new

    def counts_of(self, taken: Iterable[Column]) -> list[float]:
        """How many teams take each column, where these are taken."""
        counts = [0.0] * len(self.columns)
        for column in taken:
            counts[self._known[column.sort, _days_at(column)]] += 1
        return counts

    def plan_of(self, counts: Sequence[float]) -> Solved:
        """A plan of whole teams, weighed."""
        return self._solved(np.array([*self._cover_of(counts), *counts]), is_proven=False)

    def _entries(self, column: Column) -> Iterator[tuple[int, float]]:
        yield column.sort, 1.0
        sort = self.problem.sorts[column.sort]
        for place, first, last in column.stays:
            for day in range(first, last + 1):
                for name, value in self._presence(sort):
                    if self._rows[name][day, place] >= 0:
                        yield int(self._rows[name][day, place]), value
        number = self._need_row
        for need in self.problem.needs:
            place = self.problem.spots.index(need.spot)
            for day in _days_of(need):
                if _counts(need, sort) and any(p == place and first <= day <= last for p, first, last in column.stays):
                    yield number, 1.0
                number += 1

    def _plainly(self, column: Column) -> float:
        """What a schedule averts where no others can be in its way."""
        plain = np.where(self._fills, 0.0, self.problem.harm) * self.problem.sorts[column.sort].averts
        return sum(float(plain[first : last + 1, place].sum()) for place, first, last in column.stays)

    def _presence(self, sort: Sort) -> Iterator[tuple[str, float]]:
        yield "cover", -sort.averts
        yield "room", 1.0
        if sort.may_use_force:
            yield "force", 1.0
        if self.problem.force_needs_company:
            yield "company", 1.0 if sort.may_use_force else -float(self.problem.force_at_once)

    def solve(self) -> Solved:
        """The best mix of columns, parts of teams allowed; its prices stay until the next."""
        if not self.columns and not self._n_fixed:
            return self._solved(np.zeros(0), is_proven=True)
        highs = self._highs
        highs.run()
        _check(highs, (highspy.HighsModelStatus.kOptimal,))
        solution = highs.getSolution()
        self.prices = np.append(np.array(solution.row_dual), 0.0)
        return self._solved(np.array(solution.col_value), is_proven=True)

    def dive(self, left: Callable[[], float]) -> list[float]:
        """Whole teams on columns, found by giving the largest part of a team its column and solving anew, and again.

        Args:
            left: how many seconds are left; what isn't whole then is left out.
        """
        highs, first = _copy_of(self._highs), self._n_fixed
        highs.setBasis(self._highs.getBasis())
        low, high = np.zeros(len(self.columns)), np.full(len(self.columns), highspy.kHighsInf)
        raised: int | None = None
        while True:
            highs.run()
            if highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                counts = np.array(highs.getSolution().col_value)[first:]
                sure = np.floor(counts + WHOLE)
                low, parts = np.maximum(low, sure), counts - sure
                if parts.max(initial=0.0) <= WHOLE or left() <= 0:
                    return low.tolist()
                raised = int(parts.argmax())
                low[raised] += 1
            elif raised is None or left() <= 0:
                return low.tolist()
            else:
                # No mix has that team whole beside the others: it goes without.
                low[raised] -= 1
                high[raised], raised = low[raised], None
            for number in np.flatnonzero((low > 0) | (high < highspy.kHighsInf)):
                highs.changeColBounds(int(first + number), float(low[number]), float(high[number]))

    def whole(self, seconds: float, known: Sequence[float] | None = None) -> Solved:
        """The best mix of columns with whole teams that was found in so many seconds.

        Args:
            seconds: how long it may take.
            known: how many teams take each column in a plan that is there already.

        Raises:
            ValueRangeError: no plan is known, and none was looked at in time.
        """
        if not self.columns:
            return self.solve()
        whole = _copy_of(self._highs)
        first, n = self._n_fixed, len(self.columns)
        kinds = np.full(n, highspy.HighsVarType.kInteger)
        whole.changeColsIntegrality(n, np.arange(first, first + n, dtype=np.int32), kinds)
        if known is not None:
            begin = highspy.HighsSolution()
            begin.col_value = [*self._cover_of(known), *known]
            whole.setSolution(begin)
        whole.setOptionValue("time_limit", max(seconds, 0.1))
        whole.setOptionValue("mip_rel_gap", 1e-9)
        whole.setOptionValue("mip_abs_gap", 1e-7)
        whole.run()
        allowed = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)
        _check(whole, allowed)
        values = np.array(whole.getSolution().col_value)
        if not whole.getSolution().value_valid:
            raise _no_time()
        return self._solved(values, is_proven=whole.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def worth(self, number: int, prices: FloatArray | None = None) -> FloatArray:
        """What a day at each place is worth to a sort of teams, shape (D, P).

        Args:
            number: which sort.
            prices: of every row; those of the last `solve` when not given.
        """
        problem, prices = self.problem, self.prices if prices is None else prices
        sort = problem.sorts[number]
        found: FloatArray = np.where(self._fills, 0.0, problem.harm) * sort.averts * SCALE / self._total
        for name, value in self._presence(sort):
            found += prices[self._rows[name]] * value
        row = self._need_row
        for need in problem.needs:
            place = problem.spots.index(need.spot)
            for day in _days_of(need):
                if _counts(need, sort):
                    found[day, place] += prices[row]
                row += 1
        return found

    def price_of_team(self, number: int, prices: FloatArray | None = None) -> float:
        """What one team more of a sort is worth in the program, at least 0; at the prices of the last `solve`."""
        return max(0.0, -float((self.prices if prices is None else prices)[number]))

    def bound(self, prices: FloatArray, best: Sequence[float]) -> float:
        """What no plan outweighs, whatever prices it is reckoned from.

        Args:
            prices: of every row, none above 0 but those of needs, none of which is below.
            best: what the best schedule of each sort is worth at these prices.
        """
        problem, n_sorts = self.problem, len(self.problem.sorts)
        gain = np.maximum(problem.harm * SCALE / self._total + prices[self._rows["cover"]], 0.0)
        most = float((np.where(self._fills, gain, 0.0) * problem.most_averted).sum())
        held = [sort.n * max(0.0, value) for sort, value in zip(problem.sorts, best, strict=True)]
        return most + sum(held) - float(prices[n_sorts:] @ self._sides[n_sorts:])

    def excess(self, prices: FloatArray, best: Sequence[Column]) -> FloatArray:
        """By how much each row is overdrawn where every team of a sort takes its best schedule, as prices have it.

        0 where a price is as low as it may be and a move would only lower it.
        """
        used = np.zeros(len(self._sides))
        for column in best:
            for row, value in self._entries(column):
                used[row] += value * self.problem.sorts[column.sort].n
        pays = (self.problem.harm * SCALE / self._total + prices[self._rows["cover"]] > 0) & self._fills
        used[self._rows["cover"][pays]] += np.broadcast_to(self.problem.most_averted, pays.shape)[pays]
        over: FloatArray = used - self._sides
        # The row of a sort needs no price here: the bound counts its teams.
        over[: len(self.problem.sorts)] = over[-1] = 0.0
        over[self.within_signs(prices - over) == prices] = 0.0
        return over

    def within_signs(self, prices: FloatArray) -> FloatArray:
        """Prices that bound: none above 0 but those of needs, which lie between 0 and what a missing team weighs."""
        found = np.minimum(prices, 0.0)
        found[self._need_row : -1] = np.clip(prices[self._need_row : -1], 0.0, SHORT)
        return found

    def _cover_of(self, counts: Sequence[float]) -> FloatArray:
        """What these counts of columns cover and leave missing: the program's other columns."""
        place_of = {int(row): number for number, row in enumerate(self._rows["cover"][self._fills])}
        cover = np.zeros(len(place_of))
        present = np.zeros(self._n_needs)
        for column, count in zip(self.columns, counts, strict=True):
            if count:
                for row, value in self._entries(column):
                    if row >= self._need_row:
                        present[row - self._need_row] += value * count
                    elif row in place_of:
                        cover[place_of[row]] -= value * count
        most = np.broadcast_to(self.problem.most_averted, self._fills.shape)[self._fills]
        missing = np.maximum(self._sides[self._need_row : -1] - present, 0.0)
        return np.concatenate([np.minimum(cover, most), missing])

    def in_unit(self, weight: float) -> float:
        """A weight of the program in the problem's unit of harm."""
        return weight * self._total / SCALE

    def _solved(self, values: FloatArray, *, is_proven: bool) -> Solved:
        n_cover = self._n_fixed - self._n_needs
        counts = values[self._n_fixed :]
        averted = float(values[:n_cover] @ self.problem.harm[self._fills]) + float(counts @ np.array(self._plain))
        short = float(values[n_cover : self._n_fixed].sum())
        weight = averted * SCALE / self._total - SHORT * short
        return Solved(averted, short, weight, tuple(counts.tolist()), is_proven)


def _days_at(column: Column) -> frozenset[tuple[int, int]]:
    return frozenset((day, place) for place, first, last in column.stays for day in range(first, last + 1))


def _days_of(need: Need) -> range:
    return range(need.first_day - 1, need.last_day)


def _counts(need: Need, sort: Sort) -> bool:
    return not need.kinds or sort.kind in need.kinds


def _silent() -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # it ships hints for all but this
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    return highs


def _copy_of(highs: highspy.Highs) -> highspy.Highs:
    copy = _silent()
    copy.passModel(highs.getLp())
    return copy


def _check(highs: highspy.Highs, allowed: tuple[highspy.HighsModelStatus, ...]) -> None:
    status = highs.getModelStatus()
    if status not in allowed:
        raise ValueRangeError(
            expected="a program that can be solved",
            found=highs.modelStatusToString(status),
            where="the plan's program",
            remedy="Look for numbers in the demand that are far apart, such as harms of 1e-9 and 1e9.",
        )


def _no_time() -> ValueRangeError:
    return ValueRangeError(
        expected="time to look at least at one plan",
        found="none left",
        where="the plan's program",
        remedy="Give it more seconds.",
    )
