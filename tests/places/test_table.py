"""Our own tables: what is wrong in them is named."""

from pathlib import Path

import pytest

from forestall.errors import DefinitionError
from forestall.places.table import FOLDER, read_countries, read_rows

LINES = (FOLDER / "countries.csv").read_text().splitlines()
HEAD = next(line for line in LINES if line.startswith("key,"))
SUDAN = next(line for line in LINES if line.startswith("SDN,2011"))


def _table(folder: Path, *rows: str) -> Path:
    path = folder / "countries.csv"
    path.write_text("\n".join(("# a comment, with commas", HEAD, *rows)))
    return path


def test_comments_are_passed_over_and_empty_cells_are_absent(tmp_path: Path) -> None:
    [sudan] = read_countries(_table(tmp_path, SUDAN))
    assert (sudan.key, sudan.end, sudan.administered_by, sudan.outlines) == ("SDN", None, None, ("SDN",))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (SUDAN.replace("2011-07-09", "2011-02-30"), "ValueError in the row of SDN from 2011-02-30"),
        (SUDAN.replace(",state,", ",empire,"), "KeyError in the row of SDN from 2011-07-09"),
        (SUDAN.replace("625", "x"), "ValueError in the row of SDN from 2011-07-09"),
        (SUDAN + ",one cell more", "row 1 has others"),
        ("SDN,2011-07-09", "row 1 has others"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, found: str) -> None:
    with pytest.raises(DefinitionError) as refusal:
        read_countries(_table(tmp_path, row))
    assert (refusal.value.where, refusal.value.found) == ("places/countries.csv", found)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"places/none\.csv: expected a readable file"):
        read_rows(tmp_path / "none.csv")
