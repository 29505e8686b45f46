import inspect
import pickle
import re

import pytest

from forestall import errors
from forestall.errors import ForestallError, UnknownTerm, describe

classes = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, ForestallError) and found is not ForestallError
]


def test_the_text_says_where_what_was_expected_what_was_found_and_what_to_do() -> None:
    error = UnknownTerm(
        expected="an event type", found="'kidnaping'", where="row 3", remedy="Did you mean 'abduction'?"
    )
    assert str(error) == "row 3: expected an event type; found 'kidnaping'. Did you mean 'abduction'?"
    assert error.to_json()["error"] == "UnknownTerm"


@pytest.mark.parametrize("error", classes, ids=lambda found: found.__name__)
def test_the_tree_at_the_head_shows_every_error_under_its_parent(error: type[ForestallError]) -> None:
    lines = (errors.__doc__ or "").splitlines()
    places = {
        match[2]: (match.start(2), number)
        for number, line in enumerate(lines)
        if (match := re.match(r"([\s│├└─]*)([A-Z]\w+)", line))
    }
    indent, number = places[error.__name__]
    parent = next(name for name, (left, above) in reversed(places.items()) if above < number and left < indent)
    assert error.__base__ is not None
    assert parent == error.__base__.__name__


@pytest.mark.parametrize("error", classes, ids=lambda found: found.__name__)
def test_exit_codes_leave_room_for_success_crash_and_wrong_use(error: type[ForestallError]) -> None:
    assert error.exit_code >= 3
    assert 400 <= error.http_status < 600


@pytest.mark.parametrize("value", ["Amina, Market Street", b"secret", ["Amina"], {"name": "Amina"}, 4821])
def test_a_description_never_holds_the_value(value: object) -> None:
    assert "Amina" not in describe(value)
    assert "secret" not in describe(value)
    assert "4821" not in describe(value)


@pytest.mark.parametrize("error", classes, ids=lambda found: found.__name__)
def test_an_error_comes_whole_out_of_another_process(error: type[ForestallError]) -> None:
    raised = error(expected="a", found="b", where="c", remedy="d.")
    told = pickle.loads(pickle.dumps(raised))
    assert type(told) is error
    assert (told.to_json(), str(told)) == (raised.to_json(), str(raised))
