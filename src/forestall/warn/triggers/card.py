"""The state and the health of a protocol card: whether it may be used today, and what is red about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forestall.errors import BadTransition, InvalidField
from forestall.records.parts.approval import Approval
from forestall.records.trigger import Trigger
from forestall.vocabulary.load import vocabulary

SIGNATORIES = 2
_ROLES = {"activation": frozenset({"analyst_lead", "protection_lead"}), "readiness": frozenset({"duty_officer"})}


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a protocol's health."""

    check: str
    """An id of vocabulary/protocol_check.yml."""
    done_on: date | None
    """When it was last done; None when never."""
    is_green: bool
    """Whether it still counts."""


def card_state(card: Trigger, today: date) -> str:
    """One of draft, signed, expired and retired; only a signed card may be used."""
    if card.retired_because is not None:
        return "retired"
    if today > card.expires_on:
        return "expired"
    return "signed" if card.is_signed else "draft"


def health(card: Trigger, today: date) -> tuple[Check, ...]:
    """Every check of the protocol's health; one that is red shows the whole card red, whatever its rules say."""
    done = {
        "contacts_verified": card.contacts_verified_on,
        "rehearsed": card.rehearsed_on,
        "money_confirmed": card.money_confirmed_on,
    }
    return tuple(
        Check(name, done[name], _counts(done[name], term.extra.get("oldest_days"), today))
        for name, term in vocabulary("protocol_check").items()
    )


def is_green(card: Trigger, today: date) -> bool:
    """True for a card that may be used and whose contacts, rehearsal and money are all in order."""
    return card_state(card, today) == "signed" and all(check.is_green for check in health(card, today))


def check_usable(card: Trigger, today: date) -> None:
    """Return when the card may be used today; a red card may, since a late rehearsal must not cost lives.

    Raises:
        BadTransition: it is a draft, expired or retired.
    """
    state = card_state(card, today)
    if state != "signed":
        raise BadTransition(
            expected="a signed card that has not run out",
            found=f"one that is {state}",
            where="the protocol card",
            remedy="Sign a card that replaces it; discretion is for people who signed one.",
        )


def check_signatures(approvals: tuple[Approval, ...], today: date, card: Trigger) -> None:
    """Return when enough people sign a card that may still be signed.

    Raises:
        InvalidField: fewer than two people.
        BadTransition: it has run out or was retired.
    """
    n_people = len({approval.by for approval in approvals})
    if n_people < SIGNATORIES:
        is_again = len(approvals) > n_people
        raise InvalidField(
            expected=f"signatures of {SIGNATORIES} different people",
            found=f"{n_people}, who signed more than once" if is_again else str(n_people),
            where="Trigger.signed_by",
            remedy="Have another person sign, before the card is needed.",
        )
    if card_state(card, today) in ("expired", "retired"):
        raise BadTransition(
            expected="a card that has not run out",
            found=f"one that is {card_state(card, today)}",
            where="the protocol card",
            remedy="Draft a card that replaces it.",
        )


def check_roles(rule: str, approvals: tuple[Approval, ...]) -> None:
    """Return when the people who use a rule hold the roles it asks for.

    Raises:
        InvalidField: a role is missing.
    """
    missing = _ROLES.get(rule, frozenset()) - {approval.role for approval in approvals}
    if missing:
        raise InvalidField(
            expected=f"approval as {' and as '.join(sorted(_ROLES[rule]))}",
            found=f"none as {', '.join(sorted(missing))}",
            where="Activation.approvals",
            remedy="Ask whoever holds that role; either signatory alone may activate at discretion, with a reason.",
        )


def _counts(done_on: date | None, oldest_days: int | None, today: date) -> bool:
    return done_on is not None and (oldest_days is None or (today - done_on).days <= oldest_days)
