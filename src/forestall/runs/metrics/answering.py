"""Measures of word back: whether whoever told heard that it arrived, and where it stands, in time and at all.

The clocks are those of `respond/feedback.py`: a receipt within 15 minutes, a status within the report's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader, read_all
from forestall.records.feedback import Feedback
from forestall.respond.feedback import RECEIPT, receipt_by, status_by
from forestall.runs.metrics.gathering import Scope, Told
from forestall.runs.metrics.measures import Share, share
from forestall.runs.warning.steps import held

Said = Mapping[str, Sequence[tuple[str, datetime]]]
"""By report: the statuses that were told of it, and when each was written down."""


def said_in(ledger: Ledger, reader: Reader, scope: Scope) -> Said:
    """What was told of the reports of a scope."""
    found: dict[str, list[tuple[str, datetime]]] = {}
    for entry in read_all(ledger, reader, scope.begun("feedback.given")):
        told = held(entry, Feedback)
        found.setdefault(told.about, []).append((told.status, entry.recorded_at))
    return found


def receipts_in_time(reports: Iterable[Told], said: Said, as_of: datetime) -> Share:
    """Informants who heard within 15 minutes that it arrived, of all who wanted to hear and whose time was over."""
    due = ((told, receipt_by(told.report)) for told in _wanted(reports))
    return share("receipts_in_time", (_is_said(said, told, by) for told, by in due if by <= as_of))


def told_in_time(reports: Iterable[Told], said: Said, as_of: datetime) -> Share:
    """Informants who heard within their report's clock where it stands, of all who wanted to and whose time was over.

    A receipt says that it arrived, and not where it stands.
    """
    due = ((told, status_by(told.report)) for told in _wanted(reports))
    return share("told_in_time", (_is_said(said, told, by, more_than=RECEIPT) for told, by in due if by <= as_of))


def told_back(reports: Iterable[Told], said: Said) -> Share:
    """Informants who heard anything at all, of all who wanted to."""
    return share("told_back", (bool(said.get(told.received.record_id)) for told in _wanted(reports)))


def _wanted(reports: Iterable[Told]) -> Iterator[Told]:
    return (told for told in reports if told.report.answer_wanted)


def _is_said(said: Said, told: Told, by: datetime, more_than: str | None = None) -> bool:
    words = said.get(told.received.record_id, ())
    return any(at < by for status, at in words if status != more_than)
