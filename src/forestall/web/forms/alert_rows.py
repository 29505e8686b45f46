"""The lists of an alert's form: translations, addressees, those kept out, and options."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.web.forms.fields import line
from forestall.web.forms.rows import Row
from forestall.web.forms.step_form import languages, sentence, terms, with_none

ORGANISATIONS, ACTORS, OPTIONS = "organisations", "actors", "offered"
"""Names of the lists of suggestions that the page holds."""


class TranslationRow(Row):
    """The message in another language."""

    main: ClassVar[str] = "text"

    language = forms.ChoiceField(label=_("Language"))
    text = sentence(_("The message in it, numbers too"), rows=4)

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["language"].choices = with_none(languages(), "-")  # type: ignore[attr-defined]


class AddresseeRow(Row):
    """Who must answer."""

    least: ClassVar[int] = 1
    rare: ClassVar[tuple[str, ...]] = ("focal_point", "instead_of")

    organisation = line(_("Organisation"), required=True, suggestions=ORGANISATIONS)
    focal_point = line(_("Office within it"))
    instead_of = line(_("In place of"), suggestions=ORGANISATIONS)


class ExclusionRow(Row):
    """Somebody whom the rule keeps out, or who is let in all the same."""

    organisation = line(_("Organisation"), required=True, suggestions=ORGANISATIONS)
    actor = line(_("Linked to"), required=True, suggestions=ACTORS)
    link = forms.ChoiceField(label=_("How"))
    included_because = sentence(_("Why it is told all the same; empty keeps it out"), required=False, rows=1)

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["link"].choices = with_none(terms("actor_link"), "-")  # type: ignore[attr-defined]


class OptionRow(Row):
    """Something that could be done, or doing nothing."""

    least: ClassVar[int] = 2
    rare: ClassVar[tuple[str, ...]] = ("amount", "currency", "lead_time_days", "charter_basis")

    label = line(_("What would be done, in one line"), required=True)
    measure = forms.ChoiceField(label=_("Measure of the catalogue"), required=False)
    expected_effect = sentence(_("What it is expected to change, and on what grounds"))
    cost_in_words = sentence(_("What it costs, in words"), required=False, rows=1)
    amount = forms.FloatField(label=_("What it costs, in money"), required=False, min_value=0)
    currency = forms.CharField(label=_("Currency, such as EUR"), required=False, max_length=3)
    lead_time_days = forms.IntegerField(label=_("Days to its first effect"), required=False, min_value=0)
    possible_harm = sentence(_("Who could be hurt by it, and how"), required=False, rows=1)
    charter_basis = forms.ChoiceField(label=_("Legal ground"), required=False)

    def __init__(self, *args: Any, **kept: Any) -> None:
        super().__init__(*args, **kept)
        self.fields["measure"].choices = with_none(terms("measure"), str(_("none: doing nothing")))  # type: ignore[attr-defined]
        self.fields["charter_basis"].choices = with_none(terms("charter_basis"), "-")  # type: ignore[attr-defined]
