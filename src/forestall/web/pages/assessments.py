"""Assessments, and one assessment: the fourteen factors, the blind rounds, and the steps its reader may take."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api import assessment_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import assessments
from forestall.api.answers.record import READ
from forestall.errors import InvalidField
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Form, Page, Step, StepPage

_PERCENT = 100


class Assessments(Page):
    """The assessments."""

    template = "assessments.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        return assessments.assessments(here, exercise=exercise, after=query.get("after") or None)


def _submit(here: Visit, assessment_id: str, form: Form) -> Entry:
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


class OneAssessment(StepPage):
    """The workbench of one assessment."""

    template = "assessment.html"
    verb = READ
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {
            "submit_judgement": _submit,
            "lock_round": lambda here, assessment_id, _form: steps.lock_round(here, assessment_id),
            "close_assessment": lambda here, assessment_id, _form: steps.close_assessment(here, assessment_id),
        }
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The assessment as it stands."""
        return assessments.one_assessment(here, parts["assessment_id"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the forms offer."""
        return {"phases": list(vocabulary("phase")), "constituencies": list(vocabulary("constituency"))}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The assessment again."""
        return redirect("assessment", assessment_id=parts["assessment_id"])
