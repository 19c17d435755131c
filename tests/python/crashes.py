"""Builds that die: dbt in another process, killed with SIGKILL at a statement that a test names.

dbt's debug log says when a statement begins and when it has ended. What began and never ended was running at the kill;
the log is read to its end after the process is dead, so a kill that came too late says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any, TextIO

from dbt.cli.main import dbtRunner

import quick_dbt
from harness import BuildError, Warehouse, _in_use, _manifest, _options

WRITING = ("insert", "delete", "create", "alter", "drop", "commit")
# What a build goes on from: incremental tables, and those that are kept while what they are made of stands still.
STATEFUL = [
    "int_interaction_journal",
    "int_interactions",
    "int_named_entities",
    "int_read_versions",
    "int_changed_versions",
    "int_standing_versions",
    "int_entity_fingerprints",
    "int_versions_fingerprint",
    "int_entities",
    "int_account_members",
    "int_opportunity_members",
    "int_attribute_intervals",
    "int_affected_entities",
    "int_replaced_entities",
    "int_ledger",
    "int_suppressed",
    "int_history",
    "int_points_now",
    "rejected_rows",
    "unmapped_events",
    "build_runs",
]
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
    ended: str = ""  # node, by the last line
    event: str = ""
    failures: list[str] = field(default_factory=list)

    def read(self, line: str) -> None:
        """Take in the next line; one that the kill cut short says nothing."""
        self.event, self.begun, self.ended = "", None, ""
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
        if self.event == "NodeFinished":
            self.ended = node["node_name"]
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


def at_writing(node: str, number: int) -> Aim:
    """The n-th writing statement of a node, or its end where it has fewer."""
    seen = 0

    def aim(log: Log) -> bool:
        nonlocal seen
        seen += log.begun is not None and log.begun.node == node and log.begun.writes
        return seen == number or log.ended == node

    return aim


def at_the_end() -> Aim:
    """All is built; DuckDB closes its file."""
    return lambda log: log.event == "CommandCompleted"


@dataclass(frozen=True)
class Death:
    """How a build ended: what was running when it was killed; killed is false where it ended before."""

    killed: bool
    running: list[Statement]
    built: list[str]
    statements: int
    seconds: float

    def is_in(self, node: str) -> bool:
        """Whether it was killed while a writing statement of a node ran."""
        return self.killed and any(statement.node == node and statement.writes for statement in self.running)

    def __str__(self) -> str:
        if not self.killed:
            return "ended before it was killed"
        running = "; ".join(map(str, self.running)) or "no statement"
        return f"killed after {len(self.built)} nodes in {running}"


def kill_build(warehouse: Warehouse, aim: Aim, vars: Mapping[str, Any], delay: float = 0) -> Death:
    """Run `dbt build` without tests in another process and kill it so many seconds after it reached the aim."""
    log, begun, reached = Log(), time.monotonic(), False
    with _in_use(warehouse), _build(warehouse, vars) as (process, lines):
        for line in lines:
            log.read(line)
            if not reached and aim(log):
                reached = True
                time.sleep(delay)
                process.kill()
        process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        raise BuildError("\n".join(log.failures))
    seconds = time.monotonic() - begun
    return Death(process.exitcode != 0, list(log.running.values()), log.built, log.statements, seconds)


@contextlib.contextmanager
def _build(warehouse: Warehouse, vars: Mapping[str, Any]) -> Iterator[tuple[BaseProcess, TextIO]]:
    """A running `dbt build` and the lines of its debug log; it is dead in the end whatever happens.

    A copy of this process, which knows the project already: to start Python and read the project takes longer than
    most builds here.
    """
    options = [*_options(warehouse.project, vars), "--log-format", "json", "--log-level", "debug"]
    runner = dbtRunner(manifest=_manifest(warehouse.project, vars))
    reading, writing = os.pipe()
    process = get_context("fork").Process(target=_invoke, args=(runner, ["build", *NO_TESTS, *options], writing))
    process.start()
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        try:
            yield process, lines
        finally:
            process.kill()
            process.join()


def _invoke(runner: dbtRunner, arguments: list[str], log: int) -> None:
    """Run dbt in the child, its log into a pipe; with less right to a processor than who is to kill it in time."""
    os.nice(5)
    quick_dbt.log_everything()
    with os.fdopen(log, "w", encoding="utf-8", buffering=1) as sys.stdout:
        sys.exit(not runner.invoke(arguments).success)
