"""The project as its readers have it: a copy with the bundled sample built and published, once a run of the tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from harness import PROJECT

AS_OF = "2026-07-01 00:00:00"
NOT_COPIED = shutil.ignore_patterns(".*", "*.duckdb*", "target", "logs", "tests", "benchmarks", "published", "export")


class Published:
    """A copy of the project in a folder, with its build file and published copy where they are by default."""

    def __init__(self, folder: Path) -> None:
        """Build the sample there and publish it, unless another process of this run has done it."""
        self.folder = folder
        self.project = folder / "project"
        self.file = self.project / "published" / "lead_scoring.duckdb"
        folder.mkdir(exist_ok=True)
        self.once("built", self._build)

    def _build(self) -> str:
        """Build without tests and publish. Returns what was said."""
        shutil.rmtree(self.project, ignore_errors=True)
        shutil.copytree(PROJECT, self.project, ignore=NOT_COPIED)
        no_tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
        self.run("dbt", "build", "--quiet", "--vars", f"as_of: '{AS_OF}'", *no_tests)
        return self.run(sys.executable, "-m", "lead_scoring.publish")

    def once(self, name: str, make: Callable[[], str]) -> str:
        """The text that `make` gives, asked for once a run; the run's other processes wait for it."""
        made = self.folder / f"{name}.made"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                made.write_text(make(), encoding="utf-8")
        return made.read_text(encoding="utf-8")

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
