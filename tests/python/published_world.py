"""One small random world, built and published once a process; each test works on a copy of it."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from harness import Warehouse
from lead_scoring.publish import bring_up_to_date
from processes import published
from worlds import World, make_world

# All counts that a reader compares: they change with every load.
COUNTS = """
    select
        (select count(*) from score_ledger),
        (select count(*) from score_history),
        (select count(*) from interactions),
        (select count(*) from build_runs),
        (select count(*) from entity_scores)
"""


@functools.cache
def world() -> World:
    """The world: three loads, triggers, segments, merges, erasures."""
    return make_world(4711, people=60)


def as_of() -> dict[str, str]:
    """The world's now, as a var."""
    return {"as_of": str(world().as_of)}


@functools.cache
def _first_load() -> Path:
    """The folder of a warehouse with the first load, built and published."""
    folder = Path(tempfile.mkdtemp(prefix="lead_scoring_world_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    warehouse = Warehouse(folder)
    warehouse.write_seeds(world().seeds)
    warehouse.write_raw(world().loads[0])
    warehouse.run(vars=as_of())
    assert "Published" in publish(warehouse)
    return folder


def copy_into(folder: Path) -> Warehouse:
    """A warehouse of one's own with the first load, built and published."""
    shutil.copytree(_first_load(), folder, dirs_exist_ok=True)
    return Warehouse(folder)


def publish(warehouse: Warehouse) -> str:
    """Publish a warehouse. Returns what was said."""
    return "\n".join(bring_up_to_date(warehouse.duckdb_path, published(warehouse), []))


def asked(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query on a file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()
