"""Records and JSON: what was read is written as it was, and whatever comes in, nothing but a record comes out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import InvalidField, UnknownTerm
from forestall.identifiers import canonical_json
from forestall.records.entry import Draft
from forestall.records.kinds import RECORDS, record_classes
from forestall.records.record import Record
from record_samples import SAMPLES

CLASSES = record_classes()
Path = tuple[str | int, ...]

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(["2011-02-30", "B2", "a" * 64, "report-1", "en", "SDN", "1", "\x00", "\ufffd", "\ud800", b"x"])
)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
)


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


PLACES = [(name, path) for name in RECORDS for path in paths(SAMPLES[name])]


def replaced(name: str, path: Path, value: Any) -> dict[str, Any]:
    """A sample with another value at one place."""
    sample: dict[str, Any] = json.loads(json.dumps(SAMPLES[name]))
    parent: Any = sample
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return sample


def read(record_class: type[Record], data: Any) -> Record | None:
    """The record, or nothing when it was refused as it should be: any other error fails the test."""
    try:
        return record_class.parse(data)
    except (InvalidField, UnknownTerm):
        return None


def assert_is_kept(record: Record) -> None:
    """What it writes is read as the same record, also after canonical JSON, and written alike."""
    written = canonical_json(record.to_json())
    again = type(record).parse(json.loads(written))
    assert again == record
    assert canonical_json(again.to_json()) == written


def has_common_numbers(value: Any) -> bool:
    """False when a float beyond 2^53 is in it."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not (isinstance(value, float) and abs(value) >= 2**53) and all(map(has_common_numbers, parts))


@pytest.mark.parametrize("name", RECORDS)
def test_a_full_record_is_kept(name: str) -> None:
    assert_is_kept(CLASSES[name].parse(SAMPLES[name]))


@given(st.sampled_from(RECORDS), anything)
def test_arbitrary_json_is_a_record_or_refused(name: str, data: Any) -> None:
    record = read(CLASSES[name], data)
    if record is not None:
        assert_is_kept(record)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(PLACES), anything)
def test_a_record_with_anything_at_one_place_is_a_record_or_refused(place: tuple[str, Path], value: Any) -> None:
    name, path = place
    record = read(CLASSES[name], replaced(name, path, value))
    if record is not None:
        assert_is_kept(record)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES))
def test_a_record_without_one_of_its_parts_is_a_record_or_refused(place: tuple[str, Path]) -> None:
    name, path = place
    sample = replaced(name, path, None)
    record = read(CLASSES[name], sample)
    if record is not None:
        assert_is_kept(record)


# Whole floats beyond 2^53 are refused by every record's fields, not by the untyped body.
@given(st.dictionaries(st.text(st.characters(), max_size=10), anything.filter(has_common_numbers), max_size=5))
def test_the_body_of_a_draft_is_json_or_refused(body: dict[str, Any]) -> None:
    draft = read(
        Draft,
        {
            "kind": "report.received",
            "record_id": "report-1",
            "body": body,
            "author": {"user": "user-a", "organisation": "organisation-a"},
            "marking": {"tlp": "red"},
        },
    )
    if draft is not None:
        assert_is_kept(draft)
