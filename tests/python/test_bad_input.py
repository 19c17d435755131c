"""Bad input: every nasty row is kept with its reason or counted, nothing stops the build, no value changes the SQL.

The rows of SOUND and BAD go through one build; those of EXTREME, each of which once stopped or crashed a build, through
another in a process of its own; a third has quotes in its paths and in its seeds.
"""

from __future__ import annotations

import datetime
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from harness import PROJECT, Warehouse

Row = dict[str, Any]
DAY = datetime.timedelta(days=1)
THEN = datetime.datetime(2026, 1, 1)
LOADED = datetime.datetime(2026, 2, 1)
NOW = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
HALF_AN_HOUR = datetime.timedelta(minutes=30)
INJECTION = "x'); drop table main.feed_audit; -- \\\" {{ 1 / 0 }}"
MEGABYTE = 1_000_000
NAMES = [
    "$.x",
    "/x",
    "a.b",
    "*",
    '"',
    "~",
    "~1",
    "#",
    "0",
    "-1",
    "$",
    "$.*",
    "a\\b",
    "'",
    ";",
    "x y",
    "имя",
    "名前",
    INJECTION,
]


class Nasty(NamedTuple):
    """A raw row and what becomes of it: the reason in rejected_rows, or None where it stands."""

    table: str
    row: Row
    reason: str | None = None


def activity(**columns: Any) -> Row:
    """A row of crm_activities, good but for the columns given."""
    return {"contact_id": "c", "activity": "act", "occurred_at": THEN, "loaded_at": LOADED} | columns


def web(**columns: Any) -> Row:
    """A row of web_events, good but for the columns given."""
    return {"contact_id": "c", "event": "view", "page_path": "/p", "occurred_at": THEN, "loaded_at": LOADED} | columns


def adjustment(**columns: Any) -> Row:
    """A row of score_adjustments, good but for the columns given."""
    row = {"score_id": "score", "entity_type": "contact", "entity_id": "adjusted", "operation": "add", "points": "5"}
    return row | {"adjusted_at": THEN, "loaded_at": LOADED} | columns


def properties(text: str | None, reason: str | None = None) -> Nasty:
    """An activity with such properties."""
    return Nasty("crm_activities", activity(properties=text), reason)


def occurred(at: Any, reason: str | None = "unreadable occurred_at", **columns: Any) -> Nasty:
    """An activity at such a time."""
    return Nasty("crm_activities", activity(occurred_at=at, **columns), reason)


