"""Assessments: all of them, a new one, and one with its factors, its rounds and the steps its reader may take."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers import assessments
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.opening import OpenForm
from forestall.web.forms.rounds import CloseForm, FindingForm, JudgementForm, LockForm, PublishForm
from forestall.web.forms.workbench import AccessForm, DissentForm, WouldChangeForm
from forestall.web.page import Answer, Page, StepPage


class Assessments(Page):
    """The assessments."""

    template = "assessments.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        return assessments.assessments(here, exercise=exercise, after=query.get("after") or None)


class NewAssessment(StepPage):
    """A question to be put, or the next version of one."""

    template = "assessment_new.html"
    verb = "open_assessment"
    forms = (OpenForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What it follows on: nothing, or the last version of the same question."""
        return assessments.beginning(here, query.get("next"), exercise=query.get("world") == "exercise")

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The assessment that was opened."""
        return redirect("assessment", assessment_id=entry.record_id)


class OneAssessment(StepPage):
    """One assessment."""

    template = "assessment.html"
    verb = READ
    forms = (
        JudgementForm, LockForm, CloseForm, FindingForm, PublishForm, WouldChangeForm, AccessForm, DissentForm,
    )  # fmt: skip

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The assessment as it stands."""
        return assessments.one_assessment(here, parts["assessment_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The assessment again."""
        return redirect("assessment", assessment_id=parts["assessment_id"])
