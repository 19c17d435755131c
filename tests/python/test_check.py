"""Bad rulebooks: the check names file, line and remedy of every fault, and the build keeps yesterday's marts."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
import yaml

from harness import PROJECT, SEEDS, Warehouse, write_seed
from lead_scoring.check import check, main, read_rules
from lead_scoring.seed_files import Fault
from worlds.rulebook import make_rulebook


class Bad(NamedTuple):
    """Cells written into the row of a seed that starts with `row`, and the fault there or in the row `found_in`."""

    seed: str
    row: str
    cells: dict[str, str]
    rule: str
    words: str
    found_in: tuple[str, str] | None = None


RULES, TIERS = "score_rules", "score_tiers"
BAD_CELLS = {
    name: Bad(**bad)
    for name, bad in yaml.safe_load((Path(__file__).parent / "bad_cells.yml").read_text(encoding="utf-8")).items()
}


class Spoilt(NamedTuple):
    """A change to the bytes of score_rules.csv (None: delete the file), and the fault that it makes on a line."""

    change: Callable[[str], bytes | None]
    line: int
    rule: str
    words: str


def bytes_of(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[str], bytes]:
    """A change of text as a change that gives bytes."""
    return lambda text: change(text).encode(encoding)


BAD_FILES = {
    "a file missing": Spoilt(lambda text: None, 1, "file_missing", "Put it in"),
    "an empty file": Spoilt(bytes_of(lambda text: ""), 1, "file_empty", "Write its header: rule_id,rule_name"),
    "a header without rows": Spoilt(bytes_of(lambda text: text.splitlines()[0]), 1, "has_rows", "at least one row"),
    "semicolons": Spoilt(bytes_of(lambda text: text.replace(",", ";")), 1, "not_commas", "Separate them with commas"),
    "tabs": Spoilt(bytes_of(lambda text: text.replace(",", "\t")), 1, "not_commas", "Separate them with commas"),
    "Latin-1": Spoilt(bytes_of(lambda text: text.replace("Weak:", "Schwächer:"), "latin-1"), 2, "not_utf_8", "UTF-8"),
    "UTF-16": Spoilt(bytes_of(lambda text: text, "utf-16"), 1, "not_utf_8", "UTF-8"),
    "an open quote": Spoilt(bytes_of(lambda text: text.replace('"Only mails', '"Only" mails')), 4, "not_csv", "twice"),
    "a missing column": Spoilt(
        bytes_of(lambda text: without_column(text, "priority")), 1, "column_missing", "Write priority"
    ),
    "a misspelt column": Spoilt(
        bytes_of(lambda text: text.replace("priority", "priorty", 1)), 1, "column_missing", "instead of 'priorty'"
    ),
    "an extra column": Spoilt(
        bytes_of(lambda text: text.replace(",comment", ",owner", 1)), 1, "column_extra", "name it comment"
    ),
    "a column twice": Spoilt(
        bytes_of(lambda text: text.replace(",comment", ",priority", 1)), 1, "column_twice", "Keep one"
    ),
    "a row too long": Spoilt(
        bytes_of(lambda text: text.replace("add,3,", "add,3,5,", 1)), 3, "row_too_long", "decimals with a point"
    ),
    "a row too short": Spoilt(
        bytes_of(lambda text: text.replace("\n", "\nshort,\n", 1)), 2, "row_too_short", "comma for each"
    ),
    "a row of blanks": Spoilt(
        bytes_of(lambda text: text.replace("\n", "\n" + 23 * "," + "\n", 1)), 2, "row_blank", "Delete the line"
    ),
}


def table(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV."""
    header, *rows = csv.reader(io.StringIO(text))
    return header, rows


