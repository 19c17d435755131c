"""Random histories: a world that changes from build to build, all from one integer.

A step is what one build finds: the files of the landing zone, the seeds and the vars, and a list of what changed since
the step before.
"""

from __future__ import annotations

import copy
import datetime
import random
from dataclasses import dataclass

from harness import RAW_TABLES, as_text
from worlds import raw_changes, seed_changes
from worlds.dirt import add_bad_rows, add_blanks, add_oddities, add_redeliveries
from worlds.draft import HOUR, Draft, Newcomers
from worlds.files import make_loads
from worlds.landing import Files, Raw, Row, all_rows
from worlds.rulebook import Rulebook, make_rulebook
from worlds.vocabulary import DAY, START, chance

# Few sets, since dbt reads the project anew for each.
FEEDS_OFF = [
    ("calls",),
    ("contacts", "score_adjustments"),
    ("contact_merges", "crm_activities"),
    ("accounts", "contact_erasures", "opportunities"),
]
CHANGES_OF_STEP = 8
# What often follows in the next step.
UNDONE_BY = {
    "redelivered bad": "good again",
    "file removed": "file restored",
    "rule deactivated": "rule reactivated",
    "score off": "score on",
    "score removed": "score added",
    "feed off": "feed on",
}
LOAD, NOTHING, EMPTY_LOAD = "load", "nothing at all", "empty load"


@dataclass(frozen=True)
class Step:
    """What one build finds. changes: (kind, what it did)."""

    number: int
    changes: list[tuple[str, str]]
    files: Files
    seeds: Rulebook
    as_of: datetime.datetime
    disabled_feeds: tuple[str, ...]

    @property
    def raw(self) -> Raw:
        """Raw table -> all rows that lie in the landing zone, those of feeds that are switched off included."""
        return all_rows(self.files)


# Vars


def feed_off(draft: Draft) -> str | None:
    """Some feeds are switched off; their files stay."""
    if draft.disabled_feeds:
        return None
    draft.disabled_feeds = draft.rng.choice(FEEDS_OFF)
    return str(draft.disabled_feeds)


def feed_on(draft: Draft) -> str | None:
    """All feeds are switched on."""
    if not draft.disabled_feeds:
        return None
    draft.disabled_feeds = ()
    return "all"


def as_of_moved(draft: Draft) -> str:
    """Now is some weeks earlier or later."""
    draft.as_of += draft.rng.choice((-45, -7, 1, 10, 40, 90)) * DAY
    return str(draft.as_of)


CHANGES = {
    **raw_changes.CHANGES,
    **seed_changes.CHANGES,
    "feed off": feed_off,
    "feed on": feed_on,
    "as_of moved": as_of_moved,
}
KINDS = [*CHANGES, LOAD, NOTHING, EMPTY_LOAD]


# Steps


def make_history(seed: int, steps: int = 5, people: int = 150) -> list[Step]:
    """The history of a seed: its first load, and so many steps after it."""
    draft = _beginning(random.Random(f"history {seed}"), people)
    history = [_step(draft, [("first load", "")])]
    deck = _deck(seed)
    for draft.number in range(1, steps + 1):
        history.append(_step(draft, _next(draft, deck)))
    return history


def _beginning(rng: random.Random, people: int) -> Draft:
    """A world some months before its end: what was loaded until then, and what will be loaded later."""
    seeds = make_rulebook(rng)
    population = Newcomers(rng, seeds["scores"], people)
    raw = population.raw
    add_blanks(rng, raw)
    add_redeliveries(rng, raw)
    add_bad_rows(rng, raw)
    add_oddities(rng, raw)
    now = START + rng.randint(70, 110) * DAY
    first = {table: [row for row in rows if _is_loaded(row, now)] for table, rows in raw.items()}
    pending = {table: [row for row in rows if not _is_loaded(row, now)] for table, rows in raw.items()}
    files = {
        (table, f"part-{number}"): rows
        for number, load in enumerate(make_loads(rng, first), start=1)
        for table, rows in load.items()
    }
    return Draft(rng, population, seeds, files, pending, now + rng.randint(-30, 10) * DAY, now, now)


