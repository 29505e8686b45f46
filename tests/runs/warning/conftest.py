"""A clock of the fictional round's day."""

import pytest

from ledgers import HandClock
from warning_people import TODAY


@pytest.fixture
def clock() -> HandClock:
    """Noon on a day in November, until a test moves it."""
    return HandClock(TODAY)
