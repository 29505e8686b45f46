"""`forestall exercise`: a fictional country to practise in, played by people or played through at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_facts, print_json, print_table
from forestall.cli.web import administrator
from forestall.clock import StoryClock, SystemClock
from forestall.errors import BadTransition
from forestall.memory.keys import make_key
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.node import create_node, open_node
from forestall.memory.pace import Pace, pace_of, set_pace
from forestall.records.entry import Author
from forestall.runs.exercise.cast import OFFICE, full_cast
from forestall.runs.exercise.injects import line_is_down, timed_injects
from forestall.runs.exercise.opening import bring_injects, open_exercise
from forestall.runs.exercise.playing import BEGINS_AT, Played, begin_story, play
from forestall.runs.exercise.story import Answering, Story, story_of
from forestall.settings import Settings, read_settings
from forestall.vocabulary.load import vocabulary

app = typer.Typer(
    help="Exercises: a fictional country, people in every role, days that pass faster; nothing in them is real.",
    no_args_is_help=True,
)

Seed = Annotated[int, typer.Option(min=0, help="Which story; the same number tells the same one.")]
ROLE_DAYS = 365


@app.command("start")
@answer_errors
def start(
    seed: Seed = 1,
    pace: Annotated[float, typer.Option(help="How many days of the exercise pass in one real day.")] = 24.0,
    as_json: AsJson = False,
) -> None:
    """Make FORESTALL_HOME a node for an exercise, with somebody in every role and a story that comes in bit by bit."""
    settings = read_settings()
    told = Pace(seed, SystemClock().now(), pace)
    set_pace(settings.home, told)
    with create_node(settings.home, settings.database, SystemClock(), name="EXERCISE: Tolmarra") as node:
        open_exercise(node.ledger, node.author, told)
        bring_injects(node.ledger, node.author, told)
    invitations, way_in = _invite(settings)
    if as_json:
        begun = {"exercise": True, "seed": seed, "pace": pace, "home": str(settings.home)}
        print_json(begun | {"play": way_in, "people": invitations})
    elif way_in is not None:
        print_facts(
            {
                "EXERCISE": "nothing in it is real",
                "1. type": "forestall serve",
                "2. open": way_in,
                "beside": "forestall watch lets the story go on",
            }
        )
    else:
        print_facts({"EXERCISE": "nothing in it is real", "type": "forestall serve, and forestall watch beside it"})
        print_facts({"People": "and where each chooses a password"} | invitations)


@app.command("injects")
@answer_errors
def show_injects(as_json: AsJson = False) -> None:
    """Bring in what is due, and show what is still to come; `forestall watch` does so by itself."""
    settings = read_settings()
    pace = pace_of(settings.home)
    if pace is None:
        raise BadTransition(
            expected="a node made for an exercise",
            found="another",
            where=str(settings.home),
            remedy="Start one: `forestall exercise start`.",
        )
    with open_node(settings.home, settings.database, SystemClock()) as node:
        brought = bring_injects(node.ledger, node.author, pace)
        now = node.ledger.clock.now()
    story = story_of(pace.seed)
    ahead = [inject for inject in timed_injects(story, pace.started_at) if inject.due_at > now]
    if as_json:
        rows = [{"number": each.number, "sort": each.sort, "due_at": each.due_at.isoformat()} for each in ahead]
        print_json(
            {"exercise": True, "now": now.isoformat(), "brought": [one.record_id for one in brought], "ahead": rows}
        )
        return
    facts = {"EXERCISE, now": f"{now:%Y-%m-%d %H:%M}", "came in": len(brought), "the ministry": _answers(story)}
    print_facts(facts | {"its line": "down until somebody sends again" if line_is_down(story) else "up"})
    cells = [(each.sort, each.number, f"{each.due_at:%Y-%m-%d %H:%M}") for each in ahead]
    print_table("Still to come", ("what", "on report", "when"), cells)


@app.command("run")
@answer_errors
def run(
    seed: Seed = 1,
    fast: Annotated[bool, typer.Option("--fast", help="Without waiting: its clock goes on by itself.")] = False,
    database: Annotated[
        str | None, typer.Option(help="An empty database for it; a file that is gone afterwards when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play an exercise through without a browser, and print the trace of its alert from first signal to review."""
    if not fast:
        raise BadTransition(
            expected="--fast",
            found="neither that nor people",
            where="forestall exercise run",
            remedy="Add --fast to play it through at once, or let people play: `forestall exercise start`.",
        )
    with _empty_ledger(database) as ledger:
        played = play(begin_story(ledger, Author(user="user-exercise-clock", organisation=OFFICE), seed))
    told = played.to_json()
    if as_json:
        print_json(told)
    else:
        _print(played, told)


@contextmanager
def _empty_ledger(database: str | None) -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory(prefix="forestall-exercise-") as folder:
        home = Path(folder)
        address = database or f"sqlite:///{home / 'ledger.sqlite'}"
        with create_ledger(address, make_key(home / "node.key"), StoryClock(BEGINS_AT)) as ledger:
            yield ledger


def _invite(settings: Settings) -> tuple[dict[str, str], str | None]:
    """Somebody in every role, where each chooses a password, and the way in to all of them on one's own machine."""
    _, by = administrator()
    from forestall.api.accounts.people import add_person, grant_role  # noqa: PLC0415 - Django, once started
    from forestall.web.invitation import invitation_path  # noqa: PLC0415
    from forestall.web.playing import is_alone, playing_path  # noqa: PLC0415

    found = {}
    for name, person in full_cast().people.items():
        account = add_person(by, name, person.author.organisation, person.reader.clearance.word)
        account.pseudonym = person.user
        account.save()
        for role in sorted(person.roles):
            grant_role(by, account, role, ROLE_DAYS)
        found[name] = settings.url + invitation_path(account)
    return found, settings.url + playing_path() if is_alone() else None


def _answers(story: Story) -> str:
    if story.answering is Answering.LATE:
        return "acknowledges late, unless a player is quicker"
    return "answers when a player does"


def _print(played: Played, told: dict[str, Any]) -> None:
    story = played.story
    facts = {
        "EXERCISE": f"story {story.seed}; nothing in it is real",
        "what may happen": story.sentence,
        "the ministry": story.answering.value.replace("_", " "),
    }
    print_facts(facts)
    rows = [
        (
            hop["number"],
            hop["at"][:16].replace("T", " "),
            ", ".join(_label("chain_stage", stage) for stage in hop["stages"]),
            _label("entry_kind", hop["kind"]),
            hop["by"].removeprefix("user-exercise-"),
            ", ".join(map(str, hop["rests_on"])),
        )
        for hop in told["trace"]
    ]
    print_table("EXERCISE: from first signal to review", ("", "at", "stage", "what", "by", "rests on"), rows)


def _label(list_name: str, word: str) -> str:
    return vocabulary(list_name).term(word).label
