"""What is written beside the models: descriptions, contracts, no warnings, and when a feed counts as silent."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from crashes import STATEFUL
from harness import PROJECT, RAW_TABLES, Warehouse, _close_duckdb

FEEDS = list(RAW_TABLES)[:7]
DAY = datetime.timedelta(days=1)


class Project(NamedTuple):
    """The project built on the bundled sample: dbt's manifest, the columns that came out, what dbt warned of, and what
    each node reads when `dbt build` parses."""

    manifest: Manifest
    columns: dict[tuple[str, str], list[str]]
    warnings: list[str]
    depended: dict[str, set[str]]

    def described(self) -> Iterator[tuple[str, Any]]:
        """Every model, seed and source with its name as it is shown in a failure."""
        for node in self.manifest.nodes.values():
            if node.resource_type in ("model", "seed"):
                yield node.name, node
        for source in self.manifest.sources.values():
            yield f"raw.{source.name}", source


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Parse from nothing, build without tests and make the docs, all deprecations shown."""
    folder = tmp_path_factory.mktemp("docs")
    warnings: list[str] = []

    def remember(event: Any) -> None:
        if event.info.level in ("warn", "error"):
            warnings.append(event.info.msg)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEAD_SCORING_DUCKDB_PATH", str(folder / "docs.duckdb"))
        for name in ("LEAD_SCORING_RAW_PATH", "LEAD_SCORING_SEEDS_PATH"):
            patch.delenv(name, raising=False)
        options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--show-all-deprecations"]
        options += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs"), "--log-level", "none"]
        runner = dbtRunner(callbacks=[remember])
        try:
            parsed = runner.invoke(["parse", "--no-partial-parse", *options])
            assert parsed.success, parsed.exception
            no_tests = [part for kind in ("test", "unit_test") for part in ("--exclude-resource-type", kind)]
            assert runner.invoke(["build", "--no-partial-parse", *no_tests, *options]).success, warnings
            depended = _dependencies(json.loads((folder / "target" / "manifest.json").read_text())["nodes"])
            assert runner.invoke(["build", "-s", "tag:outcomes", *no_tests, *options]).success, warnings
            assert runner.invoke(["docs", "generate", *options]).success, warnings
        finally:
            _close_duckdb()
        yield Project(parsed.result, _columns(folder / "docs.duckdb"), warnings, depended)


def _dependencies(nodes: dict[str, Any]) -> dict[str, set[str]]:
    """What each node of a manifest's JSON reads."""
    return {name: set(node.get("depends_on", {}).get("nodes", [])) for name, node in nodes.items()}