def as_csv(header: list[str], rows: list[list[str]]) -> str:
    """A CSV of header and rows."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def with_columns(text: str, names: list[str]) -> str:
    """A CSV with only these columns, in this order."""
    header, rows = table(text)
    places = [header.index(name) for name in names]
    return as_csv(names, [[row[place] for place in places] for row in rows])


def without_column(text: str, name: str) -> str:
    """A CSV without one of its columns."""
    return with_columns(text, [column for column in table(text)[0] if column != name])


def line_of(folder: Path, seed: str, row: str) -> int:
    """The line of a seed that starts with `row`."""
    lines = (folder / f"{seed}.csv").read_text(encoding="utf-8").splitlines()
    start = row if "," in row else f"{row},"
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def write_cells(folder: Path, seed: str, line: int, cells: Mapping[str, str]) -> None:
    """Put cells into one line of a seed without line breaks in its cells."""
    file = folder / f"{seed}.csv"
    header, rows = table(file.read_text(encoding="utf-8"))
    for column, value in cells.items():
        rows[line - 2][header.index(column)] = value
    file.write_text(as_csv(header, rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the default rulebook."""
    return Path(shutil.copytree(PROJECT / "seeds", tmp_path / "seeds"))


def faults(folder: Path) -> list[Fault]:
    """The faults of a folder, without warnings."""
    return [fault for fault in check(folder) if fault.level == "fault"]


@pytest.mark.parametrize("name", BAD_CELLS)
def test_bad_cell_is_told_with_file_line_and_remedy(folder: Path, name: str) -> None:
    """Each row of bad_cells.yml."""
    bad = BAD_CELLS[name]
    seed, row = bad.found_in or (bad.seed, bad.row)
    line = line_of(folder, seed, row)
    write_cells(folder, bad.seed, line_of(folder, bad.seed, bad.row), bad.cells)
    told = [fault for fault in faults(folder) if (fault.seed, fault.line, fault.rule) == (seed, line, bad.rule)]
    assert told, faults(folder)
    assert bad.words in told[0].instead


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_told_with_line_and_remedy(folder: Path, name: str) -> None:
    """Whatever is wrong with a file as a whole, or with the shape of a row."""
    bad = BAD_FILES[name]
    spoil(folder, bad)
    told = [fault for fault in faults(folder) if (fault.seed, fault.line, fault.rule) == (RULES, bad.line, bad.rule)]
    assert told, faults(folder)
    assert bad.words in told[0].instead


def spoil(folder: Path, bad: Spoilt) -> None:
    """Change the bytes of score_rules.csv in a folder."""
    file = folder / f"{RULES}.csv"
    content = bad.change(file.read_text(encoding="utf-8"))
    file.unlink()
    if content is not None:
        file.write_bytes(content)


def test_one_unreadable_file_makes_no_faults_in_others(folder: Path) -> None:
    """What refers to a file that cannot be read is not called unknown."""
    spoil(folder, BAD_FILES["semicolons"])
    assert {fault.seed for fault in faults(folder)} == {RULES}


def test_all_faults_are_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of files and lines, one a line, with the count and exit status 1."""
    write_cells(folder, RULES, line_of(folder, RULES, "engagement_email_open"), {"points": "one", "event_type": "x"})
    write_cells(folder, "scores", line_of(folder, "scores", "deal_score"), {"entity_type": "deal"})
    assert main(["--seeds", str(folder)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(
        f"{folder}/scores.csv:6 deal_score, Deal score, entity_type: there is no entity type 'deal'."
    )
    assert [line.split()[0] for line in printed[1:3]] == 2 * [f"{folder}/score_rules.csv:2"]
    assert printed[3] == f"{folder}: 3 faults"


def test_lines_count_line_breaks_in_cells(folder: Path) -> None:
    """A line is the file's, not the number of the row."""
    write_cells(folder, RULES, 2, {"comment": "three\n\nlines"})
    write_cells(folder, RULES, 3, {"points": "one"})
    assert [fault.line for fault in faults(folder)] == [5]


# What is fine


def reordered(text: str) -> str:
    """A CSV with its columns in the opposite order."""
    return with_columns(text, table(text)[0][::-1])


