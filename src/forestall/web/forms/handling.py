"""How something new may be handled, as every form asks it that begins a record."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.clock import format_instant
from forestall.records.values.marking import Sensitivity, Tlp
from forestall.web.forms.fields import moment_field
from forestall.web.forms.step_form import LinesField, StepForm, terms

HANDLING = ("tlp", "sensitivity", "organisations", "recipients", "actions", "purposes", "caveats", "embargo_until")
USUAL_HANDLING = MappingProxyType(
    {
        "tlp": "amber",
        "sensitivity": "moderate",
        "actions": ["analyse", "act_visibly"],
        "purposes": ["early_warning"],
    }
)
"""What most records of a warning ask for."""


class HandlingFields(StepForm):
    """The parent of forms that begin a record, and so say who may hold it."""

    tlp = forms.ChoiceField(label=_("Who may hold it"))
    sensitivity = forms.ChoiceField(label=_("How badly disclosure could hurt"))
    organisations = LinesField(
        label=_("Also shared with, one organisation a line"),
        required=False,
        help_text=_("Addressees and your own organisation are always reached."),
    )
    recipients = LinesField(label=_("People named as recipients, one pseudonym a line"), required=False)
    actions = forms.MultipleChoiceField(
        label=_("What a holder may do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(
        label=_("What it is given for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    caveats = LinesField(label=_("What must travel with it, one a line"), required=False)
    embargo_until = moment_field(_("Held back until (UTC)"), required=False)

    @property
    def handling_is_open(self) -> bool:
        """Whether something is said beside one of its fields, which stand folded away otherwise."""
        return not self.errors.keys().isdisjoint(HANDLING)

    def offer_handling(self) -> None:
        """The words of the lists."""
        offered = {
            "tlp": [(tlp.word, f"TLP:{tlp.word.upper()}") for tlp in Tlp],
            "sensitivity": terms("sensitivity", only=[each.word for each in Sensitivity]),
            "actions": terms("permissible_action"),
            "purposes": terms("purpose"),
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def without_handling(self) -> None:
        """Ask nothing about handling, where the record has its terms already."""
        for name in HANDLING:
            del self.fields[name]

    def marking(self, reached: Sequence[str] = ()) -> dict[str, Any]:
        """The marking as plain data; whoever writes is always reached, and so is whom it is addressed to.

        Args:
            reached: ids of organisations it is addressed to.
        """
        said = self.cleaned_data
        organisations = {*said["organisations"], *reached, str(self.here.reader.organisation)}
        has_organisations = said["tlp"] in (Tlp.AMBER.word, Tlp.AMBER__STRICT.word)
        parts: dict[str, Any] = {name: said[name] for name in ("tlp", "sensitivity", *_LISTS)}
        parts["organisations"] = sorted(organisations) if has_organisations else said["organisations"]
        if said["embargo_until"]:
            parts["embargo_until"] = format_instant(said["embargo_until"])
        return parts


_LISTS = ("recipients", "actions", "purposes", "caveats")
