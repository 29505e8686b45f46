from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.records.actor import Actor
from forestall.records.alert import Alert
from forestall.records.organisation import Organisation
from forestall.warn.alerts.routing import check_routing, exclusions_for
from record_samples import DIGEST, SAMPLES, said


def organisation(*links: tuple[str, str], part_of: str | None = None) -> Organisation:
    rows = [{"actor": actor, "link": link, "grounds": [DIGEST]} for actor, link in links]
    return Organisation.parse({"names": [said("A body")], "kind": "ministry", "actor_links": rows, "part_of": part_of})


def actor(part_of: str | None = None, same_as: str | None = None) -> Actor:
    return Actor.parse({"names": [said("A force")], "kind": "armed_forces", "part_of": part_of, "same_as": same_as})


ORGANISATIONS = {
    "organisation-police": organisation(("actor-brigade", "shared_leadership")),
    "organisation-army-desk": organisation(part_of="organisation-defence"),
    "organisation-defence": organisation(("actor-army", "commands")),
    "organisation-union": organisation(("actor-other", "allied")),
}
ACTORS = {"actor-brigade": actor("actor-army"), "actor-army": actor(), "actor-old": actor(same_as="actor-brigade")}


def kept_out(*recipients: str, suspected: str = "actor-brigade") -> list[tuple[str, str]]:
    found = exclusions_for(recipients, [suspected], ORGANISATIONS, ACTORS)
    return [(one.organisation, one.actor) for one in found]


def test_recipients_linked_to_a_suspected_actor_are_kept_out() -> None:
    assert kept_out("organisation-police", "organisation-union") == [("organisation-police", "actor-brigade")]


def test_links_reach_up_to_who_commands_the_actor_and_to_the_body_a_recipient_belongs_to() -> None:
    assert kept_out("organisation-army-desk") == [("organisation-army-desk", "actor-army")]


def test_an_actor_that_proved_to_be_another_keeps_out_the_same() -> None:
    assert kept_out("organisation-police", suspected="actor-old") == [("organisation-police", "actor-brigade")]


def test_two_bodies_said_to_belong_to_each_other_do_not_hang_the_rule() -> None:
    ring = {
        "organisation-a": organisation(part_of="organisation-b"),
        "organisation-b": organisation(part_of="organisation-a"),
    }
    loop = {"actor-a": actor("actor-b"), "actor-b": actor("actor-a")}
    assert exclusions_for(["organisation-a"], ["actor-a"], ring, loop) == ()


def alert(**parts: Any) -> Alert:
    addressed = {"addressees": [{"organisation": "organisation-police"}], "suspected_actors": ["actor-brigade"],
                 "exclusions": []}  # fmt: skip
    return Alert.parse(SAMPLES["alert"] | addressed | parts)


def test_an_alert_to_a_linked_body_is_refused_until_it_says_why() -> None:
    with pytest.raises(InvalidField, match="organisation-police \\(shared_leadership actor-brigade\\)"):
        check_routing(alert(), ORGANISATIONS, ACTORS)
    let_in = {"organisation": "organisation-police", "actor": "actor-brigade", "link": "shared_leadership",
              "included_because": "Only it can open the road."}  # fmt: skip
    check_routing(alert(exclusions=[let_in]), ORGANISATIONS, ACTORS)
    check_routing(alert(suspected_actors=[]), {}, {})


def test_a_recipient_of_which_nothing_is_known_is_no_recipient_where_somebody_is_suspected() -> None:
    with pytest.raises(InvalidField, match="organisation-new"):
        check_routing(alert(addressees=[{"organisation": "organisation-new"}]), ORGANISATIONS, ACTORS)
