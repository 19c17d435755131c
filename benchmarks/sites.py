"""A place to benchmark in: a landing zone, a rulebook and a warehouse, and builds whose cost is measured."""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import yaml

from benchmarks.dbt_clock import Clocked, read_clock
from benchmarks.generate import Zone, keep_history
from benchmarks.measure import Measured, measure
from benchmarks.rulebooks import write_rulebook

PROJECT = Path(__file__).resolve().parents[1]
AS_OF = "2026-07-01"
# A build takes a file for new again that was younger than three seconds when it was listed (docs/decisions.md).
SECONDS_UNTIL_SETTLED = 4
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Build:
    """A measured dbt command."""

    process: Measured
    clock: Clocked

    def figures(self) -> dict[str, float]:
        """What is reported of a build; seconds, bytes where the name says so."""
        return self.process.figures() | {
            "database cpu": self.clock.database_cpu,
            "database wall": self.clock.in_database,
            "dbt cpu": self.process.cpu - self.clock.database_cpu,
            "dbt wall": self.process.wall - self.clock.in_database,
        }


@dataclass
class Site:
    """A folder with `zone`, `seeds` and `warehouse.duckdb`; nights counts the loads after the history.

    memory_limit: DuckDB's, with its unit; empty for the shipped one.
    """

    folder: Path
    size: int = 0
    nights: int = 0
    memory_limit: str = ""
    builds: int = field(default=0, init=False)

    @property
    def zone(self) -> Path:
        """The landing zone."""
        return self.folder / "zone"

    @property
    def seeds(self) -> Path:
        """The rulebook."""
        return self.folder / "seeds"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.folder / "warehouse.duckdb"

    def prepare(self, rulebook: str) -> Site:
        """Write the rulebook, the profile and, where it is not there already, a landing zone of the site's size."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_rulebook(rulebook, self.seeds)
        _write_profile(self.folder / "profiles.yml")
        if self.size and not self.zone.is_symlink():
            keep_history(self.zone, Zone(self.size))
        return self

    def beside(self, name: str) -> Site:
        """An empty site within this one, on the same landing zone."""
        own = Site(self.folder / name, self.size)
        shutil.rmtree(own.folder, ignore_errors=True)
        own.folder.mkdir()
        own.zone.symlink_to(self.zone.resolve())
        return own

    def next_night(self) -> int:
        """The number of the next load."""
        self.nights += 1
        return self.nights

    def environment(self) -> dict[str, str]:
        """Where the project finds its data, rules and warehouse."""
        return {
            "LEAD_SCORING_RAW_PATH": str(self.zone),
            "LEAD_SCORING_SEEDS_PATH": str(self.seeds),
            "LEAD_SCORING_DUCKDB_PATH": str(self.warehouse),
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_PROFILES_DIR": str(self.folder),
            "BENCHMARK_CLOCK_FILE": str(self.folder / "clock.json"),
            "DO_NOT_TRACK": "1",
        } | ({"LEAD_SCORING_MEMORY_LIMIT": self.memory_limit} if self.memory_limit else {})

    def drop_warehouse(self) -> None:
        """Remove the warehouse, so that the next build is a full one."""
        for file in self.folder.glob("warehouse.duckdb*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()

    def build(self, *args: str) -> Build:
        """Run `dbt build` and measure it."""
        return self.dbt("build", *args)

    def dbt(self, command: str, *args: str, **variables: str) -> Build:
        """Run a dbt command as a user does, in a process of its own, and measure it."""
        self.builds += 1
        (self.folder / "clock.json").unlink(missing_ok=True)
        time.sleep(SECONDS_UNTIL_SETTLED)
        vars = json.dumps({"as_of": AS_OF, **variables})
        process = measure(
            [sys.executable, "-m", "dbt.cli.main", command, *args, "--vars", vars],
            self.folder / f"{self.builds:03d}-{command}.log", self.environment(), PROJECT,
        )  # fmt: skip
        return Build(process, read_clock(self.folder / "clock.json"))

    def module(self, module: str, *args: str) -> Measured:
        """Run a module of the project and measure it."""
        return measure(
            [sys.executable, "-m", module, *args], self.folder / f"{module}.log", self.environment(), PROJECT
        )

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query on the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql).fetchall()


def _write_profile(file: Path) -> None:
    """The project's own profile with the clock added."""
    profiles = yaml.safe_load((PROJECT / "profiles.yml").read_text())
    for output in profiles["lead_scoring"]["outputs"].values():
        if output["type"] == "duckdb":
            clock = {
                "module": "benchmarks.dbt_clock",
                "config": {"clock_file": "{{ env_var('BENCHMARK_CLOCK_FILE') }}"},
            }
            output["plugins"] = [*output.get("plugins", []), clock]
    file.write_text(yaml.safe_dump(profiles))
