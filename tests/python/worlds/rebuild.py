"""All marts at once: against the oracle, and those of an incremental warehouse against those of a rebuild."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from worlds.compare import MARTS, differences

Rows = Iterable[Mapping[str, Any]]


def all_differences(expected: Mapping[str, Rows], actual: Mapping[str, Rows]) -> str:
    """The first differences of every mart from the oracle's, or nothing where all agree."""
    return "\n".join(filter(None, (differences(mart, expected[mart], actual[mart]) for mart in MARTS)))


def differences_of_rebuild(rebuilt: Mapping[str, Rows], built: Mapping[str, Rows], limit: int = 12) -> str:
    """The first rows, all columns of them, that only a rebuild (`-`) or only the warehouse (`+`) has."""
    lines: list[str] = []
    for mart in MARTS:
        wanted, found = (Counter(map(_whole_row, side[mart])) for side in (rebuilt, built))
        only = [("-", row) for row in (wanted - found).elements()] + [("+", row) for row in (found - wanted).elements()]
        only.sort(key=lambda marked: (str(marked[1]), marked[0]))
        if only:
            lines.append(f"{mart}: rebuilt {wanted.total()} rows, built {found.total()}, {len(only)} differ")
            lines += [f"  {sign} {dict(row)}"[:1000] for sign, row in only[:limit]]
    return "\n".join(lines)


def _whole_row(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """All columns of a row, the raw row of a rejected one by its content.

    Its text depends on the types of all files that lie there: a number becomes text where a later file has text.
    """
    content = {"raw_row": _content(row["raw_row"])} if "raw_row" in row else {}
    return tuple(sorted((row | content).items()))


def _content(raw_row: str) -> str:
    """A JSON object with every value as text, numbers in one form."""
    values = json.loads(raw_row, parse_float=str, parse_int=str)
    return json.dumps({column: _as_plain(value) for column, value in values.items()})


def _as_plain(value: Any) -> str | None:
    """A value of JSON as text, numbers without trailing zeros."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    try:
        return str(Decimal(value).normalize())
    except InvalidOperation:
        return value
