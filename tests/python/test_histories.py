"""Random histories: a warehouse built after every step, each time compared with the oracle, at the end with a rebuild.

LEAD_SCORING_HISTORIES (default 12) is how many, LEAD_SCORING_FIRST_HISTORY (default 0) the seed of the first. One
again: `LEAD_SCORING_FIRST_HISTORY=7 LEAD_SCORING_HISTORIES=1 pytest tests/python/test_histories.py -k test_history`.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable

import pytest

from harness import BuildError, Warehouse
from oracle import score
from worlds.compare import MARTS
from worlds.histories import KINDS, Step, make_history
from worlds.landing import write_landing
from worlds.rebuild import all_differences, differences_of_rebuild

FIRST = int(os.environ.get("LEAD_SCORING_FIRST_HISTORY", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("LEAD_SCORING_HISTORIES", "12")))
ENOUGH = 12  # histories, for each kind of change to occur


@functools.lru_cache(maxsize=1)
def _history(seed: int) -> list[Step]:
    """The history of a seed."""
    return make_history(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_history(seed: int, warehouse: Warehouse) -> None:
    """After every step all marts are the oracle's, and at the end those of a rebuild, row for row."""
    lying = {}
    for step in _history(seed):
        write_landing(warehouse, step.files, lying)
        lying = step.files
        warehouse.write_seeds(step.seeds)
        _build(warehouse, seed, step)
        assert not warehouse.query("select * from rulebook.seed_faults"), _told(seed, step)
        result = score(step.raw, step.seeds, step.as_of, disabled_feeds=step.disabled_feeds)
        found = all_differences(result.marts, warehouse.marts(MARTS))
        assert not found, f"{_told(seed, step)}\n\n{found}"
    built = warehouse.marts(MARTS)
    _build(warehouse, seed, step, "--full-refresh")
    found = differences_of_rebuild(warehouse.marts(MARTS), built)
    assert not found, f"{_told(seed, step)}: not what a rebuild gives\n\n{found}"


def _build(warehouse: Warehouse, seed: int, step: Step, *args: str) -> None:
    """Build what the step found; a build that fails says which step it was."""
    try:
        warehouse.run(*args, vars={"as_of": str(step.as_of), "disabled_feeds": list(step.disabled_feeds)})
    except BuildError as error:
        raise AssertionError(f"{_told(seed, step)}: the build failed\n\n{error}") from error


def _told(seed: int, step: Step) -> str:
    """Which history and step this is, and what changed in it."""
    changes = "".join(f"\n  {kind}: {done}" for kind, done in step.changes)
    return f"history {seed}, step {step.number} (as_of {step.as_of}, off: {step.disabled_feeds}){changes}"


# The generator by itself


def test_every_kind_of_change_happens(record_property: Callable[[str, object], None]) -> None:
    """Over all histories, every kind of change happens."""
    happened = Counter(kind for seed in SEEDS for step in make_history(seed) for kind, _ in step.changes)
    counts = (f"  {kind:<36} {happened[kind]:>6}" for kind in KINDS)
    record_property("summary", "\n".join([f"Changes in {len(SEEDS)} histories:", *counts]))
    if len(SEEDS) < ENOUGH:
        pytest.skip(f"too few histories: {len(SEEDS)}")
    assert not [kind for kind in KINDS if not happened[kind]]


@pytest.mark.parametrize("seed", SEEDS)
def test_history_is_the_same_again(seed: int) -> None:
    """A seed makes one history."""
    assert make_history(seed) == make_history(seed)