NO_OBJECT = "not a JSON object"
# Every file of these has its times and numbers as text, as a loader that reads CSV would write them.
SOUND = {
    **{f"property {name}": properties(json.dumps({name: "v"})) for name in NAMES},
    "a key twice": properties('{"n": 1, "n": -1}'),
    "blank properties": properties(" \u3000\n"),
    "an escaped NUL": properties('{"n": "\\u0000"}'),
    "a key of a megabyte": properties(json.dumps({"k" * MEGABYTE: "v" * MEGABYTE})),
    "an exponent": properties('{"n": 1e30}'),
    "a very small number": properties('{"n": 1e-10}'),
    "a long number": properties('{"n": 1000000000000000000000000000000}'),
    "a long number as text": properties('{"n": "99999999999999999999999999999999"}'),
    "a contact of a megabyte": Nasty("crm_activities", activity(contact_id="m" * MEGABYTE)),
    "control characters": Nasty("crm_activities", activity(contact_id="a\x01\x1b\u202e\u0000b")),
    "several scripts": Nasty("crm_activities", activity(contact_id="Ωμέγα 名前 עברית 🙂")),
    "quotes in every field": Nasty(
        "crm_activities",
        activity(contact_id=INJECTION, account_id=INJECTION, opportunity_id=INJECTION, subject_id=INJECTION),
    ),
    "an unknown name": Nasty("crm_activities", activity(activity=INJECTION)),
    "year 1": occurred("0001-01-01 00:00:00", None),
    "a zone": occurred("2026-01-01T02:00:00+02:00", None),
    "a date": occurred("2026-01-01", None),
    "just now": occurred(str(NOW - HALF_AN_HOUR), None, contact_id="zone", loaded_at=str(NOW)),
    "very soon": occurred(str(NOW + HALF_AN_HOUR), None, contact_id="zone", loaded_at=str(NOW)),
    "words like those that are no JSON": properties('{"n": "a, inf ,] \\\\", "\\" :NaN,}": "nan"}'),
    "a path of slashes": Nasty("web_events", web(page_path="///?q=1#x")),
}
BAD = {
    **{
        f"properties {text[:20]!r}": properties(text, NO_OBJECT)
        for text in ("{broken", "[1]", '"text"', "5", "null", "true", "{'n': 1}", '{"n": 1} x', '{"n": 01}', "\ufeff{}")
    },
    **{
        f"properties {text[:20]!r}": properties(text, NO_OBJECT)
        for text in ('{"n": "\\ud800"}', '{"n": "a\tb"}', '{"n": NaN}', '{"n": Infinity}', '{"n": 1,}', "[" * 100_000)
    },
    **{
        f"time {text}": occurred(text)
        for text in ("2026-02-30", "yesterday", "0", "1767225600", "2026-01-01 25:00:00", "now", INJECTION)
    },
    **{f"time {text}": occurred(text) for text in ("infinity", "-infinity", "0044-03-15 (BC)", "10000-01-01")},
    "loaded at infinity": occurred(str(THEN), "unreadable loaded_at", loaded_at="infinity"),
    "no time": occurred(None, "no time"),
    "a blank time": occurred(" ", "no time"),
    "too new": occurred(str(LOADED + DAY * 1.01), "time more than a day after loaded_at"),
    "no loaded_at": Nasty("crm_activities", activity(loaded_at=None), "no loaded_at"),
    "nobody": Nasty("crm_activities", activity(contact_id="\u00a0"), "no contact, account or opportunity"),
    "no name": Nasty("crm_activities", activity(activity=""), "no event name"),
    "value NaN": Nasty("crm_activities", activity(value="NaN"), "unreadable value"),
    "value INJECTION": Nasty("crm_activities", activity(value=INJECTION), "unreadable value"),
    "value too large": Nasty("crm_activities", activity(value="1e40"), "unreadable value"),
    "negative seconds": Nasty("web_events", web(duration_seconds="-0.1"), "negative duration"),
    "infinite seconds": Nasty("web_events", web(duration_seconds="-inf"), "unreadable duration_seconds"),
    "score INJECTION": Nasty("score_adjustments", adjustment(score_id=INJECTION), "unknown score"),
    "half a day": Nasty("score_adjustments", adjustment(expires_after_days="0.5"), "unreadable expires_after_days"),
}
LAST_INSTANT = "294247-01-10 04:00:54.775806"
DEEP = '{"a":' * 170_000 + "1" + "}" * 170_000
EXTREME = {
    "the last instant": occurred(LAST_INSTANT),
    "loaded at the last instant": occurred(str(THEN), "unreadable loaded_at", loaded_at=LAST_INSTANT[:19]),
    "the first instant": occurred("290309-12-22 (BC) 00:00:00"),
    "points of 1e20": Nasty("score_adjustments", adjustment(points="1e20"), "unreadable points"),
    "points of 9e15": Nasty("score_adjustments", adjustment(points="9e15"), "unreadable points"),
    "points of -9e15": Nasty("score_adjustments", adjustment(points="-9e15"), "unreadable points"),
    "days without end": Nasty("score_adjustments", adjustment(expires_after_days="2000000000")),
}
ID = {"crm_activities": "activity_id", "web_events": "event_id", "score_adjustments": "adjustment_id"}


def of_column(kind: pyarrow.DataType, value: Any, column: str = "occurred_at") -> pyarrow.Table:
    """A file of one activity in which one column has a type of its own."""
    row = {"activity_id": f"{column} {kind}", **activity(), column: value}
    text = dict.fromkeys(row, pyarrow.string()) | dict.fromkeys(("occurred_at", "loaded_at"), pyarrow.timestamp("us"))
    return pyarrow.table({name: pyarrow.array([row[name]], (text | {column: kind})[name]) for name in row})


