"""How long before an onset it was warned of; an onset that came without a warning counts 0."""

from __future__ import annotations

import numpy as np

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.arrays import BoolArray, IntArray, yes_or_no


def lead_times(alarm: BoolArray, onset: BoolArray, longest: int) -> IntArray:
    """Periods from the first alarm within reach to each onset, shape (M,), each in 0..longest.

    An alarm in the onset's own period comes too late to count, and so does one more than `longest` periods
    before: it was about something else. One that lapsed in between still counts, since it was given.
    Misses count 0, so that the mean can't be raised by warning of easy cases alone.

    Args:
        alarm: True where an alarm stood, shape (U, T), periods rising; what counts as an alarm is the
            caller's to say.
        onset: True where a spell began, shape (U, T).
        longest: how many periods before an onset an alarm may stand for it, from 1.

    Returns:
        One number for each of M onsets, in order of unit, then period.

    Raises:
        ShapeError: the two are not of one shape (U, T).
        ValueRangeError: values other than True and False, or `longest` below 1.

    Source:
        Glossary: lead time is the time between an alert and the onset; the rule for misses is ours.

    Example:
        >>> alarm = np.array([[True, False, True, False], [False, False, False, False]])
        >>> onset = np.array([[False, False, False, True], [False, True, False, False]])
        >>> lead_times(alarm, onset, longest=2)
        array([1, 0])
    """
    stood, began = yes_or_no("alarm", alarm), yes_or_no("onset", onset)
    if stood.shape != began.shape or stood.ndim != 2:
        raise ShapeError(
            expected="alarms and onsets of one shape (U, T)",
            found=f"shapes {stood.shape} and {began.shape}",
            where="lead_times",
            remedy="Give one row for each unit and one column for each period.",
        )
    if longest < 1:
        raise ValueRangeError(
            expected="at least one period", found=str(longest), where="longest", remedy="Ask for one or more."
        )
    units, periods = np.nonzero(began)
    lead = np.zeros(len(units), dtype=np.int64)
    for back in range(1, longest + 1):
        reached = periods >= back
        warned = np.zeros(len(units), dtype=np.bool_)
        warned[reached] = stood[units[reached], periods[reached] - back]
        lead[warned] = back
    return lead
