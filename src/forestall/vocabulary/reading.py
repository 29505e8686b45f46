"""From the plain data of one file to its terms; every complaint names the file, the term and the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from forestall.errors import BrokenVocabulary
from forestall.vocabulary.header import TERM_OPTIONAL, TERM_REQUIRED, broken, check_keys
from forestall.vocabulary.term import LANGUAGE, FieldRule, Term

OWN_DESIGN = "design"
_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,59}$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")

IdsOf = Callable[[str], frozenset[str]]
"""Gives the ids of a list by its name."""


def read_terms(header: Mapping[str, Any], tags: Mapping[str, str], ids_of: IdsOf, file: str) -> dict[str, Term]:
    """The terms of a file by id, in its order.

    Args:
        header: the checked head, with the plain terms in it.
        tags: what is shown beside a term, by confidence word.
        ids_of: the ids of another list, to check references.
        file: the file as messages name it.

    Raises:
        BrokenVocabulary: the first term that is wrong, named.
    """
    terms: dict[str, Term] = {}
    for place, data in enumerate(header["terms"], start=1):
        if not isinstance(data, dict):
            raise broken(f"{file} term {place}", "a mapping", "something else", "Begin it with `- id:`.")
        where = f"{file} term {data.get('id', place)}"
        term = _read_term(data, header, tags, where)
        if term.id in terms:
            raise broken(where, "each id once", "the same id twice", "Merge the two, or rename one.")
        for field, rule in header["fields"].items():
            if rule.of is not None and field in term.extra:
                _check_references(term.extra[field], rule, ids_of, f"{where} field {field}")
        terms[term.id] = term
    return terms


def _read_term(data: dict[str, Any], header: Mapping[str, Any], tags: Mapping[str, str], where: str) -> Term:
    fields: Mapping[str, FieldRule] = header["fields"]
    required = TERM_REQUIRED + tuple(field for field, rule in fields.items() if rule.required)
    check_keys(data, required, (*TERM_OPTIONAL, *fields), where)
    values = {key: header[key] for key in ("source", "confidence") if key in header} | data
    check_keys(values, ("source", "confidence"), tuple(values), where)
    texts = {
        key: _read("text", values[key], f"{where} field {key}")
        for key in ("id", "definition", "source", "confidence", "is_not")
        if key in values
    }
    if not _ID.match(texts["id"]):
        raise broken(where, "an id of letters, digits, _ . + -", repr(texts["id"]), "Write a plain id.")
    if texts["confidence"] not in tags:
        known = ", ".join(tags)
        raise broken(where, f"a confidence out of {known}", repr(texts["confidence"]), "Choose one of these.")
    return Term(
        vocabulary=header["list"],
        id=texts["id"],
        labels=_read_labels(values["label"], where),
        definition=texts["definition"],
        source=texts["source"],
        confidence=texts["confidence"],
        is_not=texts.get("is_not"),
        also=_read("texts", values.get("also", []), f"{where} field also"),
        tag=_tag(texts["confidence"], tags, header),
        extra=MappingProxyType(
            {
                field: _read(rule.kind, data[field], f"{where} field {field}")
                for field, rule in fields.items()
                if field in data
            }
        ),
    )


def _tag(confidence: str, tags: Mapping[str, str], header: Mapping[str, Any]) -> str:
    if confidence == OWN_DESIGN or not tags[confidence]:
        return tags[confidence]
    return str(header.get("unverified_tag", tags[confidence]))


def _read_labels(value: Any, where: str) -> Mapping[str, str]:
    labels = value if isinstance(value, dict) else {LANGUAGE: value}
    if LANGUAGE not in labels:
        raise broken(where, f"a label in {LANGUAGE} among its languages", "none", f"Write {LANGUAGE}: too.")
    for language in labels:
        if not is_language(language):
            raise broken(where, "a language code such as fr", repr(language), "Use a code of BCP 47.")
    return MappingProxyType(
        {language: _read("text", label, f"{where} label {language}") for language, label in labels.items()}
    )


def is_language(code: str) -> bool:
    """Whether that is written as a language code of BCP 47 is, such as `fr`."""
    return bool(_LANGUAGE.match(code))


def _read(kind: str, value: Any, where: str) -> Any:
    """The value, frozen, when it has the declared kind."""
    if kind in ("text", "id") and isinstance(value, str) and value.strip():
        return value.strip()
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind in ("texts", "ids") and isinstance(value, list) and _all_texts(value):
        return tuple(value)
    if kind == "texts_by_id" and isinstance(value, dict) and _all_texts(value.values()):
        return MappingProxyType(value)
    raise broken(where, f"the kind {kind}", repr(value), "Quote text and ids; write lists with `- `.")


def _all_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) and value.strip() for value in values)


def _check_references(value: Any, rule: FieldRule, ids_of: IdsOf, where: str) -> None:
    try:
        known = ids_of(str(rule.of))
    except BrokenVocabulary as error:
        raise broken(where, f"a list {rule.of} that can be read", str(error), "Mend that list first.") from None
    for term_id in (value,) if isinstance(value, str) else value:
        if term_id not in known:
            remedy = f"Correct it, or add it to {rule.of}.yml."
            raise broken(where, f"a term of {rule.of}", repr(term_id), remedy)
