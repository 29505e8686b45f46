"""YAML as plain data: text, whole and decimal numbers, flags, lists and mappings, nothing clever.

PyYAML keeps the last of two equal keys and turns `no`, `7.10` and `2012-08-01` into something else
than text. In a list of words each of these is a lost or changed word, so here each is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from forestall.errors import BrokenVocabulary

_FLAGS = {"true": True, "false": False}


def read_plain_yaml(path: Path) -> Any:
    """The contents of one YAML file as plain data.

    Raises:
        BrokenVocabulary: not YAML, not UTF-8, a key twice, an alias, or a value that is not plain.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenVocabulary(
            expected="a YAML file in UTF-8",
            found=getattr(error, "problem", None) or type(error).__name__,
            where=_place(path, mark),
            remedy="Mend the line; text with a colon, a leading quote or a # needs quotes.",
        ) from None
    return _Walk(path).value(root) if root is not None else None


class _Walk:
    """One pass over the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[int] = set()

    def value(self, node: yaml.Node) -> Any:
        """The node and all below it as plain data."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self._seen:
            raise self._broken(node, "every value written out", "an alias", "Write the value out.")
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        return self._mapping(node)

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.value(key_node)
            if not isinstance(key, str):
                raise self._broken(key_node, "text as a key", f"{key!r}", f"Quote it: '{key}'.")
            if key in plain:
                raise self._broken(key_node, "each key once", f"{key!r} twice", "Keep one of the two.")
            plain[key] = self.value(value_node)
        return plain

    def _scalar(self, node: yaml.ScalarNode) -> str | int | float | bool:
        text: str = node.value
        kind = node.tag.rpartition(":")[2]
        if kind == "str":
            return text
        if kind == "bool" and text in _FLAGS:
            return _FLAGS[text]
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
        except ValueError:
            pass
        if kind == "null":
            raise self._broken(node, "a value", "an empty one", "Leave the key out where nothing is known.")
        raise self._broken(node, "text, a number, true or false", f"{text!r}", f"Quote it if it is text: '{text}'.")

    def _broken(self, node: yaml.Node, expected: str, found: str, remedy: str) -> BrokenVocabulary:
        return BrokenVocabulary(
            expected=expected, found=found, where=_place(self._path, node.start_mark), remedy=remedy
        )


def file_label(path: Path) -> str:
    """Folder and file as messages name it, such as `vocabulary/event_type.yml`."""
    return f"{path.parent.name}/{path.name}"


def _place(path: Path, mark: yaml.Mark | None) -> str:
    return f"{file_label(path)} line {mark.line + 1}" if mark else file_label(path)
