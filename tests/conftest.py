"""What many tests start from: an empty ledger, on either database, and a node with its doors."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doors import QUICK, House, house_in, start
from forestall.memory.ledger import Ledger, create_ledger
from ledgers import KEY, HandClock
from postgresql import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of one worker."""
    running = Server()
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the address of a place where no ledger is yet, a new one each time; every test runs on both."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        return server.fresh_database
    numbers = iter(range(1_000_000))
    return lambda: f"sqlite:///{tmp_path / f'ledger{next(numbers)}.sqlite'}"


@pytest.fixture
def address(fresh_address: Callable[[], str]) -> str:
    """Where no ledger is yet."""
    return fresh_address()


@pytest.fixture
def clock() -> HandClock:
    """Noon on a day in April, until a test moves it."""
    return HandClock()


@pytest.fixture
def ledger(address: str, clock: HandClock) -> Iterator[Ledger]:
    """An empty ledger, open."""
    with create_ledger(address, KEY, clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def django() -> None:
    """Django, configured for this process."""
    start()


@pytest.fixture
def house(django: None, tmp_path: Path) -> Iterator[House]:
    """A node with an empty accounts database."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.test import override_settings

    call_command("flush", verbosity=0, interactive=False)
    cache.clear()
    built = house_in(tmp_path / "node")
    with override_settings(FORESTALL=built.settings, PASSWORD_HASHERS=QUICK):
        yield built
    built.node.close()
