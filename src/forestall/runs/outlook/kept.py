"""Track records kept from earlier runs, under a digest of all that went in.

The digest covers the text of every module that forecasts of counts and all scores run through, and the versions
of the libraries under them, so what is kept can't outlive a change. Forecasts of onset go in as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from forestall import foresee
from forestall.errors import NotFound
from forestall.foresee.backtest.track_record import CalibrationBin, ScoreLine, TrackRecord
from forestall.identifiers import canonical_json, digest
from forestall.memory.files import make_folder, read_file, replace

_TEXTS = (
    "*.py",
    "backtest/*civilian_deaths*.py",
    "backtest/count_*.py",
    "backtest/onset_scores.py",
    "features/*.py",
    "features/country_month/*.py",
    "models/*.py",
    "scores/*.py",
    "targets/civilian_deaths.py",
)
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "lightgbm")


def kept_records(
    kept_in: Path | None, went_in: Mapping[str, str], make: Callable[[], tuple[TrackRecord, ...]]
) -> tuple[TrackRecord, ...]:
    """The records as kept, or made and then kept.

    Args:
        kept_in: the folder; nothing is kept when not given.
        went_in: what tells these records from others.
        make: makes them.
    """
    if kept_in is None:
        return make()
    path = kept_in / f"{digest(canonical_json(dict(went_in)) + _code().encode())}.json"
    try:
        return tuple(_record(found) for found in orjson.loads(read_file(path)))
    except (NotFound, orjson.JSONDecodeError, TypeError, KeyError):
        made = make()
    make_folder(kept_in)
    replace(path, orjson.dumps([asdict(record) for record in made]))
    return made


def _record(found: dict[str, Any]) -> TrackRecord:
    lines = tuple(ScoreLine(**line) for line in found.pop("scores"))
    bins = tuple(CalibrationBin(**each) for each in found.pop("calibration"))
    return TrackRecord(scores=lines, calibration=bins, **found)


@cache
def _code() -> str:
    folder = Path(foresee.__file__).parent
    paths = sorted(path for pattern in _TEXTS for path in folder.glob(pattern) if path.is_file())
    texts = b"".join(path.read_bytes() for path in paths)
    return digest(texts + canonical_json([version(library) for library in _LIBRARIES]))
