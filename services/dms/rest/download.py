"""Names of downloads, in a header that carries ASCII only."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_UNSAFE = re.compile(r"[^\w .,()+-]", re.ASCII)
_ATTRIBUTE = "!#$&+-.^_`|~"
"""What RFC 5987 lets stand as it is."""


def attachment(name: str) -> str:
    """``Content-Disposition`` of a download: the name in full (RFC 6266), and without accents for old programs."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    return f"attachment; filename=\"{plain or 'Datei'}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE)}"
