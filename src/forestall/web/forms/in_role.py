"""Forms in which somebody speaks in one of their roles."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.vocabulary.load import vocabulary
from forestall.web.forms.step_form import StepForm, terms


class InRoleForm(StepForm):
    """The parent of forms in which somebody speaks in a role."""

    right: ClassVar[str] = ""
    """The verb whose roles are offered, where it is not the form's own."""

    role = forms.ChoiceField(label=_("In which role"))
    field_order: tuple[str, ...] = ("role",)

    def offer(self) -> None:
        """The roles that the reader holds and that may."""
        verb = self.right or self.verb or self.step
        roles = self.here.person.roles & set(vocabulary("verb")[verb].extra["roles"])
        self.choose("role", terms("role", only=roles))

    @property
    def role_said(self) -> str:
        """The role."""
        return str(self.cleaned_data["role"])