def seeds() -> dict[str, list[Row]]:
    """A rulebook that asks for all names, with values made to break out of a string, and no decay at all."""
    rule = {"score_id": "score", "is_active": "true", "rule_type": "interaction", "operation": "add", "points": "1"}
    conditions = [{"rule_id": f"rule {name}", "field": name, "operator": "equals", "value": "v"} for name in NAMES]
    conditions.append({"rule_id": "positive", "field": "n", "operator": "greater_than", "value": "0"})
    names = ["any", *(condition["rule_id"] for condition in conditions)]
    counting = [
        {"rule_id": "expiring", "expires_after_days": "36500"},
        {"rule_id": "twice", "min_occurrences": "2", "within_days": "36500"},
        {"rule_id": "silence", "rule_type": "absence", "absent_within_days": "36500", "absent_before_days": "36500"},
    ]
    return {
        "scores": [{"score_id": "score", "score_name": INJECTION, "entity_type": "contact", "is_active": "true"}],
        "score_rules": [rule | {"rule_id": name, "rule_name": INJECTION, "event_type": "act"} for name in names]
        + [rule | {"event_type": "act"} | more for more in counting],
        "score_rule_conditions": [{"any_group": "1", "subject": "interaction"} | one for one in conditions],
        "score_tiers": [{"score_id": "score", "tier": INJECTION}],
        "event_types": [{"source": "crm_activities", "event_name": "act", "event_type": "act", "channel": INJECTION}],
    }


def fill(warehouse: Warehouse, cases: dict[str, Nasty]) -> None:
    """Write the rows, each under its name as id, and the seeds."""
    raw: dict[str, list[Row]] = {}
    for name, case in cases.items():
        raw.setdefault(case.table, []).append({ID[case.table]: name} | case.row)
    warehouse.write_raw(raw)
    warehouse.write_seeds(seeds())


def add_file(warehouse: Warehouse, table: str, part: str, content: pyarrow.Table) -> None:
    """Add a file with columns of any type."""
    folder = warehouse.raw_path / table
    folder.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(content, folder / f"{part}.parquet")


def outcome(warehouse: Warehouse, case: Nasty, name: str) -> list[str | None]:
    """What became of a row: its reasons in rejected_rows, and None where it stands."""
    found = warehouse.query("select reason from rejected_rows where native_id = ? and source = ?", name, case.table)
    if case.table == "score_adjustments":
        stands = warehouse.query("select 1 from score_ledger where adjustment_id = ?", name)
    else:
        stands = warehouse.query("select 1 from interactions where interaction_id = ?", f"{case.table}:{name}")
    return [row["reason"] for row in found] + [None] * len(stands)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The warehouse of SOUND and BAD, with files that lack columns, have others or are empty; now is the clock's."""
    warehouse = Warehouse(tmp_path_factory.mktemp("nasty"))
    fill(warehouse, SOUND | BAD)
    add_file(warehouse, "crm_activities", "other columns", pyarrow.table({"native_id": ["a"], "rejection": ["b"]}))
    add_file(warehouse, "crm_activities", "a day", of_column(pyarrow.date32(), THEN.date()))
    add_file(warehouse, "calls", "a struct", of_column(pyarrow.struct({"a": pyarrow.int32()}), {"a": 1}, "started_at"))
    add_file(warehouse, "contacts", "no rows", of_column(pyarrow.int64(), 5, "contact_id").slice(0, 0))
    warehouse.run()
    return warehouse


@pytest.mark.parametrize("name", [*SOUND, *BAD])
def test_a_nasty_row(built: Warehouse, name: str) -> None:
    """A row stands or is rejected for its reason, once."""
    case = (SOUND | BAD)[name]
    assert outcome(built, case, name) == [case.reason]


def test_nothing_disappears(built: Warehouse) -> None:
    """Each table's rows add up, and nothing was replaced."""
    audit = {row["feed"]: row for row in built.rows("feed_audit")}
    assert len(audit) == 13
    assert all(row["replaced"] == 0 for row in audit.values())
    crm = audit["crm_activities"]
    assert crm["raw_rows"] == sum(case.table == "crm_activities" for case in (SOUND | BAD).values()) + 2


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_key(built: Warehouse, name: str) -> None:
    """A property's name finds that property and no other, whatever characters it has."""
    found = built.query("select interaction_id from score_ledger where rule_id = ?", f"rule {name}")
    assert [row["interaction_id"] for row in found] == [f"crm_activities:property {name}"]


@pytest.mark.parametrize(
    "name", ["a key twice", "an exponent", "a very small number", "a long number", "a long number as text"]
)
def test_a_number_is_a_number(built: Warehouse, name: str) -> None:
    """SPEC, operator: a number is digits, however many, and however JSON writes it."""
    found = built.query(
        "select rule_id from score_ledger where rule_id = 'positive' and interaction_id = ?", f"crm_activities:{name}"
    )
    assert len(found) == 1


