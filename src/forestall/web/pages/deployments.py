"""Plans that send teams to places, and one plan with the step its reader may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers import deployments
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.deploying import ApproveForm
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, Page, StepPage


class Deployments(Page):
    """The plans."""

    template = "deployments.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        return deployments.deployments(here, exercise=exercise, after=query.get("after") or None)


class OneDeployment(StepPage):
    """One plan: who goes where, where nobody is and why, and what binds it."""

    template = "deployment.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (ApproveForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The plan as it stands."""
        return deployments.one_deployment(here, parts["deployment_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The plan again."""
        return redirect("deployment", deployment_id=parts["deployment_id"])
