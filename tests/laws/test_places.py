"""Laws of the ground: codes are nobody's twice, neighbours are mutual, cells and points agree."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.places import grid
from forestall.places.borders import neighbours
from forestall.places.countries import (
    countries,
    countries_at,
    country_by_code,
    country_by_key,
    find_country,
    states_at,
)
from forestall.places.country import SCHEMES, Country
from forestall.places.succession import predecessors, successors

LAW = settings(deadline=None, max_examples=60)  # the first example reads the tables
days = st.dates(date(1945, 1, 1), date(2030, 12, 31))
# The days on which something changed, and the days before: where a mistake in a period shows.
turns = st.sampled_from(sorted({turn for country in countries() for turn in (country.start, country.end) if turn}))
when = days | turns | turns.map(lambda day: date.fromordinal(max(day.toordinal() - 1, 1)))
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@LAW
@given(when)
def test_no_two_countries_have_one_code_on_the_same_day(day: date) -> None:
    for scheme in SCHEMES:
        codes = [code for country in countries_at(day) if (code := country.code(scheme)) is not None]
        assert len(codes) == len(set(codes)), (scheme, day)
    keys = [country.key for country in countries_at(day)]
    assert len(keys) == len(set(keys))


@LAW
@given(when)
def test_every_country_of_a_day_is_found_by_each_of_its_codes_and_by_its_name(day: date) -> None:
    for country in countries_at(day):
        assert country_by_key(country.key, day) == country
        assert find_country(country.name, day) == country
        for scheme in SCHEMES:
            code = country.code(scheme)
            assert code is None or country_by_code(scheme, code, day) == country


@LAW
@given(when)
def test_neighbours_are_mutual_and_stand_on_that_day(day: date) -> None:
    near = {country: neighbours(country, day) for country in countries_at(day)}
    for country, others in near.items():
        assert country not in others
        for other in others:
            assert other.on(day)
            assert country in near[other]


@LAW
@given(st.sampled_from(countries()))
def test_predecessors_and_successors_are_each_others(country: Country) -> None:
    for before in predecessors(country):
        assert country in successors(before)
    for after in successors(country):
        assert country in predecessors(after)


@LAW
@given(when)
def test_real_and_invented_never_mix(day: date) -> None:
    for state in states_at(day):
        assert not state.exercise
        assert not any(other.exercise for other in neighbours(state, day))


@LAW
@given(latitudes, longitudes)
def test_a_point_lies_in_the_bounds_of_its_cell(latitude: float, longitude: float) -> None:
    south, west, north, east = grid.bounds(grid.cell_at(latitude, longitude))
    assert south <= latitude
    assert latitude < north or latitude == north == 90
    assert west <= longitude < east or (longitude == 180 and west == -180)


@LAW
@given(st.integers(1, grid.CELLS))
def test_a_cell_is_that_of_its_centroid_and_is_near_to_its_neighbours(cell: int) -> None:
    assert grid.cell_at(*grid.centroid(cell)) == cell
    for near in grid.neighbours(cell):
        assert cell in grid.neighbours(near)


@LAW
@given(st.lists(st.tuples(latitudes, longitudes), max_size=20))
def test_many_points_have_the_cells_they_have_alone(points: list[tuple[float, float]]) -> None:
    together = grid.cells_at([lat for lat, _ in points], [lon for _, lon in points])
    assert together.tolist() == [grid.cell_at(*point) for point in points]
