"""Accounts on PostgreSQL: a schema of their own beside the ledger's tables, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from postgresql import Server

COMMAND = str(Path(sys.executable).with_name("forestall"))


def test_accounts_stand_beside_the_ledger_and_never_among_its_tables(server: Server, tmp_path: Path) -> None:
    import psycopg

    address = server.fresh_database()
    told = {**os.environ, "FORESTALL_HOME": str(tmp_path / "node"), "FORESTALL_DATABASE": address}
    for words in (("init",), ("user", "add", "amina", "--role", "analyst"), ("user", "list", "--json")):
        done = subprocess.run([COMMAND, *words], env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert '"amina"' in done.stdout
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT table_schema, count(*) FROM information_schema.tables GROUP BY 1").fetchall()
    tables = dict(rows)
    assert tables["accounts"] > 10
    assert tables["public"] == 5
    verified = subprocess.run([COMMAND, "ledger", "verify"], env=told, capture_output=True, text=True, check=False)
    assert verified.returncode == 0
