"""Proposing a protocol card: a first draft, the next draft of one, or the draft of what replaces a signed card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import noted
from forestall.errors import BadTransition
from forestall.memory.question import Question
from forestall.records.entry import Entry
from forestall.records.trigger import Trigger
from forestall.runs.warning.steps import held
from forestall.web.forms.alert_rows import ORGANISATIONS
from forestall.web.forms.choices import on_record
from forestall.web.forms.step_form import StepForm
from forestall.web.forms.trigger_form import EDIT, NEW, REPLACE, TriggerForm
from forestall.web.page import Answer, StepPage

_DRAFTED = ("trigger.drafted",)
_IN_USE = ("trigger.signed", "trigger.checked")
_OF_THE_SIGNED = ("signed_by", "retired_because", "rehearsed_on", "contacts_verified_on", "money_confirmed_on")


class ProposingPage(StepPage):
    """The parent of pages on which a card is written."""

    template = "trigger_form.html"
    verb = "draft_trigger"
    forms: ClassVar[tuple[type[StepForm], ...]] = (TriggerForm,)

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Record the draft and go on; or only have more empty rows."""
        if request.POST.get("then") != "rows" or self.as_json:
            return super().post(request, **parts)
        answer = self.answer(self.here, self.query(request), **parts)
        return self.shown(request, answer, refused={TriggerForm.step: TriggerForm(self.here, answer, request.POST)})

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The organisations on record, as suggestions."""
        offered = on_record(here, "organisation", exercise=bool(answer["exercise"]))
        return {"suggestions": [(ORGANISATIONS, offered)]}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The draft."""
        return redirect("trigger", trigger_id=entry.record_id)


class NewTrigger(ProposingPage):
    """A first draft."""

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Nothing yet, in the world that is asked for."""
        return {"for": NEW, "trigger_id": None, "card": {}, "exercise": query.get("world") == "exercise"}


class EditTrigger(ProposingPage):
    """The next draft of a card that nobody signed."""

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The draft as it stands."""
        state = _begun(here, parts["trigger_id"], _DRAFTED)
        return {"for": EDIT, "trigger_id": state.record_id, "card": state.body, "exercise": state.exercise}


class ReplaceTrigger(ProposingPage):
    """The draft of what will replace a signed card."""

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The signed card, to begin with, as the next version."""
        state = _begun(here, parts["trigger_id"], _IN_USE)
        card = {name: part for name, part in state.body.items() if name not in _OF_THE_SIGNED}
        card |= {"replaces": state.record_id, "version": state.body["version"] + 1}
        return {"for": REPLACE, "trigger_id": state.record_id, "card": card, "exercise": state.exercise}


def _begun(here: Visit, name: str, states: tuple[str, ...]) -> Entry:
    state = noted(here, name, Question(record_id=name, states=True))
    here.check("draft_trigger", state)
    held(state, Trigger)
    if state.kind not in states:
        raise BadTransition(
            expected=f"a card that is {' or '.join(one.removeprefix('trigger.') for one in states)}",
            found=state.kind,
            where=name,
            remedy="What is signed is replaced by another card; what was replaced is left as it is.",
        )
    return state
