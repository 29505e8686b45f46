"""From the plain data of one file to its terms; every complaint names the file, the term and the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from forestall.errors import BrokenVocabulary
from forestall.vocabulary.header import TERM_OPTIONAL, TERM_REQUIRED, broken, check_keys
from forestall.vocabulary.term import LANGUAGE, FieldRule, Term

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
    for key in ("id", "definition", "source", "confidence"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            raise broken(where, f"{key} as text", repr(values.get(key)), f"Write {key}, quoted if need be.")
    if not _ID.match(values["id"]):
        raise broken(where, "an id of letters, digits, _ . + -", repr(values["id"]), "Write a plain id.")
    if values["confidence"] not in tags:
        raise broken(where, f"a confidence out of {', '.join(tags)}", repr(values["confidence"]), "Choose one.")
    tag = tags[values["confidence"]]
    if tag and values["confidence"] != "design":
        tag = header.get("unverified_tag", tag)
    return Term(
        vocabulary=header["list"],
        id=values["id"],
        labels=_read_labels(values["label"], where),
        definition=values["definition"].strip(),
        source=values["source"].strip(),
        confidence=values["confidence"],
        is_not=_read("text", values["is_not"], f"{where} field is_not") if "is_not" in values else None,
        also=_read("texts", values.get("also", []), f"{where} field also"),
        tag=tag,
        extra=MappingProxyType(
            {field: _read(rule.kind, data[field], f"{where} field {field}")
             for field, rule in fields.items() if field in data}
        ),
    )  # fmt: skip


def _read_labels(value: Any, where: str) -> Mapping[str, str]:
    labels = {LANGUAGE: value} if isinstance(value, str) else value
    if not isinstance(labels, dict) or LANGUAGE not in labels:
        raise broken(where, f"a label, or labels by language with {LANGUAGE}", repr(value), "Write `label:`.")
    for language, label in labels.items():
        if not _LANGUAGE.match(language) or not isinstance(label, str) or not label.strip():
            raise broken(where, "labels as text under a language code", language, "Use a code such as fr or ar.")
    return MappingProxyType({language: label.strip() for language, label in labels.items()})


def _read(kind: str, value: Any, where: str) -> Any:
    """The value, frozen, when it has the declared kind."""
    if kind in ("text", "id") and isinstance(value, str) and value.strip():
        return value.strip()
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind in ("texts", "ids") and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if kind == "texts_by_id" and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return MappingProxyType(value)
    raise broken(where, f"the kind {kind}", repr(value), "Quote text and ids; write lists with `- `.")


def _check_references(value: Any, rule: FieldRule, ids_of: IdsOf, where: str) -> None:
    try:
        known = ids_of(str(rule.of))
    except BrokenVocabulary as error:
        raise broken(where, "a list that can be read", str(error), "Mend that list first.") from None
    for term_id in (value,) if isinstance(value, str) else value:
        if term_id not in known:
            raise broken(where, f"a term of {rule.of}", repr(term_id), f"Correct it, or add it to {rule.of}.yml.")
