"""Rewrite the warehouse file after an erasure: DuckDB keeps the bytes of deleted rows until a file is made anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from lead_scoring.warehouse_file import Trouble, held, identifier, objects, put_in_place, quoted, row_counts

FRESH = "the rewritten file"
# Stands in the new file only, so that a rewrite which died is done again.
MARK = ("intermediate", "file_rewrites")
ERASED_ROWS = "select string_agg(feed || ' ' || erased, ', ' order by feed) from main.feed_audit where erased > 0"
# Who was erased, as the last whole build saw it. Four digits: enough to see a change, too few to tell who.
ERASED_CONTACTS = """
    select left(md5(string_agg(cast(contacts as varchar), ',' order by cast(contacts as varchar))), 4)
    from checkpoint.int_erased_hashes as contacts
"""
# What dbt writes beside the project: an analysis of one contact leaves its id there. Not in partial_parse.msgpack:
# that is the project as written, and without it the next build would parse all of it again, for five seconds.
DBT_FILES = (
    *("compiled", "run", "manifest.json", "run_results.json", "catalog.json", "sources.json", "semantic_manifest.json"),
    *("index.html", "static_index.html", "graph.gpickle", "graph_summary.json", "perf_info.json"),
    *("dbt.log*", "preview.html", "dashboard.html"),
)


def erasures(connection: duckdb.DuckDBPyConnection) -> str | None:
    """What the last whole build erased, as a text that changes when that changes; None where nothing was erased."""
    rows, contacts = (connection.execute(sql).fetchall()[0][0] for sql in (ERASED_ROWS, ERASED_CONTACTS))
    return f"{rows}; {contacts}" if rows else None


def mark(connection: duckdb.DuckDBPyConnection, database: str) -> str | None:
    """The erasures that an attached file was last rewritten for; None where there were none."""
    if MARK not in row_counts(connection, database):
        return None
    return connection.execute(f"select erasures from {identifier(database, *MARK)}").fetchall()[0][0]


def rewrite_if_erased(file: Path, dbt_folders: Iterable[Path] = ()) -> bool:
    """Rewrite a file where somebody was erased, or an erasure taken back, since it was last rewritten."""
    fresh = file.with_name(f".{file.name}.rewrite")
    with held(file) as connection:
        remove_leftovers(file, fresh)
        done_for = erasures(connection)
        if done_for == mark(connection, file.stem):
            return False
        try:
            make_fresh(connection, file, fresh, done_for)
        except (duckdb.Error, OSError) as error:
            raise Trouble(
                f"{file} could not be rewritten after an erasure ({error}). It still holds bytes of who was erased, "
                f"and was not published. Make room for {file.stat().st_size / 1_000_000:,.0f} MB and run: make publish."
            ) from error
        remove_dbt_files(dbt_folders)
        put_in_place(fresh, file)
    return True


def make_fresh(connection: duckdb.DuckDBPyConnection, file: Path, fresh: Path, done_for: str | None) -> None:
    """Make a new file with everything that stands in the one held, and the mark; or none."""
    oldest_reader = quoted(file_format(connection, file.stem))
    connection.execute(f"attach {quoted(fresh)} as {identifier(FRESH)} (storage_version {oldest_reader})")
    try:
        connection.execute(f"copy from database {identifier(file.stem)} to {identifier(FRESH)}")
        check_same(connection, file.stem, FRESH)
        marked = f"create or replace table {identifier(FRESH, *MARK)} as select cast($mark as varchar) as erasures"
        connection.execute(marked, {"mark": done_for})
        connection.execute(f"checkpoint {identifier(FRESH)}")
        connection.execute(f"detach {identifier(FRESH)}")
        shutil.copymode(file, fresh)
    except (duckdb.Error, OSError):
        remove_leftovers(file, fresh)
        raise


def file_format(connection: duckdb.DuckDBPyConnection, database: str) -> str:
    """The oldest DuckDB that reads an attached file, such as `v1.3.0`: a rewrite stays as readable, and as small."""
    sql = "select rtrim(tags['storage_version'], '+') from duckdb_databases() where database_name = $database"
    return connection.execute(sql, {"database": database}).fetchall()[0][0]


def check_same(connection: duckdb.DuckDBPyConnection, database: str, copy: str) -> None:
    """Raise Trouble where a copy lacks anything: a definition, a comment, a row."""
    for what in (definitions, row_counts):
        if what(connection, database) != what(connection, copy):
            raise Trouble(f"A copy of {database} is not like the original: nothing was replaced.")


def definitions(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[object, ...]]:
    """All objects, each definition as the words it is made of: DuckDB writes those of a `replace` in any order."""
    return [(*row[:3], sorted(re.findall(r"\w+|\S", row[3] or "")), *row[4:]) for row in objects(connection, database)]


def remove_leftovers(file: Path, fresh: Path) -> None:
    """Remove what killed processes left: half a rewrite, and spilled rows (while the file is held, nobody builds)."""
    for path in (fresh, Path(f"{fresh}.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(f"{file}.spill", ignore_errors=True)


def remove_dbt_files(folders: Iterable[Path]) -> None:
    """Remove what dbt itself wrote into its target and log folders."""
    for path in (path for folder in folders for name in DBT_FILES for path in folder.glob(name)):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
