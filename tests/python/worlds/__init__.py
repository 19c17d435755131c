"""Random worlds: a rulebook and the raw data of a population, all from one integer."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from worlds.dirt import add_bad_rows, add_blanks, add_oddities, add_redeliveries
from worlds.files import Raw, make_loads
from worlds.population import make_population
from worlds.rulebook import Rulebook, make_rulebook
from worlds.vocabulary import DAY, START

__all__ = ["World", "make_world"]


@dataclass(frozen=True)
class World:
    """One random world: `loads` are the files of the landing zone (table -> rows each), `raw` all of their rows."""

    seed: int
    as_of: datetime.datetime
    seeds: Rulebook
    loads: list[Raw]

    @property
    def raw(self) -> Raw:
        """Table -> all its rows."""
        return {table: [row for load in self.loads for row in load[table]] for table in self.loads[0]}


def make_world(seed: int, people: int = 150) -> World:
    """The world of a seed: the same for the same seed and number of people."""
    rng = random.Random(seed)
    seeds = make_rulebook(rng)
    raw = make_population(rng, seeds["scores"], people)
    add_blanks(rng, raw)
    add_redeliveries(rng, raw)
    add_bad_rows(rng, raw)
    add_oddities(rng, raw)
    return World(seed, _as_of(rng, raw), seeds, make_loads(rng, raw))


def _as_of(rng: random.Random, raw: Raw) -> datetime.datetime:
    """An instant of the second half of the time span: when an entity is deleted, if there is one, or on the grid."""
    on_grid = START + rng.randint(90, 170) * DAY + rng.choice((0, 9, 12)) * DAY / 24
    ends = {row["deleted_at"] for table in ("contacts", "accounts") for row in raw[table]}
    able = sorted(at for at in ends if isinstance(at, datetime.datetime) and START + 90 * DAY < at < START + 180 * DAY)
    return rng.choice([on_grid, *able[:1]])
