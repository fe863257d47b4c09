"""A document's history and kinds of files, in words."""

from __future__ import annotations

from collections.abc import Callable

from services.dms.records.view import Step
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF

TYPES = {PDF: "PDF", TIFF: "TIFF", JPEG: "JPEG", PNG: "PNG", DOCX: "Word"}
ACT_ICONS = {
    "document_received": "inbox",
    "document_read": "label",
    "document_failed": "error",
    "archive_written": "picture_as_pdf",
    "document_filed": "drive_file_move",
    "document_moved": "drive_file_move",
    "document_returned": "inbox",
    "filing_undone": "undo",
    "document_discarded": "delete",
    "document_restored": "undo",
    "document_rerouted": "forward_to_inbox",
    "reading_repeated": "document_scanner",
    "metadata_changed": "edit",
}
CHANNELS = frozenset({"web", "api", "upload", "scan_folder", "cli", "demo"})
BY_SOMEBODY = frozenset({"web", "api", "upload", "cli"})
_FIELDS = {
    "subject": "document-subject",
    "sender": "document-sender",
    "recipient": "document-recipient",
    "their_reference": "document-their-reference",
    "kind": "document-kind",
    "remark": "document-remark",
    "direction": "document-direction",
    "document_date": "document-date",
    "received_on": "document-received",
}


def act_words(step: Step, t: Callable[..., str]) -> str:
    """'J. Hartmann hat abgelegt: MIC 610-0031/2023, Nr. 7'."""
    told = step.details
    values = {
        "who": step.who,
        "number": str(told.get("file_number", "")),
        "entry": str(told.get("entry_no", "")),
        "from": str(told.get("from", "")),
        "to": str(told.get("to", "")),
        "pages": told.get("pages", 0),
        "fields": ", ".join(t(_FIELDS[name]) for name in told.get("changes", {}) if name in _FIELDS),
        "act": step.act,
    }
    key = "done-" + step.act.replace("_", "-")
    if step.act not in ACT_ICONS:
        key = "done-other"
    elif step.act == "document_received" and step.by_system:
        key += "-by-us"
    return t(key, **values)


def channel_words(channel: str, who: str, t: Callable[..., str]) -> str:
    """How it came in: 'hochgeladen von J. Hartmann'."""
    key = channel.replace("_", "-") if channel in CHANNELS else "other"
    return t(f"channel-{key}" if who or key not in BY_SOMEBODY else "channel-other", who=who)
