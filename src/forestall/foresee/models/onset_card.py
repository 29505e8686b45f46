"""What the cards of all onset models have in common."""

from __future__ import annotations

from typing import Literal

from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED
from forestall.foresee.models.card import ModelCard
from forestall.foresee.targets.mass_killing_onset import HORIZONS, NAME

POPULATION = "states of the Early Warning Project's list with all its predictors known, 1960 on"


def onset_card(
    name: str,
    source: str,
    *,
    status: Literal["reference", "in use", "experimental", "superseded"] = "in use",
    inputs: tuple[str, ...] = REQUIRED,
    optional_inputs: tuple[str, ...] = OPTIONAL,
    applies_to: str = POPULATION,
) -> ModelCard:
    """The card of a model of mass-killing onset."""
    return ModelCard(
        name=name,
        target=NAME,
        unit="country-year",
        horizons=HORIZONS,
        inputs=inputs,
        optional_inputs=() if status == "reference" else optional_inputs,
        applies_to=applies_to,
        source=source,
        status=status,
    )
