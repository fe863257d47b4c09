"""A 1 GiB upload, and the idle server: how much memory they cost. ``python -m tests.bench.upload [MiB]``"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.api import letter
from tests.server import Server, found

MIB = 1024 * 1024
IDLE_LIMIT, GROWTH_LIMIT = 350, 32
"""MiB that are promised."""


def main(size: int) -> int:
    """Print the figures; 0 when what is promised holds."""
    with tempfile.TemporaryDirectory(prefix="aktenverbund-bench-") as folder:
        data = Path(folder) / "data"
        found(data, {"erbach": ["ordnungsamt"]}, [("clerk@erbach", "clerk", "ordnungsamt")])
        server = Server(data)
        try:
            first = server.start()
            idle = server.memory()
            clerk = server.client("clerk@erbach")
            clerk.read(clerk.upload(("warm.pdf", letter("Alles wird einmal geladen."))).json["items"][0]["id"])
            clerk.get("/api/v1/search?q=geladen")
            loaded, before = server.memory(), server.peak()
            chunk = b"%PDF-1.7\n" + os.urandom(MIB - 9)
            began = time.monotonic()
            reply = clerk.upload_stream("gross.pdf", (chunk for _ in range(size)), size * MIB)
            seconds = time.monotonic() - began
            assert reply.status == 202, reply.body
            grown = server.peak() - before
            server.kill()
            again = server.start()
        finally:
            server.end()
    print(f"start {first:.2f} s, after a kill {again:.2f} s")
    print(
        f"idle {idle / MIB:.0f} MiB, with reading children and after a search {loaded / MIB:.0f} MiB (PSS of the tree)"
    )
    print(f"{size} MiB taken in {seconds:.1f} s ({size / seconds:.0f} MiB/s), memory grew by {grown / MIB:.1f} MiB")
    return 0 if idle <= IDLE_LIMIT * MIB and grown <= GROWTH_LIMIT * MIB else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024))
