"""The lists of the form of a plan that sends teams: places, teams, travel, presence that must be there."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.records.deployment import MOST_DAYS
from forestall.web.forms.fields import line, percentage
from forestall.web.forms.rows import Row
from forestall.web.forms.step_form import terms, with_none

COUNTRIES = "countries"
"""The list of suggestions of countries that the page holds."""
_GAPS = re.compile(r"[\s;]+")
_LONGEST = 2_000
_MOST_ALIKE = 60


class NumbersField(forms.CharField):
    """One number, or several between spaces."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
    default_error_messages = {"invalid": _("Numbers, 0 or more, between spaces.")}  # noqa: RUF012 - as Django declares it

    def to_python(self, value: Any) -> list[float]:  # type: ignore[override]  # a list where a text is usual
        """The numbers; a comma counts as a decimal point."""
        words = [word for word in _GAPS.split(super().to_python(value) or "") if word]
        try:
            found = [float(word.replace(",", ".").replace("\N{ARABIC DECIMAL SEPARATOR}", ".")) for word in words]
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if any(not 0 <= number < float("inf") for number in found):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def run_validators(self, value: Any) -> None:
        """Hold nothing else against it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether anything else was typed, as typed."""
        return str(initial or "").strip() != str(data or "").strip()


def _days(label: Any, *, required: bool = False, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=MOST_DAYS)


class SpotRow(Row):
    """A place where violence may flare up."""

    least: ClassVar[int] = 2
    rare: ClassVar[tuple[str, ...]] = ("shortest_stay", "room", "most_averted", "country", "admin1")

    name = line(_("What planners call it"), required=True)
    harm = NumbersField(
        label=_("Expected harm a day with nobody there"), help_text=_("One number, or one for each day.")
    )
    refused = forms.MultipleChoiceField(
        label=_("Kinds of teams that are refused there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shortest_stay = _days(_("Shortest stay in days, else 1"))
    room = forms.IntegerField(label=_("Teams it bears at once, else 2"), required=False, min_value=1)
    most_averted = percentage(_("Percent of the harm that teams together can avert, else 100"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    admin1 = line(_("Province, by its code such as SD-DW"))

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["refused"].choices = terms("team_kind")  # type: ignore[attr-defined]


class TeamRow(Row):
    """Some people who go together, or several such teams alike."""

    least: ClassVar[int] = 2
    rare: ClassVar[tuple[str, ...]] = (
        "n_alike", "longest_tour", "rest_days", "first_day", "last_day", "organisation"
    )  # fmt: skip

    name = line(_("What planners call it"), required=True)
    kind = forms.ChoiceField(label=_("What it does"))
    base = line(_("Where its tours begin and end"), required=True)
    averts = percentage(_("Percent of a day's harm that its presence averts"))
    is_vetted = forms.BooleanField(label=_("Vetted: no link to a suspected actor was found"), required=False)
    n_alike = forms.IntegerField(
        label=_("How many teams alike, else 1"), required=False, min_value=1, max_value=_MOST_ALIKE
    )
    longest_tour = _days(_("Longest tour in days, else 14"))
    rest_days = _days(_("Days of rest after a tour, else 2"), least=0)
    first_day = _days(_("Can be away from this day of the plan, else the first"))
    last_day = _days(_("Through this day of the plan, else any"))
    organisation = line(_("Who leads it, by its id"))

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["averts"].required = True
        self.fields["kind"].choices = with_none(terms("team_kind"), "-")  # type: ignore[attr-defined]


class TravelRow(Row):
    """How many days are lost between two places."""

    between = line(_("One place or town"), required=True)
    to = line(_("The other"), required=True)
    days = _days(_("Whole days on the road, 0 for overnight"), required=True, least=0)


class NeedRow(Row):
    """Presence that must be there."""

    rare: ClassVar[tuple[str, ...]] = ("kinds",)

    name = line(_("What for"), required=True)
    spot = line(_("At which place, by its name above"), required=True)
    n_teams = forms.IntegerField(label=_("How many teams at least, else 1"), required=False, min_value=1)
    first_day = _days(_("From this day of the plan, else the first"))
    last_day = _days(_("Through this day of the plan"), required=True)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of teams that count, else any"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["kinds"].choices = terms("team_kind")  # type: ignore[attr-defined]
