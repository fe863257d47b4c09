"""A parser child with bad luck, for tests: on some pages it hangs, eats memory or dies; on all others it works.

The page's number decides, so that a test sees in one message what each misfortune does to its neighbours.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import resource
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from services.ocr import parser_child
from services.ocr.child_config import Answer, ChildConfig
from services.ocr.children import Child
from shared.contracts import PageResult

HANGS, HANGS_IN_C, EATS, DIES, BABBLES, TELLS = 901, 902, 903, 904, 905, 906


class UnluckyChild(Child):
    """For ``Children(settings, start=UnluckyChild)``."""

    module = "tests.unlucky_child"


def read_page(config: ChildConfig, args: dict[str, Any]) -> Answer:
    match args["page_no"]:
        case 901:
            for _ in itertools.count():
                pass
        case 902:
            re.match(r"(a+)+$", "a" * 64 + "b")  # in C, and holding the interpreter
        case 903:
            hoard = [bytearray(16 << 20) for _ in itertools.count()]
            return Answer({"hoard": len(hoard)})
        case 904:
            os.kill(os.getpid(), signal.SIGSEGV)
        case 905:
            for descriptor in range(3, 10):  # one of them is the pipe to the parent
                with contextlib.suppress(OSError):
                    os.write(descriptor, b"\xff" * 64)
            os._exit(0)
        case 906:
            return Answer({"result": asdict(PageResult(906, json.dumps(surroundings()), None)), "widths": []})
    from services.ocr import reading

    return reading.read_page(config, args)


def surroundings() -> dict[str, Any]:
    """What a taken-over child would find: environment, descriptors, limits, folder."""
    open_files = [
        os.readlink(entry) for entry in Path("/proc/self/fd").iterdir() if entry.exists() or entry.is_symlink()
    ]
    return {
        "environment": dict(os.environ),
        "descriptors": sorted(name.split(":")[0] for name in open_files),
        "memory": resource.getrlimit(resource.RLIMIT_AS),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "folder": os.getcwd(),
    }


if __name__ == "__main__":
    parser_child.VERBS["read_page"] = "tests.unlucky_child:read_page"
    sys.exit(parser_child.main())
