"""An outlook with invented figures, for tests of what is drawn and written."""

from datetime import date

from forestall.foresee.backtest.track_record import CalibrationBin, ScoreLine, TrackRecord
from forestall.foresee.explanation.content import Analogue, Change, Driver, Shown, WhatIf
from forestall.foresee.targets.civilian_deaths import HORIZONS, THRESHOLDS
from forestall.runs.outlook.content import (
    CountRange,
    CountryDeaths,
    CountryOutlook,
    DeathsOutlook,
    DeathsState,
    Estimate,
    Freshness,
    HistoryPoint,
    Lists,
    OtherForecast,
    Outlook,
    Surprise,
)
from forestall.runs.outlook.deaths import bands

ONSET, DEATHS = "mass-killing-onset", "civilian-deaths"
KILLED, NEWS = "civilians killed in twelve months", "conflict in the news against its own past"


def estimate(probability: float, target: str = ONSET, horizon: str = "1or2", threshold: int | None = None) -> Estimate:
    """An estimate around a probability."""
    return Estimate(target, horizon, threshold, probability, probability / 2, min(probability * 2, 0.95), 0.013)


def country(iso3: str, probability: float, state: str = "never") -> CountryOutlook:
    """One country with every part filled in."""
    history = tuple(
        HistoryPoint(
            year,
            "onset" if year == 1998 else "ongoing" if 1998 < year < 2003 else None,
            None if year < 1989 else year % 7 * 40,
        )
        for year in range(1960, 2025)
    )
    return CountryOutlook(
        iso3=iso3,
        state=state,  # type: ignore[arg-type]
        headline=estimate(probability),
        estimates=(estimate(probability), estimate(probability / 2, horizon="1")),
        rank_low=3,
        rank_high=19,
        drivers=(
            Driver("civilians_killed", "Civilians killed of late", KILLED, Shown("count", 412), 1.2),
            Driver("killing_history", "Earlier mass killings in the country", "", None, -0.6),
        ),
        analogues=(
            Analogue("ETH", 1998, 0.3, began=(1999, 2000), under_way=False),
            Analogue("UGA", 1971, 0.4, began=(), under_way=True),
            Analogue("GTM", 1965, 0.5, began=(), under_way=False),
        ),
        what_ifs=(
            WhatIf("civilians_killed", KILLED, Shown("count", 412), Shown("count", 0), probability / 3),
            WhatIf("power_changes", "new leader this year", Shown("no"), Shown("yes"), probability / 2),
        ),
        history=history,
        change=Change(
            2023,
            probability / 1.5,
            (Driver("news", "Conflict and protest in the news", NEWS, Shown("times", 2.5), 0.4),),
        ),
    )


def country_deaths(iso3: str, scale: float, state: DeathsState = "going") -> CountryDeaths:
    """One country's forecasts of civilian deaths, from almost none to near certain with the scale."""
    return CountryDeaths(
        iso3=iso3,
        state=state,
        killed=1234 if state == "going" else 0,
        estimates=tuple(
            estimate(min(scale * horizon / threshold, 0.99), DEATHS, str(horizon), threshold)
            for threshold in THRESHOLDS
            for horizon in HORIZONS
        ),
        counts=tuple(CountRange(str(horizon), 0, 12 * horizon, 1500 * horizon) for horizon in HORIZONS),
        includes=("NER",) if iso3 == "NGA" else (),
    )


def deaths_record(threshold: int, horizon: int, subset: str) -> TrackRecord:
    """How good past forecasts were: better than persistence, not shown to be better than conflictology."""
    n_events = 4 if threshold == 1000 else 140

    def line(name: str, value: float, low: float) -> ScoreLine:
        return ScoreLine(subset, name, value, low, value + 0.1, None, None, 5000, n_events)

    return TrackRecord(
        target=DEATHS,
        horizon=str(horizon),
        model="pool",
        first_origin="2015-01",
        last_origin="2023-12",
        scores=(
            line("brier", 0.03, 0.02),
            line("skill over unit base rate", 0.5, 0.4),
            line("skill over persistence", 0.38, 0.31),
            line("skill over conflictology", 0.01, -0.03),
        ),
        calibration=(CalibrationBin(0.004, 0.002, 0.0, 0.005, 900), CalibrationBin(0.31, 0.28, 0.22, 0.35, 512)),
        threshold=threshold,
        subset=subset,
    )


