"""The pages of the records: an index, and for each record a page to read and its JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from forestall.records.schema import record_schemas
from forestall.vocabulary.load import vocabulary

FOLDER = "reference/records"
Schema = dict[str, Any]
FORMATS = {"date-time": "instant", "date": "day"}
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "yes or no", "object": "object"}
_ID_OF = re.compile(r"\^([a-z_]+)-\[")

INTRODUCTION = """# Records

A record is a thing the system speaks of, frozen and checked: it exists only if it is valid. Entries of the ledger
hold records as their bodies; an entry's kind says which. Each page here lists one record's fields; beside it
stands its JSON Schema, for those who write records with other tools.

What is unknown is left out, and nothing is ever filled in: a field that isn't there says nothing, and zero is
written only where somebody counted zero.

| record | what it is | entries that hold it |
| --- | --- | --- |
"""


def record_pages(head: str) -> dict[str, str]:
    """Every page of the records by its path under docs/.

    Args:
        head: what begins each page that is made from code.
    """
    schemas = record_schemas()
    pages = {f"{FOLDER}/index.md": head + INTRODUCTION + "\n".join(map(_index_row, schemas.items())) + "\n"}
    for name, schema in schemas.items():
        pages[f"{FOLDER}/{name}.md"] = head + "\n".join(_page(name, schema))
        pages[f"{FOLDER}/{name}.json"] = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return pages


def _index_row(item: tuple[str, Schema]) -> str:
    name, schema = item
    kinds = ", ".join(f"`{kind}`" for kind in _kinds_of(name))
    return f"| [{name}]({name}.md) | {_first_line(schema['$comment'])} | {kinds} |"


def _kinds_of(name: str) -> list[str]:
    return [term.id for term in vocabulary("entry_kind").values() if term.extra["record"] == name]


def _first_line(text: str) -> str:
    return text.split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _page(name: str, schema: Schema) -> Iterator[str]:
    yield f"# {name.replace('_', ' ').capitalize()}\n"
    yield f"{schema['$comment']}\n"
    yield f"JSON Schema: [{name}.json]({name}.json). All records: [index](index.md).\n"
    yield from _fields(schema)
    for part, definition in schema.get("$defs", {}).items():
        if "properties" in definition:
            yield f"## {part}\n\n{definition.get('description', '')}\n"
            yield from _fields(definition)


def _fields(schema: Schema) -> Iterator[str]:
    yield "| field | holds | meaning |\n| --- | --- | --- |"
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        label = f"**`{name}`**" if name in required else f"`{name}`"
        yield f"| {label} | {_holds(field)} | {' '.join(field.get('description', '').split())} |"
    yield "\nFields in bold are required.\n" if required else ""


def _holds(field: Schema) -> str:
    if "anyOf" in field:
        return " or ".join(_holds(part) for part in field["anyOf"] if part.get("type") != "null")
    if "x-vocabulary" in field:
        return f"a term of `{field['x-vocabulary']}`"
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if field.get("type") == "array":
        return f"list of {_holds(field['items'])}"
    return _plain(field)


def _plain(field: Schema) -> str:
    words = field.get("enum") or ([field["const"]] if "const" in field else [])
    named = _ID_OF.match(field.get("pattern", ""))
    if words or named:
        return ", ".join(f"`{word}`" for word in words) or f"`{named[1]}` id"
    return field.get("x-value") or FORMATS.get(field.get("format", "")) or TYPES.get(field["type"], "anything")
