"""What was typed into the form of a plan as plain data of a demand, and a demand back as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Said = Mapping[str, Any]
WHOLE = ("start", "days", "harm_unit", "travel_otherwise", "force_at_once", "force_needs_company")
"""What a demand says of the plan as a whole."""
_PERCENT = 100


def demand_of(said: Said, rows: Mapping[str, Sequence[Said]]) -> dict[str, Any]:
    """The demand as plain data; what was left empty is left to the record.

    Args:
        said: what was typed of the plan as a whole, checked.
        rows: what was typed of places, teams, travel and needs.
    """
    whole = {name: said[name] for name in WHOLE if said.get(name) not in (None, "")}
    return whole | {
        "start": said["start"].isoformat(),
        "spots": [_spot(row) for row in rows["spots"]],
        "teams": [team for row in rows["teams"] for team in _teams(row)],
        "travel": [dict(row) for row in rows["travel"]],
        "needs": [{"first_day": 1} | _filled(row) for row in rows["needs"]],
    }


def row_of_team(rows: Sequence[Said], number: int) -> int:
    """Which row a team of the demand was typed into."""
    rest = number
    for place, row in enumerate(rows):
        rest -= row.get("n_alike") or 1
        if rest < 0:
            return place
    return max(0, len(rows) - 1)


def rows_of(demand: Said) -> dict[str, list[dict[str, Any]]]:
    """A demand as the rows of a form."""
    return {
        "spots": [_spot_row(spot) for spot in demand["spots"]],
        "teams": [team | {"averts": _percent(team["averts"])} for team in demand["teams"]],
        "travel": list(demand.get("travel", ())),
        "needs": list(demand.get("needs", ())),
    }


def _spot(row: Said) -> dict[str, Any]:
    said = _filled(row)
    country, admin1 = said.pop("country", None), said.pop("admin1", None)
    if "most_averted" in said:
        said["most_averted"] /= _PERCENT
    if country:
        place = {"country": country, "precision": "admin1" if admin1 else "country"}
        said["place"] = place | ({"admin1": admin1} if admin1 else {})
    return said


def _teams(row: Said) -> list[dict[str, Any]]:
    said = _filled(row)
    n, averts = said.pop("n_alike", 1), said["averts"] / _PERCENT
    names = [said["name"]] if n == 1 else [f"{said['name']} {number}" for number in range(1, n + 1)]
    return [{**said, "name": name, "averts": averts} for name in names]


def _filled(row: Said) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _spot_row(spot: Said) -> dict[str, Any]:
    place = spot.get("place") or {}
    row = {name: spot[name] for name in ("name", "refused", "shortest_stay", "room") if name in spot}
    harm = {"harm": " ".join(f"{number:g}" for number in spot["harm"])} if spot.get("harm") else {}
    most = {"most_averted": _percent(spot["most_averted"])} if "most_averted" in spot else {}
    where = {name: place[name] for name in ("country", "admin1") if place.get(name)}
    return row | harm | most | where


def _percent(share: float) -> float:
    return round(share * _PERCENT, 6)