def deaths() -> DeathsOutlook:
    """Forecasts of civilian deaths of a small world; Niger is unknown."""
    countries = (
        country_deaths("SDN", 20.0),
        country_deaths("NGA", 12.0),
        country_deaths("MLI", 0.4),
        country_deaths("FRA", 0.02, "quiet"),
        country_deaths("AND", 0.0004, "quiet"),
    )
    return DeathsOutlook(
        model="pool",
        reference_month="2024-12",
        countries=countries,
        unknown={"NER": "its events are counted under another country in this source"},
        stale={"gdelt_country_month": "2023-11"},
        going=bands(countries, "going"),
        quiet=bands(countries, "quiet"),
        records=tuple(
            deaths_record(threshold, horizon, subset)
            for subset in ("all", "quiet", "going")
            for threshold in THRESHOLDS
            for horizon in HORIZONS
        ),
    )


EWP_OF_SUDAN = OtherForecast("ewp", date(2025, 1, 1), date(2026, 12, 31), 0.24, same_period=True, rank=1)
VIEWS_OF_SUDAN = OtherForecast("views", date(2025, 1, 1), date(2025, 1, 31), 0.94, same_period=True, mean=310.4)


def outlook() -> Outlook:
    """A small world."""
    chances = {
        "SDN": 0.12,
        "TCD": 0.061,
        "MLI": 0.034,
        "KEN": 0.012,
        "FRA": 0.0008,
        "BRA": 0.007,
        "CHN": 0.021,
        "USA": 0.003,
        "MDV": 0.002,
    }
    countries = tuple(
        country(code, chance, "ongoing" if code == "SDN" else "never") for code, chance in chances.items()
    )
    lines = (
        ScoreLine("all", "auc", 0.85, 0.81, 0.89, 0.5, 0.61, 4864, 72),
        ScoreLine("all", "recall_30", 0.74, 0.63, 0.84, 0.18, 0.4, 4864, 72),
    )
    bins = tuple(CalibrationBin(x, x * 0.9, x * 0.4, x * 1.6, 500) for x in (0.002, 0.01, 0.03, 0.09))
    return Outlook(
        issued_on=date(2026, 11, 22),
        reference_date=date(2024, 12, 31),
        inputs="full",
        model="sample",
        headline_target=ONSET,
        headline_horizon="1or2",
        base_rate=0.013,
        base_rate_period="1992-2024",
        countries=countries,
        unknown={
            "PSE": "outside the coverage of its source",
            "AND": "not among the countries of its sources, or a predictor is unknown",
        },
        lists=Lists(
            highest=("SDN", "TCD", "MLI"),
            movers=("MLI",),
            surprises=(
                Surprise("CHN", "base_rate", 0.021, 0.008),
                Surprise("SDN", "ewp", 0.12, 0.24),
                Surprise("MLI", "views", 0.016, 0.7),
            ),
            steady=(),
        ),
        freshness=(
            Freshness("ewp", "Mass killings since 1945", "2024", date(2026, 11, 1), "present", 165),
            Freshness(
                "deaths", "Civilians killed", "2024-12", date(2026, 11, 1), "stopped", citation="Somebody (2025)"
            ),
            Freshness("gdelt", "Media events", None, None, "unknown"),
        ),
        records=(TrackRecord(ONSET, "1or2", "sample", "1993", "2022", lines, bins),),
        marking="amber",
        deaths=deaths(),
        others={"SDN": (EWP_OF_SUDAN, VIEWS_OF_SUDAN)},
    )
