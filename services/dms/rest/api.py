"""Routes of the JSON API: what is asked is parsed and what is answered is written by the schemas that describe it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, Literal, Protocol

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.rest.openapi import Operation
from services.dms.shell import context
from shared.errors import Invalid
from shared.ports import BlobStore, Finder

View = Callable[..., Any]
PREFIX = "/api/v1"


class Runtime(Protocol):
    """What a route needs of the runtime; the rooms lie below it and cannot name it."""

    blobs: BlobStore
    finder: Finder

    def transaction(self, actor: Actor) -> AbstractContextManager[Tx]: ...

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]: ...


class InvalidJson(Invalid):
    """The body is no JSON object."""

    code = "invalid_json"


class WrongMediaType(Invalid):
    """The body is not of the type this call takes (415)."""

    code = "unsupported_media_type"


def runtime() -> Runtime:
    """The runtime of this application."""
    return context.runtime()


class Api:
    """A room's part of the API: a blueprint, and the description of each of its routes.

    A view gets the parts of the path, and ``body`` and ``query`` already parsed where the route has them. It answers
    with a model, or with a response where the answer is not JSON. Where a form is taken as well, ``body`` is None then.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blueprint = Blueprint(f"api_{tag}", __name__, url_prefix=PREFIX)
        self.operations: list[Operation] = []

    def include(self, other: Api) -> None:
        """Take the routes of a part of the room into the room's API."""
        self.blueprint.register_blueprint(other.blueprint, url_prefix="")
        self.operations += other.operations

    def route(
        self, method: Literal["get", "post", "patch"], path: str, summary: str, **described: Any
    ) -> Callable[[View], View]:
        """Register a view; ``described`` are the further fields of :class:`Operation`."""

        def register(view: View) -> View:
            operation = Operation(view.__name__, method, path, self.tag, summary, **described)
            self.operations.append(operation)
            self.blueprint.add_url_rule(
                path, endpoint=view.__name__, view_func=_spoken(view, operation), methods=[method.upper()]
            )
            return view

        return register


def _spoken(view: View, operation: Operation) -> View:
    @wraps(view)
    def answer(**path: Any) -> Response:
        if operation.query:
            path["query"] = parsed(operation.query, _arguments())
        if operation.body:
            path["body"] = None if operation.form and not request.is_json else parsed(operation.body, _json())
        said = view(**path)
        return said if isinstance(said, Response) else spoken(said, operation.status)

    return answer


def spoken(said: BaseModel | dict[str, Any], status: int = 200) -> Response:
    """A model as a response; what belongs to a person is never kept by a cache."""
    response = jsonify(said.model_dump(mode="json", by_alias=True) if isinstance(said, BaseModel) else said)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def parsed(model: type[BaseModel], data: dict[str, Any]) -> Any:
    """:raises Invalid: naming the first field that breaks a rule."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(first["msg"], field=".".join(str(part) for part in first["loc"])) from None


def _arguments() -> dict[str, str]:
    told = {name: ",".join(values) for name, values in request.args.lists()}
    return {name: value for name, value in told.items() if value.strip(" ,")}


def _json() -> dict[str, Any]:
    try:
        data = request.get_json()
    except UnsupportedMediaType:
        raise WrongMediaType from None
    except BadRequest:
        raise InvalidJson from None
    if not isinstance(data, dict):
        raise InvalidJson
    return data
