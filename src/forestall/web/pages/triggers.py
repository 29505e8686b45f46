"""The registry of protocol cards, and one card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers import triggers
from forestall.api.answers.record import READ
from forestall.web.page import Answer, Page


class Triggers(Page):
    """The cards, with their state and health."""

    template = "triggers.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Those that reach the reader."""
        exercise = query.get("world") == "exercise"
        return triggers.registry(here, exercise=exercise, after=query.get("after") or None)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the states of a card are called."""
        return {"states": state_names()}


class OneTrigger(Page):
    """One card: its rules, checks, budget, back-test and uses."""

    template = "trigger.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The card as it stands."""
        return triggers.one_trigger(here, parts["trigger_id"])

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the states of a card are called."""
        return {"states": state_names()}


def state_names() -> dict[str, str]:
    """What the states of a card are called, in the reader's language."""
    return {"draft": _("draft"), "signed": _("signed"), "expired": _("expired"), "retired": _("retired")}
