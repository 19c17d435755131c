"""Random worlds: every mart of the warehouse against the oracle, exactly.

LEAD_SCORING_WORLDS (default 20) is how many worlds, LEAD_SCORING_FIRST_WORLD (default 0) the seed of the first. One
world again: `LEAD_SCORING_FIRST_WORLD=17 LEAD_SCORING_WORLDS=1 pytest tests/python/test_properties.py -k world`.
"""

from __future__ import annotations

import datetime
import functools
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from harness import Warehouse
from oracle import score
from worlds import World, make_world
from worlds.compare import MARTS
from worlds.rebuild import all_differences

FIRST = int(os.environ.get("LEAD_SCORING_FIRST_WORLD", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("LEAD_SCORING_WORLDS", "20")))
FULL_BUILDS = 2  # of the worlds, that also run every data and unit test
OPTIONS = [
    "cap", "occurrences", "set", "absence", "group_limit", "score_limit", "decay", "precedence", "version", "merge",
    "erasure", "adjustment",
]  # fmt: skip
AT_LEAST = 20

_decided: dict[int, Counter[str]] = {}


@functools.lru_cache(maxsize=1)
def _world(seed: int) -> World:
    """The world of a seed."""
    return make_world(seed)


def _fill(warehouse: Warehouse, world: World) -> None:
    """Write a world's files."""
    for load in world.loads:
        warehouse.write_raw(load)
    warehouse.write_seeds(world.seeds)


def _compare(warehouse: Warehouse, expected: dict[str, list[dict[str, Any]]]) -> None:
    """Fail where a mart differs, with the first differences of each."""
    found = all_differences(expected, warehouse.marts(MARTS))
    assert not found, f"\n\n{found}"


@pytest.mark.parametrize("seed", SEEDS)
def test_world(seed: int, warehouse: Warehouse) -> None:
    """Every mart of a random world is what the oracle says; in the first ones all data tests pass as well."""
    world = _world(seed)
    result = score(world.raw, world.seeds, world.as_of)
    _decided[seed] = Counter(result.decided)
    _fill(warehouse, world)
    build = warehouse.build if seed - FIRST < FULL_BUILDS else warehouse.run
    build(vars={"as_of": str(world.as_of)})
    _compare(warehouse, result.marts)


def test_world_without_some_feeds(warehouse: Warehouse) -> None:
    """A feed that is switched off counts for nothing, though its files are there."""
    world = _world(FIRST)
    off = ("calls", "accounts", "contact_merges")
    _fill(warehouse, world)
    warehouse.run(vars={"as_of": str(world.as_of), "disabled_feeds": list(off)})
    _compare(warehouse, score(world.raw, world.seeds, world.as_of, disabled_feeds=off).marts)


def test_world_as_it_was_known(warehouse: Warehouse) -> None:
    """With known_at, rows loaded later are not there, but requests for erasure are."""
    world = _world(FIRST)
    known_at = world.as_of - datetime.timedelta(days=10)
    _fill(warehouse, world)
    warehouse.run(vars={"as_of": str(world.as_of), "known_at": str(known_at)})
    _compare(warehouse, score(world.raw, world.seeds, world.as_of, known_at=known_at).marts)


def test_every_option_decides_outcomes(record_property: Callable[[str, object], None]) -> None:
    """Over all worlds, every option of the rulebook and of the raw data decided at least so many outcomes."""
    decided: Counter[str] = Counter()
    for seed in SEEDS:
        world = make_world(seed)
        decided += _decided.get(seed) or Counter(score(world.raw, world.seeds, world.as_of).decided)
    counts = (f"  {option:<22} {count:>8}" for option, count in sorted(decided.items()))
    record_property("summary", "\n".join([f"Outcomes decided in {len(SEEDS)} worlds:", *counts]))
    assert not [option for option in OPTIONS if decided[option] < AT_LEAST]


# The generator by itself


@pytest.mark.parametrize("seed", SEEDS)
def test_world_is_the_same_again(seed: int) -> None:
    """A seed makes one world."""
    assert make_world(seed) == make_world(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_rulebook_is_valid(seed: int) -> None:
    """Random rulebooks keep the rules that a build enforces."""
    seeds = make_world(seed).seeds
    rules = seeds["score_rules"]
    for row in rules:
        _assert_rule_is_valid(row, [c for c in seeds["score_rule_conditions"] if c["rule_id"] == row["rule_id"]])
        assert row["event_type"] in {"", "entity_created"} | {e["event_type"] for e in seeds["event_types"]}
    for keys in (
        [row["rule_id"] for row in rules],
        [row["score_id"] for row in seeds["scores"]],
        [(row["score_id"], row["tier"]) for row in seeds["score_tiers"]],
        [(row["source"], row["event_name"]) for row in seeds["event_types"]],
        [(row["score_id"], row["exclusive_group"], row["priority"]) for row in rules if row["exclusive_group"]],
    ):
        assert len(keys) == len(set(keys))


def _assert_rule_is_valid(rule: dict[str, str], conditions: list[dict[str, str]]) -> None:
    """What one rule may and must have."""
    assert bool(rule["max_awards"]) == bool(rule["award_period"])
    assert bool(rule["exclusive_group"]) == bool(rule["priority"])
    assert not rule["within_days"] or rule["min_occurrences"]
    assert not rule["expires_after_days"] or not rule["decay_id"]
    if rule["operation"] == "set":
        assert not rule["rule_group"] and not rule["decay_id"]
    if rule["rule_type"] == "attribute":
        assert conditions and rule["operation"] == "add" and not rule["event_type"] and not rule["max_awards"]
        assert not rule["min_occurrences"] and not rule["exclusive_group"]
    if rule["rule_type"] == "absence":
        assert rule["absent_within_days"] and len({row["any_group"] for row in conditions}) <= 1
    assert rule["rule_type"] == "absence" or rule["event_type"] != "entity_created"


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_files_hold_the_rows(seed: int, warehouse: Warehouse, tmp_path: Path) -> None:
    """The files read together have as many rows as the world, whatever their types and columns."""
    world = _world(seed)
    _fill(warehouse, world)
    for table, rows in world.raw.items():
        files = f"read_parquet('{warehouse.raw_path}/{table}/*.parquet', union_by_name = true)"
        assert duckdb.sql(f"select count(*) from {files}").fetchone() == (len(rows),)
