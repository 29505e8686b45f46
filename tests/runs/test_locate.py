"""One answer to where something is."""

from datetime import date

import pytest

from forestall.errors import ForestallError
from forestall.runs.locate import locate

DAY = date(2026, 11, 22)


def test_a_name_is_answered_with_the_country_and_what_it_touches() -> None:
    answer = locate("Sudan", date(2010, 1, 1)).to_json()
    assert answer["on"] == "2010-01-01"
    [sudan] = answer["countries"]
    assert (sudan["key"], sudan["numeric"], sudan["gw"]) == ("SDN", "736", 625)
    assert "UGA" in sudan["neighbours"]
    assert sudan["successors"] == ["Sudan (SDN, 2011-07-09 on)", "South Sudan (SSD, 2011-07-09 on)"]
    assert "cell" not in answer


@pytest.mark.parametrize("query", ["15.6,32.5", " +15.6 ; 32.5 ", "15.6, 32.5"])
def test_a_point_is_answered_with_its_country_and_cell(query: str) -> None:
    answer = locate(query, DAY).to_json()
    assert [country["key"] for country in answer["countries"]] == ["SDN"]
    assert (answer["cell"], answer["cell_centroid"]) == (152_346, [15.75, 32.75])
    assert (answer["near"], answer["admin1"]) == (False, None)


def test_a_point_off_the_coast_says_that_it_is_near() -> None:
    answer = locate("12.78,45.03", DAY).to_json()
    assert (answer["near"], answer["countries"][0]["key"]) == (True, "YEM")


def test_a_point_in_the_open_sea_has_a_cell_and_no_country() -> None:
    answer = locate("0,0", DAY).to_json()
    assert (answer["cell"], answer["countries"], answer["near"]) == (129_961, [], False)


def test_a_point_in_an_invented_country_names_its_area_and_says_exercise() -> None:
    answer = locate("-31.6,-19.7", DAY).to_json()
    assert answer["admin1"] == {"name": "Tolm", "code": "XA-01", "id": "EXERCISE-XA-01"}
    assert answer["countries"][0]["exercise"] is True


@pytest.mark.parametrize("query", ["91,0", "0,181", "nan,0", "1e5,0", "Sudn", "", "1,2,3"])
def test_what_is_neither_a_place_nor_a_point_is_refused(query: str) -> None:
    with pytest.raises(ForestallError):
        locate(query, DAY)
