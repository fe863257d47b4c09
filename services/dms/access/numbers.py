"""A list of whole numbers as ONE bound parameter.

Expanding binds fail beyond 65,535 and are slow long before; a JSON list is one value on both databases, so that the
statement's text, and with it its cached plan, is always the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.functions import FunctionElement


class number_list(FunctionElement[int]):
    """A subquery of numbers for ``column IN ...``; see :func:`is_one_of`."""

    type = BigInteger()
    inherit_cache = True
    name = "number_list"


@compiles(number_list, "sqlite")
def _sqlite(element: number_list, compiler: Any, **kw: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kw)}))"


@compiles(number_list)
def _postgresql(element: number_list, compiler: Any, **kw: Any) -> str:
    inner = compiler.process(element.clauses, **kw)
    return f"(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST({inner} AS json)))"


def is_one_of(column: ColumnElement[int] | InstrumentedAttribute[int], values: Iterable[int]) -> ColumnElement[bool]:
    """``column IN (values)``, the values as one bound parameter."""
    bound = number_list(literal(json.dumps(list(values), separators=(",", ":")), String()))
    # Not ``in_``, which would wrap the list into another SELECT of one row.
    return column.bool_op("IN")(bound)
