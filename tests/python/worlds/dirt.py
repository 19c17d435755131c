"""What goes wrong on the way: rows come again, changed or not, and rows of every bad kind."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

from harness import RAW_TABLES
from worlds.vocabulary import DAY, MICROSECOND, chance, instant

Row = dict[str, Any]
Raw = dict[str, list[Row]]

FEEDS = {
    # table: (id, time, name of the event)
    "email_events": ("event_id", "occurred_at", "event"),
    "web_events": ("event_id", "occurred_at", "event"),
    "form_submissions": ("submission_id", "submitted_at", "form_kind"),
    "chat_conversations": ("conversation_id", "ended_at", None),
    "calls": ("call_id", "started_at", "outcome"),
    "event_attendance": ("attendance_id", "occurred_at", "status"),
    "crm_activities": ("activity_id", "occurred_at", "activity"),
}
OTHERS = {
    "contacts": ("contact_id", "updated_at"),
    "accounts": ("account_id", "updated_at"),
    "opportunities": ("opportunity_id", "updated_at"),
    "contact_merges": ("merged_contact_id", "merged_at"),
    "contact_erasures": ("contact_id", "requested_at"),
    "score_adjustments": ("adjustment_id", "adjusted_at"),
}
BLANKS = (None, "", "  ", "\u00a0", "\t\n", "\u3000")
UNREADABLE = {
    "number": ("many", "NaN", "12,5", "inf", "5 apples"),
    "time": ("yesterday", "2025-13-01 00:00:00", "0"),
    "boolean": ("maybe", "2"),
}
NOT_OBJECTS = ("[1, 2]", '"text"', "5", "null", "true", "{broken", '{"a": 1} x', "text; drop table contacts")


def add_redeliveries(rng: random.Random, raw: Raw) -> None:
    """Let some rows come again under their id: the same, changed in a column or two, newer, older or just as old."""
    for table, rows in raw.items():
        id_column, time_column, *_ = FEEDS.get(table) or OTHERS[table]
        kept = {id_column, "loaded_at"} | (
            {time_column} if table in ("contacts", "accounts", "opportunities") else set()
        )
        changeable = [column for column in RAW_TABLES[table] if column not in kept]
        for row in rng.sample(rows, max(2, len(rows) // 12)):
            again = dict(row)
            for column in rng.sample(changeable, min(len(changeable), rng.choice((0, 1, 1, 2)))):
                again[column] = rng.choice(rows).get(column)
            again["loaded_at"] = row["loaded_at"] + rng.choice((0 * DAY, 0 * DAY, DAY, MICROSECOND, -DAY, 20 * DAY))
            rows.append(again)


def add_bad_rows(rng: random.Random, raw: Raw) -> None:
    """Add rows with one or two faults to every table: some under a new id, some under the id of a good row."""
    for table, rows in raw.items():
        spoilers = _spoilers(table)
        good = list(rows)
        for number in range(len(spoilers) + len(good) // 20):
            row = dict(rng.choice(good))
            if chance(rng, 0.5):
                row[(FEEDS.get(table) or OTHERS[table])[0]] = f"bad {number}"
            if chance(rng, 0.5):
                row["loaded_at"] += rng.choice((DAY, 3 * DAY))
            spoilers[number % len(spoilers)](rng, row)
            if chance(rng, 0.15):
                rng.choice(spoilers)(rng, row)
            rows.append(row)


def add_oddities(rng: random.Random, raw: Raw) -> None:
    """Very long text, and times far from all others, in rows that are good."""
    for table, (id_column, time_column, name) in FEEDS.items():
        old, long = (dict(rng.choice(raw[table])) for _ in range(2))
        old[time_column] = datetime.datetime(1900, 1, 1)
        long[name or "chatbot_id"] = "long; 'text' " * 2000
        raw[table] += [old | {id_column: "old"}, long | {id_column: "long" * 500}]


def add_blanks(rng: random.Random, raw: Raw) -> None:
    """Let some columns of text say nothing by other blanks than null."""
    for table, rows in raw.items():
        kept = {"contact_id", "score_id", "entity_type", "entity_id", "operation", *(FEEDS.get(table) or OTHERS[table])}
        columns = [column for column, kind in RAW_TABLES[table].items() if kind == "text" and column not in kept]
        for row in rng.sample(rows, len(rows) // 15 if columns else 0):
            row[rng.choice(columns)] = rng.choice(BLANKS)


Spoiler = Callable[[random.Random, Row], None]


def _spoilers(table: str) -> list[Spoiler]:
    """The ways in which a row of a table can be bad."""
    id_column, time_column, *_ = FEEDS.get(table) or OTHERS[table]
    ways = [_blank(id_column), _nothing(time_column), _nothing("loaded_at")]
    ways += [_unreadable(column, kind) for column, kind in RAW_TABLES[table].items() if kind != "text"]
    if table in FEEDS:
        ways += [_blank("contact_id", "account_id", "opportunity_id"), _too_new(time_column)]
        name = FEEDS[table][2]
        ways += [_blank(name)] if name else []
    ways += [_negative(column) for column in ("duration_seconds", "minutes_attended") if column in RAW_TABLES[table]]
    if table in FEEDS:
        ways += [_no_object(column) for column in ("properties", "answers") if column in RAW_TABLES[table]]
    return ways + (_ADJUSTMENT_SPOILERS if table == "score_adjustments" else [])


def _blank(*columns: str) -> Spoiler:
    """No text in the columns that the row has of these."""

    def spoil(rng: random.Random, row: Row) -> None:
        row.update({column: rng.choice(BLANKS) for column in columns if column in row})

    return spoil


def _nothing(column: str) -> Spoiler:
    """Null, or the text of a loader that writes blanks."""

    def spoil(rng: random.Random, row: Row) -> None:
        row[column] = rng.choice((None, None, "", " "))

    return spoil


def _unreadable(column: str, kind: str) -> Spoiler:
    """Text that is no value of the column's type."""

    def spoil(rng: random.Random, row: Row) -> None:
        row[column] = rng.choice(UNREADABLE[kind])

    return spoil


def _negative(column: str) -> Spoiler:
    """A negative duration."""

    def spoil(rng: random.Random, row: Row) -> None:
        row[column] = rng.choice((-1, -3600))

    return spoil


def _no_object(column: str) -> Spoiler:
    """JSON of another kind than an object, or no JSON."""

    def spoil(rng: random.Random, row: Row) -> None:
        row[column] = rng.choice(NOT_OBJECTS)

    return spoil


def _too_new(column: str) -> Spoiler:
    """An event later than a day after it was loaded, by as little as a microsecond (or, not bad, not even that)."""

    def spoil(rng: random.Random, row: Row) -> None:
        loaded_at = row["loaded_at"] if isinstance(row["loaded_at"], datetime.datetime) else instant(rng)
        row[column] = loaded_at + DAY + rng.choice((MICROSECOND, 30 * DAY, 0 * DAY))

    return spoil


def _to(column: str, *values: Any) -> Spoiler:
    """One of the given values in a column."""

    def spoil(rng: random.Random, row: Row) -> None:
        row[column] = rng.choice(values)

    return spoil


_ADJUSTMENT_SPOILERS = [
    _to("score_id", "no such score", "ENGAGEMENT", *BLANKS),
    _to("entity_type", "contacts", "Contact", "lead", *BLANKS),
    _to("operation", "subtract", "ADD", *BLANKS),
    _to("entity_id", *BLANKS),
    _to("points", *BLANKS[:3]),
    _to("expires_after_days", "1.5", "soon"),
]
