"""Warehouses for tests: write raw tables and seeds into a folder, build them with dbt in this process, read the marts.

One process builds in one **slot**: a link that is pointed at the warehouse in use. dbt therefore sees the same paths in
every build and reads the project's files once, not once a warehouse. The views of a warehouse read its raw files
through that link too: query a warehouse through `Warehouse`, which points the link at it first.
"""

from __future__ import annotations

import atexit
import contextlib
import csv
import datetime
import decimal
import gc
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder

import quick_dbt

PROJECT = Path(__file__).resolve().parents[2]
SHARES = {"rows_at_once": 200}  # so that the small worlds of tests, too, are scored in several shares

Row = Mapping[str, Any]


def _columns(**kinds: str) -> dict[str, str]:
    """Column -> kind, from space separated names under each kind, in the order `order` lists them."""
    order = kinds.pop("order").split()
    kind_of = {column: kind for kind, columns in kinds.items() for column in columns.split()}
    return {column: kind_of.get(column, "text") for column in [*order, "loaded_at"]} | {"loaded_at": "time"}


# Raw table -> column -> kind (text, number, boolean, time), in the order of SPEC.md, loaded_at last.
RAW_TABLES: dict[str, dict[str, str]] = {
    "email_events": _columns(
        order="event_id contact_id event campaign_id message_id link_url occurred_at", time="occurred_at"
    ),
    "web_events": _columns(
        order="event_id contact_id event page_path duration_seconds amount properties occurred_at",
        number="duration_seconds amount",
        time="occurred_at",
    ),
    "form_submissions": _columns(
        order="submission_id contact_id form_id form_kind answers is_valid submitted_at",
        boolean="is_valid",
        time="submitted_at",
    ),
    "chat_conversations": _columns(
        order="conversation_id contact_id chatbot_id platform answers message_count ended_at",
        number="message_count",
        time="ended_at",
    ),
    "calls": _columns(
        order="call_id contact_id direction outcome duration_seconds started_at",
        number="duration_seconds",
        time="started_at",
    ),
    "event_attendance": _columns(
        order="attendance_id contact_id event_id status minutes_attended occurred_at",
        number="minutes_attended",
        time="occurred_at",
    ),
    "crm_activities": _columns(
        order="activity_id contact_id account_id opportunity_id activity subject_type subject_id value properties "
        "occurred_at",
        number="value",
        time="occurred_at",
    ),
    "contacts": _columns(
        order="contact_id account_id email job_title seniority country lifecycle_stage age properties created_at "
        "updated_at deleted_at",
        number="age",
        time="created_at updated_at deleted_at",
    ),
    "accounts": _columns(
        order="account_id name industry employee_count annual_revenue country properties created_at updated_at "
        "deleted_at",
        number="employee_count annual_revenue",
        time="created_at updated_at deleted_at",
    ),
    "opportunities": _columns(
        order="opportunity_id account_id contact_id name stage amount is_won properties created_at updated_at "
        "closed_at",
        number="amount",
        boolean="is_won",
        time="created_at updated_at closed_at",
    ),
    "contact_merges": _columns(order="merged_contact_id surviving_contact_id merged_at", time="merged_at"),
    "contact_erasures": _columns(order="contact_id requested_at", time="requested_at"),
    "score_adjustments": _columns(
        order="adjustment_id score_id entity_type entity_id operation points expires_after_days reason adjusted_at",
        number="points expires_after_days",
        time="adjusted_at",
    ),
}

# Seed -> its columns, in the order of SPEC.md.
SEEDS: dict[str, list[str]] = {
    seed: columns.split()
    for seed, columns in {
        "scores": "score_id score_name entity_type min_points max_points is_active description",
        "score_rules": "rule_id rule_name score_id is_active rule_type event_type operation points rule_group "
        "expires_after_days decay_id max_awards award_period min_occurrences within_days exclusive_group priority "
        "absent_event_type absent_within_days absent_before_days absent_same effective_from effective_to",
        "score_rule_conditions": "rule_id any_group subject field operator value",
        "score_rule_groups": "rule_group score_id min_points max_points",
        "score_decay_steps": "decay_id after_days remaining_percent",
        "score_tiers": "score_id tier min_points max_points",
        "score_triggers": "trigger_id score_id direction threshold repeats action",
        "score_segments": "segment fit_score_id fit_tier engagement_score_id engagement_tier action",
        "event_types": "source event_name event_type channel is_conversion",
    }.items()
}


class BuildError(Exception):
    """A dbt command did not succeed; the message lists what failed and why."""


