"""What account administration leaves in the access log, as an overseer reads it."""

from __future__ import annotations

import pytest

from doors import PASSWORD, House
from forestall.errors import ForestallError

pytestmark = pytest.mark.both_databases
STEPS = [
    "add", "grant", "end", "invite", "bar", "let_in", "make_token", "end_token",
    "keep_address", "forget_address", "add_webhook", "forget_webhooks",
]  # fmt: skip
ADDRESS = "basil@ministry.example"


def test_each_step_of_account_administration_is_noted_without_what_was_written(house: House) -> None:
    from forestall.api.accounts.addresses import add_webhook, forget_address, forget_webhooks, set_address
    from forestall.api.accounts.models import Access
    from forestall.api.accounts.people import add_person, end_role, grant_role, set_active
    from forestall.api.accounts.steps_noted import STEPS as KNOWN
    from forestall.api.accounts.tokens import READING, give_token, take_token, tokens_of
    from forestall.web.invitation import invite_again
    from forestall.web.pages.audit import SAID

    overseer = house.browser(house.person("vera", "overseer"))
    by, before = house.keeper(), Access.objects.count()
    account = add_person(by, "basil", house.node.author.organisation, "low")
    grant_role(by, account, "analyst", 9)
    end_role(by, account, "analyst")
    invitation = invite_again(by, account)
    set_active(by, account, is_active=False)
    set_active(by, account, is_active=True)
    clear = give_token(by, account, READING, 9, ())
    take_token(by, account, str(tokens_of(account, by.now)[0].pk))
    set_address(by, account, ADDRESS, "en")
    forget_address(by, account)
    add_webhook(by, account, "https://hook.example/a", house.node.ledger.key)
    forget_webhooks(by, account)
    notes = overseer.get("/audit.json").json()["notes"][::-1][before:][: len(STEPS)]
    assert [note["step"] for note in notes] == STEPS
    assert sorted(STEPS) == sorted(KNOWN) == sorted(SAID)
    assert {(note["user"], note["name"]) for note in notes} == {(house.node.author.user, account.pseudonym)}
    for secret in (ADDRESS, "hook.example", clear, invitation, "basil"):
        assert secret not in str(notes)
    page = overseer.get("/audit").content.decode()
    assert all(str(word) in page for word in SAID.values())


def test_a_step_that_is_refused_leaves_no_note_of_having_been_taken(house: House) -> None:
    from forestall.api.accounts.models import Access
    from forestall.api.accounts.people import add_person, end_role, grant_role

    by, basil = house.keeper(), house.person("basil", "analyst")
    before = Access.objects.count()
    for refused in (
        lambda: end_role(by, basil, "approver"),
        lambda: grant_role(by, basil, "analyst", 9_000),
        lambda: add_person(by, "basil", house.node.author.organisation, "low"),
    ):
        with pytest.raises(ForestallError):
            refused()
    assert Access.objects.count() == before


def test_tokens_that_somebody_makes_and_ends_for_their_own_programs_are_noted_too(house: House) -> None:
    from forestall.api.accounts.models import Access, Token

    basil, carla = house.person("basil", "analyst"), house.person("carla", "analyst")
    for account in (basil, carla):
        browser = house.browser(account)
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        browser.post("/follow", {"step": "make", "for": "read_record", "days": "9"})
    browser.post("/follow", {"step": "end", "token": str(Token.objects.get(account=basil).pk)})
    browser.post("/follow", {"step": "end", "token": str(Token.objects.get(account=carla).pk)})
    notes = Access.objects.filter(step__endswith="_token").order_by("pk")
    assert [(note.step, note.user) for note in notes] == [
        ("make_token", basil.pseudonym),
        ("make_token", carla.pseudonym),
        ("end_token", carla.pseudonym),
    ]
