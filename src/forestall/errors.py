"""Everything that can go wrong, in one tree.

    ForestallError
    ├── DefinitionError            what we ship or configure is wrong           exit 3   HTTP 500
    │   ├── UnknownTerm            a word outside its vocabulary                exit 3   HTTP 422
    │   ├── BrokenVocabulary       a vocabulary file that can't be trusted
    │   └── BadSetting             a setting that can't be used
    ├── DataError                  what came in is wrong                        exit 4   HTTP 422
    │   ├── InvalidField           a field of a record, named
    │   ├── UnreadableData         a file or payload that can't be read at all
    │   └── ExpectationFailed      readable, but less than its source promises
    ├── TimeError                  about when                                   exit 5   HTTP 409
    │   ├── LookAhead              asked for more than was known then
    │   └── ClockWentBack          the clock is behind what is already recorded
    ├── ShapeError                 arrays that don't fit together               exit 6   HTTP 422
    ├── ValueRangeError            a number outside its range                   exit 6   HTTP 422
    ├── AccessError                may not                                      exit 7   HTTP 403
    │   ├── NotReleased            the marking doesn't reach this reader                 HTTP 404
    │   ├── Sealed                 shut, and no key given opens it
    │   ├── WrongKey               a key, but not this one's
    │   └── Erased                 the key was destroyed, as promised                    HTTP 410
    ├── StateError                 not now                                      exit 8   HTTP 409
    │   ├── NotFound               nothing under that name                               HTTP 404
    │   ├── AlreadyThere           would overwrite
    │   ├── BadTransition          no such step from here
    │   └── DoorsShut              the node takes nothing in, or shows nothing               HTTP 423
    ├── IntegrityError             the record was tampered with or damaged      exit 9   HTTP 500
    └── StorageError               the ground gave way                          exit 10  HTTP 503
        ├── StorageFull            no room to write
        ├── StorageReadOnly        not allowed to write
        ├── StorageUnavailable     can't be reached
        └── StorageBusy            held by another process for too long

Every error says what was expected, what was found, where, and what to do, in that order of need.
`found` never holds the contents of a marked field: `describe` says its kind and size instead.
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

EXIT_UNEXPECTED = 1
EXIT_USAGE = 2


class ForestallError(Exception):
    """The root: catch this at a door, print it, and leave with its exit code.

    Args:
        expected: what would have been right.
        found: what was there instead; never the contents of a marked field.
        where: the file, field, record id or service concerned.
        remedy: what the reader can do now.
    """

    exit_code: ClassVar[int] = EXIT_UNEXPECTED
    http_status: ClassVar[int] = 500

    def __init__(self, *, expected: str, found: str, where: str, remedy: str) -> None:
        self.expected = expected
        self.found = found
        self.where = where
        self.remedy = remedy
        super().__init__(f"{where}: expected {expected}; found {found}. {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        # Without this, an error raised in a worker process can't be told in this one.
        return partial(type(self), **self._parts()), ()

    def _parts(self) -> dict[str, str]:
        return {"expected": self.expected, "found": self.found, "where": self.where, "remedy": self.remedy}

    @property
    def name(self) -> str:
        """The class name, as doors show it."""
        return type(self).__name__

    def to_json(self) -> dict[str, str | int]:
        """The error as one flat JSON object, the same from every door."""
        return {
            "error": self.name,
            "expected": self.expected,
            "found": self.found,
            "where": self.where,
            "remedy": self.remedy,
            "exit_code": self.exit_code,
        }


class DefinitionError(ForestallError):
    """What we ship or configure is wrong."""

    exit_code = 3


class UnknownTerm(DefinitionError):
    """A word outside its vocabulary."""

    http_status = 422


class BrokenVocabulary(DefinitionError):
    """A vocabulary file that can't be trusted."""


class BadSetting(DefinitionError):
    """A setting that can't be used."""


class DataError(ForestallError):
    """What came in is wrong."""

    exit_code = 4
    http_status = 422


class InvalidField(DataError):
    """A field of a record, named in `where`."""


class UnreadableData(DataError):
    """A file or payload that can't be read at all."""


class ExpectationFailed(DataError):
    """Readable, but less than its source promises."""


class TimeError(ForestallError):
    """Something about when."""

    exit_code = 5
    http_status = 409


class LookAhead(TimeError):
    """Asked for more than was known then."""


class ClockWentBack(TimeError):
    """The clock is behind what is already recorded."""


class ShapeError(ForestallError):
    """Arrays that don't fit together."""

    exit_code = 6
    http_status = 422


class ValueRangeError(ForestallError):
    """A number outside its range."""

    exit_code = 6
    http_status = 422


class AccessError(ForestallError):
    """May not."""

    exit_code = 7
    http_status = 403


class NotReleased(AccessError):
    """The marking doesn't reach this reader; an outsider is told only that nothing was found."""

    http_status = 404


class Sealed(AccessError):
    """Shut, and no key given opens it."""


class WrongKey(AccessError):
    """A key, but not this one's."""


class Erased(AccessError):
    """The key was destroyed, as promised to whoever spoke."""

    http_status = 410


class StateError(ForestallError):
    """Not now."""

    exit_code = 8
    http_status = 409


class NotFound(StateError):
    """Nothing under that name."""

    http_status = 404


class AlreadyThere(StateError):
    """Would overwrite what stands."""


class BadTransition(StateError):
    """No such step from here."""


class DoorsShut(StateError):
    """The node takes nothing in for now, or shows nothing at all."""

    http_status = 423


class IntegrityError(ForestallError):
    """The record was tampered with or damaged."""

    exit_code = 9


class StorageError(ForestallError):
    """The ground gave way; what was acknowledged before is still there."""

    exit_code = 10
    http_status = 503


class StorageFull(StorageError):
    """No room to write."""


class StorageReadOnly(StorageError):
    """Not allowed to write."""


class StorageUnavailable(StorageError):
    """Can't be reached."""


class StorageBusy(StorageError):
    """Held by another process for too long."""


def describe(value: object) -> str:
    """Kind and size of a value, never the value: safe to print for a marked field."""
    if value is None:
        return "nothing"
    if isinstance(value, str | bytes | list | tuple | dict | set | frozenset):
        unit = {str: "characters", bytes: "bytes"}.get(type(value), "items")
        return f"a {type(value).__name__} of {len(value)} {unit}"
    return f"a value of type {type(value).__name__}"
