"""Run a command and say what it took: the operating system's own account of the finished process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")


class CommandError(Exception):
    """A measured command failed; the message is the end of what it printed."""


@dataclass(frozen=True)
class Measured:
    """Seconds and bytes of one run; the peak is the resident set of its largest process."""

    wall: float
    cpu: float
    peak_memory: int
    written: int

    def figures(self) -> dict[str, float]:
        """What is reported of a run."""
        return {
            "wall": self.wall,
            "cpu": self.cpu,
            "peak memory": self.peak_memory,
            "bytes written": self.written,
        }


def measure(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Measured:
    """Run a command to its end; what it prints goes to `log`."""
    with log.open("wb") as output, tempfile.TemporaryDirectory() as temporary:
        figures = Path(temporary) / "figures.json"
        finished = subprocess.run(
            [sys.executable, "-S", "-E", str(LAUNCHER), str(figures), *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            check=False,
        )
        if finished.returncode != 0:
            raise CommandError(f"{' '.join(command)}\n{log.read_text(errors='replace')[-4000:]}")
        return Measured(**json.loads(figures.read_text()))
