"""What the cards of all onset models have in common."""

from __future__ import annotations

from typing import Literal

from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED
from forestall.foresee.models.card import ModelCard
from forestall.foresee.targets.mass_killing_onset import HORIZONS, NAME

POPULATION = "states of the Early Warning Project's list with all its predictors known, 1960 on"


def onset_card(
    name: str, source: str, *, status: Literal["reference", "in use", "experimental", "superseded"] = "in use"
) -> ModelCard:
    """The card of a model of mass-killing onset."""
    return ModelCard(
        name=name,
        target=NAME,
        unit="country-year",
        horizons=HORIZONS,
        inputs=REQUIRED,
        optional_inputs=() if status == "reference" else OPTIONAL,
        applies_to=POPULATION,
        source=source,
        status=status,
    )
