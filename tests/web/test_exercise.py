"""A node made for an exercise says so on every page, whatever the page is about."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from doors import QUICK, SETTINGS, House
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from forestall.memory.pace import Pace, set_pace
from forestall.runs.exercise.opening import bring_injects, open_exercise

PAGES = (
    "/desk",
    "/alerts",
    "/assessments",
    "/evidence",
    "/triggers",
    "/entries",
    "/response",
    "/learn",
    "/deployments",
    "/nowhere",
)


@pytest.fixture
def drill(house: House, tmp_path: Path) -> Any:
    """A node for an exercise that began ten of its days ago."""
    from django.test import override_settings

    home = tmp_path / "drill"
    began = SystemClock().now()
    pace = Pace(3, began.replace(hour=0, minute=0, second=0, microsecond=0), 24.0)
    set_pace(home, pace)
    settings = replace(SETTINGS, home=home, database=f"sqlite:///{home / 'ledger.sqlite'}")
    node = create_node(home, settings.database, SystemClock(), name="EXERCISE")
    open_exercise(node.ledger, node.author, pace)
    bring_injects(node.ledger, node.author, pace)
    with override_settings(FORESTALL=settings, PASSWORD_HASHERS=QUICK):
        yield House(settings, node)
    node.close()


def test_every_page_of_an_exercise_is_watermarked(drill: House) -> None:
    browser = drill.browser(drill.person("lead", "analyst_lead", user="user-exercise-analyst-lead"))
    pages = {address: browser.get(address).content.decode() for address in PAGES}
    assert [at for at, page in pages.items() if "EXERCISE: nothing on this page is real" not in page] == []
    assert [at for at, page in pages.items() if 'class="is-exercise"' not in page] == []


def test_whoever_signs_in_at_an_exercise_is_told_first(drill: House) -> None:
    assert "EXERCISE: nothing on this page is real" in drill.browser().get("/accounts/login/").content.decode()


def test_an_exercise_shows_its_own_world_unasked(drill: House) -> None:
    account = drill.person("lead", "analyst_lead", user="user-exercise-analyst-lead", clearance="high")
    told = drill.browser(account).get("/entries.json").json()
    assert told["exercise"] is True
    assert "forecast.issued" in {line["kind"] for line in told["entries"]}


def test_a_real_node_shows_no_watermark(house: House) -> None:
    account = house.person("lead", "analyst_lead")
    assert "EXERCISE: nothing" not in house.browser(account).get("/desk").content.decode()
