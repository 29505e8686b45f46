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
FEW = 10
"""Of fewer than so many, what nine of ten took at most is what the longest took."""
CHECKED = ("verified_in_time", "verified_late", "not_verified", "not_judged", "overturned")
ANSWERED = ("receipts_in_time", "told_in_time", "told_back")
HEARD = ("covered",)


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
        shares = {row["name"]: _shown(row) | names[row["name"]] for row in answer["shares"]}
        done = [name for name in shares if name not in (*CHECKED, *ANSWERED, *HEARD)]
        return {
            "done": [shares[name] for name in done],
            "checked": [shares[name] for name in CHECKED],
            "answered": [shares[name] for name in ANSWERED],
            "heard": [shares[name] for name in HEARD],
            "lengths": [_length(row) for row in answer["lengths"]],
            "kinds": [_shown(row) for row in answer["decisions"]["kinds"]],
            "reasons": [_shown(row) for row in answer["decisions"]["reasons"]],
            "alarm": _shown(answer["alarm_days"]),
            "cards": [_card(row) for row in answer["cards"]],
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
        "verified_in_time": {
            "label": _("Verified in time"),
            "of": _("reports whose time to be verified was over, verified or not"),
        },
        "verified_late": {"label": _("Verified late, counted apart"), "of": _("the same reports")},
        "not_verified": {"label": _("Not verified"), "of": _("the same reports")},
        "not_judged": {"label": _("Not judged by anybody, which says nothing of them"), "of": _("the same reports")},
        "overturned": {"label": _("Overturned since"), "of": _("reports that were verified, in time or late")},
        "receipts_in_time": {
            "label": _("Told within 15 minutes that it arrived"),
            "of": _("informants who wanted to hear and whose time was over, told or not"),
        },
        "told_in_time": {
            "label": _("Told in time where their report stands"),
            "of": _("informants who wanted to hear and whose time was over, told or not"),
        },
        "told_back": {"label": _("Told anything at all"), "of": _("informants who wanted to hear")},
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
    told = {"median": _duration(row["median_hours"]), "p90": _duration(row["p90_hours"])}
    return {**row, **told, "is_longest": 0 < row["n"] < FEW}


def _card(row: Mapping[str, Any]) -> dict[str, Any]:
    budgets = [{**line, "false_alarms": _shown(line["false_alarms"])} for line in row["budgets"]]
    return {**row, "budgets": budgets, "misses": _shown(row["misses"])}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **_percent(row)}


def _duration(hours: float | None) -> str | None:
    if hours is None:
        return None
    if hours >= LONG_HOURS:
        return _("%(days)s days") % {"days": round(hours / HOURS_PER_DAY, 1)}
    return _("%(hours)s hours") % {"hours": round(hours, 1)}
