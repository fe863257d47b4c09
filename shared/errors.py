"""What can go wrong, in words of the trade.

Every error has a stable ``code``; the words a user reads live in the catalogue under ``error-<code>``
(``shared/texts``) and in the manual. The *class* decides what happens next: a :class:`Transient` is tried
again with back-off, every other :class:`DomainError` goes to a person. HTTP knows these classes only in
``services/dms/app.py``, which maps each class to a status.
"""

from __future__ import annotations


class AktenverbundError(Exception):
    """Base of all errors of the project.

    ``code`` is stable and documented in the manual; ``details`` are named values for the catalogue's text
    (plain strings and numbers, never personal data of something the reader may not see).
    """

    code = "internal"

    def __init__(self, message: str = "", **details: str | int) -> None:
        super().__init__(message or self.code)
        self.details = details


class Transient(AktenverbundError):
    """May succeed when tried again (engine away, disk busy): the relay backs off and repeats."""

    code = "temporarily_unavailable"


class DomainError(AktenverbundError):
    """A rule of the trade says no; trying again does not help, a person has to decide."""

    code = "refused"


class NotFound(DomainError):
    """Does not exist, or may not be seen: the two are never told apart."""

    code = "not_found"


class Forbidden(DomainError):
    """The object may be seen, the act may not be done."""

    code = "forbidden"


class Conflict(DomainError):
    """The object's state does not allow the act."""

    code = "conflict"


class Invalid(DomainError):
    """The input breaks a rule; ``field`` may name it."""

    code = "invalid"


class TooLarge(Invalid):
    """More bytes than ``max_content_length``."""

    code = "too_large"


class StorageFull(DomainError):
    """Less free space than twice the length announced; refused before a byte is read."""

    code = "storage_full"


class Unreadable(DomainError):
    """A file (or page) that cannot be read, now or later; ``code`` says why.

    Codes in use: ``encrypted``, ``truncated``, ``empty_file``, ``no_pages``, ``unsupported_type``,
    ``too_many_pixels``, ``too_many_pages``, ``unpack_ratio``, ``parser_timeout``, ``parser_memory``,
    ``parser_crashed``, ``damaged``.
    """

    code = "damaged"

    def __init__(self, code: str, message: str = "", **details: str | int) -> None:
        super().__init__(message or code, **details)
        self.code = code


class IndexDamaged(AktenverbundError):
    """The search index on disk cannot be used (damaged, or written by another version): build it anew.

    Never shown to a person: the caller starts an empty index and rebuilds it from the rows.
    """

    code = "index_damaged"
