"""The response: what is open of it, actions of a decision, one action, one outcome, promises, word to who reported."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect

from forestall.api import response_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import responding
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.acting import EffectForm, OutcomeForm, PlanForm, StopForm, TellForm
from forestall.web.forms.promising import MoveForm, PromiseForm
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, Page, Step, StepPage


class Response(Page):
    """What is open of the response."""

    template = "response.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Actions, promises and word that is owed, what is due first at the top."""
        return responding.response(here, exercise=query.get("world") == "exercise")


class DecisionActions(StepPage):
    """The actions that carry out a decision."""

    template = "decision_actions.html"
    verb = READ
    forms = (PlanForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The actions as they stand."""
        return responding.of_decision(here, parts["decision_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The action that was planned."""
        return redirect("action", action_id=entry.record_id)


class OneAction(StepPage):
    """One action, from the plan to what followed on it."""

    template = "action.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (StopForm, EffectForm, OutcomeForm)
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {
            "start_action": lambda here, action_id, _form: steps.start_action(here, action_id),
            "complete_action": lambda here, action_id, _form: steps.complete_action(here, action_id),
        }
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The action as it stands."""
        return responding.one_action(here, parts["action_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The action again, or the outcome that was written down."""
        if entry.record_id != parts["action_id"]:
            return redirect("outcome", outcome_id=entry.record_id)
        return redirect("action", action_id=entry.record_id)


class OneOutcome(StepPage):
    """What followed."""

    template = "outcome.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (OutcomeForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The outcome as it stands."""
        return responding.one_outcome(here, parts["outcome_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The outcome, set right."""
        return redirect("outcome", outcome_id=entry.record_id)


class Feedback(StepPage):
    """Where a report stands towards whoever told it."""

    template = "feedback.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (TellForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What may be said, what was said last, and by when they are owed word."""
        return responding.one_feedback(here, parts["report_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The same page, with what was said."""
        return redirect("feedback", report_id=parts["report_id"])


class NewCommitment(StepPage):
    """A promise to be written down."""

    template = "commitment_new.html"
    verb = "track_commitment"
    forms: ClassVar[tuple[type[StepForm], ...]] = (PromiseForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """In which world."""
        return {"exercise": query.get("world") == "exercise"}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The promise that was written down."""
        return redirect("commitment", commitment_id=entry.record_id)


class OneCommitment(StepPage):
    """One promise, and how it stands."""

    template = "commitment.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (MoveForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The promise as it stands."""
        return responding.one_commitment(here, parts["commitment_id"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """Whether it is closed for good."""
        return {"is_over": not answer["may"]}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The promise again."""
        return redirect("commitment", commitment_id=entry.record_id)
