"""An alert of ours as a CAP 1.2 message, and what of it the standard has no words for.

Urgency follows the clock, severity the phase, certainty the number; the number itself, the base rate and the
time by which a decision is asked for stand in parameters and in the words. A cancellation is never an all-clear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forestall.clock import format_instant
from forestall.records.alert import Alert
from forestall.records.values.marking import Marking, Tlp
from forestall.records.values.place import Place
from forestall.share.exchange.cap.message import CapArea, CapInfo, CapMessage, Reference
from forestall.vocabulary.load import vocabulary

EVENT = "Violence against civilians"
LONGEST_HEADLINE = 160
_URGENCY = {"flash": "Immediate", "urgent": "Expected", "priority": "Expected", "routine": "Future"}
_SEVERITY = {"5": "Extreme", "4": "Extreme", "3": "Severe", "2": "Moderate", "1": "Minor"}
_UNKNOWN = "Unknown"
_EVEN, _HARDLY = 0.5, 0.05


@dataclass(frozen=True, slots=True)
class Sent:
    """How a message of ours left."""

    identifier: str
    """The id of its entry; an update is another entry, and so has another identifier."""
    sender: str
    """The node, as other systems know it."""
    sent: datetime
    """When."""
    marking: Marking
    """How it may be handled."""
    is_exercise: bool
    """Whether it belongs to one."""
    is_draft: bool = False
    """Whether it was not issued."""
    sender_name: str | None = None
    """The node, for people."""
    follows: tuple[Reference, ...] = ()
    """The messages it takes the place of, or takes back."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, in one language."""

    language: str
    """Which."""
    headline: str
    """In a line."""
    description: str
    """All lines of the message but what is asked."""
    instruction: str | None
    """What is asked, with options and due time."""


def cap_of(alert: Alert, sent: Sent, words: Sequence[Words]) -> CapMessage:
    """The alert as a CAP message.

    Args:
        alert: what is said.
        sent: how it left.
        words: the words, a row a language.
    """
    status = "Draft" if sent.is_draft else "Exercise" if sent.is_exercise else "Actual"
    return CapMessage(
        identifier=sent.identifier,
        sender=sent.sender,
        sent=sent.sent.replace(microsecond=0),
        status=status,
        message_type=vocabulary("alert_kind")[alert.kind].extra["cap"],
        note=alert.because,
        references=sent.follows,
        incidents=(alert.situation,) if alert.situation else (),
        infos=tuple(_info(alert, sent, said) for said in words),
        **_audience(alert, sent.marking),
    )


def certainty(alert: Alert) -> str:
    """The standard's word for how sure it is that it happens: the number decides, never the strength of grounds."""
    if alert.phase == "5" and alert.estimate is None:
        return "Observed"
    if alert.estimate is None:
        return _UNKNOWN
    probability = alert.estimate.probability
    return "Likely" if probability > _EVEN else "Possible" if probability >= _HARDLY else "Unlikely"


def _audience(alert: Alert, marking: Marking) -> dict[str, Any]:
    if marking.tlp == Tlp.CLEAR:
        return {"scope": "Public"}
    caveats = "; ".join((f"TLP:{marking.tlp.word.upper()}", *sorted(marking.caveats)))
    if not marking.tlp.has_audience:
        return {"scope": "Restricted", "restriction": caveats}
    return {"scope": "Private", "addresses": tuple(dict.fromkeys(row.organisation for row in alert.addressees))}


def _info(alert: Alert, sent: Sent, said: Words) -> CapInfo:
    return CapInfo(
        event=EVENT,
        urgency=_UNKNOWN if alert.kind == "cancel" else _URGENCY[alert.clock],
        severity=_SEVERITY.get(alert.phase or "", _UNKNOWN),
        certainty=certainty(alert),
        language=said.language,
        response_types=("Assess",) if alert.asks else (),
        effective=sent.sent.replace(microsecond=0),
        expires=alert.expires_at,
        sender_name=sent.sender_name,
        headline=said.headline[:LONGEST_HEADLINE],
        description=said.description,
        instruction=said.instruction,
        parameters=tuple(_parameters(alert, sent.marking)),
        areas=(CapArea(alert.place.caption(), geocodes=_geocodes(alert.place)),),
    )


def _geocodes(place: Place) -> tuple[tuple[str, str], ...]:
    codes = (("ISO 3166-1 alpha-3", place.country), ("ISO 3166-2", place.admin1))
    return tuple((name, code) for name, code in codes if code)


def _parameters(alert: Alert, marking: Marking) -> Iterator[tuple[str, str]]:
    yield "tlp", marking.tlp.word
    yield "clock", alert.clock
    yield "short", alert.short
    if alert.due_at:
        yield "due_at", format_instant(alert.due_at)
    if alert.estimate:
        yield "probability", f"{alert.estimate.probability:g}"
        yield "base_rate", f"{alert.estimate.base_rate:g}"
        yield "period", f"{alert.estimate.period.start}/{alert.estimate.period.end}"
    if alert.confidence:
        yield "confidence", alert.confidence
    if alert.phase:
        yield "phase", alert.phase
    for dissent in alert.dissent:
        yield "dissent", dissent.position.text
