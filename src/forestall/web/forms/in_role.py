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
        """The roles that the reader holds and that may; nothing is asked where there is one."""
        verb = self.right or self.verb or self.step
        roles = self.here.person.roles & set(vocabulary("verb")[verb].extra["roles"])
        self.choose("role", terms("role", only=roles))
        if len(roles) == 1:
            field = self.fields["role"]
            field.initial, field.widget = next(iter(roles)), field.hidden_widget()

    @property
    def role_said(self) -> str:
        """The role."""
        return str(self.cleaned_data["role"])
