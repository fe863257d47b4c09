"""The request class: a view may say where the bytes of uploaded files go."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from flask import Request

FileStream = Callable[[str | None, str | None], Any]


class StreamingRequest(Request):
    """A view sets ``file_stream`` before it touches ``files``: a function of file name and declared type that gives
    something to write to. The part then goes straight there, never through a second copy."""

    file_stream: FileStream | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.file_stream is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        stream: IO[bytes] = self.file_stream(filename, content_type)
        return stream
