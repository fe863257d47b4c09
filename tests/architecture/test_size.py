"""Short functions and files: what is read in one look is understood in one look."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.console import ROOT

LONGEST_FUNCTION = 40
LONGEST_FILE = 300


def _sources() -> Iterator[tuple[Path, str]]:
    for room in ("services", "shared", "filing_plan", "tools"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:  # migrations are lists of columns, written once
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for path, text in _sources()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_files_are_short() -> None:
    big = [f"{path}: {n} lines" for path, text in _sources() if (n := text.count("\n")) > LONGEST_FILE]
    assert not big, "\n".join(big)


def test_nothing_unfinished_is_called_done() -> None:
    words = ("TODO", "FIXME", "XXX", "raise NotImplementedError")
    found = [f"{path}: {word}" for path, text in _sources() for word in words if word in text]
    assert not found, "\n".join(found)
