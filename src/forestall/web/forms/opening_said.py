"""What was typed into the form of a new assessment as plain data, and back for its next version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Said = Mapping[str, Any]
HARM = ("who_could_be_hurt", "how", "mitigation", "alternative", "acceptable")


def question_of(said: Said, harm: Said) -> dict[str, Any]:
    """The assessment as plain data.

    Args:
        said: what was typed, checked.
        harm: the answers to the harm check, whose, and when.
    """
    language, admin1 = said["language"], said["admin1"]
    place = {"country": said["country"], "precision": "admin1" if admin1 else "country"}
    return {
        "place": place | ({"admin1": admin1} if admin1 else {}),
        "populations": _texts(said["populations"], language),
        "suspected_actors": said["suspected_actors"],
        "period": {"start": said["period_start"].isoformat(), "end": said["period_end"].isoformat()},
        "window": said["window"],
        "authors": said["authors"],
        "resilience": _texts(said["resilience"], language),
        "what_would_change_our_mind": _texts(said["would_change"], language),
        "harm_check": dict(harm),
        **({"answers": said["answers"]} if said["answers"] else {}),
    }


def beginning_from(last: Said | None) -> dict[str, Any]:
    """What the form of a next version begins with: the question as it was put, its days and people anew."""
    if last is None:
        return {}
    harm = last.get("harm_check") or {}
    return {
        "country": last["place"].get("country"),
        "admin1": last["place"].get("admin1", ""),
        "populations": _lines(last["populations"]),
        "suspected_actors": last.get("suspected_actors", []),
        "window": last["window"],
        "analysts": last["authors"],
        "resilience": _lines(last["resilience"]),
        "would_change": _lines(last["what_would_change_our_mind"]),
        **{name: harm.get(name) for name in HARM if name != "acceptable"},
    }


def _texts(lines: list[str], language: str) -> list[dict[str, str]]:
    return [{"text": line, "language": language} for line in lines]


def _lines(texts: list[dict[str, str]]) -> str:
    return "\n".join(text["text"] for text in texts)
