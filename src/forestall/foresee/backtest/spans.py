"""Months that share a fit, as tasks for workers: each span of origins is forecast on its own."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from forestall.foresee.inputs import Inputs
from forestall.foresee.months import month_number, month_text

_INPUTS = "inputs.pickle"


@dataclass(frozen=True)
class Span:
    """Origins from one month to another, both included, small enough to send to a worker."""

    folder: Path
    """Where the inputs lie."""
    first: str
    last: str


def spans_of(first: str, last: str, fit_month: Callable[[str], str], folder: Path) -> list[Span]:
    """The origins from one month to another, parted by the month that each one's model is fitted at.

    Args:
        first: first origin, such as 2014-12.
        last: last origin.
        fit_month: the month of the fit that serves an origin.
        folder: where the inputs lie.
    """
    origins = [month_text(number) for number in range(month_number(first), month_number(last) + 1)]
    parts = [list(part) for _, part in groupby(origins, key=fit_month)]
    return [Span(folder, part[0], part[-1]) for part in parts]


def save_inputs(inputs: Inputs, folder: Path) -> None:
    """Write the inputs of a run, for workers that reach the folder."""
    (folder / _INPUTS).write_bytes(pickle.dumps(inputs))


def inputs_of(span: Span) -> Inputs:
    """The inputs that were written there."""
    return _load_inputs(span.folder)


@lru_cache(maxsize=1)
def _load_inputs(folder: Path) -> Inputs:
    found: Inputs = pickle.loads((folder / _INPUTS).read_bytes())  # noqa: S301 - written by this run, as tasks are
    return found
