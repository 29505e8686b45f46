"""Who may do what: the one table of vocabulary/permission.yml, asked the same way by every door.

Reading is decided by the memory alone. Here stands which role may take which step, and whether with what
another organisation wrote.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from forestall.errors import AccessError
from forestall.records.entry import Author
from forestall.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True)
class User:
    """A signed-in person as a step knows them: who speaks, for whom, and in which roles today."""

    author: Author
    roles: frozenset[str]

    def may(self, permission: str, *, of: str | None = None) -> bool:
        """Whether the person holds a right.

        Args:
            permission: an id of vocabulary/permission.yml.
            of: the organisation that wrote what the step is about; none for a new thing or one's own.

        Raises:
            UnknownTerm: no such right.
        """
        return is_permitted(self.roles, permission, is_own=of is None or of == self.author.organisation)

    def check(self, permission: str, *, of: str | None = None) -> None:
        """Return when the person holds a right.

        Raises:
            AccessError: they don't; says which roles do.
            UnknownTerm: no such right.
        """
        if self.may(permission, of=of):
            return
        term = vocabulary("permission").term(permission)
        whose = "" if term.extra.get("beyond") else ", for the organisation that wrote it"
        raise AccessError(
            expected=f"one of the roles {', '.join(sorted(term.extra['roles']))}{whose}",
            found=f"{', '.join(sorted(self.roles)) or 'no role'}",
            where=permission,
            remedy="Ask somebody who holds the right, or an administrator for the role.",
        )


def is_permitted(roles: Collection[str], permission: str, *, is_own: bool = True) -> bool:
    """Whether one of these roles holds a right, over one's own organisation's things or another's.

    Raises:
        UnknownTerm: no such right.
    """
    row = vocabulary("permission").term(permission).extra
    return (is_own or bool(row.get("beyond"))) and not set(roles).isdisjoint(row["roles"])


def permission_to_write(kind: str) -> str | None:
    """The right that lets a person write entries of a kind; None where no person may through a door."""
    return _writers().get(kind)


@cache
def _writers() -> dict[str, str]:
    return {kind: row.id for row in vocabulary("permission").values() for kind in row.extra.get("writes", ())}
