"""The steps with a protocol card and with its uses: trying it, signing it, keeping it in order, checking, using."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import trigger_steps as steps
from forestall.records.entry import Entry
from forestall.records.trigger import Condition
from forestall.runs.warning.triggers import HEALTH, History
from forestall.warn.triggers.rules import Found, Verdict, needs_people
from forestall.web.forms.fields import day_field, percentage
from forestall.web.forms.harm_check import HarmCheckForm
from forestall.web.forms.in_role import InRoleForm
from forestall.web.forms.step_form import LinesField, StepForm, sentence, terms, with_none

PERCENT = 100
MOST_DAYS = 20_000
TRIED = ("activation", "readiness", "civilian_warning")


class AgainstRuleForm(InRoleForm):
    """The parent of forms in which somebody goes against a rule, with the reason."""

    reason_code = forms.ChoiceField(label=_("Reason"))
    reason = sentence(_("The same in words"))

    def offer(self) -> None:
        """The reasons there are."""
        super().offer()
        self.fields["reason_code"].choices = with_none(terms("reason_code"), "-")  # type: ignore[attr-defined]


class AgreeForm(InRoleForm):
    """The first yes to a card; the last signs it."""

    step = "agree_trigger"
    verb = "sign_trigger"
    button = _("I agree to it as it stands")

    def take(self) -> Entry:
        """The yes, in an entry of one's own."""
        return steps.agree(self.here, self.about["trigger_id"], self.role_said, self.verb)


class SignForm(InRoleForm):
    """The last of those who agree signs."""

    step = "sign_trigger"
    button = _("Sign it; from then on it is replaced, never changed")

    def take(self) -> Entry:
        """The signed card."""
        return steps.sign_trigger(self.here, self.about["trigger_id"], self.role_said)


class ConfirmForm(StepForm):
    """That a check of the card's health was done."""

    step = "confirm_trigger"
    verb = "draft_trigger"
    button = _("Write it down")
    blamed = MappingProxyType({"the health of a protocol": "on"})

    check = forms.ChoiceField(label=_("What was done"))
    on = day_field(_("On"), required=True)

    def offer(self) -> None:
        """The checks there are."""
        self.fields["check"].choices = terms("protocol_check", only=HEALTH)  # type: ignore[attr-defined]

    def take(self) -> Entry:
        """The card with it written down."""
        return steps.confirm_health(
            self.here, self.about["trigger_id"], self.cleaned_data["check"], self.cleaned_data["on"]
        )


class DaysField(LinesField):
    """Days, one a line."""

    def to_python(self, value: Any) -> list[date]:  # type: ignore[override]  # a list of days
        """The days.

        Raises:
            ValidationError: a line holds none.
        """
        try:
            return sorted(date.fromisoformat(line) for line in super().to_python(value))
        except ValueError:
            raise forms.ValidationError(_("Write each day like 2026-11-20.")) from None

    def run_validators(self, value: Any) -> None:
        """Days need no more."""


class BacktestForm(StepForm):
    """Trying a rule on the forecasts on record, each on the day it was known."""

    step = "backtest_trigger"
    verb = "draft_trigger"
    button = _("Try the rule")
    blamed = MappingProxyType({"the period of the back-test": "until"})

    rule = forms.ChoiceField(label=_("Which rule"))
    forecasts_from = percentage(_("Forecasts on record for this place count from, in percent"))
    onsets = DaysField(
        label=_("Days on which what it warns of began, one a line"),
        required=False,
        help_text=_("From a list made by others, such as 2024-05-03."),
    )
    start = day_field(_("Ask the rule from"), required=True)
    until = day_field(_("to, that day included"), required=True)
    every = forms.IntegerField(label=_("Every how many days"), min_value=1, max_value=365, initial=7)
    inputs = LinesField(label=_("Loads of data it rests on, one id a line"))

    def offer(self) -> None:
        """The rules the card has."""
        rules = [rule for rule in TRIED if rule in self.about["rules"]]
        self.fields["rule"].choices = terms("trigger_kind", only=rules)  # type: ignore[attr-defined]
        self.fields["forecasts_from"].required = True

    def take(self) -> Entry:
        """The draft with the back-test inside."""
        said = self.cleaned_data
        history = History((), tuple(said["onsets"]), tuple(_days(said)), tuple(said["inputs"]))
        return steps.backtest_trigger(
            self.here, self.about["trigger_id"], said["rule"], history, said["forecasts_from"] / PERCENT
        )


