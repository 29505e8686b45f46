"""A tree of hashes over the entries of one append: one signature for all, and a short proof for each.

Source:
    RFC 6962, Certificate Transparency, section 2.1. Leaves and nodes are hashed under different
    first bytes, so that no node can pass for a leaf. Pairing neighbours level by level and lifting
    an odd last one unchanged gives the tree of that section.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LEAF = b"\x00"
_NODE = b"\x01"


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The hash, 32 bytes, that stands for all leaves in their order.

    Args:
        leaves: what is hashed, at least one.
    """
    sha256 = hashlib.sha256
    level = [sha256(_LEAF + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def tree_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The hashes, lowest first, that lead from one leaf to the root.

    Args:
        leaves: all leaves of the tree.
        index: which of them, counted from 0.
    """
    path = []
    level = [hashlib.sha256(_LEAF + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level = _next_level(level)
        index //= 2
    return tuple(path)


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None when the path doesn't fit the tree.

    Args:
        leaf: what is hashed.
        index: its place, counted from 0.
        size: the number of leaves in the tree.
        path: the hashes from `tree_path`.
    """
    if not 0 <= index < size:
        return None
    rest = list(path)
    reached = hashlib.sha256(_LEAF + leaf).digest()
    while size > 1:
        sibling = index ^ 1
        if sibling < size:
            if not rest:
                return None
            other = rest.pop(0)
            pair = other + reached if sibling < index else reached + other
            reached = hashlib.sha256(_NODE + pair).digest()
        index //= 2
        size = (size + 1) // 2
    return None if rest else reached


def _next_level(level: list[bytes]) -> list[bytes]:
    sha256 = hashlib.sha256
    paired = [sha256(_NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    if len(level) % 2:
        paired.append(level[-1])
    return paired
