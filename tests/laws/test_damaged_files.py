"""A damaged file is read or refused with a reason; it never brings the reader down."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import DataError
from forestall.observe.catalogue import catalogue
from observe.samples import FOLDER, payload_of, rows_of

SAMPLES = sorted(path for path in FOLDER.glob("*/*") if path.name != "expected.csv")
STRANGE = st.sampled_from([b"\x00", b'"', b"\n", b",", b"9" * 40, b"\xff\xfe", b"null", b"{}", b"\x1f\x8b"])


@settings(max_examples=30, deadline=None)
@given(
    which=st.sampled_from(SAMPLES),
    place=st.floats(0, 1),
    put_in=st.one_of(STRANGE, st.binary(max_size=12)),
    taken_out=st.integers(0, 60),
    is_cut_off=st.booleans(),
)
def test_a_damaged_sample_is_read_or_refused(
    which: Path, place: float, put_in: bytes, taken_out: int, is_cut_off: bool
) -> None:
    contents = which.read_bytes()
    at = int(place * len(contents))
    with TemporaryDirectory() as folder:
        damaged = Path(folder) / which.name
        damaged.write_bytes(contents[:at] + put_in + (b"" if is_cut_off else contents[at + taken_out :]))
        others = [path for path in SAMPLES if path.parent == which.parent and path != which]
        with suppress(DataError):
            rows_of(catalogue()[which.parent.name], payload_of(damaged, *others))
