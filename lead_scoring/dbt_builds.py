"""Builds by dbt in this process, of warehouses that a command makes for itself."""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Models and seeds of the daily build, and of the tests only the one that no bad seed passes.
RULEBOOK_BUILD = "build --select resource_type:model resource_type:seed test_name:has_no_faults"
RULEBOOK_BUILD += " --exclude tag:outcomes --indirect-selection empty"


class BuildFailed(Exception):
    """dbt did not build the warehouse; the message says what failed and why."""


@dataclass(frozen=True)
class Place:
    """Where a build reads and writes: landing zone, seeds, DuckDB file, and a folder for what dbt leaves behind."""

    raw: Path
    seeds: Path
    database: Path
    folder: Path

    def environment(self):
        """The environment variables that send a build there."""
        return {
            "LEAD_SCORING_RAW_PATH": str(self.raw),
            "LEAD_SCORING_SEEDS_PATH": str(self.seeds.resolve()),
            "LEAD_SCORING_DUCKDB_PATH": str(self.database),
        }


def build_rulebook(place, dbt_vars):
    """Build the models at a place, the seeds checked; raises BuildFailed with dbt's own messages."""
    from dbt.cli.main import dbtRunner

    arguments = ["--quiet", *RULEBOOK_BUILD.split(), "--vars", json.dumps(dbt_vars)]
    arguments += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    arguments += ["--target-path", str(place.folder / "target"), "--log-path", str(place.folder / "logs")]
    with environment(**place.environment()):
        try:
            outcome = dbtRunner().invoke(arguments)
        finally:
            close_duckdb()
    if not outcome.success:
        raise BuildFailed(messages(outcome))


def close_duckdb():
    """Close the file that dbt keeps open in this process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()


@contextlib.contextmanager
def environment(**values):
    """Set environment variables for a while."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key, None) if value is None else os.environ.update({key: value})


def messages(outcome):
    """What dbt says went wrong: its exception, or the message of each node that failed."""
    failed = [
        node for node in getattr(outcome.result, "results", ()) if node.status in ("error", "fail", "runtime error")
    ]
    lines = [f"{node.node.name}: {node.message}" for node in failed]
    return "\n".join(lines + ([str(outcome.exception)] if outcome.exception else [])) or "see dbt's messages above"
