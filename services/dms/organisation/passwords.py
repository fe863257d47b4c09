"""Passwords: argon2id, and constant work whether the user exists or not."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the parameters of RFC 9106, second recommendation (64 MiB)


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash with its parameters and salt, as one string."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one. None (no such person) costs the same time and is never true."""
    try:
        _hasher().verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