class Warehouse:
    """One warehouse in its own folder: `raw/<table>/part-N.parquet`, `seeds/*.csv` and `warehouse.duckdb`."""

    def __init__(self, folder: str | os.PathLike[str], project: str | os.PathLike[str] = PROJECT) -> None:
        """Use `folder` (made where it is missing) for a warehouse of the dbt project at `project`."""
        self.folder = Path(folder).resolve()
        self.project = Path(project).resolve()
        self.raw_path = self.folder / "raw"
        self.seeds_path = self.folder / "seeds"
        self.duckdb_path = self.folder / "warehouse.duckdb"
        self.threads = os.environ.get("LEAD_SCORING_THREADS", "1")  # tests run beside each other
        self.raw_path.mkdir(parents=True, exist_ok=True)

    def write_raw(self, raw: Mapping[str, Sequence[Row]], complete: bool = True) -> None:
        """Add one file for each table of `raw` (table -> rows, keys as in RAW_TABLES).

        The file has the columns that occur as keys. A column has its own type where every value fits it, else it is
        text. With `complete`, raw tables that still have no file get an empty one.
        """
        for table, rows in raw.items():
            self._add_file(table, _arrow_table(table, rows))
        if complete:
            for table in RAW_TABLES:
                if not any((self.raw_path / table).glob("*.parquet")):
                    self._add_file(table, _arrow_table(table, []))

    def _add_file(self, table: str, content: pyarrow.Table) -> None:
        """Write `content` as the next part of `table`."""
        folder = self.raw_path / table
        folder.mkdir(exist_ok=True)
        part = len(list(folder.glob("part-*.parquet"))) + 1
        pyarrow.parquet.write_table(content, folder / f"part-{part}.parquet")

    def write_seeds(self, seeds: Mapping[str, Sequence[Row]] | str | os.PathLike[str]) -> None:
        """Write the nine seed CSVs from rows (a missing seed is empty, a missing value blank) or copy a folder's."""
        self.seeds_path.mkdir(parents=True, exist_ok=True)
        if isinstance(seeds, Mapping):
            for seed in SEEDS:
                write_seed(self.seeds_path / f"{seed}.csv", seed, seeds.get(seed, ()))
        else:
            for file in sorted(Path(seeds).glob("*.csv")):
                shutil.copy(file, self.seeds_path / file.name)

    def build(
        self, *args: str, vars: Mapping[str, Any] | None = None, command: str = "build", check: bool = True
    ) -> dbtRunnerResult:
        """Run `dbt <command> <args>` on this warehouse and leave its file closed.

        Seeds and raw files that were never written come from the project's own defaults. With `check`, raises
        BuildError where anything failed.
        """
        with _in_use(self):
            arguments = [command, *args, *_options(self.project, vars)]
            manifest = None if command == "parse" else _manifest(self.project, vars)
            try:
                result = dbtRunner(manifest=manifest).invoke(arguments)
            finally:
                _close_duckdb()
        if check and not result.success:
            raise BuildError(_what_failed(result))
        return result

    def run(self, *args: str, vars: Mapping[str, Any] | None = None, check: bool = True) -> dbtRunnerResult:
        """Build without any data or unit test: seeds and models only."""
        no_tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
        return self.build(*args, *no_tests, vars=vars, check=check)

    def query(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        """Rows of a query on the built warehouse; numeric values are int or Decimal, timestamps naive UTC datetimes."""
        with self._connection() as connection:
            return _rows(connection.execute(sql, parameters))

    def rows(self, mart: str) -> list[dict[str, Any]]:
        """All rows of a mart, every column."""
        return self.query(f'select * from main."{mart}"')

    def marts(self, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """All rows of several marts; the file is opened once, which costs more than reading them."""
        with self._connection() as connection:
            return {mart: _rows(connection.execute(f'select * from main."{mart}"')) for mart in names}

    @contextlib.contextmanager
    def _connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads the built warehouse."""
        with _in_use(self), duckdb.connect(str(_SLOT.database), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            yield connection


def _rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What a query found, a dictionary a row."""
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def write_seed(file: Path, seed: str, rows: Iterable[Row]) -> None:
    """Write one seed CSV: the columns of SPEC.md, and those that rows have besides (such as `comment`)."""
    rows = list(rows)
    more = {column: None for row in rows for column in row if column not in SEEDS[seed]}
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*SEEDS[seed], *more], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)


# Raw files


def _arrow_table(table: str, rows: Sequence[Row]) -> pyarrow.Table:
    """Rows as an Arrow table with the columns that occur in them (all of the table's where there are no rows)."""
    kinds = RAW_TABLES[table]
    unknown = {key for row in rows for key in row} - set(kinds)
    if unknown:
        raise ValueError(f"{table} has no columns {sorted(unknown)}")
    present = [column for column in kinds if not rows or any(column in row for row in rows)]
    return pyarrow.table(
        {column: _arrow_column(kinds[column], [row.get(column) for row in rows]) for column in present}
    )


