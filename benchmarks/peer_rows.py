"""The row-at-a-time peer: the tests' oracle, which follows each contact's rows one by one, on a sample of contacts.

python -m benchmarks.peer_rows --raw zone --seeds seeds --as-of 2026-07-01 --rows 20000 --report rows.txt
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
FEEDS = (
    "email_events",
    "web_events",
    "form_submissions",
    "chat_conversations",
    "calls",
    "event_attendance",
    "crm_activities",
)
LANDING = """
    create macro landing(name) as table
    select * from read_parquet('{zone}/' || name || '/*.parquet', union_by_name = true)
"""
SAMPLE = """
    create table sample as
    with people as (
        select contact_id, count(*) as events from ({events})
        where contact_id is not null
        group by contact_id
        having count(*) < 5000
    )
    select contact_id from people
    qualify sum(events) over (order by hash(contact_id), contact_id) <= {rows}
"""
OF_SAMPLE = {
    **dict.fromkeys((*FEEDS, "contacts", "opportunities", "contact_erasures"), "contact_id in (from sample)"),
    "accounts": "account_id in (select account_id from landing('contacts') where contact_id in (from sample))",
    "contact_merges": "merged_contact_id in (from sample) or surviving_contact_id in (from sample)",
    "score_adjustments": "entity_id in (from sample)",
}


def read_sample(raw: Path, rows: int) -> dict[str, list[dict[str, Any]]]:
    """The raw rows of so many contacts that their interactions are about `rows`, the hot ones left out."""
    with duckdb.connect() as connection:
        connection.execute(LANDING.format(zone=str(raw).replace("'", "''")))
        events = " union all ".join(f"select contact_id from landing('{feed}')" for feed in FEEDS)
        connection.execute(SAMPLE.format(events=events, rows=int(rows)))
        return {
            table: _rows(connection, f"select * from landing('{table}') where {where}")
            for table, where in OF_SAMPLE.items()
        }


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows as dicts."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def read_seeds(folder: Path) -> dict[str, list[dict[str, str | None]]]:
    """All seeds, a blank cell as None."""
    seeds = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            seeds[file.stem] = [
                {column: value or None for column, value in row.items()} for row in csv.DictReader(stream)
            ]
    return seeds


def main() -> None:
    """Score the sample and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--as-of", type=datetime.fromisoformat, required=True)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    sys.path.insert(0, str(PROJECT / "tests" / "python"))
    import oracle

    sample = read_sample(asked.raw, asked.rows)
    events = sum(len(sample[feed]) for feed in FEEDS)
    started = time.process_time()
    made = oracle.score(sample, read_seeds(asked.seeds), asked.as_of)
    seconds = time.process_time() - started
    entries = len(made.marts["score_ledger"])
    text = f"{events} interactions, {entries} entries, {seconds:.1f} CPU seconds, {events / seconds:.0f} a second"
    print(text)
    if asked.report:
        asked.report.write_text(text)


if __name__ == "__main__":
    main()
