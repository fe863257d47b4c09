"""What every part of the API shares: problems, lists, and how a query is read."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Answer(BaseModel):
    """Base of what the API says."""

    model_config = ConfigDict(from_attributes=True)


class Request(BaseModel):
    """Base of what the API is told; a name it does not know is an error, so that a typing error is never silent."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Query(BaseModel):
    """Base of what stands behind the question mark; an empty value is the same as none."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)


class ListQuery(Query):
    """``cursor`` is what the last answer said in ``next``."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class Problem(Answer):
    """RFC 9457. ``code`` is stable, ``detail`` is for people and follows ``Accept-Language``."""

    type: str = Field(description="address that names the kind of problem; 'about:blank' where there is none")
    title: str
    status: int
    code: str
    detail: str
    field: str | None = Field(None, description="the part of the input that breaks the rule")


class Cause(Answer):
    """Why something did not work: the stable code and its words."""

    code: str
    detail: str


T = TypeVar("T")


class Listing(Answer, Generic[T]):
    """A part of a list; ``next`` is the cursor of the following part, null at the end."""

    items: list[T]
    next: str | None


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Separated = BeforeValidator(_split)
"""``a,b,c`` in a query as a list."""

Reason = Annotated[str, Field(min_length=1, max_length=500, description="for people; stands in the history")]
