"""My desk: what waits for me and which clocks run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers.desk import SEE, desk
from forestall.web.page import Answer, Page


class Desk(Page):
    """What waits for the person who is signed in."""

    template = "desk.html"
    verb = SEE

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What waits, the most urgent first, and the roles held with the day each runs out."""
        return desk(here, exercise=query.get("world") == "exercise")

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What each thing that waits is called."""
        return {"asked": {step: str(text) for step, text in asked().items()}}


def asked() -> dict[str, str]:
    """What is asked of the reader, by step."""
    return {
        "record_decision": _("Decide on this alert"),
        "acknowledge_alert": _("Acknowledge this alert"),
        "review_alert": _("Review this draft"),
        "issue_alert": _("Issue this reviewed alert"),
        "send_again": _("Ask whether this message arrived, or order it again"),
        "use_trigger": _("A rule is met: use it, or hold back with the reason"),
        "sign_trigger": _("Sign this protocol, or agree to it"),
        "submit_judgement": _("Give your judgement in this round"),
        "close_assessment": _("Lead this assessment on"),
        "answer_request": _("Look out for this"),
        "give_finding": _("Look at it from outside"),
        "publish_assessment": _("Give it out"),
        "plan_action": _("Agree the first step on this decision"),
        "carry_out_action": _("Take this step"),
        "check_effect": _("Look at what this step did"),
        "conduct_review": _("Review this response"),
        "close_change": _("Show that this change is made"),
        "track_commitment": _("Say how this promise stands"),
        "approve_deployment": _("Stand behind this plan, or ask for another"),
        "give_feedback": _("Tell whoever reported where it stands; their number is"),
    }
