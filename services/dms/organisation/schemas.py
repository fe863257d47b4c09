"""Signing in, and who I am."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from services.dms.rest.schemas import Answer, Request


class SignIn(Request):
    username: str = Field(min_length=1, max_length=127)
    password: str = Field(min_length=1, max_length=1024)


class Token(Answer):
    """A bearer token; ``expires_in`` in seconds."""

    access_token: str
    token_type: str = "bearer"
    expires_in: int


class OfficeRef(Answer):
    """An office of a town by name."""

    id: UUID
    code: str
    name: str


class Me(Answer):
    """The person who asks. ``offices`` in the order of their functions: the first is where new things go.

    ``delegations`` are those whom the person stands in for.
    """

    id: UUID
    username: str
    name: str
    tenant: str
    offices: list[OfficeRef]
    roles: list[str]
    delegations: list[str]
