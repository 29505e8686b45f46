"""Reading the vocabulary: `vocabulary("event_type").term("abduction")`.

A list is read when first asked for, checked once, and kept. Another folder may replace lists by its
own versions (an administrator's profile of indicators, say): its files come first, the lists shipped
here fill the rest. It may bring labels in further languages too, or better ones, for its lists and these.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forestall.errors import UnknownTerm
from forestall.vocabulary.header import broken, read_header
from forestall.vocabulary.labels import Labels, check_names, label_files
from forestall.vocabulary.plain_yaml import file_label, read_plain_yaml
from forestall.vocabulary.reading import read_terms
from forestall.vocabulary.term import LANGUAGE, Term, Vocabulary

SHIPPED = Path(__file__).parent
CONFIDENCE_LIST = "reference_confidence"
WORST_RANK = 3


def vocabulary(name: str, folder: Path | None = None) -> Vocabulary:
    """The closed list of that name.

    Args:
        name: such as `event_type`; the name of its file.
        folder: where lists are looked for before the shipped ones.

    Raises:
        UnknownTerm: there is no such list; names the nearest.
        BrokenVocabulary: its file can't be trusted.
    """
    path = _paths(folder).get(name)
    if path is None:
        raise _unknown_list(name, folder)
    return _load(path, folder)


def vocabulary_names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all lists, in alphabetical order."""
    return tuple(sorted(_paths(folder)))


def label(name: str, term_id: str, language: str, folder: Path | None = None) -> str:
    """What a term is called in a language, or in English where nobody has written that label yet.

    Args:
        name: of its list, such as `role`.
        term_id: what records hold.
        language: the reader's, as a code such as `fr`; a region after it may stand or not.
        folder: where lists and labels are looked for before the shipped ones.

    Raises:
        UnknownTerm: no such list or term; names the nearest.
        BrokenVocabulary: a file can't be trusted, or labels are for a list or term that isn't there.
    """
    return vocabulary(name, folder).term(term_id).label_in(language)


def label_languages(folder: Path | None = None) -> tuple[str, ...]:
    """The codes of the languages that labels are written in, English first."""
    return (LANGUAGE, *sorted({one.language for one in label_sources(folder)}))


def label_sources(folder: Path | None = None) -> tuple[Labels, ...]:
    """The files of labels, with who made each and whether it was read over; a folder's own before the shipped ones.

    Raises:
        BrokenVocabulary: a file can't be trusted, or is for a list that isn't there.
    """
    return (*_labels(folder, folder), *_labels(SHIPPED, None)) if folder else _labels(SHIPPED, None)


def search(words: str, folder: Path | None = None) -> tuple[Term, ...]:
    """Every term of every list that holds all these words, those that are called so first.

    Args:
        words: separated by blanks, in any order and case; parts of words count.
        folder: where lists are looked for before the shipped ones.
    """
    wanted = words.casefold().split()
    if not wanted:
        return ()
    found = [
        (_rank(term, wanted), term) for name in vocabulary_names(folder) for term in vocabulary(name, folder).values()
    ]
    return tuple(term for rank, term in sorted(found, key=lambda pair: pair[0]) if rank <= WORST_RANK)


def _rank(term: Term, wanted: list[str]) -> int:
    named = f"{term.id} {term.label}".casefold()
    if named.split()[0] == " ".join(wanted) or term.label.casefold() == " ".join(wanted):
        return 0
    texts = named, f"{named} {' '.join((*term.also, *term.labels.values()))}".casefold()
    for rank, text in enumerate((*texts, f"{texts[1]} {term.definition.casefold()}"), start=1):
        if all(word in text for word in wanted):
            return rank
    return WORST_RANK + 1


@cache
def _paths(folder: Path | None) -> dict[str, Path]:
    shipped = {path.stem: path for path in SHIPPED.glob("*.yml")}
    return shipped | ({path.stem: path for path in folder.glob("*.yml")} if folder else {})


@cache
def _load(path: Path, folder: Path | None) -> Vocabulary:
    header = _header(path)
    file = file_label(path)
    terms = read_terms(header, _tags(folder), lambda name: _ids(name, folder), file)
    titles: dict[str, str] = {}
    for labels in _labels_of(path, folder):
        given = labels.terms.get(path.stem, {})
        check_names(given, terms, f"a term of {file}", f"{labels.file} {path.stem}")
        terms |= {name: _labelled(terms[name], labels.language, text) for name, text in given.items()}
        if path.stem in labels.titles:
            titles.setdefault(labels.language, labels.titles[path.stem])
    return Vocabulary(header | {"titles": titles}, MappingProxyType(terms), file)


def _labels_of(path: Path, folder: Path | None) -> tuple[Labels, ...]:
    # The shipped labels are for the shipped lists: in a list of one's own the same id may be called otherwise.
    return label_sources(folder) if path.parent == SHIPPED or folder is None else _labels(folder, folder)


def _labelled(term: Term, language: str, text: str) -> Term:
    return replace(term, labels=MappingProxyType({language: text, **term.labels}))  # what it has already stays


@cache
def _labels(place: Path | None, folder: Path | None) -> tuple[Labels, ...]:
    """The labels kept in one place, for the lists there are when a folder is looked in first."""
    found = label_files(place) if place else ()
    for labels in found:
        check_names(labels.titles, _paths(folder), "the name of a list", labels.file)
    return found


@cache
def _header(path: Path) -> dict[str, Any]:
    return read_header(read_plain_yaml(path), path.stem, file_label(path))


@cache
def _ids(name: str, folder: Path | None) -> frozenset[str]:
    """The ids of a list, unchecked: two lists may refer to each other."""
    path = _paths(folder).get(name)
    if path is None:
        raise broken(f"{name}.yml", "a list", "no such file", "Correct the name of the list.")
    return frozenset(str(term.get("id")) for term in _header(path)["terms"] if isinstance(term, dict))


@cache
def _tags(folder: Path | None) -> dict[str, str]:
    path = _paths(folder)[CONFIDENCE_LIST]
    return {
        term["id"]: term.get("shown_as", "")
        for term in _header(path)["terms"]
        if isinstance(term, dict) and "id" in term
    }


def _unknown_list(name: str, folder: Path | None) -> UnknownTerm:
    names = vocabulary_names(folder)
    [near] = get_close_matches(name[:80], names, n=1, cutoff=0.0)
    return UnknownTerm(
        expected=f"one of {', '.join(names)}",
        found=repr(name[:80]),
        where="the vocabulary",
        remedy=f"Did you mean '{near}'? `forestall vocabulary show` prints all lists.",
    )
