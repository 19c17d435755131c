"""Exports are whole, of one build, and hold what the marts hold."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from harness import Warehouse
from lead_scoring import export as exports
from lead_scoring.warehouse_file import Trouble
from processes import command, dies_at, published, start
from published_world import asked, copy_into, publish, world

READER = """
import json, sys, time, pathlib, duckdb
current, stop = (pathlib.Path(argument) for argument in sys.argv[1:])
while not stop.exists():
    try:
        folder = current.resolve(strict=True)
        seen = [
            duckdb.sql(f"select count(*) from '{folder}/{file}.parquet'").fetchall()[0][0]
            for file in ("score_ledger", "score_history", "entity_scores")
        ]
    except Exception as error:
        seen = repr(error)
    print(json.dumps(seen), flush=True)
"""
COUNTS = """
    select
        (select count(*) from score_ledger),
        (select count(*) from score_history),
        (select count(*) from entity_scores)
"""


@pytest.fixture
def built(tmp_path: Path) -> Warehouse:
    """A warehouse with the first load, built and published."""
    return copy_into(tmp_path / "warehouse")


@pytest.mark.parametrize("mart", exports.FILES)
def test_an_export_holds_the_mart(built, tmp_path, mart):
    """Every row and column with its type; scores also have the instant they were taken at."""
    file = exports.export(published(built), tmp_path / "it's") / f"{mart}.parquet"
    shown = duckdb.sql(f"from '{str(file).replace(chr(39), chr(39) * 2)}' order by all")
    with duckdb.connect(str(published(built)), read_only=True) as connection:
        expected = connection.sql(f"from {mart} order by all")
        assert len(shown.columns) == len(expected.columns) + (mart == "entity_scores")
        columns = ", ".join(expected.columns)
        assert list(zip(shown.columns, map(str, shown.types), strict=True))[: len(expected.columns)] == list(
            zip(expected.columns, map(str, expected.types), strict=True)
        )
        assert shown.project(columns).order(columns).fetchall() == expected.order(columns).fetchall()
    if mart == "entity_scores":
        assert set(shown.project("taken_at").fetchall()) == {(world().as_of,)}


def test_scores_are_taken_at_one_instant_of_the_clock(built, tmp_path, monkeypatch):
    """Without as_of, in UTC whatever the zone of the machine."""
    with duckdb.connect(str(built.duckdb_path)) as connection:
        clock = "cast(now() at time zone 'UTC' as timestamp)"
        connection.execute(f"create or replace view intermediate.int_as_of as select {clock} as as_of")
    publish(built)
    monkeypatch.setenv("TZ", "Europe/Madrid")
    assert command(built, "export", "--to", str(tmp_path / "export")).returncode == 0
    taken = duckdb.sql(f"select distinct taken_at from '{tmp_path}/export/current/entity_scores.parquet'").fetchall()
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    assert len(taken) == 1
    assert now - datetime.timedelta(minutes=5) < taken[0][0] <= now


def test_readers_see_one_export_while_exports_run(built, tmp_path):
    """A reader that resolves the link once reads three files of one build; a full history of exports is not kept."""
    folder, stop = tmp_path / "export", tmp_path / "stop"
    exports.export(published(built), folder)
    expected = [asked(published(built), COUNTS)[0]]
    line = [sys.executable, "-c", READER, str(folder / "current"), str(stop)]
    reader = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
    try:
        for step in range(6):
            with duckdb.connect(str(built.duckdb_path)) as connection:
                for table in ("int_ledger", "int_history"):
                    connection.execute(f"delete from intermediate.{table} where rowid % 8 = {step}")
            publish(built)
            exports.export(published(built), folder)
            expected.append(asked(published(built), COUNTS)[0])
            time.sleep(0.5)
    finally:
        stop.touch()
        seen = [json.loads(text) for text in reader.communicate()[0].splitlines()]
    assert len(set(expected)) == 7
    assert [counts for counts in seen if not isinstance(counts, list)] == []
    assert {tuple(counts) for counts in seen} <= set(expected)
    assert len({tuple(counts) for counts in seen}) > 2
    assert sorted(path.name for path in folder.iterdir()) == ["current", "v6", "v7"]


def test_a_killed_export_is_never_seen(built, tmp_path):
    """SIGKILL before each touch of a file: the link names a whole export, and the next one clears what was left."""
    folder = tmp_path / "export"
    assert command(built, "export", "--to", str(folder)).returncode == 0
    deaths = 0
    while dies_at(deaths, built, "export", "--to", str(folder)):
        deaths += 1
        for file in exports.FILES:
            duckdb.sql(f"select * from '{folder}/current/{file}.parquet'").fetchall()
        assert others(folder) <= {exports.HALF, ".current"}
    assert deaths > 15
    exports.export(published(built), folder)
    assert len(exports.versions(folder)) == 2
    assert others(folder) == set()


def test_an_export_beside_the_build_file(built):
    """Publishing works alone in that folder and exports again there: it does not wait for itself."""
    assert command(built, "export", "--to", str(built.folder)).returncode == 0
    (built.folder / exports.HALF).mkdir()
    publisher = start(built, sys.executable, "-m", "lead_scoring.publish", stdout=subprocess.PIPE)
    try:
        assert "Exported again after an erasure" in publisher.communicate(timeout=60)[0]
    finally:
        publisher.kill()


def others(folder: Path) -> set[str]:
    """What lies in a folder of exports beside them and the link."""
    exported = {path.name for path in exports.versions(folder)}
    return {path.name for path in folder.iterdir()} - exported - {"current"}


def test_what_cannot_be_exported(built, tmp_path):
    """Nothing published yet; a folder that holds something else by the link's name."""
    (tmp_path / "mine" / "current").mkdir(parents=True)
    told = command(built, "export", "--to", str(tmp_path / "mine"))
    assert told.returncode == 1 and "choose another folder" in told.stderr
    published(built).unlink()
    with pytest.raises(Trouble, match="make build makes it"):
        exports.export(published(built), tmp_path / "export")
