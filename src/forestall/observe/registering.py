"""A dataset's card as a record in the ledger, so that every chapter knows its licence and its limits."""

from __future__ import annotations

from forestall.errors import NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_one
from forestall.observe.card import DatasetCard
from forestall.observe.catalogue import Dataset
from forestall.records.dataset import Dataset as DatasetRecord
from forestall.records.entry import Author, Draft
from forestall.records.values.marking import Marking

STALE_AFTER_DAYS = {
    "quarter-hourly": 2,
    "weekly": 28,
    "monthly": 75,
    "quarter-yearly": 240,
    "yearly": 550,
    "irregular": 1100,
    "ended": 36_500,
}
"""Days without a new load after which a dataset is stale: about one and a half issues."""


def register_dataset(ledger: Ledger, reader: Reader, dataset: Dataset, author: Author) -> None:
    """Put the card on record where it is new or has changed.

    Raises:
        StorageError: the ledger doesn't take it.
    """
    record = record_of(dataset)
    record_id = f"dataset-{dataset.name.replace('_', '.')}"
    try:
        earlier = read_one(ledger, reader, Question(record_id=record_id, states=True), record_id)
    except NotFound:
        kind = "dataset.registered"
    else:
        if earlier.body == record.to_json():
            return
        kind = "dataset.updated"
    ledger.append([Draft.of(kind, record_id, record, author, Marking.parse({"tlp": "clear"}))])


def record_of(dataset: Dataset) -> DatasetRecord:
    """The card as a record."""
    card = dataset.card
    return DatasetRecord.parse(
        {
            "name": dataset.name,
            "title": card.title,
            "summary": card.summary,
            "description": card.description,
            "publisher": card.publisher.name,
            "publisher_country": card.publisher.country,
            "website": card.homepage,
            "licence": card.licence,
            "may_pass_on": may_pass_on(card),
            "citation": card.cite,
            "unit": card.coverage.unit,
            "first": card.coverage.begins,
            "frequency": card.coverage.frequency,
            "reporting_lag_days": card.coverage.reporting_lag_days,
            "stale_after_days": card.coverage.reporting_lag_days + STALE_AFTER_DAYS[card.coverage.frequency],
            "reliability": card.grade.reliability,
        }
    )


def may_pass_on(card: DatasetCard) -> bool:
    """Whether rows may leave the organisation."""
    return card.marking == "clear"
