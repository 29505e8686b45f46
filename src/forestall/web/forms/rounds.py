"""The forms of the blind rounds and of what follows: judge, lock, close, look at it from outside, give out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import assessment_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry
from forestall.web.forms.step_form import NOTHING, StepForm, WordsForm, sentence, terms, with_none

_PERCENT = 100
_LAST = 2
NO_PHASE = "none"
"""What an analyst chooses who holds that it can't be classified: said, never left as it was found."""


class JudgementForm(WordsForm):
    """An analyst's judgement in the round that is open."""

    step = "submit_judgement"
    button: ClassVar[Any] = _("Submit")
    blamed: ClassVar[Mapping[str, str]] = {"probability": "percent"}

    round = forms.IntegerField(widget=forms.HiddenInput)
    phase = forms.ChoiceField(label=_("Phase"))
    percent = forms.IntegerField(
        label=_("How probable, in percent"), required=False, min_value=1, max_value=99,
        help_text=_("Of atrocities within the period, from 1 to 99; nothing is certain."),
    )  # fmt: skip
    constituency = forms.ChoiceField(
        label=_("From which side you come"), choices=lambda: with_none(terms("constituency"), NOTHING)
    )
    from_state_concerned = forms.BooleanField(label=_("I belong to the state concerned"), required=False)
    knows_affected_community = forms.BooleanField(label=_("I know the community concerned from within"), required=False)
    reason = sentence(_("Why, in a line or two"), rows=3)
    rests_on = forms.MultipleChoiceField(
        label=_("The pieces that weighed most"), required=False, widget=forms.CheckboxSelectMultiple
    )
    interests = sentence(_("Interests of yours that others should know of"), required=False)
    objects = forms.BooleanField(label=_("I formally object to closing with a consensus"), required=False)

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """What the analyst said before in this round."""
        mine: dict[str, Any] = about.get("my_judgement") or {}
        said = {"round": about.get("round")}
        if mine.get("round") != about.get("round"):
            return said
        probability = mine.get("probability")
        said |= {name: mine.get(name) for name in ("constituency", "rests_on", "objects")}
        said["phase"] = mine.get("phase", NO_PHASE)
        said |= {name: mine[name] for name in ("from_state_concerned", "knows_affected_community") if name in mine}
        said |= {name: mine[name]["text"] for name in ("reason", "interests") if name in mine}
        return said | {"percent": None if probability is None else round(probability * _PERCENT)}

    def offer(self) -> None:
        """Phases, the pieces of the assessment, and an objection in the last round only."""
        held = [*terms("phase", with_id=True), (NO_PHASE, _("It can't be classified"))]
        self.choose("phase", with_none(held, NOTHING))
        self.choose("rests_on", piece_choices(self.about["evidence"]["pieces"]))
        if self.about.get("round") != _LAST:
            del self.fields["objects"]

    def take(self) -> Entry:
        """The judgement's entry."""
        said = self.cleaned_data
        names = ("round", "constituency", "from_state_concerned", "knows_affected_community")
        judged: dict[str, Any] = {"assessment": self.about["assessment_id"]} | {name: said[name] for name in names}
        judged |= {"objects": said.get("objects", False), "rests_on": said.get("rests_on", [])}
        for name in ("reason", "interests"):
            words = self.words(name)
            judged |= {name: words.to_json()} if words else {}
        if said["phase"] != NO_PHASE:
            judged["phase"] = said["phase"]
        if said["percent"] is not None:
            judged["probability"] = said["percent"] / _PERCENT
        return steps.submit_judgement(self.here, judged)


class LockForm(StepForm):
    """The end of a round, by its facilitator."""

    step = "lock_round"
    button: ClassVar[Any] = _("Lock this round")

    def take(self) -> Entry:
        """The assessment with its round locked."""
        return steps.lock_round(self.here, self.about["assessment_id"])


class CloseForm(StepForm):
    """What both rounds ended in; once a panel has looked, with its findings."""

    step = "close_assessment"
    button: ClassVar[Any] = _("Close the assessment")

    panel = forms.MultipleChoiceField(
        label=_("Findings of the outside panel"), required=False, widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def beginning(cls, here: Visit, about: Mapping[str, Any]) -> dict[str, Any]:
        """All the findings there are."""
        return {"panel": [row["id"] for row in about.get("findings", ())]}

    def offer(self) -> None:
        """The findings there are."""
        found = self.about.get("findings", ())
        said = {True: _("It stands"), False: _("It does not stand")}
        self.choose("panel", [(row["id"], f"{said[row['stands']]}: {_text(row['finding'])}") for row in found])

    def take(self) -> Entry:
        """The closed assessment."""
        return steps.close_assessment(self.here, self.about["assessment_id"], tuple(self.cleaned_data.get("panel", ())))


class FindingForm(WordsForm):
    """What a member of the outside panel finds."""

    step = "give_finding"
    button: ClassVar[Any] = _("Record the finding")

    stands = forms.ChoiceField(
        label=_("Does the result stand?"),
        choices=[("yes", _("It stands")), ("no", _("It does not stand"))],
        widget=forms.RadioSelect,
    )
    finding = sentence(_("Why"), rows=3)

    def take(self) -> Entry:
        """The finding's entry."""
        said = self.cleaned_data
        finding = self.told(said["finding"])
        return steps.give_finding(
            self.here, self.about["assessment_id"], stands=said["stands"] == "yes", finding=finding
        )


class PublishForm(StepForm):
    """The giving out of what was closed, by somebody other than its facilitator."""

    step = "publish_assessment"
    button: ClassVar[Any] = _("Give it out, with its dissent")

    def take(self) -> Entry:
        """The published assessment."""
        return steps.publish_assessment(self.here, self.about["assessment_id"])


def piece_choices(pieces: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pieces as choices: what each tells of, with its grade."""
    return [(row["about"], f"{row['grade']} · {_text(row['title']) or row['about']}") for row in pieces]


def _text(words: Mapping[str, str] | None) -> str:
    return words["text"] if words else ""
