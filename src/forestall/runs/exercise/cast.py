"""The people of an exercise: one in every role, and five analysts from four sides."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.memory.read import Reader
from forestall.records.values.marking import Marking, Sensitivity
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import Handling
from forestall.vocabulary.load import vocabulary

OFFICE, NETWORK, ACADEMY, MINISTRY, COUNCIL = (
    "organisation-exercise-office",
    "organisation-exercise-network",
    "organisation-exercise-academy",
    "organisation-exercise-ministry",
    "organisation-exercise-council",
)
ORGANISATIONS = {
    OFFICE: ("Early-warning office of Tolmarra (exercise)", "regional_organisation"),
    NETWORK: ("Network of listening posts (exercise)", "civil_society_network"),
    ACADEMY: ("Institute of Tolm (exercise)", "academic"),
    MINISTRY: ("Ministry of the interior of Tolmarra (exercise)", "ministry"),
    COUNCIL: ("Council of elders of Tolmarra (exercise)", "peace_council"),
}
"""What each is called, and its kind."""
ELSEWHERE = {
    "monitor": NETWORK,
    "intake_officer": NETWORK,
    "complaints_officer": COUNCIL,
    "addressee": MINISTRY,
    "decision_maker": MINISTRY,
    "focal_point": MINISTRY,
    "deputy": MINISTRY,
    "action_owner": COUNCIL,
    "mediator": COUNCIL,
    "reviewer": ACADEMY,
    "review_panel_member": ACADEMY,
    "lawyer": ACADEMY,
    "overseer": COUNCIL,
    "key_custodian": NETWORK,
}
"""Who doesn't belong to the office."""
N_ANALYSTS = 5
SIDES = (
    (NETWORK, "civil_society"),
    (NETWORK, "civil_society"),
    (ACADEMY, "academia"),
    (ACADEMY, "academia"),
    (OFFICE, "intergovernmental"),
)
"""Where the analysts come from."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who takes part."""

    people: dict[str, Person]
    """By name: a role, or `analyst-1` to `analyst-5`; a second grader is `grader-2`."""

    def __getitem__(self, name: str) -> Person:
        """Who plays a part."""
        return self.people[name]

    @property
    def analysts(self) -> tuple[Person, ...]:
        """Those who judge."""
        return tuple(self.people[f"analyst-{number + 1}"] for number in range(N_ANALYSTS))

    @property
    def handling(self) -> Handling:
        """For everyone who takes part, as an exercise."""
        marking = {
            "tlp": "amber",
            "organisations": sorted(ORGANISATIONS),
            "recipients": sorted(person.user for person in self.people.values()),
            "actions": ["analyse", "act_visibly"],
            "purposes": ["early_warning"],
            "sensitivity": "moderate",
        }
        return Handling(Marking.parse(marking), exercise=True)


def full_cast() -> Cast:
    """Somebody in every role of vocabulary/role.yml."""
    people = {
        role: _person(role, role, ELSEWHERE.get(role, OFFICE)) for role in vocabulary("role") if role != "analyst"
    }
    people["grader-2"] = _person("grader-2", "grader", OFFICE)
    for number, (organisation, _) in enumerate(SIDES, 1):
        people[f"analyst-{number}"] = _person(f"analyst-{number}", "analyst", organisation)
    return Cast(people)


def _person(name: str, role: str, organisation: str) -> Person:
    user = f"user-exercise-{name.replace('_', '-')}"
    return Person(Reader(user, organisation, is_member=True, clearance=Sensitivity.HIGH), frozenset({role}))
