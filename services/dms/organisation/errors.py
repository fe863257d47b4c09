"""What can go wrong with towns, people and signing in."""

from __future__ import annotations

from shared.errors import Conflict, DomainError, Invalid, NotFound


class InvalidCredentials(DomainError):
    """Unknown user, wrong password, or a person who is no longer active: never told apart."""

    code = "invalid_credentials"


class TooManyAttempts(DomainError):
    """Too many wrong passwords; ``seconds`` says when the next try counts."""

    code = "too_many_attempts"


class OfficeNotFound(NotFound):
    """No such office in this town."""

    code = "office_not_found"


class TenantNotFound(NotFound):
    """No such town."""

    code = "tenant_not_found"


class NameTaken(Conflict):
    """The code, short name or user name is in use; ``name`` says which."""

    code = "name_taken"


class UnknownRole(Invalid):
    """Not one of the roles."""

    code = "unknown_role"