def _arrow_column(kind: str, values: list[Any]) -> pyarrow.Array:
    """Values under the type of their kind where all of them fit it, else as text."""
    known = [value for value in values if value is not None]
    if kind == "time" and all(isinstance(value, datetime.datetime) for value in known):
        return pyarrow.array(values, pyarrow.timestamp("us"))
    if kind == "boolean" and all(isinstance(value, bool) for value in known):
        return pyarrow.array(values, pyarrow.bool_())
    if kind == "number" and all(_is_number(value) for value in known):
        return _number_column(values, known)
    return pyarrow.array([None if value is None else as_text(value) for value in values], pyarrow.string())


def _is_number(value: Any) -> bool:
    """Whether a value is a number of Python, not text or a boolean."""
    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)


def _number_column(values: list[Any], known: list[Any]) -> pyarrow.Array:
    """Integers as int64, decimals (and integers among them) as decimal(38,9), anything with a float in it as double."""
    if all(isinstance(value, int) for value in known):
        return pyarrow.array(values, pyarrow.int64())
    if not any(isinstance(value, float) for value in known):
        exact = [None if value is None else decimal.Decimal(value) for value in values]
        return pyarrow.array(exact, pyarrow.decimal128(38, 9))
    return pyarrow.array([None if value is None else float(value) for value in values], pyarrow.float64())


def as_text(value: Any) -> str:
    """A raw value as a loader that writes text would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    return str(value)


# dbt in this process


quick_dbt.install()

# dbt makes many objects and few cycles: looking for cycles at the usual rate costs a build 6 % of its time.
gc.set_threshold(200_000, 20, 50)


class _Slot:
    """The place that dbt sees: `here`, a link to the folder of the warehouse in use, and a shared target folder."""

    def __init__(self) -> None:
        """Make the slot of this process; it goes with the process."""
        self.folder = Path(tempfile.mkdtemp(prefix="lead_scoring_"))
        self.here = self.folder / "here"
        self.database = self.here / "warehouse.duckdb"
        self.environment = {
            "LEAD_SCORING_RAW_PATH": str(self.here / "raw"),
            "LEAD_SCORING_SEEDS_PATH": str(self.here / "seeds"),
            "LEAD_SCORING_DUCKDB_PATH": str(self.database),
        }
        self.manifests: dict[tuple[str, str], bytes] = {}
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)

    def point_at(self, folder: Path) -> None:
        """Let `here` be `folder`."""
        link = self.folder / "next"
        link.symlink_to(folder)
        link.replace(self.here)


_SLOT = _Slot()


@contextlib.contextmanager
def _in_use(warehouse: Warehouse) -> Iterator[None]:
    """While it lasts, the slot and the environment variables are those of one warehouse."""
    _SLOT.point_at(warehouse.folder)
    environment = {**_SLOT.environment, "LEAD_SCORING_THREADS": warehouse.threads}
    before = {name: os.environ.pop(name, None) for name in environment}
    if not warehouse.seeds_path.is_dir():
        del environment["LEAD_SCORING_SEEDS_PATH"]
    if not any(warehouse.raw_path.iterdir()):
        del environment["LEAD_SCORING_RAW_PATH"]
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _options(project: Path, vars: Mapping[str, Any] | None) -> list[str]:
    """The options that every dbt command of the harness has."""
    return [
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(_SLOT.folder / "target"), "--log-path", str(_SLOT.folder / "logs")),
        *("--vars", json.dumps({"persist_docs": False, **SHARES, **(vars or {})}, sort_keys=True)),
        *("--log-level", "none", "--log-level-file", "none", "--no-write-json", "--no-send-anonymous-usage-stats"),
    ]


def _manifest(project: Path, vars: Mapping[str, Any] | None) -> Manifest:
    """The project as dbt has read it: once a process for each set of vars, as_of, known_at and SHARES aside.

    Those are read when a model is compiled and built, in each build anew. A copy, since a build writes into it,
    made as dbt keeps it between commands (its own deepcopy fails where nodes are disabled).
    """
    shape = {name: value for name, value in (vars or {}).items() if name not in ("as_of", "known_at", *SHARES)}
    sources = tuple(sorted(os.environ[name] for name in _SLOT.environment if name in os.environ))
    key = (str(project), json.dumps([shape, sources], sort_keys=True))
    if key not in _SLOT.manifests:
        result = dbtRunner().invoke(["parse", *_options(project, vars)])
        if not result.success:
            raise BuildError(_what_failed(result))
        _SLOT.manifests[key] = result.result.to_msgpack(extended_mashumaro_encoder)
    manifest = Manifest.from_msgpack(_SLOT.manifests[key], decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def _close_duckdb() -> None:
    """Close the database that dbt-duckdb keeps open after a command, so that others can open its file."""
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()


def _what_failed(result: dbtRunnerResult) -> str:
    """The failures of a dbt command, one a line with its message."""
    failures = [
        f"{node.node.name}: {node.status}: {node.message}"
        for node in getattr(result.result, "results", ())
        if node.status not in ("success", "pass", "skipped", "warn", "no-op")
    ]
    return "\n".join([*failures, *([str(result.exception)] if result.exception else [])]) or "dbt failed"
