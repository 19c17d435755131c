"""After an erasure and the next build nothing that the project wrote holds the person, byte by byte.

The person is a group of three merged contacts with an e-mail address, in every table that can name one and in every
column that can quote one. Each search finds them first where they were.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from harness import PROJECT, Warehouse
from lead_scoring import preview
from lead_scoring.compact import rewrite_if_erased
from lead_scoring.export import HALF, export
from lead_scoring.publish import bring_up_to_date
from processes import command, dbt, fill, published, small_disk
from published_world import asked, copy_into

Row = dict[str, Any]
NOW = datetime.datetime(2026, 3, 1)
DAY = datetime.timedelta(days=1)
AS_OF = {"as_of": str(NOW)}
GROUP = ["erased-person-zqx-one", "erased-person-zqx-two", "erased-person-zqx-three"]
EMAIL = "vqzj.kowalczyk@erased-mail.example"
NEEDLES = [*GROUP, EMAIL]
KEPT = "kept-person-wyk"
# Every object of a database with whatever defines it.
CATALOGUE = [
    "select schema_name, table_name, sql, comment from duckdb_tables() where not internal",
    "select schema_name, view_name, comment from duckdb_views() where not internal",
    "select schema_name, table_name, column_name, data_type, comment from duckdb_columns()",
    "select schema_name, table_name, column_name, is_nullable, column_default from duckdb_columns()",
    "select schema_name, table_name, constraint_text from duckdb_constraints()",
    "select schema_name, index_name, sql from duckdb_indexes()",
    "select schema_name, function_name, macro_definition from duckdb_functions() where not internal",
    "select schema_name, sequence_name, last_value from duckdb_sequences()",
    "select schema_name from duckdb_schemas()",
    "select tags from duckdb_databases() where database_name = current_database()",
]


def person(contact: str, email: str, days: float, deal: str) -> dict[str, list[Row]]:
    """Rows of one contact in every table that can name one, loaded so many days before NOW."""
    loaded, then = {"loaded_at": NOW - days * DAY}, NOW - (days + 1) * DAY
    whose, quoting = {"contact_id": contact, **loaded}, f'{{"email": "{email}", "who": "{contact}"}}'
    page = {**whose, "event": "page_view", "occurred_at": then}
    return {
        "contacts": [
            {**whose, "email": email, "job_title": "CEO", "properties": quoting, "updated_at": then},
            {**whose, "email": email, "account_id": "acme", "seniority": email, "updated_at": then + DAY},
        ],
        "accounts": [{"account_id": "acme", "name": "Acme", "updated_at": then, **loaded}],
        "email_events": [
            {**whose, "event_id": f"{contact} {n}", "event": "click", "link_url": f"/?u={email}", "occurred_at": then}
            for n in range(40)
        ],
        "web_events": [
            {**page, "event_id": f"page of {contact}", "page_path": f"/of/{email}", "properties": quoting},
            {**page, "event_id": f"unmapped of {contact}", "event": "odd"},
            {**page, "event_id": f"rejected of {contact}", "properties": f"no object: {email}"},
        ],
        "form_submissions": [
            {**whose, "submission_id": f"form of {contact}", "form_kind": "demo_request", "form_id": "f1"}
            | {"answers": quoting, "is_valid": True, "submitted_at": then}
        ],
        "chat_conversations": [
            {**whose, "conversation_id": f"chat of {contact}", "answers": quoting, "ended_at": then}
        ],
        "crm_activities": [
            {**whose, "activity_id": f"ad of {contact}", "activity": "ad_clicked", "subject_type": "person"}
            | {"subject_id": email, "properties": quoting, "occurred_at": then}
        ],
        "opportunities": [{**whose, "opportunity_id": deal, "account_id": "acme", "stage": "demo", "updated_at": then}],
        "score_adjustments": [
            {"adjustment_id": f"{score} of {contact}", "score_id": score, "entity_type": "contact", "points": 5}
            | {"entity_id": contact, "operation": "add", "reason": f"asked by {email}", "adjusted_at": then, **loaded}
            for score in ("contact_engagement", "no such score")
        ],
    }


def merge(merged: str, surviving: str, days: float) -> dict[str, list[Row]]:
    """A row that makes one contact another."""
    then = NOW - days * DAY
    row = {"merged_contact_id": merged, "surviving_contact_id": surviving, "merged_at": then, "loaded_at": then}
    return {"contact_merges": [row]}


def write(warehouse: Warehouse, *parts: dict[str, list[Row]]) -> None:
    """Write rows as one load."""
    tables = sorted({table for part in parts for table in part})
    warehouse.write_raw({table: [row for part in parts for row in part.get(table, [])] for table in tables})


# Where to look


def files_with_them(warehouse: Warehouse) -> set[str]:
    """The files in whose bytes a needle stands, of all in the warehouse's folder but what was given: raw and seeds."""
    given = (warehouse.raw_path, warehouse.seeds_path)
    return {
        str(path.relative_to(warehouse.folder))
        for path in warehouse.folder.rglob("*")
        if path.is_file() and not any(path.is_relative_to(folder) for folder in given)
        if any(needle.encode() in content(path) for needle in NEEDLES)
    }


