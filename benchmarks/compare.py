"""Whether the peer's marts are the warehouse's: rows and a checksum over all of them, entry by entry.

python -m benchmarks.compare --warehouse lead_scoring.duckdb --peer folder
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb

# Mart -> what is compared of the warehouse's and of the peer's, which has hundredths of points and numbers of tiers.
SELECTED = {
    "score_ledger": (
        """
        entity_id, rule_id, interaction_id, adjustment_id, operation, cast(points * 100 as bigint) as points,
        valid_from, expires_at, superseded_at, valid_to
        """,
        """
        entity_id, rule_id, interaction_id, adjustment_id, if(is_set, 'set', 'add') as operation, points,
        valid_from, expires_at, superseded_at, valid_to
        """,
    ),
    "score_history": (
        """
        entity_id, valid_from, valid_to, cast(points * 100 as bigint) as points,
        cast(previous_points * 100 as bigint) as previous_points, cast(tier_rank as bigint) as tier_rank,
        tier <> previous_tier as has_moved, tier_since
        """,
        """
        entity_id, valid_from, valid_to, points, previous_points, cast(tier_rank as bigint) as tier_rank,
        tier_rank <> previous_rank as has_moved, tier_since
        """,
    ),
    "entity_scores": (
        """
        entity_id, cast(points * 100 as bigint) as points, cast(positive_points * 100 as bigint) as positive_points,
        cast(negative_points * 100 as bigint) as negative_points, cast(tier_rank as bigint) as tier_rank, tier_since,
        last_awarded_at, next_change_at, cast(next_points * 100 as bigint) as next_points
        """,
        """
        entity_id, points, positive_points, negative_points, cast(tier_rank as bigint) as tier_rank, tier_since,
        last_awarded_at, next_change_at, next_points
        """,
    ),
}


@dataclass(frozen=True)
class Comparison:
    """One mart: rows and checksum of the warehouse's and of the peer's."""

    mart: str
    warehouse: tuple[int, int]
    peer: tuple[int, int]

    @property
    def is_equal(self) -> bool:
        """Whether both have the same rows."""
        return self.warehouse == self.peer


def compare(warehouse: Path, peer: Path) -> list[Comparison]:
    """Compare ledger, history and scores."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        compared = []
        for mart, (ours, theirs) in SELECTED.items():
            file = str(peer / f"{mart}.parquet").replace("'", "''")
            theirs_of_mart = _checksum(connection, f"'{file}'", theirs)
            compared.append(Comparison(mart, _checksum(connection, mart, ours), theirs_of_mart))
        return compared


def checksum_of_marts(warehouse: Path) -> dict[str, tuple[int, int]]:
    """Rows and checksum of ledger and history, every column."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return {mart: _checksum(connection, mart, "*") for mart in ("score_ledger", "score_history")}


def _checksum(connection: duckdb.DuckDBPyConnection, relation: str, selected: str) -> tuple[int, int]:
    """Rows, and a sum over them that no order changes."""
    sql = f"""
        select count(*), coalesce(sum(cast(hash(whole) as hugeint)), 0)
        from (select {selected} from {relation}) as whole
    """
    rows, checksum = connection.execute(sql).fetchall()[0]
    return rows, int(checksum)


def main() -> None:
    """Say for each mart whether both are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--peer", type=Path, required=True)
    asked = parser.parse_args()
    for one in compare(asked.warehouse, asked.peer):
        verdict = "equal" if one.is_equal else "DIFFERENT"
        print(f"{one.mart}: {verdict}, {one.warehouse[0]:,} rows, the peer's {one.peer[0]:,}")


if __name__ == "__main__":
    main()
