"""The documentation tells what is there: settings, commands, error codes, dependencies, links."""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.dms import cli
from shared.catalogue import FOLDER, bundle, text
from shared.settings import Settings
from tools.console import ROOT

DOCS = ROOT / "docs"
SETTINGS = DOCS / "operations" / "settings.md"
COMMANDS = DOCS / "operations" / "commands.md"
MESSAGES = DOCS / "manual" / "meldungen.md"
DEPENDENCIES = DOCS / "decisions" / "0001-dependencies.md"
# In pieces, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("golang", "org"),
    )
]
_ROW = re.compile(r"^\| `([^`]+)` \| (.*?) \|", re.MULTILINE)
_ROW_NAME = re.compile(r"^\| `(--[^`]+)` \|", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def rows(path: Path) -> dict[str, str]:
    """The rows of a page's tables that begin with something in code style: that, and the next cell."""
    return dict(_ROW.findall(path.read_text(encoding="utf-8")))


def written(default: Any) -> str:
    """A default as the manual writes it."""
    if default is None:
        return "leer"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_in_the_manual_with_its_default() -> None:
    expected = {
        f"AKTENVERBUND_{name.upper()}": written(field.get_default()) for name, field in Settings.model_fields.items()
    }
    assert rows(SETTINGS) == expected


def _codes_in(tree: ast.AST) -> Iterator[str]:
    """``code = "..."`` of the classes, and what ``Unreadable("...")`` is raised with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if (
                    isinstance(line, ast.Assign)
                    and [getattr(target, "id", None) for target in line.targets] == ["code"]
                    and isinstance(line.value, ast.Constant)
                    and isinstance(line.value.value, str)
                ):
                    yield line.value.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Unreadable" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


@cache
def error_codes() -> frozenset[str]:
    """Every code somebody may meet: of the classes, wherever they are, and of the catalogue."""
    found: set[str] = set()
    for path in (FOLDER / "de").glob("*.ftl"):
        if path.name != "common.ftl":  # there the words around an error stand
            keys = re.findall(r"^error-([a-z-]+) =", path.read_text(encoding="utf-8"), re.MULTILINE)
            found.update(key.replace("-", "_") for key in keys)
    for folder in ("services", "shared", "filing_plan"):
        for path in (ROOT / folder).rglob("*.py"):
            found.update(_codes_in(ast.parse(path.read_text(encoding="utf-8"))))
    return frozenset(found)


def test_every_error_code_is_in_the_manual() -> None:
    there = rows(MESSAGES)
    missing = sorted(error_codes() - set(there))
    assert not missing, "missing in meldungen.md:\n" + "\n".join(f"| `{code}` | {said(code)} |" for code in missing)
    stale = sorted(set(there) - error_codes())
    assert not stale, f"no longer used: {stale}"


def said(code: str) -> str | None:
    """What the catalogue says to a code; None where it has nothing of its own, or the words depend on values."""
    key = "error-" + code.replace("_", "-")
    if not bundle("de").has_message(key):
        return None
    try:
        return text(key)
    except KeyError:
        return None


def test_the_manual_quotes_messages_as_the_screens_show_them() -> None:
    wrong = [
        f"| `{code}` | {said(code)} |" for code, quoted in rows(MESSAGES).items() if said(code) not in (None, quoted)
    ]
    assert not wrong, "the catalogue says:\n" + "\n".join(wrong)


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    expected = {re.split(r"[<>=!~]", each)[0] for group in (project["dependencies"], *extras) for each in group}
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    expected |= {*package["dependencies"], *package["devDependencies"]}
    assert set(rows(DEPENDENCIES)) == expected


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        assert not target.startswith("/"), f"{link}: not relative"
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), f"{link}: nothing there"
        if anchor:
            assert anchor in anchors(found), f"{link}: no such heading"


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_linked_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in pages()
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in link
    }
    lost = [str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md") if page.resolve() not in linked]
    assert not lost


def test_no_file_of_the_repository_names_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert len(files) > 50
    found = [
        f"{path.relative_to(ROOT)}: {registry}"
        for path in files
        if path.is_file()
        for registry in REGISTRIES
        if registry.encode() in path.read_bytes()
    ]
    assert not found, "\n".join(found)


def _commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command with its options, down to the last one."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in below:
        for word, child in action.choices.items():
            yield from _commands(child, f"{name} {word}".strip())
    if name and not below:
        options = (option for action in parser._actions for option in action.option_strings)
        yield name, {option for option in options if option.startswith("--")} - {"--help"}


def test_every_command_is_in_the_manual_with_its_options() -> None:
    expected = dict(_commands(cli._parser()))
    parts = re.split(r"^## `([^`]+)`$", COMMANDS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = {name: set(_ROW_NAME.findall(body)) for name, body in zip(parts[1::2], parts[2::2], strict=True)}
    assert told == expected
