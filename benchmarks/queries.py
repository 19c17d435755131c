"""Time queries on a built warehouse with pyperf, each in several fresh processes.

    python -m benchmarks.queries --warehouse lead_scoring.duckdb --folder queries -o queries.json

Each file of the folder is one query; all its rows are fetched as an Arrow table.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

import duckdb
import pyperf


def _pass_on(command: list[str], asked: Namespace) -> None:
    """Give pyperf's worker processes our own arguments too."""
    command += ["--warehouse", asked.warehouse, "--folder", asked.folder]


def _time(loops: int, warehouse: str, sql: str) -> float:
    """Seconds of so many runs on one connection."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("set threads = 2")
        started = time.perf_counter()
        for _ in range(loops):
            connection.execute(sql).to_arrow_table()
        return time.perf_counter() - started


def main() -> None:
    """Time every query of the folder."""
    runner = pyperf.Runner(processes=3, values=3, warmups=1, loops=1, add_cmdline_args=_pass_on)
    parser: ArgumentParser = runner.argparser
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--folder", required=True)
    asked = runner.parse_args()
    for file in sorted(Path(asked.folder).glob("*.sql")):
        runner.bench_time_func(file.stem, _time, asked.warehouse, file.read_text())


if __name__ == "__main__":
    main()
