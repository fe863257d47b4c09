"""The JSON API put together: the routes of every room, and their description at ``/api/v1/openapi.json``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from services.dms.intake.api import api as documents
from services.dms.organisation.api import api as organisation
from services.dms.plan.api import api as plan
from services.dms.records.api import api as dossiers
from services.dms.rest.api import Api
from services.dms.rest.openapi import document
from services.dms.searching.api import api as search

api = Api("description")
APIS = (organisation, documents, dossiers, plan, search, api)
BLUEPRINTS = tuple(part.blueprint for part in APIS)
"""For the application to register."""


@api.route("get", "/openapi.json", "This description", media=("application/json",), public=True)
def openapi() -> dict[str, Any]:
    return described()


@cache
def described() -> dict[str, Any]:
    """The description of every route, generated once."""
    return document((operation for part in APIS for operation in part.operations), version("aktenverbund"))
