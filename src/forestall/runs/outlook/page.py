"""The outlook as HTML pages: one for the world, one a country, each whole in itself and without a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from forestall.foresee.backtest.track_record import TrackRecord
from forestall.runs.outlook import charts, world_map
from forestall.runs.outlook.content import CountryOutlook, Driver, Estimate, Outlook
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
        outlook, say = self.outlook, self._wording
        ranked = sorted(((found.iso3, self.names(found.iso3)) for found in outlook.countries), key=lambda pair: pair[1])
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
            base_sentence=say.base_rate(outlook),
            alphabetical=ranked,
            unknown=sorted(((code, self.names(code)) for code in outlook.unknown), key=lambda pair: pair[1]),
            country=outlook.country,
        )

    def country(self, country: CountryOutlook) -> str:
        """The page of one country, HTML."""
        return self._render("country.html.j2", root="../", c=country)

    @property
    def _wording(self) -> Wording:
        return Wording(self.words, self.names)

    def brief(self, country: CountryOutlook) -> str:
        """The two-page brief of one country, HTML for the printer."""
        return charts.for_paper(self._render("brief.html.j2", root="../", c=country))

    def _render(self, template: str, **parts: Any) -> str:
        say, words = self._wording, self.words

        def bar(estimate: Estimate, iso3: str) -> str:
            return charts.interval_bar(estimate, say.estimate(estimate, iso3))

        def effect(driver: Driver, among: tuple[Driver, ...]) -> str:
            return charts.effect_bar(driver, max(abs(other.effect) for other in among))

        def reliability(record: TrackRecord) -> str:
            return charts.reliability_diagram(record.calibration, say.calibration(record))

        def history(country: CountryOutlook) -> str:
            return charts.history_chart(country.history, say.history(country))

        return (
            _environment()
            .get_template(template)
            .render(
                outlook=self.outlook,
                L=words,
                _=words.text,
                css=_style(),
                name=self.names,
                bar=bar,
                effect=effect,
                reliability=reliability,
                history=history,
                sentence=say.estimate,
                target=say.target,
                score_name=say.score,
                subset_name=say.subset,
                shown_scores=shown_scores,
                freshness_name=say.freshness,
                skill_sentence=say.skill(self.outlook.records[0]) if self.outlook.records else "",
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
            return Shape(path, "unknown", f"{spoken} ({self.words.text(reason)})" if reason else spoken, None, dot)
        css = step_class(country.headline.probability) + (" ongoing" if country.state == "ongoing" else "")
        spoken = f"{self.names(code)}: {self.words.percent(country.headline.probability)}"
        return Shape(path, css, spoken, f"country/{code}.html", dot)

    def _legend(self) -> list[dict[str, str]]:
        percent, text = self.words.percent, self.words.text
        steps = [text("below %(most)s", most=percent(_STEPS[0]))]
        steps += [
            text("%(least)s to %(most)s", least=percent(least), most=percent(most)) for least, most in pairwise(_STEPS)
        ]
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
                text("Where it changed most since the last issue, up or down."),
                lists.movers,
            ),
            (
                text("Surprises"),
                text("Where it differs most from the base rate of similar countries or from another forecaster."),
                lists.surprises,
            ),
            (
                text("Steady medium-high"),
                text("Above the base rate for years, seldom in the news: where early work has the most time."),
                lists.steady,
            ),
        ]


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
