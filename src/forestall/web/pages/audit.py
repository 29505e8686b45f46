"""Who looked at what: asked for, when, by whom, and whether something was shown; and who changed which account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from forestall.api.accounts.models import Access
from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.web.page import Answer, Page

A_PAGE = 100
_LARGEST = 2**62
SAID = {
    "add": _("account made"),
    "invite": _("invited"),
    "grant": _("role granted"),
    "end": _("role ended"),
    "bar": _("barred"),
    "let_in": _("let in again"),
    "make_token": _("token made"),
    "end_token": _("token ended"),
    "keep_address": _("mail address kept"),
    "forget_address": _("mail address forgotten"),
    "add_webhook": _("program to call added"),
    "forget_webhooks": _("programs to call forgotten"),
}
"""The steps of account administration, in words."""


class Audit(Page):
    """The notes of what was looked at; what the records hold stays with the records."""

    template = "audit.html"
    verb = "read_audit"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """A page of notes, newest first; an overseer sees all, others those of their own organisation."""
        found = Access.objects.order_by("-pk")
        if "overseer" not in here.person.roles:
            found = found.filter(organisation=here.reader.organisation)
        if query.get("after"):
            found = found.filter(pk__lt=_whole(query["after"]))
        rows = list(found[: A_PAGE + 1])
        head = here.node.ledger.head()
        return {
            "node": here.node.id,
            "n_entries": head.sequence,
            "head": head.id,
            "notes": [_row(row) for row in rows[:A_PAGE]],
            "after": rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None,
        }

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The notes, with the steps of account administration in words."""
        return {"notes": [_said(note) for note in answer["notes"]]}


def _said(note: Mapping[str, Any]) -> dict[str, Any]:
    return {**note, "said": SAID.get(note["step"], "")}


def _row(row: Access) -> dict[str, object]:
    return {
        "at": format_instant(row.at),
        "user": row.user,
        "organisation": row.organisation,
        "verb": row.verb,
        "name": row.name,
        "was_shown": row.was_shown,
        "step": row.step,
    }


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST:
        raise InvalidField(
            expected="the number the page before gave",
            found="something else",
            where="after",
            remedy="Follow the link of the page.",
        )
    return int(text)
