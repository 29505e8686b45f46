"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, gone at the end.

Nothing here is durable: the tests kill their clients and the server, never the machine, so what the
server wrote stays in the page cache and fsync would only cost time.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import psycopg

_NUMBERS = count(1)


def find_programs() -> Path:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise AssertionError("PostgreSQL is not installed: run `make test`, which installs what tests need")
    return Path(on_path).resolve().parent


class Server:
    """A server in a folder, started; `address` names a fresh database each time."""

    def __init__(self, folder: Path | None = None, *, options: Sequence[str] = ("fsync=off",)) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="forestall-postgresql-"))
        self._programs = find_programs()
        self._options = options
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", str(self._data), "-U", "forestall", "--auth=trust", "-E", "UTF8", "--no-sync")
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self, port: int | None = None) -> None:
        """Start on a port, or on a free one; another try where somebody took that meanwhile."""
        for _ in range(3):
            self.port = port or _free_port()
            options = " ".join(f"-c {option}" for option in self._options)
            listen = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
            try:
                self._run(
                    "pg_ctl",
                    "-D",
                    str(self._data),
                    "-w",
                    "-l",
                    str(self.folder / "log"),
                    "-o",
                    f"{listen} {options}",
                    "start",
                )
            except subprocess.CalledProcessError:
                continue
            return
        raise AssertionError("the server did not start:\n" + (self.folder / "log").read_text())

    def fresh_database(self, like: str = "template0") -> str:
        """The address of a new database: empty, or a copy of another that nobody is connected to."""
        name = f"test_{os.getpid()}_{next(_NUMBERS)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
        return self.address(name)

    def address(self, name: str) -> str:
        """The address of a database by name."""
        return f"postgresql://forestall@127.0.0.1:{self.port}/{name}"

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        pid = int((self._data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        # Its children see that it is gone and leave; the next start waits for the port and the memory.
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop", check=False)

    def stop(self) -> None:
        """End the server and take its folder away."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        # The server refuses to run as root.
        identity = pwd.getpwnam(self._user) if self._user else None
        subprocess.run(
            [self._programs / program, *arguments],
            check=check,
            cwd=self.folder,
            user=identity.pw_uid if identity else None,
            group=identity.pw_gid if identity else None,
            extra_groups=[] if identity else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
