"""Laws of canonical JSON: it is RFC 8785, and it loses nothing."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import InvalidField
from forestall.identifiers import canonical_json

leaves = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(st.characters())
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=15)


@given(values)
def test_the_fast_path_writes_the_same_bytes_as_the_reference(value: object) -> None:
    try:
        expected = rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        expected = None
    try:
        found = canonical_json(value)
    except InvalidField:
        found = None
    assert found == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_written_as_the_reference_writes_it(number: float) -> None:
    assert canonical_json([number]) == rfc8785.dumps([number])


@given(values)
def test_reading_back_and_writing_again_gives_the_same_bytes(value: object) -> None:
    try:
        once = canonical_json(value)
    except InvalidField:
        return
    assert canonical_json(json.loads(once, parse_int=float)) == once  # as a JavaScript reader would
