"""The chief pages in a made-up language, longer than English and full of accents, on a telephone.

It is written over the French catalogue of a node that is served already: what is still in English on a page then
stands outside the catalogues, and what French says shorter than a language to come is drawn as long as that one.
"""

import io
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page, expect

from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.node import open_node
from forestall.vocabulary.load import SHIPPED
from forestall.web.messages import SOURCE, write_catalogue
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways, serve
from warning_messages import issued, message
from warning_people import opened

pytestmark = pytest.mark.xdist_group("browser")

ACCENTED = str.maketrans("aceghilnorstuwyACEGHILNORSTUWY", "áçéĝĥíļñóŕšţúŵýÁÇÉĜĤÍĻÑÓŔŠŢÚŴÝ")
LONGER = 1.4
MARKED = re.compile(r"\[!!![^\[\]]*!!!\]")
DATA = {"forestall", "tlp", "amber", "strict", "green", "clear", "red", "utc", "eur",
        "organisation", "union", "ministry", "network", "academy"}  # fmt: skip
SHOWN = """() => {
  const data = "script, style, code, time, textarea, svg title, [name=country], [name$=language]";
  const said = [], skipped = `[lang]:not(html), ${data}`;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest(skipped)) said.push(walk.currentNode.data);
  for (const each of document.body.querySelectorAll("[aria-label], [title], [alt], [placeholder]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"]) said.push(each.getAttribute(name) || "");
  return said.filter(text => text.trim());
}"""


def made_up(text: str) -> str:
    """A message in the made-up language; what is put into it stays."""
    parts = re.split(r"(%\(\w+\)s|%%|\{\w*\})", text)
    said = "".join(part if number % 2 else part.translate(ACCENTED) for number, part in enumerate(parts))
    numbers = cycle(("one", "two", "three", "four", "five"))
    while len(said) < LONGER * len(text):
        said += f" {next(numbers)}"
    return f"[!!! {said} !!!]"


def made_up_catalogue() -> Catalog:
    """Every message of the pages in the made-up language."""
    catalogue = read_po(io.BytesIO((SOURCE / "fr/LC_MESSAGES/django.po").read_bytes()), locale="fr")
    for each in catalogue:
        if each.id:
            each.string = made_up(str(each.id))
    return catalogue


@pytest.fixture
def served(browser: Browser, tmp_path: Path) -> Iterator[ServedNode]:
    """A fresh node, served; how long a word is has nothing to do with the database."""
    with serve(tmp_path / "node", browser) as node:
        yield node


def strings(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ():
        yield from strings(part)


# The words of an alert are its writers', in one language.
ALERT = set(strings(message().model_dump(mode="json")))


def words(text: str) -> set[str]:
    """Its words of three letters and more."""
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def french() -> set[str]:
    """Words that stand in French beside the messages: labels of the vocabulary, and months."""
    labels = yaml.safe_load((SHIPPED / "labels/fr.yml").read_text(encoding="utf-8"))["lists"]
    months = get_month_names("abbreviated", locale="fr").values()
    return words(" ".join((*strings(labels), *months)))


def left_over(page: Page, known: set[str]) -> list[str]:
    """Texts of a page outside its messages that hold a word which isn't known."""
    said: list[str] = page.evaluate(SHOWN)
    outside = (MARKED.sub(" ", MARKED.sub(" ", text)) for text in said if text.strip() not in ALERT)
    return [text for text in outside if words(text) - known]


@pytest.fixture
def chief_pages(served: ServedNode) -> dict[str, tuple[str, ...]]:
    """What each person opens, with an alert and an assessment to show."""
    union, ministry = (
        {"organisation": name, "clearance": "high"} for name in ("organisation-union", "organisation-ministry")
    )
    roles = ["analyst", "analyst_lead", "facilitator", "duty_officer", "overseer"]
    served.add_people(
        [
            {"name": "amina", "roles": roles, **union},
            {"name": "mina", "roles": ["decision_maker"], **ministry},
            {"name": "adam", "roles": ["administrator"]},
        ]
    )
    home, now = Path(served.environment["FORESTALL_HOME"]), SystemClock().now()
    soon = {"due_at": format_instant(days_later(now, 2)), "expires_at": format_instant(days_later(now, 20))}
    with open_node(home, f"sqlite:///{home / 'ledger.sqlite'}", SystemClock()) as node:
        alert, assessment = issued(node.ledger, **soon).record_id, opened(node.ledger)
    shown = (f"alerts/{alert}", "alerts/new", f"assessments/{assessment}", f"timeline/{alert}", "learn")
    return {"amina": ("desk", *shown), "mina": ("desk", f"decide/{alert}"), "adam": ("people",)}


def test_chief_pages_hold_in_a_longer_language_and_leave_nothing_in_english(
    served: ServedNode, chief_pages: dict[str, tuple[str, ...]]
) -> None:
    # Not before: each command writes the true catalogues again.
    write_catalogue(made_up_catalogue(), Path(served.environment["FORESTALL_HOME"]) / "locale/fr")
    known = french() | set(chief_pages) | DATA
    for name, paths in chief_pages.items():
        page = served.open(name, "accounts/login/", viewport=PHONE, locale="fr")
        for path in paths:
            page.goto(f"{served.url}/{path}")
            expect(page.locator("footer")).to_contain_text("[!!! ")
            assert left_over(page, known) == [], path
            assert not scrolls_sideways(page), path
            assert broken_rules(page) == [], path
