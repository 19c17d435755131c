"""Builds that die: dbt in a process of its own, killed with SIGKILL at a statement that a test names.

dbt's debug log says when a statement begins and when it has ended. What began and never ended was running at the kill;
the log is read to its end after the process is dead, so a kill that came too late says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from harness import _SLOT, BuildError, Warehouse, _in_use
from oracle import score
from worlds.compare import MARTS
from worlds.histories import Step
from worlds.landing import Files, Row, write_landing
from worlds.rebuild import all_differences

WRITING = ("insert", "delete", "create", "alter", "drop", "commit")
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Statement:
    """A statement of a model (or of dbt itself) as its first words."""

    node: str
    text: str

    @property
    def writes(self) -> bool:
        """Whether it changes the file, or computes what is then written."""
        return self.text.startswith(WRITING)

    def __str__(self) -> str:
        return f"{self.node}: {self.text}"


@dataclass
class Log:
    """What a build has said so far: the statements that run now, one a thread, and the nodes that are built."""

    running: dict[str, Statement] = field(default_factory=dict)
    built: list[str] = field(default_factory=list)
    statements: int = 0
    begun: Statement | None = None  # by the last line, if it was of this kind
    event: str = ""
    failures: list[str] = field(default_factory=list)

    def read(self, line: str) -> None:
        """Take in the next line; one that the kill cut short says nothing."""
        self.event, self.begun = "", None
        with contextlib.suppress(json.JSONDecodeError):
            entry = json.loads(line)
            self._read(entry["info"], entry["data"])

    def _read(self, info: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Take in an event."""
        self.event, node = info["name"], data.get("node_info") or {}
        if self.event == "SQLQuery":
            self.begun = Statement(node.get("node_name") or data["conn_name"], _first_words(data["sql"]))
            self.running[info["thread"]] = self.begun
            self.statements += 1
        elif self.event in ("SQLQueryStatus", "NodeFinished"):
            self.running.pop(info["thread"], None)
        if self.event == "NodeFinished" and data["run_result"]["status"] == "success":
            self.built.append(node["node_name"])
        if info["level"] == "error":
            self.failures.append(info["msg"])


def _first_words(sql: str) -> str:
    """A statement without comments and quotes, in small letters and cut short."""
    text = re.sub(r"/\*.*?\*/|--[^\n]*", " ", sql, flags=re.DOTALL).replace('"', "")
    return " ".join(text.lower().split())[:90]


# Where a build is killed: told after each line of its log.
Aim = Callable[[Log], bool]


def at_statement(node: str, begins: str | tuple[str, ...] = WRITING) -> Aim:
    """A statement of a node that begins with such words."""
    return lambda log: log.begun is not None and log.begun.node == node and log.begun.text.startswith(begins)


def at_number(number: int) -> Aim:
    """The n-th statement of the build, whatever it is."""
    return lambda log: log.begun is not None and log.statements == number


def at_the_end() -> Aim:
    """All is built; DuckDB closes its file."""
    return lambda log: log.event == "CommandCompleted"


@dataclass(frozen=True)
class Death:
    """How a build ended: what was running when it was killed; killed is false where it ended before."""

    killed: bool
    running: list[Statement]
    built: list[str]

    def is_in(self, node: str) -> bool:
        """Whether it was killed while a writing statement of a node ran."""
        return self.killed and any(statement.node == node and statement.writes for statement in self.running)

    def __str__(self) -> str:
        if not self.killed:
            return "ended before it was killed"
        running = "; ".join(map(str, self.running)) or "no statement"
        return f"killed after {len(self.built)} nodes in {running}"


def kill_build(warehouse: Warehouse, aim: Aim, vars: Mapping[str, Any], delay: float = 0) -> Death:
    """Run `dbt build` without tests and kill it, its whole process group, so many seconds after it reached the aim."""
    log = Log()
    with _in_use(warehouse), _build(warehouse, vars) as process:
        reached = False
        for line in process.stdout:
            log.read(line)
            if not reached and aim(log):
                reached = True
                time.sleep(delay)
                _kill(process)
        process.wait()
    if process.returncode not in (0, -signal.SIGKILL):
        raise BuildError("\n".join(log.failures))
    return Death(process.returncode != 0, list(log.running.values()), log.built)


@contextlib.contextmanager
def _build(warehouse: Warehouse, vars: Mapping[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """A running `dbt build` whose debug log comes through stdout; it is dead in the end whatever happens."""
    command = [
        *(sys.executable, "-m", "dbt.cli.main", "build", *NO_TESTS),
        *("--project-dir", str(warehouse.project), "--profiles-dir", str(warehouse.project)),
        *("--target-path", str(_SLOT.folder / "killed"), "--log-path", str(_SLOT.folder / "logs")),
        *("--vars", json.dumps(vars), "--log-format", "json", "--log-level", "debug", "--log-level-file", "none"),
        *("--no-write-json", "--no-send-anonymous-usage-stats"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0)
    try:
        yield process
    finally:
        _kill(process)
        process.wait()
        process.stdout.close()


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and those that it started, where they still live."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class Life:
    """A warehouse that goes through steps (worlds/histories.py), with builds that end and builds that do not."""

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
