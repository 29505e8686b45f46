"""Countries as paths of a drawing."""

from shapely import Polygon

from forestall.runs.outlook.naming import drawn_outlines
from forestall.runs.outlook.world_map import country_paths


def test_no_path_holds_a_line_without_steps() -> None:
    speck = Polygon([(10.0, 10.0), (10.001, 10.0), (10.001, 10.001)])
    assert "lz" not in country_paths({"XEA": speck}).get("XEA", "")
    assert not any("lz" in path for path in country_paths(drawn_outlines()).values())
