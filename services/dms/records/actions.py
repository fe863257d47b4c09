"""What people do with documents and dossiers, and what the program does while it reads them: one place to look.

Every act takes the transaction first, checks the rights, raises the errors of ``errors.py``, writes one audit event,
raises the revision and asks for the index, all in that transaction.
"""

from services.dms.records.dossiers import (
    change_dossier,
    close_case,
    close_dossier,
    open_case,
    open_dossier,
    reopen_dossier,
)
from services.dms.records.filing import file_document, move_document, return_document, undo_filing
from services.dms.records.in_tray import discard, read_again, reroute, restore
from services.dms.records.metadata import change_metadata
from services.dms.records.reading import archive_written, end_overdue, inspected, into_tray, mark_failed, pages_read
from services.dms.records.receiving import received

__all__ = [
    "archive_written",
    "change_dossier",
    "change_metadata",
    "close_case",
    "close_dossier",
    "discard",
    "end_overdue",
    "file_document",
    "inspected",
    "into_tray",
    "mark_failed",
    "move_document",
    "open_case",
    "open_dossier",
    "pages_read",
    "read_again",
    "received",
    "reopen_dossier",
    "reroute",
    "restore",
    "return_document",
    "undo_filing",
]
