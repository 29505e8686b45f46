"""Names in the lake's paths can't collide and can't lead elsewhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from forestall.memory.lake.paths import part_folder


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_values_never_share_a_folder(one: str, other: str) -> None:
    assert (part_folder("name", one) == part_folder("name", other)) == (one == other)
    assert part_folder("name", one) != part_folder("name", None)


@given(st.text(max_size=20))
def test_no_value_leads_out_of_its_folder(value: str) -> None:
    assert re.fullmatch(r"name=[A-Za-z0-9_.=-]*", part_folder("name", value))
