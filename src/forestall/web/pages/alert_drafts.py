"""Writing an alert: a first draft, the next draft of one, or the draft of what replaces a message in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers.alerts import UNSENT, begun
from forestall.memory.pace import pace_of
from forestall.records.entry import Entry
from forestall.runs.exercise.brief import brief, forecast_of
from forestall.runs.exercise.cast import full_cast
from forestall.runs.exercise.story import Story, story_of
from forestall.runs.warning.alerts import IN_FORCE_STATES
from forestall.web.forms.alert_form import EDIT, NEW, UPDATE, AlertForm
from forestall.web.forms.alert_rows import ACTORS, ORGANISATIONS
from forestall.web.forms.alert_steps import CancelForm
from forestall.web.forms.choices import on_record
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, StepPage

NOTHING_RECORDED = ("preview", "rows")
"""What a form may be sent for without a step: to see how it would read, and to have more empty rows."""


class WritingPage(StepPage):
    """The parent of pages on which an alert is written."""

    template = "alert_form.html"
    verb = "draft_alert"
    forms: ClassVar[tuple[type[StepForm], ...]] = (AlertForm,)

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Record the draft and go on; or only show how it would read."""
        if request.POST.get("then") not in NOTHING_RECORDED or self.as_json:
            return super().post(request, **parts)
        answer = self.answer(self.here, self.query(request), **parts)
        form = AlertForm(self.here, answer, request.POST)
        if request.POST["then"] == "preview":
            form.look()
        return self.shown(request, answer, refused={AlertForm.step: form})

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The organisations and actors on record, as suggestions."""
        exercise = bool(answer["exercise"])
        return {
            "suggestions": [
                (ORGANISATIONS, on_record(here, "organisation", exercise=exercise)),
                (ACTORS, on_record(here, "actor", exercise=exercise)),
            ]
        }

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The draft."""
        return redirect("alert", alert_id=entry.record_id)


class NewAlert(WritingPage):
    """A first draft."""

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Nothing yet, in the world that is asked for; at an exercise, as far as facts go."""
        exercise = query.get("world") == "exercise"
        begun: Answer = {"for": NEW, "alert_id": None, "alert": {}, "exercise": exercise, "marking": None}
        pace = pace_of(here.node.home)
        return begun if pace is None else {**begun, **_known(here, story_of(pace.seed))}


class EditAlert(WritingPage):
    """The next draft of a message that nobody was told yet."""

    forms: ClassVar[tuple[type[StepForm], ...]] = (AlertForm, CancelForm)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The draft as it stands."""
        return _begun_from(begun(here, parts["alert_id"], UNSENT), EDIT)

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """A cancellation has a form of its own."""
        is_cancellation: bool = answer["alert"]["kind"] == "cancel"
        return (form is CancelForm) == is_cancellation


class UpdateAlert(WritingPage):
    """The draft of what will replace a message in force."""

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The message in force, to begin with."""
        state = begun(here, parts["alert_id"], IN_FORCE_STATES)
        found = _begun_from(state, UPDATE)
        # What is said anew has reasons, reviews and a harm check of its own.
        alert = {name: part for name, part in found["alert"].items() if name != "because"}
        return {**found, "alert": alert, "follows": [state.id]}


def _known(here: Visit, story: Story) -> dict[str, Any]:
    cast, ledger = full_cast(), here.node.ledger
    forecast = forecast_of(ledger, cast, story)
    percent = None if forecast is None or forecast.probability is None else f"{forecast.probability:.0%}"
    return {"alert": brief(ledger, cast, story), "is_known": True, "forecast_percent": percent}


def _begun_from(state: Entry, purpose: str) -> dict[str, Any]:
    return {
        "for": purpose,
        "alert_id": state.record_id,
        "alert": state.body,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
    }
