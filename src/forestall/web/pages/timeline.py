"""The timeline of one situation: the whole chain, drawn and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import READ
from forestall.api.answers.timeline import timeline
from forestall.web.page import Answer, Page
from forestall.web.timeline_drawing import drawn


class Timeline(Page):
    """A situation from the first sign to the review."""

    template = "timeline.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Every step the reader may see, in the order in which it became known."""
        return timeline(here, parts["name"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The drawing, and the words for its lanes and clocks."""
        is_mirrored = bool(get_language_info(get_language() or "en")["bidi"])
        drawing = drawn(answer, lanes(), is_mirrored=is_mirrored)
        return {"drawing": drawing, "kept": kept()}


def lanes() -> dict[str, str]:
    """What each sort of step is called."""
    return {
        "forecast": _("Forecast"),
        "report": _("Report"),
        "verification": _("Check"),
        "assessment": _("Assessment"),
        "protocol": _("Protocol"),
        "alert": _("Alert"),
        "acknowledgement": _("Acknowledgement"),
        "decision": _("Decision"),
        "action": _("Action"),
        "outcome": _("Outcome"),
        "feedback": _("Feedback"),
        "review": _("Review"),
        "other": _("Other"),
    }


def kept() -> dict[str, str]:
    """How a clock was kept, in words."""
    return {
        "kept": _("in time"),
        "late": _("late"),
        "missed": _("the time ran out"),
        "running": _("the clock runs"),
    }
