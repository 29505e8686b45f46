"""Every role at every address of the doors, on own and others' records of each marking, in pages and API.

The addresses are found in the URL confs and the rights stand in vocabulary/verb.yml; what each address asks for is
written down in door_addresses.py. So a page or a call that is new, or asks for another right, fails here first.
Every cell of verb, role, owner, marking and action is tried at one address at least, and every address with every
role and with every marking; what rules on them is tried in all cells apart from the doors in runs/test_permissions.py.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import pytest

from door_addresses import BODIES, SPENT, Address, calls, pages
from doors import House, open_house
from forestall.clock import SystemClock
from forestall.records.entry import Author, Draft
from forestall.records.kinds import record_class_for
from forestall.records.values.marking import Marking
from forestall.vocabulary.load import vocabulary
from ledgers import statements_to
from record_samples import DIGEST, SAMPLES
from warning_messages import message

ROLES, VERBS = tuple(vocabulary("role")), vocabulary("verb")
OURS, THEIRS = "ours", "organisation-theirs"
ACTIONS = ((), ("analyse", "act_visibly"))
REFUSED, ABSENT, CONFLICT = 403, 404, 409


class Told(NamedTuple):
    """Whose record, how marked, and what it allows."""

    owner: str
    marking: str
    actions: tuple[str, ...]


SHOWN, HIDDEN = Told(OURS, "green", ()), Told(THEIRS, "red to another", ())


class Way(NamedTuple):
    """One way to one address: with a session or a token, and as a page or its twin."""

    client: str
    one: Address
    suffix: str = ""


def markings(ours: str, people: list[str]) -> dict[str, tuple[dict[str, Any], bool]]:
    """For each marking, whether it reaches a member of our organisation who is cleared for moderate."""
    return {
        "clear": ({"tlp": "clear"}, True),
        "green": ({"tlp": "green"}, True),
        "amber to us": ({"tlp": "amber", "organisations": [ours]}, True),
        "amber to them": ({"tlp": "amber", "organisations": [THEIRS]}, False),
        "amber by name": ({"tlp": "amber", "recipients": people}, True),
        "strict to us": ({"tlp": "amber+strict", "organisations": [ours]}, True),
        "strict to them": ({"tlp": "amber+strict", "organisations": [THEIRS]}, False),
        "red to me": ({"tlp": "red", "recipients": people}, True),
        "red to another": ({"tlp": "red", "recipients": ["user-another"]}, False),
        "severe": ({"tlp": "clear", "sensitivity": "severe"}, False),
        "embargoed": ({"tlp": "clear", "embargo_until": "2999-01-01T00:00:00.000000Z"}, False),
    }


class Town:
    """A node with one person a role, and one record for every sort, owner, marking and action."""

    def __init__(self, house: House) -> None:
        self.house, self.ours = house, house.node.author.organisation
        people = {role: house.person(f"p-{n}", role, clearance="moderate") for n, role in enumerate(ROLES)}
        house.person("adam", "administrator")
        self.clients = {("browser", role): house.browser(account) for role, account in people.items()}
        self.clients |= {("program", role): _program(account) for role, account in people.items()}
        # A message without others behind it; an assessment whose facilitator is ours.
        facilitator = {"facilitator": people["facilitator"].pseudonym}
        self.bodies = SAMPLES | {"alert": message().to_json(), "assessment": SAMPLES["assessment"] | facilitator}
        self.reaches: dict[Told, bool] = {}
        drafts: dict[tuple[str, Told], Draft] = {}
        for marking, (said, reaches) in markings(self.ours, [one.pseudonym for one in people.values()]).items():
            for owner, actions in ((OURS, ()), *product((THEIRS,), ACTIONS)):
                told = Told(owner, marking, actions)
                # An embargo doesn't hold back its own organisation.
                self.reaches[told] = reaches or (owner == OURS and marking == "embargoed")
                for sort in sorted({one.sort for one in (*pages().values(), *calls().values()) if one.sort}):
                    drafts[sort, told] = self._draft(sort, told, said | {"actions": list(actions)}, len(drafts))
        entries = house.node.ledger.append(list(drafts.values()))
        self.ids = {key: (entry.record_id, entry.id) for key, entry in zip(drafts, entries, strict=True)}

    def _draft(self, sort: str, told: Told, marking: dict[str, Any], number: int) -> Draft:
        kinds = (kind for kind, term in vocabulary("entry_kind").items() if term.extra["record"] == sort)
        kind = SPENT.get(sort) or next(kinds)
        return Draft.parse(
            {
                "kind": kind,
                "record_id": f"{sort}-{number}",
                "body": record_class_for(kind).parse(self.bodies[sort]).to_json(),
                "author": Author(user="user-z", organisation=self.ours if told.owner == OURS else THEIRS),
                "marking": Marking.parse(marking),
            }
        )

    def path(self, way: Way, told: Told | None) -> str:
        """An address about a record; about none that there is without one."""
        sort = way.one.sort or "alert"
        ids = self.ids[sort, told] if told else (f"{sort}-nowhere", "0" * 64)
        return way.one.on(*ids) + way.suffix

    def ask(self, role: str, way: Way, told: Told | None) -> Any:
        """The answer to somebody who asks, or says what is to be said."""
        client, path = self.clients[way.client, role], self.path(way, told)
        if way.one.method == "GET":
            return client.get(path)
        if any(isinstance(part, bytes) for part in way.one.body.values()):
            files = {name: _file(part) if isinstance(part, bytes) else part for name, part in way.one.body.items()}
            return client.post(path, files)
        said = json.dumps(way.one.body).replace(DIGEST, self.ids["report", SHOWN][1])
        return client.generic(way.one.method, path, said, content_type="application/json")

    def fitting(self, role: str, one: Address, told: Told) -> set[int]:
        """How an address may answer a role about a record."""
        right = VERBS[one.verb].extra
        if one.method != "GET" and one.name not in BODIES:
            # Said by the schema alone, it may be refused for that before anything is looked for.
            return {400, REFUSED, ABSENT, CONFLICT, 422}
        if role not in right["roles"]:
            return {REFUSED}
        if one.verb == "read_outlook":
            return {200, ABSENT}  # nobody issued one here
        taken = {200, CONFLICT} if one.method == "GET" else {200, 400, CONFLICT, 422}
        if one.sort is None or not self.reaches[told]:
            return {ABSENT} if one.sort else taken
        is_elsewhere = right["elsewhere"] and ("needs" not in right or right["needs"] in told.actions)
        if told.owner != OURS and not is_elsewhere:
            return {REFUSED}
        # A draft has no file, and nothing leads on from a state that is over.
        return taken


def _file(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("message.xml", content, "application/xml")


def _program(account: Any) -> Any:
    from django.test import Client

    from forestall.api.accounts.tokens import make_token

    clear = make_token(account, "a test", VERBS, 1, SystemClock().now())
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {clear}"})


@pytest.fixture(scope="module")
def town(django: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    logging.disable(logging.WARNING)  # every refusal is a line, and there are thousands
    with open_house(tmp_path_factory.mktemp("town") / "node") as house:
        yield Town(house)
    logging.disable(logging.NOTSET)


def known(found: Mapping[str, Address]) -> list[Address]:
    """Those of which somebody wrote down what they ask for; the others fail a test of their own."""
    return [one for one in found.values() if {one.verb, *one.steps.values()} <= VERBS.keys()]


def readings() -> list[Way]:
    """Every way to read something."""
    shown = [Way("browser", page, suffix) for page in known(pages()) for suffix in ("", ".json")[: 1 + page.has_twin]]
    reads = [call for call in known(calls()) if call.method == "GET"]
    return shown + [Way(client, call) for call in reads for client in ("browser", "program")]


def steps() -> list[Way]:
    """Every call by which a program takes a step."""
    return [Way("program", call) for call in known(calls()) if call.method != "GET"]


def holds(role: str, verb: str) -> bool:
    return role in VERBS[verb].extra["roles"]


def first(verb: str) -> str | None:
    """A role that holds a right."""
    return next((role for role in ROLES if holds(role, verb)), None)


def without(verb: str) -> str | None:
    """A role that doesn't."""
    return next((role for role in ROLES if not holds(role, verb)), None)


