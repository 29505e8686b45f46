"""Administration: people, their roles and until when; add, grant, end, bar, invite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forestall.api.accounts.models import Account
from forestall.api.accounts.people import (
    DEFAULT_ROLE_DAYS,
    add_person,
    end_role,
    find_person,
    grant_role,
    people,
    running_grants,
    set_active,
)
from forestall.api.accounts.steps_noted import MANAGE
from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.records.values.marking import Sensitivity
from forestall.vocabulary.load import vocabulary
from forestall.web.invitation import invite_again
from forestall.web.page import Answer, Page, unknown_step


class People(Page):
    """Everyone within the administrator's reach; a form to add somebody."""

    template = "people.html"
    verb = MANAGE

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """People with the roles they hold today."""
        return {"people": [person_json(account, here) for account in people(here.administrator)]}

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the form offers."""
        return {"organisation": here.reader.organisation, "clearances": [word.word for word in Sensitivity]}

    def post(self, request: HttpRequest, **_parts: str) -> HttpResponse:
        """Add somebody, and show their page with an invitation."""
        form = request.POST
        account = add_person(
            self.here.administrator,
            form.get("name", ""),
            form.get("organisation", ""),
            form.get("clearance", Sensitivity.LOW.word),
        )
        return redirect("person", name=account.username)


class OnePerson(Page):
    """One person: roles, and what an administrator may do."""

    template = "person.html"
    verb = MANAGE

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The person with the roles they hold today."""
        return person_json(find_person(here.administrator, parts["name"]), here)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What the forms offer."""
        return {"roles": list(vocabulary("role").values()), "days": DEFAULT_ROLE_DAYS}

    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Take one step with the person and show them again."""
        by, form = self.here.administrator, request.POST
        account = find_person(by, parts["name"])
        step = form.get("step")
        if step == "invite":
            return self.shown(
                request,
                person_json(account, self.here),
                invitation=request.build_absolute_uri(invite_again(by, account)),
            )
        if step == "grant":
            grant_role(by, account, form.get("role", ""), _days(form.get("days", "")))
        elif step == "end":
            end_role(by, account, form.get("role", ""))
        elif step in ("bar", "let_in"):
            set_active(by, account, is_active=step == "let_in")
        else:
            raise unknown_step()
        return redirect("person", name=account.username)


def person_json(account: Account, here: Visit) -> dict[str, Any]:
    """A person as administrators see them."""
    return {
        "name": account.username,
        "user": account.pseudonym,
        "organisation": account.organisation,
        "clearance": account.clearance,
        "is_active": account.is_active,
        "has_signed_in": account.last_login is not None,
        "roles": [
            {
                "role": row.role,
                "label": vocabulary("role").term(row.role).label,
                "expires_at": format_instant(row.expires_at),
            }
            for row in running_grants(account, here.now)
        ],
    }


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise InvalidField(
            expected="a whole number of days", found="something else", where="days", remedy="Write a number."
        )
    return int(text)
