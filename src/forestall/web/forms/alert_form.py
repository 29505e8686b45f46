"""The form in which an alert is written: all an alert says, and how it may be handled when it begins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import steps
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.records.values.text import SHORT_MESSAGE
from forestall.runs.warning.preview import Preview, preview_alert
from forestall.web.forms.alert_rows import ACTORS, OPTIONS, AddresseeRow, ExclusionRow, OptionRow, TranslationRow
from forestall.web.forms.alert_said import alert_beginning, alert_data, rows_beginning
from forestall.web.forms.choices import country_choices
from forestall.web.forms.fields import day_field, line, moment_field, percentage
from forestall.web.forms.handling import USUAL_HANDLING, HandlingFields
from forestall.web.forms.rows import Row, RowsForm
from forestall.web.forms.slips import slip_in_words
from forestall.web.forms.step_form import LinesField, sentence, terms, with_none

NEW, EDIT, UPDATE = "new", "edit", "update"
"""What a form is for: a first draft, the next draft of one, or the draft of what replaces a message in force."""

_FOLDED = MappingProxyType(
    {
        "message": ("language", "short", "translations"),
        "where": ("country", "admin1", "populations"),
        "behind": ("suspected_actors", "situation"),
        "who": ("addressees",),
        "kept_out": ("clock", "exclusions"),
        "options": ("options",),
        "until": ("due_at", "expires_at"),
        "counted": ("event", "period_start", "period_end", "base_rate", "base_rate_of"),
        "grounds": ("low", "high", "no_estimate_because", "assessment", "phase", "forecasts", "would_change"),
    }
)
"""Parts of the form that can be folded away, and the fields and lists in each."""

_KEPT_OUT = _("Linked to a suspected body: take it out, or say below why it is told all the same.")


class AlertForm(HandlingFields, RowsForm):
    """An alert as somebody writes it."""

    step = "draft_alert"
    button = _("Record this draft")
    blamed = MappingProxyType(
        {
            "place": "country",
            "probability": "percent",
            "period": "period_end",
            "estimate": "percent",
            "cost": "amount",
            "the marking of the alert": "organisations",
        }
    )
    lists: ClassVar[Mapping[str, type[Row]]] = MappingProxyType(
        {
            "translations": TranslationRow,
            "addressees": AddresseeRow,
            "exclusions": ExclusionRow,
            "options": OptionRow,
        }
    )

    because = sentence(_("Why it changes"))
    headline = line(
        _("What may happen, where and by when, in one sentence"),
        required=True,
        help_text=_("No words such as possible: the number below brings its own."),
    )
    text = sentence(_("The message: what is known, how sure, what is asked"), rows=6)
    short = line(_("The same for a text message"), help_text=_("160 characters; left empty, the sentence above."))
    country = forms.ChoiceField(label=_("Country"), required=False)
    admin1 = line(_("Province, by its code such as SD-DW"))
    populations = LinesField(label=_("Who is at risk, one population a line; never people"))
    suspected_actors = LinesField(
        label=_("Suspected bodies, one id a line"),
        required=False,
        help_text=_("They decide who is kept out; they aren't named in the message."),
    )
    situation = line(_("Situation it belongs to"))
    clock = forms.ChoiceField(label=_("How long they have"))
    question = sentence(_("What is to be decided"))
    recommended = line(_("Which option is recommended, if one is: its line"), suggestions=OPTIONS)
    recommended_because = sentence(_("Why that one"), required=False)
    due_at = moment_field(_("A decision is asked for by (UTC)"))
    expires_at = moment_field(_("It speaks until (UTC)"))
    event = line(_("What is estimated, so plainly that it can be checked afterwards"))
    period_start = day_field(_("From"))
    period_end = day_field(_("To, that day included"))
    percent = percentage(_("How probable, in percent"), help_text=_("The agreed word is put in beside it."))
    low = percentage(_("Lower end you would defend"))
    high = percentage(_("Upper end"))
    base_rate = percentage(_("Base rate, in percent"))
    base_rate_of = line(_("Among which cases that was counted"))
    no_estimate_because = sentence(_("Why there is no number, where there is none"), required=False)
    confidence = forms.ChoiceField(label=_("How strong the grounds are"))
    confidence_because = sentence(_("What that rests on; no likelihood here"))
    phase = forms.ChoiceField(label=_("Phase, where one was agreed on"), required=False)
    assessment = line(_("Assessment it rests on"))
    forecasts = LinesField(label=_("Forecasts it rests on, one id a line"), required=False)
    would_change = LinesField(label=_("What would change this view, one a line"), required=False)
    preview: Preview | None = None
    is_checked = False

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """The draft or message it begins with; for a first draft what is known, and the handling that most ask for."""
        begun = alert_beginning(about["alert"])
        return {**USUAL_HANDLING, "clock": "urgent", **begun} if about["for"] == NEW else begun

    @classmethod
    def rows_beginning(cls, about: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
        """The rows of the draft or message it begins with."""
        return rows_beginning(about["alert"])

    def offer(self) -> None:
        """The words of the lists, and only the fields that this form is for."""
        self.fields["short"].max_length = SHORT_MESSAGE  # type: ignore[attr-defined]
        self.fields["short"].widget.attrs |= {"maxlength": SHORT_MESSAGE}
        exercise = bool(self.about.get("exercise"))
        choices = {
            "country": with_none(country_choices(self.here, exercise=exercise), str(_("none: across borders"))),
            "clock": terms("clock_profile"),
            "confidence": with_none(terms("confidence"), "-"),
            "phase": with_none(terms("phase", with_id=True), "-"),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.offer_handling()
        if (percent := self.about.get("forecast_percent")) is not None:
            told = _("The forecast says %(percent)s. The agreed word is put in beside it.")
            self.fields["percent"].help_text = told % {"percent": percent}
        self.fields["suspected_actors"].widget.attrs |= {"list": ACTORS, "dir": "ltr"}
        if self.about["for"] != NEW:
            self.without_handling()
        if not (self.about["for"] == UPDATE or self.about["alert"].get("kind") == "update"):
            del self.fields["because"]

    def clean(self) -> dict[str, Any]:
        """What holds between fields, said beside one of them."""
        said = super().clean() or self.cleaned_data
        due, ends = said.get("due_at"), said.get("expires_at")
        if due and due <= self.here.now:
            self.add_error("due_at", _("Choose a time that lies ahead."))
        if due and ends and ends < due:
            self.add_error("expires_at", _("It must speak at least until the decision is due."))
        if bool(said.get("event")) == bool(said.get("no_estimate_because")):
            self.add_error("no_estimate_because", _("Give a number, or say why there is none; not both."))
        if bool(said.get("recommended")) != bool(said.get("recommended_because")):
            self.add_error("recommended_because", _("A recommendation and its reason come together."))
        if said.get("event"):
            for name in ("period_start", "period_end", "percent", "base_rate", "base_rate_of"):
                if said.get(name) in (None, ""):
                    self.add_error(name, _("A number needs this beside it."))
        return said

    def is_valid(self) -> bool:
        """Whether it has the form it needs, with somebody addressed and one option of doing nothing."""
        is_valid = super().is_valid()
        if self.is_checked:
            return not self.is_refused
        self.is_checked = True
        if not self.filled("addressees"):
            self.add_error(None, _("Somebody must be addressed."))
        idle = [row for row in self.filled("options") if not getattr(row, "cleaned_data", {}).get("measure")]
        if len(idle) != 1:
            self.add_error(None, _("Among the options, exactly one is doing nothing: one without a measure."))
        return is_valid and not self.is_refused

    @property
    def opened(self) -> set[str]:
        """The folded parts in which something is said beside a field: they stand open."""
        wrong = {*self.errors, *(name for name, rows in self.rows.items() if any(row.errors for row in rows))}
        return {part for part, names in _FOLDED.items() if not wrong.isdisjoint(names)}

    def data_so_far(self) -> dict[str, Any]:
        """The alert as plain data, as far as it was written."""
        self.is_valid()
        rows = {name: [row.cleaned_data for row in self.filled(name) if row.is_valid()] for name in self.lists}
        data = alert_data(self.cleaned_data, rows, self.about["alert"])
        return data | ({"follows": self.about["follows"], "kind": "update"} if self.about["for"] == UPDATE else {})

    def look(self) -> Preview:
        """What the draft would say; what may not stand in it is said beside the fields."""
        said = self.data_so_far()
        exercise = bool(self.about.get("exercise"))
        self.preview = preview_alert(self.here.node.ledger, self.here.person, said, exercise=exercise)
        for slip in self.preview.slips:
            self.add_error(self.place_of(slip.field), slip_in_words(slip.rule))
        addressed = [row["organisation"] for row in said.get("addressees", ())]
        for one in self.preview.kept_out:
            self.add_error(f"addressees.{addressed.index(one.organisation)}.organisation", _KEPT_OUT)
        return self.preview

    def taken(self) -> Entry | None:
        """The recorded draft; None where it must be shown again."""
        self.look()
        return None if self.is_refused else super().taken()

    def take(self) -> Entry:
        """The draft on record: a first one, its next one, or one of what replaces a message in force."""
        said = self.data_so_far()
        if self.about["for"] == UPDATE:
            return steps.update_alert(self.here, self.about["alert_id"], said)
        if self.about["for"] == EDIT:
            return steps.redraft_alert(self.here, self.about["alert_id"], said)
        addressed = [row["organisation"] for row in said.get("addressees", ())]
        return steps.draft_alert(self.here, said, self.marking(addressed), exercise=bool(self.about.get("exercise")))