def content(path: Path) -> bytes:
    """The bytes of a file; of a Parquet file, where they are packed, its values too."""
    values = str(duckdb.sql(f"from '{path}'").fetchall()) if path.suffix == ".parquet" else ""
    return path.read_bytes() + values.encode()


def relations_with_them(file: Path) -> set[str]:
    """The tables of all schemas and the views among the marts that have a needle in a row, in whatever column."""
    held = " or ".join(f"contains(cast(rows as varchar), '{needle}')" for needle in NEEDLES)
    relations = asked(file, "select schema_name, table_name from duckdb_tables()")
    assert len(relations) > 50
    relations += asked(file, "select schema_name, view_name from duckdb_views() where schema_name = 'main'")
    counts = [f"""select '{schema}.{name}', count(*) from "{schema}"."{name}" as rows where {held}"""
              for schema, name in relations if not name.startswith(("duckdb_", "sqlite_", "pragma_"))]  # fmt: skip
    return {name for name, count in asked(file, " union all ".join(counts)) if count}


def found(warehouse: Warehouse) -> tuple[set[str], set[str], set[str]]:
    """Everywhere that one of them is found: files, relations of the build file, relations of the copy."""
    build, copy = warehouse.duckdb_path, published(warehouse)
    return files_with_them(warehouse), relations_with_them(build), relations_with_them(copy)


def publish(warehouse: Warehouse) -> str:
    """Publish a warehouse as `make build` does. Returns what was said."""
    folders = [warehouse.folder / "target", warehouse.folder / "logs"]
    return "\n".join(bring_up_to_date(warehouse.duckdb_path, published(warehouse), folders))


