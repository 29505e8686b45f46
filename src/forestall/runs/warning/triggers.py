"""A protocol card from its draft to its signature, and its health afterwards.

Once two named people signed it, a card is replaced and never changed; what may still be written down is that it
was rehearsed and that its contacts and money were confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forestall.errors import InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.entry import Entry
from forestall.records.forecast import Forecast
from forestall.records.manifest import Manifest
from forestall.records.parts.approval import check_distinct
from forestall.records.trigger import Backtest, Trigger
from forestall.records.values.period import Period
from forestall.runs.permissions import Person, check_right
from forestall.runs.recording import record_statements
from forestall.runs.warning.findings import approval_by, approvals_from
from forestall.runs.warning.steps import Handling, begin, follow, following, held, state_for
from forestall.warn.triggers.backtest import Reading, Series, alarms, backtest, hits_lost
from forestall.warn.triggers.card import check_signatures

HEALTH = {
    "rehearsed": "rehearsed_on",
    "contacts_verified": "contacts_verified_on",
    "money_confirmed": "money_confirmed_on",
}
"""Checks of vocabulary/protocol_check.yml and the field each is written in."""
USUAL_LIFETIME_DAYS = 30


@dataclass(frozen=True, slots=True)
class History:
    """What a rule is tried on."""

    series: tuple[Series, ...]
    """The readings of the conditions that can be read, each on the day it was known."""
    onsets: tuple[date, ...]
    """Days on which what the card warns of began, from a list made by others."""
    days: tuple[date, ...]
    """The days on which the rule is asked, rising."""
    inputs: tuple[str, ...]
    """Manifests of the loads that readings and onsets come from."""


def draft_trigger(
    ledger: Ledger, by: Person, card: Trigger, handling: Handling, trigger_id: str | None = None
) -> Entry:
    """The draft of a card, or the next draft of one that nobody has signed.

    Args:
        ledger: where it goes.
        by: who proposes it.
        card: what is proposed.
        handling: who may read it.
        trigger_id: the draft it replaces.
    """
    check_right(by, "draft_trigger", ledger.clock.now())
    draft = Trigger.parse(card.model_copy(update={"signed_by": ()}).to_json())
    if trigger_id:
        return follow(ledger, by, "trigger.drafted", state_for(ledger, by, trigger_id, "draft_trigger"), draft)
    causes = [state_for(ledger, by, card.replaces, "read_record")] if card.replaces else []
    return begin(ledger, by, "trigger.drafted", draft, handling, rests_on=causes)


def backtest_trigger(ledger: Ledger, by: Person, trigger_id: str, rule: str, history: History) -> Entry:
    """The draft with the back-test of one of its rules, made now on data as known then.

    Raises:
        InvalidField: no days to ask on, or a rule the card doesn't have.
        NotFound: an input that isn't in this ledger for the person.
        LookAhead: days that have not come.
    """
    state = state_for(ledger, by, trigger_id, "draft_trigger")
    card = held(state, Trigger)
    loads = [state_for(ledger, by, manifest, "read_record") for manifest in history.inputs]
    for load in loads:
        held(load, Manifest)
    found = run_backtest(card, rule, history, ledger)
    others = tuple(one for one in card.backtests if one.rule != rule)
    tried = card.model_copy(update={"backtests": (*others, found)})
    return follow(ledger, by, "trigger.drafted", state, Trigger.parse(tried.to_json()), loads)


def run_backtest(card: Trigger, rule: str, history: History, ledger: Ledger) -> Backtest:
    """What a rule of a card would have done on a history; the same again for the same history.

    Raises:
        InvalidField: no days to ask on, or a rule the card doesn't have.
    """
    rules = {"readiness": card.readiness, "activation": card.activation, "civilian_warning": card.civilian_warning}
    asked = rules.get(rule)
    if asked is None or not history.days:
        raise InvalidField(
            expected="a rule of the card, and days to ask it on",
            found="no such rule" if asked is None else "no days",
            where="the back-test",
            remedy=f"Try one of {', '.join(name for name, one in rules.items() if one)}, day by day.",
        )
    lifetime = asked.holds_for_days or USUAL_LIFETIME_DAYS
    raised = alarms(history.series, asked.needed, history.days, lifetime)
    period = Period(start=history.days[0], end=history.days[-1])
    return backtest(rule, raised, history.onsets, period, inputs=history.inputs, run_at=ledger.clock.now())


def sign_trigger(
    ledger: Ledger, by: Person, trigger_id: str, role: str, findings: Sequence[str]
) -> tuple[Entry, int | None]:
    """The signed card, and how many past hits it loses against the card it replaces.

    Everybody but the last to sign says yes by a finding on the card as it stands; the last signs here. A card
    that is replaced is retired in the same append.

    Args:
        ledger: where it goes.
        by: the last to sign.
        trigger_id: the card.
        role: the role in which they sign.
        findings: entries by which the others said yes.

    Raises:
        InvalidField: fewer than two people, no back-test or no harm check.
        BadTransition: it is signed already, or has run out.
    """
    state = state_for(ledger, by, trigger_id, "sign_trigger")
    card = held(state, Trigger)
    entries, others = approvals_from(ledger, by, state, findings)
    signatures = (*others, approval_by(ledger, by, role))
    check_signatures(signatures, ledger.clock.now().date(), card)
    check_distinct(signatures)
    signed = Trigger.parse(card.model_copy(update={"signed_by": signatures}).to_json())
    drafts = [following(by, "trigger.signed", state, signed, entries)]
    lost = None
    if card.replaces:
        before = state_for(ledger, by, card.replaces, "sign_trigger")
        old = held(before, Trigger)
        lost = _hits_lost(old, signed)
        retired = old.model_copy(update={"retired_because": f"Replaced by {trigger_id}."})
        drafts.append(following(by, "trigger.retired", before, retired, [state]))
    return record_statements(ledger, drafts, ledger.clock.now())[0], lost


def confirm_health(ledger: Ledger, by: Person, trigger_id: str, check: str, on: date) -> Entry:
    """The signed card with one check of its health done on a day; nothing else about it changes.

    Raises:
        InvalidField: no such check, or a day ahead.
        BadTransition: the card isn't signed.
    """
    state = state_for(ledger, by, trigger_id, "draft_trigger")
    field = HEALTH.get(check)
    if field is None or on > ledger.clock.now().date():
        raise InvalidField(
            expected=f"one of {', '.join(HEALTH)}, done by today",
            found="another check" if field is None else "a day ahead",
            where="the health of a protocol",
            remedy="Write it down once it was done.",
        )
    checked = held(state, Trigger).model_copy(update={field: on})
    return follow(ledger, by, "trigger.checked", state, Trigger.parse(checked.to_json()))


def forecast_series(ledger: Ledger, reader: Reader, card: Trigger, at_least: float, fresh_days: int) -> Series:
    """The forecasts of a card's place as readings, each known on the day it was recorded here.

    Raises:
        NotFound: none reaches the reader.
    """
    question = Question(prefix="forecast", kind="forecast.issued", exercise=False)
    readings = [
        Reading(entry.recorded_at.date(), told.probability)
        for entry in read_all(ledger, reader, question)
        if (told := held(entry, Forecast)).probability is not None
        and (told.place.country, told.place.admin1) == (card.place.country, card.place.admin1)
    ]
    if not readings:
        raise NotFound(
            expected="forecasts of the card's place",
            found="none",
            where=card.place.caption(),
            remedy="Issue forecasts for it first, or give readings of another source.",
        )
    return Series(tuple(readings), at_least, fresh_days)


def _hits_lost(old: Trigger, new: Trigger) -> int | None:
    before, after = ({one.rule: one for one in card.backtests}.get("activation") for card in (old, new))
    return hits_lost(before, after) if before and after else None
