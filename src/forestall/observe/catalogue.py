"""The datasets we can read: every folder of `observe/datasets` with its card and its `parse`.

A new dataset is a new folder; nothing else is edited. A name such as `ewp` that is no dataset but
begins some (`ewp_predictors`, `ewp_episodes`) stands for all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forestall.errors import DefinitionError, ForestallError, UnknownTerm
from forestall.identifiers import digest
from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.plain_yaml import read_plain_yaml

SHIPPED = Path(__file__).parent / "datasets"
LIKENESS = ("columns", "derived", "country", "lookups", "ignore")
"""What a dataset that is `like` another takes over from it."""

Parse = Callable[[Payload, DatasetCard], Parsed]


@dataclass(frozen=True)
class Dataset:
    """One dataset: its name, its card, and the pure function that reads its payload."""

    name: str
    card: DatasetCard
    parse: Parse
    fingerprint: str
    """Eight hex digits that change with its card, its parser or the way tables are read."""

    @property
    def family(self) -> str:
        """What stands before the first underscore: the publisher, as a rule."""
        return self.name.partition("_")[0]


@cache
def catalogue() -> Mapping[str, Dataset]:
    """Every dataset by name, in alphabetical order.

    Raises:
        DefinitionError: a folder without its two files, or a card that can't be trusted.
        UnknownTerm: a card leads to a term that its vocabulary doesn't hold.
    """
    folders = sorted(path.parent for path in SHIPPED.glob("*/dataset.yml"))
    return MappingProxyType({folder.name: _dataset(folder) for folder in folders})


def find_datasets(names: Iterable[str]) -> tuple[Dataset, ...]:
    """The datasets of these names, each once, in the order asked for; all when none is named.

    Raises:
        UnknownTerm: neither a dataset nor the beginning of one.
    """
    known = catalogue()
    found: dict[str, Dataset] = {}
    for name in names:
        family = {key: known[key] for key in known if key == name or key.startswith(f"{name}_")}
        if not family:
            raise _unknown(name, known)
        found.update({name: known[name]} if name in known else family)
    return tuple(found.values() or known.values())


def read_card(path: Path) -> DatasetCard:
    """The card in one dataset.yml.

    Raises:
        DefinitionError: not plain YAML, or a field that is unknown, missing or wrong.
        UnknownTerm: a grade or lookup outside its vocabulary.
    """
    where = f"{path.parent.name}/dataset.yml"
    try:
        card = DatasetCard.parse(_with_likeness(path))
    except ForestallError as error:
        raise DefinitionError(
            expected=error.expected,
            found=error.found,
            where=f"{where}: {error.where}",
            remedy=error.remedy,
        ) from None
    vocabulary("reliability").term(card.grade.reliability)
    for name, lookups in card.lookups.items():
        for term in lookups.values():
            vocabulary(name).term(term)
    return card


def _with_likeness(path: Path) -> dict[str, Any]:
    """The file's contents, with columns and lookups of the dataset it says it is like."""
    data = dict(read_plain_yaml(path))
    other = data.pop("like", None)
    if other is None:
        return data
    model = read_plain_yaml(path.parent.parent / str(other) / "dataset.yml")
    return {part: model[part] for part in LIKENESS if part in model} | data


def _dataset(folder: Path) -> Dataset:
    module = import_module(f"{__package__}.datasets.{folder.name}.parse")
    written = [folder / "dataset.yml", folder / "parse.py", *sorted(SHIPPED.parent.glob("*.py"))]
    fingerprint = digest(b"".join(path.read_bytes() for path in written))[:8]
    return Dataset(folder.name, read_card(folder / "dataset.yml"), module.parse, fingerprint)


def _unknown(name: str, known: Mapping[str, Dataset]) -> UnknownTerm:
    near = get_close_matches(name[:80], [*known, *(dataset.family for dataset in known.values())], n=1, cutoff=0.0)
    return UnknownTerm(
        expected=f"one of {', '.join(known)}, or how several of them begin",
        found=repr(name[:80]),
        where="the datasets",
        remedy=f"Did you mean '{near[0]}'? `forestall pull --list` shows them all.",
    )
