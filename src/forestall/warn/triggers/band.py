"""From which probability on acting pays, by the cost-loss reckoning of a card: a band, on which people decide.

Nothing reads the band: it is shown beside the thresholds that people signed, and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from forestall.records.trigger import CostLoss


@dataclass(frozen=True, slots=True)
class Band:
    """The probabilities from which on acting pays; None where, on those numbers, it never does."""

    low: float | None
    """On the numbers that speak most for acting."""
    best: float | None
    """On the best numbers."""
    high: float | None
    """On the numbers that speak most against it."""


def pays_from(reckoning: CostLoss) -> Band:
    """The band of probabilities p from which on acting pays: p > C / (L * e).

    Source:
        Murphy (1977), Monthly Weather Review 105(7), 803-816, the cost-loss ratio, with the share of the loss that
        acting averts.
    """
    cost, loss, share = reckoning.cost, reckoning.loss, reckoning.share_averted
    return Band(
        low=_ratio(cost.low, loss.high * share.high),
        best=_ratio(cost.best, loss.best * share.best),
        high=_ratio(cost.high, loss.low * share.low),
    )


def _ratio(cost: float, averted: float) -> float | None:
    # Above 1 no probability is high enough.
    return cost / averted if averted > 0 and cost <= averted else None
