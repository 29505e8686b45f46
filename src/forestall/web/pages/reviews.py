"""Reviews: what waits for one, and one, moment by moment, the outcome last."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forestall.api import response_steps as steps
from forestall.api.accounts.visits import Visit
from forestall.api.answers import reviews
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.reviewing import CloseChangeForm, CloseForm, JudgeForm, OpenByHandForm, OpenForm
from forestall.web.forms.step_form import StepForm
from forestall.web.page import Answer, Step, StepPage


class Reviews(StepPage):
    """What waits for a review, and the reviews there are."""

    template = "reviews.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (OpenByHandForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Both, the most urgent first."""
        return reviews.reviews(here, exercise=query.get("world") == "exercise")

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The review that was opened."""
        return redirect("review", review_id=entry.record_id)


class OneReview(StepPage):
    """One review."""

    template = "review.html"
    verb = READ
    forms: ClassVar[tuple[type[StepForm], ...]] = (OpenForm, JudgeForm, CloseForm, CloseChangeForm)
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {"show_outcome": lambda here, review_id, _form: steps.show_outcome(here, review_id)}
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The moment to be judged, or all of it once the outcome was shown."""
        return reviews.one_review(here, parts["review_id"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What each moment is called."""
        return {"moments": moments()}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The review again."""
        return redirect("review", review_id=entry.record_id)


def moments() -> dict[str, str]:
    """What each moment is called: what could be done then, and not whether it was."""
    return {
        "t0": _("When the first sign was there"),
        "t1": _("When word of it came in"),
        "t2": _("When it was checked"),
        "t3": _("When there was a warning to give, or none"),
        "t4": _("When the warning had been read"),
        "t5": _("When options lay on the table"),
        "t6": _("When there was something to decide"),
        "t7": _("When there was something to do"),
        "t8": _("When somebody looked at what it did"),
        "t9": _("When it was to be closed"),
    }