def _days(said: Mapping[str, Any]) -> Iterator[date]:
    day, n_days = said["start"], 0
    while day <= said["until"] and n_days < MOST_DAYS:
        yield day
        day, n_days = day + timedelta(days=said["every"]), n_days + 1


class CheckForm(StepForm):
    """Whether a rule of a signed card holds now; what is on record is read, the rest is for people to say."""

    rule: ClassVar[str]
    verb = "check_trigger"
    button = _("Check whether it holds")
    outcome: Verdict | None = None

    def offer(self) -> None:
        """A question for each condition that only people can judge."""
        card_rule = self.about["trigger"].get(self.rule, {"conditions": []})
        for number, row in enumerate(card_rule["conditions"]):
            if needs_people(Condition.parse(row)):
                self.fields[f"holds_{number}"] = forms.ChoiceField(
                    label=row["label"]["text"],
                    choices=[("", _("nobody can tell")), ("yes", _("it holds")), ("no", _("it does not hold"))],
                    required=False,
                )
                self.fields[f"shown_{number}"] = LinesField(
                    label=_("Entries that show it, one id a line"), required=False
                )

    def take(self) -> Entry | None:
        """The entry that says the rule is met; where it isn't nothing is recorded, and `outcome` says why."""
        said = {
            int(name.removeprefix("holds_")): Found(
                answer == "yes", tuple(self.cleaned_data[name.replace("holds_", "shown_")])
            )
            for name, answer in self.cleaned_data.items()
            if name.startswith("holds_") and answer
        }
        self.outcome, entry = steps.check_trigger(self.here, self.about["trigger_id"], self.rule, said)
        return entry


class CheckReadinessForm(CheckForm):
    """Whether readiness holds."""

    step, rule = "check_readiness", "readiness"


class CheckActivationForm(CheckForm):
    """Whether activation holds."""

    step, rule = "check_activation", "activation"


class CheckStopForm(CheckForm):
    """Whether stopping holds."""

    step, rule = "check_stop", "stop"


class CheckWarningForm(CheckForm):
    """Whether the rule for warning people in danger holds."""

    step, rule = "check_civilian_warning", "civilian_warning"


CHECKS = (CheckReadinessForm, CheckActivationForm, CheckWarningForm, CheckStopForm)


class DiscretionForm(HarmCheckForm, AgainstRuleForm):
    """A signatory goes ahead on written judgement, without the rule."""

    step = "discretion"
    verb = "use_trigger"
    button = _("Activate at my discretion")

    rests_on = LinesField(label=_("Entries that show why, one id a line"), required=False)
    field_order = ("role", "reason_code", "reason", "rests_on")

    def take(self) -> Entry:
        """The use."""
        said = {name: self.cleaned_data[name] for name in ("reason_code", "reason")} | {"harm_check": self.harm_check()}
        rests_on = self.cleaned_data["rests_on"]
        return steps.activate_at_discretion(self.here, self.about["trigger_id"], self.role_said, said, rests_on)


class AgreeUseForm(InRoleForm):
    """The first yes to using a rule that is met."""

    step = "agree"
    verb = "use_trigger"
    button = _("I agree to using it")

    def take(self) -> Entry:
        """The yes, in an entry of one's own."""
        return steps.agree(self.here, self.about["activation_id"], self.role_said, self.verb)


class ActivateForm(HarmCheckForm, InRoleForm):
    """The last of those who approve sets going what was agreed."""

    step = "activate"
    verb = "use_trigger"
    button = _("Activate")

    def take(self) -> Entry:
        """The use."""
        return steps.activate(self.here, self.about["activation_id"], self.role_said, self.harm_check())


class HoldForm(AgainstRuleForm):
    """A signatory holds back although the rule is met."""

    step = "hold"
    verb = "use_trigger"
    button = _("Hold back")

    def take(self) -> Entry:
        """The holding."""
        said = self.cleaned_data
        return steps.hold(self.here, self.about["activation_id"], self.role_said, said["reason_code"], said["reason"])


class StopForm(InRoleForm):
    """A named person ends what was set going."""

    step = "stop"
    verb = "use_trigger"
    button = _("Stop it")

    reason = sentence(_("Why"))
    rests_on = LinesField(label=_("Entries that show why, one id a line"), required=False)

    def take(self) -> Entry:
        """The end."""
        said = self.cleaned_data
        return steps.stop(self.here, self.about["activation_id"], self.role_said, said["reason"], said["rests_on"])
