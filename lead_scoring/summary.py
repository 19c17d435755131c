"""Say in a few lines what a build made: `python -m lead_scoring.summary`."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

COUNTS = """
    select
        (select count(*) from interactions),
        (select count(*) from rejected_rows),
        (select coalesce(sum(rows), 0) from unmapped_events),
        (select count(*) from score_ledger),
        (select count(distinct contact_id) from contact_scores)
"""
TIERS = """
    select score_name, coalesce(tier, 'no tier'), count(*)
    from entity_scores
    group by score_name, score_id, tier, tier_rank
    order by score_id, tier_rank desc
"""


def tier_lines(rows: list[tuple[str, str, int]]) -> list[str]:
    """One line a score from (score, tier, entities) rows: its tiers, the highest first."""
    by_score: dict[str, list[str]] = {}
    for score, tier, entities in rows:
        by_score.setdefault(score, []).append(f"{entities:,} {tier}")
    return [f"  {score}: {', '.join(tiers)}" for score, tiers in by_score.items()]


def summary(database: Path) -> str:
    """What stands in the warehouse `database`, as text."""
    with duckdb.connect(str(database), read_only=True) as connection:
        interactions, rejected, unmapped, entries, contacts = connection.execute(COUNTS).fetchall()[0]
        tiers = connection.execute(TIERS).fetchall()
    head = (
        f"{interactions:,} interactions ({unmapped:,} of unmapped events), {rejected:,} rejected rows, "
        f"{entries:,} ledger entries, {contacts:,} contacts scored."
    )
    return "\n".join([head, *tier_lines(tiers), f"The warehouse: {database.resolve()}"])


if __name__ == "__main__":
    print(summary(Path(os.environ.get("LEAD_SCORING_DUCKDB_PATH", "lead_scoring.duckdb"))))
