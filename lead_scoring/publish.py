"""Publish what the last build made: `python -m lead_scoring.publish`.

Readers open a copy of the build file, which is replaced at one stroke and only when something changed that a mart
shows. After an erasure the build file is rewritten first; the copy and all exports follow.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from lead_scoring import export
from lead_scoring.compact import check_same, mark, rewrite_if_erased
from lead_scoring.warehouse_file import (
    Trouble,
    alone,
    build_file,
    held,
    identifier,
    in_words,
    objects,
    published_file,
    put_in_place,
    quoted,
    settle,
)

PROJECT = Path(__file__).resolve().parents[1]
COPY = "the published copy"
# How builds note that they have begun and ended: macros/changes/begin_build.sql, end_build.sql.
ENDED_WELL = """
    select
        not exists (select 1 from checkpoint.unfinished_runs)
        and (select arg_max(run_id, started_at) from main.build_runs) = (select run_id from checkpoint.finished_run)
"""
# Every run adds to it, also one that changes nothing.
NOT_COMPARED = "build_runs"
# What readers ask for by name.
SHOWN = ("main", "semantic")


def main() -> int:
    """Publish the build file and say what was done. Returns the exit status."""
    try:
        build, published = build_file(), published_file()
        for line in bring_up_to_date(build, published, dbt_folders()):
            print(line)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def dbt_folders() -> list[Path]:
    """Where dbt writes what it compiled and did."""
    defaults = {"DBT_TARGET_PATH": "target", "DBT_LOG_PATH": "logs"}
    return [Path(os.environ.get(variable) or PROJECT / folder) for variable, folder in defaults.items()]


def bring_up_to_date(build: Path, published: Path, dbt_folders: list[Path]) -> Iterator[str]:
    """Rewrite, publish and export again as far as it is needed; a line for each that was done."""
    if not build.is_file():
        raise Trouble(f"{build} does not exist: make build makes it.")
    with in_words(build), alone(build.absolute().parent):
        settle(build)
        check_finished(build)
        if rewrite_if_erased(build, dbt_folders):
            yield f"Rewritten after an erasure: {build}"
    with in_words(published), alone(build.absolute().parent):
        published.parent.mkdir(parents=True, exist_ok=True)
        if publish(build, published):
            yield f"Published for readers: {published.resolve()}"
        else:
            yield f"Nothing to publish, readers have it all: {published.resolve()}"
        for folder in export.refresh(published):
            yield f"Exported again after an erasure: {folder}"


def check_finished(build: Path) -> None:
    """Raise Trouble where the last run on the build file died, failed or built only a part."""
    with held(build) as connection:
        try:
            ended_well = connection.execute(ENDED_WELL).fetchall()[0][0]
        except duckdb.CatalogException:  # no build has come so far
            ended_well = False
    if not ended_well:
        raise Trouble(
            f"{build} is between two builds: the last run died, failed a test or built only a part. "
            "Nothing was published, readers keep the copy that they have. Run make build."
        )


def publish(build: Path, published: Path) -> bool:
    """Put a copy of the build file in the place of the published one. Returns False where readers have it all."""
    remove_leftovers(published)
    with held(build) as connection:
        if published.exists() and not differs(connection, build.stem, published):
            return False
        fresh = published.with_name(f".{published.name}.{os.getpid()}.new")
        try:
            copy_file(build, fresh)
            with attached(connection, fresh):
                check_same(connection, build.stem, COPY)
            put_in_place(fresh, published)
        finally:
            fresh.unlink(missing_ok=True)
    return True


def remove_leftovers(published: Path) -> None:
    """Remove what a killed run left, and the log of anyone who wrote into the published copy."""
    for path in [*published.parent.glob(f".{published.name}.*.new*"), Path(f"{published}.wal")]:
        path.unlink(missing_ok=True)


def copy_file(file: Path, copy: Path) -> None:
    """Copy a file, for reading only. By cp: it clones where the disk can, and a process of its own keeps our lock."""
    told = subprocess.run(
        ["cp", "--", str(file), str(copy)], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    if told.returncode:
        size = file.stat().st_size / 1_000_000
        raise Trouble(
            f"The copy for readers, {size:,.0f} MB, could not be written ({told.stderr.strip()}). "
            "Readers keep the one that they have. Make room and publish again: make publish."
        )
    copy.chmod(file.stat().st_mode & 0o555)


@contextlib.contextmanager
def attached(connection: duckdb.DuckDBPyConnection, copy: Path) -> Iterator[None]:
    """While it lasts, a copy stands beside the file held."""
    connection.execute(f"attach {quoted(copy)} as {identifier(COPY)} (read_only)")
    try:
        yield
    finally:
        connection.execute(f"detach {identifier(COPY)}")


# What changed


def differs(connection: duckdb.DuckDBPyConnection, database: str, published: Path) -> bool:
    """Whether the published copy shows anything else than `database`, or holds what was erased, or cannot be read."""
    try:
        with attached(connection, published):
            shown = shown_objects(connection, database)
            if shown != shown_objects(connection, COPY) or mark(connection, database) != mark(connection, COPY):
                return True
            return any(
                told(connection, database, table) != told(connection, COPY, table)
                for told in (count, fingerprint)  # the cheap question about all of them first
                for table in [(schema, name) for kind, schema, name, *_ in shown if kind == "table"]
            )
    except duckdb.Error:
        return True


def shown_objects(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, ...]]:
    """The marts but the record of runs, and all that the views among them read, also through other views."""
    defined = [row for row in objects(connection, database) if row[2] != NOT_COMPARED]
    views = {(schema, name): sql for kind, schema, name, sql, *_ in defined if kind == "view"}
    words: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while more := {view for view in views if view[0] in SHOWN or view[1] in words} - seen:
        seen |= more
        words |= {word for view in more for word in re.findall(r"\w+", views[view])}
    return [row for row in defined if row[1] in SHOWN or row[2] in words]


def count(connection: duckdb.DuckDBPyConnection, database: str, table: tuple[str, str]) -> int:
    """How many rows a table has."""
    return connection.execute(f"select count(*) from {identifier(database, *table)}").fetchall()[0][0]


def fingerprint(connection: duckdb.DuckDBPyConnection, database: str, table: tuple[str, str]) -> tuple[int, int]:
    """A fingerprint of a table's rows in any order: two sums over a hash of each."""
    sums = f"select bit_xor(hash(rows)), sum(hash(rows)) from {identifier(database, *table)} as rows"
    return connection.execute(sums).fetchall()[0]


if __name__ == "__main__":
    sys.exit(main())
