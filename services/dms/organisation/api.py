"""Signing in with a program, and who I am."""

from __future__ import annotations

from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.queries import offices
from services.dms.organisation.schemas import Me, OfficeRef, SignIn, Token
from services.dms.organisation.sign_in import admit, prove
from services.dms.rest.api import Api, runtime
from services.dms.shell.context import actor, reading

api = Api("organisation")


@api.route(
    "post",
    "/token",
    "A bearer token for a name and a password",
    body=SignIn,
    answer=Token,
    errors={401: "invalid_credentials", 429: "too_many_attempts"},
    public=True,
)
def token(body: SignIn) -> Token:
    with runtime().reading(SYSTEM) as tx:
        person = prove(tx.session, body.username, body.password, tx.now)
    with runtime().transaction(SYSTEM) as tx:
        secret, credential = admit(tx, person, kind="bearer")
        lasts = credential.expires_at - tx.now
    return Token(access_token=secret, expires_in=int(lasts.total_seconds()))


@api.route("get", "/me", "Who I am", answer=Me)
def me() -> Me:
    who = actor()
    with reading() as tx:
        known = {office.id: OfficeRef.model_validate(office) for office in offices(tx.session, who.tenant_id)}
    return Me(
        id=who.person_id,
        username=who.username,
        name=who.name,
        tenant=who.tenant,
        offices=[known[office_id] for office_id in who.offices],
        roles=sorted(who.roles),
        delegations=[],
    )
