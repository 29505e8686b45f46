"""A term, and a vocabulary: the closed list it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from forestall.errors import UnknownTerm, describe

LANGUAGE = "en"
LONGEST_WORD = 80
CLOSE = 0.6


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a closed list: what it means, who says so, and what it is not."""

    vocabulary: str
    """Name of the list it belongs to."""
    id: str
    """What records hold; never changes its meaning."""
    labels: Mapping[str, str]
    """What screens show, by language; English is always there."""
    definition: str
    """What it means, in our own words."""
    source: str
    """Document and paragraph it comes from."""
    confidence: str
    """How far the definition was checked: an id of vocabulary/reference_confidence.yml."""
    is_not: str | None
    """What people take it for by mistake, or where its neighbour takes over."""
    also: tuple[str, ...]
    """Other words for it, used in searching and in suggestions."""
    tag: str
    """What must be shown beside it: that it is not yet checked, or our own design; empty if neither."""
    extra: Mapping[str, Any]
    """The fields only its list has, as that list declares them."""

    @property
    def label(self) -> str:
        """The English label."""
        return self.labels[LANGUAGE]

    def label_in(self, language: str) -> str:
        """The label in a language, or the English one where that is missing."""
        return text_in(self.labels, language)

    def to_json(self) -> dict[str, Any]:
        """The term as plain JSON data, without empty fields."""
        fields: dict[str, Any] = {
            "vocabulary": self.vocabulary,
            "id": self.id,
            "labels": dict(self.labels),
            "definition": self.definition,
            "is_not": self.is_not,
            "also": list(self.also),
            "source": self.source,
            "confidence": self.confidence,
            "tag": self.tag,
        }
        plain = {name: value for name, value in fields.items() if value}
        return plain | {name: _plain(value) for name, value in self.extra.items()}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field that the terms of a list have beside those every term has."""

    kind: str
    """text, number, flag, texts, id, ids or texts_by_id."""
    of: str | None
    """The list that ids refer to."""
    required: bool
    """Whether every term of the list has it."""
    about: str
    """What it says, for readers."""
    shown_as: str
    """What must be shown beside its value, such as that it is an estimate; empty if nothing."""


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, in the wider language (`ar` for `ar-SD`), or else in English.

    Source: RFC 4647, section 3.4, lookup.
    """
    while language and language not in texts:
        language = language.rpartition("-")[0]
    return texts[language or LANGUAGE]


class Vocabulary(Mapping[str, Term]):
    """The terms of one closed list by id, in the order of its file."""

    def __init__(self, header: Mapping[str, Any], terms: Mapping[str, Term], file: str) -> None:
        self.name: str = header["list"]
        self.title: str = header["title"]
        self.titles: Mapping[str, str] = {LANGUAGE: self.title} | header.get("titles", {})
        self.description: str = header["description"]
        self.group: str = header["group"]
        self.notes: tuple[str, ...] = header["notes"]
        self.version: int = header["version"]
        self.fields: Mapping[str, FieldRule] = header["fields"]
        self.file = file
        self._terms = terms

    def __getitem__(self, term_id: str) -> Term:
        return self._terms[term_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def title_in(self, language: str) -> str:
        """What the list is called in a language, or in English where that is missing."""
        return text_in(self.titles, language)

    def term(self, word: str, *, where: str | None = None, marked: bool = False) -> Term:
        """The term with that id.

        Args:
            word: the id.
            where: what held the word, such as `acled row ABC123`, for the error.
            marked: True when the word comes from a marked field, so that the error may not repeat it.

        Raises:
            UnknownTerm: no such term; names the file and the nearest term.
        """
        found = self._terms.get(word)
        if found is not None:
            return found
        raise UnknownTerm(
            expected=f"a term of {self.file}",
            found=describe(word) if marked or len(word) > LONGEST_WORD else repr(word),
            where=f"{self.name} ({where})" if where else self.name,
            remedy=f"{self._suggestion(word)} Add it there with a definition and a source, "
            "or map it under lookups in dataset.yml.",
        )

    def nearest(self, word: str) -> Term:
        """The term whose id, label or other word is spelled most like this word."""
        return self._matches(word, cutoff=0.0)[0]

    def _matches(self, word: str, *, cutoff: float) -> list[Term]:
        spellings: dict[str, Term] = {}
        for term in self.values():
            for spelling in (term.id, term.label, *term.also):
                spellings.setdefault(spelling.casefold(), term)
        close = get_close_matches(word[:LONGEST_WORD].casefold(), spellings, n=1, cutoff=cutoff)
        return [spellings[spelling] for spelling in close]

    def _suggestion(self, word: str) -> str:
        close = self._matches(word, cutoff=CLOSE)
        return f"Did you mean '{close[0].id}'?" if close else f"The nearest is '{self.nearest(word).id}'."


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
