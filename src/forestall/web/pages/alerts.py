"""Alerts in force, one alert with the steps its reader may take, and the forms in which it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import alerts, feeds
from forestall.api.answers.record import READ
from forestall.api.feeds import answered
from forestall.records.entry import Entry
from forestall.runs.warning.alerts import IN_FORCE_STATES
from forestall.web.forms.alert_steps import AcknowledgeForm, CancelForm, ReviewForm
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, Page, Step, StepPage


class Alerts(Page):
    """The alerts in force, and what is being written."""

    template = "alerts.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader, the newest first."""
        exercise = query.get("world") == "exercise"
        verbs = [verb for verb in ("draft_alert", "take_in_message") if here.may(verb)]
        drafts = alerts.drafts(here, exercise=exercise) if "draft_alert" in verbs else []
        return {**alerts.in_force(here, exercise=exercise), "drafts": drafts, "may": verbs}


class OneAlert(StepPage):
    """One alert: what it says, how it stands, who answered, and what to do."""

    template = "alert.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (ReviewForm, AcknowledgeForm, CancelForm)
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {
            "issue_alert": lambda here, alert_id, _form: steps.issue_alert(here, alert_id),
            "send_again": lambda here, alert_id, form: steps.send_again(here, alert_id, form.get("delivery_id", "")),
        }
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The alert as it stands."""
        return alerts.one_alert(here, parts["alert_id"], (get_language() or "en").partition("-")[0])

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """Whoever may write may take back what is in force."""
        if form is CancelForm:
            return "draft_alert" in answer["may"] and answer["state"] in IN_FORCE_STATES
        return super().offers(form, answer)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """Whether it was sent to anybody, and is there as a file."""
        return {"was_sent": answer["state"] not in alerts.UNSENT}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The alert the step was taken with: an update or a cancellation is one of its own."""
        is_message = entry.kind.startswith("alert.") and entry.kind != "alert.acknowledged"
        return redirect("alert", alert_id=entry.record_id if is_message else parts["alert_id"])


class AlertSheet(Page):
    """An issued alert as a file."""

    verb = READ

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The file that the ending of the address names."""
        name, ending = parts["alert_id"], parts["ending"]
        if ending == "cap":
            return answered(feeds.alert_cap(self.here, name))
        if ending == "pdf":
            return answered(feeds.alert_paper(self.here, name, (get_language() or "en").partition("-")[0]))
        return answered(feeds.alert_short(self.here, name))


class AlertsFeed(Page):
    """The alerts in force as a feed."""

    verb = READ

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The feed."""
        return answered(feeds.alerts_atom(self.here, request.path))


class AlertsCalendar(Page):
    """When the reader's organisation owes an answer."""

    verb = feeds.CALENDAR

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The calendar."""
        return answered(feeds.alerts_calendar(self.here))
