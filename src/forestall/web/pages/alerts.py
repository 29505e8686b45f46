"""Alerts in force, and one alert with the steps its reader may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import alerts
from forestall.api.answers.record import READ
from forestall.errors import InvalidField
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Page

_Form = Mapping[str, str]


class Alerts(Page):
    """The alerts in force."""

    template = "alerts.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader, the newest first."""
        return alerts.in_force(here, exercise=query.get("world") == "exercise")


class OneAlert(Page):
    """One alert: what it says, how it stands, who answered, and what to do."""

    http_method_names: list[str] = ["get", "head", "options", "post"]  # noqa: RUF012 - as Django declares it
    template = "alert.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The alert as it stands."""
        return alerts.one_alert(here, parts["alert_id"], (get_language() or "en").partition("-")[0])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the forms offer."""
        may_review = set(vocabulary("verb")["review_alert"].extra["roles"])
        return {"my_roles": sorted(here.person.roles & may_review)}

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Take one step, and show the alert it was taken with."""
        form = {name: str(value) for name, value in request.POST.items()}
        step = _STEPS.get(form.get("step", ""))
        if step is None:
            raise InvalidField(expected="a step", found="another word", where="step", remedy="Use the page's buttons.")
        return redirect("alert", alert_id=step(self.here, parts["alert_id"], form).record_id)


def _review(here: Visit, alert_id: str, form: _Form) -> Entry:
    acceptable = form.get("acceptable") == "yes"
    return steps.review_alert(here, alert_id, form.get("role", ""), form, acceptable=acceptable)


_STEPS: dict[str, Callable[[Visit, str, _Form], Entry]] = {
    "review_alert": _review,
    "issue_alert": lambda here, alert_id, _form: steps.issue_alert(here, alert_id),
    "acknowledge_alert": lambda here, alert_id, form: steps.acknowledge_alert(here, alert_id, form.get("note", "")),
    "cancel_alert": steps.cancel_alert,
}
