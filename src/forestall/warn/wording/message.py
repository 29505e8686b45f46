"""An alert in words: the number in the sentence with its word, confidence on a line of its own.

What the writer gives is the headline, the text, the question and the options; everything that holds for all
alerts is put in here, so that no page, message or paper can leave the base rate or the period out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from forestall.records.alert import Alert
from forestall.records.parts.estimate import Estimate
from forestall.records.values.likelihood import likelihood_of
from forestall.records.values.text import LanguageText
from forestall.warn.wording.phrases import Phrases, phrases


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message, and what it is for."""

    part: str
    """What it says: exercise, headline, text, estimate, base_rate, confidence, phase, question, option,
    recommended, due, dissent, cancelled or scale."""
    text: str
    """The words."""


def message_lines(alert: Alert, language: str | None = None, *, exercise: bool = False) -> tuple[Line, ...]:
    """The whole message, line by line, in the order in which every door shows it.

    Args:
        alert: what is said.
        language: a tag for which the alert has a text; its own language when left out.
        exercise: whether it is one; then the first line says so.
    """
    said = text_in(alert, language or alert.text.language)
    words = phrases(said.language)
    lines = [Line("exercise", words.sentence("exercise"))] if exercise else []
    lines += [Line("headline", alert.headline.text), Line("text", said.text)]
    if alert.because and alert.kind == "cancel":
        lines.append(Line("cancelled", words.sentence("cancelled", because=alert.because)))
    lines += [*_grounds(alert, words), *_asked(alert, words)]
    lines += [Line("dissent", words.sentence("dissent", position=one.position.text)) for one in alert.dissent]
    return (*lines, Line("scale", words.sentence("scale"))) if alert.estimate else tuple(lines)


def text_in(alert: Alert, language: str) -> LanguageText:
    """The alert's text in a language, or its own where it has none in it."""
    texts = (alert.text, *alert.translations)
    return next((text for text in texts if text.language == language), alert.text)


def estimate_sentence(estimate: Estimate, words: Phrases) -> str:
    """The estimate in one sentence: event, word, its range, the number and the period."""
    term = likelihood_of(estimate.probability)
    parts = {
        "event": estimate.event.text,
        "number": words.percent(estimate.probability),
        "start": words.day(estimate.period.start),
        "end": words.day(estimate.period.end - timedelta(days=1)),
    }
    if term is None:
        return words.sentence("estimate_without_word", **parts)
    low, high = (words.whole_percent(term.extra[bound]) for bound in ("low_percent", "high_percent"))
    return words.sentence("estimate", word=words.likelihood(term.id), low=low, high=high, **parts)


def confidence_line(confidence: str, because: str, words: Phrases) -> str:
    """How strong the grounds are, in a sentence that holds no likelihood."""
    return words.sentence("confidence_line", word=words.confidence(confidence), because=because)


def _grounds(alert: Alert, words: Phrases) -> list[Line]:
    lines = []
    if alert.estimate:
        rate = words.sentence(
            "base_rate", number=words.percent(alert.estimate.base_rate), of=alert.estimate.base_rate_of
        )
        lines += [Line("estimate", estimate_sentence(alert.estimate, words)), Line("base_rate", rate)]
    elif alert.no_estimate_because:
        lines.append(Line("estimate", words.sentence("no_estimate", because=alert.no_estimate_because)))
    if alert.confidence and alert.confidence_because:
        lines.append(Line("confidence", confidence_line(alert.confidence, alert.confidence_because.text, words)))
    if alert.phase:
        lines.append(Line("phase", words.sentence("phase", phase=alert.phase)))
    return lines


def _asked(alert: Alert, words: Phrases) -> list[Line]:
    lines = [Line("question", alert.question.text)] if alert.question else []
    lines += [Line("option", option.label) for option in alert.options]
    if alert.recommended and alert.recommended_because:
        lines.append(Line("recommended", f"{alert.recommended}: {alert.recommended_because.text}"))
    if alert.due_at:
        due = words.sentence("due", day=words.day(alert.due_at.date()), time=words.time(alert.due_at))
        lines.append(Line("due", f"{due} {words.sentence('nothing')}"))
    return lines
