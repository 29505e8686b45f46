"""Sentences of the outlook: a number in the sentence with its likelihood word, its period and its base rate.

Likelihood and confidence never share a sentence, and nothing here says "possible" or "may" alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forestall.foresee.backtest.track_record import ScoreLine, TrackRecord
from forestall.records.values.likelihood import likelihood_of
from forestall.runs.outlook.content import CountryOutlook, Estimate, Outlook
from forestall.runs.outlook.language import Language


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is used."""
    return message


ONSET, DEATHS = "mass-killing-onset", "civilian-deaths"

_TARGETS = {
    (ONSET, "1"): _("a new mass killing within one year"),
    (ONSET, "2"): _("a new mass killing in the second year from now"),
    (ONSET, "1or2"): _("a new mass killing within two years"),
    (DEATHS, "1"): _("at least %(threshold)s civilians killed in the next month"),
    (DEATHS, "3"): _("at least %(threshold)s civilians killed in the next 3 months"),
    (DEATHS, "6"): _("at least %(threshold)s civilians killed in the next 6 months"),
    (DEATHS, "12"): _("at least %(threshold)s civilians killed in the next 12 months"),
}
_SCORES = {
    "auc": _("Ranks an onset above a quiet case (ROC AUC)"),
    "average_precision": _("Average precision"),
    "brier_skill": _("Brier skill against the base rate"),
    "log_skill": _("Log skill against the base rate"),
    "log_loss": _("Log loss (lower is better)"),
    "brier": _("Brier score (lower is better)"),
    "recall_10": _("Share of onsets in the ten highest a year"),
    "recall_20": _("Share of onsets in the twenty highest a year"),
    "recall_30": _("Share of onsets in the thirty highest a year"),
    "crps": _("CRPS of the count (lower is better)"),
    "ece": _("Distance of forecast from observed shares (ECE)"),
    "calibration_slope": _("Calibration slope (1 is right)"),
}
_SUBSETS = {
    "all": _("all country-years"),
    "ongoing": _("a killing already under way"),
    "not_ongoing": _("none under way"),
    "never": _("never one before"),
    "quiet": _("after three quiet years"),
}
_FRESHNESS = {
    "present": _("present"),
    "stale": _("stale: older than its publisher's usual delay"),
    "absent": _("absent: the publisher has nothing for the period"),
    "unknown": _("unknown: not loaded"),
}
_LIKELIHOOD = {
    "almost_no_chance": _("almost no chance"),
    "very_unlikely": _("very unlikely"),
    "unlikely": _("unlikely"),
    "roughly_even_chance": _("roughly even chance"),
    "likely": _("likely"),
    "very_likely": _("very likely"),
    "almost_certain": _("almost certain"),
}
_NOT_WORDED = _("below every agreed likelihood word")


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts figures into sentences of one language."""

    words: Language
    names: Callable[[str], str]

    def target(self, target: str, horizon: str, threshold: int | None) -> str:
        """What is forecast, in words."""
        message = _TARGETS[target, horizon]
        return (
            self.words.text(message, threshold=self.words.number(threshold)) if threshold else self.words.text(message)
        )

    def estimate(self, estimate: Estimate, iso3: str) -> str:
        """One estimate as a sentence with number, likelihood word and range."""
        return self.words.text(
            "%(country)s: %(target)s is %(likelihood)s.",
            country=self.names(iso3),
            target=self.target(estimate.target, estimate.horizon, estimate.threshold),
            likelihood=self.likelihood(estimate.probability),
        )

    def likelihood(self, probability: float) -> str:
        """`unlikely (20-45%; our estimate 31%)`, or the number alone where no word is agreed."""
        term, number = likelihood_of(probability), self.words.percent(probability)
        if term is None:
            return self.words.text("estimated at %(number)s (%(why)s)", number=number, why=self.words.text(_NOT_WORDED))
        return self.words.text(
            "%(word)s (%(low)s to %(high)s; our estimate %(number)s)",
            word=self.words.text(_LIKELIHOOD[term.id]),
            low=self.words.whole_percent(term.extra["low_percent"]),
            high=self.words.whole_percent(term.extra["high_percent"]),
            number=number,
        )

    def base_rate(self, outlook: Outlook) -> str:
        """How rare the target is, before any country is named."""
        return self.words.text(
            "The period is %(first)s and %(second)s. In a typical country the chance of %(target)s is %(base)s"
            " (%(period)s). Every figure here stands beside that rate.",
            first=outlook.reference_date.year + 1,
            second=outlook.reference_date.year + 2,
            target=self.target(outlook.headline_target, outlook.headline_horizon, None),
            base=self.words.percent(outlook.base_rate),
            period=outlook.base_rate_period,
        )

    def skill(self, record: TrackRecord) -> str:
        """How good past forecasts were, in one sentence with its limits."""
        found = {(line.subset, line.name): line for line in record.scores}
        recall, auc = found.get(("all", "recall_30")), found.get(("all", "auc"))
        if recall is None or auc is None:
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
        return "; ".join(
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
        if not onsets:
            return self.words.text("No mass killing is recorded in the years shown.")
        return self.words.text("Mass killings began in %(years)s.", years=", ".join(onsets))

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
    """The lines a page shows; all of them stand in the JSON."""
    return tuple(
        line for line in record.scores if line.name in (SHOWN_OF_ALL if line.subset == "all" else SHOWN_OF_PARTS)
    )
