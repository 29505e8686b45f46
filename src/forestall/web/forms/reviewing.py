"""The forms of a review: opening it, judging a moment, answering the questions, closing a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forestall.api import response_steps as steps
from forestall.api.accounts.colleagues import colleagues
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.forms.fields import day_field, line
from forestall.web.forms.in_role import InRoleForm
from forestall.web.forms.step_form import LinesField, StepForm, WordsForm, language_read, sentence, with_none

N_CHANGES = 3
_SHORT = 12


class OpenForm(InRoleForm):
    """Opening a review that waits."""

    step = "open_review"
    right = "conduct_review"
    button = _("Open the review")
    blamed: ClassVar[dict[str, str]] = {"reviewer": "role"}

    def take(self) -> Entry:
        """The opened review."""
        about, review_id = self.about["about"][0], self.about["review_id"]
        return steps.open_review(self.here, about, self.cleaned_data["role"], review_id)


class OpenByHandForm(OpenForm):
    """Opening the review of an election cycle."""

    step = "open_by_hand"

    about_record = line(
        _("The record to look back on"), required=True, help_text=_("The id of an alert, an assessment or a protocol.")
    )
    field_order = ("about_record",)
    blamed: ClassVar[dict[str, str]] = {"reviewer": "role", "about": "about_record"}

    def take(self) -> Entry:
        """The opened review."""
        return steps.open_review(self.here, self.cleaned_data["about_record"], self.cleaned_data["role"], None)


class JudgeForm(WordsForm):
    """What a reasonable team would have judged at a moment."""

    step = "judge_moment"
    button = _("Lock this judgement")
    blamed: ClassVar[dict[str, str]] = {"moments": "judgement"}

    judgement = sentence(_("What would a reasonable team have judged and done, knowing this and no more?"), rows=5)

    def take(self) -> Entry:
        """The review with the judgement."""
        return steps.judge_moment(self.here, self.about["review_id"], self.told(self.cleaned_data["judgement"]))


class CloseForm(WordsForm):
    """The five questions, what will change, and what was found."""

    step = "close_review"
    button = _("Close the review")
    blamed: ClassVar[dict[str, str]] = {"answers": "answer_expected", "changes": "label_1"}

    finding = sentence(_("What was found, in a sentence or two"))

    def __init__(self, here: Visit, about: Mapping[str, Any], data: QueryDict | None = None) -> None:
        super().__init__(here, about, data)
        language, people = language_read(), colleagues(here, "close_change")
        owners = [(one.user, f"{one.user[:_SHORT]} · {one.organisation}") for one in people]
        for term in vocabulary("review_question").values():
            self.fields[f"answer_{term.id}"] = sentence(term.label_in(language), rows=3)
        change = _("Change")
        for number in range(1, N_CHANGES + 1):
            self.fields[f"label_{number}"] = line(f"{change} {number}")
            owner = forms.ChoiceField(label=_("Who sees to it"), required=False)
            owner.choices = with_none(owners, _("choose"))
            self.fields[f"owner_{number}"] = owner
            self.fields[f"due_{number}"] = day_field(_("By when"))
        answers = [name for name in self.fields if name.startswith("answer_")]
        changes = [name for name in self.fields if name.startswith(("label_", "owner_", "due_"))]
        self.order_fields([*answers, *changes, "finding", "language"])

    def clean(self) -> dict[str, Any]:
        """A change has an owner and a date."""
        said = super().clean() or self.cleaned_data
        for number in range(1, N_CHANGES + 1):
            if said.get(f"label_{number}"):
                for part in ("owner", "due"):
                    if not said.get(f"{part}_{number}"):
                        self.add_error(f"{part}_{number}", _("A change has an owner and a date."))
        return said

    def take(self) -> Entry:
        """The closed review."""
        said = self.cleaned_data
        answers = {question: self.told(said[f"answer_{question}"]) for question in vocabulary("review_question")}
        changes, finding = list(self._changes()), self.told(said["finding"])
        return steps.close_review(self.here, self.about["review_id"], answers, changes, finding)

    def _changes(self) -> Iterator[dict[str, Any]]:
        said = self.cleaned_data
        for number in range(1, N_CHANGES + 1):
            if said[f"label_{number}"]:
                yield {
                    "label": self.told(said[f"label_{number}"]).to_json(),
                    "owner": said[f"owner_{number}"],
                    "due_on": said[f"due_{number}"].isoformat(),
                }


class CloseChangeForm(StepForm):
    """What shows that a change is made."""

    step = "close_change"
    button = _("Close this change")
    blamed: ClassVar[dict[str, str]] = {"changes": "entries"}

    number = forms.ChoiceField(label=_("Which change"))
    entries = LinesField(label=_("The entries that show it made, one id a line"))

    def offer(self) -> None:
        """The changes that are open."""
        rows = self.about["changes"]
        self.choose("number", [(str(row["number"]), row["label"]["text"]) for row in rows if not row.get("closed_on")])

    def take(self) -> Entry:
        """The review with the change closed."""
        said = self.cleaned_data
        return steps.close_change(self.here, self.about["review_id"], int(said["number"]), said["entries"])
