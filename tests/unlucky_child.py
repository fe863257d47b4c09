"""A parser child with bad luck, for tests: on some pages it hangs, eats memory or dies; on all others it works.

The page's number decides, so that a test sees in one message what each misfortune does to its neighbours.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import sys
from typing import Any

from services.ocr import parser_child
from services.ocr.child_config import Answer, ChildConfig
from services.ocr.children import Child

HANGS, HANGS_IN_C, EATS, DIES, BABBLES = 901, 902, 903, 904, 905


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
    from services.ocr import reading

    return reading.read_page(config, args)


if __name__ == "__main__":
    parser_child.VERBS["read_page"] = "tests.unlucky_child:read_page"
    sys.exit(parser_child.main())
