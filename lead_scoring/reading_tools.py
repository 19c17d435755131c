"""Run installed tools on the published copy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lead_scoring.warehouse_file import Trouble, published_file

PROJECT = Path(__file__).resolve().parents[1]


def run(tool: str, arguments: list[str], **environment: str) -> int:
    """Run a tool of this Python's environment in the project, on the published copy. Returns its exit status."""
    try:
        command = [executable(tool), *arguments]
        published = existing(published_file())
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    reading = {"LEAD_SCORING_PUBLISHED_PATH": str(published.absolute()), "DO_NOT_TRACK": "1", **environment}
    try:
        return subprocess.run(command, cwd=PROJECT, env={**os.environ, **reading}).returncode
    except KeyboardInterrupt:
        return 0


def executable(tool: str) -> Path:
    """Where a tool is. Trouble where it is not installed."""
    path = Path(sys.executable).with_name(tool)
    if not path.is_file():
        raise Trouble(f"{tool} is not installed: {sys.executable} -m pip install -r requirements-readers.txt")
    return path


def existing(published: Path) -> Path:
    """The published copy. Trouble where there is none yet."""
    if not published.is_file():
        raise Trouble(f"{published} does not exist: make build makes it.")
    return published
