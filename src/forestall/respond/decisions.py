"""What a decision needs before it may stand, and how it is told when it came late.

Nobody is told what to choose. Whatever is chosen stands beside all that was considered, with cost and expected effect;
what is less or other than recommended says why; and force needs a decision of the Security Council that can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forestall.errors import BadTransition, InvalidField
from forestall.records.alert import Alert
from forestall.records.decision import Decision
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.option import Option, check_options
from forestall.records.values.instant import Instant
from forestall.respond.options import Intrusiveness, intrusiveness
from forestall.vocabulary.load import vocabulary

COUNCIL_DECISION = re.compile(r"\bS/(RES|PRST)/\d{1,4}(/\d+| \(\d{4}\))?")
"""A resolution or presidential statement of the Security Council, by its symbol."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a decision-maker says."""

    kind: str
    """An id of vocabulary/decision_kind.yml."""
    role: str
    """In which role."""
    chosen: tuple[str, ...] = ()
    """Labels of the options chosen, where it is to act."""
    reason_codes: tuple[str, ...] = ()
    """Ids of vocabulary/reason_code.yml."""
    reason: str | None = None
    awaited: str | None = None
    """What information is awaited."""
    options: tuple[Option, ...] = ()
    """Options considered beside those that lay there."""
    legal_basis: str | None = None
    harm_note: str | None = None
    """Who could be hurt by it, and what is done about that."""
    deferred_until: Instant | None = None
    referred_to: str | None = None
    look_again_at: Instant | None = None
    dissent: tuple[Dissent, ...] = ()
    decided_at: Instant | None = None
    """When it was chosen, where that was before it is written down."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a choice is made in."""

    alert: Alert
    alert_id: str
    organisation: str
    """Who had to decide."""
    by: str
    """Who decides, by pseudonym."""
    now: datetime
    """When it is written down."""
    issued_at: datetime
    """When the alert was issued: nobody decided on it before."""
    due_at: datetime
    """By when it was due."""
    is_awaited: bool = True
    """Whether a choice is awaited; somebody who takes up a decision that stands is never late."""
    before: Decision | None = None
    """What was written on it so far."""
    follows: str | None = None
    """The earlier decision that is taken up again, such as a deferral: what was written is of that one."""


def considered(alert: Alert, before: Decision | None, added: Iterable[Option]) -> tuple[Option, ...]:
    """All options that were considered: those of the alert, those laid there since, and those added now.

    Args:
        alert: the message.
        before: what was written on it so far.
        added: further ones.

    Raises:
        InvalidField: one of the same name with other contents; what was laid before somebody stays as it was.
    """
    all_of_them: dict[str, Option] = {}
    for option in (*alert.options, *(before.options if before else ()), *added):
        known = all_of_them.setdefault(option.label, option)
        if known != option:
            raise InvalidField(
                expected="options that stay as they were laid there",
                found="one of the same name that says something else",
                where="Decision.options",
                remedy="Give the changed option a name of its own.",
            )
    found = tuple(all_of_them.values())
    try:
        check_options(found)
    except ValueError as error:
        raise InvalidField(
            expected=str(error),
            found="others",
            where="Decision.options",
            remedy="Leave doing nothing among them, once.",
        ) from None
    for option in found:
        _check_ground(option)
    return found


def presented(setting: Setting, added: Iterable[Option]) -> Decision:
    """The decision that is awaited, with the options as they now lie there.

    Raises:
        InvalidField: as `considered` does, or nothing new.
        BadTransition: a decision was taken.
    """
    options = considered(setting.alert, setting.before, added)
    if setting.before is not None and setting.before.is_chosen:
        raise BadTransition(
            expected="a decision that is awaited",
            found="one that was taken",
            where="Decision.options",
            remedy="Add the option to the decision that takes it up again.",
        )
    if setting.before is not None and len(options) == len(setting.before.options):
        raise InvalidField(
            expected="an option that doesn't lie there yet",
            found="none",
            where="Decision.options",
            remedy="Add one, or go on to the decision.",
        )
    before = setting.before
    return _with(
        {"status": before.status if before else "due", "options": options},
        setting,
    )


def overdue(setting: Setting, status: str) -> Decision:
    """What the clock writes when a time ran out: nobody's choice, with all that lay there.

    Args:
        setting: what was awaited.
        status: `due` where only the acknowledgement is late, `no_decision_recorded` otherwise.
    """
    before = setting.before
    return _with({"status": status, "options": before.options if before else setting.alert.options}, setting)


