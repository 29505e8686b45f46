"""Assessments, and one assessment: the fourteen factors, the blind rounds, and the steps its reader may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import assessments
from forestall.api.answers.record import READ
from forestall.errors import InvalidField
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Page

_Form = Mapping[str, str]
_PERCENT = 100


class Assessments(Page):
    """The assessments."""

    template = "assessments.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        return assessments.assessments(here, exercise=exercise, after=query.get("after") or None)


class OneAssessment(Page):
    """The workbench of one assessment."""

    http_method_names: list[str] = ["get", "head", "options", "post"]  # noqa: RUF012 - as Django declares it
    template = "assessment.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The assessment as it stands."""
        return assessments.one_assessment(here, parts["assessment_id"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the forms offer."""
        return {"phases": list(vocabulary("phase")), "constituencies": list(vocabulary("constituency"))}

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Take one step, and show the assessment again."""
        form = {name: str(value) for name, value in request.POST.items()}
        step = _STEPS.get(form.get("step", ""))
        if step is None:
            raise InvalidField(expected="a step", found="another word", where="step", remedy="Use the page's buttons.")
        step(self.here, parts["assessment_id"], form)
        return redirect("assessment", assessment_id=parts["assessment_id"])


def _submit(here: Visit, assessment_id: str, form: _Form) -> Entry:
    said: dict[str, Any] = {
        "assessment": assessment_id,
        "round": 2 if form.get("round") == "2" else 1,
        "constituency": form.get("constituency", ""),
        "from_state_concerned": form.get("from_state_concerned") == "yes",
        "knows_affected_community": form.get("knows_affected_community") == "yes",
        "reason": {"text": form.get("reason", ""), "language": (get_language() or "en").partition("-")[0]},
        "objects": form.get("objects") == "yes",
    }
    if form.get("phase"):
        said["phase"] = form["phase"]
    if form.get("percent"):
        said["probability"] = _percent(form["percent"])
    return steps.submit_judgement(here, said)


def _percent(text: str) -> float:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:4]) < _PERCENT):
        raise InvalidField(
            expected="a whole number of percent, from 1 to 99",
            found="something else",
            where="percent",
            remedy="Write a number; nothing is certain.",
        )
    return int(text) / _PERCENT


_STEPS: dict[str, Callable[[Visit, str, _Form], Entry]] = {
    "submit_judgement": _submit,
    "lock_round": lambda here, assessment_id, _form: steps.lock_round(here, assessment_id),
    "close_assessment": lambda here, assessment_id, _form: steps.close_assessment(here, assessment_id),
}
