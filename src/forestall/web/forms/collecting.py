"""The forms that answer or close a request to look out, and the one that signs the numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from forestall.api import assessment_steps as steps
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.records.entry import Entry
from forestall.warn.classification.thresholds import shipped_profile
from forestall.web.forms.step_form import LinesField, StepForm, sentence, terms

_NAMED = RegexValidator(f"{ENTRY_ID_PATTERN}|{RECORD_ID_PATTERN}", _("The id of an entry or a record, one a line."))


class AnswerForm(StepForm):
    """What speaks to a request."""

    step = "answer_request"
    button: ClassVar[Any] = _("Name what speaks to it")
    blamed: ClassVar[dict[str, str]] = {"answers": "entries"}

    entries = LinesField(
        label=_("Reports or other entries that speak to it"),
        help_text=_("Ids, one a line, as they stand on their pages. It stays open until somebody closes it."),
        validators=[_NAMED],
    )

    def take(self) -> Entry:
        """The answered request."""
        return steps.answer_request(self.here, self.about["request_id"], self.cleaned_data["entries"])


class CloseRequestForm(StepForm):
    """Why a request no longer stands."""

    step, verb = "close_request", "answer_request"
    button: ClassVar[Any] = _("Close the request")

    because = sentence(_("Why it no longer stands"))

    def take(self) -> Entry:
        """The closed request."""
        return steps.close_request(self.here, self.about["request_id"], self.cleaned_data["because"])


class SignForm(StepForm):
    """A signature under the numbers that this version ships."""

    step = "sign_profile"
    button: ClassVar[Any] = _("Sign these numbers")
    blamed: ClassVar[dict[str, str]] = {"roles": "role"}

    role = forms.ChoiceField(label=_("In which role"))
    read = forms.BooleanField(label=_("I have read these numbers, and they hold from now on"))

    def offer(self) -> None:
        """The roles in which one may sign."""
        self.choose("role", terms("role", only=self.about["my_roles"]))

    def take(self) -> Entry:
        """The signed profile."""
        return steps.sign_profile(
            self.here, shipped_profile(), self.cleaned_data["role"], exercise=self.about["exercise"]
        )
