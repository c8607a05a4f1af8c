"""Parquet files of the tables, for pandas, DuckDB, Spark and their like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import BinaryIO, Final

from kg.errors import GraphError
from kg.export.tables import TABLES, Column, Table, rows
from kg.rdf import Statement
from kg.settings import Settings

_BATCH: Final = 1 << 16  # rows of a row group


def write_table(table: Table, statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write one table of sorted statements; the bytes are the same for the same version of pyarrow.

    Raises GraphError without the package pyarrow.  One table is held in memory.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise GraphError(
            "Parquet files need the package pyarrow: install paperkg[frames], or use --to csv."
        ) from error
    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "number": pa.float64(),
        "whole": pa.int64(),
        "flag": pa.bool_(),
    }
    columns = (Column("id", ""), Column("iri", ""), *table.columns)
    schema = pa.schema([pa.field(column.name, types[column.kind]) for column in columns])
    found = list(rows(table, statements, settings))
    with parquet.ParquetWriter(stream, schema) as writer:
        for start in range(0, max(1, len(found)), _BATCH):
            try:
                part = pa.Table.from_pylist(found[start : start + _BATCH], schema=schema)
            except (OverflowError, pa.ArrowInvalid) as error:
                raise GraphError(
                    f"The table {table.name} cannot be Parquet: {error}. Try --to csv."
                ) from error
            writer.write_table(part)


FILES: Final[tuple[tuple[str, Callable[[Iterable[Statement], BinaryIO, Settings], None]], ...]] = tuple(
    (f"{table.name}.parquet", partial(write_table, table)) for table in TABLES
)
