"""Other processes that use a warehouse: commands of the project, plain dbt, whoever holds a file; and a small disk."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness import Warehouse

Finished = subprocess.CompletedProcess[str]
HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reading")
print("held", flush=True)
sys.stdin.read()
"""

# Kills itself at a moment that the interpreter reports: no matter how fast the machine is.
DYING = """
import os, runpy, signal, sys
left, watched = int(sys.argv[1]), sys.argv[2]
def touched(event, arguments):
    global left
    files = event == "open" or event.split(".")[0] in ("os", "shutil", "subprocess")
    if files and any(watched in str(argument) for argument in arguments):
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
sys.argv = sys.argv[3:]
sys.addaudithook(touched)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def published(warehouse: Warehouse) -> Path:
    """The copy that readers of a warehouse open."""
    return warehouse.folder / "published" / warehouse.duckdb_path.name


def environment(warehouse: Warehouse) -> dict[str, str]:
    """Environment variables under which a process works on a warehouse and writes nothing elsewhere."""
    return {
        **os.environ,
        "LEAD_SCORING_RAW_PATH": str(warehouse.raw_path),
        "LEAD_SCORING_SEEDS_PATH": str(warehouse.seeds_path),
        "LEAD_SCORING_DUCKDB_PATH": str(warehouse.duckdb_path),
        "DBT_TARGET_PATH": str(warehouse.folder / "target"),
        "DBT_LOG_PATH": str(warehouse.folder / "logs"),
    }


def command(warehouse: Warehouse, module: str, *arguments: str) -> Finished:
    """Run `python -m lead_scoring.<module>` on a warehouse."""
    return run(warehouse, sys.executable, "-m", f"lead_scoring.{module}", *arguments)


def dbt(warehouse: Warehouse, *arguments: str, vars: Mapping[str, Any] | None = None) -> Finished:
    """Run plain dbt on a warehouse."""
    program = str(Path(sys.executable).with_name("dbt"))
    return run(warehouse, program, "--no-use-colors", *arguments, "--vars", json.dumps(dict(vars or {})))


def run(warehouse: Warehouse, *arguments: str) -> Finished:
    """Run a command line on a warehouse to its end, in the project's folder."""
    return subprocess.run(
        arguments, env=environment(warehouse), cwd=warehouse.project, capture_output=True, text=True, check=False
    )


def start(warehouse: Warehouse, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a command line on a warehouse."""
    return subprocess.Popen(arguments, env=environment(warehouse), cwd=warehouse.project, text=True, **options)


def dies_at(moment: int, warehouse: Warehouse, module: str, *arguments: str) -> bool:
    """Run `python -m lead_scoring.<module>` and kill it just before Python touches a file for the n-th time, from 0.

    Files in the folder above the warehouse's count, and all below it. What DuckDB, cp or rmtree do to one is one touch.
    False where the module came to its end before.
    """
    watched = str(warehouse.folder.parent)
    line = [sys.executable, "-c", DYING, str(moment), watched, f"lead_scoring.{module}", *arguments]
    told = run(warehouse, *line)
    assert told.returncode in (0, -signal.SIGKILL), told.stderr
    return told.returncode != 0


@contextlib.contextmanager
def holder(file: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that has a file open, for `reading` or `writing`, while it lasts."""
    line = [sys.executable, "-c", HOLDER, str(file), how]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.stdin.close()


# A disk of its own


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system in memory, of a size, mounted at `folder`. Skips the test where mounting is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"needs leave to mount a small disk (root): {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Change a small disk: `ro`, `rw`, `size=...`."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill a disk with one file until so many bytes are left."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        space = os.fstatvfs(file.fileno())
        os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize - left)
    return filler
