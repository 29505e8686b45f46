"""Steps from a decision to a closed review, as pages and API take them: each in the visitor's name, for their right.

The rules of a step (who owns what, what an outcome may claim, the order of a review) stand in `runs.response`; here it
is only brought there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.records.action import Action
from forestall.records.commitment import Commitment
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.review import Answer, Change
from forestall.records.values.marking import Marking
from forestall.records.values.text import LanguageText
from forestall.runs.response import actions, commitments, feedback, outcomes, protocol_actions, reviews
from forestall.runs.response.actions import Look, NewPlan
from forestall.runs.response.feedback import Word
from forestall.runs.warning.steps import Handling, state_for

Said = Mapping[str, Any]


def plan_action(here: Visit, decision_id: str, said: Said) -> Entry:
    """The entry in which a step that carries out a decision is agreed.

    Args:
        here: who agrees it.
        decision_id: what it carries out.
        said: the action as plain data; how it stands is filled in.
    """
    here.check("plan_action")
    state_for(here.node.ledger, here.person, decision_id, "plan_action")  # before anything is said of what was typed
    own = {"decision": decision_id, "status": "planned"}
    return actions.plan_action(here.node.ledger, here.person, Action.parse({**said, **own}))


def take_up_action(here: Visit, activation_id: str, label: str, parts: Mapping[str, str]) -> Entry:
    """The entry in which a step that a protocol agreed beforehand gets an owner and a first step."""
    here.check("plan_action")
    return protocol_actions.take_up_action(here.node.ledger, here.person, activation_id, label, parts)


def change_plan(here: Visit, action_id: str, plan: NewPlan) -> Entry:
    """The action with another owner, first step or date."""
    here.check("plan_action")
    return actions.change_plan(here.node.ledger, here.person, action_id, plan)


def start_action(here: Visit, action_id: str) -> Entry:
    """The action, begun."""
    here.check("carry_out_action")
    return actions.start_action(here.node.ledger, here.person, action_id)


def complete_action(here: Visit, action_id: str) -> Entry:
    """The action, done."""
    here.check("carry_out_action")
    return actions.complete_action(here.node.ledger, here.person, action_id)


def stop_action(here: Visit, action_id: str, because: str) -> Entry:
    """The action, ended early or never begun."""
    here.check("carry_out_action")
    return actions.stop_action(here.node.ledger, here.person, action_id, because)


def check_effect(here: Visit, action_id: str, look: Look) -> Entry:
    """The action with a look at what it did."""
    here.check("check_effect")
    return actions.check_effect(here.node.ledger, here.person, action_id, look)


def observe_outcome(here: Visit, said: Said, outcome_id: str | None = None) -> Entry:
    """What followed, written down; or set right, where it is the next word on an outcome.

    Args:
        here: who writes it.
        said: the outcome as plain data; who wrote it is filled in.
        outcome_id: the outcome it sets right.
    """
    here.check("observe_outcome")
    if outcome_id is not None:
        state_for(here.node.ledger, here.person, outcome_id, "observe_outcome")
    told = Outcome.parse({**said, "observed_by": here.reader.user})
    if outcome_id is not None:
        return outcomes.correct_outcome(here.node.ledger, here.person, outcome_id, told)
    return outcomes.observe_outcome(here.node.ledger, here.person, told)


def give_feedback(here: Visit, report_id: str, word: Word) -> Entry:
    """The entry in which the visitor told an informant where their report stands."""
    here.check("give_feedback")
    return feedback.give_feedback(here.node.ledger, here.person, report_id, word)


def open_review(here: Visit, about: str, role: str, review_id: str | None) -> Entry:
    """The entry by which the visitor begins a review."""
    here.check("conduct_review")
    return reviews.open_review(here.node.ledger, here.person, about, role, review_id)


def judge_moment(here: Visit, review_id: str, judgement: LanguageText) -> Entry:
    """The review with a judgement on the moment that is shown."""
    here.check("conduct_review")
    return reviews.judge_moment(here.node.ledger, here.person, review_id, judgement)


def show_outcome(here: Visit, review_id: str) -> Entry:
    """The review from when its reviewer is shown what happened."""
    here.check("conduct_review")
    return reviews.show_outcome(here.node.ledger, here.person, review_id)


def close_review(
    here: Visit, review_id: str, answers: Mapping[str, LanguageText], changes: Sequence[Said], finding: LanguageText
) -> Entry:
    """The review with its answers and changes.

    Args:
        here: who reviews.
        review_id: which one.
        answers: by question, an id of vocabulary/review_question.yml.
        changes: each with `label`, `owner` and `due_on`.
        finding: what was found, in a sentence or two.
    """
    here.check("conduct_review")
    state_for(here.node.ledger, here.person, review_id, "conduct_review")
    said = [Answer(question=question, answer=text) for question, text in answers.items()]
    asked = [Change.parse(dict(change)) for change in changes]
    return reviews.close_review(here.node.ledger, here.person, review_id, said, asked, finding)


def close_change(here: Visit, review_id: str, number: int, entry_ids: Sequence[str]) -> Entry:
    """The review with one of its changes closed by evidence."""
    here.check("close_change")
    return reviews.close_change(here.node.ledger, here.person, review_id, number, entry_ids)


def make_commitment(
    here: Visit, said: Said, marking: Any, *, exercise: bool = False, follows_from: Sequence[str] = ()
) -> Entry:
    """The entry in which a promise is written down.

    Args:
        here: who writes it down.
        said: the commitment as plain data; it is open.
        marking: how it may be handled.
        exercise: whether it belongs to an exercise.
        follows_from: records it came out of.
    """
    here.check("track_commitment")
    told = Commitment.parse({**said, "status": "open"})
    handling = Handling(Marking.parse(marking), exercise)
    return commitments.make_commitment(here.node.ledger, here.person, told, handling, follows_from)


def move_commitment(
    here: Visit, commitment_id: str, status: str, rests_on: Sequence[str], note: LanguageText | None = None
) -> Entry:
    """The commitment in another status, on the evidence for it."""
    here.check("track_commitment")
    return commitments.move_commitment(here.node.ledger, here.person, commitment_id, status, rests_on, note)