def page_file(warehouse: Warehouse) -> Path:
    """Where a preview of this warehouse writes its page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_TARGET_PATH", str(warehouse.folder / "target"))
        return preview.page_file()


def test_nothing_written_holds_an_erased_person(warehouse):
    """Database, copy, exports, spilled rows, logs and compiled SQL; nor what arrives later."""
    nowhere: tuple[set[str], ...] = (set(), set(), set())
    warehouse.write_seeds(PROJECT / "seeds")
    people = [person(contact, EMAIL, 20, f"deal {n}") for n, contact in enumerate(GROUP)]
    write(
        warehouse,
        *people,
        person(KEPT, "kept@mail.example", 10, "deal 9"),
        merge(*GROUP[:2], 20),
        merge(*GROUP[1:], 20),
    )
    write(warehouse, person(GROUP[2], EMAIL, 25, "deal 3"))
    warehouse.run(vars=AS_OF)
    warehouse.run("-s", "tag:outcomes", vars={**AS_OF, "backtest_dates": ["2026-02-07"], "conversion_window_days": 2})
    publish(warehouse)
    for _ in range(2):
        export(published(warehouse), warehouse.folder / "export")
    inline = f"select * from contact_scores where contact_id = '{GROUP[2]}'"
    for asked_for in (("-s", "why_this_score"), ("--inline", inline)):
        shown = dbt(warehouse, "show", *asked_for, vars={"entity_id": GROUP[2], **AS_OF})
        assert shown.returncode == 0, shown.stdout
    for page in (page_file(warehouse), page_file(warehouse).with_name("dashboard.html")):
        page.write_text(f"{GROUP[0]} moves most", encoding="utf-8")

    files, tables, copied = found(warehouse)
    pages = {"target/preview.html", "target/dashboard.html"}
    assert {"warehouse.duckdb", "published/warehouse.duckdb", "logs/dbt.log"} <= files
    assert {f"export/{v}/{mart}.parquet" for v in ("v1", "v2") for mart in ("score_ledger", "entity_scores")} <= files
    assert any(file.startswith("target/compiled/") for file in files) and pages <= files
    assert {f"main.{mart}" for mart in ("rejected_rows", "interactions", "score_ledger", "score_history")} <= tables
    assert {"intermediate.int_standing_versions", "intermediate.int_adjustments"} <= tables == copied
    assert {"main.conversions", "main.score_backtest", "intermediate.int_open_opportunities"} <= tables
    assert {"intermediate.int_outcome_contacts", "intermediate.int_backtest_contacts"} <= tables

    then = NOW - 5 * DAY
    write(warehouse, {"contact_erasures": [{"contact_id": GROUP[1], "requested_at": then, "loaded_at": then}]})
    warehouse.run(vars=AS_OF)
    assert relations_with_them(warehouse.duckdb_path) == set()
    assert "warehouse.duckdb" in files_with_them(warehouse)  # the bytes of deleted rows
    spilled = warehouse.folder / "warehouse.duckdb.spill" / "duckdb_temp_storage-0.tmp"
    spilled.parent.mkdir()
    spilled.write_text(EMAIL)
    half = warehouse.folder / "export" / HALF
    half.mkdir()
    (half / "removed by a process that was killed").write_text(EMAIL)
    said = publish(warehouse)
    assert "Rewritten after an erasure" in said and "Exported again after an erasure" in said
    assert found(warehouse) == nowhere
    assert (warehouse.folder / "target" / "partial_parse.msgpack").exists()
    assert sorted(path.name for path in (warehouse.folder / "export").iterdir()) == ["current", "v3"]
    assert asked(published(warehouse), f"select count(*) > 0 from score_ledger where entity_id = '{KEPT}'") == [(True,)]

    late = [person(contact, EMAIL, 3, f"deal {n}") for n, contact in enumerate(GROUP)]
    write(warehouse, *late, merge(KEPT, GROUP[0], 2), merge(GROUP[2], KEPT, 2))
    warehouse.run(vars=AS_OF)
    publish(warehouse)
    assert found(warehouse) == nowhere


CHANGES = {
    "a row more": "update feed_audit set erased = erased + 1 where feed = 'contacts'",
    "somebody else": "update checkpoint.int_erased_hashes set contact_hash = contact_hash + 1 where rowid = 0",
    "nobody any more": "update feed_audit set erased = 0; delete from checkpoint.int_erased_hashes",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_of_who_is_erased_rewrites(tmp_path, change):
    """Once: also somebody else in the place of one, and a request taken back, after which it may come again."""
    warehouse = copy_into(tmp_path / "warehouse")
    assert not rewrite_if_erased(warehouse.duckdb_path)
    with duckdb.connect(str(warehouse.duckdb_path)) as connection:
        connection.execute(change)
    assert rewrite_if_erased(warehouse.duckdb_path)
    assert not rewrite_if_erased(warehouse.duckdb_path)


def test_a_disk_too_full_to_rewrite(tmp_path):
    """Said clearly; nothing is published or left over; with room it is made good."""
    with small_disk(tmp_path / "disk", "100m") as disk:
        warehouse = copy_into(disk)
        with duckdb.connect(str(warehouse.duckdb_path)) as connection:
            connection.execute(CHANGES["a row more"])
        before = everything(warehouse.duckdb_path), published(warehouse).stat().st_ino
        filler = fill(disk, left=500_000)
        told = command(warehouse, "publish")
        assert told.returncode == 1
        assert "could not be rewritten after an erasure" in told.stderr and "No space left on device" in told.stderr
        assert "Traceback" not in told.stderr
        assert (everything(warehouse.duckdb_path), published(warehouse).stat().st_ino) == before
        assert [path.name for path in disk.glob(".*")] == []
        filler.unlink()
        assert "Rewritten after an erasure" in command(warehouse, "publish").stdout
        assert everything(warehouse.duckdb_path) == before[0]


def test_a_rewrite_keeps_everything(tmp_path):
    """Rows in their order, constraints, defaults, comments, indexes, macros, sequences, format, mode; in less space."""
    file = copy_into(tmp_path / "warehouse").duckdb_path
    with duckdb.connect(str(file)) as connection:
        connection.execute("""
            create schema other;
            create table other.kept (id int primary key, points decimal(18, 2) default 1 check (points > 0), t text);
            insert into other.kept select range, range + 1, 'text ' || range from range(3000);
            create index kept_by_text on other.kept (t);
            create macro other.twice(x) as 2 * x;
            create sequence other.numbers start 7;
            comment on table other.kept is 'a table';
            comment on column other.kept.points is 'a column';
            comment on view main.score_ledger is 'a view';
            comment on column main.score_ledger.points is 'a column of a view';
            create table other.gone as select range as id, md5(range::varchar) as t from range(300000);
            checkpoint;
            drop table other.gone;
            update feed_audit set erased = erased + 1 where feed = 'contacts';
        """)
    file.chmod(0o640)
    before, size = everything(file), file.stat().st_size
    assert rewrite_if_erased(file)
    assert everything(file) == before
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.stat().st_size < size - 5_000_000


def everything(file: Path) -> list[Any]:
    """The catalogue of a file, and the rows of all tables in their order."""
    tables = asked(file, "select schema_name, table_name from duckdb_tables() where table_name <> 'file_rewrites'")
    return [
        *(sorted(map(str, asked(file, sql))) for sql in CATALOGUE),
        *((table, asked(file, f'from "{table[0]}"."{table[1]}"')) for table in sorted(tables)),
    ]
