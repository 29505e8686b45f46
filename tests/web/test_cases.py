"""Past cases in a browser and over the API: what was known when, and how long it took."""

from __future__ import annotations

from typing import Any

import pytest

from doors import House

SLUG = "south-sudan-2013"


@pytest.fixture
def researcher(house: House) -> Any:
    return house.browser(house.person("r1", "overseer"))


def spans(answer: Any) -> dict[str, tuple[int | None, int | None]]:
    return {row["name"]: (row["days"], row["running_days"]) for row in answer.json()["spans"]}


def test_a_case_says_how_long_the_resolution_took_and_what_bears_it_out(researcher: Any) -> None:
    assert f'href="/cases/{SLUG}"' in researcher.get("/cases").content.decode()
    page = researcher.get(f"/cases/{SLUG}").content.decode()
    assert "From what set it off to a resolution</dt><dd><b>Days: <bdi>9</bdi></b>" in page
    assert "S/RES/2132" in page
    assert spans(researcher.get(f"/cases/{SLUG}.json"))["trigger to resolution"] == (9, None)


def test_a_case_as_it_stood_on_a_day_tells_nothing_of_what_came_later(researcher: Any) -> None:
    page = researcher.get(f"/cases/{SLUG}?as_of=2013-12-20").content.decode()
    assert "Still nothing after days: <bdi>5</bdi>" in page
    assert "12500" not in page
    assert "Known later:" not in page
    assert researcher.get(f"/cases/{SLUG}?as_of=long-ago").status_code == 422
    before = researcher.get(f"/cases/{SLUG}?as_of=2000-01-01").content.decode()
    assert "no finding that it was calm" in before


def test_the_api_tells_the_same_and_an_unknown_case_is_not_found(researcher: Any) -> None:
    assert researcher.get(f"/api/cases/{SLUG}").json() == researcher.get(f"/cases/{SLUG}.json").json()
    assert researcher.get("/api/cases").json() == researcher.get("/cases.json").json()
    assert researcher.get("/cases/atlantis-1").status_code == 404
