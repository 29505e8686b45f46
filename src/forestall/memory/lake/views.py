"""SQL over the lake: an in-memory DuckDB with one view for each dataset, and no way to anything else.

The connection reads the files of the loads it was opened with and nothing besides: no other file, no
network, no extension, no variable of the calling program, and none of this can be switched back on. Files
are read-only, which a process that runs as root could overrule: don't run a node as root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from forestall.errors import InvalidField, StorageReadOnly
from forestall.memory.lake.load import Load
from forestall.memory.lake.paths import SPILL
from forestall.memory.lake.scratch import scratch_folder
from forestall.records.values.marking import Marking, strictest

_Value = str | bool | int | float | list[str]
_NO_EXTENSIONS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}

_ABOUT_THE_STATEMENT = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)


@dataclass(frozen=True)
class OpenLake:
    """A connection to some loads, and what they are."""

    connection: duckdb.DuckDBPyConnection
    """DuckDB with a view for each of the loads, named by its dataset."""
    loads: Mapping[str, Load]
    """The loads by their datasets' names."""

    def query(self, statement: str, limit: int) -> pa.Table:
        """The first rows of the answer to one SQL statement.

        Raises:
            InvalidField: the statement is wrong, answers nothing, or reaches for what it may not.
        """
        try:
            answer = self.connection.sql(statement)
            if answer is not None:
                return answer.limit(limit).to_arrow_table()
            found = "a statement without an answer"
        except duckdb.Error as error:
            # Such messages repeat the statement; those of other kinds may repeat what a row holds.
            says = str(error).splitlines()[0] if isinstance(error, _ABOUT_THE_STATEMENT) else "one that fails"
            found = f"{says} ({type(error).__name__})"
        raise InvalidField(
            expected=f"SQL that asks {', '.join(sorted(self.loads)) or 'an empty lake'}",
            found=found,
            where="statement",
            remedy="Correct it; `forestall lake list` prints the datasets.",
        )

    def marking(self) -> Marking:
        """The marking of anything made from all of them: the strictest.

        Raises:
            TypeError: there are none.
        """
        return strictest(load.marking for load in self.loads.values())


@contextmanager
def open_views(lake: Path, loads: Mapping[str, Load]) -> Iterator[OpenLake]:
    """A connection with one view for each load, closed when the block ends.

    Args:
        lake: the lake's folder, where queries that outgrow memory keep what they can't hold.
        loads: the loads by the names of their views.

    Raises:
        IntegrityError: a file is missing, or isn't the one that was written.
    """
    with ExitStack() as stack:
        spill = _spill_folder(lake, stack)
        config: dict[str, _Value] = {**_NO_EXTENSIONS, "temp_directory": spill}
        connection = stack.enter_context(duckdb.connect(":memory:", config=config))
        for name, load in loads.items():
            files = ", ".join(quoted_text(as_pattern(path)) for path in load.paths())
            rows = f"SELECT * FROM read_parquet([{files}], hive_partitioning = false)"  # noqa: S608 - quoted
            connection.execute(f"CREATE VIEW {quoted_name(name)} AS {rows}")
        _shut_in(connection, [path for load in loads.values() for path in load.paths()])
        yield OpenLake(connection, dict(loads))


def _spill_folder(lake: Path, stack: ExitStack) -> str:
    try:
        return str(stack.enter_context(scratch_folder(lake / SPILL)))
    except StorageReadOnly:
        return ""  # a lake on a read-only disk can be read, by queries that memory holds


def _shut_in(connection: duckdb.DuckDBPyConnection, paths: list[Path]) -> None:
    # DuckDB asks leave for the pattern, and then for the file it finds by it.
    allowed = sorted({*map(str, paths), *map(as_pattern, paths)})
    connection.execute(f"SET allowed_paths = [{', '.join(map(quoted_text, allowed))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def as_pattern(path: Path) -> str:
    """The pattern that matches this path alone: DuckDB takes every path for a pattern."""
    return "".join(f"[{character}]" if character in "[*?" else character for character in str(path))


def quoted_text(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