FINE = {
    "columns in another order": bytes_of(reordered),
    "a byte-order mark": bytes_of(lambda text: text, "utf-8-sig"),
    "line ends of Windows": bytes_of(lambda text: text.replace("\n", "\r\n")),
    "empty lines": bytes_of(lambda text: text.replace("\n", "\n\n", 2) + "\n"),
    "no comments": bytes_of(lambda text: without_column(text, "comment")),
    "true as spreadsheets write it": bytes_of(lambda text: text.replace(",true,", ",TRUE,")),
}


@pytest.mark.parametrize("name", FINE)
def test_harmless_differences_are_no_faults(folder: Path, name: str) -> None:
    """What editors and spreadsheets do to a CSV without changing what it says."""
    for seed in SEEDS:
        file = folder / f"{seed}.csv"
        file.write_bytes(FINE[name](file.read_text(encoding="utf-8")))
    assert check(folder) == []


RULEBOOKS = [PROJECT / "seeds", *sorted(PROJECT.glob("examples/*/seeds"))]


@pytest.mark.parametrize("seeds", RULEBOOKS, ids=lambda seeds: seeds.parent.name)
def test_bundled_rulebooks_are_valid(seeds: Path) -> None:
    """The default rulebook and those of the examples."""
    assert faults(seeds) == []


@pytest.mark.parametrize("seed", range(6))
def test_random_rulebooks_are_valid(tmp_path: Path, seed: int) -> None:
    """Those that the whole-world tests use, with hostile names."""
    for name, rows in make_rulebook(random.Random(seed)).items():
        write_seed(tmp_path / f"{name}.csv", name, rows)
    assert faults(tmp_path) == []


def test_columns_are_those_of_the_specification() -> None:
    """In its order, with no column more or less."""
    assert {seed: list(schema["columns"]) for seed, schema in read_rules()["seeds"].items()} == SEEDS


# Warnings


def test_tiers_that_no_score_reaches_are_warnings(folder: Path) -> None:
    """Beyond either limit of the score."""
    write_cells(folder, "scores", line_of(folder, "scores", "contact_fit"), {"min_points": "45", "max_points": "60"})
    assert [(fault.level, fault.line, fault.rule) for fault in check(folder)] == [
        ("warning", line_of(folder, TIERS, "contact_fit,C"), "tier_below_score"),
        ("warning", line_of(folder, TIERS, "contact_fit,A"), "tier_above_score"),
    ]


def test_event_type_of_no_rule_is_a_warning(tmp_path: Path) -> None:
    """In a rulebook without a rule for any event type."""
    folder = Path(shutil.copytree(PROJECT / "examples" / "clientify" / "seeds", tmp_path / "seeds"))
    with (folder / "event_types.csv").open("a", encoding="utf-8") as file:
        file.write("calls,call_missed,call_missed,phone,false,\n")
    assert [(fault.level, fault.rule) for fault in check(folder)] == [("warning", "event_type_of_no_rule")]


