"""What tests of the search share: the analyser on the real lexicon, and small documents."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from shared.contracts import DocumentSnapshot
from shared.german import German
from shared.lexicon import Lexicon
from shared.settings import load

_SPACE = UUID("0b0f3c5e-7b50-4a9b-9f1b-6d3c0f0f7a11")
TOKEN = 2**56 + 7


@cache
def german() -> German:
    """One for all tests: the lexicon that ``make setup`` built."""
    return German(Lexicon(load().lexicon))


def number(n: int) -> UUID:
    """The id of the test document n."""
    return uuid5(_SPACE, str(n))


def entry(n: int, text: str = "", **fields: Any) -> DocumentSnapshot:
    """Document n with one page; readable with ``TOKEN`` unless told otherwise."""
    values: dict[str, Any] = {
        "document_id": number(n),
        "revision": 1,
        "tenant": "michelstadt",
        "office": None,
        "position": None,
        "dossier": None,
        "file_number": "",
        "subject": "",
        "sender": "",
        "recipient": "",
        "their_reference": "",
        "kind": "letter",
        "remark": "",
        "dossier_title": "",
        "document_date": None,
        "received_on": date(2025, 3, 1),
        "tokens": (TOKEN,),
        "pages": (text,),
    }
    return DocumentSnapshot(**(values | fields))
