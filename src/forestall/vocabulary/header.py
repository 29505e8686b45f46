"""The head of a vocabulary file: what the list is, and which fields its terms may have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from forestall.errors import BrokenVocabulary
from forestall.vocabulary.term import FieldRule

HEAD = {
    "list": str, "title": str, "group": str, "description": str, "terms": list,
    "version": int, "source": str, "confidence": str, "unverified_tag": str, "notes": list, "fields": dict,
}  # fmt: skip
HEAD_REQUIRED = ("list", "title", "group", "description", "terms")
RULE = {"kind": str, "of": str, "required": bool, "about": str, "shown_as": str}
REFERRING = ("id", "ids", "texts_by_id")
KINDS = ("text", "number", "flag", "texts", *REFERRING)
TERM_REQUIRED = ("id", "label", "definition")
TERM_OPTIONAL = ("source", "confidence", "is_not", "also")
_WORDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a mapping"}


def read_header(data: Any, name: str, file: str) -> dict[str, Any]:
    """The checked head of a file, with its fields as `FieldRule`s and its terms still plain.

    Args:
        data: the whole file as plain data.
        name: what the list must call itself: the name of its file.
        file: the file as messages name it.

    Raises:
        BrokenVocabulary: a key missing, unknown or of the wrong kind.
    """
    _check_mapping(data, HEAD, HEAD_REQUIRED, file)
    if data["list"] != name:
        raise broken(file, f"list: {name}", f"list: {data['list']}", "Give list and file one name.")
    if not data["terms"]:
        raise broken(file, "at least one term", "none", "Add a term, or remove the file.")
    if not all(isinstance(note, str) for note in data.get("notes", [])):
        raise broken(file, "notes as texts", "something else", "Write one text a note.")
    rules = {field: _rule(field, rule, f"{file} field {field}") for field, rule in data.get("fields", {}).items()}
    head: dict[str, Any] = {"version": 1} | data
    return head | {"fields": MappingProxyType(rules), "notes": tuple(data.get("notes", ()))}


def _rule(field: str, data: Any, where: str) -> FieldRule:
    _check_mapping(data, RULE, ("kind",), where)
    if field in (*TERM_REQUIRED, *TERM_OPTIONAL):
        raise broken(where, "a name that no term has anyway", field, "Call the field something else.")
    if data["kind"] not in KINDS:
        raise broken(where, f"a kind out of {', '.join(KINDS)}", data["kind"], "Choose one of these.")
    if (data["kind"] in REFERRING) != ("of" in data):
        expected = f"`of` with {', '.join(REFERRING)}, and only there"
        raise broken(where, expected, data["kind"], "Name the list under `of`, or leave it out.")
    return FieldRule(
        kind=data["kind"],
        of=data.get("of"),
        required=data.get("required", False),
        about=data.get("about", ""),
        shown_as=data.get("shown_as", ""),
    )


def _check_mapping(data: Any, kinds: Mapping[str, type], required: tuple[str, ...], where: str) -> None:
    if not isinstance(data, dict):
        raise broken(where, "a mapping with " + ", ".join(required), "something else", "Write `key: value`.")
    check_keys(data, required, tuple(key for key in kinds if key not in required), where)
    for key, value in data.items():
        if type(value) is not kinds[key]:
            raise broken(where, f"{_WORDS[kinds[key]]} under {key}", repr(value), "Quote what is text.")


def check_keys(data: Mapping[str, Any], required: tuple[str, ...], optional: tuple[str, ...], where: str) -> None:
    """Return when the mapping has all required keys and no unknown one.

    Raises:
        BrokenVocabulary: it has not.
    """
    for key in required:
        if key not in data:
            raise broken(where, f"the field {key}", "none", f"Write {key}.")
    for key in data:
        if key not in (*required, *optional):
            known = ", ".join((*required, *optional))
            raise broken(where, f"one of {known}", key, "Correct the spelling, or declare the field.")


def broken(where: str, expected: str, found: str, remedy: str) -> BrokenVocabulary:
    """The error for a file that can't be trusted."""
    return BrokenVocabulary(expected=expected, found=found, where=where, remedy=remedy)
