"""What can go wrong with dossiers and documents."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound


class DocumentNotFound(NotFound):
    """No such document, or it may not be seen."""

    code = "document_not_found"


class DossierNotFound(NotFound):
    """No such dossier, or it may not be seen."""

    code = "dossier_not_found"


class CaseNotFound(NotFound):
    """The dossier has no such case."""

    code = "case_not_found"


class StillReading(Conflict):
    """The document is being read; it can be filed when that is over."""

    code = "still_reading"


class AlreadyFiled(Conflict):
    """The document lies in a dossier already."""

    code = "already_filed"


class NotFiled(Conflict):
    """The document lies in no dossier yet."""

    code = "not_filed"


class Discarded(Conflict):
    """The document was discarded; it has to be restored first."""

    code = "discarded"


class NotDiscarded(Conflict):
    """Nothing to restore: the document is not discarded."""

    code = "not_discarded"


class RestoreTooLate(Conflict):
    """The document was discarded more than ``days`` days ago."""

    code = "restore_too_late"


class DossierClosed(Conflict):
    """The dossier or case is closed to file (z. d. A.): it has to be reopened first."""

    code = "dossier_closed"


class DossierOpen(Conflict):
    """Nothing to reopen: the dossier is open."""

    code = "dossier_open"


class CasesOpen(Conflict):
    """The dossier cannot be closed while ``count`` of its cases are open."""

    code = "cases_open"


class NothingToUndo(Conflict):
    """The last act on this document was not a filing by this person."""

    code = "nothing_to_undo"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was shown; ``revision`` is the present one."""

    code = "changed_meanwhile"


class ReasonMissing(Invalid):
    """This act needs a reason."""

    code = "reason_missing"
