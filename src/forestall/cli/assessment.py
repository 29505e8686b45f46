"""`forestall assessment`: open, judge, lock, close and publish, for analysts without a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_json, print_rows, print_table
from forestall.cli.speaking import (
    File,
    Organisation,
    Role,
    User,
    handling_of,
    parsed,
    print_entry,
    read_json,
    speaking,
)
from forestall.records.assessment import Assessment
from forestall.records.collection_request import CollectionRequest
from forestall.records.judgement import Judgement
from forestall.records.values.marking import Marking
from forestall.records.values.text import LanguageText
from forestall.runs.warning.assessment import (
    Revision,
    framework_of,
    open_assessment,
    publish_assessment,
    revise_assessment,
)
from forestall.runs.warning.collection import answer_request, close_request, standing_requests
from forestall.runs.warning.evidence import Judged, grade_evidence
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.rounds import close_assessment, lock_round, submit_judgement
from forestall.runs.warning.steps import Handling, held
from forestall.vocabulary.load import vocabulary
from forestall.warn.classification.closing import raises_priority
from forestall.warn.classification.thresholds import shipped_profile

app = typer.Typer(help="Assessments: graded evidence, fourteen factors, two blind rounds.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The assessment's record id, such as assessment-....")]
PUBLIC = {"tlp": "clear"}


@app.command("sign-profile")
@answer_errors
def sign(role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """Sign the numbers by which evidence is counted and rounds are closed, as this version ships them."""
    with speaking(role, user, organisation) as here:
        handling = Handling(Marking.parse(PUBLIC))
        entry = sign_profile(here.ledger, here.by, shipped_profile(), (role or ["analyst_lead"])[0], handling)
    print_entry(entry, as_json=as_json)


@app.command("grade")
@answer_errors
def grade(  # noqa: PLR0913, PLR0917 - an argument for each option
    about: Annotated[str, typer.Argument(metavar="ID", help="The report, item or statement.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    credibility: Annotated[str | None, typer.Option(help="1 to 6; judged first, the source unseen.")] = None,
    reliability: Annotated[str | None, typer.Option(help="A to F; judged by somebody else.")] = None,
    topic: Annotated[str | None, typer.Option(help="For which topic and place the source was judged.")] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="An origin that bears it out; credibility 1 needs two. May be given again.")
    ] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Judge one part of a grade; each is fixed once given, and by another person."""
    with speaking(role, user, organisation) as here:
        judged = Judged(reason, credibility, reliability, topic, tuple(origin or ()))
        entry = grade_evidence(here.ledger, here.by, about, judged)
    print_entry(entry, as_json=False)