def decided(choice: Choice, setting: Setting) -> Decision:
    """The decision that a choice becomes.

    Whether it came late is told by when it was written down: a time given for a choice made earlier is kept beside
    it and moves no clock.

    Raises:
        InvalidField: the choice isn't among the options, needs a reason, a ground or a harm note it doesn't have, or
            names a time at which it can't have been made.
    """
    decided_at = choice.decided_at or setting.now
    if not setting.issued_at <= decided_at <= setting.now:
        raise InvalidField(
            expected="a time between the issue of the alert and now",
            found="another",
            where="Decision.decided_at",
            remedy="Correct it, or leave it out.",
        )
    options = considered(setting.alert, setting.before, choice.options)
    _check_kind(choice, setting.alert)
    _check_acting(choice, [option for option in options if option.label in choice.chosen])
    is_late = setting.is_awaited and setting.now >= setting.due_at
    parts: dict[str, Any] = {
        "status": "recorded_late" if is_late else "recorded",
        "kind": choice.kind,
        "decided_by": setting.by,
        "role": choice.role,
        "decided_at": decided_at,
        "reason_codes": choice.reason_codes,
        "reason": choice.reason,
        "awaited": choice.awaited,
        "options": options,
        "chosen": choice.chosen,
        "legal_basis": choice.legal_basis,
        "harm_note": choice.harm_note,
        "deferred_until": choice.deferred_until,
        "referred_to": choice.referred_to,
        "look_again_at": choice.look_again_at,
        "dissent": (*(setting.before.dissent if setting.before else ()), *choice.dissent),
    }
    return _with(parts, setting)


def lapsed(decision: Decision) -> Decision:
    """A deferral whose date passed without a new decision."""
    return Decision.parse(decision.model_copy(update={"status": "lapsed"}).to_json())


def _with(parts: dict[str, Any], setting: Setting) -> Decision:
    plain = {
        "alert": setting.alert_id,
        "organisation": setting.organisation,
        "due_at": setting.due_at,
        "follows": setting.follows or (setting.before.follows if setting.before else None),
        "escalated_to": setting.before.escalated_to if setting.before else (),
    }
    return Decision.parse({**plain, **parts})


def _check_ground(option: Option) -> None:
    if option.measure is None or intrusiveness(option.measure) != Intrusiveness.FORCE:
        return
    if option.charter_basis not in ("chapter_vii", "chapter_viii"):
        raise InvalidField(
            expected="a ground in Chapter VII or VIII of the Charter for an option of force",
            found=option.charter_basis or "none",
            where="Decision.options",
            remedy="Name the ground, or take the option out.",
        )


def _check_kind(choice: Choice, alert: Alert) -> None:
    if not choice.kind.startswith("act"):
        return
    recommended = {alert.recommended} - {None}
    fits = {
        "act_as_recommended": bool(recommended) and set(choice.chosen) == recommended,
        "act_less": bool(recommended) and set(choice.chosen) != recommended,
        "act_otherwise": not recommended & set(choice.chosen),
    }
    if not fits[vocabulary("decision_kind").term(choice.kind).id]:
        raise InvalidField(
            expected=_EXPECTED[choice.kind],
            found="another choice" if recommended else "another choice, and nothing that was recommended",
            where="Decision.chosen",
            remedy="Choose the kind that fits what was chosen.",
        )


def _check_acting(choice: Choice, chosen: list[Option]) -> None:
    for option in chosen:
        if option.measure is None:
            raise InvalidField(
                expected="an option that does something",
                found="doing nothing",
                where="Decision.chosen",
                remedy="To do nothing, decline, with the reason.",
            )
        is_force = intrusiveness(option.measure) == Intrusiveness.FORCE
        if is_force and not COUNCIL_DECISION.search(choice.legal_basis or ""):
            raise InvalidField(
                expected="the decision of the Security Council that force rests on, such as S/RES/1234 (1999)",
                found="none",
                where="Decision.legal_basis",
                remedy="Name it, or choose another option; force without it is no option here.",
            )
        if option.possible_harm is None and choice.harm_note is None:
            raise InvalidField(
                expected="who could be hurt by acting, and what is done about that",
                found="nothing said of it",
                where="Decision.harm_note",
                remedy="Say it in a sentence; where nobody could be hurt, say why.",
            )


_EXPECTED = {
    "act_as_recommended": "exactly the option that was recommended",
    "act_less": "part of what was recommended, or a weaker option",
    "act_otherwise": "other options than the one recommended",
}
