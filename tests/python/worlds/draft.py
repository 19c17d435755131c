"""A history while it is drawn: the state that its changes read and edit."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from harness import RAW_TABLES
from oracle.raw import judge, read
from oracle.rulebook import Score
from oracle.rulebook import read as read_rulebook
from oracle.schema import TABLES
from worlds.landing import Files, Raw, Row
from worlds.population import Population
from worlds.rulebook import Rulebook

HOUR = datetime.timedelta(hours=1)
LATE_LOAD = datetime.timedelta(days=3)  # late_load_days of dbt_project.yml
ENTITY_TABLES = {"contact": "contacts", "account": "accounts", "opportunity": "opportunities"}
UNKNOWN_SCORE = "a later score"  # named by adjustments before any rulebook has it


class Newcomers(Population):
    """A population that goes on doing things: rows one by one, after the first ones are drawn."""

    def acts(self, contact: str | None, at: datetime.datetime) -> tuple[str, Row]:
        """Feed and row of something that a contact (or an account or opportunity without contact) does."""
        source, name, target = self._habit()
        while not contact and source != "crm_activities":
            source, name, target = self._habit()
        self._interaction(source, name, target, contact, at)
        return source, self.raw[source][-1]


@dataclass
class Draft:
    """What lies in the landing zone, the seeds and the vars, and what the step being drawn adds to them."""

    rng: random.Random
    people: Newcomers
    seeds: Rulebook
    files: Files
    pending: Raw  # rows of the population that are loaded later
    as_of: datetime.datetime
    previous: datetime.datetime  # the load before this one
    now: datetime.datetime  # this load
    disabled_feeds: tuple[str, ...] = ()
    number: int = 0
    fresh: Raw = field(default_factory=lambda: defaultdict(list))  # rows of this step's files
    spoiled: list[tuple[str, Row]] = field(default_factory=list)  # good rows that were delivered again as bad ones
    taken: dict[tuple[str, str], list[Row]] = field(default_factory=dict)  # files that were removed
    lost_scores: dict[str, str] = field(default_factory=lambda: {UNKNOWN_SCORE: "contact"})  # id -> entity type

    def loaded(self) -> datetime.datetime:
        """A loaded_at of this load, later than all of the load before."""
        return max(self.now - self.rng.choice((0, 0, 1, 5)) * HOUR, self.previous + HOUR)

    def deliver(self, table: str, row: Row, **changes: Any) -> None:
        """Add a row to this step's file of a table, loaded now where `changes` says nothing else."""
        row = row | {"loaded_at": self.loaded()} | changes
        self.fresh[table].append({column: row.get(column) for column in RAW_TABLES[table]})

    def scores(self) -> dict[str, Score]:
        """The scores of the rulebook as it is."""
        return read_rulebook(self.seeds).scores

    def good(self, table: str) -> list[Row]:
        """The good rows that lie in a table's files, with their values read."""
        scores = self.scores()
        rows = [read(TABLES[table], row) for (name, _), rows in self.files.items() if name == table for row in rows]
        return [row.values for row in rows if judge(row, scores) is None]

    def standing(self, table: str) -> list[Row]:
        """Of each id the good row that was loaded last (of versions, the one updated last)."""
        about = TABLES[table]
        last: dict[str, Row] = {}
        for row in sorted(self.good(table), key=lambda row: (row[about.time], row["loaded_at"])):
            before = last.get(row[about.id])
            if before is None or about.versioned or before["loaded_at"] <= row["loaded_at"]:
                last[row[about.id]] = row
        return list(last.values())

    def some(self, rows: Collection[Row], most: int) -> list[Row]:
        """At least one and at most so many of the rows, where there are any."""
        return self.rng.sample(list(rows), min(len(rows), self.rng.randint(1, most)))
