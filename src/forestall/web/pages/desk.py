"""My desk: what waits for me and which clocks run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.runs.desk import Waiting, waiting_for
from forestall.web.page import Answer, Page


class Desk(Page):
    """What waits for the person who is signed in."""

    template = "desk.html"
    verb = "see_desk"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What waits, the most urgent first, and the roles held with the day each runs out."""
        exercise = query.get("world") == "exercise"
        found = waiting_for(here.node.ledger, here.person, here.now, exercise=exercise)
        return {
            "exercise": exercise,
            "user": here.reader.user,
            "organisation": here.reader.organisation,
            "roles": sorted(here.person.roles),
            "waiting": [_row(each) for each in found.waiting],
            "is_cut": found.is_cut,
        }

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What each thing that waits is called."""
        return {"asked": {step: str(text) for step, text in asked().items()}}


def asked() -> dict[str, str]:
    """What is asked of the reader, by step."""
    return {
        "acknowledge_alert": _("Acknowledge this alert"),
        "review_alert": _("Review this draft"),
        "issue_alert": _("Issue this reviewed alert"),
        "submit_judgement": _("Give your judgement in this round"),
        "close_assessment": _("Lead this assessment on"),
        "answer_request": _("Look out for this"),
    }


def _row(each: Waiting) -> dict[str, Any]:
    return {
        "step": each.verb,
        "record_id": each.record_id,
        "title": each.title,
        "language": each.language,
        "due_at": format_instant(each.due_at) if each.due_at else None,
        "is_late": each.is_late,
        "marking": each.marking,
    }
