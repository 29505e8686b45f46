"""Labels in other languages than English: one file a language, `labels/fr.yml`, with the words of all lists.

They stand apart from the lists, so that one person can read a whole language over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forestall.vocabulary.header import broken, check_keys
from forestall.vocabulary.plain_yaml import file_label, read_plain_yaml
from forestall.vocabulary.reading import is_language
from forestall.vocabulary.term import LANGUAGE

FOLDER = "labels"
HEAD = ("language", "confidence", "made_by", "lists")
DRAFT = "draft"
CONFIDENCES = (DRAFT, "reviewed")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language."""

    language: str
    """Its code, such as `fr`."""
    confidence: str
    """`draft` until people who grew up with the language have read all of it, then `reviewed`."""
    made_by: str
    """Who wrote the words, or read them over."""
    titles: Mapping[str, str]
    """What lists are called, by name of the list."""
    terms: Mapping[str, Mapping[str, str]]
    """Labels by id, by name of the list."""
    file: str
    """The file as messages name it."""


def label_files(folder: Path) -> tuple[Labels, ...]:
    """The labels beside the lists of a folder, in order of language.

    Raises:
        BrokenVocabulary: a file that can't be trusted.
    """
    return tuple(_read(path) for path in sorted((folder / FOLDER).glob("*.yml")))


def check_names(found: Iterable[str], known: Collection[str], kind: str, where: str) -> None:
    """Return when every name that labels are for is known.

    Args:
        found: names of lists, or ids of terms.
        known: those there are.
        kind: what the names are of, such as `a list`.
        where: the file and list.

    Raises:
        BrokenVocabulary: one is not; suggests the nearest.
    """
    for name in found:
        if name not in known:
            [near] = get_close_matches(name, sorted(known), n=1, cutoff=0.0)
            raise broken(where, kind, repr(name), f"Did you mean '{near}'? Correct it, or take the label out.")


@cache
def _read(path: Path) -> Labels:
    file = file_label(path)
    data = read_plain_yaml(path)
    if not isinstance(data, dict):
        raise broken(file, "a mapping with " + ", ".join(HEAD), "something else", "Write `key: value`.")
    check_keys(data, HEAD, (), file)
    if data["language"] != path.stem or data["language"] == LANGUAGE or not is_language(path.stem):
        expected = f"language: {path.stem}, a code of BCP 47 other than {LANGUAGE}"
        raise broken(
            file, expected, repr(data["language"]), f"Name the file by its language; {LANGUAGE} is in the lists."
        )
    if data["confidence"] not in CONFIDENCES:
        raise broken(file, f"a confidence out of {', '.join(CONFIDENCES)}", repr(data["confidence"]), "Choose one.")
    lists = _mapping(data["lists"], f"{file} lists")
    return Labels(
        language=path.stem,
        confidence=data["confidence"],
        made_by=_text(data["made_by"], f"{file} made_by"),
        titles=MappingProxyType({name: _title(one, f"{file} {name}") for name, one in lists.items()}),
        terms=MappingProxyType({name: _terms(one, f"{file} {name}") for name, one in lists.items()}),
        file=file,
    )


def _title(data: Any, where: str) -> str:
    check_keys(_mapping(data, where), ("title",), ("terms",), where)
    return _text(data["title"], f"{where} title")


def _terms(data: Mapping[str, Any], where: str) -> Mapping[str, str]:
    terms = _mapping(data.get("terms", {}), f"{where} terms")
    return MappingProxyType({name: _text(label, f"{where} {name}") for name, label in terms.items()})


def _mapping(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise broken(where, "a mapping", "something else", "Write `key: value`.")
    return data


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise broken(where, "text", repr(value), "Quote what is text.")
    return value.strip()
