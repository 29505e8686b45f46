"""Combining markings is commutative, associative and idempotent, and never lets anybody do more."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forestall.records.values.marking import Marking, Sensitivity, Tlp, strictest
from forestall.vocabulary.load import vocabulary

ORGANISATIONS = [f"organisation-{name}" for name in "abc"]
PEOPLE = [f"user-{name}" for name in "abc"]
ACTIONS = list(vocabulary("permissible_action"))[:4]
PURPOSES = list(vocabulary("purpose"))[:4]
MOMENTS = [datetime(2026, 11, day, tzinfo=UTC) for day in (1, 10, 20)]


def some_of(names: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names))


@st.composite
def markings(draw: st.DrawFn) -> Marking:
    tlp = draw(st.sampled_from(Tlp))
    has_organisations = tlp in (Tlp.AMBER, Tlp.AMBER__STRICT)
    return Marking(
        tlp=tlp,
        organisations=draw(some_of(ORGANISATIONS)) if has_organisations else frozenset(),
        recipients=draw(some_of(PEOPLE)) if tlp.has_audience else frozenset(),
        actions=draw(some_of(ACTIONS)),
        purposes=draw(some_of(PURPOSES)),
        caveats=draw(some_of(["Not for the police.", "Spoken only."])),
        sensitivity=draw(st.sampled_from(Sensitivity)),
        embargo_until=draw(st.none() | st.sampled_from(MOMENTS)),
    )


@dataclass(frozen=True)
class Reader:
    """Somebody at a moment: signed in or not, with an organisation or as its client, by name or not."""

    user: str | None
    organisation: str | None
    client_of: str | None
    moment: datetime


readers = st.builds(
    Reader,
    st.none() | st.sampled_from(PEOPLE),
    st.none() | st.sampled_from(ORGANISATIONS),
    st.none() | st.sampled_from(ORGANISATIONS),
    st.sampled_from([moment + timedelta(days=gap) for moment in MOMENTS for gap in (-1, 0, 1)]),
)


def may_read(reader: Reader, marking: Marking) -> bool:
    """What TLP 2.0 and the marking's docstring say, written without looking at its code."""
    if marking.embargo_until is not None and reader.moment < marking.embargo_until:
        return False
    named = reader.user in marking.recipients
    staff = reader.user is not None and reader.organisation in marking.organisations
    client = reader.user is not None and reader.client_of in marking.organisations
    return {
        Tlp.CLEAR: True,
        Tlp.GREEN: reader.user is not None,
        Tlp.AMBER: named or staff or client,
        Tlp.AMBER__STRICT: named or staff,
        Tlp.RED: named,
    }[marking.tlp]


@given(markings(), markings())
def test_order_makes_no_difference(one: Marking, other: Marking) -> None:
    assert one.combine(other) == other.combine(one)


@given(markings(), markings(), markings())
def test_grouping_makes_no_difference(one: Marking, two: Marking, three: Marking) -> None:
    assert one.combine(two).combine(three) == one.combine(two.combine(three))


@given(markings())
def test_combining_with_itself_changes_nothing(marking: Marking) -> None:
    assert marking.combine(marking) == marking


@given(st.lists(markings(), min_size=1, max_size=4), readers)
def test_who_may_not_read_a_part_may_not_read_the_whole(parts: list[Marking], reader: Reader) -> None:
    whole = strictest(parts)
    assert not may_read(reader, whole) or all(may_read(reader, part) for part in parts)


@given(st.lists(markings(), min_size=1, max_size=4))
def test_what_a_part_forbids_the_whole_forbids(parts: list[Marking]) -> None:
    whole = strictest(parts)
    for part in parts:
        assert whole.actions <= part.actions
        assert whole.purposes <= part.purposes
        assert whole.caveats >= part.caveats
        assert whole.tlp >= part.tlp
        assert whole.sensitivity >= part.sensitivity
        assert part.embargo_until is None or (whole.embargo_until or MOMENTS[0]) >= part.embargo_until


@given(markings())
def test_a_marking_is_the_same_after_a_journey_through_json(marking: Marking) -> None:
    assert Marking.parse(marking.to_json()) == marking
