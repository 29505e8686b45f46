"""SQL sees what its reader may see, as of then, and reaches nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forestall.memory.lake.lake import Lake
from forestall.memory.lake.views import open_views
from forestall.memory.ledger import Ledger
from forestall.memory.read import PUBLIC, Reader
from forestall.records.values.marking import Marking, Tlp
from ledgers import AMINA, CLEAR, HandClock
from memory.lake.making import EVENTS, LoadRows, delivery

# Files are the same whichever database holds the ledger.
pytestmark = pytest.mark.parametrize("fresh_address", ["sqlite"], indirect=True)

AMBER = Marking.parse({"tlp": "amber", "organisations": ["organisation-union"]})
WESTBAY = Reader(user="user-a", organisation="organisation-union")


def test_each_dataset_is_a_view_of_its_newest_load_by_then(lake: Lake, load_rows: LoadRows, clock: HandClock) -> None:
    load_rows(EVENTS.slice(0, 2), part_by="country")
    then = clock.present
    clock.move(days=1)
    load_rows(EVENTS)
    load_rows(pa.table({"n": [1, 2, 3]}), dataset="cells")
    count = "SELECT count(*) FROM ucdp_candidate"
    with lake.connect(PUBLIC, as_of=then) as early:
        assert early.connection.execute(count).fetchall() == [(2,)]
        assert set(early.loads) == {"ucdp_candidate"}
    with lake.connect(PUBLIC) as late:
        assert late.connection.execute(count).fetchall() == [(5,)]
        assert late.connection.execute("SELECT sum(n) FROM cells").fetchall() == [(6,)]


def test_a_view_has_the_columns_that_were_loaded_and_none_from_its_folders(lake: Lake, load_rows: LoadRows) -> None:
    load_rows(pa.table({"country": ["1", "02"], "deaths": [1, 2]}), part_by="country")
    with lake.connect(PUBLIC) as opened:
        assert opened.connection.execute("SELECT * FROM ucdp_candidate ORDER BY deaths").fetchall() == [
            ("1", 1),
            ("02", 2),
        ]


def test_what_a_reader_may_not_see_is_no_view_and_no_file(lake: Lake, load_rows: LoadRows) -> None:
    secret = load_rows(dataset="sightings", marking=AMBER)
    load_rows()
    with lake.connect(WESTBAY) as opened:
        assert opened.connection.execute("SELECT count(*) FROM sightings").fetchall() == [(5,)]
        assert opened.marking().tlp == Tlp.AMBER
    (file,) = secret.paths()
    with lake.connect(PUBLIC) as opened:
        with pytest.raises(duckdb.CatalogException):
            opened.connection.execute("SELECT count(*) FROM sightings")
        with pytest.raises(duckdb.PermissionException):
            opened.connection.execute(f"SELECT * FROM read_parquet('{file}')")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/forestall-must-not-appear.csv'",
        "ATTACH '/tmp/forestall-must-not-appear.db'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "INSTALL httpfs",
        "SELECT * FROM outside",
    ],
)
def test_sql_reaches_nothing_but_its_views(lake: Lake, load_rows: LoadRows, statement: str) -> None:
    load_rows()
    outside = pa.table({"n": [1]})
    assert outside.num_rows == 1
    with lake.connect(PUBLIC) as opened, pytest.raises(duckdb.Error):
        opened.connection.execute(statement)
    assert not Path("/tmp/forestall-must-not-appear.csv").exists()


def test_hostile_folders_and_names_are_only_names(tmp_path: Path, ledger: Ledger) -> None:
    lake = Lake(tmp_path / "it's [a-z] *?; DROP", ledger)
    load = lake.load(delivery(), EVENTS, author=AMINA, marking=CLEAR)
    name = 'x"; DROP TABLE "y'
    with open_views(lake.folder, {name: load}) as opened:
        assert opened.connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == [
            (name,)
        ]
        assert opened.connection.execute('SELECT count(*) FROM "x""; DROP TABLE ""y"').fetchall() == [(5,)]


def test_a_folder_that_looks_like_a_pattern_is_not_taken_for_its_neighbour(tmp_path: Path, ledger: Ledger) -> None:
    lake = Lake(tmp_path / "node[12]", ledger)
    load = lake.load(delivery(), EVENTS, author=AMINA, marking=CLEAR)
    shutil.copytree(tmp_path / "node[12]", tmp_path / "node1")
    (neighbour,) = (tmp_path / "node1").rglob("*.parquet")
    neighbour.chmod(0o600)
    pq.write_table(EVENTS.slice(0, 1), neighbour)
    with open_views(lake.folder, {"events": load}) as opened:
        assert opened.connection.execute("SELECT count(*) FROM events").fetchall() == [(5,)]


def test_an_empty_load_is_an_empty_view_with_its_types(lake: Lake, load_rows: LoadRows) -> None:
    load_rows(EVENTS.slice(0, 0))
    with lake.connect(PUBLIC) as opened:
        rows = opened.connection.execute("SELECT typeof(max(deaths)), count(*) FROM ucdp_candidate").fetchall()
    assert rows == [("BIGINT", 0)]


def test_nothing_is_left_of_a_query_that_outgrew_memory(lake: Lake, load_rows: LoadRows) -> None:
    load_rows()
    with lake.connect(PUBLIC) as opened:
        ((spill,),) = opened.connection.execute("SELECT current_setting('temp_directory')").fetchall()
        assert Path(spill).is_relative_to(lake.folder)
    assert not Path(spill).exists()
