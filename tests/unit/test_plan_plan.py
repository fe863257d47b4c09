"""The filing plan: what it holds, how it is looked up, and which broken plans it refuses."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filing_plan.check import check
from filing_plan.plan import (
    DisposalCode,
    FilingPlan,
    PlanError,
    Position,
    ProtectionClass,
    Rules,
    joint_plan,
    number_key,
    read_plan,
)
from tests import material


def position(number: str, parent: str | None = None, **values: object) -> Position:
    fixed = {"retention": 120, "disposal": DisposalCode.DESTROY, **values}
    return Position(UUID(int=int("1" + number)), number, parent, f"Titel {number}", **fixed)  # type: ignore[arg-type]


def test_joint_plan_has_its_positions_with_unique_fixed_ids() -> None:
    plan = joint_plan()
    assert len(plan) == 124
    assert len(plan.lowest()) == 81
    assert len({p.id for p in plan}) == 124
    assert all(plan.by_id(p.id) is p and plan.position(p.number) is p for p in plan)


def test_joint_plan_keeps_the_facts_of_the_towns() -> None:
    text = material.path("filing_plan/joint.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    plan = joint_plan()
    assert [(row["number"], row["parent"] or None, row["title"]) for row in rows] == [
        (p.number, p.parent, p.title) for p in sorted(plan, key=lambda p: [r["number"] for r in rows].index(p.number))
    ]
    for row in rows:
        kept = plan.position(row["number"])
        years = row["retention_years"]
        expected = {"": None, "permanent": "permanent"}.get(years, years)
        if expected not in (None, "permanent"):
            assert kept.retention == round(12 * float(years)), row
        else:
            assert kept.retention == expected, row
        assert (kept.disposal or "") == row["disposal_code"], row


def test_every_lowest_position_says_what_belongs_there() -> None:
    for lowest in joint_plan().lowest():
        assert len(lowest.description) > 30, lowest.label
        assert len(lowest.keywords) >= 4, lowest.label
        assert joint_plan().rules(lowest.number).protection in ProtectionClass


def test_rules_come_from_the_nearest_position_above() -> None:
    plan = FilingPlan(
        [
            position("1", protection=ProtectionClass.SOCIAL),
            position("10", "1", retention=None, disposal=None),
            position("100", "10", retention="permanent", disposal=None),
        ]
    )
    assert plan.rules("100") == Rules("permanent", DisposalCode.DESTROY, ProtectionClass.SOCIAL)
    assert plan.rules("100").retention_months is None
    assert plan.rules("10").retention_months == 120


def test_the_tree_can_be_walked_both_ways() -> None:
    plan = joint_plan()
    for each in plan:
        for child in plan.children(each.number):
            assert plan.ancestors(child.number)[-1] is each
    assert [p.number for p in plan.ancestors("610")] == ["6", "61"]
    assert [p.number for p in plan.children()] == [str(n) for n in range(10)]
    assert "610" in plan and "999" not in plan
    assert plan.is_lowest("610") and not plan.is_lowest("61") and not plan.is_lowest("999")
    with pytest.raises(KeyError):
        plan.position("999")


@given(st.lists(st.from_regex(r"[0-9]{1,4}", fullmatch=True), unique=True))
def test_numbers_sort_as_people_read_a_plan(numbers: list[str]) -> None:
    ordered = sorted(numbers, key=number_key)
    for earlier, later in pairwise(ordered):
        assert not earlier.startswith(later), "a position stands before those below it"
    assert sorted(["6.10", "6.2", "6"], key=number_key) == ["6", "6.2", "6.10"]


def test_all_findings_are_told_at_once() -> None:
    broken = [
        replace(position("1"), title=" "),
        position("1"),
        position("23", "2"),
        replace(position("4"), retention=0),
        replace(position("5"), retention=None, disposal=None),
        replace(position("12", "1"), number="1a"),
    ]
    codes = {finding.code for finding in check(broken)}
    assert codes >= {
        "title_missing",
        "number_twice",
        "id_twice",
        "parent_unknown",
        "retention_invalid",
        "retention_missing",
        "disposal_missing",
        "number_not_digits",
    }
    with pytest.raises(PlanError) as caught:
        FilingPlan(broken)
    assert {f.code for f in caught.value.findings} == codes
    assert "title_missing" in str(caught.value)


def test_a_number_that_does_not_continue_its_parents_is_found() -> None:
    found = check([position("1"), position("2"), position("21", "1")])
    assert [(f.code, f.number, f.value) for f in found] == [("parent_not_prefix", "21", "1")]
    assert str(found[0]) == "21: parent_not_prefix (1)"


@pytest.mark.parametrize("months", [True, 0, -12, 1.5, "lange"])
def test_a_retention_is_whole_months_or_permanent(months: object) -> None:
    assert "retention_invalid" in {f.code for f in check([position("1", retention=months)])}


def test_a_plan_without_json_or_with_a_wrong_code_is_refused() -> None:
    with pytest.raises(ValueError):
        read_plan("{")
    entry = '{"id": "00000000-0000-0000-0000-000000000001", "number": "1", "parent": null, "title": "A",'
    entry += ' "retention_months": 12, "disposal": "X", "protection": null, "description": "", "keywords": []}'
    with pytest.raises(ValueError):
        read_plan(f'{{"name": "n", "positions": [{entry}]}}')
    plan = read_plan(f'{{"name": "n", "positions": [{entry.replace(chr(34) + "X", chr(34) + "A")}]}}')
    assert plan.name == "n" and plan.rules("1").disposal is DisposalCode.ARCHIVE
