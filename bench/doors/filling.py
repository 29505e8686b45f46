# ruff: noqa: PLC0415 - Django is configured by the node that was made
"""A node as it stands after years of work: alerts drafted, reviewed and issued, reports, people, an outlook."""

from __future__ import annotations

import random
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from forestall.clock import SystemClock, seconds_elapsed
from forestall.identifiers import new_record_id
from forestall.memory.node import Node, create_node, open_node
from forestall.records.alert import Alert
from forestall.records.entry import Author, Draft, Entry
from forestall.records.report import Report
from forestall.records.values.marking import Marking
from forestall.settings import Settings

N_ROUNDS = 100
YEARS = 3
SPEAKS = timedelta(days=21)
ORGANISATIONS = tuple(f"organisation-{number}" for number in range(40))
ROLES = ("addressee", "analyst", "decision_maker", "duty_officer", "analyst_lead", "facilitator", "monitor", "overseer")
_N_OPENED = 500
_N_TEXTS = 100


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, now: datetime) -> None:
        self.present = now

    def now(self) -> datetime:
        """Where it stands."""
        return self.present


@dataclass
class Filled:
    """A node that was made."""

    settings: Settings
    n_entries: int
    seconds: float
    asking: dict[str, Any] = field(default_factory=dict)
    """Sessions of people, and what there is to open."""


