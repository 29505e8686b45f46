import pytest

from forestall.errors import InvalidField
from forestall.identifiers import canonical_json, check_record_id, content_id, new_record_id


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical_json({"b": 1, "a": [True, None, "é"]}) == '{"a":[true,null,"é"],"b":1}'.encode()


def test_numbers_are_written_as_rfc_8785_prints_them() -> None:
    # RFC 8785, appendix B: IEEE 754 value and its JSON form.
    samples = {
        5e-324: "5e-324",
        1e21: "1e+21",
        1e-6: "0.000001",
        -0.0: "0",
        333333333.33333329: "333333333.3333333",
    }
    for number, text in samples.items():
        assert canonical_json(number) == text.encode()


@pytest.mark.parametrize(
    "value", [float("nan"), [float("inf")], {"a": 2**60}, {"a": "\ud800"}, {1: 2}, {"a": object()}]
)
def test_a_value_without_a_json_form_is_refused(value: object) -> None:
    with pytest.raises(InvalidField, match="canonical JSON"):
        canonical_json(value)


def test_a_content_id_is_the_sha256_of_the_canonical_bytes() -> None:
    # printf '{"a":1}' | sha256sum
    assert content_id({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_a_record_id_says_what_the_thing_is_and_no_two_are_alike() -> None:
    made = {new_record_id("report") for _ in range(100)}
    assert len(made) == 100
    assert all(check_record_id(text).startswith("report-") for text in made)


@pytest.mark.parametrize("text", ["", "report", "Report-1", "report-A", "report-" + "a" * 99, "report-a\n", "../x-1"])
def test_what_is_not_an_id_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        check_record_id(text)
    assert caught.value.found == f"a str of {len(text)} characters"
