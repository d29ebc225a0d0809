"""Asking for many URNs at once."""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Integer, any_, bindparam


def among(column: ColumnElement[int], urns: Collection[int]) -> ColumnElement[bool]:
    """Is it one of these? In one array, for a statement can have no more than 32,767 parameters."""
    return column == any_(array(urns))


def array(urns: Collection[int]) -> BindParameter[Sequence[int]]:
    """The URNs as one parameter."""
    return bindparam(None, list(urns), type_=ARRAY(Integer))
