"""Docs can't disagree with the code, and nothing a user meets is without its page."""

import re
from pathlib import Path

import pytest
from docs.generate import DOCS, pages

LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
MOST_LINES = 500
PAGES = pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_generated_page_says_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], f"{path} is stale: run `make docs`"


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: str(path.relative_to(DOCS)))
def test_links_lead_somewhere_and_pages_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    broken = [link for link in LINK.findall(text) if "://" not in link and not (path.parent / link).exists()]
    assert broken == []
    assert text.count("\n") <= MOST_LINES


def test_every_command_has_its_place_on_the_page() -> None:
    for command in (
        "ledger verify",
        "vocabulary show",
        "lake list",
        "places find",
        "sealed open",
        "outlook",
        "backtest",
        "assessment lock",
        "alert issue",
    ):
        page = (DOCS / f"reference/commands/{command.split()[0]}.md").read_text(encoding="utf-8")
        assert f"## `forestall {command}`" in page
