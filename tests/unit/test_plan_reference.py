"""File numbers as text: printed, parsed, found in recognised pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filing_plan.reference import TOWNS, FileNumber, FileNumberError, find_file_numbers

NUMBERS = st.builds(
    FileNumber,
    town=st.sampled_from(TOWNS),
    position=st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    running=st.integers(1, 999_999_999),
    year=st.integers(1000, 9999),
    case=st.none() | st.integers(1, 999_999),
)


@given(NUMBERS)
def test_what_is_printed_is_parsed_again(number: FileNumber) -> None:
    assert FileNumber.parse(str(number)) == number
    assert FileNumber.parse(f"  {number}\n") == number
    assert number.dossier.case is None and str(number).startswith(str(number.dossier))


@given(NUMBERS, st.text(alphabet=" .,;:()\n", max_size=5))
def test_a_number_is_found_in_running_text(number: FileNumber, around: str) -> None:
    assert find_file_numbers(f"Az.{around} {number} {around} vom Mai") == [number]


def test_the_printed_form_has_four_digits_and_two() -> None:
    assert str(FileNumber("MIC", "610", 7, 2025)) == "MIC 610-0007/2025"
    assert str(FileNumber("MIC", "610", 7, 2025, 3)) == "MIC 610-0007/2025-03"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("MIC 610-007/2025", "form"),
        ("MIC 610-00007/2025", "form"),
        ("mic 610-0007/2025", "form"),
        ("MIC 610-0000/2025", "running"),
        ("MIC 610-0007/0999", "year"),
        ("MIC 610-0007/2025-00", "case"),
        ("", "form"),
        ("MIC 610-0007/2025 und mehr", "form"),
        ("MIC ٦١٠-0007/2025", "form"),
    ],
)
def test_what_is_no_file_number_says_why(text: str, part: str) -> None:
    with pytest.raises(FileNumberError) as caught:
        FileNumber.parse(text)
    assert caught.value.part == part
    assert repr(text)[1:4] in str(caught.value)


@pytest.mark.parametrize(
    ("town", "position"), [("MI", "610"), ("MÜC", "610"), ("MIC", "61a"), ("MIC", "1234567"), ("MIC", "٦")]
)
def test_parts_that_no_number_can_have_are_refused(town: str, position: str) -> None:
    with pytest.raises(FileNumberError):
        FileNumber(town, position, 1, 2025)


@pytest.mark.parametrize(
    "text",
    [
        "mic 61O - OOO7 / 2O25 - 03",
        "M1C 610–0007/2025–03",
        "Az. MIC: 6l0-0007/2025-03.",
        "(MIC 610-0007⁄2025-03)",
    ],
)
def test_misread_letters_and_dashes_are_forgiven(text: str) -> None:
    assert find_file_numbers(text) == [FileNumber("MIC", "610", 7, 2025, 3)]


def test_foreign_numbers_and_repetitions_are_left_out() -> None:
    text = "DA 610-0007/2025, ABC 610-0007/2025, XMIC 610-0007/2025, ERB 910-0001/2024 und nochmals ERB 910-0001/2024"
    assert find_file_numbers(text) == [FileNumber("ERB", "910", 1, 2024)]
    assert find_file_numbers("MIC 610-0000/2025") == []
    assert find_file_numbers("MIC 610-0007/2025", towns=("ERB",)) == []
