"""An outlook with invented figures, for tests of what is drawn and written."""

from datetime import date

from forestall.foresee.backtest.track_record import CalibrationBin, ScoreLine, TrackRecord
from forestall.runs.outlook.content import (
    Analogue,
    Change,
    CountryOutlook,
    Driver,
    Estimate,
    Freshness,
    HistoryPoint,
    Lists,
    Outlook,
    WhatIf,
)

ONSET, DEATHS = "mass-killing-onset", "civilian-deaths"


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
        estimates=(
            estimate(probability),
            estimate(probability / 2, horizon="1"),
            estimate(0.31, DEATHS, "3", 25),
            estimate(0.0004, DEATHS, "3", 1000),
        ),
        rank_low=3,
        rank_high=19,
        drivers=(
            Driver("Civilians killed in the last 12 months", "412", 1.2),
            Driver("Years since the last mass killing", "never", -0.6),
        ),
        analogues=(
            Analogue("XEX", 1998, 0.3, "a mass killing began within two years"),
            Analogue("XEX", 1971, 0.4, "none began within two years"),
        ),
        what_ifs=(WhatIf("Civilians killed in the last 12 months", "412", "0", probability / 3),),
        history=history,
        change=Change(date(2026, 10, 1), probability / 1.5, (Driver("Coup attempts in the last year", "1", 0.4),)),
    )


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
        reference_date=date(2026, 10, 31),
        inputs="full",
        model="sample",
        headline_target=ONSET,
        headline_horizon="1or2",
        base_rate=0.013,
        base_rate_period="1992-2024",
        countries=countries,
        unknown={"PSE": "outside the coverage of its source"},
        lists=Lists(("SDN", "TCD", "MLI"), ("MLI",), ("CHN",), ()),
        freshness=(
            Freshness("ewp", "Mass killings since 1945", "2024", date(2026, 11, 1), "present", 165),
            Freshness("gdelt", "Media events", None, None, "unknown"),
        ),
        records=(TrackRecord(ONSET, "1or2", "sample", "1993", "2022", lines, bins),),
        previous_on=date(2026, 10, 1),
    )
