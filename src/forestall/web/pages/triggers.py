"""The registry of protocol cards, one card with the steps its reader may take, and one use of a card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers import triggers
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.acting import TakeUpForm
from forestall.web.forms.step_form import StepForm
from forestall.web.forms.trigger_steps import (
    CHECKS,
    ActivateForm,
    AgreeForm,
    AgreeUseForm,
    BacktestForm,
    CheckForm,
    ConfirmForm,
    DiscretionForm,
    HoldForm,
    SignForm,
    StopForm,
)
from forestall.web.page import Answer, Page, StepPage

MOST_ONSETS = 200


class Triggers(Page):
    """The cards, with their state and health."""

    template = "triggers.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        found = triggers.registry(here, exercise=exercise, after=query.get("after") or None)
        return {**found, "may": [verb for verb in ("draft_trigger",) if here.may(verb)]}

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the states of a card are called."""
        return {"states": state_names()}


class OneTrigger(StepPage):
    """One card: its rules, checks, budget, back-tests and uses, and what to do with it."""

    template = "trigger.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (
        AgreeForm,
        SignForm,
        BacktestForm,
        ConfirmForm,
        *CHECKS,
        DiscretionForm,
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The card as it stands."""
        return triggers.one_trigger(here, parts["trigger_id"], _onsets(query.get("onsets", "")))

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """What fits the card's state: a draft is tried and signed, a signed card kept in order and used."""
        is_draft = answer["is_draft"]
        if form is SignForm:
            return bool(answer["agreed"]) and super().offers(form, answer)
        if form in (BacktestForm, ConfirmForm):
            return (form is BacktestForm) == is_draft and super().offers(form, answer)
        if issubclass(form, CheckForm):
            return form.rule in answer["rules"] and super().offers(form, answer)
        return super().offers(form, answer)

    def shown(self, request: HttpRequest, answer: Answer, status: int = 200, **more: Any) -> HttpResponse:
        """The card; where a rule was checked and doesn't hold, that is an answer and no refusal."""
        refused = more.get("refused", {}).values()
        outcomes = [form for form in refused if isinstance(form, CheckForm) and form.outcome is not None]
        return super().shown(request, answer, 200 if outcomes else status, **more)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the states of a card are called, and its rules with what is done under each."""
        card = answer["trigger"]
        rules = [
            {"rule": rule, **card[rule], "actions": [row for row in card["actions"] if row["rule"] == rule]}
            for rule in answer["rules"]
        ]
        return {"states": state_names(), "card_rules": rules}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The use, where the step began one; else the card again."""
        if entry.record_id.startswith("activation-"):
            return redirect("activation", activation_id=entry.record_id)
        return redirect("trigger", trigger_id=parts["trigger_id"])


class OneUse(StepPage):
    """One use of a card: which rule, who approved, until when people answer, and what to do."""

    template = "use.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (AgreeUseForm, ActivateForm, HoldForm, StopForm, TakeUpForm)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The use as it stands."""
        return triggers.one_use(here, parts["activation_id"])

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """Those of its steps that fit."""
        return form.step in answer["may"]

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The use again, or the action that was taken up."""
        if entry.kind == "action.planned":
            return redirect("action", action_id=entry.record_id)
        return redirect("activation", activation_id=parts["activation_id"])


def state_names() -> dict[str, str]:
    """What the states of a card are called, in the reader's language."""
    return {"draft": _("draft"), "signed": _("signed"), "expired": _("expired"), "retired": _("retired")}


def _onsets(text: str) -> list[date]:
    """The days in a text; what is none is passed over, as a list from elsewhere may hold more."""
    found = []
    for word in text.replace(",", " ").split()[:MOST_ONSETS]:
        try:
            found.append(date.fromisoformat(word))
        except ValueError:
            continue
    return sorted(set(found))
