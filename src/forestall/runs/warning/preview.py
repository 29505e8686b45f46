"""A draft before anybody records it: its sentences, what may not stand in it, and whom the rule keeps out.

Whoever writes sees it while they write, so it says as much as can be said of a draft that isn't whole yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from forestall.errors import ForestallError
from forestall.memory.ledger import Ledger
from forestall.records.alert import Alert
from forestall.records.parts.estimate import Estimate
from forestall.records.parts.exclusion import Exclusion
from forestall.records.record import Record
from forestall.records.values.text import LanguageText
from forestall.runs.permissions import Person
from forestall.runs.warning.alerts import on_record, with_dissent
from forestall.warn.alerts.routing import exclusions_for
from forestall.warn.wording.lint import Slip, lint, lint_texts
from forestall.warn.wording.message import Line, estimate_sentence, message_lines
from forestall.warn.wording.phrases import phrases
from forestall.warn.wording.short import n_segments

R = TypeVar("R", bound=Record)
IN_WORDS = ("headline", "text", "question", "recommended_because", "confidence_because")
LISTS = ("translations", "would_change")
PLAIN = ("short", "because", "no_estimate_because")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would say, and what stands in its way."""

    lines: tuple[Line, ...]
    """The message as every door would show it; while it isn't whole, the parts that are."""
    short: str
    """The twin for a text message."""
    n_segments: int
    """How many text messages that takes."""
    slips: tuple[Slip, ...]
    """What may not stand, field by field."""
    kept_out: tuple[Exclusion, ...]
    """Addressees whom the rule keeps out and of whom the draft says nothing yet."""
    unknown: tuple[str, ...]
    """Addressees of whom nothing is on record, where somebody is suspected: their links can't be checked."""
    refusal: ForestallError | None
    """Why it could not be recorded as it stands; None where it could, but for the slips."""


def preview_alert(ledger: Ledger, by: Person, said: Mapping[str, Any], *, exercise: bool) -> Preview:
    """What a draft would say and what stands in its way; nothing is recorded.

    Args:
        ledger: where its grounds and its recipients' links are.
        by: who writes it.
        said: the alert as plain data, whole or not.
        exercise: whether it belongs to one.
    """
    short = said.get("short")
    short = short if isinstance(short, str) else ""
    language = _language(said)
    texts = tuple(_texts(said, language))
    estimate = _parsed(Estimate, said.get("estimate"))
    try:
        alert, _ = with_dissent(ledger, by, Alert.parse({**said, "drafted_by": by.user}))
    except ForestallError as refusal:
        word = estimate.likelihood if estimate else None
        populations = [text for each in _rows(said, "populations") if (text := _parsed(LanguageText, each))]
        slips = tuple(lint_texts(texts, word, populations))
        return Preview(_parts(texts, estimate, language), short, n_segments(short), slips, (), (), refusal)
    kept_out, unknown = _routing(ledger, by, alert)
    lines = message_lines(alert, exercise=exercise)
    return Preview(lines, short, n_segments(short), lint(alert), kept_out, unknown, None)


def _routing(ledger: Ledger, by: Person, alert: Alert) -> tuple[tuple[Exclusion, ...], tuple[str, ...]]:
    if not alert.suspected_actors:
        return (), ()
    recipients = [row.organisation for row in alert.addressees]
    organisations, actors = on_record(ledger, by.reader, alert)
    told = {one.organisation for one in alert.exclusions}
    found = exclusions_for(recipients, alert.suspected_actors, organisations, actors)
    unknown = tuple(recipient for recipient in recipients if recipient not in organisations)
    return tuple(one for one in found if one.organisation not in told), unknown


def _parts(texts: tuple[tuple[str, LanguageText], ...], estimate: Estimate | None, language: str) -> tuple[Line, ...]:
    lines = [Line(field, text.text) for field, text in texts if field in ("headline", "text", "question")]
    if estimate:
        lines.append(Line("estimate", estimate_sentence(estimate, phrases(language))))
    return tuple(lines)


def _texts(said: Mapping[str, Any], language: str) -> Iterator[tuple[str, LanguageText]]:
    named = [(field, said.get(field)) for field in IN_WORDS]
    named += [(f"{field}.{number}", row) for field in LISTS for number, row in enumerate(_rows(said, field))]
    plain = [(field, said.get(field)) for field in PLAIN]
    plain += [
        (f"options.{number}", row.get("label")) for number, row in enumerate(_rows(said, "options")) if row is not None
    ]
    named += [(field, {"text": text, "language": language}) for field, text in plain]
    for field, words in named:
        text = _parsed(LanguageText, words)
        if text:
            yield field, text


def _rows(said: Mapping[str, Any], field: str) -> list[Any]:
    found = said.get(field)
    return [row if isinstance(row, Mapping) else None for row in found] if isinstance(found, list | tuple) else []


def _language(said: Mapping[str, Any]) -> str:
    text = _parsed(LanguageText, said.get("text")) or _parsed(LanguageText, said.get("headline"))
    return text.language if text else "en"


def _parsed(record_class: type[R], data: Any) -> R | None:
    try:
        return record_class.parse(data)
    except ForestallError:
        return None
