"""Front-end assets: every icon that a page names is in the sprite, none is fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools import assets
from tools.console import SetupError


def _drawing(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -960 960 960"><path d="M0 0"/></svg>'
    )


def test_icons_are_found_in_templates_scripts_and_the_list(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('<use href="/static/icons.svg#inbox"/> {{ icon("search") }}')
    (tmp_path / "app.js").write_text("icon('undo')")
    (tmp_path / "README.md").write_text("icons.svg#ignored")
    listed = tmp_path / "icons.txt"
    listed.write_text("# comment\nalarm  # named at run time\n\n")
    assert assets.icon_names(tmp_path, listed) == ["alarm", "inbox", "search", "undo"]


def test_the_sprite_has_a_symbol_per_icon(tmp_path: Path) -> None:
    _drawing(tmp_path / "rounded", "inbox")
    _drawing(tmp_path / "rounded", "search")
    root = ElementTree.fromstring(assets.sprite(["inbox", "search"], tmp_path / "rounded"))
    assert [symbol.get("id") for symbol in root] == ["inbox", "search"]
    assert all(symbol.get("viewBox") == "0 -960 960 960" and len(symbol) == 1 for symbol in root)


def test_an_icon_nobody_drew_stops_the_set_up(tmp_path: Path) -> None:
    (tmp_path / "a" / "rounded").mkdir(parents=True)
    with pytest.raises(SetupError, match="no icon is called unicorn"):
        assets.sprite(["unicorn"], tmp_path / "a" / "rounded")


def test_the_built_assets_ask_no_other_host() -> None:
    for path in assets.VENDOR.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text, path
        assert "url(http" not in text and "url(//" not in text, path
