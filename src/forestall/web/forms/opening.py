"""The form in which a question is put to named analysts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import assessment_steps as steps
from forestall.api.accounts.colleagues import colleagues
from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.records.assessment import CHANGES_OF_MIND
from forestall.records.entry import Entry
from forestall.records.values.text import LONGEST_LINE
from forestall.web.forms.choices import country_choices, on_record
from forestall.web.forms.fields import day_field
from forestall.web.forms.handling import HANDLING, USUAL_HANDLING, HandlingFields
from forestall.web.forms.harm_check import HarmCheckForm
from forestall.web.forms.opening_said import HARM, beginning_from, question_of
from forestall.web.forms.step_form import NOTHING, LinesField, WordsForm, terms, with_none

_SPAN = 90


class OpenForm(WordsForm, HarmCheckForm, HandlingFields):
    """A question: where, who is at risk, on which hypothesis, for which window, and who judges it."""

    step = "open_assessment"
    button: ClassVar[Any] = _("Open the assessment")
    blamed = MappingProxyType(
        {
            "place": "country", "period": "period_end", "end": "period_end", "start": "period_start",
            "authors": "analysts", "what_would_change_our_mind": "would_change",
            "the marking of the assessment": "analysts", "harm_check": "acceptable",
        }
    )  # fmt: skip
    sections = (
        (_("The question"), ("country", "admin1", "populations", "suspected_actors", "window", "period_start",
                             "period_end", "answers")),
        (_("Who judges"), ("analysts", "more_analysts", "recipients")),
        (_("What holds against the risk, and what would change our mind"), ("resilience", "would_change")),
        (_("Who could be hurt"), HARM),
        (_("Who may read it"), (*(name for name in HANDLING if name != "recipients"), "language")),
    )  # fmt: skip

    country = forms.ChoiceField(label=_("Country"))
    admin1 = forms.CharField(
        label=_("Province, by its code"), required=False, max_length=40, help_text=_("Such as SD-DN; never finer.")
    )
    populations = LinesField(
        label=_("Who is at risk"),
        help_text=_("Populations, one a line; never a person. Risk is to a group, never from one."),
    )
    suspected_actors = forms.MultipleChoiceField(
        label=_("From which bodies, on this hypothesis"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None where nobody can tell; another hypothesis is another assessment."),
    )  # fmt: skip
    window = forms.ChoiceField(label=_("Window"), choices=lambda: terms("assessment_window"), initial="near")
    period_start = day_field(_("First day"), required=True)
    period_end = day_field(_("First day after it"), required=True)
    answers = forms.CharField(
        label=_("The assessment it is a counter-assessment to"), required=False, max_length=120,
        help_text=_("Its id; the two travel together."),
    )  # fmt: skip
    analysts = forms.MultipleChoiceField(
        label=_("Analysts"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("By pseudonym, as each finds theirs on their desk. A round needs five, from three sides."),
    )  # fmt: skip
    more_analysts = LinesField(
        label=_("More analysts, by pseudonym"), required=False, max_length=LONGEST_LINE,
        help_text=_("One a line, such as people of another node."),
    )  # fmt: skip
    recipients = LinesField(
        label=_("Members of an outside panel, and others who must be able to read it, by pseudonym"), required=False,
        max_length=LONGEST_LINE,
        help_text=_("Three people who take no part look at the gravest results. The analysts are added."),
    )  # fmt: skip
    resilience = LinesField(
        label=_("What holds against the risk"),
        help_text=_("Asked every time, one a line; say so where nothing was found."),
    )
    would_change = LinesField(
        label=_("What would change our mind"),
        help_text=_("At least two things that could be observed, one a line. Each becomes a request to look out."),
    )

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """The days of a near window from today on; for a next version, what the last one asked."""
        today = here.now.date()
        days = {"period_start": today, "period_end": today + timedelta(days=_SPAN)}
        return {**USUAL_HANDLING, **days, **beginning_from(about.get("last"))}

    def offer(self) -> None:
        """Countries, bodies on record, and the analysts of this node."""
        self.offer_handling()
        exercise = self.about["exercise"]
        self.organisation_of = {each.user: each.organisation for each in colleagues(self.here, "submit_judgement")}
        names = dict(on_record(self.here, "organisation", exercise=exercise))
        people = [
            (user, f"{user} ({names.get(organisation, organisation)})")
            for user, organisation in self.organisation_of.items()
            if user != self.here.reader.user
        ]
        self.choose("country", with_none(country_choices(self.here, exercise=exercise), NOTHING))
        self.choose("suspected_actors", on_record(self.here, "actor", exercise=exercise))
        self.choose("analysts", people)

    def clean_would_change(self) -> list[str]:
        """Two of them at least."""
        lines: list[str] = self.cleaned_data["would_change"]
        if len(lines) < CHANGES_OF_MIND:
            raise forms.ValidationError(_("At least two things, one a line."))
        return lines

    def clean(self) -> dict[str, Any]:
        """Somebody to judge, and an end after the start."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not [*said.get("analysts", ()), *said.get("more_analysts", ())]:
            self.add_error("analysts", _("Choose who judges."))
        start, end = said.get("period_start"), said.get("period_end")
        if start and end and end <= start:
            self.add_error("period_end", _("Choose a day after the first."))
        return said

    def take(self) -> Entry:
        """The opened assessment."""
        said = dict(self.cleaned_data)
        said["authors"] = list(dict.fromkeys([*said["analysts"], *said["more_analysts"]]))
        reader = self.here.reader
        harm = self.harm_check() | {"by": reader.user, "checked_at": format_instant(self.here.now)}
        reached = {self.organisation_of[user] for user in said["authors"] if user in self.organisation_of}
        marking = self.marking(sorted(reached))
        marking["recipients"] = sorted({*marking["recipients"], *said["authors"], str(reader.user)})
        return steps.open_assessment(
            self.here,
            question_of(said, harm),
            marking,
            exercise=self.about["exercise"],
            assessment_id=self.about.get("next_of"),
        )
