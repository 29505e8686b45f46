"""What forecasts by area or cell are shown beside: the references of counts, declared for these units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from forestall.foresee.features.local_month.record import INPUTS
from forestall.foresee.models.references import REFERENCES, Reference
from forestall.foresee.targets.local_civilian_deaths import NAMES, LocalKind

UNITS: Mapping[LocalKind, Literal["admin1-month", "cell-month"]] = {"admin1": "admin1-month", "cell": "cell-month"}


def _declared(kind: LocalKind, reference: Reference) -> Reference:
    card = replace(reference.card, target=NAMES[kind], unit=UNITS[kind], inputs=INPUTS[kind])
    return replace(reference, card=card)


LOCAL_REFERENCES: Mapping[LocalKind, Mapping[str, Reference]] = {
    kind: {name: _declared(kind, reference) for name, reference in REFERENCES.items()} for kind in NAMES
}
"""By kind of unit and name, in the order in which they are shown."""
