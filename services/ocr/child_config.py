"""What a parser child is told once, at its start: limits and how to read. Travels as JSON in ``argv``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ChildConfig:
    """Sizes in bytes, times in seconds. ``folder``: the child's own temporary folder."""

    folder: str
    engine: str
    language: str
    tessdata: str | None
    memory: int
    file_size: int
    max_pixels: int
    max_pages: int
    max_unpack_ratio: int
    max_unpack_bytes: int

    def dump(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> ChildConfig:
        return cls(**json.loads(text))

    @property
    def scratch(self) -> Path:
        return Path(self.folder)


@dataclass(slots=True)
class Answer:
    """What a verb of the child returns: JSON data and raw parts."""

    data: dict[str, Any]
    parts: list[bytes] = field(default_factory=list)
