"""Random histories: a warehouse built after every step, each time compared with the oracle, at the end with a rebuild.

LEAD_SCORING_HISTORIES (default 12) is how many, LEAD_SCORING_FIRST_HISTORY (default 0) the seed of the first. One
again: `LEAD_SCORING_FIRST_HISTORY=7 LEAD_SCORING_HISTORIES=1 pytest tests/python/test_histories.py -k test_history`.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lives import live
from worlds.histories import KINDS, Step, make_history

FIRST = int(os.environ.get("LEAD_SCORING_FIRST_HISTORY", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("LEAD_SCORING_HISTORIES", "12")))
ENOUGH = 12  # histories, for each kind of change to occur


@functools.lru_cache(maxsize=1)
def _history(seed: int) -> list[Step]:
    """The history of a seed."""
    return make_history(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_history(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After every step all marts are the oracle's, and at the end those of a rebuild, row for row."""
    monkeypatch.setenv("LEAD_SCORING_THREADS", str(1 + seed % 2))
    live(tmp_path / "warehouse", _history(seed))


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
