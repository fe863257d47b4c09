"""Parser children: what they inherit, how they end, and how parent and child talk."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ocr import wire
from shared.errors import Transient
from shared.media_types import PNG
from tests import scans
from tests.reading_desk import MIB, Desk
from tests.unlucky_child import TELLS, UnluckyChild

LETTER = {"subject": "Hinweis", "body": "Am Brunnen fehlt ein Geländer."}
JSON = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=20), st.none()), max_size=4)


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path, UnluckyChild, ocr_workers=1, parser_memory=768 * MIB)
    yield opened
    opened.close()


@pytest.fixture
def told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("AKTENVERBUND_SECRET", "geheim")
    (result,) = desk.read(desk.put(b"%PDF-"), TELLS, TELLS)
    found: dict[str, Any] = json.loads(result.text)
    return found


def test_a_child_inherits_nothing_worth_stealing(told: dict[str, Any], desk: Desk) -> None:
    environment = told["environment"]

    assert "AKTENVERBUND_SECRET" not in environment
    assert set(environment) <= {
        *("PATH", "LANG", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE", "PWD"),
        *("OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX"),
    }
    assert environment["OMP_THREAD_LIMIT"] == "1"
    assert {name for name in told["descriptors"] if not name.startswith("/proc")} == {"/dev/null", "pipe"}


def test_a_child_is_limited_and_has_a_folder_of_its_own(told: dict[str, Any], desk: Desk) -> None:
    assert told["memory"] == [768 * MIB, 768 * MIB]
    assert told["core"] == [0, 0]
    assert told["folder"] == told["environment"]["TMPDIR"]
    assert not Path(told["folder"]).is_relative_to(desk.settings.data)

    desk.children.end_idle(0.0)
    assert not Path(told["folder"]).exists()


def test_a_child_is_replaced_after_its_number_of_files(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ocr_workers=1, parser_files=2)
    try:
        seen = []
        for _ in range(4):
            desk.inspect(scans.scan(LETTER, 0, 60, "png"), PNG)
            seen.append(tuple(desk.children.pids()))
    finally:
        desk.close()

    assert seen[0] and seen[2] and seen[0] != seen[2]
    assert seen[1] == seen[3] == ()


def test_a_closed_pool_promises_nothing(desk: Desk) -> None:
    desk.close()

    with pytest.raises(Transient):
        desk.read(desk.put(b"%PDF-"), 1, 1)


def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """Even when the parent is killed and cannot say good-bye."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.reading_desk import Desk\n"
        "from tests import scans\n"
        "desk = Desk(Path(sys.argv[1]), ocr_workers=1)\n"
        f"desk.inspect(scans.scan({LETTER!r}, 0, 60, 'png'), 'image/png')\n"
        "print(*desk.children.pids(), flush=True)\nsys.stdin.read()"
    )
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None and parent.stdin is not None
    child = int(parent.stdout.readline())
    assert Path(f"/proc/{child}").exists()

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    wait_for(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child))


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_killed_child_is_replaced(desk: Desk) -> None:
    data = scans.scan(LETTER, 0, 60, "png")
    desk.inspect(data, PNG)
    (pid,) = desk.children.pids()

    os.kill(pid, signal.SIGKILL)

    assert desk.inspect(data, PNG).problem is None
    assert pid not in desk.children.pids()


def test_the_other_engine_reads_in_a_child_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ocr_workers=1, ocr_engine="pytesseract")
    try:
        (result,) = desk.read(desk.put(scans.scan(LETTER, 0, 150, "png")), media_type=PNG)
    finally:
        desk.close()

    assert (result.problem, result.origin) == (None, "ocr")
    assert "Geländer" in result.text


@settings(deadline=None)
@given(JSON, st.lists(st.binary(max_size=50), max_size=3))
def test_messages_come_across(head: dict[str, Any], parts: list[bytes]) -> None:
    pipe = io.BytesIO()
    wire.write(pipe, head, parts)
    pipe.seek(0)

    assert wire.read(pipe) == (head, parts)
    assert wire.read(pipe) is None


@settings(deadline=None)
@given(st.integers(1, 200))
def test_half_a_message_is_broken(cut: int) -> None:
    pipe = io.BytesIO()
    wire.write(pipe, {"verb": "read_page"}, [b"x" * 100])
    data = pipe.getvalue()

    with pytest.raises(wire.Broken):
        wire.read(io.BytesIO(data[: min(cut, len(data) - 1)]))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 16,
        b"\0" * 7 + b"\x02[]",
        b"\0" * 7 + b"\x02{}",
        b"\0" * 7 + b"\x19" + b'{"head": 1, "parts": [] }',
        b"\0" * 7 + b"\x1b" + b'{"head": {}, "parts": [-1]}',
        b"\0" * 7 + b"\x1d" + b'{"head": {}, "parts": ["a"]} ',
    ],
)
def test_what_has_another_form_is_broken(data: bytes) -> None:
    with pytest.raises(wire.Broken):
        wire.read(io.BytesIO(data))
