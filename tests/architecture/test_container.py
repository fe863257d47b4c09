"""The container of the embedded mode: linted, and hardened as its description says."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.console import ROOT


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_dockerfile_passes_its_linter() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_service_and_one_volume(compose: dict[str, Any]) -> None:
    assert list(compose["services"]) == ["aktenverbund"]
    assert list(compose["volumes"]) == ["data"]
    assert compose["services"]["aktenverbund"]["volumes"] == ["data:/data"]


def test_the_service_runs_without_rights_it_does_not_need(compose: dict[str, Any]) -> None:
    service = compose["services"]["aktenverbund"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["user"].split(":")[0] not in ("0", "root")
    assert "no-new-privileges:true" in service["security_opt"]


def test_no_secret_and_no_moving_version(compose: dict[str, Any]) -> None:
    service = compose["services"]["aktenverbund"]
    assert not [name for name in service["environment"] if "SECRET" in name or "PASSWORD" in name]
    assert service["image"].rpartition(":")[2] not in ("", "latest")
    bases = [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]
    assert bases and all(":" in base and not base.endswith(":latest") for base in bases)


def test_all_that_the_image_copies_reaches_the_build() -> None:
    """``.dockerignore`` keeps everything out but what it names, so a new folder must be named there."""
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY") and "--from" not in line:
            sources = {word.removeprefix("./") for word in line.split()[1:-1]}
            assert sources <= kept, line
            assert all((ROOT / source).exists() for source in sources - {"README.md"}), line
