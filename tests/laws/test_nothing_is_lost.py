"""Whatever stands in a table, a cell is taken over, or there is a finding about it: nothing is lost in silence."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.observe.catalogue import catalogue
from observe.samples import payload_of

CELL = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
    st.sampled_from(["SDN", "2031", "40.5", "1e3", " 7 ", "NA", '"', "a,b", "x\ny", "1.0", "٣"]),
)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
def test_every_row_comes_through_and_every_cell_is_read_or_a_finding(rows: list[tuple[str, str, str]]) -> None:
    dataset = catalogue()["igme_imr"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["iso3c", "year", "un_imr"])
    writer.writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rates.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        parsed = dataset.parse(payload_of(path), dataset.card)
        table = [row for batch in parsed.batches for row in batch.to_pylist()]
    assert len(table) == len(rows)
    about: Counter[str] = Counter()
    for finding in parsed.findings:
        about[finding.field] += finding.rows
    for field, source in (("year", 1), ("infant_deaths_per_1000", 2)):
        empty = sum(row[field] is None for row in table)
        assert about[field] == empty
        for row, given_row in zip(table, rows, strict=True):
            if row[field] is not None:
                assert math.isclose(float(row[field]), float(given_row[source]), rel_tol=1e-9, abs_tol=1e-6)
    assert about["iso3_given"] >= sum(row["country"] is None for row in table)
