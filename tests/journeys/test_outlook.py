"""A reader with a phone or a desk, light or dark, English or Arabic, and no script, finds what an outlook says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from forestall.runs.outlook.language import language
from journeys.served import AXE, scrolls_sideways

pytestmark = pytest.mark.xdist_group("browser")
PHONE, DESK = (320, 640), (1280, 900)
PERCENT = r"\d\S*[%\u066a]"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, folders: dict[str, Path]) -> Iterator[Opened]:
    """Opens a page of the outlook in a fresh profile."""
    contexts = []

    def open_page(path: str, code: str, size: tuple[int, int], scheme: str = "light", *, script: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            bypass_csp=script,
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto((folders[code] / path).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_reader_finds_a_country_reads_its_sentence_and_goes_back(
    opened: Opened, code: str, scheme: str, size: tuple[int, int]
) -> None:
    words = language(code)
    page = opened("index.html", code, size, scheme)
    assert not scrolls_sideways(page)
    page.locator("#countries ~ .countries").get_by_role("link", name=words.locale.territories["SD"]).click()
    assert not scrolls_sideways(page)
    lead = page.locator(".lead").inner_text()
    assert "2025" in lead
    assert "2026" in lead
    assert re.search(PERCENT, lead)
    assert all(re.search(PERCENT, text) for text in page.locator(".estimates li > p:first-child").all_inner_texts())
    page.get_by_role("link", name=words.text("World outlook")).click()
    assert page.locator("h1").inner_text() == words.text("Risk of a new mass killing by country, and how sure we are")


@pytest.mark.parametrize(("code", "scheme", "size"), [("en", "light", DESK), ("ar", "dark", PHONE)], ids=["en", "ar"])
@pytest.mark.parametrize("path", ["index.html", "country/SDN.html", "country/AND.html"])
def test_pages_break_no_accessibility_rule(
    opened: Opened, path: str, code: str, scheme: str, size: tuple[int, int]
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make setup` installs it")
    page = opened(path, code, size, scheme, script=True)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    told = [
        (each["id"], node["target"], node["failureSummary"]) for each in found["violations"] for node in each["nodes"]
    ]
    assert told == []


@pytest.mark.parametrize("path", ["index.html", "country/SDN.html"])
def test_paper_is_a4_and_nothing_runs_off_it(opened: Opened, path: str) -> None:
    page = opened(path, "en", (794, 1123))
    page.emulate_media(media="print")
    assert not scrolls_sideways(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    assert all((round(float(width)), round(float(height))) == (595, 842) for width, height in boxes)


def test_unknown_is_hatched_and_never_in_a_colour_of_risk(opened: Opened) -> None:
    page = opened("index.html", "en", DESK)
    fills = "css => [...document.querySelectorAll(`.map .${css}`)].map(each => getComputedStyle(each).fill)"
    unknown = set(page.evaluate(fills, "unknown"))
    assert unknown == {'url("#hatch")'}
    assert not unknown & {fill for step in range(6) for fill in page.evaluate(fills, f"r{step}")}


def test_a_keyboard_skips_to_the_lists_and_reaches_the_map(opened: Opened) -> None:
    page = opened("index.html", "en", DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#lists")
    assert page.locator(".map a").first.get_attribute("aria-label")
