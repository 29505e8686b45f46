"""What other forecasters say: the Early Warning Project on our own question, VIEWS on another one.

The Early Warning Project forecasts what our target takes over from it: a new mass killing, in the same two
years. VIEWS forecasts deaths in state-based conflict, of fighters and of civilians caught in it, by month;
deliberate killing of civilians is not in it. So its numbers stand beside ours and are never subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from forestall.clock import month_index, month_start
from forestall.foresee.inputs import Inputs
from forestall.runs.outlook.content import OtherForecast

EWP, VIEWS = "ewp_forecasts", "views_forecasts"
DATASETS = (EWP, VIEWS)


def other_forecasts(inputs: Inputs, origin: int, month: str | None) -> dict[str, tuple[OtherForecast, ...]] | None:
    """By country, what others say; None where nobody is loaded.

    Args:
        inputs: what is loaded of their datasets.
        origin: year of our estimate of onset.
        month: reference month of our estimates of civilian deaths, such as 2022-12; none without them.
    """
    if not any(name in inputs for name in DATASETS):
        return None
    found: dict[str, list[OtherForecast]] = {}
    for country, forecast in (*_ewp(inputs, origin), *_views(inputs, month)):
        found.setdefault(country, []).append(forecast)
    return {country: tuple(forecasts) for country, forecasts in found.items()}


def _ewp(inputs: Inputs, origin: int) -> Iterator[tuple[str, OtherForecast]]:
    for row in _rows(inputs, EWP):
        year = row["data_year"]
        yield (
            row["country"],
            OtherForecast(
                forecaster="ewp",
                first=date(year + 1, 1, 1),
                last=date(year + 2, 12, 31),
                probability=row["probability_two_years"],
                same_period=year == origin,
                rank=row["rank_two_years"],
            ),
        )


def _views(inputs: Inputs, reference: str | None) -> Iterator[tuple[str, OtherForecast]]:
    """The month after our reference month where VIEWS has it, else the first of its run."""
    rows = [row for row in _rows(inputs, VIEWS) if row["probability_25"] is not None]
    if not rows:
        return
    wanted = month_index(date.fromisoformat(f"{reference}-01")) + 1 if reference else None
    months = {month_index(row["month"]) for row in rows}
    chosen = wanted if wanted in months else min(months)
    for row in rows:
        if month_index(row["month"]) == chosen:
            yield (
                row["country"],
                OtherForecast(
                    forecaster="views",
                    first=month_start(chosen),
                    last=month_start(chosen + 1) - timedelta(days=1),
                    probability=row["probability_25"],
                    same_period=chosen == wanted,
                    mean=row["deaths_mean"],
                ),
            )


def _rows(inputs: Inputs, dataset: str) -> list[dict[str, Any]]:
    """Rows of countries; a row that no country of ours could be found for has no page to stand on."""
    if dataset not in inputs:
        return []
    return [row for row in inputs.table(dataset).to_pylist() if row["country"]]
