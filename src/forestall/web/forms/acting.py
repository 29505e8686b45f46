"""The forms of actions and outcomes: planning a step, ending it, looking at what it did, writing down what followed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forestall.api import response_steps as steps
from forestall.api.accounts.colleagues import colleagues
from forestall.clock import format_instant
from forestall.records.entry import Entry
from forestall.records.values.count import Count
from forestall.runs.response.actions import Look
from forestall.runs.response.feedback import Word
from forestall.web.forms.fields import day_field, line, moment_field
from forestall.web.forms.step_form import LinesField, StepForm, WordsForm, sentence, terms, with_none

YES_NO = (("no", _("no")), ("yes", _("yes")))
_SHORT = 12


class PlanForm(StepForm):
    """A step that carries a decision out."""

    step = "plan_action"
    button = _("Agree this step")

    label = line(_("What is done, in one line"), required=True)
    measure = forms.ChoiceField(label=_("Which of the measures chosen it is part of"), required=False)
    owner = forms.ChoiceField(label=_("Who answers for it"))
    first_step = line(_("What is done first"), required=True)
    due_at = moment_field(_("By when the first step is due (UTC)"))

    def offer(self) -> None:
        """The people who may own a step, and the measures that were chosen."""
        people = colleagues(self.here, "carry_out_action")
        self._organisations = {one.user: one.organisation for one in people}
        self.choose("owner", [(one.user, f"{one.user[:_SHORT]} · {one.organisation}") for one in people])
        decision = self.about["decision"]
        chosen = {row.get("measure") for row in decision["options"] if row["label"] in decision.get("chosen", ())}
        only = sorted(chosen - {None})
        self.choose("measure", with_none(terms("measure", only=only), _("none of them alone")) if only else [])

    def take(self) -> Entry:
        """The planned action."""
        said = self.cleaned_data
        action = {
            "label": said["label"],
            "owner": said["owner"],
            "organisation": self._organisations[said["owner"]],
            "first_step": said["first_step"],
            "due_at": format_instant(said["due_at"]),
            **({"measure": said["measure"]} if said["measure"] else {}),
        }
        return steps.plan_action(self.here, self.about["decision_id"], action)


class TakeUpForm(StepForm):
    """A step that a protocol agreed beforehand."""

    step, verb = "take_up_action", "plan_action"
    button = _("Take this step up")

    label = forms.ChoiceField(label=_("Which of the steps agreed"))
    owner = forms.ChoiceField(label=_("Who answers for it"))
    first_step = line(_("What is done first"), required=True)

    def offer(self) -> None:
        """The steps nobody took up yet, and the people who may own one."""
        self.choose(
            "label", [(row["label"], row["label"]) for row in self.about["agreed_steps"] if not row["action_id"]]
        )
        people = colleagues(self.here, "carry_out_action")
        self.choose("owner", [(one.user, f"{one.user[:_SHORT]} · {one.organisation}") for one in people])

    def take(self) -> Entry:
        """The planned action."""
        said = self.cleaned_data
        parts = {"owner": said["owner"], "first_step": said["first_step"]}
        return steps.take_up_action(self.here, self.about["activation_id"], said["label"], parts)


class StopForm(StepForm):
    """Ending a step early, or saying that it never began."""

    step, verb = "stop_action", "carry_out_action"
    button = _("Stop it")

    because = sentence(_("Why it is not done to the end"))

    def take(self) -> Entry:
        """The action, stopped or not done."""
        return steps.stop_action(self.here, self.about["action_id"], self.cleaned_data["because"])


class EffectForm(WordsForm):
    """A look at what a step did."""

    step = "check_effect"
    button = _("Write down what was found")

    finding = sentence(_("What a look at its effect found"))
    harm_found = forms.ChoiceField(label=_("Did anybody come to harm by it?"), choices=YES_NO, widget=forms.RadioSelect)
    rests_on = LinesField(label=_("Reports or other records that show it, one id a line"), required=False)

    def take(self) -> Entry:
        """The action with the look."""
        said = self.cleaned_data
        look = Look(self.told(said["finding"]), said["harm_found"] == "yes", said["rests_on"])
        return steps.check_effect(self.here, self.about["action_id"], look)


class OutcomeForm(WordsForm):
    """What followed, with no more of cause than is shown."""

    step = "observe_outcome"
    button = _("Write it down")
    blamed: ClassVar[dict[str, str]] = {"about": "followed", "period": "end"}
    sections = (
        (_("What followed"), ("followed", "start", "end", "deaths_low", "deaths_high")),
        (_("What may be said of cause"), ("attribution", "attribution_because", "rests_on")),
        (
            _("A number averted, where a method allows to say so"),
            ("averted_low", "averted_high", "counterfactual_method"),
        ),
        (_("Language"), ("language",)),
    )

    followed = sentence(_("What happened, in neutral words"), rows=4)
    start = day_field(_("From which day"), required=True)
    end = day_field(_("Until which day, itself excluded"), required=True)
    deaths_low = forms.IntegerField(label=_("Killed in that time and place: at least"), required=False, min_value=0)
    deaths_high = forms.IntegerField(label=_("at most"), required=False, min_value=0)
    attribution = forms.ChoiceField(label=_("What may be said of cause"), initial="no_evidence_either_way")
    attribution_because = sentence(_("What shows it"), required=False)
    rests_on = LinesField(label=_("Reports or other records that show it, one id a line"), required=False)
    averted_low = forms.IntegerField(label=_("Deaths averted: at least"), required=False, min_value=0)
    averted_high = forms.IntegerField(label=_("at most"), required=False, min_value=0)
    counterfactual_method = sentence(_("How anybody can know what would have happened otherwise"), required=False)

    def offer(self) -> None:
        """What may be said of cause."""
        self.choose("attribution", terms("outcome_attribution"))

    def take(self) -> Entry:
        """The outcome."""
        return steps.observe_outcome(self.here, self.plain(), self.about.get("outcome_id"))

    def plain(self) -> dict[str, Any]:
        """The outcome as plain data, without what was left open."""
        said = self.cleaned_data
        told: dict[str, Any] = {
            "about": self.about.get("about") or [self.about["action_id"]],
            "period": {"start": said["start"].isoformat(), "end": said["end"].isoformat()},
            "followed": self.told(said["followed"]).to_json(),
            "attribution": said["attribution"],
            "attribution_because": said["attribution_because"] or None,
            "rests_on": said["rests_on"],
            "deaths": Count(low=said["deaths_low"], high=said["deaths_high"]).to_json(),
            "counterfactual_method": said["counterfactual_method"] or None,
        }
        averted = Count(low=said["averted_low"], high=said["averted_high"]).to_json()
        return told | ({"averted": averted} if averted else {})


class TellForm(WordsForm):
    """Word back to whoever reported."""

    step = "give_feedback"
    button = _("I have told them")
    blamed: ClassVar[dict[str, str]] = {"text": "own_words"}

    channel = forms.ChoiceField(label=_("By which way they were told"))
    own_words = sentence(
        _("Other words, only where they asked for them"),
        required=False,
        help_text=_("No place, no topic, no name: a message can be read by whoever holds the telephone."),
    )
    is_last = forms.BooleanField(label=_("Nothing more will be said about it"), required=False)

    def offer(self) -> None:
        """The ways."""
        self.choose("channel", terms("channel"))

    def take(self) -> Entry:
        """The feedback."""
        said = self.cleaned_data
        word = Word(said["channel"], said["language"], self.words("own_words"), said["is_last"])
        return steps.give_feedback(self.here, self.about["report_id"], word)
