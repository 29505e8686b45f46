"""Sentences of the outlook: a number in the sentence with its likelihood word, its period and its base rate.

Likelihood and confidence never share a sentence, and nothing here says "possible" or "may" alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forestall.clock import month_index
from forestall.foresee.backtest.track_record import ScoreLine, TrackRecord
from forestall.foresee.explanation.content import Analogue, Driver, Shown
from forestall.records.values.likelihood import likelihood_of
from forestall.runs.outlook.content import CountryOutlook, Estimate, OtherForecast, Outlook, Surprise
from forestall.runs.outlook.language import Language
from forestall.runs.outlook.words import marked as _

_EVENTS = {
    "1": _("a new mass killing in %(first)s"),
    "2": _("a new mass killing in %(second)s"),
    "1or2": _("a new mass killing in %(first)s or %(second)s"),
}
_TARGETS = {
    "1": _("a new mass killing within one year"),
    "2": _("a new mass killing in the second year from now"),
    "1or2": _("a new mass killing within two years"),
}
_SCORES = {
    "auc": _("Ranks an onset above a quiet case (ROC AUC)"),
    "average_precision": _("Average precision"),
    "brier_skill": _("Brier skill against the base rate"),
    "log_skill": _("Log skill against the base rate"),
    "recall_10": _("Share of onsets in the ten highest a year"),
    "recall_20": _("Share of onsets in the twenty highest a year"),
    "recall_30": _("Share of onsets in the thirty highest a year"),
    "calibration_slope": _("Calibration slope (1 is right)"),
}
_SUBSETS = {
    "all": _("all country-years"),
    "ongoing": _("a killing already under way"),
    "not_ongoing": _("none under way"),
    "never": _("never one before"),
}
_FRESHNESS = {
    "present": _("present"),
    "stale": _("stale: older than its publisher's usual delay"),
    "stopped": _("stopped: no newer issue comes from this source"),
    "absent": _("absent: the publisher has nothing for the period"),
    "unknown": _("unknown: not loaded"),
}
_WORDS = {
    "almost_no_chance": _("almost no chance"),
    "very_unlikely": _("very unlikely"),
    "unlikely": _("unlikely"),
    "roughly_even_chance": _("roughly even chance"),
    "likely": _("likely"),
    "very_likely": _("very likely"),
    "almost_certain": _("almost certain"),
}
_SAID = {
    "almost_no_chance": _("has almost no chance"),
    "very_unlikely": _("is very unlikely"),
    "unlikely": _("is unlikely"),
    "roughly_even_chance": _("has a roughly even chance"),
    "likely": _("is likely"),
    "very_likely": _("is very likely"),
    "almost_certain": _("is almost certain"),
}
_ANSWERS = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
_BELOW, _ABOVE = _("below every agreed likelihood word"), _("above every agreed likelihood word")
_SURPRISES = {
    "base_rate": _(
        "Our estimate is %(ours)s; in countries like it a new mass killing followed in %(theirs)s of cases."
    ),
    "ewp": _("Our estimate is %(ours)s; the Early Warning Project says %(theirs)s to the same question."),
    "views": _(
        "We put at least 25 civilians killed in the month at %(ours)s; VIEWS puts at least 25 deaths in state-based "
        "conflict at %(theirs)s. These are different questions."
    ),
}
_EWP = _(
    "The Early Warning Project puts a new mass killing in %(first)s or %(second)s at %(number)s (place %(rank)s of its "
    "list). It asks what we ask, by the same definition and from data of the same kind, with a model of its own."
)
_EWP_ELSEWHEN = _(
    "The Early Warning Project puts a new mass killing in %(first)s or %(second)s at %(number)s (place %(rank)s of its "
    "list). Its definition is ours, its period is not: the two are not compared."
)
_VIEWS = _(
    "VIEWS puts at least 25 deaths in %(month)s at %(number)s, and expects %(mean)s. It counts deaths in state-based "
    "conflict, of fighters and of civilians caught in it; deliberate killing of civilians and violence between groups "
    "are not in it. So it answers another question than we do."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts figures into sentences of one language."""

    words: Language
    names: Callable[[str], str]
    outlook: Outlook

    def estimate(self, estimate: Estimate, iso3: str) -> str:
        """One estimate of onset as a sentence with number, likelihood word and period."""
        return self.words.text(
            "%(country)s: %(target)s %(likelihood)s.",
            country=self.names(iso3),
            target=self.words.text(_EVENTS[estimate.horizon], **self._years()),
            likelihood=self.likelihood(estimate.probability),
        )

    def _years(self) -> dict[str, object]:
        year = self.outlook.reference_date.year
        return {"first": year + 1, "second": year + 2}

    def likelihood(self, probability: float) -> str:
        """`is unlikely (20% to 45%; our estimate 31%)`, or the number alone where no word is agreed."""
        term, number = likelihood_of(probability), self.words.percent(probability)
        if term is None:
            why = self.words.text(_BELOW if probability < 0.5 else _ABOVE)
            return self.words.text("is estimated at %(number)s (%(why)s)", number=number, why=why)
        return self.words.text(
            "%(word)s (%(low)s to %(high)s; our estimate %(number)s)",
            word=self.words.text(_SAID[term.id]),
            low=self.words.whole_percent(term.extra["low_percent"]),
            high=self.words.whole_percent(term.extra["high_percent"]),
            number=number,
        )

    def word(self, probability: float) -> str:
        """`unlikely (20% to 45%)`, for a place where the number stands beside it."""
        term = likelihood_of(probability)
        if term is None:
            return self.words.text(_BELOW if probability < 0.5 else _ABOVE)
        return self.words.text(
            "%(word)s (%(low)s to %(high)s)",
            word=self.words.text(_WORDS[term.id]),
            low=self.words.whole_percent(term.extra["low_percent"]),
            high=self.words.whole_percent(term.extra["high_percent"]),
        )

    def target(self, record: TrackRecord) -> str:
        """What past forecasts were about."""
        return self.words.text(_TARGETS[record.horizon])

    def base_rate(self) -> str:
        """How rare the target is, before any country is named."""
        return self.words.text(
            "In a typical country the chance of %(target)s is %(base)s (%(period)s). Every figure here stands beside "
            "that rate.",
            target=self.words.text(_EVENTS[self.outlook.headline_horizon], **self._years()),
            base=self.words.percent(self.outlook.base_rate),
            period=self.outlook.base_rate_period,
        )

    def period_passed(self) -> str:
        """How much of the period of onset is over by the day of issue; empty where none is."""
        begins = date(self.outlook.reference_date.year + 1, 1, 1)
        passed = month_index(self.outlook.issued_on) - month_index(begins)
        if passed <= 0:
            return ""
        if passed >= 24:
            return self.words.text(
                "This period is over: the figures say what the model says with the data loaded here."
            )
        return self.words.text(
            "%(passed)s of the 24 months of this period have passed.", passed=self.words.number(passed)
        )

    def skill(self) -> str:
        """How good past forecasts of onset were, in one sentence with its limits."""
        record = next(iter(self.outlook.records), None)
        found = {(line.subset, line.name): line for line in record.scores} if record else {}
        recall = found.get(("all", "recall_30"))
        if record is None or recall is None:
            return ""
        return self.words.text(
            "In forecasts for %(first)s to %(last)s, made with what was known then, the thirty countries placed"
            " highest each year held %(recall)s of the %(events)s beginnings (interval %(low)s to %(high)s);"
            " most countries so placed saw none.",
            first=record.first_origin,
            last=record.last_origin,
            recall=self.words.percent(recall.value),
            events=self.words.number(recall.n_events),
            low=self.words.percent(recall.low),
            high=self.words.percent(recall.high),
        )

    def calibration(self, record: TrackRecord) -> str:
        """The reliability diagram in words."""
        return self.words.text("; ").join(
            self.words.text(
                "forecast %(forecast)s, came true %(observed)s of %(n)s",
                forecast=self.words.percent(found.mean_probability),
                observed=self.words.percent(found.observed_share),
                n=self.words.number(found.n),
            )
            for found in record.calibration
        )

    def history(self, country: CountryOutlook) -> str:
        """The record of a country in words."""
        onsets = [str(point.year) for point in country.history if point.mass_killing == "onset"]
        killed = [
            (point.civilians_killed, point.year) for point in country.history if point.civilians_killed is not None
        ]
        said = (
            self.words.text("Mass killings began in %(years)s.", years=self.words.listed(onsets))
            if onsets
            else self.words.text("No mass killing is recorded in the years shown.")
        )
        if not killed:
            return said
        most, year = max(killed)
        return f"{said} " + self.words.text(
            "Most civilians killed in a year: %(most)s, in %(year)s.", most=self.words.number(most), year=year
        )

    def other(self, forecast: OtherForecast) -> str:
        """What another forecaster says, and how its question differs from ours."""
        number = self.words.percent(forecast.probability)
        if forecast.forecaster == "views":
            month, mean = self.words.month(forecast.first), self.words.number(forecast.mean or 0)
            return self.words.text(_VIEWS, month=month, number=number, mean=mean)
        return self.words.text(
            _EWP if forecast.same_period else _EWP_ELSEWHEN,
            first=forecast.first.year,
            second=forecast.last.year,
            number=number,
            rank=self.words.number(forecast.rank or 0),
        )

    def surprise(self, surprise: Surprise) -> str:
        """Why a country stands in the list of surprises."""
        ours, theirs = self.words.percent(surprise.ours), self.words.percent(surprise.theirs)
        return self.words.text(_SURPRISES[surprise.against], ours=ours, theirs=theirs)

    def driver(self, driver: Driver) -> str:
        """A topic, and what stands out in it."""
        topic = self.words.text(driver.name)
        if driver.value is None:
            return topic
        return self.words.text(
            "%(topic)s: %(label)s: %(value)s",
            topic=topic,
            label=self.words.text(driver.label),
            value=self.value(driver.value),
        )

    def value(self, value: Shown) -> str:
        """A value in words and digits."""
        if value.form in _ANSWERS:
            return self.words.text(_ANSWERS[value.form])
        if value.form == "percent":
            return self.words.whole_percent(value.number * 100)
        if value.form == "times":
            return self.words.text("%(number)s times", number=self.words.number(value.number, 1))
        return self.words.short_number(value.number)

    def analogue(self, analogue: Analogue) -> str:
        """A similar country-year and what came after it."""
        years = self.words.listed([str(year) for year in analogue.began])
        if analogue.began:
            followed = self.words.text("a new mass killing began in %(years)s", years=years)
        elif analogue.under_way:
            followed = self.words.text("one was under way; no new one began within two years")
        else:
            followed = self.words.text("no mass killing began within two years")
        country = self.names(analogue.country)
        return self.words.text(
            "%(country)s, %(year)s: %(followed)s", country=country, year=analogue.year, followed=followed
        )

    def score(self, name: str) -> str:
        """The name of a score."""
        return self.words.text(_SCORES[name])

    def subset(self, name: str) -> str:
        """The name of a subset of forecasts."""
        return self.words.text(_SUBSETS[name])

    def freshness(self, state: str) -> str:
        """Unknown, absent and stale in words that can't be taken for one another."""
        return self.words.text(_FRESHNESS[state])


SHOWN_OF_ALL = frozenset(
    {"auc", "average_precision", "brier_skill", "log_skill", "recall_10", "recall_20", "recall_30", "calibration_slope"}
)
SHOWN_OF_PARTS = frozenset({"auc", "log_skill", "recall_30"})


def shown_scores(record: TrackRecord) -> tuple[ScoreLine, ...]:
    """The lines a page shows of onset; all of them stand in the JSON."""
    return tuple(
        line for line in record.scores if line.name in (SHOWN_OF_ALL if line.subset == "all" else SHOWN_OF_PARTS)
    )
