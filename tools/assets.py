"""Front-end assets of others, copied from ``node_modules`` to ``build/static/vendor`` and served from there.

==================  ==============================================================
``kern/``           design system of German administration: style sheet and fonts
``htmx.min.js``     the one script library
``icons.svg``       sprite, one ``<symbol id="NAME">`` per icon in use
==================  ==============================================================

axe-core goes to ``build/axe``: the browser tests load it, the product never serves it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from tools.console import ROOT, SetupError, say
from tools.node import LOCK, MODULES
from tools.stamps import Stamps, digest

VENDOR = ROOT / "build" / "static" / "vendor"
AXE = ROOT / "build" / "axe"
STAMPS = Stamps(ROOT / "build" / "stamps")
PAGES = ROOT / "services" / "dms"
ICON_LIST = PAGES / "static" / "icons.txt"
ICONS = MODULES / "@material-symbols" / "svg-400" / "rounded"

USES = re.compile(r"""icons\.svg#([a-z0-9_]+)|\bicon\(\s*["']([a-z0-9_]+)["']""")
SHAPE = re.compile(r'<svg\b[^>]*\bviewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)

COPIES = {
    "@kern-ux/native/dist/kern.min.css": "kern/kern.min.css",
    "@kern-ux/native/dist/fonts/fira-sans.css": "kern/fonts/fira-sans.css",
    "@kern-ux/native/LICENSE.md": "kern/LICENSE.md",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
    "@material-symbols/svg-400/LICENSE": "icons.LICENSE",
}


def ensure() -> None:
    """Copy and build what changed. Raises :class:`SetupError` for an icon nobody drew."""
    names = icon_names()
    wanted = digest([LOCK, Path(__file__), *names])
    if STAMPS.fresh("assets", wanted, VENDOR / "icons.svg", AXE / "axe.min.js"):
        return
    say(f"Assets: style sheet, fonts, htmx, {len(names)} icons")
    STAMPS.forget("assets")
    _copy(COPIES, VENDOR)
    _copy({"axe-core/axe.min.js": "axe.min.js", "axe-core/LICENSE": "LICENSE"}, AXE)
    _fonts(VENDOR / "kern" / "fonts")
    (VENDOR / "icons.svg").write_text(sprite(names, ICONS), encoding="utf-8")
    STAMPS.write("assets", wanted)


def icon_names(pages: Path = PAGES, listed: Path = ICON_LIST) -> list[str]:
    """Every icon that a template or script names, and those of ``icons.txt`` (names put together at run time)."""
    names: set[str] = set()
    if listed.is_file():
        lines = (line.partition("#")[0].strip() for line in listed.read_text(encoding="utf-8").splitlines())
        names.update(line for line in lines if line)
    for path in pages.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".py"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            names.update(first or second for first, second in USES.findall(text))
    return sorted(names)


def sprite(names: Iterable[str], folder: Path) -> str:
    """One SVG with a symbol per name. Raises :class:`SetupError` where ``folder`` has no such icon."""
    symbols = []
    for name in names:
        drawing = folder / f"{name}.svg"
        shape = SHAPE.search(drawing.read_text(encoding="utf-8")) if drawing.is_file() else None
        if shape is None:
            raise SetupError(f"no icon is called {name}: look for its name in {folder.parent.parent.name}")
        symbols.append(f'<symbol id="{name}" viewBox="{shape[1]}">{shape[2]}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(symbols) + "</svg>\n"


def _copy(files: dict[str, str], target: Path) -> None:
    for source, name in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target / name)


def _fonts(folder: Path) -> None:
    """Only the cuts that the style sheet names; the package brings four times as many."""
    for name in re.findall(r'url\("\./([^"]+)"\)', (folder / "fira-sans.css").read_text(encoding="utf-8")):
        _copy({f"@kern-ux/native/dist/fonts/{name}": name}, folder)


if __name__ == "__main__":
    ensure()
