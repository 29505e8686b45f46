"""Whether a node was made for an exercise, and how fast its days pass: one small file, written before its first entry.

A node is for exercises from its first entry on, or never: there is no step from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from forestall.clock import PacedClock, format_instant, parse_instant
from forestall.errors import AlreadyThere, InvalidField, NotFound, UnreadableData
from forestall.identifiers import canonical_json
from forestall.memory.files import make_folder, read_file, replace

FILE = "exercise.json"
SLOWEST, FASTEST = 1.0, 1440.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How an exercise runs."""

    seed: int
    """Which story it tells."""
    started_at: datetime
    """When it was started; its own days begin with that day."""
    days_a_day: float
    """How many of its days pass in one real day."""

    @property
    def clock(self) -> PacedClock:
        """Its clock."""
        return PacedClock(self.started_at, self.started_at, self.days_a_day)


def pace_of(home: Path) -> Pace | None:
    """How the exercise in a folder runs; None where the node is no exercise.

    Raises:
        UnreadableData: the file holds something else; a node of which nobody can tell is not opened.
    """
    try:
        said = orjson.loads(read_file(home / FILE))
        return Pace(int(said["seed"]), parse_instant(said["started_at"]), float(said["days_a_day"]))
    except NotFound:
        return None
    except (ValueError, KeyError, TypeError, InvalidField):
        raise UnreadableData(
            expected="what `forestall exercise start` wrote",
            found="something else",
            where=str(home / FILE),
            remedy="Restore the file from your backup of the folder.",
        ) from None


def set_pace(home: Path, pace: Pace) -> None:
    """Make a folder one of an exercise, before there is a node in it; a start that was cut short may be made again.

    Raises:
        AlreadyThere: there is a node.
        InvalidField: days that pass slower than real ones, or a day in less than a minute.
    """
    if (home / "node.json").exists():
        raise AlreadyThere(
            expected="a folder without a node",
            found="one with a node",
            where=str(home),
            remedy="Set FORESTALL_HOME, and FORESTALL_DATABASE where it is used, to a place of its own.",
        )
    if not SLOWEST <= pace.days_a_day <= FASTEST:
        raise InvalidField(
            expected=f"{SLOWEST:g} to {FASTEST:g} days a day",
            found=f"{pace.days_a_day:g}",
            where="the pace of the exercise",
            remedy="Choose a pace that people can follow.",
        )
    make_folder(home)
    started_at = format_instant(pace.started_at)
    said = {"seed": pace.seed, "started_at": started_at, "days_a_day": pace.days_a_day}
    replace(home / FILE, canonical_json(said) + b"\n")
