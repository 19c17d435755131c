"""A warehouse that goes through the steps of a history, with builds that end and builds that do not."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from crashes import Aim, Death, kill_build
from harness import BuildError, Warehouse
from oracle import score
from worlds.compare import MARTS
from worlds.histories import Step
from worlds.landing import Files, Row, write_landing
from worlds.rebuild import all_differences, differences_of_rebuild


class Life:
    """A warehouse, and what its landing zone holds."""

    def __init__(self, folder: Path) -> None:
        """A new one."""
        self.warehouse = Warehouse(folder)
        self.lying: Files = {}

    def copy(self, folder: Path) -> Life:
        """The same in another folder."""
        shutil.copytree(self.warehouse.folder, folder)
        other = Life(folder)
        other.lying = self.lying
        return other

    def bring(self, step: Step) -> None:
        """Let landing zone and seeds be those of a step."""
        write_landing(self.warehouse, step.files, self.lying)
        self.lying = dict(step.files)
        self.warehouse.write_seeds(step.seeds)

    def kill(self, step: Step, aim: Aim, delay: float = 0) -> Death:
        """A build of a step that is killed. Ledger and history do not depend on as_of, so it asks the clock."""
        self.bring(step)
        return kill_build(self.warehouse, aim, {"disabled_feeds": list(step.disabled_feeds)}, delay)

    def run(self, step: Step, *args: str) -> None:
        """A build of a step in this process, or of the part of it that the arguments name."""
        self.bring(step)
        self.warehouse.run(*args, vars={"as_of": str(step.as_of), "disabled_feeds": list(step.disabled_feeds)})

    def faults(self, step: Step) -> str:
        """Where the marts are not what the oracle says."""
        wanted = score(step.raw, step.seeds, step.as_of, disabled_feeds=step.disabled_feeds)
        return all_differences(wanted.marts, self.marts())

    def faults_of_rebuild(self, step: Step) -> str:
        """Where the marts are not what a build from nothing gives; it is made in a copy, which goes again."""
        folder = self.warehouse.folder.with_name("rebuilt")
        rebuilt = self.copy(folder)
        rebuilt.run(step, "--full-refresh")
        found = differences_of_rebuild(rebuilt.marts(), self.marts())
        shutil.rmtree(folder)
        return found

    def marts(self) -> dict[str, list[Row]]:
        """All rows of all marts."""
        return self.warehouse.marts(MARTS)

    def look(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds in the file as a dead build left it; the file itself stays unopened."""
        with tempfile.TemporaryDirectory() as folder:
            for file in self.warehouse.folder.glob("warehouse.duckdb*"):
                if file.is_file():
                    shutil.copy(file, folder)
            with duckdb.connect(f"{folder}/warehouse.duckdb") as connection:
                return connection.execute(sql).fetchall()


def live(folder: Path, history: list[Step]) -> None:
    """Build after every step: all marts are the oracle's each time, and at the end those of a rebuild, row for row."""
    life = Life(folder)
    for step in history:
        try:
            life.run(step)
        except BuildError as error:
            raise AssertionError(f"{told(step)}: the build failed\n\n{error}") from error
        assert not life.warehouse.query("select * from rulebook.seed_faults"), told(step)
        found = life.faults(step)
        assert not found, f"{told(step)}\n\n{found}"
    found = life.faults_of_rebuild(step)
    assert not found, f"{told(step)}: not what a rebuild gives\n\n{found}"


def told(step: Step) -> str:
    """Which step this is, and what changed in it."""
    changes = "".join(f"\n  {kind}: {done}" for kind, done in step.changes)
    return f"step {step.number} (as_of {step.as_of}, off: {step.disabled_feeds}){changes}"
