"""What a model declares about itself before anyone may use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ModelCard:
    """A model's own word on what it is for; a test compares it with what the model does."""

    name: str
    """Id, such as `elastic-net`."""
    target: str
    """What it forecasts, such as `mass-killing-onset`."""
    unit: Literal["country-year", "country-month", "admin1-month", "cell-month"]
    """What one row is."""
    horizons: tuple[str, ...]
    """For how far ahead."""
    inputs: tuple[str, ...]
    """Datasets it can't do without."""
    optional_inputs: tuple[str, ...]
    """Datasets it uses where they are there."""
    applies_to: str
    """The population it was fitted on and speaks about."""
    source: str
    """Where the method comes from."""
    status: Literal["reference", "in use", "experimental", "superseded"] = "in use"
    """How it stands; references are what every score is shown beside."""
