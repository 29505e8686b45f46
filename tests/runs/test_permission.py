import itertools

import pytest

from forestall.errors import AccessError, UnknownTerm
from forestall.records.entry import Author
from forestall.runs.permission import User, is_permitted, permission_to_write
from forestall.vocabulary.load import vocabulary

OURS, THEIRS = "organisation-ours", "organisation-theirs"


def user(*roles: str) -> User:
    return User(Author(user="user-a", organisation=OURS), frozenset(roles))


def test_a_right_is_held_by_its_roles_and_by_nobody_else() -> None:
    for permission, role in itertools.product(vocabulary("permission").values(), vocabulary("role")):
        assert user(role).may(permission.id) is (role in permission.extra["roles"])


def test_a_right_reaches_another_organisation_only_where_its_row_says_so() -> None:
    for permission in vocabulary("permission").values():
        role = permission.extra["roles"][0]
        assert user(role).may(permission.id, of=OURS)
        assert user(role).may(permission.id, of=THEIRS) is bool(permission.extra.get("beyond"))


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(is_permitted((), permission) for permission in vocabulary("permission"))


def test_a_refusal_says_which_roles_hold_the_right() -> None:
    with pytest.raises(AccessError) as refusal:
        user("analyst").check("alert.issue")
    assert "approver" in refusal.value.expected
    assert refusal.value.where == "alert.issue"


def test_an_unknown_right_is_an_error_and_never_a_no() -> None:
    with pytest.raises(UnknownTerm):
        user("approver").may("alert.isue")


def test_each_kind_of_entry_is_written_by_one_right_at_most() -> None:
    kinds = [kind for row in vocabulary("permission").values() for kind in row.extra.get("writes", ())]
    assert len(kinds) == len(set(kinds))
    assert permission_to_write("alert.issued") == "alert.issue"


def test_what_a_node_writes_by_itself_is_no_persons_right() -> None:
    assert permission_to_write("decision.missed") is None


def test_nobody_both_administers_people_and_reads_records() -> None:
    see, manage = (set(vocabulary("permission").term(name).extra["roles"]) for name in ("entry.see", "person.manage"))
    assert see.isdisjoint(manage)
