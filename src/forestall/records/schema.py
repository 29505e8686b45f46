"""Every record as JSON Schema, for those who write records with other tools.

A schema says all that can be said of one field at a time. What holds between fields (an end not before
its start) is checked by the record itself, so a document that fits its schema may still be refused.
"""

from __future__ import annotations

import inspect
from typing import Any

from forestall.records.entry import Entry
from forestall.records.kinds import record_classes
from forestall.records.record import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENTRY = "entry"


def record_schema(name: str, record_class: type[Record]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record class; same class, same schema."""
    schema = record_class.model_json_schema()
    module = inspect.getmodule(record_class)
    return schema | {
        "$schema": DIALECT,
        "$id": f"urn:forestall:record:{name}",
        "$comment": inspect.getdoc(module) or "",
    }


def record_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of all records by name, and of the ledger's entry, in alphabetical order."""
    classes: dict[str, type[Record]] = {**record_classes(), ENTRY: Entry}
    return {name: record_schema(name, classes[name]) for name in sorted(classes)}
