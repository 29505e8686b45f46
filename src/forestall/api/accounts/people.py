"""What an administrator does: add people, grant and end roles, bar people and let them back in.

A role runs out after at most a year. Roles that one person may not hold at once stand in vocabulary/role.yml.
An administrator reaches the people of their own organisation; only one of the node's own organisation reaches
all, and only such a one makes administrators.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet

from forestall.api.accounts.models import Account, RoleGrant
from forestall.api.accounts.steps_noted import MANAGE, noted
from forestall.clock import days_later
from forestall.errors import AccessError, AlreadyThere, BadTransition, InvalidField, NotFound, ValueRangeError
from forestall.records.values.marking import Sensitivity
from forestall.runs.doors import Doors
from forestall.runs.permissions import Person, check_right
from forestall.vocabulary.load import vocabulary

LONGEST_ROLE_DAYS = 366
DEFAULT_ROLE_DAYS = 180
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who administers, from which organisation the node is run, and how far it is open."""

    person: Person
    node_organisation: str
    now: datetime
    doors: Doors = field(default_factory=Doors)

    @property
    def reaches_all(self) -> bool:
        """Whether people of every organisation are within reach."""
        return self.person.author.organisation == self.node_organisation

    def noting(self, step: str, account: Account) -> AbstractContextManager[None]:
        """What the steps of an administrator are taken in: each leaves a note, or isn't taken."""
        return noted(self.person, step, account, self.now)

    def check(self, organisation: str) -> None:
        """Return when people of that organisation are within reach.

        Raises:
            NotFound: they are not; to this administrator they don't exist.
            AccessError: not an administrator at all.
        """
        check_right(self.person, MANAGE, self.now)
        if not self.reaches_all and organisation != self.person.author.organisation:
            raise _nobody()

    def check_giving(self, organisation: str) -> None:
        """Return when rights may be given to people of that organisation: not while the doors are shut.

        Raises:
            NotFound: they are out of reach.
            AccessError: not an administrator at all.
            DoorsShut: the node takes nothing in; rights can still be taken back.
        """
        self.check(organisation)
        self.doors.check("", writes=True)


def add_person(by: Administrator, name: str, organisation: str, clearance: str) -> Account:
    """A new person without a password, who comes in by an invitation.

    Raises:
        InvalidField: a name or organisation in another form.
        AlreadyThere: somebody signs in by that name.
        AccessError: not an administrator.
        NotFound: another organisation's person.
        DoorsShut: the node takes nothing in.
    """
    by.check_giving(organisation)
    account = Account(username=name, organisation=organisation, clearance=_clearance(clearance).word, created_at=by.now)
    account.set_unusable_password()
    try:
        account.full_clean(validate_unique=False)
        with by.noting("add", account):
            account.save()
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise InvalidField(
            expected="2 to 40 of a-z, 0-9, hyphen and underscore; an organisation by its id",
            found="another form",
            where=field,
            remedy="Correct it and try again.",
        ) from None
    except IntegrityError:
        raise AlreadyThere(
            expected="a sign-in name that is free",
            found="one that is taken",
            where="username",
            remedy="Choose another name.",
        ) from None
    return account


def grant_role(by: Administrator, account: Account, role: str, days: int) -> RoleGrant:
    """The role, granted until it runs out; a grant that still runs is replaced.

    Raises:
        UnknownTerm: no such role.
        ValueRangeError: longer than a role may run.
        BadTransition: a role that may not be held beside one the person has.
        AccessError: not for this administrator to grant.
        NotFound: another organisation's person.
        DoorsShut: the node takes nothing in.
    """
    by.check_giving(account.organisation)
    term = vocabulary("role").term(role)
    if role == ADMINISTRATOR and not by.reaches_all:
        raise AccessError(
            expected="an administrator of the node's own organisation",
            found="one of another organisation",
            where="role administrator",
            remedy="Ask the node's administrator.",
        )
    if not 1 <= days <= LONGEST_ROLE_DAYS:
        raise ValueRangeError(
            expected=f"1 to {LONGEST_ROLE_DAYS} days",
            found=str(days),
            where="days",
            remedy="Grant it for less, and again when it runs out.",
        )
    _check_compatible(term.id, roles_of(account, by.now))
    with by.noting("grant", account):
        running_grants(account, by.now).filter(role=role).update(ended_at=by.now, ended_by=by.person.author.user)
        return RoleGrant.objects.create(
            account=account,
            role=role,
            granted_by=by.person.author.user,
            granted_at=by.now,
            expires_at=days_later(by.now, days),
        )


def end_role(by: Administrator, account: Account, role: str) -> None:
    """End a role at once.

    Raises:
        NotFound: the person doesn't hold it, or is out of reach.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    with by.noting("end", account):
        held = running_grants(account, by.now).filter(role=role)
        if not held.update(ended_at=by.now, ended_by=by.person.author.user):
            raise NotFound(
                expected="a role the person holds", found="none of that name", where="role", remedy="See their roles."
            )


def set_active(by: Administrator, account: Account, *, is_active: bool) -> None:
    """Bar a person, whose sessions and tokens end at once, or let them back in.

    Raises:
        NotFound: another organisation's person.
        AccessError: not an administrator.
        DoorsShut: the node takes nobody in.
    """
    (by.check_giving if is_active else by.check)(account.organisation)
    with by.noting("let_in" if is_active else "bar", account):
        account.is_active = is_active
        account.save(update_fields=["is_active"])
        if not is_active:
            end_sessions(account)


def end_sessions(account: Account, but: str | None = None) -> None:
    """End every session of a person, save the one that is named."""
    for session in Session.objects.exclude(session_key=but).iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


def find_person(by: Administrator, name: str) -> Account:
    """The person with a sign-in name.

    Raises:
        NotFound: nobody, or nobody this administrator may know of.
        AccessError: not an administrator.
    """
    account = Account.objects.filter(username=name).first()
    by.check(account.organisation if account else by.person.author.organisation)
    if account is None:
        raise _nobody()
    return account


def people(by: Administrator) -> list[Account]:
    """The people within reach, by name.

    Raises:
        AccessError: not an administrator.
    """
    check_right(by.person, MANAGE, by.now)
    found = Account.objects.all()
    return list(found if by.reaches_all else found.filter(organisation=by.person.author.organisation))


def roles_of(account: Account, now: datetime) -> frozenset[str]:
    """The roles a person holds today."""
    return frozenset(running_grants(account, now).values_list("role", flat=True))


def running_grants(account: Account, now: datetime) -> QuerySet[RoleGrant]:
    """The grants of a person that have neither run out nor been ended."""
    return RoleGrant.objects.filter(account=account, ended_at=None, granted_at__lte=now, expires_at__gt=now)


def _check_compatible(role: str, held: Collection[str]) -> None:
    roles = vocabulary("role")
    for other in held:
        if other in roles[role].extra.get("not_with", ()) or role in roles[other].extra.get("not_with", ()):
            raise BadTransition(
                expected=f"nobody who is {other}",
                found="somebody who is",
                where=f"role {role}",
                remedy=f"End the role {other} first, or choose somebody else.",
            )


def _clearance(word: str) -> Sensitivity:
    try:
        return Sensitivity.from_word(word)
    except ValueError as error:
        raise InvalidField(
            expected=str(error), found="another word", where="clearance", remedy="Choose one of these."
        ) from None


def _nobody() -> NotFound:
    return NotFound(expected="a person", found="nobody", where="people", remedy="Check the name.")
