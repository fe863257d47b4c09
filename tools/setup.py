"""``make setup``: bring a fresh working copy to where it can run, or (``--tests``) be tested.

Every step says what it does, does nothing when nothing is to do, and ends with one clear line when it cannot.
"""

from __future__ import annotations

import argparse
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tools import assets, environment, node, system
from tools.console import ROOT, SetupError, complain, run, say
from tools.stamps import Stamps, digest

BUILD = ROOT / "build"
STAMPS = Stamps(BUILD / "stamps")
VERAPDF_POM = ROOT / "tests" / "verapdf" / "pom.xml"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make setup", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what only the tests need")
    parser.add_argument("--no-system", action="store_true", help="leave system packages alone")
    chosen = parser.parse_args(arguments)
    try:
        with _alone():
            _everything(tests=chosen.tests, system_packages=not chosen.no_system)
    except SetupError as error:
        return complain(error)
    except KeyboardInterrupt:
        return complain(SetupError("interrupted; the next call goes on from here"))
    return 0


def _everything(*, tests: bool, system_packages: bool) -> None:
    if system_packages:
        system.ensure(system.RUNTIME + (system.TESTS if tests else ()))
    environment.ensure(tests=tests)
    node.ensure()
    assets.ensure()
    _lexicon()
    if tests:
        _verapdf()


@contextmanager
def _alone() -> Iterator[None]:
    """Two calls at once would tread on each other: the second waits."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running here; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lexicon() -> None:
    """The German lexicon of the search, made from the data of pinned packages."""
    sources = sorted((ROOT / "shared").glob("lexicon*.py"))
    if not sources:
        return
    wanted = digest([*sources, environment.RUNTIME_LOCK])
    if STAMPS.fresh("lexicon", wanted, BUILD / "lexicon"):
        return
    say("German lexicon")
    STAMPS.forget("lexicon")
    run([environment.PYTHON, "-m", "shared.lexicon", "build"], "German lexicon")
    STAMPS.write("lexicon", wanted)


def _verapdf() -> None:
    """The PDF/A validator: jar files, pinned in a pom, called by the tests on the Java of a Python package."""
    jars = BUILD / "verapdf"
    wanted = digest([VERAPDF_POM])
    if STAMPS.fresh("verapdf", wanted, jars):
        return
    say("PDF/A validator of the tests")
    STAMPS.forget("verapdf")
    goal = "dependency:copy-dependencies"
    run(
        ["mvn", "-B", "-q", "-ntp", "-Dstyle.color=never", "-f", VERAPDF_POM, goal, f"-DoutputDirectory={jars}"],
        "PDF/A validator",
    )
    STAMPS.write("verapdf", wanted)


if __name__ == "__main__":
    raise SystemExit(main())
