"""System packages: looked for by what they bring, installed by apt where that is allowed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.console import SetupError, run, say

FONTS = Path("/usr/share/fonts")
TESSDATA = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata")


@dataclass(frozen=True)
class Need:
    """A Debian package, what it is needed for, and how to see whether it is there."""

    package: str
    purpose: str
    present: Callable[[], bool]


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _file(pattern: str, *folders: str | Path) -> Callable[[], bool]:
    return lambda: any(next(Path(folder).rglob(pattern), None) for folder in folders)


def _can_make_environments() -> bool:
    return importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None


RUNTIME = (
    Need("python3-venv", "the virtual environment", _can_make_environments),
    Need("tesseract-ocr", "reading scans", _command("tesseract")),
    Need("tesseract-ocr-deu", "reading German", _file("deu.traineddata", *TESSDATA)),
    Need("fonts-liberation", "drawing the demo letters", _file("LiberationSans-Regular.ttf", FONTS)),
    Need("fonts-dejavu-core", "drawing the demo letters", _file("DejaVuSans.ttf", FONTS)),
)
TESTS = (
    Need("chromium", "the browser tests", _command("chromium", "chromium-browser", "google-chrome")),
    Need("maven", "fetching the PDF/A validator of the tests", _command("mvn")),
)


def ensure(needs: tuple[Need, ...]) -> None:
    """Install what is missing. Raises :class:`SetupError` with one line naming it where that is not possible."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    names = [need.package for need in missing]
    say("System packages: " + ", ".join(f"{need.package} ({need.purpose})" for need in missing))
    apt = _apt()
    if apt is None:
        raise SetupError(f"missing: {' '.join(names)}. Install with: sudo apt-get install {' '.join(names)}")
    _install(apt, names)
    importlib.invalidate_caches()
    left = [need.package for need in missing if not need.present()]
    if left:
        raise SetupError(f"still missing after apt-get install: {' '.join(left)}")


def _apt() -> list[str] | None:
    """The command that may install, or None: no apt, or neither root nor sudo."""
    if shutil.which("apt-get") is None:
        return None
    prefix = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    if os.geteuid() == 0:
        return prefix
    if shutil.which("sudo") is None:
        return None
    # Without a terminal nobody can type a password: then sudo must answer at once or not at all.
    return ["sudo", *([] if os.isatty(0) else ["-n"]), *prefix]


def _install(apt: list[str], names: list[str]) -> None:
    install = [*apt, "install", "--no-install-recommends", *names]
    by_hand = f"missing: {' '.join(names)}"
    run([*apt, "update"], by_hand)
    run(install, by_hand)
