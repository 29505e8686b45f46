"""Cards of reference models of counts, which differ in name and method alone."""

from __future__ import annotations

from forestall.foresee.features.country_month.record import DATASET
from forestall.foresee.models.card import ModelCard
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME


def count_reference(name: str, source: str) -> ModelCard:
    """The card of a reference of the target `civilian-deaths`.

    Args:
        name: its id.
        source: where the method comes from.
    """
    return ModelCard(
        name=name,
        target=NAME,
        unit="country-month",
        horizons=tuple(map(str, HORIZONS)),
        inputs=(DATASET,),
        optional_inputs=(),
        applies_to="any unit with a record of counts by month",
        source=source,
        status="reference",
    )
