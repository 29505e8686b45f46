"""A node with an empty accounts database for each test of the doors."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from doors import QUICK, House, house_in, start


@pytest.fixture(scope="session")
def django() -> None:
    start()


@pytest.fixture
def house(django: None, tmp_path: Path) -> Iterator[House]:
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import override_settings

    call_command("flush", verbosity=0, interactive=False)
    cache.clear()
    built = house_in(tmp_path / "node")
    with override_settings(FORESTALL=built.settings, PASSWORD_HASHERS=QUICK):
        yield built
    built.node.close()