def _columns(database: Path) -> dict[tuple[str, str], list[str]]:
    """Columns in order by (schema, relation) of a DuckDB file."""
    sql = "select table_schema, table_name, column_name from information_schema.columns order by 1, 2, ordinal_position"
    columns: dict[tuple[str, str], list[str]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for schema, relation, column in connection.execute(sql).fetchall():
            columns.setdefault((schema, relation), []).append(column)
    return columns


def _says_more_than(name: str, description: str) -> bool:
    """Whether a description has words that are not in the name."""
    words = set(re.findall(r"[a-z0-9]+", description.lower()))
    return len(words - set(re.findall(r"[a-z0-9]+", name.lower())) - {"a", "an", "of", "the", "is", "this"}) >= 2


def test_dbt_warns_of_nothing(project: Project) -> None:
    """Parsing, building and making the docs give no warning and no deprecation."""
    assert project.warnings == []


def test_what_is_read_does_not_hang_on_the_command(project: Project) -> None:
    """A build's parsed project serves `dbt test` and sqlfluff, too: each node reads what it does by `dbt parse`."""
    assert project.depended == _dependencies(project.manifest.to_dict()["nodes"])


def test_crashes_aim_at_all_that_is_kept(project: Project) -> None:
    """No table that a build goes on from is missing from those in whose statements builds are killed."""
    models = [node for node in project.manifest.nodes.values() if node.resource_type == "model"]
    kept = {node.name for node in models if node.config.materialized == "incremental" or "made_of" in node.config.meta}
    assert kept == set(STATEFUL)


def test_no_mart_reads_a_seed(project: Project) -> None:
    """A bad CSV stops before them. build_runs copies the seeds into the checkpoint, for the next build and preview."""
    marts = [node for node in project.manifest.nodes.values() if node.path.startswith(("marts/", "semantic/"))]
    reading = {node.name for node in marts for parent in node.depends_on.nodes if parent.startswith("seed.")}
    assert reading == {"build_runs"}


def test_every_relation_is_described(project: Project) -> None:
    """Each model, seed and source says more than its name."""
    assert [name for name, node in project.described() if not _says_more_than(node.name, node.description)] == []


def test_every_column_is_described(project: Project) -> None:
    """Each column that was built says more than its name."""
    bare = [
        f"{name}.{column}"
        for name, node in project.described()
        for column in _built(project, node)
        if column not in node.columns or not _says_more_than(column, node.columns[column].description)
    ]
    assert bare == []


def test_no_description_is_of_a_column_that_is_gone(project: Project) -> None:
    """Each column that is described was built; a seed may lack the optional `comment`."""
    gone = [
        f"{name}.{column}"
        for name, node in project.described()
        for column in node.columns
        if column not in _built(project, node) and not (node.resource_type == "seed" and column == "comment")
    ]
    assert gone == []


def _built(project: Project, node: Any) -> list[str]:
    """Columns that a model or seed has in the database, or a source in the contract of the raw tables."""
    if node.resource_type == "source":
        return list(RAW_TABLES[node.name])
    if node.config.materialized == "ephemeral":
        return list(node.columns)
    return project.columns[(node.schema, node.name)]


def test_the_contract_of_the_raw_tables_is_documented_in_order(project: Project) -> None:
    """All thirteen raw tables are sources, their columns typed and in the order of the specification."""
    sources = {source.name: source for source in project.manifest.sources.values()}
    assert {name: list(source.columns) for name, source in sources.items()} == {
        table: list(columns) for table, columns in RAW_TABLES.items()
    }
    assert [column for source in sources.values() for column in source.columns.values() if not column.data_type] == []


def _is_mart_table(node: Any) -> bool:
    """Whether a model is a mart that is stored."""
    return node.fqn[1] == "marts" and node.config.materialized != "view"


def test_tables_that_others_read_have_enforced_contracts(project: Project) -> None:
    """So do the ledger and the history, which two marts show as views."""
    without = [
        node.name
        for node in project.manifest.nodes.values()
        if node.resource_type == "model"
        and (_is_mart_table(node) or node.name in ("int_ledger", "int_history"))
        and not node.config.contract.enforced
    ]
    assert without == []


def test_points_are_exact_decimals(project: Project) -> None:
    """Every column of points in a mart is declared decimal(18, 2)."""
    wrong = [
        f"{node.name}.{column.name}"
        for node in project.manifest.nodes.values()
        if node.resource_type == "model" and node.fqn[1] == "marts"
        for column in node.columns.values()
        if column.name.endswith("points") and column.data_type != "decimal(18, 2)"
    ]
    assert wrong == []


def _freshness(warehouse: Warehouse, **options: Any) -> dict[str, str]:
    """What `dbt source freshness` says of each raw table that it looks at."""
    result = warehouse.build("freshness", command="source", **options)
    looked_at = [outcome for outcome in result.result.results if outcome.node.resource_type == "source"]
    return {outcome.node.name: str(outcome.status) for outcome in looked_at}


def _landed(warehouse: Warehouse, ages: dict[str, Any]) -> None:
    """One row a raw table, loaded so many days ago (as text where the age is text); none where there is no age."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    rows = {
        table: [{"loaded_at": str(now - float(age) * DAY) if isinstance(age, str) else now - age * DAY}]
        for table, age in ages.items()
    }
    warehouse.write_raw(rows)


def test_freshness_warns_of_feeds_that_are_silent(warehouse: Warehouse) -> None:
    """After three days, of contacts after seven; also where loaded_at is text or the feed never had a row."""
    ages = {"email_events": 2.9, "web_events": 3.1, "calls": "2.9", "form_submissions": "3.1", "contacts": 6.9}
    _landed(warehouse, ages)
    said = _freshness(warehouse)
    assert {table for table, status in said.items() if status == "pass"} == {"email_events", "calls", "contacts"}
    assert {table for table, status in said.items() if status == "warn"} == set(FEEDS) - {"email_events", "calls"}


def test_freshness_leaves_out_disabled_feeds(warehouse: Warehouse) -> None:
    """A feed that is switched off needs no files."""
    _landed(warehouse, dict.fromkeys(RAW_TABLES, 1))
    for file in (warehouse.raw_path / "calls").iterdir():
        file.unlink()
    (warehouse.raw_path / "calls").rmdir()
    said = _freshness(warehouse, vars={"disabled_feeds": ["calls"]})
    assert said == dict.fromkeys([*(feed for feed in FEEDS if feed != "calls"), "contacts"], "pass")
