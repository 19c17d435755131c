"""Say what is wrong with a rulebook: `python -m lead_scoring.check --seeds seeds`.

Reads the nine seed CSVs and lists every fault with file, line and remedy. The rules of validity stand in
models/rulebook/seed_faults.yml, where the build reads them too. A warehouse, where there is one, is only read.
Exit status: 0 valid (there may be warnings), 1 faults.
"""

import argparse
import functools
import os
import re
import sys
from pathlib import Path

import duckdb
import jinja2
import yaml
from frictionless import Package, Resource, Schema

from lead_scoring.seed_files import Fault, read_seed_file

PROJECT = Path(__file__).resolve().parents[1]
MACROS = ("values", "scoring", "rulebook")
# What rules_that_match_nothing reads, in this order.
TYPED = [f"rulebook_{name}" for name in ("scores", "rules", "conditions", "event_types", "roles", "role_events")]
SHAPE = ("row_blank", "row_too_long", "row_too_short")


def main(arguments=None):
    """Check one folder of seeds and print what was found. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.check", description=__doc__.splitlines()[0])
    seeds = os.environ.get("LEAD_SCORING_SEEDS_PATH") or PROJECT / "seeds"
    database = os.environ.get("LEAD_SCORING_DUCKDB_PATH") or PROJECT / "lead_scoring.duckdb"
    parser.add_argument("--seeds", type=Path, default=Path(seeds), help="folder of the nine CSVs")
    parser.add_argument(
        "--database", type=Path, default=Path(database), help="a built warehouse: warns of rules that match nothing"
    )
    options = parser.parse_args(arguments)
    found = check(options.seeds, options.database)
    for fault in found:
        print(as_line(options.seeds, fault))
    count = sum(fault.level == "fault" for fault in found)
    print(f"{options.seeds}: {'valid' if not count else f'{count} fault' + 's' * (count > 1)}")
    return 1 if count else 0


def as_line(folder, fault):
    """A fault in one line: file:line row, column: what is wrong. What to write."""
    where = f"{folder / fault.seed}.csv:{fault.line}"
    what = ", ".join(part for part in (fault.row_id, fault.column) if part)
    kind = "warning: " if fault.level == "warning" else ""
    return f"{where}{f' {what}' if what else ''}: {kind}{fault.fault}. {fault.instead}"


def check(folder, database=None):
    """All Faults of the seeds in a folder by file and line, then warnings. database: a DuckDB file, or None."""
    valid = read_rules()
    files = {
        seed: read_seed_file(folder, seed, list(schema["columns"]), schema.get("has_rows", False))
        for seed, schema in valid["seeds"].items()
    }
    with duckdb.connect() as connection:
        for file in files.values():
            load(connection, file)
        faults = [fault for file in files.values() for fault in file.faults]
        faults += faults_of_cells(files, valid)
        faults += faults_of_rows(connection, files, valid["rules"])
        stops = [fault for fault in without_echoes(faults) if fault.level == "fault"]
        if not stops and database and database.is_file():
            faults += idle_rules(connection, database)
    order = list(files)
    shown = without_echoes(faults)
    return sorted(shown, key=lambda fault: (fault.level, order.index(fault.seed), fault.line, fault.column, fault.rule))


@functools.cache
def read_rules():
    """kinds, seeds and rules of models/rulebook/seed_faults.yml."""
    document = yaml.safe_load((PROJECT / "models" / "rulebook" / "seed_faults.yml").read_text(encoding="utf-8"))
    return document["models"][0]["config"]["meta"]


def without_echoes(faults):
    """Faults without those that only follow from a row of the wrong shape, each once."""
    misshapen = {(fault.seed, fault.line) for fault in faults if fault.rule in SHAPE}
    kept = [fault for fault in faults if fault.rule in SHAPE or (fault.seed, fault.line) not in misshapen]
    return list(dict.fromkeys(kept))


# Cells, keys and references: frictionless


def faults_of_cells(files, valid):
    """What frictionless finds: blanks that must not be, cells of the wrong kind, keys twice, references to nothing."""
    readable = {seed: file for seed, file in files.items() if file.is_readable}
    resources = [
        Resource(name=seed, data=[file.header, *file.rows], schema=table_schema(file, valid, readable))
        for seed, file in readable.items()
    ]
    faults = []
    for task in Package(resources=resources).validate(limit_errors=100_000).tasks:
        for error in task.errors:
            faults += told(error, files[task.name], valid)
    return faults


def table_schema(file, valid, readable):
    """The frictionless Schema of a seed, its fields in the order of the file's header."""
    schema = valid["seeds"][file.seed]
    references = [(column, *target.split(".")) for column, target in schema.get("refers", {}).items()]
    return Schema.from_descriptor({
        "fields": [table_field(name, schema["columns"].get(name, "text"), valid["kinds"]) for name in file.header],
        "primaryKey": schema.get("unique", []),
        "foreignKeys": [
            {"fields": [column], "reference": {"resource": seed, "fields": [key]}}
            for column, seed, key in references
            if seed in readable
        ],
    })  # fmt: skip


def table_field(name, kind, kinds):
    """A field of a Table Schema. All are text: a number is what its pattern says, as in the warehouse."""
    described = kinds[kind.rstrip("!")]
    constraints = {"required": True} if kind.endswith("!") else {}
    if "pattern" in described:
        constraints["pattern"] = rf"(?:{described['pattern']})\Z"
    if "enum" in described:
        constraints["enum"] = described["enum"]
    return {"name": name, "type": "string", "constraints": constraints}


