"""The head of a vocabulary file: what the list is, and which fields its terms may have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from forestall.errors import BrokenVocabulary
from forestall.vocabulary.term import FieldRule

REQUIRED = ("list", "title", "group", "description", "terms")
OPTIONAL = ("version", "source", "confidence", "unverified_tag", "notes", "fields")
REFERRING = ("id", "ids", "texts_by_id")
KINDS = ("text", "number", "flag", "texts", *REFERRING)
RULE_KEYS = ("kind", "of", "required", "about")
TERM_REQUIRED = ("id", "label", "definition")
TERM_OPTIONAL = ("source", "confidence", "is_not", "also")


def read_header(data: Any, name: str, file: str) -> dict[str, Any]:
    """The checked head of a file, with its fields as `FieldRule`s and its terms still plain.

    Args:
        data: the whole file as plain data.
        name: what the list must call itself: the name of its file.
        file: the file as messages name it.

    Raises:
        BrokenVocabulary: a key missing, unknown or of the wrong kind.
    """
    if not isinstance(data, dict):
        raise broken(file, "a mapping with " + ", ".join(REQUIRED), "something else", "Begin with `list:`.")
    check_keys(data, REQUIRED, OPTIONAL, file)
    for key in (*REQUIRED[:4], "source", "confidence", "unverified_tag"):
        if not isinstance(data.get(key, ""), str):
            raise broken(file, f"text under {key}", repr(data[key]), "Quote it.")
    if data["list"] != name:
        raise broken(file, f"list: {name}", f"list: {data['list']}", "Let the list and its file share a name.")
    if not isinstance(data["terms"], list) or not data["terms"]:
        raise broken(file, "a list of terms, at least one", "none", "Add a term, or remove the file.")
    notes = data.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise broken(file, "notes as a list of texts", "something else", "Write one line a note.")
    if not isinstance(data.get("version", 1), int):
        raise broken(file, "a whole number as version", repr(data["version"]), "Count versions from 1.")
    fields = data.get("fields", {})
    if not isinstance(fields, dict):
        raise broken(file, "fields as a mapping", "something else", "Write one line a field.")
    rules = {field: _rule(field, rule, f"{file} field {field}") for field, rule in fields.items()}
    return {"version": 1} | data | {"fields": MappingProxyType(rules), "notes": tuple(notes)}


def _rule(field: str, data: Any, where: str) -> FieldRule:
    if field in (*TERM_REQUIRED, *TERM_OPTIONAL):
        raise broken(where, "a name that no term has anyway", field, "Call the field something else.")
    if not isinstance(data, dict):
        raise broken(where, "kind, of, required and about", "something else", "Write it as a mapping.")
    check_keys(data, ("kind",), RULE_KEYS[1:], where)
    if data["kind"] not in KINDS:
        raise broken(where, f"a kind out of {', '.join(KINDS)}", repr(data["kind"]), "Choose one of these.")
    if (data["kind"] in REFERRING) != ("of" in data):
        raise broken(where, "`of` with the kinds that refer to a list, and only there",
                     f"kind {data['kind']}", "Name the list under `of`, or leave `of` out.")  # fmt: skip
    return FieldRule(data["kind"], data.get("of"), data.get("required", False), data.get("about", ""))


def check_keys(data: Mapping[str, Any], required: tuple[str, ...], optional: tuple[str, ...], where: str) -> None:
    """Return when the mapping has all required keys and no unknown one.

    Raises:
        BrokenVocabulary: it has not.
    """
    for key in required:
        if key not in data:
            raise broken(where, f"the field {key}", "none", f"Write {key}.")
    known = (*required, *optional)
    for key in data:
        if key not in known:
            raise broken(where, f"one of {', '.join(known)}", key, "Correct the spelling, or declare the field.")


def broken(where: str, expected: str, found: str, remedy: str) -> BrokenVocabulary:
    """The error for a file that can't be trusted."""
    return BrokenVocabulary(expected=expected, found=found, where=where, remedy=remedy)
