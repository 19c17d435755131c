"""Make the landing zone of a benchmark: any number of interactions, the same rows every time.

    python -m benchmarks.generate --output zone --size 1000000
    python -m benchmarks.generate --output zone --increment 1 --share 0.01 --late 0.1
    python -m benchmarks.generate --output zone --sync 2

The first command makes two years of history; the next ones add files to it, as later nightly loads do: new
interactions, or a sync that writes all contacts, accounts and opportunities again with nothing changed but their
updated_at. DuckDB computes every row from its number (`landing_zone/*.sql`) and streams it to Parquet, so that size
costs time and disk but no memory.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

SQL = Path(__file__).parent / "landing_zone"
STARTS = datetime(2024, 6, 1)
ENDS = datetime(2026, 6, 1)
ROWS_A_FILE = 500_000

# Of the interactions that are not the bot's, each feed's share.
FEEDS = {
    "web_events": 0.45,
    "email_events": 0.42,
    "crm_activities": 0.06,
    "form_submissions": 0.025,
    "chat_conversations": 0.015,
    "calls": 0.015,
    "event_attendance": 0.015,
}
BOT_FEEDS = {"web_events": 0.6, "email_events": 0.4}
PEOPLE_TABLES = ("contacts", "accounts", "opportunities")
OTHER_TABLES = ("contact_merges", "contact_erasures", "score_adjustments")

# A block of 100 web events: sessions of so many events. Of 100 e-mail events: messages with these events.
SESSIONS = {1: 12, 2: 8, 3: 5, 5: 4, 8: 3, 13: 1}
MESSAGES = {
    "sent": 40, "sent open": 12, "sent open open_again": 4, "sent open click": 4, "sent open click click": 1,
    "sent open reply": 1, "sent open click reply": 1, "bounce": 1,
}  # fmt: skip
# People in the accounts of one block.
ACCOUNT_SIZES = [1, 1, 2, 2, 3, 3, 3, 4, 5, 6, 8, 12, 22]
HEAD_PAGES = [
    "/", "/product", "/pricing", "/product/scoring", "/blog", "/careers", "/Product/Segments", "/customers/alpina",
    "/pricing/enterprise", "/about", "/integrations", "/docs/api", "/careers/engineer", "/docs", "/contact",
    "/blog/lead-scoring", "/customers", "/trial", "/legal", "/security",
]  # fmt: skip


@dataclass(frozen=True)
class Zone:
    """How large a landing zone is and what share of it is late, delivered again or bad.

    Below 10 million interactions the hot ones shrink in proportion. `by_hand`: with merges and adjustments.
    """

    size: int
    seed: int = 1
    late: float = 0.02
    redelivered: float = 0.005
    bad: float = 0.005
    by_hand: bool = True

    @property
    def _heat(self) -> float:
        return min(1.0, self.size / 10_000_000)

    @property
    def bot_rows(self) -> int:
        """Interactions of the bot; every tenth is a set."""
        return round(1_000_000 * self._heat)

    @property
    def ordinary_people(self) -> int:
        """Contacts that the large account does not have: one for 20 interactions."""
        return max(self.size // 20, 100)

    @property
    def people(self) -> int:
        """All contacts but the bot, which has the id after the last."""
        return self.ordinary_people + max(round(100_000 * self._heat), 10)

    @property
    def accounts(self) -> int:
        """Account 0 is the large one, the others come in blocks."""
        members = self.ordinary_people * 3 // 10
        return 1 + -(-members // sum(ACCOUNT_SIZES)) * len(ACCOUNT_SIZES)

    @property
    def deals(self) -> int:
        """Opportunities: one for 20 contacts."""
        return max(self.ordinary_people // 20, 10)

    def rows_of(self, feed: str, size: int | None = None) -> int:
        """Interactions of a feed, without the bot's."""
        ordinary = self.size - self.bot_rows if size is None else size
        others = sum(round(ordinary * share) for name, share in FEEDS.items() if name != "web_events")
        return ordinary - others if feed == "web_events" else round(ordinary * FEEDS[feed])

    def variables(self) -> dict[str, object]:
        """What the SQL of every table reads."""
        sessions = [
            (session, step) for session, step in _places(length for length, n in SESSIONS.items() for _ in range(n))
        ]
        messages = [events.split() for events, n in MESSAGES.items() for _ in range(n)]
        return {
            "seed": self.seed,
            "late": self.late,
            "redelivered": self.redelivered,
            "bad": self.bad,
            "people": self.people,
            "ordinary_people": self.ordinary_people,
            "accounts": self.accounts,
            "deals": self.deals,
            "pages": max(round(500_000 * self._heat), 40),
            "campaigns": max(self.size // 20_000, 12),
            "head_pages": HEAD_PAGES,
            "session_of_place": [session for session, _ in sessions],
            "step_of_place": [step for _, step in sessions],
            "message_of_place": [message for message, _ in _places(len(events) for events in messages)],
            "event_of_place": [event for events in messages for event in events],
            "account_of_member": [account for account, _ in _places(iter(ACCOUNT_SIZES))],
            "starts_at": _microseconds(STARTS),
            "lasts": _microseconds(ENDS) - _microseconds(STARTS),
            "ends_at": _microseconds(ENDS),
            "last_load": _microseconds(ENDS + timedelta(hours=3)),
            "increment": 0,
            "patience": 1.0,
            "brings_first": True,
            "again_at": None,
        }


def _places(lengths: Iterator[int]) -> Iterator[tuple[int, int]]:
    """(number of the group, place in it) for each member of groups of these lengths."""
    return ((number, place) for number, length in enumerate(lengths) for place in range(length))


def _microseconds(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - datetime(1970, 1, 1)) // timedelta(microseconds=1)


class Writer:
    """Writes tables of one landing zone; its variables are those of the SQL."""

    def __init__(self, folder: Path, zone: Zone) -> None:
        """Write into `folder`, which may hold files already."""
        self.folder = folder
        self.zone = zone
        self.connection = duckdb.connect()
        self.connection.execute((SQL / "_macros.sql").read_text())
        self.set(**zone.variables())

    def set(self, **variables: object) -> None:
        """Set variables of the SQL."""
        for name, value in variables.items():
            self.connection.execute(f"set variable {name} = ?", [value])

    def write(self, table: str, name: str, queries: dict[str, tuple[int, int, int]]) -> None:
        """Write one file from queries: name of the SQL -> first row, row after the last, rows in all."""
        folder = self.folder / table
        folder.mkdir(parents=True, exist_ok=True)
        for query, (low, high, rows) in queries.items():
            self.set(low=low, high=high, rows=rows)
            part = folder / (f"{name}.parquet" if query == table else f"{name}-{query}.parquet")
            self.copy((SQL / f"{query}.sql").read_text(), part)

    def copy(self, sql: str, file: Path) -> None:
        """Write the rows of a query."""
        target = str(file).replace("'", "''")
        self.connection.execute(f"copy ({sql}) to '{target}' (format parquet, compression zstd)")


def write_zone(folder: Path, zone: Zone) -> None:
    """Write all thirteen tables, two years of history; `zone.json`, written last, says that they are whole."""
    writer = Writer(folder, zone)
    files = max(1, round(zone.size / len(FEEDS) / ROWS_A_FILE))
    for feed in FEEDS:
        bot_rows = round(zone.bot_rows * BOT_FEEDS.get(feed, 0))
        for number in range(files):
            queries = {feed: (*_slice(zone.rows_of(feed), number, files), zone.rows_of(feed))}
            if bot_rows:
                queries[f"bot_{feed}"] = (*_slice(bot_rows, number, files), bot_rows)
            writer.write(feed, f"history-{number:03d}", queries)
    by_hand = zone.ordinary_people // 200 if zone.by_hand else 0
    rows = {
        "contacts": zone.people + 1,
        "accounts": zone.accounts,
        "opportunities": zone.deals,
        "contact_merges": by_hand,
        "contact_erasures": 0,
        "score_adjustments": by_hand,
    }
    for table in (*PEOPLE_TABLES, *OTHER_TABLES):
        writer.write(table, "history-000", {table: (0, rows[table], rows[table])})
    (folder / "zone.json").write_text(json.dumps(asdict(zone)))


def _slice(rows: int, number: int, files: int) -> tuple[int, int]:
    """The first row of a file and the one after its last."""
    return rows * number // files, rows * (number + 1) // files


def keep_history(folder: Path, zone: Zone) -> None:
    """Leave in a folder this zone's history and nothing else, written anew where it is another's or not whole."""
    if not (folder / "zone.json").exists() or read_zone(folder) != zone:
        shutil.rmtree(folder, ignore_errors=True)
        write_zone(folder, zone)
    for file in folder.glob("*/*.parquet"):
        if not file.name.startswith("history-"):
            file.unlink()


def read_zone(folder: Path) -> Zone:
    """The zone that stands in a folder."""
    return Zone(**json.loads((folder / "zone.json").read_text()))


def add_increment(folder: Path, number: int, share: float, late: float = 0.0) -> None:
    """Add the load of night `number` after the history: a share of its size in new interactions of that day.

    Some of history's rows are delivered again with it, the usual share of its own size. `late` of the new ones occurred
    2 to 180 days earlier.
    """
    zone = read_zone(folder)
    day = ENDS + timedelta(days=number - 1)
    load = {"last_load": _microseconds(day + timedelta(hours=27))}
    writer = Writer(folder, zone)
    writer.set(
        seed=zone.seed + number * 7919, increment=number, late=late, redelivered=0.0, patience=0.1,
        starts_at=_microseconds(day), lasts=_microseconds(day + timedelta(days=1)) - _microseconds(day) - 1, **load,
    )  # fmt: skip
    size = max(round(zone.size * share), 1)
    for feed in FEEDS:
        rows = zone.rows_of(feed, size)
        writer.write(feed, f"increment-{number:03d}", {feed: (0, rows, max(rows, 1))})
    _deliver_again(folder, zone, number, share, load)


def _deliver_again(folder: Path, zone: Zone, number: int, share: float, load: dict[str, int]) -> None:
    """Rows of history that come again with an increment."""
    writer = Writer(folder, zone)
    writer.set(brings_first=False, again_at=load["last_load"], redelivered=zone.redelivered, **load)
    for feed in FEEDS:
        rows = zone.rows_of(feed)
        count = round(rows * share)
        low = count * number % max(rows - count, 1)
        writer.write(feed, f"increment-{number:03d}-again", {feed: (low, low + count, rows)})


SYNC = """
    select * replace (
        make_timestamp(getvariable('synced_at')) as updated_at, make_timestamp(getvariable('last_load')) as loaded_at
    )
    from read_parquet('{files}', union_by_name = true)
    qualify row_number() over (partition by {key} order by updated_at desc) = 1
"""
ERASURE = """
    select
        contact_id({person}) as contact_id,
        make_timestamp(getvariable('synced_at')) as requested_at,
        make_timestamp(getvariable('last_load')) as loaded_at
"""


def _writer_of_night(folder: Path, number: int) -> Writer:
    """A writer for the load of a night."""
    day = ENDS + timedelta(days=number - 1)
    writer = Writer(folder, read_zone(folder))
    writer.set(synced_at=_microseconds(day), last_load=_microseconds(day + timedelta(hours=27)))
    return writer


def add_sync(folder: Path, number: int) -> None:
    """Add the load of a night in which the CRM writes everybody again; only updated_at has changed."""
    writer = _writer_of_night(folder, number)
    for table, key in zip(PEOPLE_TABLES, ("contact_id", "account_id", "opportunity_id"), strict=True):
        files = str(folder / table / "*.parquet").replace("'", "''")
        writer.copy(SYNC.format(files=files, key=key), folder / table / f"sync-{number:03d}.parquet")


def add_erasure(folder: Path, number: int, person: int) -> str:
    """Add one request for erasure with the load of night `number`; returns the contact's id."""
    writer = _writer_of_night(folder, number)
    writer.copy(ERASURE.format(person=int(person)), folder / "contact_erasures" / f"night-{number:03d}.parquet")
    return writer.connection.execute(f"select contact_id({int(person)})").fetchall()[0][0]


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True, help="landing zone")
    parser.add_argument("--size", type=int, help="interactions of a new landing zone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--increment", type=int, help="add the new interactions of this night after the history")
    parser.add_argument("--share", type=float, default=0.001, help="of the increment, in interactions of the history")
    parser.add_argument("--late", type=float, default=0.0, help="share of the increment that occurred earlier")
    parser.add_argument("--sync", type=int, help="add a nightly sync that changes nothing")
    asked = parser.parse_args()
    if asked.size:
        write_zone(asked.output, Zone(asked.size, asked.seed))
    if asked.increment:
        add_increment(asked.output, asked.increment, asked.share, asked.late)
    if asked.sync:
        add_sync(asked.output, asked.sync)
    files = list(asked.output.glob("*/*.parquet"))
    print(f"{asked.output}: {len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
