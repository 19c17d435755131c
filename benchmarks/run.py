"""Run the benchmark: `make bench`, or

    python -m benchmarks.run --size 1000000 --rulebook default --scenarios a,b,c --runs 3

Works in a folder of its own, which goes at the end (--folder keeps it, and with it the landing zone for the next
run), and leaves the figures in benchmarks/results.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.report import RESULTS, write_report
from benchmarks.results import Results
from benchmarks.scenarios import SCENARIOS
from benchmarks.sites import Site

# Daily loads and a hundred increments take many builds: on demand.
USUAL = [letter for letter in SCENARIOS if letter not in ("k", "n")]


def run(folder: Path, size: int, rulebook: str, letters: list[str], runs: int, output: Path) -> None:
    """Run scenarios in their order; a run that breaks off leaves the figures that it has."""
    site = Site(folder, size).prepare(rulebook)
    results = Results(size, rulebook)
    try:
        for letter in (letter for letter in SCENARIOS if letter in letters):
            SCENARIOS[letter](site, results, runs)
    finally:
        results.write(output / f"{size}_{rulebook}.json")
        write_report(output)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description="Run the benchmark.")
    parser.add_argument("--size", type=int, default=1_000_000, help="interactions (default: a million)")
    parser.add_argument("--rulebook", default="default", help="default, peer, or rules_N for N generated rules")
    parser.add_argument("--scenarios", default=",".join(USUAL), help="default: all but k and n; 'all' for those too")
    parser.add_argument("--runs", type=int, default=3, help="repetitions, of which the median counts (default: 3)")
    parser.add_argument("--folder", type=Path, help="work here and keep it")
    parser.add_argument("--output", type=Path, default=RESULTS)
    asked = parser.parse_args()
    letters = list(SCENARIOS) if asked.scenarios == "all" else asked.scenarios.split(",")
    unknown = set(letters) - set(SCENARIOS)
    if unknown:
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    with tempfile.TemporaryDirectory(prefix="benchmark_") as temporary:
        run(asked.folder or Path(temporary), asked.size, asked.rulebook, letters, asked.runs, asked.output)
    print(f"The results: {asked.output / 'README.md'}")


if __name__ == "__main__":
    main()