@app.command("open")
@answer_errors
def open_one(
    file: File,
    next_of: Annotated[str | None, typer.Option(help="The assessment it is the next version of.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Put a question to named analysts, from JSON with the fields of an assessment and its marking."""
    said = read_json(file)
    handling = handling_of(said)
    with speaking(role, user, organisation) as here:
        asked = Assessment.parse({"version": 1, **said})
        entry = open_assessment(here.ledger, here.by, asked, handling, next_of)
    print_entry(entry, as_json=as_json)


@app.command("judge")
@answer_errors
def judge(
    assessment_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Judge indicators and factors, weigh pieces, or dissent, from JSON; only as one of its analysts."""
    revision = parsed(read_json(file), Revision)
    with speaking(role, user, organisation) as here:
        entry = revise_assessment(here.ledger, here.by, assessment_id, revision)
    print_entry(entry, as_json=as_json)


@app.command("submit")
@answer_errors
def submit(
    file: File, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Give a judgement in the open round, from JSON; nobody but the facilitator sees it until the round is locked."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        judgement = Judgement.parse({"analyst": here.by.user, **said})
        entry = submit_judgement(here.ledger, here.by, judgement)
    print_entry(entry, as_json=as_json)


@app.command("lock")
@answer_errors
def lock(
    assessment_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Lock the open round, as its facilitator: every judgement by its hash, the spread without names."""
    with speaking(role, user, organisation) as here:
        entry = lock_round(here.ledger, here.by, assessment_id)
    print_entry(entry, as_json=as_json)


@app.command("finding")
@answer_errors
def finding(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="What it is about.")],
    stands: Annotated[bool, typer.Option("--stands/--falls", help="Whether it stands as it is.")],
    because: Annotated[str, typer.Option(help="Why.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Say, as a member of the outside panel or a reviewer, whether a result stands."""
    with speaking(role, user, organisation) as here:
        said = LanguageText(text=because, language="en")
        speaks_as = (role or ["review_panel_member"])[0]
        entry = give_finding(here.ledger, here.by, record_id, stands=stands, role=speaks_as, finding=said)
    print_entry(entry, as_json=False)


@app.command("close")
@answer_errors
def close(
    assessment_id: Id,
    panel: Annotated[list[str] | None, typer.Option(help="A finding of the outside panel; may be given again.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Write down what both rounds ended in: a phase, a split, under review, or not classifiable."""
    with speaking(role, user, organisation) as here:
        entry = close_assessment(here.ledger, here.by, assessment_id, panel or ())
    print_entry(entry, as_json=as_json)


@app.command("publish")
@answer_errors
def publish(
    assessment_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Give a closed assessment out, with its dissent; never its own facilitator."""
    with speaking(role, user, organisation) as here:
        entry = publish_assessment(here.ledger, here.by, assessment_id)
    print_entry(entry, as_json=as_json)


@app.command("requests")
@answer_errors
def requests(
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List what is to be looked out for, since it would change a judgement."""
    with speaking(None, user, organisation) as here:
        found = list(standing_requests(here.ledger, here.by.reader, exercise=exercise))
    told = [(entry.record_id, held(entry, CollectionRequest)) for entry in found]
    rows = [
        {"record": name, "place": one.place.caption(), "what": one.what.text, "answers": len(one.answers)}
        for name, one in told
    ]
    print_rows("What would change a judgement", "requests", rows, as_json=as_json)


@app.command("answer")
@answer_errors
def answer(
    request_id: Annotated[str, typer.Argument(metavar="ID", help="The request.")],
    entries: Annotated[list[str] | None, typer.Option("--entry", help="An entry that speaks to it.")] = None,
    close_because: Annotated[str | None, typer.Option(help="Why it no longer stands; closes it.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Name entries that speak to a request, or close it with the reason."""
    if bool(entries) == (close_because is not None):
        raise typer.BadParameter("give entries, or a reason to close it")
    with speaking(role, user, organisation) as here:
        if close_because is not None:
            entry = close_request(here.ledger, here.by, request_id, close_because)
        else:
            entry = answer_request(here.ledger, here.by, request_id, entries or ())
    print_entry(entry, as_json=as_json)


@app.command("show")
@answer_errors
def show(assessment_id: Id, user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """Show the fourteen factors side by side, with coverage, and what the rounds ended in; there is no score."""
    with speaking(None, user, organisation) as here:
        state = here.state(assessment_id)
        bench = framework_of(here.ledger, here.by.reader, state)
    told = held(state, Assessment)
    outcome = {
        "state": state.kind,
        "outcome": told.outcome,
        "phase": told.phase,
        "evidence_level": told.evidence_level,
        "raises_priority": raises_priority(told),
    }
    if as_json:
        print_json({"record": assessment_id, **outcome, **bench.to_json(), "dissent": len(told.dissent)})
        return
    labels = vocabulary("risk_factor")
    rows = [
        (one.risk_factor, labels[one.risk_factor].label, one.status, one.coverage, one.n_stale, one.sentence or "")
        for one in bench.factors
    ]
    print_table("Risk factors", ["factor", "", "status", "assessed", "stale", "as people see it"], rows)
    console().print(bench.count_with_warning())
    console().print("  ".join(f"{name}: {value}" for name, value in outcome.items() if value))
    for dissent in told.dissent:
        console().print(f"Dissent: {dissent.position.text}", markup=False)