def _is_loaded(row: Row, now: datetime.datetime) -> bool:
    """Whether a row was loaded by then; one that does not say when, at once."""
    return not isinstance(row["loaded_at"], datetime.datetime) or row["loaded_at"] <= now


def _step(draft: Draft, changes: list[tuple[str, str]]) -> Step:
    """The draft as it is."""
    seeds = copy.deepcopy(draft.seeds)
    return Step(draft.number, changes, dict(draft.files), seeds, draft.as_of, draft.disabled_feeds)


def _deck(seed: int) -> list[str]:
    """All kinds of changes in random order; another third of them comes first in each of three successive seeds."""
    kinds = random.Random(f"kinds {seed // 3}").sample(list(CHANGES), len(CHANGES))
    first = seed % 3 * len(kinds) // 3
    return kinds[first:] + kinds[:first]


def _next(draft: Draft, deck: list[str]) -> list[tuple[str, str]]:
    """Let something happen: mostly a load and some changes, or changes alone, or nothing, or no rows."""
    kind = draft.rng.random()
    if kind < 0.07:
        return [(NOTHING, "")]
    if kind < 0.14:
        return [(EMPTY_LOAD, _load_nothing(draft))]
    is_load = kind < 0.85
    changes = _load(draft) if is_load else []
    for name in deck[:40]:
        if len(changes) == CHANGES_OF_STEP:
            break
        done = CHANGES[name](draft) if is_load or name not in raw_changes.CHANGES else None
        if done is not None:
            changes.append((name, done))
            _put(deck, name, len(deck))
            if name in UNDONE_BY and chance(draft.rng, 0.6):
                _put(deck, UNDONE_BY[name], 0)
    _write_files(draft)
    return changes


def _put(deck: list[str], name: str, place: int) -> None:
    """Move a kind to another place."""
    deck.remove(name)
    deck.insert(place, name)


def _load(draft: Draft) -> list[tuple[str, str]]:
    """Time goes on, and what the population did meanwhile is loaded; now and then as_of goes with it."""
    draft.previous, draft.now = draft.now, draft.now + draft.rng.choice((6 * HOUR, DAY, 3 * DAY, 10 * DAY, 25 * DAY))
    for table, rows in draft.pending.items():
        draft.fresh[table] += [row for row in rows if _is_loaded(row, draft.now)]
        draft.pending[table] = [row for row in rows if not _is_loaded(row, draft.now)]
    if chance(draft.rng, 0.5):
        draft.as_of = max(draft.as_of, draft.now)
    return [(LOAD, f"{sum(map(len, draft.fresh.values()))} rows up to {draft.now}, as_of {draft.as_of}")]


def _load_nothing(draft: Draft) -> str:
    """Files without rows."""
    tables = draft.rng.sample(list(RAW_TABLES), 4)
    draft.files |= {(table, f"step-{draft.number}"): [] for table in tables}
    return str(tables)


def _write_files(draft: Draft) -> None:
    """Put the rows of the step into a file a table, some as text only, some without the columns that say nothing."""
    for table, rows in draft.fresh.items():
        draft.rng.shuffle(rows)
        columns = list(RAW_TABLES[table])
        if chance(draft.rng, 0.3):
            columns = [column for column in columns if any(row.get(column) is not None for row in rows)]
        is_text = chance(draft.rng, 0.1)
        written = [{column: _written(row.get(column), is_text) for column in columns} for row in rows]
        if written:
            draft.files[table, f"step-{draft.number}"] = written
    draft.fresh.clear()


def _written(value: object, is_text: bool) -> object:
    """A value as the file has it."""
    return as_text(value) if is_text and value is not None else value
