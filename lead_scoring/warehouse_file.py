"""The warehouse's files: where they are, who holds them, and how to read one that nobody may write meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb

# For connections of our own: as in profiles.yml. In the order of the source, so that what lies together stays together.
SETTINGS = {
    "threads": int(os.environ.get("LEAD_SCORING_THREADS") or 2),
    "memory_limit": f"'{os.environ.get('LEAD_SCORING_MEMORY_LIMIT') or '6GB'}'",
    "preserve_insertion_order": "true",
    "TimeZone": "'UTC'",
}
# Every object of a database: what it is, its schema, its table, view or own name, what defines it, what is said of it.
OBJECTS = """
    select 'table', schema_name, table_name, sql, comment, tags::varchar
    from duckdb_tables() where database_name = $database and not internal
    union all
    select 'view', schema_name, view_name, sql, comment, tags::varchar
    from duckdb_views() where database_name = $database and not internal
    union all
    select 'column', schema_name, table_name, column_name || ' ' || data_type, comment, null
    from duckdb_columns() where database_name = $database and not internal
    union all
    select 'index', schema_name, table_name, sql, comment, null from duckdb_indexes() where database_name = $database
    union all
    select 'schema', schema_name, null, null, comment, null
    from duckdb_schemas() where database_name = $database and not internal
    order by all
"""
TABLES = """
    select schema_name, table_name
    from duckdb_tables() where database_name = $database and not internal
    order by all
"""


class Trouble(Exception):
    """What stops a command, in words for whoever called it."""


def build_file() -> Path:
    """The file that builds write."""
    return Path(os.environ.get("LEAD_SCORING_DUCKDB_PATH") or "lead_scoring.duckdb")


def published_file() -> Path:
    """The copy that readers open: LEAD_SCORING_PUBLISHED_PATH, else in the folder `published` beside the build file.

    Views name their database, which DuckDB calls by the file's name without suffix: both files must have the same.
    """
    build = build_file()
    published = Path(os.environ.get("LEAD_SCORING_PUBLISHED_PATH") or build.parent / "published" / build.name)
    if published.stem != build.stem:
        raise Trouble(
            f"{published} must be named like the build file, {build.name}, since views name their database: "
            f"set LEAD_SCORING_PUBLISHED_PATH to a file of that name in another folder."
        )
    if published.exists() and build.exists() and published.samefile(build):
        raise Trouble(f"{published} is the build file itself: set LEAD_SCORING_PUBLISHED_PATH to another folder.")
    return published


def quoted(name: str | os.PathLike[str]) -> str:
    """Text as a literal of SQL."""
    return "'" + str(name).replace("'", "''") + "'"


def identifier(*parts: str) -> str:
    """A name of SQL, quoted."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


# Who holds a file


def who_holds(file: Path, error: duckdb.Error) -> str | None:
    """Who keeps DuckDB from opening a file and what to do, from DuckDB's message; None where it says something else."""
    found = re.search(r"Conflicting lock is held in (.+) \(PID (\d+)\)", str(error))
    if not found:
        return None
    process = f"process {found[2]} ({command_since(found[2]) or found[1]})"
    # DuckDB offers reading only where the other one reads.
    if "read-only mode" in str(error):
        what = f"is open for reading in {process}"
        remedy = "Close it there, and read the published copy, which builds leave alone"
    else:
        what = f"is being written by {process}"
        remedy = "One build at a time: wait for it"
    return f"{file} {what}. {remedy}. Nothing was changed."


def command_since(process_id: str) -> str:
    """The command line of a process and when it was started; empty where it cannot be seen from here."""
    line = ["ps", "-ww", "-o", "lstart=,args=", "-p", process_id]
    words = subprocess.run(line, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout.split()
    return f"{' '.join(words[5:])}, since {' '.join(words[:5])}" if words else ""


@contextlib.contextmanager
def in_words(file: Path) -> Iterator[None]:
    """Errors of DuckDB and of the operating system as Trouble."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        held = who_holds(file, error) if isinstance(error, duckdb.Error) else None
        raise Trouble(held or f"{file}: {error}") from error


# The folders that this process works on alone.
OURS: set[Path] = set()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While it lasts, no other process of the project works on this folder's copies. Waits for others only."""
    if folder.resolve() in OURS:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        OURS.add(folder.resolve())
        yield
    finally:
        OURS.discard(folder.resolve())
        os.close(descriptor)


# Reading


def settle(file: Path) -> None:
    """Bring what a killed process left in the write-ahead log into the file."""
    if Path(f"{file}.wal").exists():
        with duckdb.connect(str(file)) as connection:
            connection.execute("force checkpoint")


@contextlib.contextmanager
def held(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads a file under its own name; until it closes no process can write the file."""
    with duckdb.connect(config={"temp_directory": f"{file}.spill"}) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"set {name} = {value}")
        connection.execute(f"attach {quoted(file)} as {identifier(file.stem)} (read_only)")
        connection.execute(f"use {identifier(file.stem)}")
        yield connection


def objects(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, ...]]:
    """All schemas, tables, views, columns and indexes of an attached database, with their definitions and comments."""
    return connection.execute(OBJECTS, {"database": database}).fetchall()


def row_counts(connection: duckdb.DuckDBPyConnection, database: str) -> dict[tuple[str, str], int]:
    """The number of rows of each table."""
    tables = connection.execute(TABLES, {"database": database}).fetchall()
    return {
        table: connection.execute(f"select count(*) from {identifier(database, *table)}").fetchall()[0][0]
        for table in tables
    }


# Writing


def flush(path: Path) -> None:
    """Have the disk hold what was written to a file or folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(fresh: Path, file: Path) -> None:
    """Let a finished file be the one of that name, at one stroke; who has the old one open keeps it."""
    flush(fresh)
    fresh.replace(file)
    flush(file.parent)
