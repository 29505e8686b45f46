"""Alerts in force, and one alert with the steps its reader may take."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import alerts
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Form, Page, Step, StepPage


class Alerts(Page):
    """The alerts in force."""

    template = "alerts.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader, the newest first."""
        return alerts.in_force(here, exercise=query.get("world") == "exercise")


def _review(here: Visit, alert_id: str, form: Form) -> Entry:
    acceptable = form.get("acceptable") == "yes"
    return steps.review_alert(here, alert_id, form.get("role", ""), form, acceptable=acceptable)


def _acknowledge(here: Visit, alert_id: str, form: Form) -> Entry:
    return steps.acknowledge_alert(here, alert_id, form.get("note", ""))


class OneAlert(StepPage):
    """One alert: what it says, how it stands, who answered, and what to do."""

    template = "alert.html"
    verb = READ
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {
            "review_alert": _review,
            "issue_alert": lambda here, alert_id, _form: steps.issue_alert(here, alert_id),
            "acknowledge_alert": lambda here, alert_id, form: steps.acknowledge_alert(
                here, alert_id, form.get("note", "")
            ),
            "cancel_alert": steps.cancel_alert,
        }
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The alert as it stands."""
        return alerts.one_alert(here, parts["alert_id"], (get_language() or "en").partition("-")[0])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the forms offer."""
        may_review = set(vocabulary("verb")["review_alert"].extra["roles"])
        return {"my_roles": sorted(here.person.roles & may_review)}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The alert the step was taken with: an update or a cancellation is one of its own."""
        return redirect("alert", alert_id=entry.record_id)
