"""Columns that may say something about a person are marked where their table is declared (ADR 0012).

PostgreSQL keeps no statistics of them, for those quote values; and after an erasure their tables are rewritten.
"""

from typing import Any

from sqlalchemy import Column, MetaData, Table

PERSONAL: dict[Any, Any] = {"personal": True}
"""`Column("address", Text, info=PERSONAL)`; its migration says `SET STATISTICS 0`, of an index on an expression too."""


def is_personal(column: Column[Any]) -> bool:
    """Is it marked?"""
    return bool(column.info.get("personal"))


def personal_tables(*declared: MetaData) -> list[Table]:
    """The tables with such a column."""
    tables = [table for each in declared for table in each.sorted_tables]
    return [table for table in tables if any(is_personal(column) for column in table.columns)]
