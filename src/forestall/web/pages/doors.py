"""The doors of the node: how far they stand open, since when and why; and the buttons that set them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line
from forestall.records.entry import Entry
from forestall.records.values.text import LanguageText
from forestall.runs.doors import OPEN, READ_ONLY, SET, SHUT, check_may_set, doors_of, set_doors, settings_of_doors
from forestall.web.page import Answer, Form, Step, StepPage


def _set(state: str, here: Visit, form: Form) -> Entry:
    language = (get_language() or "en").partition("-")[0]
    because = LanguageText.parse({"text": form.get("because", ""), "language": language})
    return set_doors(here.node.ledger, here.person, state, because)


class Doors(StepPage):
    """How far the node is open, for the administrators of the organisation that runs it."""

    template = "doors.html"
    verb = SET
    buttons: ClassVar[Mapping[str, Step]] = MappingProxyType(
        {state: partial(_set, state) for state in (OPEN, READ_ONLY, SHUT)}
    )

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The doors as they stand, and each time they were set."""
        check_may_set(here.node.ledger, here.person)
        now = doors_of(here.node.ledger)
        return {
            "state": now.state,
            "since": now.since,
            "because": now.because.to_json() if now.because else None,
            "history": [
                {**line(entry), "state": entry.body["state"], "because": entry.body["because"]}
                for entry in settings_of_doors(here.node.ledger)
            ],
        }

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The states it can be set to."""
        return {"others": [state for state in self.buttons if state != answer["state"]]}

    def after(self, entry: Entry, **parts: str) -> HttpResponse:
        """The doors again."""
        return redirect("doors")
