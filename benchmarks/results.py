"""Figures of one run of the benchmark, kept as a pyperf suite: `python -m pyperf stats` and `compare_to` read the file.

Each figure of each scenario is one pyperf benchmark, named `scenario: figure`, with a value a repetition. pyperf adds
what it knows of the machine; what else describes the run (size, rulebook, versions, counts, checks) is metadata.
"""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyperf

from benchmarks.generate import Zone

VERSIONS = ("duckdb", "dbt-core", "dbt-duckdb", "polars", "pyarrow")
BYTES = ("peak memory", "bytes written", "file size")
MACHINE = ("cpu_model", "platform", "python_version", "date")
TINY = 1e-9  # pyperf keeps no zeros


class Results:
    """Figures by scenario, and facts of the run."""

    def __init__(self, size: int, rulebook: str) -> None:
        """Begin with what is known of the run and its machine."""
        self.figures: dict[tuple[str, str], list[float]] = {}
        self.facts: dict[str, str | int | float] = {
            "interactions": size,
            "rulebook": rulebook,
            "seed": Zone(size).seed,
            "cores": len(os.sched_getaffinity(0)),
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            **{f"{name}_version": importlib.metadata.version(name) for name in VERSIONS},
        }

    def add(self, scenario: str, figures: dict[str, float]) -> None:
        """Add one repetition of a scenario, and say so."""
        self.add_values(scenario, {figure: (value,) for figure, value in figures.items()})
        told = ", ".join(f"{figure} {_readable(figure, value)}" for figure, value in figures.items())
        print(f"{scenario}: {told}", flush=True)

    def add_values(self, scenario: str, figures: Mapping[str, Sequence[float]]) -> None:
        """Add repetitions of a scenario."""
        for figure, values in figures.items():
            self.figures.setdefault((scenario, figure), []).extend(values)

    def fact(self, name: str, value: str | int | float) -> None:
        """Add what is no measurement."""
        self.facts[name] = value
        print(f"{name}: {value}", flush=True)

    def write(self, file: Path) -> None:
        """Write the suite."""
        file.parent.mkdir(parents=True, exist_ok=True)
        machine = pyperf.Run([1.0], collect_metadata=True).get_metadata()
        facts = {name: value for name, value in machine.items() if name.startswith(MACHINE)} | self.facts
        benchmarks = [
            pyperf.Benchmark([_run(f"{scenario}: {figure}", figure, value, facts) for value in values])
            for (scenario, figure), values in self.figures.items()
        ]
        pyperf.BenchmarkSuite(benchmarks).dump(str(file), replace=True)


def _run(name: str, figure: str, value: float, facts: dict[str, str | int | float]) -> pyperf.Run:
    """One value as pyperf keeps it."""
    metadata = {"name": name, "unit": "byte" if figure in BYTES else "second", **facts}
    return pyperf.Run([max(value, TINY)], metadata=metadata, collect_metadata=False)


def _readable(figure: str, value: float) -> str:
    """A value with its unit."""
    return f"{value / 1e6:,.0f} MB" if figure in BYTES else f"{value:.2f} s"
