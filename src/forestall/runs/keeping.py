"""Where a node keeps results of long work between runs: anyone may delete it, the next run makes it anew."""

from __future__ import annotations

from pathlib import Path


def kept_folder(home: Path) -> Path | None:
    """The folder for kept results; none where there is no node, since nothing is written outside of one."""
    return home / "kept" if home.is_dir() else None
