"""Show what an edited rulebook would change, before anyone is affected: `python -m lead_scoring.preview`.

The live file is copied, the same incremental build runs in the copy with the edited seeds and no new raw rows, and the
two files are compared in SQL. The live file is only read. Exit status: 0 shown, 1 faults in the seeds, 2 no preview.
"""

import argparse
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from lead_scoring import check, preview_page, preview_report
from lead_scoring.dbt_builds import PROJECT, BuildFailed, Place, build_rulebook
from lead_scoring.preview_figures import compared
from lead_scoring.warehouse_file import Trouble, build_file, held, in_words, quoted

WORKPLACE = "lead-scoring-preview-"
BUILD_FIRST = "Run `make build` with the rulebook that is live, then preview the edited one."
UNFINISHED = "A run on this warehouse did not end: what is called before may be half new. `make build` mends it."

HAS_CHECKPOINT = """
    select 1 from duckdb_tables()
    where database_name = $database and schema_name = 'checkpoint' and table_name = 'score_rules'
"""
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
    parser.add_argument("--seeds", type=Path, default=Path(seeds), help="folder of the nine CSVs, edited")
    parser.add_argument(
        "--raw", type=Path, default=Path(raw), help="the landing zone that the warehouse was built from"
    )
    parser.add_argument("--database", type=Path, default=build_file(), help="the warehouse as it was last built")
    parser.add_argument("--people", type=int, default=10, help="how many to show of those who move most, each score")
    parser.add_argument("--html", type=Path, default=page_file(), help="where the page goes")
    options = parser.parse_args(arguments)
    if check.main(["--seeds", str(options.seeds), "--database", str(options.database)]):
        return 1
    try:
        figures = preview(options.database, options.seeds, options.raw, options.people)
    except (Trouble, BuildFailed) as failure:
        print(f"no preview: {failure}", file=sys.stderr)
        return 2
    preview_report.show(figures)
    options.html.parent.mkdir(parents=True, exist_ok=True)
    options.html.write_text(preview_page.page(figures), encoding="utf-8")
    print(f"The same with charts: {options.html.resolve()}")
    return 0


def page_file():
    """Where the page goes unless told: beside what dbt writes, which an erasure clears."""
    return Path(os.environ.get("DBT_TARGET_PATH") or PROJECT / "target") / "preview.html"


def preview(live, seeds, raw, people=10):
    """What the seeds would change in a live file: name -> rows (see sql/preview), and `notes` of what to beware of."""
    with workplace() as folder:
        # Another name than the live file's: both are attached at once.
        copy = folder / ("preview.duckdb" if live.stem != "preview" else "previewed.duckdb")
        base = copied(live, copy, raw)
        build_rulebook(Place(folder / "raw", seeds, copy, folder), base.vars)
        with in_words(live), held(live) as connection:
            if stamp(live) != base.stamp:
                raise Trouble(f"{live} was built anew meanwhile. Run the preview again.")
            connection.execute(f"set temp_directory = {quoted(folder / 'spill')}")
            figures = compared(connection, live.stem, copy, people)
        return figures | {"live": live, "seeds": seeds, "notes": base.notes}


@contextlib.contextmanager
def workplace():
    """A folder for the copy, which goes when it is done with. What killed previews left goes first: it names people."""
    for left in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        with contextlib.suppress(OSError), locked(left):  # not one that is in use, nor another user's
            if left.stat().st_mtime < time.time() - 60:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORKPLACE) as name, locked(name):
        yield Path(name)


@contextlib.contextmanager
def locked(folder):
    """Hold a folder, at most as long as this process lives; BlockingIOError where another one holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def copied(live, copy, raw):
    """Copy the live file, link the raw files that it was built from beside the copy, and return its Base."""
    if not live.is_file():
        raise Trouble(f"there is no warehouse {live} to compare with. {BUILD_FIRST}")
    # Nobody can build while the file is held.
    with in_words(live), held(live) as connection:
        if not connection.execute(HAS_CHECKPOINT, {"database": live.stem}).fetchall():
            raise Trouble(f"no build of this release has ended in {live}. {BUILD_FIRST}")
        link_raw_files(connection, raw, copy.parent / "raw")
        for ending in ("", ".wal"):
            if Path(f"{live}{ending}").exists():
                copy_file(f"{live}{ending}", f"{copy}{ending}")
        return Base(stamp(live), vars_of(connection), notes_on(connection))


def copy_file(file, copy):
    """Copy a file. By cp: it clones where the disk can, and a process of its own keeps our hold on the file."""
    told = subprocess.run(["cp", "--", file, copy], capture_output=True, text=True)
    if told.returncode:
        raise Trouble(f"{file} could not be copied ({told.stderr.strip()}). Set TMPDIR to a folder with more room.")


def stamp(file):
    """What differs once a file has been written."""
    status = file.stat()
    return status.st_mtime_ns, status.st_size


def link_raw_files(connection, raw, folder):
    """Make a landing zone of links to the files that the last build read: no other is there for the preview."""
    known = connection.execute(FILES_READ).fetchall()
    found = set()
    if any(raw.glob("*/*.parquet")):
        found = set(connection.execute(FILES_THERE, [str(raw / "*" / "*.parquet")]).fetchall())
    changed = sorted(f"{feed}/{file}" for feed, file, *_ in set(known) - found)
    if changed:
        what = f"{len(changed)} raw files in {raw} are not as the last build read them, among them {changed[0]}"
        raise Trouble(f"{what}. {BUILD_FIRST}")
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
