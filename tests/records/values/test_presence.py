"""Unknown, absent, stale and present are four answers."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from forestall.records.values.presence import Presence

REVIEWED = datetime(2026, 11, 1, tzinfo=UTC)
EXPIRES = REVIEWED + timedelta(days=14)


def test_no_answer_is_another_or_a_number_or_nothing() -> None:
    assert all(one != other for one, other in combinations(Presence, 2))
    assert all(answer not in (0, 1, None, False, True, "") for answer in Presence)
    assert len({answer.caption() for answer in Presence}) == len(Presence)


@pytest.mark.parametrize("answer", Presence)
def test_an_answer_can_not_be_taken_for_true_or_false(answer: Presence) -> None:
    with pytest.raises(TypeError, match="four answers"):
        bool(answer)


@pytest.mark.parametrize("answer", [Presence.ABSENT, Presence.PRESENT])
def test_what_was_known_goes_stale_on_the_day_it_expires(answer: Presence) -> None:
    assert answer.at(EXPIRES - timedelta(microseconds=1), EXPIRES) is answer
    assert answer.at(EXPIRES, EXPIRES) is Presence.STALE
    assert answer.at(EXPIRES, None) is answer


def test_what_was_never_known_stays_unknown() -> None:
    assert Presence.UNKNOWN.at(EXPIRES, EXPIRES) is Presence.UNKNOWN