def misfits(town: Town, asked: list[tuple[str, Way, Told]]) -> list[tuple[object, ...]]:
    """Who was answered in another way than is fitting."""
    found = []
    for role, way, told in asked:
        status = town.ask(role, way, told).status_code
        if status not in town.fitting(role, way.one, told):
            found.append((role, way.client, way.one.method, town.path(way, told), tuple(told), status))
    return found


def test_every_address_says_which_right_it_asks_for(django: None) -> None:
    found = [*pages().values(), *calls().values()]
    unknown = [f"{step} on {one.path}" for one in found for step, verb in one.steps.items() if verb not in VERBS]
    unknown += [f"{one.name} at {one.path}" for one in found if one.verb not in VERBS]
    assert unknown == [], "write the right of each into STEPS of door_addresses.py"
    assert len(found) > 60


def test_every_role_opens_the_pages_and_calls_of_its_rights_and_no_others(town: Town) -> None:
    asked = []
    for way in readings():
        if way.suffix or way.client == "program" or not (way.one.has_twin or way.one.path.startswith("/api/")):
            asked += [(role, way, SHOWN) for role in ROLES]
        else:
            # Sessions and tokens meet in one place, a page and its twin in another: the dearer way twice.
            asked += [(role, way, SHOWN) for role in (first(way.one.verb), without(way.one.verb)) if role]
    assert misfits(town, asked) == []