@pytest.mark.parametrize("settings", [[], ["TimeZone='Europe/Madrid'"], ["default_null_order='nulls_first'"]])
def test_now_is_utc_in_any_session(built: Warehouse, settings: list[str]) -> None:
    """Read without dbt, in any time zone, what was half an hour ago counts, what comes in half an hour does not."""
    with duckdb.connect(str(built.duckdb_path), read_only=True) as connection:
        for setting in settings:
            connection.execute(f"set {setting}")
        found = connection.execute(
            "select last_awarded_at, next_change_at from contact_scores where contact_id = 'zone'"
        ).fetchall()
    assert found == [(NOW - HALF_AN_HOUR, NOW + HALF_AN_HOUR)]


def test_as_of_moves_now_alone(built: Warehouse) -> None:
    """Ledger, history and rejected rows are the same whatever as_of is."""
    marts = ("score_ledger", "score_history", "rejected_rows", "interactions", "suppressed_awards")
    before = {mart: sorted(map(str, built.rows(mart))) for mart in marts}
    built.run(vars={"as_of": "1999-12-31 23:59:59"})
    assert {mart: sorted(map(str, built.rows(mart))) for mart in marts} == before


@pytest.mark.parametrize("written", ["1999-12-31 23:59:59", "1999-12-31T23:59:59Z", "1999-12-31 23:59:59+00:00"])
def test_utc_may_be_written_out(built: Warehouse, written: str) -> None:
    """An instant with the zone of UTC, as YAML and JSON write it, is the instant."""
    built.run("-s", "int_as_of", vars={"as_of": written})
    assert built.query("select as_of from intermediate.int_as_of") == [
        {"as_of": datetime.datetime(1999, 12, 31, 23, 59, 59)}
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"as_of": INJECTION}, {"as_of": "2026-02-30"}, {"as_of": "２０２６-01-01"}, {"disabled_feeds": [INJECTION]}],
    ids=str,
)
def test_a_wrong_var_stops_before_anything_changes(built: Warehouse, wrong: dict[str, Any]) -> None:
    """What is no instant or no feed never becomes a view that fails later."""
    assert not built.run("-s", "entity_scores", vars=wrong, check=False).success


# Extremes


WRONG_TYPES = {  # table: its column of time, a type that is no time, a value
    "email_events": ("occurred_at", pyarrow.int64(), 1_767_225_600),
    "calls": ("started_at", pyarrow.bool_(), True),
    "event_attendance": ("occurred_at", pyarrow.float64(), 1.5),
    "form_submissions": ("submitted_at", pyarrow.time64("us"), datetime.time(10)),
}


def build_extremes(folder: Path) -> None:
    """Build the warehouse of EXTREME; run in a process of its own, since DuckDB may die of a row."""
    warehouse = Warehouse(folder)
    for table, (time, kind, value) in WRONG_TYPES.items():
        content = {time: pyarrow.array([value], kind), "loaded_at": [LOADED]}
        add_file(warehouse, table, "part-1", pyarrow.table(content))
    add_file(warehouse, "crm_activities", "other columns", pyarrow.table({"raw_row": ["a"], "rejection": ["b"]}))
    chat = {"contact_id": "c", "platform": "x", "answers": DEEP, "ended_at": THEN, "loaded_at": LOADED}
    contact = {"contact_id": "c", "properties": DEEP, "updated_at": THEN, "loaded_at": LOADED}
    deep = {"chat_conversations": [chat | {"conversation_id": "deep"}], "contacts": [contact]}
    warehouse.write_raw(deep, complete=False)
    fill(warehouse, EXTREME)
    warehouse.run()


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The warehouse of EXTREME."""
    folder = tmp_path_factory.mktemp("extreme")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        process.submit(build_extremes, folder).result()
    yield Warehouse(folder)


@pytest.mark.parametrize("name", EXTREME)
def test_an_extreme_row(extremes: Warehouse, name: str) -> None:
    """What no one can calculate with makes the row bad; an expiry beyond the calendar never comes."""
    assert outcome(extremes, EXTREME[name], name) == [EXTREME[name].reason]


def test_times_of_another_type(extremes: Warehouse) -> None:
    """A column that cannot be read as a time makes each of its rows bad, and is no reason to stop."""
    found = extremes.query("select source, reason from rejected_rows")
    wanted = {(table, f"unreadable {column}") for table, (column, _, _) in WRONG_TYPES.items()}
    assert {(row["source"], row["reason"]) for row in found} >= wanted


def test_the_raw_row_has_every_column(extremes: Warehouse) -> None:
    """A loader's own column of the name raw_row does not stand in the place of the whole row."""
    found = extremes.query("select raw_row from rejected_rows where source = 'crm_activities'")
    assert found and all("loaded_at" in json.loads(row["raw_row"]) for row in found)


