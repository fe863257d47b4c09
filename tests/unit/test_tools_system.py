"""System packages: what is missing is named in one line where it may not be installed."""

from __future__ import annotations

import pytest

from tools import system
from tools.console import SetupError


def _need(present: bool) -> system.Need:
    return system.Need("some-package", "something", lambda: present)


def test_nothing_is_asked_of_the_machine_where_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_apt", lambda: pytest.fail("looked for apt"))
    system.ensure((_need(True),))


def test_without_apt_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_apt", lambda: None)
    with pytest.raises(SetupError, match="sudo apt-get install some-package"):
        system.ensure((_need(False),))


def test_only_what_is_missing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(system, "_apt", lambda: ["apt-get"])
    monkeypatch.setattr(system, "_install", lambda apt, names: installed.extend(names))
    later = system.Need("other-package", "something", lambda: "other-package" in installed)
    system.ensure((_need(True), later))
    assert installed == ["other-package"]


def test_a_package_that_does_not_bring_what_is_needed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_apt", lambda: ["apt-get"])
    monkeypatch.setattr(system, "_install", lambda apt, names: None)
    with pytest.raises(SetupError, match="still missing"):
        system.ensure((_need(False),))


def test_someone_who_is_neither_root_nor_has_sudo_cannot_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    assert system._apt() is None


def test_sudo_never_waits_for_a_password_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("os.isatty", lambda fd: False)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    command = system._apt()
    assert command is not None and command[:2] == ["sudo", "-n"]
