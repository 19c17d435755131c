"""How raw rows are spread over files: out of order, some files all text, some without a column."""

from __future__ import annotations

import random
from typing import Any

from harness import RAW_TABLES, as_text
from worlds.vocabulary import chance

Row = dict[str, Any]
Raw = dict[str, list[Row]]


def make_loads(rng: random.Random, raw: Raw) -> list[Raw]:
    """Three loads (table -> rows, one file each) that together hold the rows of `raw` once, in random order.

    A third of the tables are typed: rows with text for a number or a time are left out, since one such row in any file
    makes the column text when the files are read together.
    """
    loads: list[Raw] = [{}, {}, {}]
    for table in RAW_TABLES:
        rows = [{column: row.get(column) for column in RAW_TABLES[table]} for row in raw.get(table, [])]
        rng.shuffle(rows)
        typed = chance(rng, 0.33)
        rows = [row for row in rows if not typed or _is_typed(table, row)]
        lacking, rest = _without_a_column(rng, table, rows)
        middle = rng.randint(0, len(rest))
        for load, part in zip(loads, (rest[:middle], rest[middle:], lacking), strict=True):
            load[table] = [_as_texts(row) for row in part] if not typed and chance(rng, 0.25) else part
    return loads


def _is_typed(table: str, row: Row) -> bool:
    """Whether only columns of text hold text."""
    return not any(isinstance(row[column], str) for column, kind in RAW_TABLES[table].items() if kind != "text")


def _without_a_column(rng: random.Random, table: str, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Some rows with nothing in one column, without the column; and all other rows."""
    column = rng.choice(list(RAW_TABLES[table]))
    able = [row for row in rows if row[column] is None]
    taken = able[: len(able) // 2]
    ids = {id(row) for row in taken}
    lacking = [{name: value for name, value in row.items() if name != column} for row in taken]
    return lacking, [row for row in rows if id(row) not in ids]


def _as_texts(row: Row) -> Row:
    """The row as a loader writes it that knows no types."""
    return {column: None if value is None else as_text(value) for column, value in row.items()}
