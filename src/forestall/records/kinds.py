"""Which record the body of an entry holds, by the entry's kind.

A record's name is its file's: `report.py` holds `Report`, `focal_point.py` holds `FocalPoint`. Files
are read when first asked for, so that a command which touches two records doesn't build thirty.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import MappingProxyType

from forestall.errors import UnknownTerm
from forestall.records.record import Record
from forestall.vocabulary.load import vocabulary

RECORDS = (
    "acknowledgement", "action", "activation", "actor", "alert", "anchor", "assessment", "collection_request",
    "commitment", "dataset", "decision", "delivery", "deployment", "door_setting", "event", "evidence", "feedback",
    "focal_point", "forecast", "grade", "judgement", "key", "manifest", "node", "opening", "organisation",
    "outcome", "profile", "receipt", "release", "report", "review", "seal", "sighting", "spell", "statement",
    "tombstone", "trigger",
)  # fmt: skip
"""The names of all records that stand in the bodies of entries."""


def record_class_for(entry_kind: str) -> type[Record]:
    """The record class that the body of such an entry holds.

    Raises:
        UnknownTerm: no such kind of entry.
    """
    return _record_class(vocabulary("entry_kind").term(entry_kind).extra["record"])


def record_classes() -> MappingProxyType[str, type[Record]]:
    """Every record class by its record's name, in alphabetical order."""
    return MappingProxyType({name: _record_class(name) for name in RECORDS})


@cache
def _record_class(name: str) -> type[Record]:
    if name not in RECORDS:
        raise UnknownTerm(
            expected=f"one of {', '.join(RECORDS)}",
            found=repr(name),
            where="vocabulary/entry_kind.yml",
            remedy="Name a record there that has a file in records/, and list it in records/kinds.py.",
        )
    class_name = "".join(part.capitalize() for part in name.split("_"))
    record_class: type[Record] = getattr(import_module(f"forestall.records.{name}"), class_name)
    return record_class
