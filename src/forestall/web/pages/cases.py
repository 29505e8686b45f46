"""Past cases: what was known when, and how long it took from a sign to what could be decided and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers.cases import READ, past_case, past_cases
from forestall.web.page import Answer, Page


class Cases(Page):
    """Those that can be replayed."""

    template = "cases.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """All of them."""
        return past_cases()


class OneCase(Page):
    """One of them, whole or as it stood on a day."""

    template = "case.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """What was known by the day asked for."""
        return past_case(parts["slug"], query.get("as_of"))

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What sorts of events, decisions and times are called."""
        return {"sorts": _sorts(), "weights": _weights(), "spans": _spans()}


def _sorts() -> dict[str, str]:
    return {
        "warning": _("Warning"),
        "trigger": _("What set it off"),
        "harm": _("Harm"),
        "decision": _("Decision"),
        "deploy": _("Deployment"),
        "outcome": _("Outcome"),
    }


def _weights() -> dict[str, str]:
    return {
        "words": _("words: a statement or an appeal"),
        "binding": _("binding: a resolution of the Security Council"),
        "blocked": _("blocked by a veto: nothing was decided"),
        "other": _("a mission, an inquiry or another step"),
    }


def _spans() -> dict[str, str]:
    return {
        "warning to decision": _("From the first warning to a decision of any sort"),
        "warning to resolution": _("From the first warning to a resolution"),
        "trigger to decision": _("From what set it off to a decision of any sort"),
        "trigger to resolution": _("From what set it off to a resolution"),
        "trigger to deployment": _("From what set it off to a deployment"),
        "harm to deployment": _("From the first harm to a deployment"),
    }
