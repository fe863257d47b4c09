"""What kind of file this is, told from its first 4 KiB; names and extensions are never asked.

The web process calls this, so it looks at bytes only and opens nothing (house: foreign bytes belong in parser
children). What it cannot tell for sure, inspection decides.
"""

from __future__ import annotations

import struct

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"

HEAD = 4096
ACCEPTED = frozenset({PDF, TIFF, JPEG, PNG, DOCX, ZIP})
"""Types worth handing to inspection; ``ZIP`` because a DOCX may hide its names behind the first 4 KiB."""

_PDF_WINDOW = 1024  # readers accept junk before the header up to here (ISO 32000-1, annex H.3.4.1)
_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
)
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")


def sniff(head: bytes) -> str | None:
    """Media type of a file that begins with ``head`` (its first 4 KiB), or None: not a type we take.

    A zip whose first entries show that it is a Word document is :data:`DOCX`; another zip is :data:`ZIP`
    (it may still be one: inspection says ``unsupported_type`` where it is not).
    """
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return DOCX if _is_word(head[:HEAD]) else ZIP
    if b"%PDF-" in head[:_PDF_WINDOW] and not head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return PDF
    return None


def _is_word(head: bytes) -> bool:
    """Does a local file header in these bytes name a part of a Word document?"""
    at = head.find(b"PK\x03\x04")
    while at >= 0 and at + _LOCAL_HEADER.size <= len(head):
        length = _LOCAL_HEADER.unpack_from(head, at)[9]
        name = head[at + _LOCAL_HEADER.size : at + _LOCAL_HEADER.size + length]
        if name.startswith(b"word/"):
            return True
        at = head.find(b"PK\x03\x04", at + 4)
    return False
