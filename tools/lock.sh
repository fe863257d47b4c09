#!/bin/sh
# make lock: write the lock files anew from pyproject.toml. Versions already locked stay unless they no longer fit;
# `UPGRADE=1 make lock` takes the newest. The files name hashes and never where a package came from.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
TOOLS=build/lock-tools
[ -x "$TOOLS/bin/uv" ] || { "$PYTHON" -m venv "$TOOLS" && "$TOOLS/bin/python" -m pip install --quiet "uv>=0.9,<1"; }

compile() {
    "$TOOLS/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$@"
}

# The widest first: the others are its parts, in the same versions.
compile pyproject.toml --extra build --extra distributed --extra dev -o requirements-dev.lock
unset UPGRADE
compile pyproject.toml --extra build -c requirements-dev.lock -o requirements.lock
compile pyproject.toml --extra build --extra distributed -c requirements-dev.lock -o requirements-distributed.lock
compile tools/node.in -o requirements-node.lock
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error
