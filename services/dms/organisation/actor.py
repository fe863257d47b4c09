"""Who acts: a person as of this request, with what their functions say."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.dms.organisation.roles import content_roles


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, read once per request.

    ``offices`` and ``office_nos`` are in the order of the person's functions: the first is where new things go
    by default. A function for the whole town adds a role and no office.
    """

    person_id: UUID
    person_no: int
    username: str
    name: str
    tenant_id: UUID
    tenant_no: int
    tenant: str
    offices: tuple[UUID, ...] = ()
    office_nos: tuple[int, ...] = ()
    roles: frozenset[str] = frozenset()
    sandbox: bool = False

    @property
    def content_role(self) -> bool:
        """Whether any function is work on content: all roles but admin, auditor, dpo, archivist, operator and
        trainee; a trainee of a sandbox works on its invented content like a clerk."""
        return not self.roles.isdisjoint(content_roles(self.sandbox))

    @property
    def is_system(self) -> bool:
        """Whether the program itself acts (handlers, the folder watcher, set-up)."""
        return self.person_no == 0


SYSTEM = Actor(
    person_id=UUID(int=0),
    person_no=0,
    username="system",
    name="Aktenverbund",
    tenant_id=UUID(int=0),
    tenant_no=0,
    tenant="",
)
"""The program itself. It has no credential, so nobody can sign in as it."""
