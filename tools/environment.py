"""The virtual environment in ``.venv``: exactly what the lock names, checked by hash, and the project itself."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path

from tools.console import ROOT, run, say
from tools.stamps import Stamps, digest

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = Stamps(VENV / "stamps")
RUNTIME_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"


def ensure(*, tests: bool) -> None:
    """Bring ``.venv`` to the lock; the packages of the tests contain those of the product."""
    _create()
    runtime, full = digest([RUNTIME_LOCK]), digest([TEST_LOCK])
    if tests:
        _packages("packages-tests", full, TEST_LOCK)
        STAMPS.write("packages", runtime)
    elif not STAMPS.fresh("packages", runtime):
        STAMPS.forget("packages-tests")
        _packages("packages", runtime, RUNTIME_LOCK)
    _project()


def _create() -> None:
    """Scripts in an environment name its path and its interpreter: when either changes, it is made anew."""
    wanted = digest([str(VENV), sys.version])
    if STAMPS.fresh("environment", wanted, PYTHON):
        return
    say(f"Virtual environment in {VENV.name} (Python {sys.version_info.major}.{sys.version_info.minor})")
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", VENV], "virtual environment")
    STAMPS.write("environment", wanted)


def _packages(step: str, wanted: str, lock: Path) -> None:
    if STAMPS.fresh(step, wanted):
        return
    say(f"Python packages from {lock.name}")
    STAMPS.forget(step)
    pip("install", "--require-hashes", "--only-binary", ":all:", "-r", lock.name)
    STAMPS.write(step, wanted)


def _project() -> None:
    """Install the project in place. Its own code may change freely; only its metadata asks for a new install."""
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = digest([json.dumps([metadata["build-system"], metadata["project"]], sort_keys=True)])
    if STAMPS.fresh("project", wanted, VENV / "bin" / "aktenverbund"):
        return
    say("The project itself, in place")
    STAMPS.forget("project")
    # setuptools comes from the lock: an isolated build would fetch one that no hash pins.
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", ".")
    STAMPS.write("project", wanted)


def pip(*arguments: str) -> None:
    """pip of the environment, with its progress visible but not chatty."""
    run([PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet"], "Python packages")
