"""Readers open a copy that is whole, of one build, and never older than the last build that changed something."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from harness import BuildError, Warehouse
from lead_scoring.warehouse_file import Trouble, published_file
from oracle import score
from processes import command, dies_at, fill, published, remount, small_disk, start
from published_world import COUNTS, as_of, asked, copy_into, publish, world
from worlds.compare import MARTS
from worlds.rebuild import all_differences

READER = """
import json, sys, time, pathlib, duckdb
file, sql, stop = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
while not stop.exists():
    try:
        with duckdb.connect(file, read_only=True) as connection:
            seen = connection.execute(sql).fetchall()[0]
    except Exception as error:
        seen = repr(error)
    print(json.dumps(seen), flush=True)
    time.sleep(0.05)
"""
# Kills itself when dbt has the ledger's statement in hand.
KILLED_AT_THE_LEDGER = """
import os, signal, sys
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
add_query = DuckDBConnectionManager.add_query
def killing(self, sql, *arguments, **options):
    if "int_ledger" in sql and ("insert into" in sql or "create" in sql) and "temp" not in sql:
        os.kill(os.getpid(), signal.SIGKILL)
    return add_query(self, sql, *arguments, **options)
DuckDBConnectionManager.add_query = killing
dbtRunner().invoke(["run", "--vars", sys.argv[1]])
"""
# Changes that compute no entity anew, and one of each kind of thing that readers can see.
SEEN = {
    "a trigger's action": "update rulebook.rulebook_triggers set action = 'call them'",
    "a tier's name": "update rulebook.rulebook_tiers set tier = tier || ' now'",
    "a score's name": "update rulebook.rulebook_scores set score_name = 'another name'",
    "now": "create or replace view intermediate.int_as_of as select timestamp '2031-01-01' as as_of",
    "a file of raw rows that were there before": "update feed_audit set raw_rows = raw_rows + 1",
    "points of one entry": "update intermediate.int_ledger set points = points + 1 where rowid = 7",
    "two entries in each other's place": """
        update intermediate.int_ledger
        set entity_key = (select max(entity_key) from intermediate.int_ledger) - entity_key
    """,
    "a row less": "delete from intermediate.int_history where rowid = 3",
    "an event without a mapping": "insert into unmapped_events values ('calls', 'call_x', 1, now(), now())",
    "a description": "comment on column feed_audit.feed is 'where it came from'",
    "a view": "create or replace view main.account_scores as select * from main.entity_scores where false",
}


@pytest.fixture
def built(tmp_path: Path) -> Warehouse:
    """A warehouse with the first load, built and published."""
    return copy_into(tmp_path / "warehouse")


def test_readers_see_one_build_while_builds_run(built, tmp_path):
    """Two processes open, read and close without pause, one keeps the first copy; a run of nothing new changes none."""
    file, stop = published(built), tmp_path / "stop"
    expected = [asked(file, COUNTS)[0]]
    line = [sys.executable, "-c", READER, str(file), COUNTS, str(stop)]
    readers = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        with duckdb.connect(str(file), read_only=True) as kept:
            built.write_raw(world().loads[1])
            built.run(vars=as_of())
            for step in range(6):
                assert "Published" in publish(built)
                expected.append(asked(built.duckdb_path, COUNTS)[0])
                change_counts(built, step)
            assert kept.execute(COUNTS).fetchall() == expected[:1]
        assert "Published" in publish(built)
        expected.append(asked(built.duckdb_path, COUNTS)[0])
        inode = file.stat().st_ino
        built.run(vars=as_of())
        assert "Nothing to publish" in publish(built)
    finally:
        stop.touch()
        seen = [json.loads(text) for reader in readers for text in reader.communicate()[0].splitlines()]
    assert file.stat().st_ino == inode
    runs = "select count(distinct run_id) from build_runs"
    assert (asked(built.duckdb_path, runs), asked(file, runs)) == ([(3,)], [(2,)])
    assert [counts for counts in seen if not isinstance(counts, list)] == []
    assert {tuple(counts) for counts in seen} <= set(expected)
    assert len({tuple(counts) for counts in seen}) > 3
    assert len(set(expected)) == 8
    assert len(seen) > 50


def change_counts(warehouse: Warehouse, step: int) -> None:
    """What a build does to the marts, in a moment: two tables lose rows, in two transactions."""
    with duckdb.connect(str(warehouse.duckdb_path)) as connection:
        for table in ("int_ledger", "int_history"):
            connection.execute(f"delete from intermediate.{table} where rowid % 9 = {step}")
            connection.execute("checkpoint")


@pytest.mark.parametrize("change", SEEN.values(), ids=SEEN)
def test_whatever_readers_can_see_is_published(built, change):
    """Also what computes no entity anew; and not twice."""
    with duckdb.connect(str(built.duckdb_path)) as connection:
        connection.execute(change)
    assert "Published" in publish(built)
    assert "Nothing to publish" in publish(built)


def test_a_part_and_a_failure_are_not_published(built):
    """What a run of a part, a failing run and a killed one left stays with the builder until a whole build."""
    before = published(built).stat().st_ino
    built.run("-s", "rulebook_segments", vars=as_of())
    with pytest.raises(Trouble, match="between two builds"):
        publish(built)
    finish(built)
    rules = [{**row, "points": "many"} for row in world().seeds["score_rules"]]
    built.write_seeds({**world().seeds, "score_rules": rules})
    assert not built.build("--exclude-resource-type", "unit_test", vars=as_of(), check=False).success
    with pytest.raises(Trouble, match="readers keep the copy that they have"):
        publish(built)
    finish(built)
    built.write_seeds(world().seeds)
    built.write_raw(world().loads[1])
    killed = start(built, sys.executable, "-c", KILLED_AT_THE_LEDGER, json.dumps(as_of()), stdout=subprocess.DEVNULL)
    assert killed.wait() == -signal.SIGKILL
    with pytest.raises(Trouble, match="between two builds"):
        publish(built)
    assert published(built).stat().st_ino == before
    built.run(vars=as_of())
    assert "Published" in publish(built)


def finish(warehouse: Warehouse) -> None:
    """As a whole build would: nothing is unfinished."""
    with duckdb.connect(str(warehouse.duckdb_path)) as connection:
        assert connection.execute("delete from checkpoint.unfinished_runs").fetchall() == [(1,)]


def test_a_killed_publisher_leaves_the_old_copy_or_the_new_one(built):
    """SIGKILL before each touch of a file, an erasure waiting for its rewrite: both stay whole, nothing is left."""
    rows = asked(built.duckdb_path, COUNTS)
    change(built, 0)
    publish(built)
    deaths, last = 0, 0
    while dies_at(deaths, built, "publish"):
        assert last <= (last := comment(published(built))) <= deaths
        assert asked(published(built), COUNTS) == asked(built.duckdb_path, COUNTS) == rows
        deaths += 1
        change(built, deaths)
    assert deaths > 15
    publish(built)
    assert comment(published(built)) == comment(built.duckdb_path) == deaths
    assert [path.name for path in built.folder.iterdir() if path.is_file()] == ["warehouse.duckdb"]
    assert [path.name for path in published(built).parent.iterdir()] == ["warehouse.duckdb"]


def test_what_was_half_written_is_cleared(built):
    """A process killed while DuckDB or cp wrote leaves half a file: never read, gone after the next run."""
    change(built, 1)
    file, copy = built.duckdb_path, published(built)
    for half in (f".{file.name}.rewrite", f".{file.name}.rewrite.wal", f"{copy.parent.name}/.{file.name}.1.new"):
        (built.folder / half).write_bytes(b"half a file")
    rows = asked(file, COUNTS)
    assert "Rewritten" in publish(built)
    assert asked(copy, COUNTS) == asked(file, COUNTS) == rows
    assert comment(copy) == 1
    assert [path.name for path in (*built.folder.glob(".*"), *copy.parent.glob(".*"))] == []


def change(warehouse: Warehouse, number: int) -> None:
    """Change what readers see, and let an erasure wait for its rewrite."""
    with duckdb.connect(str(warehouse.duckdb_path)) as connection:
        connection.execute(f"comment on table main.feed_audit is '{number}'")
        connection.execute("create or replace table intermediate.file_rewrites as select 'another' as erasures")


def comment(file: Path) -> int:
    """The number that `change` wrote last."""
    return int(asked(file, "select comment from duckdb_tables() where table_name = 'feed_audit'")[0][0])


def test_publishers_take_turns(built):
    """Three at once: one does the work, the others find it done."""
    change(built, 1)
    line = [sys.executable, "-m", "lead_scoring.publish"]
    publishers = [start(built, *line, stdout=subprocess.PIPE) for _ in range(3)]
    said = [publisher.communicate()[0] for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0, 0]
    assert sorted("Published" in text for text in said) == [False, False, True]
    assert sorted("Rewritten" in text for text in said) == [False, False, True]
    assert comment(published(built)) == 1


def test_what_a_killed_writer_left_in_its_log_is_published(built):
    """A process that dies after a commit leaves a write-ahead log, which belongs to the file."""
    lines = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(sys.argv[2]); os._exit(9)"
    committed = "comment on table feed_audit is '5'"
    assert start(built, sys.executable, "-c", lines, str(built.duckdb_path), committed).wait() == 9
    assert Path(f"{built.duckdb_path}.wal").stat().st_size > 0
    assert "Published" in publish(built)
    assert comment(published(built)) == 5
    assert not Path(f"{built.duckdb_path}.wal").exists()


def test_a_full_disk_leaves_readers_their_copy(built, tmp_path, monkeypatch):
    """The copy does not fit: said clearly, nothing is left over, and with room it works."""
    with small_disk(tmp_path / "disk", "40k") as disk:
        monkeypatch.setenv("LEAD_SCORING_PUBLISHED_PATH", str(disk / "warehouse.duckdb"))
        told = command(built, "publish")
        assert told.returncode == 1
        assert "No space left on device" in told.stderr and "make publish" in told.stderr
        assert "Traceback" not in told.stderr
        assert list(disk.iterdir()) == []
        remount(disk, "size=100m")
        assert command(built, "publish").returncode == 0
        assert asked(disk / "warehouse.duckdb", COUNTS) == asked(built.duckdb_path, COUNTS)


def test_the_copy_has_the_name_of_the_build_file(built, tmp_path, monkeypatch):
    """Views name their database; and a copy onto the file itself would be none."""
    monkeypatch.setenv("LEAD_SCORING_DUCKDB_PATH", str(built.duckdb_path))
    assert published_file() == published(built)
    monkeypatch.setenv("LEAD_SCORING_PUBLISHED_PATH", str(tmp_path / "scores.duckdb"))
    with pytest.raises(Trouble, match="must be named like the build file"):
        published_file()
    monkeypatch.setenv("LEAD_SCORING_PUBLISHED_PATH", str(built.duckdb_path))
    with pytest.raises(Trouble, match="is the build file itself"):
        published_file()


def test_a_copy_that_cannot_be_read_is_replaced(built):
    """Whatever happened to it; and readers cannot write into the new one."""
    file = published(built)
    file.unlink()
    file.write_bytes(b"no database")
    assert "Published" in publish(built)
    assert asked(file, COUNTS) == asked(built.duckdb_path, COUNTS)
    assert not file.stat().st_mode & 0o222


def test_a_disk_that_cannot_be_written_loses_nothing(tmp_path):
    """A read-only folder and a full disk: said clearly, yesterday's marts stand, and the next build is right."""
    with small_disk(tmp_path / "disk", "100m") as disk:
        warehouse = copy_into(disk)
        before = asked(warehouse.duckdb_path, COUNTS)
        for load in world().loads[1:]:
            warehouse.write_raw(load)
        remount(disk, "ro")
        told = command(warehouse, "lock")
        assert told.returncode == 1
        assert "cannot be written" in told.stderr and "Nothing was changed" in told.stderr
        assert "Read-only file system" in failure(warehouse)
        remount(disk, "rw")
        filler = fill(disk, left=200_000)
        assert "No space left on device" in failure(warehouse)
        assert asked(warehouse.duckdb_path, COUNTS)[0][:3] == before[0][:3]
        filler.unlink()
        warehouse.run(vars=as_of())
        expected = score(world().raw, world().seeds, world().as_of).marts
        found = all_differences(expected, warehouse.marts(MARTS))
        assert not found, found


def failure(warehouse: Warehouse) -> str:
    """Why a build fails."""
    with pytest.raises(BuildError) as raised:
        warehouse.run(vars=as_of())
    return str(raised.value)
