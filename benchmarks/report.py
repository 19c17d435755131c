"""Tables and a chart of what the benchmark measured: `python -m benchmarks.report`.

Reads every run in `benchmarks/results/*.json` and writes `README.md` and `chart.svg` beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import pyperf

from benchmarks.targets import Facts, Target, growth, targets

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

RESULTS = Path(__file__).parent / "results"
COLUMNS = {
    "wall s": ("wall", 1),
    "CPU s": ("cpu", 1),
    "database CPU s": ("database cpu", 1),
    "dbt CPU s": ("dbt cpu", 1),
    "peak MB": ("peak memory", 1e6),
    "written MB": ("bytes written", 1e6),
    "file MB": ("file size", 1e6),
    "data tests s": ("data tests", 1),
}
MACHINE = ("cpu_model_name", "cores", "memory_bytes", "platform", "python_version")


@dataclass(frozen=True)
class Run:
    """One results file: its medians by scenario and figure, how often each was measured, and its facts."""

    medians: dict[tuple[str, str], float]
    repetitions: dict[str, int]
    facts: Facts

    @property
    def name(self) -> str:
        """Size and rulebook."""
        return f"{self.facts['interactions']:,} interactions, rulebook {self.facts['rulebook']}"

    @property
    def scenarios(self) -> list[str]:
        """Scenarios in the order in which they were measured."""
        return list(self.repetitions)


def read_run(file: Path) -> Run:
    """A run from the pyperf suite that it left."""
    medians, repetitions, facts = {}, {}, {}
    for benchmark in pyperf.BenchmarkSuite.load(str(file)).get_benchmarks():
        scenario, _, figure = benchmark.get_name().rpartition(": ")
        medians[scenario, figure] = benchmark.median()
        repetitions[scenario] = max(repetitions.get(scenario, 0), benchmark.get_nvalue())
        facts |= benchmark.get_metadata()
    return Run(medians, repetitions, {name: value for name, value in facts.items() if name not in ("name", "unit")})


def table(header: list[str], rows: Iterable[list[str]]) -> str:
    """A markdown table, all columns but the first to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figures_table(run: Run) -> str:
    """Every scenario with its medians."""
    rows = []
    for scenario in run.scenarios:
        cells = [_cell(run.medians.get((scenario, figure)), unit) for figure, unit in COLUMNS.values()]
        wall = run.medians.get((scenario, "wall"))
        is_build = scenario in ("full build", "floor") or "rulebook" in scenario or scenario.endswith("full build")
        events = (
            f"{run.facts['interactions'] / wall:,.0f}" if wall and is_build and not scenario.startswith("30") else ""
        )
        rows.append([scenario, str(run.repetitions[scenario]), *cells, events])
    return table(["scenario", "runs", *COLUMNS, "events a second"], rows)


def _cell(value: float | None, unit: float) -> str:
    """A number with as many digits as it deserves."""
    if value is None:
        return ""
    value /= unit
    return (
        f"{value:,.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.3f}"
        if value < 1
        else f"{value:.2f}"
    )


def targets_table(found: list[Target]) -> str:
    """Each target with its figure and verdict."""
    return table(
        ["target", "figure", "at most", "verdict"],
        [[one.text, _measure(one.figure, one.unit), _measure(one.limit, one.unit), one.verdict] for one in found],
    )


def _measure(value: float | None, unit: str) -> str:
    """A figure with its unit."""
    return "" if value is None else f"{value:.3g}{unit}"


def facts_list(run: Run) -> str:
    """What describes the run."""
    return "\n".join(f"- {name}: {value}" for name, value in sorted(run.facts.items()) if name not in MACHINE)


def draw(runs: list[Run], file: Path) -> None:
    """CPU seconds of each scenario, the database's and dbt's, a panel a run."""
    pyplot.rcParams.update({"svg.hashsalt": "benchmarks", "font.size": 8})
    figure, panels = pyplot.subplots(
        len(runs), 1, figsize=(9, 1 + sum(0.28 * len(_drawn(run)) + 0.8 for run in runs)), squeeze=False
    )
    for panel, run in zip(panels[:, 0], runs, strict=True):
        names = _drawn(run)
        database = [run.medians.get((name, "database cpu"), run.medians[name, "cpu"]) for name in names]
        rest = [run.medians.get((name, "dbt cpu"), 0.0) for name in names]
        panel.barh(names, database, color="#2a6f97", label="database, or the peer")
        panel.barh(names, rest, left=database, color="#f4a259", label="dbt")
        panel.invert_yaxis()
        panel.set_title(run.name, loc="left")
        panel.set_xlabel("CPU seconds")
        panel.spines[["top", "right"]].set_visible(False)
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="upper right", ncols=2, frameon=False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def _drawn(run: Run) -> list[str]:
    """Scenarios that have CPU seconds."""
    return [name for name in run.scenarios if (name, "cpu") in run.medians]


def write_report(folder: Path = RESULTS) -> None:
    """Write README.md and chart.svg for all runs of the folder, the smallest first."""
    runs = sorted(
        (read_run(file) for file in folder.glob("*.json")),
        key=lambda run: (run.facts["interactions"], str(run.facts["rulebook"])),
    )
    sizes = {
        int(run.facts["interactions"]): run.medians["full build", "cpu"]
        for run in runs
        if ("full build", "cpu") in run.medians
    }
    draw(runs, folder / "chart.svg")
    parts = [
        "# What the benchmark measured",
        "Written by `make bench`; [../README.md](../README.md) says what is measured and how.",
        "![CPU seconds](chart.svg)",
    ]
    for run in runs:
        machine = ", ".join(f"{name.replace('_', ' ')} {run.facts[name]}" for name in MACHINE if name in run.facts)
        parts += [
            f"## {run.name}",
            machine,
            targets_table(targets(run.medians, run.facts)),
            figures_table(run),
            facts_list(run),
        ]
    parts += ["## Growth", targets_table([growth(sizes)])]
    (folder / "README.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_report()
