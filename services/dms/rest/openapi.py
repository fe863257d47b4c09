"""The OpenAPI 3.1 document, generated from the schemas the routes really use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from services.dms.rest.schemas import Problem

Schemas = Mapping[Any, dict[str, Any]]
"""Schema by model and mode."""
REFERENCE = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_PATH_TYPES: dict[str | None, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0},
    None: {"type": "string"},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A route as it is described. ``path`` is Flask's form; ``errors`` are the codes it may answer, by status;
    ``media`` are the types of an answer that is not JSON; ``form`` describes a multipart body, beside ``body`` where
    both are taken; ``also`` are further successful answers, by status."""

    name: str
    method: Literal["get", "post", "patch"]
    path: str
    tag: str
    summary: str
    answer: type[BaseModel] | None = None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    form: dict[str, Any] | None = None
    also: dict[int, type[BaseModel]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()
    errors: dict[int, str] = field(default_factory=dict)
    public: bool = False


def document(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """The whole description; the order of the routes is kept."""
    known = list(operations)
    schemas, components = models_json_schema(_models(known), ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for operation in known:
        path = "/api/v1" + _PARAMETER.sub(lambda found: "{" + found["name"] + "}", operation.path)
        paths.setdefault(path, {})[operation.method] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Aktenverbund",
            "version": version,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": components.get("$defs", {}),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    }


def _models(operations: list[Operation]) -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    found: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for operation in operations:
        for said in filter(None, (operation.answer, *operation.also.values())):
            found[(said, "serialization")] = None
        for told in (operation.body, operation.query):
            if told:
                found[(told, "validation")] = None
    return list(found)


def _described(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": _successes(operation, schemas) | _problems(operation, schemas),
    }
    taken: dict[str, Any] = {}
    if operation.body:
        taken["application/json"] = {"schema": schemas[(operation.body, "validation")]}
    if operation.form:
        taken["multipart/form-data"] = {"schema": operation.form}
    if taken:
        said["requestBody"] = {"required": True, "content": taken}
    if operation.public:
        said["security"] = []
    return said


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found = [
        {"name": piece["name"], "in": "path", "required": True, "schema": _PATH_TYPES[piece["kind"]]}
        for piece in _PARAMETER.finditer(operation.path)
    ]
    if operation.query:
        properties = operation.query.model_json_schema(by_alias=True)["properties"]
        found += [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]
    found += [
        {"name": name, "in": "header", "description": text, "schema": {"type": "string"}}
        for name, text in operation.headers.items()
    ]
    return found


def _successes(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    answers = {operation.status: operation.answer} | operation.also
    found: dict[str, Any] = {}
    for status, answer in answers.items():
        content: dict[str, Any] = {media: {"schema": {}} for media in operation.media}
        if answer:
            content["application/json"] = {"schema": schemas[(answer, "serialization")]}
        found[str(status)] = {"description": operation.summary} | ({"content": content} if content else {})
    return found


def _problems(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": schemas[(Problem, "serialization")]}}
    named = {str(status): {"description": codes, "content": content} for status, codes in operation.errors.items()}
    return named | {"default": {"description": "any other problem", "content": content}}
