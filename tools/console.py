"""Speaking to the person who set this up, and running other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """What is missing or went wrong, in one line for the person at the terminal."""


def say(text: str) -> None:
    """One visible line of progress."""
    print(f"==> {text}", flush=True)


def run(command: Sequence[str | Path], purpose: str, extra: Mapping[str, str] | None = None) -> None:
    """Run to the end with its output visible. Raises :class:`SetupError` naming ``purpose``."""
    try:
        code = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(extra or {})}).returncode
    except OSError as error:
        raise SetupError(f"{purpose}: cannot start {command[0]}: {error.strerror}") from None
    if code != 0:
        raise SetupError(f"{purpose}: {Path(str(command[0])).name} ended with code {code}")


def complain(error: SetupError) -> int:
    """Say it on stderr; returns the exit code."""
    print(f"setup: {error}", file=sys.stderr, flush=True)
    return 1
