"""The roles, one word each: the same in code, database, API and demo sign-ins."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in an office, or in the whole town."""

    CLERK = "clerk"
    MAILROOM = "mailroom"
    HEAD = "head"
    RECORDS = "records"
    PLANNER = "planner"
    ARCHIVIST = "archivist"
    DPO = "dpo"
    AUDITOR = "auditor"
    TRAINER = "trainer"
    TRAINEE = "trainee"
    ADMIN = "admin"
    OPERATOR = "operator"


WITHOUT_CONTENT = frozenset({Role.ADMIN, Role.AUDITOR, Role.DPO, Role.ARCHIVIST, Role.TRAINEE, Role.OPERATOR})
"""Roles that open no content by themselves. A trainee inside a sandbox counts as a clerk."""

NEVER_GRANTED = frozenset({Role.ADMIN, Role.OPERATOR, Role.TRAINEE})
"""Roles to which even a grant opens nothing. A trainee inside a sandbox counts as a clerk."""


def content_roles(sandbox: bool) -> frozenset[Role]:
    """The roles with which one works on content in a town, or in a sandbox."""
    return frozenset(Role) - WITHOUT_CONTENT | (frozenset({Role.TRAINEE}) if sandbox else frozenset())
