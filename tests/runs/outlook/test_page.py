import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from shapely.geometry import box
from weasyprint import HTML

from forestall.runs.outlook.brief import brief_pdf
from forestall.runs.outlook.language import LANGUAGES, language
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.tables import COLUMNS, hub_table, outlook_json
from runs.outlook.sample import outlook

OUTLINES = {code: box(place * 10, 0, place * 10 + 8, 8) for place, code in enumerate(("SDN", "TCD", "PSE", "MDV"))}
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//|url\((?!#)|<script|@import""")


class Checker(HTMLParser):
    """Counts what must be closed."""

    open: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.open = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "br", "path", "line", "circle", "rect", "ellipse"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "line", "circle", "rect", "ellipse"}:
            assert self.open.pop() == tag


@pytest.fixture(params=LANGUAGES)
def pages(request: pytest.FixtureRequest) -> Pages:
    return Pages(outlook(), language(request.param), lambda code: f"<{code}>", OUTLINES)


def every_page(pages: Pages) -> Iterator[str]:
    yield pages.world()
    yield from (pages.country(found) for found in pages.outlook.countries)


def test_pages_are_whole_need_no_script_and_ask_nobody_else(pages: Pages) -> None:
    for text in every_page(pages):
        checker = Checker()
        checker.feed(text)
        assert checker.open in (["html"], [])
        assert not OUTSIDE.search(text)
        assert f'dir="{pages.words.direction}"' in text


def test_names_are_never_taken_for_markup(pages: Pages) -> None:
    assert all("<SDN>" not in text for text in every_page(pages))


def test_a_country_without_an_estimate_is_drawn_and_named_as_unknown() -> None:
    world = Pages(outlook(), language("en"), str, OUTLINES).world()
    assert re.search(r'class="unknown"[^>]*><title>PSE: unknown \(outside', world)
    assert "That is not a finding of low risk" in world


def test_every_estimate_stands_with_its_word_interval_and_base_rate() -> None:
    page = Pages(outlook(), language("en"), str, OUTLINES).country(outlook().country("SDN"))
    assert "very unlikely (5% to 20%; our estimate 12%)" in page
    assert "Interval 6.0% to 24%; base rate 1.3%." in page


def test_the_table_has_the_hub_columns_and_probabilities_that_sum_to_one() -> None:
    rows = [line.split(",") for line in hub_table(outlook()).splitlines()]
    assert tuple(rows[0]) == COLUMNS
    yes, no = rows[1], rows[2]
    assert (yes[6], no[6]) == ("yes", "no")
    assert float(yes[7]) + float(no[7]) == pytest.approx(1)


def test_the_json_twin_holds_every_country_and_plain_dates() -> None:
    found = outlook_json(outlook())
    assert found["reference_date"] == "2026-10-31"
    assert len(found["countries"]) == len(outlook().countries)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_brief_has_two_pages_in_every_language(code: str) -> None:
    html = Pages(outlook(), language(code), str, OUTLINES).brief(outlook().country("SDN"))
    assert len(HTML(string=html).render().pages) == 2
    assert brief_pdf(html).startswith(b"%PDF")
