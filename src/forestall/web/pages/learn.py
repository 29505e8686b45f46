"""What the chain was worth: how long its steps took, how often what was due was done, each with its denominator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forestall.api.accounts.visits import Visit
from forestall.api.answers.metrics import READ, measured
from forestall.web.page import Answer, Page

HOURS_PER_DAY = 24
LONG_HOURS = 48


class Learn(Page):
    """The measures."""

    template = "learn.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Of what reaches the reader, as of a day."""
        exercise = query.get("world") == "exercise"
        return measured(here, query.get("as_of") or None, query.get("since") or None, exercise=exercise)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What each measure is called, and numbers as people read them."""
        names = share_names()
        return {
            "shares": [{**row, **names[row["name"]], **_percent(row)} for row in answer["shares"]],
            "lengths": [_length(row) for row in answer["lengths"]],
            "alarm_percent": _whole_percent(answer["alarm_days"]["share"]),
        }


def share_names() -> dict[str, dict[str, str]]:
    """What each share is called and of what it is, in the reader's language."""
    return {
        "acknowledged_in_time": {"label": _("Acknowledged in time"), "of": _("addressees who had to by then")},
        "decided_in_time": {
            "label": _("Decided in time"),
            "of": _("addressees whose clock had run out by then, answered or not"),
        },
        "decided_at_all": {"label": _("Decided at all"), "of": _("addressees whose clock had run out by then")},
        "acted_on": {"label": _("Acted on"), "of": _("alerts on which every clock had run out")},
        "begun_in_time": {"label": _("Actions begun in time"), "of": _("actions whose date had come, done or not")},
        "effects_looked_at": {
            "label": _("Effects looked at within 30 days"),
            "of": _("actions begun 30 days ago or more"),
        },
        "told_back": {"label": _("Told where their report stands"), "of": _("informants who wanted to hear")},
        "covered": {
            "label": _("Heard of from two origins in 30 days"),
            "of": _("first-level units heard of in this time; silence is unknown, not calm"),
        },
    }


def _percent(row: Mapping[str, Any]) -> dict[str, int | None]:
    return {name: _whole_percent(row[name]) for name in ("share", "low", "high")}


def _whole_percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _length(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "median": _duration(row["median_hours"]), "p90": _duration(row["p90_hours"])}


def _duration(hours: float | None) -> str | None:
    if hours is None:
        return None
    if hours >= LONG_HOURS:
        return _("%(days)s days") % {"days": round(hours / HOURS_PER_DAY, 1)}
    return _("%(hours)s hours") % {"hours": round(hours, 1)}