def fill(folder: Path, n_alerts: int, n_entries: int, n_people: int) -> Filled:
    """A node in a folder, with its people signed in.

    Args:
        folder: where.
        n_alerts: how many alerts were ever issued.
        n_entries: how many entries the ledger holds, those of the alerts included.
        n_people: how many accounts.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"http://localhost:{free.getsockname()[1]}"
    home, began = folder / "node", seconds_elapsed()
    settings = Settings(home=home, database=f"sqlite:///{home / 'ledger.sqlite'}", url=url)
    clock = SetClock(datetime.now(UTC) - timedelta(days=365 * YEARS))
    with create_node(home, settings.database, clock) as node:
        newest = _write(node, clock, n_alerts, n_entries)
        n_written = node.ledger.head().sequence
        sessions = signed_in(settings, node, [(f"person-{n}", ROLES[n % len(ROLES)]) for n in range(n_people)])
    asking = {"sessions": sessions, "alerts": newest, "countries": _outlook(home)}
    return Filled(settings, n_written, seconds_elapsed() - began, asking)


def ask_decisions(filled: Filled, n_people: int, n_each: int) -> None:
    """Decision-makers join the node, and each finds alerts of today that only they will answer.

    Args:
        filled: the node; what there is to open and to decide is added to it.
        n_people: how many join.
        n_each: how many alerts wait for each.
    """
    clock, chance = SetClock(datetime.now(UTC)), random.Random(2)
    with open_node(filled.settings.home, filled.settings.database, clock) as node:
        people = [(f"decider-{number}", "decision_maker") for number in range(n_people)]
        filled.asking["deciders"] = signed_in(filled.settings, node, people)
        asked = [organisation_of(number) for number in range(n_people) for _ in range(n_each)]
        drafted = node.ledger.append([_drafted(chance, clock.present, (name,), is_green=True) for name in asked])
        reviewed = node.ledger.append([_next(entry, "alert.reviewed") for entry in drafted])
        issued = node.ledger.append([_next(entry, "alert.issued") for entry in reviewed])
    ids = [entry.record_id for entry in issued]
    filled.asking["waiting"] = [ids[first : first + n_each] for first in range(0, len(ids), n_each)]


def organisation_of(number: int) -> str:
    """The organisation of the person with that number."""
    return ORGANISATIONS[number % len(ORGANISATIONS)]


def _write(node: Node, clock: SetClock, n_alerts: int, n_entries: int) -> list[str]:
    """The ids of the newest alerts, once all is written."""
    chance = random.Random(1)
    step = timedelta(days=365 * YEARS) / (N_ROUNDS + 1)
    per_round = n_alerts // N_ROUNDS
    n_reports = n_entries // N_ROUNDS - 3 * per_round
    told = Draft.of("report.received", "report-told", _REPORT, _REPORTER, _GREEN)
    opened: list[str] = []
    for turn in range(N_ROUNDS):
        clock.present += step
        # The last rounds are of these days, so that some hundreds of alerts are in force.
        written = [
            _drafted(chance, clock.present, chance.sample(ORGANISATIONS, 2), is_green=chance.random() < 0.7)
            for _ in range(min(per_round, _N_TEXTS))
        ]
        drafted = node.ledger.append([_renamed(chance.choice(written), "alert") for _ in range(per_round)])
        reviewed = node.ledger.append([_next(entry, "alert.reviewed") for entry in drafted])
        issued = node.ledger.append([_next(entry, "alert.issued") for entry in reviewed])
        node.ledger.append([_renamed(told, "report") for _ in range(n_reports)])
        if turn >= N_ROUNDS - 3:
            opened += [entry.record_id for entry in issued if entry.marking.tlp.word == "green"]
    return opened[-_N_OPENED:]


def _drafted(chance: random.Random, now: datetime, addressees: Sequence[str], *, is_green: bool) -> Draft:
    told = _ALERT | {
        "addressees": [{"organisation": name} for name in addressees],
        "due_at": _text(now + timedelta(days=3)),
        "expires_at": _text(now + SPEAKS),
        "headline": {"text": f"Villages east of the road may be attacked by {now:%d %B}.", "language": "en"},
    }
    author = Author(user=f"user-writer{chance.randrange(50)}", organisation=chance.choice(ORGANISATIONS))
    marking = (
        _GREEN if is_green else Marking.parse({"tlp": "amber", "organisations": [*addressees, author.organisation]})
    )
    told["drafted_by"] = author.user
    return Draft.of("alert.drafted", new_record_id("alert"), Alert.parse(told), author, marking)


def _renamed(draft: Draft, sort: str) -> Draft:
    # Made once and told of many: making each anew would take most of the time.
    return draft.model_copy(update={"record_id": new_record_id(sort)})


def _next(entry: Entry, kind: str) -> Draft:
    terms = {name: getattr(entry, name) for name in ("record_id", "body", "author", "marking")}
    draft = Draft.model_construct(**_EMPTY | terms | {"kind": kind, "supersedes": entry.id})
    draft.__dict__["_written"] = entry.__dict__["_written"]  # the same body, known to be as it should
    return draft


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z")


_ALERT: dict[str, Any] = {
    "kind": "alert",
    "text": {"text": "What is known, how sure, and what is asked of whom by when. " * 4, "language": "en"},
    "translations": [{"text": "Ce qui est connu, et ce qui est voulu de chacun avant cette date.", "language": "fr"}],
    "short": "SD-DW: decide within three days on sending mediators.",
    "place": {"precision": "admin1", "country": "SDN", "admin1": "SD-DW"},
    "populations": [{"text": "Farming communities west of the wadi", "language": "en"}],
    "clock": "urgent",
    "question": {"text": "Send mediators before market day?", "language": "en"},
    "options": [
        {
            "label": "Send two mediators",
            "measure": "PR05",
            "cost": {"amount": 40250.5, "currency": "EUR"},
            "expected_effect": "Elders of both sides meet before market day.",
            "lead_time_days": 3,
            "possible_harm": "Those who meet them are seen.",
            "charter_basis": "chapter_vi",
        },
        {"label": "Do nothing", "expected_effect": "The market day passes without a presence."},
    ],
    "recommended": "Send two mediators",
    "recommended_because": {"text": "It is the least intrusive that is in time.", "language": "en"},
    "estimate": {
        "event": {"text": "At least 100 civilians deliberately killed by armed actors in SD-DW", "language": "en"},
        "period": {"start": "2026-12-01", "end": "2027-03-01"},
        "probability": 0.3,
        "low": 0.15,
        "high": 0.45,
        "likelihood": "unlikely",
        "base_rate": 0.04,
        "base_rate_of": "quarters of provinces with armed conflict, 1989-2025",
    },
    "confidence": "moderate",
    "confidence_because": {"text": "Four origins, one of them first-hand.", "language": "en"},
    "would_change": [{"text": "Fighters leave the two camps.", "language": "en"}],
}
_EMPTY: dict[str, Any] = {"valid_from": None, "valid_to": None, "causes": (), "exercise": False}
_GREEN = Marking.parse({"tlp": "green"})
_REPORTER = Author(user="user-reporter", organisation=ORGANISATIONS[0])
_REPORT = Report.parse(
    {
        "received_at": "2024-04-30T11:58:00.000000Z",
        "channel": "radio",
        "summary": {"text": "Houses were burnt in two villages; people fled north along the river.", "language": "en"},
        "deaths": {"low": 2, "best": 4, "high": 9},
    }
)


def signed_in(settings: Settings, node: Node, people: Sequence[tuple[str, str]]) -> list[str]:
    """The keys of sessions of people who are signed in, spread over the organisations.

    Args:
        settings: those of the node.
        node: the node, open.
        people: the name and the role of each.
    """
    from forestall.web.starting import prepare  # Django is configured by the node that was made

    prepare(settings, with_static_files=False)
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from forestall.api.accounts.people import Administrator, add_person, grant_role
    from forestall.runs.permissions import Person

    keeper = Person(node.reader, frozenset({"administrator"}))
    by = Administrator(keeper, node.author.organisation, SystemClock().now())
    keys = []
    for number, (name, role) in enumerate(people):
        account = add_person(by, name, organisation_of(number), "moderate")
        grant_role(by, account, role, 30)
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
        )
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def _outlook(home: Path) -> list[str]:
    """The countries of an outlook of invented figures, for every state there is."""
    from tests.runs.outlook.sample import country, outlook

    from forestall.places.countries import states_at
    from forestall.runs.outlook.language import language
    from forestall.runs.outlook.naming import drawn_outlines, names_in
    from forestall.runs.outlook.page import Pages
    from forestall.runs.outlook.writing import write_outlook

    made = outlook()
    codes = sorted(str(found.alpha3) for found in states_at(made.issued_on) if found.alpha3)
    made = replace(
        made,
        countries=tuple(country(code, 0.001 * (1 + n % 60)) for n, code in enumerate(codes)),
        marking="clear",
        unknown={},
    )
    words = language("en")
    write_outlook(made, home / "outlook", Pages(made, words, names_in(words, made.issued_on), drawn_outlines()))
    return codes
