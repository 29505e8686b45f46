"""What is to be looked out for, and the numbers by which evidence is counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from forestall.api.accounts.visits import Visit
from forestall.api.answers import profile, requests
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.collecting import AnswerForm, CloseRequestForm, SignForm
from forestall.web.page import Answer, Page, StepPage


class Requests(Page):
    """The requests that stand."""

    template = "requests.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        return requests.standing(here, exercise=query.get("world") == "exercise", after=query.get("after") or None)


class OneRequest(StepPage):
    """One request: what would change which view, and what was answered."""

    template = "request.html"
    verb = READ
    forms = (AnswerForm, CloseRequestForm)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The request as it stands."""
        return requests.one_request(here, parts["request_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The request again."""
        return redirect("collection_request", request_id=parts["request_id"])


class Profile(StepPage):
    """The numbers in force, and those that this version ships."""

    template = "profile.html"
    verb = READ
    forms = (SignForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Both, and who may sign."""
        return profile.profile(here, exercise=query.get("world") == "exercise")

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The numbers again."""
        return redirect(reverse("profile") + ("?world=exercise" if entry.exercise else ""))
