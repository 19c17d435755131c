"""How long dbt's statements take in the database: a dbt-duckdb plugin that times them, and a reader of what it wrote.

DuckDB works in the thread that calls it and in threads of its own; dbt and Python work in Python's threads only. So of
the CPU time that the process has used when its database is closed, what Python's threads spent outside of calls to
DuckDB is dbt's own, and the rest the database's. What follows is the end of Python, and dbt's, too. The plugin's config
names the file to write, `clock_file`.
"""

from __future__ import annotations

import atexit
import functools
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper, LocalEnvironment
from dbt.adapters.duckdb.plugins import BasePlugin

_NODE = re.compile(r'"node_id": "([^"]+)"')


class _Clock:
    """What has been timed so far in this process."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, float, float, float]] = []
        self.last_seen: dict[int, float] = {}
        self.of_thread = threading.local()

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed; its first text argument that names a dbt node is where its time belongs."""

        @functools.wraps(function)
        def call(*args: Any, **named: Any) -> Any:
            self.of_thread.node = self._node(args)
            started, cpu = time.monotonic(), time.thread_time()
            try:
                return function(*args, **named)
            finally:
                now = time.thread_time()
                self.calls.append((self.of_thread.node, started, time.monotonic(), now - cpu))
                self.last_seen[threading.get_native_id()] = now

        return call

    def _node(self, args: tuple[Any, ...]) -> str:
        """The node that a statement names, or the one that its thread worked at last."""
        found = _NODE.search(args[1]) if len(args) > 1 and isinstance(args[1], str) else None
        return found[1] if found else getattr(self.of_thread, "node", "")

    def write(self, file: Path) -> None:
        """Close the database and write all calls, and its CPU seconds."""
        DuckDBConnectionManager.close_all_connections()
        self.last_seen[threading.get_native_id()] = time.thread_time()
        outside = sum(self.last_seen.values()) - sum(call[3] for call in self.calls)
        file.write_text(json.dumps({"cpu": time.process_time() - outside, "calls": self.calls}))


class Plugin(BasePlugin):
    """Times what dbt asks of DuckDB: statements, fetched results, and the end of the connection."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Replace the methods through which dbt-duckdb calls DuckDB by timed ones."""
        clock = _Clock()
        for name in ("fetchone", "fetchall", "fetchmany"):
            setattr(DuckDBCursorWrapper, name, clock.timed(_forward(name)))
        DuckDBCursorWrapper.execute = clock.timed(DuckDBCursorWrapper.execute)
        LocalEnvironment.close = clock.timed(LocalEnvironment.close)
        atexit.register(clock.write, Path(str(plugin_config["clock_file"])))


def _forward(name: str) -> Callable[..., Any]:
    """A method that the cursor behind dbt's wrapper has."""
    return lambda wrapper, *args: getattr(wrapper._cursor, name)(*args)


@dataclass(frozen=True)
class Clocked:
    """Seconds of one dbt command in the database: by node, those in which any statement ran, and of CPU."""

    by_node: dict[str, float]
    in_database: float
    database_cpu: float

    def share_of_tests(self) -> float:
        """The data and unit tests' share of the nodes' seconds."""
        tests = sum(seconds for node, seconds in self.by_node.items() if node.startswith(("test.", "unit_test.")))
        return tests / max(sum(self.by_node.values()), 1e-9)


def read_clock(file: Path) -> Clocked:
    """What the plugin wrote."""
    content = json.loads(file.read_text())
    by_node: dict[str, float] = {}
    in_database, until = 0.0, 0.0
    for node, started, ended, _ in sorted(content["calls"], key=lambda call: call[1]):
        by_node[node] = by_node.get(node, 0.0) + ended - started
        in_database += max(0.0, ended - max(started, until))
        until = max(until, ended)
    return Clocked(by_node, in_database, content["cpu"])
