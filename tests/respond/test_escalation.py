"""One step up: who is next, whom it passes over, and who serves in an office today."""

from datetime import UTC, datetime

from deciding import MINISTRY
from forestall.records.alert import Addressee
from forestall.records.focal_point import FocalPoint
from forestall.records.parts.escalation import Escalation
from forestall.respond.escalation import Surroundings, next_step, serving
from record_samples import said

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ABOVE, ISSUER = "organisation-above", "organisation-union"
ASKED = Addressee(organisation=MINISTRY, focal_point="focal_point-1")


def office(organisation: str = MINISTRY, **parts: str) -> FocalPoint:
    return FocalPoint.parse({"organisation": organisation, "office": said("An office")} | parts)


def way_up(offices: dict[str, FocalPoint], refused: str | None = None, above: str | None = ABOVE) -> list[Escalation]:
    """Every step, one after the other."""
    taken: list[Escalation] = []
    around = Surroundings(offices, above, ISSUER)
    while step := next_step(ASKED, around, tuple(taken), lambda name: name != refused):
        taken.append(step)
    return taken


def named(taken: list[Escalation]) -> list[tuple[str, str | None]]:
    return [(one.step, one.focal_point) for one in taken]


def test_it_goes_to_the_deputy_then_to_colleagues_then_above_and_in_the_end_to_the_issuer() -> None:
    offices = {
        "focal_point-0": office(),
        "focal_point-1": office(deputy="focal_point-2"),
        "focal_point-2": office(),
        "focal_point-8": office(ABOVE),
        "focal_point-9": office(ABOVE),
    }
    assert named(way_up(offices)) == [
        ("deputy", "focal_point-2"), ("colleague", "focal_point-0"), ("body_above", "focal_point-8"), ("issuer", None),
    ]  # fmt: skip
    assert named(way_up(offices, refused=ABOVE)) == [
        ("deputy", "focal_point-2"), ("colleague", "focal_point-0"), ("issuer", None),
    ]  # fmt: skip


def test_a_deputy_who_serves_no_more_is_passed_over_and_without_offices_there_is_only_the_body_above() -> None:
    assert named(way_up({"focal_point-1": office(deputy="focal_point-2")})) == [("body_above", None), ("issuer", None)]
    assert named(way_up({}, above=None)) == [("issuer", None)]


def test_an_office_serves_to_the_end_of_its_last_day_and_only_its_own_organisation() -> None:
    offices = {
        "focal_point-b": office(ended="2026-11-22", ended_because="Abolished."),
        "focal_point-a": office(),
        "focal_point-c": office(ended="2026-11-21", ended_because="Abolished."),
        "focal_point-d": office(ABOVE),
    }
    assert list(serving(offices, MINISTRY, NOW)) == ["focal_point-a", "focal_point-b"]