def test_of_a_row_spelled_twice_the_same_one_is_shown(tmp_path: Path) -> None:
    """Whichever is read first: two rows of a cycle of merges that differ in nothing but how an instant is written."""
    shown = []
    for spellings in ("2026-01-01 00:00:00", "2026-01-01T00:00:00Z"), ("2026-01-01T00:00:00Z", "2026-01-01 00:00:00"):
        warehouse = Warehouse(tmp_path / str(len(shown)))
        merges = [
            {"merged_contact_id": merged, "surviving_contact_id": surviving, "merged_at": spelled, "loaded_at": LOADED}
            for merged, surviving in (("c1", "c2"), ("c2", "c1"))
            for spelled in spellings
        ]
        warehouse.write_raw({"contact_merges": merges})
        warehouse.write_seeds(seeds())
        warehouse.run("-s", "+rejected_rows")
        shown.append(warehouse.query("select raw_row from rejected_rows where reason = 'merge cycle' order by all"))
    assert len(shown[0]) == 2
    assert shown[0] == shown[1]


def test_json_of_any_depth(extremes: Warehouse) -> None:
    """JSON nested so deep that no one can walk it does not end the process; its rows are accounted for."""
    audit = {row["feed"]: row["standing"] + row["rejected"] for row in extremes.rows("feed_audit")}
    assert (audit["chat_conversations"], audit["contacts"]) == (1, 1)


# Paths, seeds and erasure


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """One contact, to be forgotten, and one rule with a name in quotes, in folders with quotes and blanks."""
    folder = tmp_path_factory.mktemp("small") / 'o\'brien "x"; --'
    warehouse = Warehouse(folder)
    forgotten = {"contact_id": "to forget", "requested_at": LOADED, "loaded_at": LOADED}
    activities = [activity(activity_id="1", contact_id="to forget"), activity(activity_id="2")]
    warehouse.write_raw({"crm_activities": activities, "contact_erasures": [forgotten]})
    rules = [rule | {"rule_name": "'any'"} for rule in seeds()["score_rules"][:1]]
    scores = [score | {"score_name": "score"} for score in seeds()["scores"]]
    events = [event | {"channel": "crm"} for event in seeds()["event_types"]]
    warehouse.write_seeds({"scores": scores, "score_rules": rules, "event_types": events})
    warehouse.run()
    return warehouse


def test_quotes_in_paths(small: Warehouse, tmp_path: Path) -> None:
    """A rulebook in such a folder is loaded, and a landing zone there is read into a warehouse there."""
    environment = os.environ | {
        "LEAD_SCORING_RAW_PATH": str(small.raw_path),
        "LEAD_SCORING_SEEDS_PATH": str(small.seeds_path),
        "LEAD_SCORING_DUCKDB_PATH": str(small.folder / "again.duckdb"),
    }
    places = ("--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs"))
    command = [str(Path(sys.executable).parent / "dbt"), "build", "-s", "+int_interactions", "scores", *places]
    command += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    ran = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:]


def test_quotes_in_cells(small: Warehouse) -> None:
    """A cell in single quotes keeps them."""
    assert small.rows("score_breakdown")[0]["rule_name"] == "'any'"


def test_a_rulebook_without_decay_has_no_faults(built: Warehouse) -> None:
    """score_decay_steps may be a header alone: a blank decay_id refers to nothing."""
    assert built.query("select * from rulebook.seed_faults") == []


def test_an_erased_id_stands_in_no_table(small: Warehouse) -> None:
    """SPEC, contact_erasures: nothing that the project wrote holds the id of an erased contact."""
    tables = small.query(
        "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
    )
    names = [f'"{table["table_schema"]}"."{table["table_name"]}"' for table in tables]
    holding = "select count(*) as found from {} as x where contains(cast(to_json(x) as varchar), 'to forget')"
    assert [name for name in names if small.query(holding.format(name))[0]["found"]] == []
