"""The forms of commitments: writing a promise down, and saying how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import response_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.web.forms.fields import day_field, line
from forestall.web.forms.handling import HANDLING, USUAL_HANDLING, HandlingFields
from forestall.web.forms.step_form import LinesField, WordsForm, sentence, terms

_PROMISE = ("promise", "kept_when", "by", "to", "made", "due", "document", "follows_from")


class PromiseForm(WordsForm, HandlingFields):
    """A promise or recommendation."""

    step = "track_commitment"
    button = _("Write the promise down")
    blamed: ClassVar[dict[str, str]] = {"marking": "organisations"}
    sections = (
        (_("The promise"), _PROMISE),
        (_("Who may hold it"), HANDLING),
        (_("Language"), ("language",)),
    )

    promise = sentence(_("What was promised or recommended"))
    kept_when = sentence(_("What would show that it is kept"))
    by = line(_("Who promised, as the id of an organisation"), required=True)
    to = LinesField(label=_("To whom, one organisation a line; none when to everybody"), required=False)
    made = day_field(_("When"), required=True)
    due = day_field(_("By when, where a date was set"))
    document = line(_("Where it stands: document and paragraph, or the meeting"), required=True)
    follows_from = LinesField(label=_("Records it came out of, one id a line"), required=False)

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """How most promises are handled."""
        return dict(USUAL_HANDLING)

    def offer(self) -> None:
        """The terms of handling."""
        self.offer_handling()

    def take(self) -> Entry:
        """The commitment."""
        said = self.cleaned_data
        told = {
            "by": said["by"],
            "to": said["to"],
            "promise": self.told(said["promise"]).to_json(),
            "kept_when": self.told(said["kept_when"]).to_json(),
            "made": said["made"].isoformat(),
            "document": said["document"],
            **({"due": said["due"].isoformat()} if said["due"] else {}),
        }
        marking = self.marking([said["by"], *said["to"]])
        exercise = bool(self.about["exercise"])
        return steps.make_commitment(self.here, told, marking, exercise=exercise, follows_from=said["follows_from"])


class MoveForm(WordsForm):
    """How a promise stands, on the evidence for it."""

    step, verb = "move_commitment", "track_commitment"
    button = _("Write down how it stands")

    status = forms.ChoiceField(label=_("How it stands"))
    rests_on = LinesField(label=_("What shows it: ids of records, one a line"), required=False)
    note = sentence(_("A note, if you like"), required=False)

    def offer(self) -> None:
        """Where it can go from here."""
        now = self.about["status"]
        self.choose("status", [row for row in terms("commitment_status") if row[0] not in ("open", now)])

    def take(self) -> Entry:
        """The moved commitment."""
        said = self.cleaned_data
        return steps.move_commitment(
            self.here, self.about["commitment_id"], said["status"], said["rests_on"], self.words("note")
        )
