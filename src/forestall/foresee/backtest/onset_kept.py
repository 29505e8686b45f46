"""Forecasts of fits that were done before: kept one by one, each under a digest of all that went into it.

What went in is the method with its settings, the columns with their signs, the training rows, the rows asked,
the versions of the libraries and the text of the code that fits. So what is kept can't outlive a change, and a
change of some rows leaves all other fits as they are. Each is written whole or not at all, as soon as it is
there: a run that is killed loses only the fits it was at.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from forestall.errors import NotFound
from forestall.foresee.ensemble import onset as ensembles
from forestall.foresee.ensemble.onset import Member, usable_places
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores import bootstrap
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.identifiers import canonical_json, digest
from forestall.memory.files import make_folder, read_file, replace

_MODELS = "forestall.foresee.models."
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "lightgbm")


class KeptFits:
    """What fits on one design have forecast.

    Args:
        design: all rows and columns.
        folder: where it is kept; nothing is kept or found when not given.
    """

    def __init__(self, design: Design, folder: Path | None) -> None:
        self._design, self._folder = design, folder
        self._places: dict[tuple[int, tuple[int, ...]], tuple[int, ...]] = {}
        self._digests: dict[tuple[int, tuple[int, ...]], str] = {}

    def find(self, key: str) -> FloatArray | None:
        """Log odds that were kept under the key; none where there are none, or the file is damaged."""
        if self._folder is None:
            return None
        try:
            with np.load(BytesIO(read_file(self._path(key))), allow_pickle=False) as file:
                found: FloatArray = file["log_odds"]
        except (NotFound, ValueError, KeyError, BadZipFile):  # the container has a checksum of each array
            return None
        return found

    def keep(self, key: str, log_odds: FloatArray) -> None:
        """Keep log odds under a key; on disk when the call returns.

        Raises:
            StorageError: the disk doesn't take it.
        """
        if self._folder is None:
            return
        made = BytesIO()
        np.savez(made, log_odds=log_odds)
        make_folder(self._folder)
        replace(self._path(key), made.getvalue())

    def key(self, members: Sequence[Member], origin: int, asked: FloatArray, drawn: int | None = None) -> str:
        """Digest of all that goes into members' fits at an origin and their forecast of some rows.

        Args:
            members: one, or those whose mean is kept.
            origin: the year of the fits.
            asked: rows of the design's columns, shape (M, F).
            drawn: seed of the resample fitted on; all rows known when not given.
        """
        if self._folder is None:
            return ""  # digests of many fits take seconds
        usable = [self._usable(member, origin) for member in members]
        read = {places: _bytes_digest(asked[:, places]) for places in set(usable)}
        fits = [
            {
                "code": code_digest(type(member.learner).__module__),
                "learner": repr(member.learner),
                "columns": [(self._design.columns[place].name, self._design.columns[place].sign) for place in places],
                "training": self._training(origin, places),
                "asked": read[places],
            }
            for member, places in zip(members, usable, strict=True)
        ]
        return digest(canonical_json({"drawn": drawn, "fits": fits}))

    def _usable(self, member: Member, origin: int) -> tuple[int, ...]:
        """As `usable_places`, found once for members that share their columns."""
        shared = (origin, member.places(self._design))
        if shared not in self._places:
            self._places[shared] = usable_places(member, self._design, origin)
        return self._places[shared]

    def _training(self, origin: int, places: tuple[int, ...]) -> str:
        """Digest of the rows known at an origin, made once for members that share their columns."""
        if (origin, places) not in self._digests:
            rows = self._design.rows
            known = rows.known(origin)
            self._digests[origin, places] = _bytes_digest(
                self._design.values[known][:, places], rows.onset["1or2"][known], rows.unit[known]
            )
        return self._digests[origin, places]

    def _path(self, key: str) -> Path:
        return Path(self._folder or "") / f"{key}.npz"


@cache
def code_digest(module: str) -> str:
    """Digest of the text of all code that a learner's fits run through, and of the versions of the libraries.

    Args:
        module: the learner's.
    """
    texts = _texts_under(module, {})
    written = [texts[name] for name in sorted(texts)]
    written += [Path(str(found.__file__)).read_bytes() for found in (ensembles, bootstrap)]
    return digest(b"".join(written) + json.dumps([version(library) for library in _LIBRARIES]).encode())


def _texts_under(module: str, found: dict[str, bytes]) -> dict[str, bytes]:
    """Text of a module of models and of those models that it imports, added to what was found so far."""
    if module not in found and module.startswith(_MODELS):
        found[module] = Path(str(sys.modules[module].__file__)).read_bytes()
        for part in ast.walk(ast.parse(found[module])):
            if isinstance(part, ast.ImportFrom) and part.module:
                _texts_under(part.module, found)
    return found


def _bytes_digest(*parts: FloatArray | IntArray) -> str:
    shapes = json.dumps([part.shape for part in parts]).encode()
    return digest(b"".join([shapes, *(np.ascontiguousarray(part).tobytes() for part in parts)]))
