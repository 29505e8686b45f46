"""Values by unit and period, with the state of each and the knowledge they were built from.

Beside every value stands whether it is one. Nothing here turns an unknown into a number: it is NaN, and
NaN it stays through every sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.errors import NotFound, ShapeError, ValueRangeError
from forestall.foresee.panel.frame import Frame, Unit
from forestall.records.values.presence import Presence

StateArray = NDArray[np.uint8]
Values = NDArray[np.floating[Any]]


class State(IntEnum):
    """What a value of a panel is; 0 is unknown, so that nothing forgotten ever reads as calm."""

    UNKNOWN = 0
    """Outside what the source covers, or not readable."""
    ABSENT = 1
    """Covered, and nothing on record: the value is 0."""
    STALE = 2
    """Carried on from an earlier period, too old to be the period's own."""
    PRESENT = 3
    """On record, 0 or not."""
    NO_UNIT = 4
    """The unit did not exist in that period."""

    def presence(self) -> Presence:
        """The same as records say it; of what did not exist nothing is known."""
        return _PRESENCE[self]


_PRESENCE = {
    State.UNKNOWN: Presence.UNKNOWN,
    State.ABSENT: Presence.ABSENT,
    State.STALE: Presence.STALE,
    State.PRESENT: Presence.PRESENT,
    State.NO_UNIT: Presence.UNKNOWN,
}
_WITHOUT_VALUE = (State.UNKNOWN, State.NO_UNIT)


class LeftOut(StrEnum):
    """Why a row of a source is not in the panel; each is counted."""

    NO_PERIOD = "no period"
    """Its date is empty."""
    OTHER_PERIOD = "other period"
    """It lies before the first period or after the last."""
    NO_PLACE = "no place"
    """It has no point, or one that is not on the globe."""
    COARSE_PLACE = "coarse place"
    """Its place is not known well enough to say in which unit it was; it is not spread over several."""
    COARSE_DATE = "coarse date"
    """Its date is not known well enough to say in which period it was."""
    OTHER_UNIT = "other unit"
    """It lies in none of the units, or in one that did not exist and whose area several held."""
    NO_VALUE = "no value"
    """A value to be added up is empty: sums of its period are lower bounds."""


@dataclass(frozen=True, eq=False)
class Panel:
    """C columns of values of U units over T periods, all as known at one time."""

    frame: Frame
    """The units and periods."""
    columns: tuple[str, ...]
    """Names, length C."""
    values: Values
    """Shape (C, U, T), contiguous, read-only; NaN exactly where the state has no value."""
    states: StateArray
    """Shape (C, U, T), of `State`."""
    as_of: datetime
    """The state of knowledge: nothing recorded later is in it."""
    left_out: Mapping[str, Mapping[LeftOut, int]] = field(default_factory=dict)
    """Rows that are not in it, by dataset and reason."""

    def __post_init__(self) -> None:
        shape = (len(self.columns), *self.frame.shape)
        if self.values.shape != shape or self.states.shape != shape or len(set(self.columns)) < len(self.columns):
            raise ShapeError(
                expected=f"values and states of shape {shape}, and no column twice",
                found=f"shapes {self.values.shape} and {self.states.shape}, columns {', '.join(self.columns)}",
                where="panel",
                remedy="Give one value and one state for each column, unit and period.",
            )
        for values, states in zip(self.values, self.states, strict=True):
            _check_column(values, states)
        self.values.flags.writeable = False
        self.states.flags.writeable = False

    def column(self, name: str) -> Values:
        """The values of a column, shape (U, T), NaN where there is none.

        Raises:
            NotFound: no such column.
        """
        values: Values = self.values[self._place(name)]
        return values

    def state(self, name: str) -> StateArray:
        """The states of a column, shape (U, T).

        Raises:
            NotFound: no such column.
        """
        states: StateArray = self.states[self._place(name)]
        return states

    def row(self, unit: Unit) -> int:
        """Position of a unit.

        Raises:
            NotFound: no such unit.
        """
        try:
            return self.frame.units.index(unit)
        except ValueError:
            raise _not_found(f"a unit of this panel of {self.frame.kind} units", str(unit)) from None

    def until(self, label: str) -> Panel:
        """The same up to that period: a reference date's view, where only later revisions would differ.

        Raises:
            NotFound: a period that the panel doesn't have.
        """
        frame = self.frame.until(label)
        stop = len(frame.periods)
        values = np.ascontiguousarray(self.values[:, :, :stop])
        states = np.ascontiguousarray(self.states[:, :, :stop])
        return replace(self, frame=frame, values=values, states=states)

    def carried_on(self, names: Sequence[str], most: int) -> Panel:
        """The same with unknowns of these columns filled by the last value, at most so many periods on, as stale.

        For what changes slowly, such as a country's regime; never for counts of events, where silence is
        not a sign that things went on as they were.

        Args:
            names: of the columns.
            most: for how many periods a value may stand in, from 1.

        Raises:
            NotFound: no such column.
        """
        values, states = self.values.copy(), self.states.copy()
        for place in map(self._place, names):
            for back in range(1, most + 1):
                # Going from near to far, an unknown takes the nearest value that is the period's own.
                here, before = states[place, :, back:], self.states[place, :, :-back]
                fresh = (here == State.UNKNOWN) & ((before == State.PRESENT) | (before == State.ABSENT))
                values[place, :, back:][fresh] = self.values[place, :, :-back][fresh]
                here[fresh] = State.STALE
        return replace(self, values=values, states=states)

    def unknown_where(self, mask: NDArray[np.bool_]) -> Panel:
        """The same with every value unknown there: what a source does not cover, or leaves in doubt.

        Args:
            mask: shape (U, T), or (C, U, T) where columns differ.
        """
        struck = mask & (self.states != State.NO_UNIT)
        values = np.where(struck, np.asarray(np.nan, self.values.dtype), self.values)
        return replace(self, values=values, states=np.where(struck, np.uint8(State.UNKNOWN), self.states))

    def beside(self, other: Panel) -> Panel:
        """Both panels' columns in one; both must have the same units, periods and time of knowledge.

        Raises:
            ShapeError: they don't, or share a column.
        """
        mine, theirs = (panel.frame for panel in (self, other))
        if (mine.kind, mine.units, mine.periods, self.as_of) != (
            theirs.kind,
            theirs.units,
            theirs.periods,
            other.as_of,
        ):
            raise ShapeError(
                expected="two panels of the same units, periods and time of knowledge",
                found="others",
                where="panel",
                remedy="Build both on one frame and as of one time.",
            )
        dtype = np.result_type(self.values, other.values)
        return replace(
            self,
            columns=(*self.columns, *other.columns),
            values=np.concatenate([self.values, other.values], dtype=dtype),
            states=np.concatenate([self.states, other.states]),
            left_out={**self.left_out, **other.left_out},
        )

    def _place(self, name: str) -> int:
        if name not in self.columns:
            raise _not_found(f"a column of this panel: {', '.join(self.columns)}", name)
        return self.columns.index(name)


def _check_column(values: Values, states: StateArray) -> None:
    nothing = np.isin(states, _WITHOUT_VALUE)
    if (np.isnan(values) != nothing).any() or np.isinf(values).any() or (values[states == State.ABSENT] != 0).any():
        raise ValueRangeError(
            expected="NaN where there is no value, 0 where nothing is there, and finite numbers elsewhere",
            found="values that contradict their states",
            where="panel",
            remedy="Set value and state together.",
        )


def _not_found(expected: str, found: str) -> NotFound:
    return NotFound(expected=expected, found=found, where="panel", remedy="Ask for one that it has.")
