"""Months that share a fit, as tasks for workers: each span of origins is forecast on its own."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from forestall.foresee.inputs import Inputs
from forestall.foresee.months import month_number, month_text
from forestall.foresee.workers.workers import Progress, Workers, no_progress

Issued = TypeVar("Issued")
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


def run_spans(
    forecast: Callable[[Span], list[Issued]],
    inputs: Inputs,
    origins: tuple[str, str],
    fit_month: Callable[[str], str],
    workers: Workers,
    progress: Progress = no_progress,
) -> list[Issued]:
    """What is forecast from each origin from the first to the last, in their order.

    Args:
        forecast: gives that of the origins of one span; of the top level of a module.
        inputs: tables, which `inputs_of` gives to it.
        origins: the first month and the last.
        fit_month: the month of the fit that serves an origin.
        workers: who does the spans; any number of them gives the same.
        progress: told as spans get done.
    """
    with workers.scratch_folder() as folder:
        (folder / _INPUTS).write_bytes(pickle.dumps(inputs))
        parts = workers.run(forecast, spans_of(*origins, fit_month, folder), progress)
    return [issued for part in parts for issued in part]


def count_spans(first: str, last: str, fit_month: Callable[[str], str]) -> int:
    """How many spans there are from one origin to another."""
    return len(spans_of(first, last, fit_month, Path()))


def inputs_of(span: Span) -> Inputs:
    """The inputs that were written there."""
    return _load_inputs(span.folder)


@lru_cache(maxsize=1)
def _load_inputs(folder: Path) -> Inputs:
    found: Inputs = pickle.loads((folder / _INPUTS).read_bytes())  # noqa: S301 - written by this run, as tasks are
    return found
