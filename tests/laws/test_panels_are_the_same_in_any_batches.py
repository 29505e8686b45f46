"""Laws of panels: the same rows in any batches give the same bytes, and every row is in or counted."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresee.panel.events import FIELDS, KNOWN, event, source
from forestall.foresee.panel.building import EVENT_MEASURES, Measure, build_panel
from forestall.foresee.panel.frame import cell_frame, country_frame
from forestall.foresee.panel.locating import ByCountry, ByPoint, Locator
from forestall.foresee.panel.panel import Panel, State
from forestall.foresee.panel.periods import months

few = settings(max_examples=40, deadline=None)
COUNTRIES = country_frame(months("2023-01", "2023-12"))
CELLS = cell_frame(np.arange(140_000, 160_000, 7), months("2023-01", "2023-12"))

events = st.lists(
    st.builds(
        lambda month, **terms: event(f"2023-{month:02}", **terms),
        st.integers(1, 12),
        country=st.sampled_from(["SDN", "TCD", "SSD", "SUN", None]),
        latitude=st.floats(0, 20) | st.none(),
        longitude=st.floats(0, 40),
        precision=st.sampled_from(["exact", "near", "admin1", None]),
        deaths_best=st.integers(0, 10**6) | st.none(),
    ),
    max_size=40,
)
# Tenths add up to different sums in different orders: equal bytes prove an equal order.
tone = st.floats(-10, 10).map(lambda number: round(number, 1))


def in_batches(table: pa.Table, sizes: list[int]) -> list[pa.RecordBatch]:
    batches, start = [], 0
    for size in [*sizes, table.num_rows]:
        batches += table.slice(start, size).combine_chunks().to_batches()
        start += size
    return batches


def locators() -> list[Locator]:
    return [ByCountry(COUNTRIES), ByPoint(CELLS, "near")]


def bytes_of(panel: Panel) -> tuple[object, ...]:
    return panel.values.tobytes(), panel.states.tobytes(), panel.left_out


@pytest.mark.parametrize("which", [0, 1])
@few
@given(found=events, tones=st.lists(tone, min_size=40, max_size=40), sizes=st.lists(st.integers(0, 9), max_size=8))
def test_the_same_rows_in_any_batches_give_the_same_bytes(
    which: int, found: list[dict[str, object]], tones: list[float], sizes: list[int]
) -> None:
    frame = (COUNTRIES, CELLS)[which]
    table = pa.Table.from_pylist(found, schema=FIELDS).append_column(
        "tone", pa.array(tones[: len(found)], pa.float64())
    )
    measures = (*EVENT_MEASURES, Measure("tone", "sum", "tone"))
    whole, parts = (
        build_panel(batches, frame, locators()[which], measures, source(), KNOWN)
        for batches in (table.to_batches(), in_batches(table, sizes))
    )
    assert bytes_of(whole) == bytes_of(parts)


@pytest.mark.parametrize("which", [0, 1])
@few
@given(found=events)
def test_every_row_is_in_the_panel_or_counted_as_left_out(which: int, found: list[dict[str, object]]) -> None:
    frame = (COUNTRIES, CELLS)[which]
    panel = build_panel(
        [pa.RecordBatch.from_pylist(found, schema=FIELDS)],
        frame,
        locators()[which],
        (Measure("n_events", "count"),),
        source(),
        KNOWN,
    )
    counted = np.nansum(panel.column("n_events")) + sum(panel.left_out["ucdp_candidate"].values())
    assert counted == len(found)
    assert ((panel.column("n_events") > 0) == (panel.state("n_events") == State.PRESENT)).all()
