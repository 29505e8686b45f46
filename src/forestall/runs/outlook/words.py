"""Words that pages use: marked for the catalogues where they are written, translated where they are shown."""

from __future__ import annotations

from functools import cache

from forestall.vocabulary.load import vocabulary


def marked(message: str) -> str:
    """The message itself, marked for the catalogues."""
    return message


@cache
def likelihood_edges() -> tuple[float, ...]:
    """Borders of the agreed likelihood words, as probabilities: past forecasts are counted between them."""
    terms = vocabulary("likelihood").values()
    return tuple(sorted({float(term.extra[end]) / 100 for term in terms for end in ("low_percent", "high_percent")}))
