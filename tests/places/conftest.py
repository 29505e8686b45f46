"""Local copies of public lists to compare our own tables with."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of local copies; tests that need it are skipped where there is none."""
    folder = os.environ.get("FORESTALL_MIRROR")
    if not folder:
        pytest.skip("FORESTALL_MIRROR is not set")
    return Path(folder)
