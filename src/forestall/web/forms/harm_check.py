"""The four questions of a harm check, as every form asks them that needs one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.web.forms.step_form import StepForm, sentence


class HarmCheckForm(StepForm):
    """The parent of forms whose step takes a harm check by whoever takes it."""

    who_could_be_hurt = sentence(_("Who could be hurt? As groups, never by name."))
    how = sentence(_("How?"))
    mitigation = sentence(_("What is done so that it does not happen?"))
    alternative = sentence(_("What could be done instead, with less harm?"))
    acceptable = forms.ChoiceField(
        label=_("May it be done as things stand?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )

    if_it_would_hurt: ClassVar[Any] = None
    """What is said to whoever answers that it may not be done, where the step is then not taken."""

    def clean(self) -> dict[str, Any]:
        """What would hurt is not done, where the form says so."""
        said = super().clean() or self.cleaned_data
        if self.if_it_would_hurt and said.get("acceptable") == "no":
            self.add_error("acceptable", self.if_it_would_hurt)
        return said

    def harm_check(self) -> dict[str, Any]:
        """The four answers and the verdict, as steps take them."""
        names = ("who_could_be_hurt", "how", "mitigation", "alternative")
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        return said | {"acceptable": self.cleaned_data["acceptable"] == "yes"}
