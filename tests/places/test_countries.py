"""What a code or a name meant on a day, and the table against published copies of the lists it follows."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from forestall.errors import UnknownTerm
from forestall.places.countries import (
    countries,
    country_by_code,
    country_by_key,
    find_country,
    states_at,
)
from forestall.places.country import REGIONS, Scheme
from forestall.places.succession import counterparts
from forestall.vocabulary.load import vocabulary

NOW = date(2026, 11, 22)
SINCE = date(1945, 1, 1)

# Where the copy of the Gleditsch-Ward list and our table differ, and why.
OTHER_DATES = {
    255: "the copy begins with Prussia in 1816; our row is the German Reich",
    365: "the copy begins with Russia in 1816; our row is the Soviet Union, one state with Russia in the list",
    511: "Zanzibar: independent on 1963-12-10, not 19; joined Tanganyika on 1964-04-26, its first day away",
    517: "Rwanda: independent on 1962-07-01; day and month changed places in the copy",
    781: "Maldives: independent on 1965-07-26, not in May",
    935: "Vanuatu: independent on 1980-07-30, not in June",
    971: "Nauru: independent on 1968-01-31, not in December",
}


@pytest.mark.parametrize(
    ("code", "scheme", "day", "name"),
    [
        ("736", "numeric", date(2011, 7, 8), "Sudan"),
        ("729", "numeric", date(2011, 7, 9), "Sudan"),
        (625, "gw", date(1990, 1, 1), "Sudan"),
        (625, "gw", NOW, "Sudan"),
        (626, "gw", date(2011, 7, 9), "South Sudan"),
        ("CS", "alpha2", date(1990, 1, 1), "Czechoslovakia"),
        ("CS", "alpha2", date(2004, 1, 1), "Serbia and Montenegro"),
        (345, "gw", date(2000, 1, 1), "Federal Republic of Yugoslavia"),
        (345, "cow", NOW, "Serbia"),
        (340, "gw", NOW, "Serbia"),
        ("XKX", "alpha3", NOW, "Kosovo"),
        ("SUN", "alpha3", date(1991, 12, 25), "Soviet Union"),
        (365, "gw", date(1991, 12, 26), "Russia"),
        ("VNM", "alpha3", date(1975, 1, 1), "Republic of Viet Nam"),
        ("VNM", "alpha3", date(1980, 1, 1), "Viet Nam"),
        (816, "gw", date(1960, 1, 1), "Democratic Republic of Viet Nam"),
        (680, "gw", date(1980, 1, 1), "Democratic Yemen"),
        (678, "gw", date(1980, 1, 1), "Yemen Arab Republic"),
        (679, "cow", date(1990, 5, 22), "Yemen"),
        (265, "gw", date(1990, 10, 2), "German Democratic Republic"),
        (255, "cow", date(1990, 10, 3), "Germany"),
        (260, "gw", date(1990, 10, 3), "Germany"),
        ("ZAR", "alpha3", date(1990, 1, 1), "Zaire"),
        ("TMP", "alpha3", date(1999, 9, 1), "East Timor"),
        (651, "gw", date(1960, 1, 1), "United Arab Republic"),
        (511, "gw", date(1964, 1, 12), "Zanzibar"),
        (713, "gw", NOW, "Taiwan"),
        ("PSE", "alpha3", NOW, "Palestine"),
        ("4", "numeric", NOW, "Afghanistan"),
        (" ml ", "alpha2", NOW, "Mali"),
    ],
)
def test_a_code_means_what_it_meant_on_that_day(code: str | int, scheme: Scheme, day: date, name: str) -> None:
    assert country_by_code(scheme, code, day).name == name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Sudan", "SDN"),
        ("the Gambia", "GMB"),
        ("cote d\u2019ivoire", "CIV"),
        ("IVORY COAST", "CIV"),
        ("Turkiye", "TUR"),
        ("Türkiye", "TUR"),
        ("TURKİYE", "TUR"),
        ("Türk\u0131ye", "TUR"),
        ("São Tomé and Príncipe", "STP"),
        ("Trinidad & Tobago", "TTO"),
        ("Bosnia-Herzegovina", "BIH"),
        ("DRC", "COD"),
        ("Congo", "COG"),
        ("sd", "SDN"),
        ("729", "SDN"),
        ("iso:4", "AFG"),
        ("GW 625", "SDN"),
        ("cow:345", "SRB"),
    ],
)
def test_a_name_is_found_whatever_its_accents_case_and_article(text: str, key: str) -> None:
    assert find_country(text, NOW).key == key


def test_a_misspelt_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(UnknownTerm) as refusal:
        find_country("Kyrgystan", NOW)
    assert refusal.value.remedy == "Did you mean Kyrgyzstan (KGZ)?"


def test_a_code_before_its_time_says_when_it_holds_and_whose_the_ground_was() -> None:
    with pytest.raises(UnknownTerm) as refusal:
        country_by_code("alpha3", "SSD", date(2005, 1, 1))
    assert refusal.value.expected == "a country of places/countries.csv that stood on 2005-01-01"
    assert refusal.value.remedy == (
        "It is South Sudan (SSD, 2011-07-09 on). On that day its area was that of Sudan (SDN)."
    )


@pytest.mark.parametrize("text", ["", "   ", "\x00", "Atlantis" * 1000, "gw:0", "cow:1234", "999999", "💥"])
def test_what_names_no_country_is_refused(text: str) -> None:
    with pytest.raises(UnknownTerm):
        find_country(text, NOW)


def test_a_key_stays_the_same_through_renamings() -> None:
    names = [country_by_key("COD", date(year, 1, 1)).name for year in (1965, 1985, 2005)]
    assert names == ["Congo (Kinshasa)", "Zaire", "Democratic Republic of the Congo"]


def test_the_states_of_a_day_are_those_that_stood_on_it() -> None:
    keys = {state.key for state in states_at(date(1991, 12, 26))}
    assert {"RUS", "UKR", "YUG", "CSK"} <= keys
    assert not keys & {"DDR", "ERI", "HRV", "HKG", "XEA"}


def test_193_states_are_members_of_the_united_nations() -> None:
    assert sum(state.un_member_on is not None for state in states_at(NOW)) == 193


def test_the_periods_of_a_key_follow_one_another_without_a_gap() -> None:
    by_key: dict[str, list[tuple[date, date | None]]] = {}
    for country in countries():
        by_key.setdefault(country.key, []).append((country.start, country.end))
    for key, periods in by_key.items():
        for (_, end), (start, _) in pairwise(periods):
            assert end == start, key


def test_no_two_countries_answer_to_one_name_on_the_same_day() -> None:
    days = sorted({day for country in countries() for day in (country.start, country.end) if day})
    for day in days:
        names: dict[str, str] = {}
        for country in (country for country in countries() if country.on(day)):
            for name in (country.name, *country.aliases):
                assert names.setdefault(name, country.key) == country.key, (day, name)


def test_every_row_has_a_known_confidence_a_source_and_a_region() -> None:
    levels = vocabulary("reference_confidence")
    for country in countries():
        assert country.confidence in levels
        assert country.source
        assert (country.region in REGIONS.values()) != country.exercise


def test_every_key_a_row_refers_to_is_in_the_table() -> None:
    keys = {country.key for country in countries()}
    for country in countries():
        named = {*country.predecessors, *country.outlines, country.administered_by, country.within}
        assert named - {None} <= keys, country.key


def test_exercise_countries_use_codes_that_iso_leaves_to_users() -> None:
    invented = [country for country in countries() if country.exercise]
    assert len(invented) == 3
    for country in invented:
        assert (country.alpha2 or "")[0] == "X"
        assert (country.alpha3 or "")[0] == "X"
        assert 900 <= int(country.numeric or 0) <= 999
        assert country.gw is country.cow is country.un_member_on is None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_every_gleditsch_ward_state_since_1945_is_there_from_its_first_day_to_its_last(mirror: Path) -> None:
    ours: dict[int, list[tuple[date, date | None]]] = {}
    for country in countries():
        if country.gw is not None:
            ours.setdefault(country.gw, []).append((country.start, country.end))
    theirs: dict[int, tuple[date, date | None]] = {}
    for row in _rows(mirror / "places" / "gwstates.csv"):
        last = date.fromisoformat(row["end"])
        if last >= SINCE:
            end = None if last == date.max else last + timedelta(days=1)
            theirs[int(row["gwcode"])] = (date.fromisoformat(row["start"]), end)
    assert ours.keys() == theirs.keys()
    different = {code for code, periods in ours.items() if (periods[0][0], periods[-1][1]) != theirs[code]}
    assert different == OTHER_DATES.keys()


def test_codes_of_today_are_those_of_iso_3166(mirror: Path) -> None:
    ours = {c.alpha3: c for c in countries() if c.on(NOW) and c.alpha3 and not c.exercise}
    theirs = {row["cca3"].replace("UNK", "XKX"): row for row in _rows(mirror / "places" / "countries.csv")}
    assert ours.keys() == theirs.keys()
    for code, row in theirs.items():
        assert (ours[code].alpha2, ours[code].numeric or "") == (row["cca2"], row["ccn3"]), code
        if ours[code].kind == "state" and code != "CYP":  # not by M49: Cyprus, islands counted to Antarctica
            assert ours[code].region == row["region"], code
        if code != "VAT":  # an observer, taken for a member by the copy
            assert (ours[code].un_member_on is not None) == (row["unMember"] == "1"), code


def test_every_code_of_a_conflict_panel_leads_to_the_state_of_its_month(mirror: Path) -> None:
    unplaced = {
        (row["country_iso3"], row["year_month"])
        for row in _rows(mirror / "ucdp" / "ged251_country_month.csv")
        if float(row["ucdp_event_count"]) > 0
        and not counterparts(
            country_by_code("alpha3", row["country_iso3"], NOW), date.fromisoformat(f"{row['year_month']}-01")
        )
    }
    assert unplaced == set()


def test_every_state_of_the_early_warning_project_is_found_by_number_and_name(mirror: Path) -> None:
    last = {row["ewp_name"]: row for row in _rows(mirror / "ewp" / "basedata_2025.csv")}
    assert len(last) > 170
    misspelt = {"Kyrgystan"}
    for name, row in last.items():
        day = date(int(row["year"]), 1, 2)
        state = country_by_code("cow", row["ccode"], day)
        if name not in misspelt:
            assert find_country(name, day) == state, name
