"""Whether a person may do something: one table of rights, read by pages, API and tests alike.

A right is a row of vocabulary/verb.yml. Whether a record is there at all for somebody is never decided here:
the memory says whom its marking reaches, and what doesn't reach a person is answered as if it weren't there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.errors import AccessError, InvalidField, NotFound
from forestall.memory.read import Reader, may_read
from forestall.records.entry import Author, Entry
from forestall.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, as known to the door that let them in."""

    reader: Reader
    """Who they are to the memory."""
    roles: frozenset[str]
    """The roles they hold now: ids of vocabulary/role.yml."""

    @property
    def author(self) -> Author:
        """In whose name they speak.

        Raises:
            AccessError: nobody in particular; the public speaks in nobody's name.
        """
        if self.reader.user is None or self.reader.organisation is None:
            raise AccessError(
                expected="a signed-in person",
                found="the public",
                where="a step in somebody's name",
                remedy="Sign in.",
            )
        return Author(user=self.reader.user, organisation=self.reader.organisation)

    @property
    def user(self) -> str:
        """Their pseudonym."""
        return self.author.user


class Ruling(StrEnum):
    """The answer to whether somebody may."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


def rule_on(person: Person, verb: str, now: datetime, target: Entry | None = None) -> Ruling:
    """Whether a person may do something, on a record or in general.

    Args:
        person: who wants to.
        verb: an id of vocabulary/verb.yml.
        now: the present, against which embargoes are held.
        target: the entry it is done on; None for what begins a record or is about none.

    Raises:
        UnknownTerm: no such verb.
    """
    right = vocabulary("verb").term(verb).extra
    if target is not None and not may_read(person.reader, target.marking, target.author, now):
        return Ruling.NOT_FOUND
    if person.roles.isdisjoint(right["roles"]):
        return Ruling.FORBIDDEN
    if target is None or target.author.organisation == person.reader.organisation:
        return Ruling.ALLOWED
    needs = right.get("needs")
    allowed = right["elsewhere"] and (needs is None or needs in target.marking.actions)
    return Ruling.ALLOWED if allowed else Ruling.FORBIDDEN


def check_right(person: Person, verb: str, now: datetime, target: Entry | None = None) -> None:
    """Return when the person may.

    Raises:
        NotFound: the record doesn't reach them; the same answer as for one that isn't there.
        AccessError: it does, and they may not.
    """
    ruling = rule_on(person, verb, now, target)
    if ruling == Ruling.NOT_FOUND:
        raise NotFound(
            expected="an entry or a record of this ledger",
            found="nothing",
            where=target.record_id if target else verb,
            remedy="Check the id, and as whom and as of when you ask.",
        )
    if ruling == Ruling.FORBIDDEN:
        term = vocabulary("verb")[verb]
        raise AccessError(
            expected=f"one of the roles {', '.join(term.extra['roles'])}, on a record whose terms allow it",
            found=", ".join(sorted(person.roles)) or "no role",
            where=verb,
            remedy="Ask somebody who holds the role; rights stand in vocabulary/verb.yml.",
        )


def check_role(person: Person, role: str) -> str:
    """The role itself, when the person holds it.

    Raises:
        InvalidField: they don't.
        UnknownTerm: no such role.
    """
    wanted = vocabulary("role").term(role).id
    if wanted not in person.roles:
        raise InvalidField(
            expected=f"a role that is held: {', '.join(sorted(person.roles)) or 'none'}",
            found=wanted,
            where="role",
            remedy="Speak in a role you hold.",
        )
    return wanted
