"""Pages of the datasets, from their cards: one that lists all, and one for each with every column."""

from __future__ import annotations

from collections.abc import Iterator

from forestall.observe.card import Bounds, DatasetCard, Source
from forestall.observe.catalogue import Dataset, catalogue

_SILENCE = {
    "absent": "a covered place and period without a row was looked at, and nothing was found",
    "unknown": "a covered place and period without a row is unknown",
}
_COUNTRY = {
    "country": ("text", "Key of the state, the same through renamings."),
    "iso3": ("text", "Its ISO 3166 code then; empty where it had none."),
    "gwcode": ("integer", "Its Gleditsch-Ward number then; empty before it was a state."),
}


def dataset_pages(head: str) -> dict[str, str]:
    """Every page by its path under docs/."""
    pages = {"reference/datasets.md": head + "\n".join(_index())}
    for dataset in catalogue().values():
        pages[f"reference/datasets/{dataset.name}.md"] = head + "\n".join(_page(dataset))
    return pages


def _index() -> Iterator[str]:
    yield "# Datasets\n"
    yield (
        "What `forestall pull` and `forestall load` can read. A name that begins several, such as `ewp`, stands for"
        " all of them. None of the data are shipped: they come from their publishers, from a mirror, or from a file"
        " of your own.\n"
    )
    yield "| dataset | one row is | issued | late by (days) | reliability | licence | what it holds |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, dataset in catalogue().items():
        card = dataset.card
        cells = (
            f"[`{name}`](datasets/{name}.md)",
            card.coverage.unit,
            card.coverage.frequency,
            str(card.coverage.reporting_lag_days),
            card.grade.reliability,
            card.licence,
            card.summary,
        )
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""


def _page(dataset: Dataset) -> Iterator[str]:
    card = dataset.card
    yield f"# {card.title}\n"
    yield f"`{dataset.name}`: {card.summary}\n"
    yield f"{card.description}\n"
    if card.terms:
        yield f"**Terms.** {card.terms}\n"
    yield "| | |\n| --- | --- |"
    for name, value in _facts(card):
        yield f"| {name} | {_cell(value)} |"
    yield "\n## Columns\n"
    yield "| column | type | from | meaning |\n| --- | --- | --- | --- |"
    for name, column in card.columns.items():
        kind = f"term of {column.vocabulary}" if column.vocabulary else column.type
        source = ", ".join(f"`{_cell(each)}`" for each in column.source)
        yield f"| `{name}` | {kind} | {source} | {_cell(column.meaning)} |"
    for name, meaning in card.derived.items():
        yield f"| `{name}` | | made here | {_cell(meaning)} |"
    for name, (kind, meaning) in _country_columns(card).items():
        yield f"| `{name}` | {kind} | made here | {meaning} |"
    if card.ignore:
        yield f"\nLeft out on purpose: {', '.join(f'`{name}`' for name in card.ignore if name)}.\n"


def _country_columns(card: DatasetCard) -> dict[str, tuple[str, str]]:
    if card.country is None:
        return {}
    return {"countries": ("list", "Keys of the states concerned.")} if card.country.many else _COUNTRY


def _facts(card: DatasetCard) -> Iterator[tuple[str, str]]:
    yield "publisher", card.publisher.name
    yield "homepage", f"<{card.homepage}>"
    yield "licence", card.licence
    yield "cite", card.cite
    yield "marking", f"TLP {card.marking}"
    yield "reliability", card.grade.reliability
    yield "one row is", card.coverage.unit
    yield (
        "covers",
        f"{card.coverage.begins} to {card.coverage.until}" if card.coverage.until else f"{card.coverage.begins} on",
    )
    for state, reason in card.coverage.outside.items():
        yield f"unknown here: {state}", reason
    yield "issued", f"{card.coverage.frequency}, about {card.coverage.reporting_lag_days} days late"
    yield "silence", _SILENCE[card.coverage.silence]
    yield "loads", "add to one another" if card.parts else "replace one another"
    yield "a load stops below", _bounds(card.expect.min)
    yield "a load warns above", _bounds(card.expect.max)
    yield "fetched from", "; ".join(map(_source, card.sources))


def _source(source: Source) -> str:
    return f"by hand, {source.url}" if source.kind == "user" else f"{source.url} ({source.kind}, {source.version})"


def _bounds(bounds: Bounds) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in bounds.to_json().items()) or "no bound"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
