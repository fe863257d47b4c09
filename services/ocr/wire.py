"""How parent and parser child talk: a length, a JSON head, raw parts. Plain data only, never pickles.

The child works on foreign bytes and may have been taken over by them, so the parent reads its answers as
foreign too: lengths are bounded, and JSON cannot run code.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">Q")
MAX_HEAD = 64 * 1024 * 1024
MAX_PART = 256 * 1024 * 1024


class Broken(Exception):
    """The other side is gone or does not keep to the form."""


def write(stream: BinaryIO, head: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    """Send one message. Raises ``OSError`` when the other side is gone."""
    data = json.dumps({"head": head, "parts": [len(part) for part in parts]}).encode()
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    for part in parts:
        stream.write(part)
    stream.flush()


def read(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """One message, or None at the end of the stream. Raises :class:`Broken` for half a message."""
    first = stream.read(_LENGTH.size)
    if not first:
        return None
    if len(first) < _LENGTH.size:
        raise Broken("cut in a length")
    (length,) = _LENGTH.unpack(first)
    if length > MAX_HEAD:
        raise Broken("head too long")
    try:
        envelope = json.loads(_exactly(stream, length))
        head, lengths = envelope["head"], envelope["parts"]
    except (ValueError, KeyError, TypeError) as error:
        raise Broken(f"head: {type(error).__name__}") from None
    if not isinstance(head, dict) or not isinstance(lengths, list):
        raise Broken("head of another form")
    return head, [_exactly(stream, _bounded(size)) for size in lengths]


def _bounded(size: object) -> int:
    if not isinstance(size, int) or not 0 <= size <= MAX_PART:
        raise Broken("part too long")
    return size


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise Broken("cut in a part")
    return data