def told(error, file, valid):
    """An error of frictionless in our words: a list of one Fault, or none where another one has said it."""
    words = {"constraint-error": told_of_cell, "primary-key": told_of_key, "foreign-key": told_of_reference}
    found = words[error.type](error, file, valid) if error.type in words else None
    return [Fault(file.seed, file.lines[error.row_number - 2], row_id(file, error.cells), *found)] if found else []


def told_of_cell(error, file, valid):
    """Column, rule, fault and remedy of a cell that is blank or not of its kind."""
    column = error.field_name
    if not error.cell:
        return column, "required", f"{column} is blank", "Fill it."
    kind = valid["kinds"][valid["seeds"][file.seed]["columns"][column].rstrip("!")]
    rule = "pattern" if "pattern" in kind else "enum"
    return column, rule, kind["fault"].replace("{cell}", error.cell), kind["instead"]


def told_of_key(error, file, valid):
    """Column, rule, fault and remedy of a key that stands in an earlier row, too; None for a key that is blank."""
    earlier = re.search(r"at position (\d+)", error.note)
    if not earlier:
        return None
    key = valid["seeds"][file.seed]["unique"]
    cells = dict(zip(file.header, error.cells, strict=False))
    named = " and ".join(f"{column} '{cells[column]}'" for column in key)
    fault = f"{named} stand on line {file.lines[int(earlier[1]) - 2]} already"
    return key[0], "unique", fault, "Keep one of the two, or give this one a name of its own."


def told_of_reference(error, file, valid):
    """Column, rule, fault and remedy of a cell that names nothing in another file."""
    target, key, value = error.reference_name, error.reference_field_names[0], error.field_cells[0]
    instead = f"Write one that stands in {target}.csv, or add it there."
    return error.field_names[0], "reference", f"{target} has no {key} '{value}'", instead


def row_id(file, cells):
    """What names a row: its first two columns in the order of the specification, as in seed_faults."""
    named = dict(zip(file.header, cells, strict=False))
    return ", ".join(named[column] for column in file.columns[:2] if named.get(column))


# Rows: the rules in SQL


def load(connection, file):
    """Put a file into a table of its name: its columns as text, blank as null, and the line of each row."""
    names = ", ".join(f"{column} varchar" for column in file.columns)
    connection.execute(f"create table {file.seed} ({names}, line integer)")
    if not file.is_readable or not file.rows:
        return
    places = [file.header.index(column) for column in file.columns]
    by_column = [[(cells[place] if place < len(cells) else "") or None for cells in file.rows] for place in places]
    holders = ", ".join("unnest(?)" for _ in (*file.columns, "line"))
    connection.execute(f"insert into {file.seed} select {holders}", [*by_column, file.lines])


def faults_of_rows(connection, files, rules):
    """What the rules in SQL find; without those that read a file which cannot be read."""
    unreadable = {seed for seed, file in files.items() if not file.is_readable}
    faults = []
    for rule in rules:
        sql = macros().module.faults_of_rule(rule, files[rule["seed"]].columns, lines=True)
        if unreadable.isdisjoint(re.findall(r"\w+", sql)):
            for line, *found in connection.execute(sql).fetchall():
                seed, row, column, name, fault, instead = found
                faults.append(Fault(seed, line, row, column, name, fault, instead, rule.get("level", "fault")))
    return faults


@functools.cache
def macros():
    """The project's macros that need no dbt, as one Jinja template."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {"ref": lambda name: name, "config": lambda **_: "", "execute": True}
    files = [file for folder in MACROS for file in sorted((PROJECT / "macros" / folder).glob("*.sql"))]
    return environment.from_string("".join(file.read_text(encoding="utf-8") for file in files))


def rendered(model):
    """The SQL of a model or analysis as dbt would render it; ref gives bare names."""
    return macros().environment.from_string(model.read_text(encoding="utf-8")).render(vars(macros().module))


# Rules that match nothing: the typed rulebook of the files, and the touchpoints of the warehouse


def idle_rules(connection, database):
    """A warning for each rule that no touchpoint in the warehouse meets; none where it cannot be read now."""
    file = str(database).replace("'", "''")
    try:
        connection.execute(f"""attach '{file}' as "{database.stem}" (read_only)""")
        connection.execute(
            "create temp table int_interactions as select distinct source, event_name, target_type, target_id "
            f'from "{database.stem}".main.interactions'
        )
    except duckdb.Error:
        return []
    for model in TYPED:
        sql = rendered(PROJECT / "models" / "rulebook" / f"{model}.sql")
        connection.execute(f"create temp table {model} as {sql}")
    nothing = rendered(PROJECT / "analyses" / "rules_that_match_nothing.sql")
    idle = connection.execute(f"select line, rule_id, rule_name from score_rules semi join ({nothing}) using (rule_id)")
    words = ("the rule matches no touchpoint seen so far", "Compare its event type and conditions with what came.")
    return [
        Fault("score_rules", line, f"{rule}, {name or ''}", "", "rule_matches_nothing", *words, "warning")
        for line, rule, name in idle.fetchall()
    ]


if __name__ == "__main__":
    sys.exit(main())
