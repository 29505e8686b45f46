import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import orjson
import pytest
from pydantic import TypeAdapter
from shapely.geometry import box
from weasyprint import HTML

from forestall.errors import NotFound
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.language import LANGUAGES, language
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.tables import COLUMNS, hub_table, outlook_json
from forestall.runs.paper import paper_pdf
from runs.outlook.sample import KILLED, deaths, outlook

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
    yield from (pages.country(code) for code in (*pages.outlook.codes(), "NER"))


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
    page = Pages(outlook(), language("en"), str, OUTLINES).country("SDN")
    assert "a new mass killing in 2025 or 2026 is very unlikely (5% to 20%; our estimate 12%)." in page
    assert "Range 6.0% to 24%; base rate 1.3%." in page


def english(code: str) -> str:
    return Pages(outlook(), language("en"), str, OUTLINES).country(code)


def test_each_forecast_of_deaths_stands_with_word_months_base_rate_calibration_and_skill() -> None:
    page = english("MLI")
    assert "That at least one civilian is killed in January 2025 is unlikely (20% to 45%; our estimate 40%)." in page
    assert "Base rate 1.3%; the two methods alone say 20% and 80%." in page
    assert "Of 512 past forecasts between 20% and 45%, 28% came true (95% interval 22% to 35%)." in page
    assert "over persistence 0.38 (0.31 to 0.48); over conflictology 0.01 (-0.03 to 0.11)" in page
    assert "not shown to be better than conflictology" in page
    assert page.count("<li><p>That at least") == 16


def test_deaths_too_rare_to_have_been_scored_claim_no_skill() -> None:
    assert "Too few such events in past forecasts to say how good they were." in english("SDN")


def test_onset_and_continuation_are_told_apart() -> None:
    assert "what is forecast is continuation, not onset" in english("SDN")
    assert "what is forecast is onset" in english("FRA")


def test_no_one_killed_in_most_draws_is_no_all_clear() -> None:
    ours = deaths()
    andorra = ours.country("AND")
    assert andorra is not None
    calm = replace(andorra, counts=tuple(replace(count, middle=0, high=0) for count in andorra.counts))
    made = replace(outlook(), deaths=replace(ours, countries=(calm,)))
    assert "That is no all-clear" in Pages(made, language("en"), str, OUTLINES).country("AND")


def test_a_record_that_ended_long_ago_is_no_forecast_of_what_lies_ahead() -> None:
    assert "ends in December 2024. Every period below is over" in english("SDN")
    fresh = replace(outlook(), issued_on=date(2025, 4, 9))
    page = Pages(fresh, language("en"), str, OUTLINES).country("SDN")
    assert "3 whole months have passed since" in page
    assert "3 of the 24 months of this period have passed." in page


def test_unknown_deaths_are_never_zero_and_their_holder_says_so() -> None:
    assert "Unknown, which is not zero: its events are counted under another country" in english("NER")
    assert "The source counts events in NER here as well." in english("NGA")
    assert "Unknown, which is not zero:" in Pages(outlook(), language("en"), str, OUTLINES).world()


def test_without_a_record_of_killings_nothing_is_forecast_and_nothing_is_calm() -> None:
    without = Pages(replace(outlook(), deaths=None), language("en"), str, OUTLINES)
    assert all(
        "nothing is forecast here: unknown, not calm" in page for page in (without.world(), without.country("SDN"))
    )


def test_other_forecasters_say_what_they_forecast() -> None:
    page = english("SDN")
    assert "puts a new mass killing in 2025 or 2026 at 24% (place 1 of its list). It asks what we ask" in page
    assert "VIEWS puts at least 25 deaths in January 2025 at 94%, and expects 310." in page
    assert "So it answers another question than we do." in page


def test_the_lists_of_deaths_rank_nobody() -> None:
    world = Pages(outlook(), language("en"), str, OUTLINES).world()
    section = world[world.index('id="deaths"') : world.index('id="record"')]
    assert "no ranking" in section
    assert "place" not in section


def test_an_outlook_without_recent_data_says_what_it_leaves_out() -> None:
    thin = Pages(replace(outlook(), inputs="embedded"), language("en"), str, OUTLINES)
    assert all("is not in these estimates" in page for page in (thin.world(), thin.country("SDN")))
    assert "is not in these estimates" not in english("SDN")


def test_a_mover_stands_with_what_it_moved_from() -> None:
    world = Pages(outlook(), language("en"), str, OUTLINES).world()
    movers = world[world.index("Biggest movers") : world.index("Steady medium-high")]
    assert "With the data of 2023 the same model says 2.3%." in movers
    assert world.count("the same model says 2.3%") == 1


def test_a_marked_input_marks_every_page() -> None:
    assert all("TLP:AMBER" in page for page in every_page(Pages(outlook(), language("en"), str, OUTLINES)))


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_nothing_that_a_model_says_stays_english(code: str) -> None:
    page = Pages(outlook(), language(code), str, OUTLINES).country("SDN")
    for found in outlook().countries[0].drivers:
        assert found.name not in page
    assert KILLED not in page
    assert "mass killing" not in page.replace("Mass killings since 1945", "").lower()


def rows_of(table: str, target: str) -> list[dict[str, str]]:
    return [row for row in csv.DictReader(table.splitlines()) if row["target"] == target]


def test_the_table_has_the_hub_columns_and_probabilities_that_sum_to_one() -> None:
    table = hub_table(outlook())
    assert tuple(table.splitlines()[0].split(",")) == COLUMNS
    yes, no = rows_of(table, "mass-killing-onset")[:2]
    assert (yes["output_type_id"], no["output_type_id"], yes["target_end_date"]) == ("yes", "no", "2026-12-31")
    assert float(yes["value"]) + float(no["value"]) == pytest.approx(1)


def test_deaths_in_the_table_are_a_rising_cdf_and_rising_quantiles() -> None:
    sudan = [row for row in rows_of(hub_table(outlook()), "civilian-deaths") if row["location"] == "SDN"]
    three = [row for row in sudan if row["horizon"] == "3"]
    assert {row["target_end_date"] for row in three} == {"2025-03-31"}
    assert {row["reference_date"] for row in three} == {"2024-12-31"}
    for kind, ids in (("cdf", ["0", "24", "99", "999"]), ("quantile", ["0.1", "0.5", "0.9"])):
        found = [row for row in three if row["output_type"] == kind]
        assert [row["output_type_id"] for row in found] == ids
        values = [float(row["value"]) for row in found]
        assert values == sorted(values)
    assert not [row for row in rows_of(hub_table(outlook()), "civilian-deaths") if row["location"] == "NER"]


def test_the_json_twin_holds_every_country_and_plain_dates() -> None:
    found = outlook_json(outlook())
    assert found["reference_date"] == "2024-12-31"
    assert len(found["countries"]) == len(outlook().countries)


def test_a_brief_of_a_country_without_an_estimate_is_refused() -> None:
    with pytest.raises(NotFound, match="a country with an estimate"):
        Pages(outlook(), language("en"), str, OUTLINES).brief("AND")


def test_what_was_written_as_json_reads_back_as_the_same_outlook() -> None:
    written = orjson.dumps(outlook_json(outlook()))
    assert TypeAdapter(Outlook).validate_json(written) == outlook()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_brief_has_two_pages_in_every_language(code: str) -> None:
    html = Pages(outlook(), language(code), str, OUTLINES).brief("SDN")
    assert len(HTML(string=html).render().pages) == 2
    assert paper_pdf(html).startswith(b"%PDF")
