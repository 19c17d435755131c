"""Show what an edited rulebook would change, before anyone is affected: `python -m lead_scoring.preview`.

The live file is copied, the same incremental build runs in the copy with the edited seeds and no new raw rows, and the
two files are compared in SQL. The live file is only read. Exit status: 0 shown, 1 faults in the seeds, 2 no preview.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lead_scoring import check, preview_page, preview_report
from lead_scoring.dbt_builds import PROJECT, BuildFailed, Place, build_rulebook
from lead_scoring.preview_figures import attach, compared, quoted

BUILD_FIRST = "Run `make build` with the rulebook that is live, then preview the edited one."
UNFINISHED = "A run on this warehouse did not end: what is called before may be half new. `make build` mends it."

HAS_CHECKPOINT = "select 1 from duckdb_tables() where schema_name = 'checkpoint' and table_name = 'score_rules'"
FILES_READ = "select feed, file, size, modified_at from checkpoint.int_raw_files where status <> 'removed'"
FILES_THERE = """
    select
        split_part(filename, '/', -2),
        parse_filename(filename),
        size,
        cast(last_modified at time zone 'UTC' as timestamp)
    from read_blob(?)
"""
FEEDS_DISABLED = f"select feed from checkpoint.int_raw_tables anti join ({FILES_READ}) using (feed) order by feed"


class NoPreview(Exception):
    """There is nothing sound to compare with; the message says why and what to do."""


@dataclass(frozen=True)
class Base:
    """The live file as it was copied: when and how large it was, the vars it was built with, and what to beware of."""

    stamp: tuple
    vars: dict
    notes: list[str]


def main(arguments=None):
    """Preview one folder of seeds on one warehouse and show the figures. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.preview", description=__doc__.splitlines()[0])
    seeds = os.environ.get("LEAD_SCORING_SEEDS_PATH") or PROJECT / "seeds"
    raw = os.environ.get("LEAD_SCORING_RAW_PATH") or PROJECT / "sample"
    live = os.environ.get("LEAD_SCORING_DUCKDB_PATH") or PROJECT / "lead_scoring.duckdb"
    parser.add_argument("--seeds", type=Path, default=Path(seeds), help="folder of the nine CSVs, edited")
    parser.add_argument(
        "--raw", type=Path, default=Path(raw), help="the landing zone that the warehouse was built from"
    )
    parser.add_argument("--database", type=Path, default=Path(live), help="the warehouse as it was last built")
    parser.add_argument("--people", type=int, default=10, help="how many to show of those who move most, each score")
    parser.add_argument("--html", type=Path, default=PROJECT / "target" / "preview.html", help="where the page goes")
    options = parser.parse_args(arguments)
    if check.main(["--seeds", str(options.seeds), "--database", str(options.database)]):
        return 1
    try:
        figures = preview(options.database, options.seeds, options.raw, options.people)
    except (NoPreview, BuildFailed) as failure:
        print(f"no preview: {failure}", file=sys.stderr)
        return 2
    preview_report.show(figures)
    options.html.parent.mkdir(parents=True, exist_ok=True)
    options.html.write_text(preview_page.page(figures), encoding="utf-8")
    print(f"The same with charts: {options.html.resolve()}")
    return 0


def preview(live, seeds, raw, people=10):
    """What the seeds would change in a live file: name -> rows (see sql/preview), and `notes` of what to beware of."""
    with tempfile.TemporaryDirectory(prefix="lead-scoring-preview-") as name:
        folder = Path(name)
        # Another name than the live file's: both are attached at once.
        copy = folder / ("preview.duckdb" if live.stem != "preview" else "previewed.duckdb")
        base = copied(live, copy, raw)
        build_rulebook(Place(folder / "raw", seeds, copy, folder), base.vars)
        with reading(live) as connection:
            if stamp(live) != base.stamp:
                raise NoPreview(f"{live} was built anew meanwhile. Run the preview again.")
            connection.execute(f"set temp_directory = '{folder / 'spill'}'")
            attach(connection, copy)
            figures = compared(connection, live.stem, copy.stem, people)
            return figures | {"live": live, "seeds": seeds, "notes": base.notes}


def copied(live, copy, raw):
    """Copy the live file, link the raw files that it was built from beside the copy, and return its Base."""
    if not live.is_file():
        raise NoPreview(f"there is no warehouse {live} to compare with. {BUILD_FIRST}")
    if live.stat().st_size > shutil.disk_usage(copy.parent).free:
        raise NoPreview(f"a copy of {live} does not fit into {tempfile.gettempdir()}. Set TMPDIR to a larger folder.")
    # While a reader holds the file no build can begin, and one that runs keeps readers out.
    with reading(live) as connection:
        connection.execute(f"use {quoted(live.stem)}")
        if not connection.execute(HAS_CHECKPOINT).fetchall():
            raise NoPreview(f"no build of this release has ended in {live}. {BUILD_FIRST}")
        link_raw_files(connection, raw, copy.parent / "raw")
        for ending in ("", ".wal"):
            if Path(f"{live}{ending}").exists():
                shutil.copyfile(f"{live}{ending}", f"{copy}{ending}")
        return Base(stamp(live), vars_of(connection), notes_on(connection))


def stamp(file):
    """What differs once a file has been written."""
    status = file.stat()
    return status.st_mtime_ns, status.st_size


@contextlib.contextmanager
def reading(file):
    """A connection with a warehouse attached, by the name that its views call it. Nobody writes to it meanwhile."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        try:
            attach(connection, file)
        except duckdb.IOException as error:
            raise NoPreview(f"{file} cannot be read now: {error}") from error
        yield connection


def link_raw_files(connection, raw, folder):
    """Make a landing zone of links to the files that the last build read: no other is there for the preview."""
    known = connection.execute(FILES_READ).fetchall()
    found = set()
    if any(raw.glob("*/*.parquet")):
        found = set(connection.execute(FILES_THERE, [str(raw / "*" / "*.parquet")]).fetchall())
    changed = sorted(f"{feed}/{file}" for feed, file, *_ in set(known) - found)
    if changed:
        what = f"{len(changed)} raw files in {raw} are not as the last build read them, among them {changed[0]}"
        raise NoPreview(f"{what}. {BUILD_FIRST}")
    for feed, file, *_ in known:
        (folder / feed).mkdir(parents=True, exist_ok=True)
        (folder / feed / file).symlink_to((raw / feed / file).resolve())


def vars_of(connection):
    """The vars that the last build had, as the file shows them: the build in the copy has the same."""
    instants = [
        connection.execute("select cast(as_of as varchar) from intermediate.int_as_of").fetchall() for _ in "ab"
    ]
    ((known_at,),) = connection.execute("select nullif(known_at, 'None') from checkpoint.release").fetchall()
    disabled = [feed for (feed,) in connection.execute(FEEDS_DISABLED).fetchall()]
    # An instant that does not stand still is the clock.
    as_of = instants[0][0][0] if instants[0] == instants[1] else None
    return {"as_of": as_of, "known_at": known_at, "disabled_feeds": disabled}


def notes_on(connection):
    """What to beware of in a comparison with this file."""
    unfinished = connection.execute("select 1 from checkpoint.unfinished_runs limit 1").fetchall()
    return [UNFINISHED] if unfinished else []


if __name__ == "__main__":
    sys.exit(main())
