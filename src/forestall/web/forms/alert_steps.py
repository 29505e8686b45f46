"""The steps with an alert that is written: reviewing it, acknowledging it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.records.values.text import LONGEST_LINE
from forestall.web.forms.harm_check import HarmCheckForm
from forestall.web.forms.in_role import InRoleForm
from forestall.web.forms.slips import slip_in_words
from forestall.web.forms.step_form import StepForm, WordsForm, sentence


class ReviewForm(InRoleForm, HarmCheckForm):
    """Standing behind somebody else's draft."""

    step = "review_alert"
    button = _("Stand behind it")
    if_it_would_hurt = _("Then it can't be sent: have the draft changed, and look at it again.")

    def take(self) -> Entry:
        """The reviewed draft."""
        said = self.harm_check()
        acceptable = bool(said.pop("acceptable"))
        return steps.review_alert(self.here, self.about["alert_id"], self.role_said, said, acceptable=acceptable)


class AcknowledgeForm(StepForm):
    """Confirming that a message was read."""

    step = "acknowledge_alert"
    button = _("I have read it, for my organisation")

    note = sentence(_("A note, if you like"), required=False)

    def take(self) -> Entry:
        """The acknowledgement."""
        return steps.acknowledge_alert(self.here, self.about["alert_id"], self.cleaned_data["note"])


class CancelForm(WordsForm):
    """Taking a message back, or writing the draft that does so anew."""

    step = "cancel_alert"
    button = _("Draft the cancellation")

    headline = forms.CharField(
        label=_("In one sentence"), max_length=LONGEST_LINE, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = sentence(_("The message"), rows=4)
    because = sentence(_("Why"))

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """The words of the draft, where it is drafted anew."""
        alert = about["alert"]
        if alert["kind"] != "cancel":
            return {}
        return {name: alert[name]["text"] for name in ("headline", "text")} | {"because": alert["because"]}

    def clean(self) -> dict[str, Any]:
        """Words that may not stand, each beside its field."""
        said = super().clean() or self.cleaned_data
        for field, rule in steps.slips_of(said, ("headline", "text", "because")):
            self.add_error(field, slip_in_words(rule))
        return said

    def take(self) -> Entry:
        """The draft of the cancellation."""
        said = {name: self.cleaned_data[name] for name in ("headline", "text", "because", "language")}
        if self.about["alert"]["kind"] == "cancel":
            return steps.redraft_cancellation(self.here, self.about["alert_id"], said)
        return steps.cancel_alert(self.here, self.about["alert_id"], said)
