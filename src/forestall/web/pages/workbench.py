"""The workbench of an assessment: one factor at a time, and the pieces of evidence it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers import workbench
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.workbench import FactorForm, WeighForm, with_meaning
from forestall.web.page import Answer, StepPage


class OneFactor(StepPage):
    """One risk factor with its indicators."""

    template = "factor.html"
    verb = READ
    forms = (FactorForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The factor as it stands."""
        return workbench.one_factor(here, parts["assessment_id"], parts["factor"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What each indicator means, for a reader who judges none."""
        return {"indicators": with_meaning(answer["factor"]["indicators"])}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The factor again."""
        return redirect("factor", assessment_id=parts["assessment_id"], factor=parts["factor"])


class Pieces(StepPage):
    """The evidence that an assessment weighs."""

    template = "pieces.html"
    verb = READ
    forms = (WeighForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The pieces, the level they reach, and what could be weighed next."""
        return workbench.pieces(here, parts["assessment_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The pieces again."""
        return redirect("pieces", assessment_id=parts["assessment_id"])
