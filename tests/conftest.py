"""What many tests start from: an empty ledger, on either database, and a node with its doors."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doors import House, open_house, start, with_accounts
from forestall.memory.ledger import Ledger, create_ledger
from forestall.warn.delivery.smtp import MailServer
from ledgers import KEY, HandClock
from mail_server import Mailbox, MailHost
from postgresql import Server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the doors marked `both_databases` run on each."""
    if metafunc.definition.get_closest_marker("both_databases"):
        for node in {"house", "served"}.intersection(metafunc.fixturenames):
            metafunc.parametrize(node, ["sqlite", "postgresql"], indirect=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How often processes are killed."""
    parser.addoption("--kills", type=int, default=8, help="how often tests of crashes kill worker and web process")


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
def mailbox() -> Mailbox:
    """What a mail server takes in, and how it answers."""
    return Mailbox()


@pytest.fixture
def host(mailbox: Mailbox) -> Iterator[MailServer]:
    """The address of a mail server that runs meanwhile, with that mailbox behind it."""
    running = MailHost(mailbox)
    running.start()
    yield running.address
    running.stop()


@pytest.fixture
def ledger(address: str, clock: HandClock) -> Iterator[Ledger]:
    """An empty ledger, open."""
    with create_ledger(address, KEY, clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def django() -> None:
    """Django, configured for this process."""
    start()


@pytest.fixture(scope="session")
def accounts(django: None, server: Server) -> str:
    """The name of a PostgreSQL database with the accounts' schema, of which copies are made."""
    return with_accounts(server.fresh_database())


@pytest.fixture
def house(django: None, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A node with an empty accounts database; on SQLite, and on PostgreSQL too where a test is marked for both."""
    address = None
    if getattr(request, "param", "sqlite") == "postgresql":
        server: Server = request.getfixturevalue("server")
        address = server.fresh_database(like=request.getfixturevalue("accounts"))
    with open_house(tmp_path / "node", address) as built:
        yield built
