"""The forms of a decision: act as recommended with one press, or less, otherwise, later, elsewhere or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import decision_steps
from forestall.records.entry import Entry
from forestall.records.parts.option import Option
from forestall.respond.options import Intrusiveness, Wanted, intrusiveness, proposals
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.choices import on_record
from forestall.web.forms.fields import line
from forestall.web.forms.step_form import StepForm, language_read, sentence, terms, with_none

LONGEST_DAYS = int(vocabulary("decision_kind")["defer"].extra["longest_days"])
_EXTENTS = ("act_less", "act_otherwise")
FIRST_ROLE = ("decision_maker", "focal_point", "deputy")
"""In which of their roles somebody decides, the first that they hold."""


class _ChoiceForm(StepForm):
    """The parent of the forms that record a decision."""

    verb = "record_decision"
    kind: ClassVar[str] = ""
    """An id of vocabulary/decision_kind.yml, where the form is of one."""

    def take(self) -> Entry:
        """The decision."""
        whose = self.about["clock"]["organisation"]
        return decision_steps.record_decision(self.here, self.about["alert_id"], self.said(), whose)

    def said(self) -> dict[str, Any]:
        """The choice as plain data."""
        told = {"kind": self.kind, "role": next(role for role in FIRST_ROLE if role in self.here.person.roles)}
        words = ("reason", "awaited", "harm_note", "legal_basis", "referred_to")
        told |= {name: self.cleaned_data[name] for name in words if self.cleaned_data.get(name)}
        return {**told, "reason_codes": self.cleaned_data.get("reason_codes", ())}

    def drop(self, *names: str) -> None:
        """Take fields out that nobody needs here."""
        for name in names:
            del self.fields[name]

    def options(self) -> list[dict[str, Any]]:
        """The options that do something, as they lie there."""
        return [option for option in self.about["options"] if option.get("measure")]


class _ReasonForm(_ChoiceForm):
    """The parent of those that need a reason."""

    reason_codes = forms.MultipleChoiceField(
        label=_("Why"), choices=lambda: terms("reason_code"), widget=forms.CheckboxSelectMultiple
    )
    awaited = line(_("What information is awaited, where that is why"))
    reason = sentence(_("In words, if you like; some reasons need them"), required=False)


class ActForm(_ChoiceForm):
    """Acting as recommended."""

    step = "act_as_recommended"
    kind = "act_as_recommended"
    button = _("Act as recommended")

    harm_note = sentence(_("Who could be hurt by acting, and what is done about that?"))
    legal_basis = line(_("The decision of the Security Council it rests on, such as S/RES/1234 (1999)"), required=True)

    def offer(self) -> None:
        """Ask only for what the recommended option doesn't say."""
        recommended = [option for option in self.options() if option["is_recommended"]]
        if all(option.get("possible_harm") for option in recommended):
            self.drop("harm_note")
        if not any(_is_force(option) for option in recommended):
            self.drop("legal_basis")

    def said(self) -> dict[str, Any]:
        """The choice, of what was recommended."""
        chosen = [option["label"] for option in self.options() if option["is_recommended"]]
        return {**super().said(), "chosen": chosen}


class ActOtherwiseForm(_ReasonForm):
    """Acting less than recommended, or otherwise."""

    step = "act_otherwise"
    button = _("Record this choice")

    chosen = forms.MultipleChoiceField(label=_("What is done"), widget=forms.CheckboxSelectMultiple)
    extent = forms.ChoiceField(
        label=_("Beside what was recommended, that is"), choices=lambda: terms("decision_kind", only=_EXTENTS),
        widget=forms.RadioSelect,
    )  # fmt: skip
    harm_note = sentence(_("Who could be hurt by acting, and what is done about that?"), required=False)
    legal_basis = line(_("The decision of the Security Council it rests on, such as S/RES/1234 (1999)"))
    field_order = ("chosen", "extent")

    def offer(self) -> None:
        """The options that lie there; how far it goes only where something was recommended."""
        self.choose("chosen", [(option["label"], option["label"]) for option in self.options()])
        if not any(option["is_recommended"] for option in self.options()):
            self.drop("extent")
        if not any(_is_force(option) for option in self.options()):
            self.drop("legal_basis")

    def said(self) -> dict[str, Any]:
        """The choice."""
        kind = self.cleaned_data.get("extent", "act_otherwise")
        return {**super().said(), "kind": kind, "chosen": self.cleaned_data["chosen"]}


class DeferForm(_ReasonForm):
    """Deciding later."""

    step = "defer"
    kind = "defer"
    button = _("Defer")
    blamed: ClassVar[Mapping[str, str]] = {"deferred_until": "days"}

    days = forms.IntegerField(label=_("For how many days, at most 30"), min_value=1, max_value=LONGEST_DAYS)
    field_order = ("days",)

    def said(self) -> dict[str, Any]:
        """The choice, until the same hour of that day."""
        return {**super().said(), "deferred_until": self.here.now + timedelta(days=self.cleaned_data["days"])}


class DeclineForm(_ReasonForm):
    """Doing nothing on this alert, for a reason."""

    step = "decline"
    kind = "decline"
    button = _("Decline")


class ReferForm(_ReasonForm):
    """Passing it on, with the clock running."""

    step = "refer"
    kind = "refer"
    button = _("Refer; the clock runs on")

    referred_to = forms.ChoiceField(label=_("To whom"))
    field_order = ("referred_to",)

    def offer(self) -> None:
        """The organisations that the marking of the alert reaches, by name where one is on record."""
        names = dict(on_record(self.here, "organisation", exercise=self.about["exercise"]))
        reached = set(self.about["marking"].get("organisations") or names) - {self.here.reader.organisation}
        found = [(one, names.get(one, one)) for one in sorted(reached)]
        self.choose("referred_to", with_none(found, _("choose")))


class OptionForm(StepForm):
    """Laying one more option there, out of the catalogue."""

    step = "present_options"
    button = _("Lay it there")

    organisation = forms.ChoiceField(label=_("Before whom"))
    measure = forms.ChoiceField(label=_("A measure, the least intrusive first"))
    label = line(_("What would be done, in one line"), required=True)
    cost_in_words = line(_("What it would cost, in words; say so where nobody knows"), required=True)
    expected_effect = sentence(_("What it is expected to change, and on what grounds"))
    possible_harm = sentence(_("Who could be hurt by it, and how"), required=False)

    def offer(self) -> None:
        """The measures of the catalogue, and before whom where there are several."""
        awaited = self.about["awaited"]
        self.choose("organisation", [(one, one) for one in awaited])
        if len(awaited) == 1:
            field = self.fields["organisation"]
            field.initial, field.widget = awaited[0], field.hidden_widget()
        found = proposals(Wanted(), language_read())
        self.choose("measure", [(str(one.option.measure), one.option.label) for one in found])

    def take(self) -> Entry:
        """The entry by which it lies there."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        organisation = said.pop("organisation")
        ground = vocabulary("measure")[said["measure"]].extra.get("charter_basis")
        option = Option.parse({**said, **({"charter_basis": ground} if ground else {})})
        return decision_steps.present_options(self.here, self.about["alert_id"], [option.to_json()], organisation)


def _is_force(option: Mapping[str, Any]) -> bool:
    return intrusiveness(option["measure"]) == Intrusiveness.FORCE