def test_rule_that_matches_no_touchpoint_is_a_warning(folder: Path, tmp_path: Path) -> None:
    """The default rulebook has `engagement_no_reply` look at campaigns of sales; here only a newsletter was sent."""
    database = tmp_path / "seen.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            create table interactions (source varchar, event_name varchar, target_type varchar, target_id varchar);
            insert into interactions values
                ('email_events', 'sent', 'campaign', 'newsletter-05'), ('email_events', 'click', 'campaign', 'x');
        """)
    idle = {fault.row_id.split(", ")[0] for fault in check(folder, database) if fault.rule == "rule_matches_nothing"}
    assert {"engagement_no_reply", "engagement_pricing_page", "engagement_demo_request"} <= idle
    assert not {"engagement_email_click", "fit_seniority", "engagement_never_active", "engagement_campaign"} & idle


# The build


def test_build_finds_what_the_check_finds(folder: Path, warehouse: Warehouse) -> None:
    """Nearly all bad cells in one rulebook: both say the same of the same rows."""
    for bad in BAD_CELLS.values():
        if bad.rule != "unique":
            write_cells(folder, bad.seed, line_of(PROJECT / "seeds", bad.seed, bad.row), bad.cells)
    warehouse.write_seeds(folder)
    warehouse.write_raw({})
    result = warehouse.build("-s", "+seed_faults", check=False)
    built = {tuple(row.values()) for row in warehouse.query("select * from rulebook.seed_faults")}
    told = {
        (fault.seed, fault.row_id, fault.column, fault.rule, fault.fault, fault.instead) for fault in faults(folder)
    }
    assert not result.success
    assert built == told
    assert len(told) > 50


STOPPING = {
    "a bad cell": lambda text: text.replace("add,3,", "add,three,", 1),
    "a missing column": lambda text: without_column(text, "priority"),
    "semicolons": lambda text: text.replace(",", ";"),
    "an empty file": lambda text: "",
    "a row too long": lambda text: text.replace("add,3,", "add,3,5,", 1),
}


def tables_of(warehouse: Warehouse) -> dict[str, list[tuple]]:
    """All that the rulebook and the marts hold, build_runs aside."""
    names = warehouse.query("""
        select table_schema as schema, table_name as name from information_schema.tables
        where table_schema in ('rulebook', 'main') and table_name not in ('build_runs', 'seed_faults')
    """)
    return {
        f"{row['schema']}.{row['name']}": sorted(
            tuple(map(str, found.values())) for found in warehouse.query(f"select * from {row['schema']}.{row['name']}")
        )
        for row in names
    }


def test_bad_seeds_leave_yesterday_standing(folder: Path, warehouse: Warehouse) -> None:
    """Under plain `dbt build`, whatever is wrong with one file, and with good changes in the others besides."""
    warehouse.write_seeds(folder)
    warehouse.run(vars={"as_of": "2026-07-01"})
    assert check(folder, warehouse.duckdb_path) == []
    yesterday = tables_of(warehouse)
    assert yesterday["main.score_ledger"] and yesterday["rulebook.rulebook_tiers"]
    good = (folder / f"{RULES}.csv").read_text(encoding="utf-8")
    write_cells(folder, TIERS, line_of(folder, TIERS, "contact_engagement,hot"), {"tier": "boiling"})
    for name, change in STOPPING.items():
        (folder / f"{RULES}.csv").write_text(change(good), encoding="utf-8")
        warehouse.write_seeds(folder)
        assert not warehouse.build(vars={"as_of": "2026-07-01"}, check=False).success, name
        assert tables_of(warehouse) == yesterday, name


@pytest.mark.parametrize("name", ["columns in another order", "a byte-order mark", "empty lines"])
def test_harmless_differences_load_right(folder: Path, warehouse: Warehouse, name: str) -> None:
    """The typed rules are the same as those of the plain files."""
    warehouse.write_seeds(folder)
    warehouse.write_raw({})
    warehouse.run("-s", "+rulebook_rules", "+rulebook_conditions")
    rules, conditions = rulebook_of(warehouse)
    for seed in SEEDS:
        file = warehouse.seeds_path / f"{seed}.csv"
        file.write_bytes(FINE[name](file.read_text(encoding="utf-8")))
    warehouse.run("-s", "+rulebook_rules", "+rulebook_conditions")
    assert rulebook_of(warehouse) == (rules, conditions)
    assert len(rules) > 20


def test_build_leaves_the_files_as_they_are(folder: Path, warehouse: Warehouse) -> None:
    """Left alone, dbt writes its SQL over the CSVs of a folder outside the project."""
    warehouse.write_seeds(folder)
    warehouse.run("-s", "resource_type:seed")
    for seed in SEEDS:
        file = f"{seed}.csv"
        assert (warehouse.seeds_path / file).read_bytes() == (folder / file).read_bytes()


def rulebook_of(warehouse: Warehouse) -> tuple[list[dict], list[dict]]:
    """Rules and conditions as typed."""
    return (
        warehouse.query("select * from rulebook.rulebook_rules order by rule_id"),
        warehouse.query("select * from rulebook.rulebook_conditions order by condition_id"),
    )
