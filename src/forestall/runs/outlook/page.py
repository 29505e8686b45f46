"""The outlook as HTML pages: one for the world, one a country, each whole in itself and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from forestall.foresee.backtest.track_record import TrackRecord
from forestall.foresee.explanation.content import Driver
from forestall.runs.outlook import charts, world_map
from forestall.runs.outlook.content import CountryOutlook, Estimate, Outlook
from forestall.runs.outlook.deaths import LISTED
from forestall.runs.outlook.deaths_wording import DeathsWording
from forestall.runs.outlook.language import Language
from forestall.runs.outlook.wording import Wording, shown_scores

_STEPS = (0.005, 0.01, 0.02, 0.05, 0.10)
"""Borders between the map's classes; policy lives in `warn`, so these are round numbers and nothing more."""
_SMALLEST_DRAWN = 6.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One country on the map."""

    path: str
    css: str
    spoken: str
    href: str | None
    dot: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders one outlook in one language."""

    outlook: Outlook
    words: Language
    names: Callable[[str], str]
    outlines: Mapping[str, BaseGeometry]

    def world(self) -> str:
        """The world page, HTML."""
        outlook = self.outlook
        with_page = set(outlook.codes())
        return self._render(
            "index.html.j2",
            root="",
            shapes=self._shapes(),
            map_width=world_map.WIDTH,
            map_height=world_map.HEIGHT,
            legend=self._legend(),
            lists=self._lists(),
            expected=sum(found.headline.probability for found in outlook.countries),
            n_ongoing=sum(found.state == "ongoing" for found in outlook.countries),
            alphabetical=self._by_name(found.iso3 for found in outlook.countries),
            unknown=self._by_name(outlook.unknown),
            unknown_deaths=self._by_name(outlook.deaths.unknown if outlook.deaths else ()),
            with_page=with_page,
            country=outlook.country,
            listed=LISTED,
            by_name=self._by_name,
        )

    def country(self, iso3: str) -> str:
        """The page of one country, HTML; also of one whose risk of onset is unknown."""
        return self._render("country.html.j2", root="../", **self._about(iso3))

    def brief(self, iso3: str) -> str:
        """The two-page brief of one country, HTML for the printer.

        Raises:
            NotFound: there is no estimate of onset for it.
        """
        self.outlook.country(iso3)
        return charts.for_paper(self._render("brief.html.j2", root="../", **self._about(iso3)))

    def _about(self, iso3: str) -> dict[str, Any]:
        outlook, deaths = self.outlook, self.outlook.deaths
        return {
            "code": iso3,
            "c": outlook.find(iso3),
            "d": deaths.country(iso3) if deaths else None,
            "why_unknown": outlook.unknown.get(iso3, ""),
            "why_no_deaths": deaths.unknown.get(iso3, "") if deaths else "",
            "voices": outlook.voices(iso3),
        }

    def _by_name(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        return sorted(((code, self.names(code)) for code in codes), key=lambda pair: pair[1])

    def _render(self, template: str, **parts: Any) -> str:
        say = Wording(self.words, self.names, self.outlook)
        deaths = self.outlook.deaths
        of_deaths = DeathsWording(self.words, self.names, deaths, self.outlook.issued_on, say) if deaths else None
        return (
            _environment()
            .get_template(template)
            .render(
                outlook=self.outlook,
                deaths=deaths,
                L=self.words,
                _=self.words.text,
                css=_style(),
                name=self.names,
                say=say,
                say_deaths=of_deaths,
                draw=Drawing(say, of_deaths),
                shown_scores=shown_scores,
                **parts,
            )
        )

    def _shapes(self) -> list[Shape]:
        known = {found.iso3: found for found in self.outlook.countries}
        paths = world_map.country_paths(self.outlines)
        shapes = [self._shape(code, path, known.get(code)) for code, path in paths.items()]
        return sorted(shapes, key=lambda shape: "ongoing" in shape.css)  # their outline lies on top

    def _shape(self, code: str, path: str, country: CountryOutlook | None) -> Shape:
        outline = self.outlines[code]
        dot = world_map.marker(outline) if world_map.drawn_area(outline) < _SMALLEST_DRAWN else None
        if country is None:
            reason = self.outlook.unknown.get(code)
            spoken = f"{self.names(code)}: {self.words.text('unknown')}"
            spoken = f"{spoken} ({self.words.text(reason)})" if reason else spoken
            href = f"country/{code}.html" if code in self.outlook.codes() else None
            return Shape(path, "unknown", spoken, href, dot)
        css = step_class(country.headline.probability) + (" ongoing" if country.state == "ongoing" else "")
        spoken = f"{self.names(code)}: {self.words.percent(country.headline.probability)}"
        return Shape(path, css, spoken, f"country/{code}.html", dot)

    def _legend(self) -> list[dict[str, str]]:
        percent, text = self.words.percent, self.words.text
        steps = [text("below %(most)s", most=percent(_STEPS[0]))]
        steps += [text("%(low)s to %(high)s", low=percent(low), high=percent(high)) for low, high in pairwise(_STEPS)]
        steps.append(text("above %(least)s", least=percent(_STEPS[-1])))
        classes = [{"css": f"r{place}", "text": step} for place, step in enumerate(steps)]
        return [*classes, {"css": "unknown", "text": text("unknown")}]

    def _lists(self) -> list[tuple[str, str, tuple[str, ...]]]:
        text, lists = self.words.text, self.outlook.lists
        return [
            (
                text("Highest risk"),
                text("Where the estimate is highest, whatever it was before."),
                lists.highest,
            ),
            (
                text("Biggest movers"),
                text("Where it changed most from what the same model says with the data of a year before, up or down."),
                lists.movers,
            ),
            (
                text("Steady medium-high"),
                text("Above the base rate for years, seldom in the news: where early work has the most time."),
                lists.steady,
            ),
        ]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawings of a page, each with the same in words for who can't see it."""

    say: Wording
    of_deaths: DeathsWording | None

    def bar(self, estimate: Estimate, iso3: str) -> str:
        """An estimate of onset with its range and base rate."""
        return charts.interval_bar(estimate, self.say.estimate(estimate, iso3))

    def deaths_bar(self, estimate: Estimate) -> str:
        """An estimate of civilian deaths with what both methods say and its base rate."""
        return charts.interval_bar(estimate, self.of_deaths.sentence(estimate) if self.of_deaths else "")

    def effect(self, driver: Driver, among: tuple[Driver, ...]) -> str:
        """What a topic adds, beside the largest of them."""
        return charts.effect_bar(driver, max(abs(other.effect) for other in among))

    def reliability(self, record: TrackRecord) -> str:
        """What was forecast against what came true."""
        return charts.reliability_diagram(record.calibration, self.say.calibration(record))

    def history(self, country: CountryOutlook) -> str:
        """The record of a country."""
        return charts.history_chart(country.history, self.say.history(country))


def step_class(probability: float) -> str:
    """The map's class of a probability, `r0` to `r5`."""
    return f"r{sum(probability >= step for step in _STEPS)}"


@cache
def _style() -> Markup:
    return Markup(files(__package__).joinpath("templates/outlook.css").read_text(encoding="utf-8"))  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
