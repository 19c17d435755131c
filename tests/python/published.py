"""The project as its readers have it: a copy with the bundled sample built and published, once a process."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from harness import PROJECT

AS_OF = "2026-07-01 00:00:00"
NOT_COPIED = shutil.ignore_patterns(".*", "*.duckdb*", "target", "logs", "tests", "benchmarks", "published", "export")


class Published:
    """A copy of the project in a folder, with its build file and published copy where they are by default."""

    def __init__(self, folder: Path) -> None:
        """Build the sample there, without tests, and publish it."""
        self.project = folder / "project"
        shutil.copytree(PROJECT, self.project, ignore=NOT_COPIED)
        no_tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
        self.run("dbt", "build", "--quiet", "--vars", f"as_of: '{AS_OF}'", *no_tests)
        self.run(sys.executable, "-m", "lead_scoring.publish")
        self.file = self.project / "published" / "lead_scoring.duckdb"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment without our variables, in which the commands are those of this Python."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEAD_SCORING_", "DBT_"))}
        return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **more}

    def run(self, *command: str | Path, **more: str) -> str:
        """What a command prints in the copy of the project; an error where it fails."""
        done = subprocess.run(
            command,
            cwd=self.project,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query on the published copy."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def rows(self, mart: str) -> list[dict[str, Any]]:
        """All rows of a mart."""
        return self.query(f'select * from main."{mart}"')


@functools.cache
def published_sample() -> Published:
    """The sample under the default rulebook. Nothing may write into it."""
    folder = Path(tempfile.mkdtemp(prefix="lead_scoring_published_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Published(folder)