def test_whoever_lacks_the_right_of_a_button_or_call_takes_no_step(town: Town) -> None:
    ledger, wrong = town.house.node.ledger, []
    before = ledger.head()
    buttons = [(page, step, verb) for page in known(pages()) for step, verb in page.steps.items()]
    for number, (page, step, verb) in enumerate(buttons):
        lacking = [role for role in ROLES if not (holds(role, verb) and holds(role, page.verb))]
        # Three of them each time, others the next: by token, every role is tried at every call below.
        for role in {lacking[(number + n) % len(lacking)] for n in (0, 7, 14)}:
            path = town.path(Way("browser", page, ".json" if page.has_twin else ""), SHOWN)
            status = town.clients["browser", role].post(path, {"step": step}).status_code
            # A form that isn't filled in, or comes too late, may be refused for that first.
            if status not in (REFUSED, ABSENT, CONFLICT, 422):
                wrong.append((role, path, step, status))
    for way in steps():
        fits = {REFUSED} if way.one.name in BODIES else {REFUSED, 422}
        lacking = [role for role in ROLES if not holds(role, way.one.verb)]
        for role, client in [*((role, "program") for role in lacking), (lacking[0], "browser")]:
            answer = town.ask(role, way._replace(client=client), SHOWN)
            if answer.status_code not in fits or (answer.status_code == REFUSED and _refused(answer) != way.one.verb):
                wrong.append((role, client, way.one.path, answer.status_code))
    assert wrong == []
    assert ledger.head() == before


def _refused(answer: Any) -> str:
    return str(answer.json().get("where"))


def test_every_record_is_read_by_whom_its_marking_reaches(town: Town) -> None:
    about = [way for way in readings() if way.one.sort]
    plain = next(way for way in about if way.one.path == "/api/records/{record_id}")
    everyone = [(role, plain, told) for role, told in product(ROLES, town.reaches)]
    everywhere: list[tuple[str, Way, Told]] = []
    for way in about:
        # A page and its twin, a session and a token are let in by the same code: the dearer one with two records.
        is_dear = way.client == "browser" and not way.suffix and (way.one.has_twin or way.one.path.startswith("/api/"))
        told = (SHOWN, HIDDEN) if is_dear else tuple(town.reaches)
        everywhere += product([str(first(way.one.verb))], [way], told)
    assert misfits(town, everyone + everywhere) == []


def test_every_step_on_a_record_is_ruled_by_role_owner_marking_and_actions(town: Town) -> None:
    asked: list[tuple[str, Way, Told]] = []
    tried: set[str] = set()
    for way in (way for way in steps() if way.one.sort and way.one.name in BODIES):
        # Every holder at the first call of a right; at its other calls one, since they ask in the same place.
        holders = [role for role in ROLES if holds(role, way.one.verb)]
        asked += product(holders if way.one.verb not in tried else holders[:1], [way], town.reaches)
        tried.add(way.one.verb)
    assert misfits(town, asked) == []
    assert len(tried) > 10


def test_what_is_hidden_takes_the_answer_and_the_steps_of_what_is_not_there(town: Town) -> None:
    hidden, wrong = [told for told, reaches in town.reaches.items() if not reaches], []
    for way in (*readings(), *steps()):
        if way.one.sort:
            role = next(role for role in ROLES if holds(role, way.one.verb))
            nowhere = _traced(town, role, way, None)
            wrong += [(way, told) for told in hidden if _traced(town, role, way, told) != nowhere]
    assert wrong == []


def _traced(town: Town, role: str, way: Way, told: Told | None) -> tuple[int, bytes, dict[str, str], list[str]]:
    """Status, body and headers, and each question that was put to the ledger and the accounts, without its values."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forestall.api.accounts.visits import this_node

    with CaptureQueriesContext(connection) as queries, statements_to(this_node().ledger.database) as asked:
        answer = town.ask(role, way, told)
    put = [*(statement for statement, _ in asked), *(query["sql"] for query in queries)]
    questions = [re.sub(r"'[^']*'|\d+", "?", text) for text in put]
    return answer.status_code, answer.content, dict(answer.headers), questions
