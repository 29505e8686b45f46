"""Steps that carry a decision out: owner, first step, date, and a look at what they did.

Completed means done, not that it worked: an action that nobody looked at afterwards says so until somebody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from forestall.clock import format_instant
from forestall.errors import BadTransition, InvalidField
from forestall.records.action import BEGUN, OVER, Action, EffectCheck
from forestall.records.activation import Activation
from forestall.records.decision import Decision
from forestall.records.trigger import PlannedAction, Trigger

LOOK_WITHIN = timedelta(days=30)
"""How long after its beginning somebody looks at what a step did. Our own design; PRACTICE counts checks in it."""


def planned(action: Action, decision: Decision, decision_id: str, now: datetime) -> Action:
    """The action as it is agreed: for a decision to act, with a date that lies ahead, and nothing done yet.

    Args:
        action: what is to be done, by whom, by when and what first.
        decision: what it carries out.
        decision_id: the decision's record id.
        now: the moment of agreeing.

    Raises:
        BadTransition: the decision isn't one to act.
        InvalidField: its date is over, or it is a measure that nobody chose.
    """
    if not decision.chosen:
        raise BadTransition(
            expected="a decision to act",
            found=decision.kind or "none recorded",
            where=decision_id,
            remedy="What was declined, deferred or referred is carried out by nobody; decide anew first.",
        )
    measures = {option.measure for option in decision.options if option.label in decision.chosen}
    if action.measure is not None and action.measure not in measures:
        raise InvalidField(
            expected="a measure out of those chosen, or none",
            found=f"{action.measure}",
            where="Action.measure",
            remedy="Name a measure that was chosen, or leave it out where the step is part of one.",
        )
    if action.due_at <= now:
        raise InvalidField(
            expected="a date that lies ahead",
            found="one that is over",
            where="Action.due_at",
            remedy="Say by when the first step can still be taken.",
        )
    own = {"status": "planned", "decision": decision_id, "alert": decision.alert}
    clear = dict.fromkeys(("started_at", "ended_at", "effect_check", "stopped_because"))
    return Action.parse(action.model_copy(update=own | clear).to_json())


def taken_up(card: Trigger, use: Activation, label: str, parts: Mapping[str, str], now: datetime) -> Action:
    """A step that a protocol agreed beforehand, taken up by somebody once its rule was used.

    What is done, by which organisation and by when is as it was signed: nobody was asked again, and a time that has
    run out meanwhile stays what it was.

    Args:
        card: the signed protocol.
        use: the use of one of its rules.
        label: which of the steps agreed for that rule.
        parts: who owns it, and what is done first.
        now: the moment of taking it up.

    Raises:
        BadTransition: the rule isn't in use.
        InvalidField: no such step was agreed for it.
    """
    if use.step != "activated" or (use.holds_until is not None and use.holds_until <= now):
        raise BadTransition(
            expected="a rule that is in use",
            found="one that ran out" if use.step == "activated" else use.step,
            where="Activation.step",
            remedy="Steps of a protocol are taken while named people use its rule; ask them to activate it.",
        )
    step = next((one for one in agreed_steps(card, use) if one.label == label), None)
    if step is None:
        raise InvalidField(
            expected="a step that the protocol agreed for this rule",
            found="another",
            where="Action.label",
            remedy="Choose one of those on the card; anything else needs a decision.",
        )
    agreed = {
        "label": step.label, "measure": step.measure, "organisation": step.organisation, "trigger": use.trigger,
        "status": "planned", "due_at": format_instant(use.happened_at + timedelta(hours=step.within_hours)),
    }  # fmt: skip
    return Action.parse({**agreed, **parts})


def agreed_steps(card: Trigger, use: Activation) -> tuple[PlannedAction, ...]:
    """What a protocol agreed to do when the rule of this use holds; going ahead without the rule releases the same."""
    rule = "activation" if use.rule == "discretionary_activation" else use.rule
    return tuple(step for step in card.actions if step.rule == rule)


def started(action: Action, now: datetime) -> Action:
    """The action, begun.

    Raises:
        BadTransition: it was begun, or given up, before.
    """
    _check_status(action, ("planned",))
    return _with(action, status="under_way", started_at=now)


def completed(action: Action, now: datetime) -> Action:
    """The action, done; whether it worked is another question.

    Raises:
        BadTransition: it isn't under way.
    """
    _check_status(action, ("under_way",))
    return _with(action, status="completed", ended_at=now)


def ended_early(action: Action, because: str, now: datetime) -> Action:
    """The action, stopped where it was under way, not done where it never began, with the reason.

    Raises:
        BadTransition: it is over.
    """
    _check_status(action, ("planned", "under_way"))
    if action.status == "planned":
        return _with(action, status="not_done", stopped_because=because)
    return _with(action, status="stopped", stopped_because=because, ended_at=now)


def effect_checked(action: Action, check: EffectCheck) -> Action:
    """The action with a look at what it did.

    Raises:
        BadTransition: it never began.
    """
    _check_status(action, BEGUN)
    return _with(action, effect_check=check)


def next_due(action: Action) -> datetime | None:
    """When something is due on it next: its first step, then a look at its effect; None when nothing is."""
    if action.status == "planned":
        return action.due_at
    if action.started_at is not None and action.effect_check is None:
        return action.started_at + LOOK_WITHIN
    return None


def is_open(action: Action) -> bool:
    """Whether somebody still has to do it, or to look at what it did."""
    return action.status not in (*OVER, "not_done") or next_due(action) is not None


def _check_status(action: Action, expected: tuple[str, ...]) -> None:
    if action.status not in expected:
        raise BadTransition(
            expected=f"an action that is {' or '.join(expected)}",
            found=action.status,
            where="Action.status",
            remedy="Read how it stands now; what is over is followed by another action.",
        )


def _with(action: Action, **parts: object) -> Action:
    return Action.parse(action.model_copy(update=parts).to_json())
