"""Run scenario files against a rulebook: `python -m lead_scoring.scenarios --scenarios my_scenarios`.

All scenarios of a folder go into one landing zone, which is built once by dbt (once more for each different set of
`with_changes`). Exit status: 0 all as expected, 1 a difference, 2 a mistake in a file or a seed, or a failed build.
"""

import argparse
import csv
import os
import sys
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import duckdb

from lead_scoring import check
from lead_scoring.dbt_builds import PROJECT, BuildFailed, Place, build_rulebook
from lead_scoring.scenario_checks import MARTS, Marts, differences
from lead_scoring.scenario_files import (
    COLUMNS,
    Mistake,
    changed_seeds,
    landing_zone,
    read_scenarios,
    read_seeds,
    seed_headers,
)

# "Now" of every build: later than anything that a scenario says, so that all firings are there.
AS_OF = datetime(2200, 1, 1)
SQL_TYPES = {
    "text": "varchar",
    "json": "varchar",
    "time": "timestamp",
    "number": "decimal(38, 9)",
    "boolean": "boolean",
}


def main(arguments=None):
    """Run the scenarios of one folder and print what differs. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.scenarios", description=__doc__.splitlines()[0])
    parser.add_argument("--scenarios", type=Path, help="folder of scenario files (*.yml); default: beside the seeds")
    parser.add_argument(
        "--seeds", type=Path, help="folder of seed files; default: seeds beside the scenarios, else the project's"
    )
    options = parser.parse_args(arguments)
    seeds_folder = options.seeds or default_seeds(options.scenarios)
    scenarios_folder = options.scenarios or seeds_folder.resolve().parent / "scenarios"
    faults = [fault for fault in check.check(seeds_folder) if fault.level == "fault"]
    if faults:
        print("\n".join(check.as_line(seeds_folder, fault) for fault in faults), file=sys.stderr)
        return 2
    try:
        return report(run(scenarios_folder, seeds_folder, built))
    except Mistake as mistake:
        print(f"mistake in the files:\n{mistake}", file=sys.stderr)
    except BuildFailed as failure:
        print(f"the build failed: {failure}", file=sys.stderr)
    return 2


def default_seeds(scenarios):
    """The rulebook when none is named: the one that a folder of scenarios is about, else the one in use."""
    beside = scenarios.resolve().parent / "seeds" if scenarios else None
    if beside and beside.exists():
        return beside
    return Path(os.environ.get("LEAD_SCORING_SEEDS_PATH") or PROJECT / "seeds")


def run(scenarios_folder, seeds_folder, score):
    """Read the scenarios, score them and compare. Returns [(scenario, its differences)].

    `score(raw, seeds, headers)` returns the marts as {name: list of dicts}; it is called once for each rulebook.
    """
    seeds, headers = read_seeds(seeds_folder), seed_headers(seeds_folder)
    scenarios = read_scenarios(scenarios_folder, seeds)
    by_rulebook = defaultdict(list)
    for scenario in scenarios:
        by_rulebook[scenario.changes].append(scenario)
    results = []
    for changes, group in by_rulebook.items():
        rulebook = changed_seeds(seeds, changes)
        marts = Marts(score(landing_zone(group), rulebook, headers), rulebook)
        results += [(scenario, differences(scenario, marts)) for scenario in group]
    return results


def report(results):
    """Print each scenario with its differences and a last line of totals. Returns 1 if anything differs, else 0."""
    for scenario, found in results:
        print(f"{'DIFFERS' if found else 'ok     '} {scenario.file.name}: {scenario.name}")
        for text in found:
            print("    " + text.replace("\n", "\n    "))
    wrong = sum(bool(found) for _, found in results)
    print(f"{len(results)} scenarios, {len(results) - wrong} as expected, {wrong} not")
    return 1 if wrong else 0


def built(raw, seeds, headers):
    """The marts of a real dbt build of these raw rows and seeds, in a folder of its own that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="scenarios-") as name:
        folder = Path(name)
        write_raw(raw, folder / "raw")
        write_seeds(seeds, headers, folder / "seeds")
        database = folder / "scenarios.duckdb"
        empty = [table for table, rows in raw.items() if not rows]
        place = Place(folder / "raw", folder / "seeds", database, folder)
        build_rulebook(place, {"as_of": str(AS_OF), "disabled_feeds": empty})
        return read_marts(database)


def write_raw(raw, folder):
    """Write the landing zone: one Parquet file for each table that has rows."""
    with duckdb.connect() as connection:
        for table, rows in raw.items():
            if not rows:
                continue
            columns = COLUMNS[table] | {"loaded_at": "time"}
            (folder / table).mkdir(parents=True)
            definition = ", ".join(f'"{column}" {SQL_TYPES[kind]}' for column, kind in columns.items())
            connection.execute(f'create table "{table}" ({definition})')
            places = ", ".join("?" for _ in columns)
            connection.executemany(
                f'insert into "{table}" values ({places})', [[row[c] for c in columns] for row in rows]
            )
            connection.table(table).write_parquet(str(folder / table / "part-1.parquet"))


def write_seeds(seeds, headers, folder):
    """Write the seeds as CSV files with the columns that they came with."""
    folder.mkdir()
    for seed, rows in seeds.items():
        with (folder / f"{seed}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, headers[seed])
            writer.writeheader()
            writer.writerows(rows)


def read_marts(database):
    """The marts that the checks need: name -> list of dicts."""
    marts = {}
    with duckdb.connect(str(database)) as connection:
        for mart in MARTS:
            rows = connection.execute(f'select * from main."{mart}"')
            names = [column[0] for column in rows.description]
            marts[mart] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return marts


if __name__ == "__main__":
    sys.exit(main())
