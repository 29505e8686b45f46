"""`forestall serve` and `forestall user`: the node's pages and API, and the people who may use them.

Django and all under it are imported when one of these commands runs, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_answer, print_json, print_table
from forestall.clock import SystemClock, format_instant
from forestall.memory.node import open_node
from forestall.memory.read import Reader
from forestall.runs.doors import doors_of
from forestall.runs.permissions import Person
from forestall.settings import Settings, read_settings

if TYPE_CHECKING:
    from forestall.api.accounts.people import Administrator

app = typer.Typer(help="People who may sign in, their roles and their tokens.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The name they sign in by.")]
Role = Annotated[str, typer.Argument(help="A role, such as analyst; see `forestall vocabulary show role`.")]
Days = Annotated[int, typer.Option(min=1, max=366, help="For how many days.")]


@answer_errors
def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on; this machine alone by default.")] = "127.0.0.1",
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many processes share the work; one a core, for a team.")
    ] = 1,
) -> None:
    """Serve this node's pages and API until stopped."""
    from forestall.web.serving import serve as serve_node  # noqa: PLC0415 - see the head of this module

    settings = read_settings()
    open_node(settings.home, settings.database, SystemClock()).close()
    console().print(f"Serving on http://{host}:{port}, for people at {settings.url}; stop with Ctrl-C.")
    serve_node(settings, host, port, processes)


@app.command("add")
@answer_errors
def add(
    name: Name,
    role: Annotated[list[str] | None, typer.Option(help="A role to begin with; may be given again.")] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Their organisation's id; the node's own if left out.")
    ] = None,
    clearance: Annotated[str, typer.Option(help="low, moderate, high or severe.")] = "low",
    days: Days = 180,
    as_json: AsJson = False,
) -> None:
    """Add somebody, and print the address by which they choose a password."""
    settings, by = administrator()
    from forestall.api.accounts.people import add_person, grant_role  # noqa: PLC0415 - see the head of this module
    from forestall.web.invitation import invitation_path  # noqa: PLC0415

    account = add_person(by, name, organisation or by.node_organisation, clearance)
    for each in role or ():
        grant_role(by, account, each, days)
    answer = {
        "name": name,
        "user": account.pseudonym,
        "organisation": account.organisation,
        "invitation": settings.url + invitation_path(account),
    }
    print_answer(answer, as_json=as_json)


@app.command("invite")
@answer_errors
def invite(name: Name, as_json: AsJson = False) -> None:
    """Print a new address by which somebody chooses a password."""
    settings, by = administrator()
    from forestall.api.accounts.people import find_person  # noqa: PLC0415 - see the head of this module
    from forestall.web.invitation import invite_again  # noqa: PLC0415

    address = settings.url + invite_again(by, find_person(by, name))
    print_answer({"name": name, "invitation": address}, as_json=as_json)


@app.command("list")
@answer_errors
def list_people(as_json: AsJson = False) -> None:
    """List everyone, with the roles they hold today."""
    _, by = administrator()
    from forestall.api.accounts.people import people, roles_of  # noqa: PLC0415 - see the head of this module

    rows = [
        {
            "name": account.username,
            "user": account.pseudonym,
            "organisation": account.organisation,
            "clearance": account.clearance,
            "roles": sorted(roles_of(account, by.now)),
            "may_sign_in": account.is_active,
        }
        for account in people(by)
    ]
    if as_json:
        print_json({"people": rows})
    else:
        cells = [tuple(", ".join(cell) if isinstance(cell, list) else cell for cell in row.values()) for row in rows]
        print_table(f"{len(rows)} people", ("name", "user", "organisation", "clearance", "roles", "may sign in"), cells)


@app.command("role")
@answer_errors
def role(
    name: Name,
    role: Role,
    days: Days = 180,
    end: Annotated[bool, typer.Option("--end", help="End the role at once, in place of granting it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Grant somebody a role that runs out, or end one."""
    _, by = administrator()
    from forestall.api.accounts.people import end_role, find_person, grant_role  # noqa: PLC0415

    account = find_person(by, name)
    if end:
        end_role(by, account, role)
        print_answer({"name": name, "role": role, "ended": True}, as_json=as_json)
        return
    grant = grant_role(by, account, role, days)
    print_answer({"name": name, "role": role, "expires_at": format_instant(grant.expires_at)}, as_json=as_json)


@app.command("bar")
@answer_errors
def bar(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bar somebody: their sessions and tokens end at once."""
    _, by = administrator()
    from forestall.api.accounts.people import find_person, set_active  # noqa: PLC0415 - see the head of this module

    set_active(by, find_person(by, name), is_active=undo)
    print_answer({"name": name, "may_sign_in": undo}, as_json=as_json)


@app.command("token")
@answer_errors
def token(
    name: Name,
    verb: Annotated[list[str] | None, typer.Option(help="What it is for; reading, if left out.")] = None,
    days: Days = 30,
    network: Annotated[
        list[str] | None,
        typer.Option(help="A network it is good from, such as 192.0.2.0/24; may be given again; anywhere if left out."),
    ] = None,
    end: Annotated[
        str | None, typer.Option(help="End the token of this number at once, in place of making one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token for a program that speaks for somebody, printed once and never again; or end one."""
    _, by = administrator()
    from forestall.api.accounts.people import find_person  # noqa: PLC0415 - see the head of this module
    from forestall.api.accounts.tokens import READING, give_token, take_token  # noqa: PLC0415

    account = find_person(by, name)
    if end is not None:
        take_token(by, account, end)
        print_answer({"name": name, "token": end, "ended": True}, as_json=as_json)
        return
    clear = give_token(by, account, verb or READING, days, network or ())
    print_answer({"name": name, "token": clear}, as_json=as_json)


@app.command("tokens")
@answer_errors
def tokens(name: Name, as_json: AsJson = False) -> None:
    """List somebody's tokens that still run, by the number that ends one; never a token itself."""
    _, by = administrator()
    from forestall.api.accounts.people import find_person  # noqa: PLC0415 - see the head of this module
    from forestall.api.accounts.tokens import tokens_of  # noqa: PLC0415

    rows = [
        {
            "number": str(each.pk),
            "label": each.name,
            "verbs": ", ".join(each.verbs),
            "networks": ", ".join(each.networks),
            "made_at": format_instant(each.created_at),
            "expires_at": format_instant(each.expires_at),
        }
        for each in tokens_of(find_person(by, name), by.now)
    ]
    if as_json:
        print_json({"name": name, "tokens": rows})
    else:
        cells = [tuple(row.values()) for row in rows]
        print_table(f"{len(rows)} tokens", ("number", "label", "for", "from", "made", "runs out"), cells)


def administrator() -> tuple[Settings, Administrator]:
    """The settings, and whoever holds the node's folder as its administrator; Django is ready from here on."""
    settings, clock = read_settings(), SystemClock()
    with open_node(settings.home, settings.database, clock) as node:
        keeper, doors = node.author, doors_of(node.ledger)
    from forestall.web.starting import prepare  # noqa: PLC0415 - see the head of this module

    prepare(settings, with_static_files=False)
    from forestall.api.accounts.people import ADMINISTRATOR, Administrator  # noqa: PLC0415

    # Whoever holds the node's folder administers it.
    person = Person(Reader(keeper.user, keeper.organisation, is_member=True), frozenset({ADMINISTRATOR}))
    return settings, Administrator(person, keeper.organisation, clock.now(), doors)
