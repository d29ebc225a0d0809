"""Many values as one parameter: a statement can have no more than 32,767 of them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BindParameter, ColumnElement, any_, bindparam


def among(column: ColumnElement[Any], values: Collection[object]) -> ColumnElement[bool]:
    """Is it one of these?"""
    return column == any_(array(column, values))


def array(column: ColumnElement[Any], values: Iterable[object]) -> BindParameter[Sequence[Any]]:
    """Values of this column, as one parameter."""
    return bindparam(None, list(values), type_=ARRAY(column.type))
