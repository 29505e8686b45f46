"""Evidence: what waits for a grade, and one piece with the form of its next judge."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.visits import Visit
from forestall.api.answers import evidence
from forestall.api.answers.record import READ
from forestall.records.entry import Entry
from forestall.web.forms.grading import GradeForm
from forestall.web.page import Answer, Page, StepPage


class Evidence(Page):
    """What came in, waiting for grades."""

    template = "evidence.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What waits, the newest first, and what was graded lately."""
        return evidence.waiting(here, exercise=query.get("world") == "exercise")


class OnePiece(StepPage):
    """One piece: what it tells, its grade so far, and the next part of it."""

    template = "piece.html"
    verb = READ
    forms = (GradeForm,)

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The piece as it stands."""
        return evidence.one_piece(here, parts["record_id"])

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The piece again."""
        return redirect("piece", record_id=parts["record_id"])
