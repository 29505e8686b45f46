"""Plans that send teams to places, and one plan with the step its reader may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers import deployments
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.choices import country_choices
from forestall.web.forms.deploying import ApproveForm
from forestall.web.forms.deployment_form import DeploymentForm
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


class NewDeployment(StepPage):
    """Wanting a plan: from places at risk, or in place of a proposal."""

    template = "deployment_form.html"
    verb = deployments.DRAFT
    forms: ClassVar[tuple[type[StepForm], ...]] = (DeploymentForm,)

    def query(self, request: HttpRequest) -> dict[str, str]:
        """What stands behind the `?`, every place that was chosen among it."""
        return super().query(request) | {"from": ",".join(request.GET.getlist("from"))}

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What the plan can begin with."""
        exercise, replaces = query.get("world") == "exercise", query.get("replaces") or None
        found = deployments.wanted(here, exercise=exercise, chosen=query["from"].split(","), replaces=replaces)
        # Countries by name, as the reader's language has it.
        names = dict(country_choices(here, exercise=False))
        for each in found["countries"]:
            each["name"] = names.get(each["from"], each["from"])
        return found

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Work the plan out and go on; or only give more empty rows."""
        if request.POST.get("then") != "rows" or self.as_json:
            return super().post(request, **parts)
        answer = self.answer(self.here, self.query(request), **parts)
        return self.shown(
            request, answer, refused={DeploymentForm.step: DeploymentForm(self.here, answer, request.POST)}
        )

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The plan."""
        return redirect("deployment", deployment_id=entry.record_id)


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
