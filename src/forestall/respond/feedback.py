"""Word back to whoever reported: where it stands, by when they are told, and in which words.

Reporters stop when nothing comes back, and are harmed when a message betrays them. The standing words hold a
number and nothing else; other words are for those who asked for them.

Source:
    PRACTICE 3.13 of the project, our own design: a receipt within 15 minutes, a status within the report's
    clock, and word once a month until it is closed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from forestall.records.report import Report
from forestall.records.values.text import LanguageText
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.plain_yaml import read_plain_yaml

FILE = Path(__file__).parent / "feedback_texts.yml"
RECEIPT_WITHIN = timedelta(minutes=15)
AGAIN_WITHIN = timedelta(days=30)
FALLBACK, SLOWEST = "en", "routine"
RECEIPT = "noted"
"""The status that says no more than that the report arrived."""
_DIGITS = 1_000_000
_BY_KIND = {
    "report.graded": "being_checked",
    "event.coded": "being_checked",
    "assessment.published": "passed_on",
    "alert.issued": "passed_on",
    "alert.updated": "passed_on",
    "decision.recorded": "decided",
    "action.started": "acted_on",
    "action.completed": "acted_on",
}


def number_of(report_id: str) -> str:
    """The six digits by which whoever told knows their report; nothing can be read from them."""
    chance = int.from_bytes(hashlib.sha256(f"forestall feedback v1\n{report_id}".encode()).digest()[:8])
    return f"{chance % _DIGITS:06}"


def status_of(kinds: Iterable[str], *, declined: bool = False) -> str:
    """Where a report stands, as may be said: the furthest that anything resting on it has come.

    Args:
        kinds: kinds of the entries that rest on the report.
        declined: whether all that was decided on it was to do nothing.
    """
    order = {term.id: term.extra["order"] for term in vocabulary("feedback_status").values()}
    found = max((_BY_KIND[kind] for kind in kinds if kind in _BY_KIND), key=order.__getitem__, default="noted")
    return "not_acted_on" if declined and found == "decided" else found


def standing_words(status: str, number: str, language: str) -> LanguageText:
    """The words for a status, in a language, or in English where there are none in it.

    Raises:
        UnknownTerm: no such status.
    """
    code = language.split("-", maxsplit=1)[0]
    code = code if code in _texts() else FALLBACK
    known = vocabulary("feedback_status").term(status).id
    return LanguageText(text=_texts()[code][known].format(number=number), language=code)


def languages() -> tuple[str, ...]:
    """The languages that have standing words."""
    return tuple(_texts())


def receipt_by(report: Report) -> datetime:
    """By when whoever told hears that it arrived."""
    return report.received_at + RECEIPT_WITHIN


def status_by(report: Report) -> datetime:
    """By when whoever told hears where it stands: the report's clock, or the slowest while nobody judged it."""
    hours = vocabulary("clock_profile")[report.clock or SLOWEST].extra["decide_hours"]
    return report.received_at + timedelta(hours=hours)


def due_at(report: Report, told: Mapping[str, datetime]) -> datetime | None:
    """By when whoever told is owed word; None where they want none, or it is closed.

    Args:
        report: what they told.
        told: what they have been told so far: status, and when it was said.
    """
    if not report.answer_wanted or report.withdrawn_because is not None or "closed" in told:
        return None
    if not told:
        return receipt_by(report)
    if set(told) == {RECEIPT}:
        return status_by(report)
    return max(told.values()) + AGAIN_WITHIN


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    read: Mapping[str, Mapping[str, str]] = read_plain_yaml(FILE)
    return read
