"""Stamps: a step is done when its hash stands and what it made is there."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tools.stamps import Stamps, digest


def test_a_step_is_fresh_only_after_it_was_written(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps")
    assert not stamps.fresh("node", "abc")
    stamps.write("node", "abc")
    assert stamps.fresh("node", "abc")
    assert not stamps.fresh("node", "other")


def test_an_interrupted_step_is_repeated(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path)
    stamps.write("node", "abc")
    stamps.forget("node")
    stamps.forget("node")
    assert not stamps.fresh("node", "abc")


def test_a_step_whose_product_is_gone_is_repeated(tmp_path: Path) -> None:
    product = tmp_path / "made"
    product.write_text("x")
    stamps = Stamps(tmp_path / "stamps")
    stamps.write("assets", "abc")
    assert stamps.fresh("assets", "abc", product)
    product.unlink()
    assert not stamps.fresh("assets", "abc", product)


def test_the_digest_sees_contents_not_names(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("same")
    second.write_text("same")
    assert digest([first]) == digest([second])
    second.write_text("other")
    assert digest([first]) != digest([second])
    assert digest([tmp_path / "missing"]) != digest([first])


@given(st.lists(st.text()), st.lists(st.text()))
def test_the_digest_keeps_parts_apart(one: list[str], two: list[str]) -> None:
    assert (digest(one) == digest(two)) == (one == two)
