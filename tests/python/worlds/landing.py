"""A landing zone whose files come, change and go: what lies there, and how it is brought onto disk."""

from __future__ import annotations

import itertools
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet

from harness import RAW_TABLES, Warehouse, _arrow_table

Row = dict[str, Any]
Raw = dict[str, list[Row]]
# (raw table, name of a file without ending) -> its rows. A list of rows is never changed, a changed file has a new one.
Files = dict[tuple[str, str], list[Row]]

_seconds = itertools.count(1)


def all_rows(files: Files) -> Raw:
    """Raw table -> the rows of all its files."""
    raw: Raw = {table: [] for table in RAW_TABLES}
    for (table, _), rows in files.items():
        raw[table] += rows
    return raw


def write_landing(warehouse: Warehouse, files: Files, before: Mapping[tuple[str, str], list[Row]]) -> None:
    """Make the landing zone of a warehouse hold `files`, where it holds `before`: only what differs is touched."""
    for table, name in before.keys() - files.keys():
        (warehouse.raw_path / table / f"{name}.parquet").unlink()
    for (table, name), rows in files.items():
        if before.get((table, name)) is not rows:
            folder = warehouse.raw_path / table
            folder.mkdir(exist_ok=True)
            file = folder / f"{name}.parquet"
            pyarrow.parquet.write_table(_arrow_table(table, rows), file)
            if _is_settled(name):
                settle(file)


def _is_settled(name: str) -> bool:
    """Whether a file of this name lies there for long when a build finds it: half of them."""
    return zlib.crc32(name.encode()) % 2 == 0


def settle(file: Path) -> None:
    """Let a file be one that was written long ago, when no other was: a younger one is read again by the next build."""
    os.utime(file, (second := next(_seconds), second))
