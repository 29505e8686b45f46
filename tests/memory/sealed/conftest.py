"""A site with everything in place."""

from pathlib import Path

import pytest

from forestall.memory.ledger import Ledger
from memory.sealed.making import Site, make_site


@pytest.fixture
def site(tmp_path: Path, ledger: Ledger) -> Site:
    return make_site(tmp_path / "home", ledger)
