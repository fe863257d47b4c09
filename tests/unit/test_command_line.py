"""The command line without a server: usage, settings, what is refused, exit codes; and the installation's lock."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from services.dms.cli import main
from services.dms.installation import ADDRESS, AlreadyServed, Installation, address, is_held
from services.dms.runtime import Runtime
from shared.settings import Settings


def never(_settings: Settings) -> Runtime:
    raise AssertionError("no server's runtime is needed here")


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("AKTENVERBUND_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AKTENVERBUND_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.mark.parametrize(
    "arguments",
    [[], ["unknown"], ["intake"], ["intake", "a.pdf", "--tenant", "erbach"], ["search", "--as", "x"], ["plan"]],
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(never, arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_help_is_german(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(never, ["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "Den Server starten." in said
    assert all(name in said for name in ("serve", "intake", "search", "demo", "reindex", "verify", "plan"))


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AKTENVERBUND_THREADS", "many")
    assert main(never, ["verify"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("aktenverbund: AKTENVERBUND_THREADS: ") and said.count("\n") == 1


def test_the_demo_never_stands_beside_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AKTENVERBUND_PRODUCTION", "true")
    assert main(never, ["serve", "--demo"]) == 2
    assert "demo and production exclude each other" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["verify"], ["reindex"], ["search", "x", "--as", "y"], ["intake", __file__, "--tenant", "erbach", "--as", "y"]],
)
def test_without_an_installation_it_is_said_so(
    arguments: list[str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(never, arguments) == 1
    said = capsys.readouterr().err
    assert said.startswith("aktenverbund: ") and "noch keine Installation" in said and said.count("\n") == 1
    assert not (empty / "aktenverbund.sqlite3").exists()


def test_suggestions_need_no_installation(tmp_path: Path, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = {"id": "X1", "subject": "Anmeldung eines Hundes", "body": "Hiermit melde ich unseren Hund an."}
    letters = tmp_path / "letters.jsonl"
    letters.write_text(json.dumps(letter) + "\n")
    assert main(never, ["plan", "suggest", str(letters), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert said["id"] == "X1" and 1 <= len(said["positions"]) <= 3
    assert set(said["positions"][0]) == {"position", "score", "reason"}
    assert not empty.exists()


def test_an_address_in_use_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main(never, ["serve"]) == 1
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port} ist belegt" in said and said.count("\n") == 1


def test_one_holds_the_installation(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    held = Installation(tmp_path)
    assert is_held(tmp_path)
    with pytest.raises(AlreadyServed) as refused:
        Installation(tmp_path)
    assert refused.value.details["pid"] == str(os.getpid())
    held.release()
    Installation(tmp_path).release()
    assert not is_held(tmp_path)


def test_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from services.dms.installation import Installation; "
    program += "held = Installation(Path(sys.argv[1])); import os; os.kill(os.getpid(), 9)"
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert ended.returncode == -9
    Installation(tmp_path).release()


def test_the_address_of_no_server_is_none(tmp_path: Path) -> None:
    assert address(tmp_path) is None
    (tmp_path / ADDRESS).write_text("{ half")
    assert address(tmp_path) is None
    (tmp_path / ADDRESS).write_text('{"url": "http://127.0.0.1:1"}')
    assert address(tmp_path) == "http://127.0.0.1:1"
