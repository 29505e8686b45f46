"""Standing behind a plan that sends teams to places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api.deploying import approve_plan
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.harm_check import HarmCheckForm
from forestall.web.forms.step_form import terms


class ApproveForm(HarmCheckForm):
    """Standing behind somebody else's plan."""

    step = "approve_deployment"
    button = _("Stand behind it")

    role = forms.ChoiceField(label=_("In which role"))
    field_order = ("role",)

    def offer(self) -> None:
        """The roles that the reader holds and that may."""
        roles = self.here.person.roles & set(vocabulary("verb")[self.step].extra["roles"])
        self.fields["role"].choices = terms("role", only=roles)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A plan that would hurt isn't approved: another is asked for."""
        said = super().clean() or self.cleaned_data
        if said.get("acceptable") == "no":
            self.add_error("acceptable", _("Then nobody is sent: ask for another plan."))
        return said

    def take(self) -> Entry:
        """The approved plan."""
        return approve_plan(self.here, self.about["deployment_id"], self.cleaned_data["role"], self.harm_check())
