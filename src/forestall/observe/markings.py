"""How the rows of a dataset may be handled, from what its card says of its licence."""

from __future__ import annotations

from forestall.observe.card import DatasetCard
from forestall.records.values.marking import Marking
from forestall.vocabulary.load import vocabulary

OWN_USE = ("analyse", "cross_check", "publish_aggregate", "quote_with_attribution", "train_models")
"""What a licence without leave to pass on still lets its holder do: ids of permissible_action."""


def marking_of(card: DatasetCard, organisation: str) -> Marking:
    """The marking of a load: open data may be put to any use, the rest stays in one's organisation.

    Args:
        card: names the traffic light and the licence.
        organisation: id of the organisation that loads.
    """
    is_open = card.marking == "clear"
    return Marking.parse(
        {
            "tlp": card.marking,
            "organisations": [] if is_open else [organisation],
            "actions": sorted(vocabulary("permissible_action") if is_open else OWN_USE),
            "purposes": sorted(vocabulary("purpose")),
            "caveats": [f"licence: {card.licence}"],
        }
    )
