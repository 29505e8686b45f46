"""Sentences about civilian deaths: each number with its word, its months, its base rate and its track record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from forestall.clock import month_index, month_start
from forestall.foresee.backtest.track_record import ScoreLine, TrackRecord
from forestall.runs.outlook.content import (
    Band,
    CountRange,
    CountryDeaths,
    DeathsOutlook,
    DeathsState,
    Estimate,
    bin_of,
)
from forestall.runs.outlook.deaths import LISTED, LISTED_FROM
from forestall.runs.outlook.language import Language
from forestall.runs.outlook.wording import Wording
from forestall.runs.outlook.words import likelihood_edges
from forestall.runs.outlook.words import marked as _

FEWEST_EVENTS = 10
"""Fewer events say nothing about skill."""
SHOWN_HORIZONS = ("3", "12")
"""Horizons of the table of skill; all stand in the JSON."""

_STATES = {
    "going": _(
        "Civilians were killed here within the last three years, so what is forecast is continuation, not onset."
    ),
    "quiet": _(
        "No civilian is on record as killed here in the last three years, so what is forecast is onset. Onset is far "
        "harder to foresee than continuation."
    ),
}
_SUBSETS = {
    "going": _("continuation: civilians killed within three years before"),
    "quiet": _("onset: three quiet years before"),
}
_LISTS = {
    "going": _("Continuation: where civilians were killed within three years"),
    "quiet": _("Onset: where three quiet years lie behind"),
}
_REFERENCES = {
    "persistence": _("over persistence %(value)s (%(low)s to %(high)s)"),
    "conflictology": _("over conflictology %(value)s (%(low)s to %(high)s)"),
}
_NOT_BETTER = {
    "persistence": _("not shown to be better than persistence"),
    "conflictology": _("not shown to be better than conflictology"),
}


@dataclass(frozen=True, slots=True)
class DeathsWording:
    """Puts the forecasts of civilian deaths into sentences of one language."""

    words: Language
    names: Callable[[str], str]
    deaths: DeathsOutlook
    issued_on: date
    say: Wording

    @property
    def _reference(self) -> date:
        return date.fromisoformat(f"{self.deaths.reference_month}-01")

    def month(self) -> str:
        """The last month that was known."""
        return self.words.month(self._reference)

    def period(self, horizon: str) -> str:
        """The months of a horizon: `in January 2023`, `from January 2023 to March 2023`."""
        first = month_index(self._reference) + 1
        last = month_index(self._reference) + int(horizon)
        if first == last:
            return self.words.text("in %(month)s", month=self.words.month(month_start(first)))
        return self.words.text(
            "from %(first)s to %(last)s",
            first=self.words.month(month_start(first)),
            last=self.words.month(month_start(last)),
        )

    def passed(self) -> str:
        """What the age of the record means for the periods forecast; empty where the record is up to date."""
        months = month_index(self.issued_on) - month_index(self._reference) - 1
        if months >= 12:
            return self.words.text(
                "The record of killings loaded here ends in %(month)s. Every period below is over: the figures say "
                "what the model says with that record, not what lies ahead. Load a newer one before acting on them.",
                month=self.month(),
            )
        if months >= 1:
            return self.words.text(
                "The record of killings loaded here ends in %(month)s. %(months)s whole months have passed since: "
                "periods that are no longer are over.",
                month=self.month(),
                months=self.words.number(months),
            )
        return ""

    def sentence(self, estimate: Estimate) -> str:
        """One estimate as a sentence with number, likelihood word and months."""
        period, likelihood = self.period(estimate.horizon), self.say.likelihood(estimate.probability)
        if estimate.threshold == 1:
            return self.words.text(
                "That at least one civilian is killed %(period)s %(likelihood)s.", period=period, likelihood=likelihood
            )
        return self.words.text(
            "That at least %(threshold)s civilians are killed %(period)s %(likelihood)s.",
            threshold=self.words.number(estimate.threshold or 0),
            period=period,
            likelihood=likelihood,
        )

    def grounds(self, estimate: Estimate) -> str:
        """Base rate, and what the two methods say alone."""
        return self.words.text(
            "Base rate %(base)s; the two methods alone say %(low)s and %(high)s.",
            base=self.words.percent(estimate.base_rate),
            low=self.words.percent(estimate.low),
            high=self.words.percent(estimate.high),
        )

    def calibration(self, estimate: Estimate, state: DeathsState) -> str:
        """What came of past forecasts between the same two likelihood borders, from the same starting point."""
        record = self.deaths.record(estimate, state)
        found = bin_of(record, estimate.probability, likelihood_edges()) if record else None
        if found is None:
            return self.words.text("No past forecast was like this one: how far to trust it is unknown.")
        low, high = _borders(estimate.probability)
        return self.words.text(
            "Of %(n)s past forecasts between %(low)s and %(high)s, %(share)s came true (95%% interval %(least)s to "
            "%(most)s).",
            n=self.words.number(found.n),
            low=self.words.whole_percent(low),
            high=self.words.whole_percent(high),
            share=self.words.share(found.observed_share),
            least=self.words.share(found.low),
            most=self.words.share(found.high),
        )

    def skill(self, estimate: Estimate, state: DeathsState) -> str:
        """How much better past forecasts of this threshold and horizon were than two that take no model."""
        record = self.deaths.record(estimate, state)
        lines = list(_skills(record)) if record else []
        if record is None or _n_events(record) < FEWEST_EVENTS:
            return self.words.text("Too few such events in past forecasts to say how good they were.")
        parts = [
            self.words.text(
                _REFERENCES[name],
                value=self.words.number(line.value, 2),
                low=self.words.number(line.low, 2),
                high=self.words.number(line.high, 2),
            )
            + ("" if line.low > 0 else self.words.text(", ") + self.words.text(_NOT_BETTER[name]))
            for name, line in lines
        ]
        return self.words.text("Brier skill: %(parts)s.", parts=self.words.text("; ").join(parts))

    def state(self, country: CountryDeaths) -> str:
        """Whether what is forecast would be onset or continuation."""
        return self.words.text(_STATES[country.state])

    def killed(self, country: CountryDeaths) -> str:
        """What is on record of the last twelve months, and for whom else it counts."""
        said = self.words.text(
            "In the twelve months to %(month)s, %(killed)s civilians are on record as killed.",
            month=self.month(),
            killed=self.words.number(country.killed),
        )
        if not country.includes:
            return said
        held = self.words.listed([self.names(code) for code in country.includes])
        return f"{said} " + self.words.text("The source counts events in %(countries)s here as well.", countries=held)

    def count(self, count: CountRange) -> str:
        """The range of the number killed over one horizon."""
        if count.high == 0:
            return self.words.text(
                "In at least nine of ten draws no civilian is killed %(period)s. That is no all-clear: what the others "
                "hold stands below.",
                period=self.period(count.horizon),
            )
        return self.words.text(
            "Four in five draws have between %(low)s and %(high)s civilians killed %(period)s, the middle one "
            "%(middle)s.",
            low=self.words.number(count.low),
            high=self.words.number(count.high),
            middle=self.words.number(count.middle),
            period=self.period(count.horizon),
        )

    def list_title(self, state: DeathsState) -> str:
        """The title of a list."""
        return self.words.text(_LISTS[state])

    def list_note(self, state: DeathsState) -> str:
        """What the figures of a list are."""
        threshold, horizon = LISTED[state]
        base = next(found.estimate(threshold, horizon) for found in self.deaths.countries if found.state == state)
        return self.words.text(
            "Probability that at least %(threshold)s are killed %(period)s; base rate of these countries %(base)s. In "
            "the order of the alphabet within each likelihood word: no ranking.",
            threshold=self.words.number(threshold),
            period=self.period(horizon),
            base=self.words.percent(base.base_rate),
        )

    def band(self, band: Band, state: DeathsState) -> str:
        """What came of past forecasts with the same likelihood word."""
        estimate = self.deaths.country(band.countries[0])
        return "" if estimate is None else self.calibration(estimate.estimate(*LISTED[state]), state)

    def below(self, state: DeathsState) -> str:
        """How many countries a list leaves out."""
        return self.words.text(
            "%(n)s more countries of this kind are below %(border)s: low by this model, not calm.",
            n=self.words.number(self.deaths.n_below(state)),
            border=self.words.whole_percent(100 * LISTED_FROM[state]),
        )

    def subset(self, name: str) -> str:
        """The name of a subset of forecasts."""
        return self.words.text(_SUBSETS[name])

    def table(self) -> tuple[tuple[TrackRecord, dict[str, ScoreLine]], ...]:
        """Records whose skill a page shows: onset and continuation apart, with enough events to say anything."""
        found = ((record, {line.name: line for line in record.scores}) for record in self.deaths.records)
        return tuple(
            (record, lines)
            for record, lines in found
            if record.subset in _SUBSETS and record.horizon in SHOWN_HORIZONS and _n_events(record) >= FEWEST_EVENTS
        )


def _n_events(record: TrackRecord) -> int:
    return next((line.n_events for line in record.scores), 0)


def _skills(record: TrackRecord) -> Iterator[tuple[str, ScoreLine]]:
    for name in _REFERENCES:
        for line in record.scores:
            if line.name == f"skill over {name}":
                yield name, line


def _borders(probability: float) -> tuple[float, float]:
    """The likelihood borders around a probability, in percent."""
    for low, high in pairwise((0.0, *likelihood_edges(), 1.0)):
        if low <= probability < high:
            return 100 * low, 100 * high
    return 100 * likelihood_edges()[-1], 100.0
