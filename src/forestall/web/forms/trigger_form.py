"""The form in which a protocol card is proposed: its rules, what is done under each, and what may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import trigger_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.records.trigger import GROUNDS
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.alert_rows import ORGANISATIONS
from forestall.web.forms.choices import country_choices
from forestall.web.forms.fields import day_field, line
from forestall.web.forms.handling import USUAL_HANDLING, HandlingFields
from forestall.web.forms.rows import Row, RowsForm
from forestall.web.forms.step_form import LinesField, sentence, terms, with_none
from forestall.web.forms.trigger_said import RULES, card_beginning, card_data, card_rows

NEW, EDIT, REPLACE = "new", "edit", "replace"
"""What a form is for: a first draft, the next draft of one, or the draft of what replaces a signed card."""
_WEAK = _("A model, a suspected body's own word and hate speech never meet a rule alone: ask for more, or for others.")


class ConditionRow(Row):
    """One condition of one rule."""

    least: ClassVar[int] = 3
    main: ClassVar[str] = "condition"

    rule = forms.ChoiceField(label=_("Of which rule"))
    ground = forms.ChoiceField(label=_("What it rests on"))
    condition = line(_("The condition, so plain that two people judge it alike"), required=True)
    at_least = forms.FloatField(label=_("At least, where it is a number"), required=False)
    evidence_level = forms.ChoiceField(label=_("Evidence it needs, for a phase"), required=False)
    dataset = line(_("Dataset it is read from"))

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["rule"].choices = with_none(terms("trigger_kind", only=RULES), "-")  # type: ignore[attr-defined]
        self.fields["ground"].choices = with_none(terms(GROUNDS), "-")  # type: ignore[attr-defined]
        levels = terms("evidence_level", with_id=True)
        self.fields["evidence_level"].choices = with_none(levels, "-")  # type: ignore[attr-defined]


class ActionRow(Row):
    """What is done under a rule."""

    least: ClassVar[int] = 1
    main: ClassVar[str] = "label"

    rule = forms.ChoiceField(label=_("Under which rule"))
    label = line(_("What is done"), required=True)
    measure = forms.ChoiceField(label=_("Measure of the catalogue"), required=False)
    organisation = line(_("Who does it"), required=True, suggestions=ORGANISATIONS)
    within_hours = forms.IntegerField(label=_("Within how many hours"), min_value=0)
    amount = forms.FloatField(label=_("What it costs, in money"), required=False, min_value=0)
    currency = forms.CharField(label=_("Currency, such as EUR"), required=False, max_length=3)

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["rule"].choices = with_none(terms("trigger_kind", only=RULES), "-")  # type: ignore[attr-defined]
        self.fields["measure"].choices = with_none(terms("measure"), "-")  # type: ignore[attr-defined]


class BudgetRow(Row):
    """How often a rule may be used in vain."""

    rule = forms.ChoiceField(label=_("Which rule"))
    in_vain = forms.IntegerField(label=_("Uses that may prove unneeded"), min_value=0)
    out_of = forms.IntegerField(label=_("Out of how many"), min_value=1)

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["rule"].choices = with_none(terms("trigger_kind", only=RULES), "-")  # type: ignore[attr-defined]


class TriggerForm(HandlingFields, RowsForm):
    """A protocol card as somebody proposes it."""

    step = "draft_trigger"
    button = _("Record this draft")
    blamed = MappingProxyType(
        {"place": "country", **{rule: f"{rule}_needed" for rule in RULES}, "harm_check": "acceptable",
         "cost": "cost_best", "loss": "loss_best", "cost_loss": "measured_in"}
    )  # fmt: skip
    lists: ClassVar[Mapping[str, type[Row]]] = MappingProxyType(
        {"conditions": ConditionRow, "actions": ActionRow, "budgets": BudgetRow}
    )

    scenario = line(_("What it prepares for"), required=True)
    country = forms.ChoiceField(label=_("Country"), required=False)
    admin1 = line(_("Province, by its code such as SD-DW"))
    populations = LinesField(label=_("Whom it protects, one population a line; never people"))
    expires_on = day_field(_("Last day on which it may be used"), required=True)
    measured_in = line(_("What cost and loss are measured in"))
    who_could_be_hurt = sentence(_("Who could be hurt? As groups, never by name."), required=False)
    how = sentence(_("How?"), required=False)
    mitigation = sentence(_("What is done so that it does not happen?"), required=False)
    alternative = sentence(_("What could be done instead, with less harm?"), required=False)
    acceptable = forms.ChoiceField(
        label=_("May it be done as things stand?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
        required=False,
    )
    rehearsed_on = day_field(_("Last rehearsed on"))
    contacts_verified_on = day_field(_("All contacts last reached on"))
    money_confirmed_on = day_field(_("Money last confirmed on"))

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """The draft or card it begins with."""
        return {**USUAL_HANDLING} | (card_beginning(about["card"]) if about["card"] else {})

    @classmethod
    def rows_beginning(cls, about: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The rows of the draft or card it begins with."""
        return card_rows(about["card"])

    def offer(self) -> None:
        """The words of the lists, and a field or two for each rule."""
        exercise = bool(self.about.get("exercise"))
        countries = with_none(country_choices(self.here, exercise=exercise), str(_("none: across borders")))
        self.fields["country"].choices = countries  # type: ignore[attr-defined]
        for rule in RULES:
            self.fields[f"{rule}_needed"] = forms.IntegerField(
                label=_("How many of its conditions must hold"), min_value=1, required=rule != "civilian_warning"
            )
            self.fields[f"{rule}_days"] = forms.IntegerField(
                label=_("Days it holds once used"), min_value=1, required=False
            )
        labels = {
            "cost": _("Cost of acting"),
            "loss": _("Loss if it comes"),
            "share_averted": _("Share averted, 0 to 1"),
        }
        for span, label in labels.items():
            for end in ("low", "best", "high"):
                self.fields[f"{span}_{end}"] = forms.FloatField(label=label, required=False, min_value=0)
        self.offer_handling()
        if self.about["for"] == EDIT:
            self.without_handling()

    def rule_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each rule, under its id."""
        return [(rule, [self[f"{rule}_needed"], self[f"{rule}_days"]]) for rule in RULES]

    def reckoning(self) -> list[forms.BoundField]:
        """The nine numbers of the reckoning behind the thresholds."""
        return [self[f"{span}_{end}"] for span in ("cost", "loss", "share_averted") for end in ("low", "best", "high")]

    def is_valid(self) -> bool:
        """Whether it has the form it needs, and no rule can be met by grounds that never suffice alone."""
        is_valid = super().is_valid()
        for rule in RULES:
            needed = self.cleaned_data.get(f"{rule}_needed")
            if needed and f"{rule}_needed" not in self.errors and self._n_weak(rule) >= needed:
                self.add_error(f"{rule}_needed", _WEAK)
        return is_valid and not self.is_refused

    def place_of(self, path: str) -> str | None:
        """The field a refusal speaks of; a condition stands in the one list that all rules share."""
        parts = path.split(".")
        if len(parts) > 3 and parts[1] in RULES and parts[2] == "conditions":
            of_rule = [number for number, row in enumerate(self._conditions()) if row.get("rule") == parts[1]]
            place = int(parts[3])
            if place < len(of_rule):
                return f"conditions.{of_rule[place]}.{parts[4] if len(parts) > 4 else 'condition'}"
        return super().place_of(path)

    def take(self) -> Entry:
        """The draft on record."""
        rows = {name: self.said_in(name) for name in self.lists}
        card = card_data(self.cleaned_data, rows, self.about["card"], str(self.here.reader.user), self.here.now)
        if self.about["for"] == EDIT:
            return steps.draft_trigger(self.here, card, None, exercise=False, trigger_id=self.about["trigger_id"])
        reached = [row["organisation"] for row in self.said_in("actions")]
        exercise = bool(self.about.get("exercise"))
        return steps.draft_trigger(self.here, card, self.marking(reached), exercise=exercise)

    def _conditions(self) -> list[dict[str, Any]]:
        return [getattr(row, "cleaned_data", {}) for row in self.filled("conditions")]

    def _n_weak(self, rule: str) -> int:
        grounds = vocabulary(GROUNDS)
        named = [row["ground"] for row in self._conditions() if row.get("rule") == rule and row.get("ground")]
        return sum(bool(grounds[ground].extra["never_alone"]) for ground in named)
