"""The decision on one alert, for somebody with a minute: question, grounds, options, clock and buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers import decisions
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.deciding import ActForm, ActOtherwiseForm, DeclineForm, DeferForm, OptionForm, ReferForm
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, StepPage


class OneDecision(StepPage):
    """What is to be decided on an alert, and deciding it."""

    template = "decision.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (
        ActForm, ActOtherwiseForm, DeferForm, DeclineForm, ReferForm, OptionForm,
    )  # fmt: skip

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The question, with all that bears on it."""
        return decisions.one_decision(here, parts["alert_id"], (get_language() or "en").partition("-")[0])

    def offers(self, form: type[StepForm], answer: Answer) -> bool:
        """Acting as recommended only where something was."""
        recommended = any(option["is_recommended"] for option in answer["options"])
        return super().offers(form, answer) and (form is not ActForm or recommended)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What isn't known, in words, and the decision of the reader's side, where it is to do something."""
        ours = answer["clock"]["organisation"] if answer["clock"] else None
        told = [row for row in answer["history"] if row["for_organisation"] == ours and row["decision_kind"]]
        decided = told[-1] if told and told[-1]["chosen"] else None
        return {"unknown": [_unknown()[name] for name in answer["unknown"]], "decided": decided}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The same page, with what was recorded."""
        return redirect("decision", alert_id=parts["alert_id"])


def _unknown() -> dict[str, str]:
    return {
        "no_estimate": _("There is no number for how probable it is."),
        "no_assessment": _("It rests on no assessment by several people."),
        "no_recommendation": _("Nothing is recommended."),
        "cost": _("What some options cost in money is not known."),
        "lead_time": _("How long some options take is not known."),
        "harm": _("Who could be hurt by some options was not said."),
    }
