"""Whatever is no value of its field is refused, in every field of every record, and the field is named."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from forestall.errors import InvalidField, UnknownTerm
from forestall.records.entry import Draft
from forestall.records.kinds import RECORDS, record_classes
from record_samples import MARKING, SAMPLES

CLASSES = record_classes()
Path = tuple[str | int, ...]


def deep(depth: int) -> Any:
    nested: Any = "x"
    for _ in range(depth):
        nested = [nested]
    return nested


TEXTS: dict[str, Any] = {
    "NUL": "a\x00b",
    "replacement character": "caf\ufffd",
    "half a surrogate pair": "a\ud83d",
    "bytes": b"caf\xe9",
    "10 MB": "x" * 10_000_000,
    "number": 12,
    "yes": True,
    "nested": deep(300),
    "object": {"text": "a"},
}
NUMBERS: dict[str, Any] = {
    "yes": True,
    "text": "12",
    "not a number": float("nan"),
    "infinite": float("inf"),
    "negative infinite": float("-inf"),
    "huge": 10**400,
    "negative": -(10**30),
    "list": [1],
    "bytes": b"1",
}
FLAGS: dict[str, Any] = {"one": 1, "zero": 0, "text": "true", "empty": "", "list": [], "number": 1.0}
LISTS: dict[str, Any] = {"text": "abc", "object": {"0": 1}, "number": 3, "nested": deep(300), "yes": True}
OBJECTS: dict[str, Any] = {"list": [], "text": "x", "number": 1, "yes": True, "unknown field": {"no_such_field": 1}}


def bad_values(value: Any) -> dict[str, Any]:
    """What may not stand where this stands."""
    if isinstance(value, bool):
        return FLAGS
    if isinstance(value, str):
        return TEXTS
    if isinstance(value, int | float):
        return NUMBERS
    return LISTS if isinstance(value, list) else OBJECTS


def places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place inside a JSON value, with what stands there."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key), item
        yield from places(item, (*path, key))


def put(sample: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """A copy with another value at that place."""
    changed: dict[str, Any] = json.loads(json.dumps(sample))
    parent: Any = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return changed


def refused_at(parse: Callable[[Any], Any], data: Any) -> str:
    with pytest.raises((InvalidField, UnknownTerm)) as caught:
        parse(data)
    return caught.value.where


@pytest.mark.parametrize("name", RECORDS)
def test_no_field_takes_what_is_no_value_of_its_kind(name: str) -> None:
    sample = SAMPLES[name]
    for path, value in places(sample):
        for kind, bad in bad_values(value).items():
            where = refused_at(CLASSES[name].parse, put(sample, path, bad))
            dotted = ".".join([CLASSES[name].__name__, *map(str, path)])
            assert where.startswith(dotted), f"{kind} in {dotted} was put down to {where}"


@pytest.mark.parametrize("name", RECORDS)
def test_every_word_of_a_closed_list_and_every_date_is_checked(name: str) -> None:
    sample = SAMPLES[name]
    schema = CLASSES[name].model_json_schema()
    for field, form in schema["properties"].items():
        options = [form, *form.get("anyOf", [])]
        if field in sample and any("x-vocabulary" in option for option in options):
            with pytest.raises(UnknownTerm, match=f"{CLASSES[name].__name__}.{field}"):
                CLASSES[name].parse(sample | {field: "no_such_word"})
        if field in sample and any(option.get("format") in ("date", "date-time") for option in options):
            for impossible in ("2011-02-30", "2011-02-30T00:00:00.000000Z", "2011-02-03T24:61:00.000000Z", "yesterday"):
                assert refused_at(CLASSES[name].parse, sample | {field: impossible}).endswith(field)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"a": [{"b": "x\x00"}]}, "Draft.body.a.0.b"),
        ({"a": {"b": float("nan")}}, "Draft.body.a.b"),
        ({"a": {"b": "\ufffd"}}, "Draft.body.a.b"),
        ({"a": ["ok", "\ud800"]}, "Draft.body.a.1"),
        ({"a": b"bytes"}, "Draft.body.a"),
        ({"a": 2**53}, "Draft.body.a"),
        ({"a": {"long": "x" * 10_000_000}}, "Draft.body"),
        ({"a": {"long": "x" * 200_000}}, "Draft.body.a.long"),
        ({"a": {1: "key"}}, "Draft.body.a"),
        ({"a": {"bad\x00name": 1}}, "Draft.body.a"),
        ({"a": deep(300)}, "Draft.body.a.0.0.0.0.0.0.0"),
        ("text", "Draft.body"),
        ([{}], "Draft.body"),
        (None, "Draft.body"),
    ],
)
def test_the_body_of_a_draft_is_checked_to_its_leaves(body: Any, where: str) -> None:
    draft = {
        "kind": "report.received",
        "record_id": "report-1",
        "body": body,
        "author": {"user": "user-a", "organisation": "organisation-a"},
        "marking": MARKING,
    }
    assert refused_at(Draft.parse, draft) == where


def test_a_body_that_holds_itself_is_refused() -> None:
    body: dict[str, Any] = {}
    body["a"] = body
    draft = {"kind": "report.received", "record_id": "report-1", "body": body, "author": {}, "marking": MARKING}
    assert refused_at(Draft.parse, draft).startswith("Draft.body.a.a")
