"""For BI tools: the commands of docs/connect.md do what it says, metrics equal the marts, exposures are true."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from harness import PROJECT
from lead_scoring.export import FILES
from published import Published

PAGE = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
LEAD_SCORE = "{{ Dimension('score_tier__score_id') }} = 'lead_score'"


@pytest.fixture(scope="module")
def listed(sample: Published) -> str:
    """What the page's list of metrics prints, after publishing removed what dbt wrote for an erasure's sake."""

    def ask() -> str:
        assert not (sample.project / "target" / "semantic_manifest.json").exists()
        [command] = _commands("python -m lead_scoring.metrics list")
        return sample.run(sys.executable, *command[1:])

    return sample.once("listed", ask)


@pytest.fixture(scope="module")
def manifest(sample: Published, listed: str) -> dict[str, Any]:
    """The project as dbt reads it."""
    return json.loads((sample.project / "target" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def exported(sample: Published) -> None:
    """What `make export` of the page writes, into the copy of the project."""
    [block] = [block for block in _blocks("sh") if "make" in block]
    assert block == "make export\n"
    sample.run("make", f"BIN={Path(sys.executable).parent}", "-o", ".venv/installed", "export")


def _blocks(language: str) -> list[str]:
    """The fenced blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def _commands(word: str) -> list[list[str]]:
    """The commands of the page that begin with a word, as a shell splits them."""
    return [shlex.split(line) for block in _blocks("sh") for line in block.splitlines() if line.startswith(word)]


def _lead_scores(sample: Published) -> list[dict[str, Any]]:
    """The lead scores of all contacts, the highest first."""
    rows = [row for row in sample.rows("contact_scores") if row["score_id"] == "lead_score"]
    return sorted(rows, key=lambda row: (-row["points"], row["contact_id"]))


# The page


def test_every_command_of_the_page_is_tested() -> None:
    """A command of a kind that nothing here runs would fail this."""
    lines = [line for block in _blocks("sh") for line in block.splitlines()]
    kinds = ["metrics" if line.startswith("python -m lead_scoring.metrics") else line.split()[0] for line in lines]
    assert Counter(kinds) == {"pip": 2, "duckdb": 2, "make": 1, "metrics": 4}
    assert (len(_blocks("python")), len(_blocks("sql"))) == (3, 1)


def test_what_is_to_be_installed_is_what_the_project_tests() -> None:
    """Each package that the page has one install is here in a version that it allows."""
    wanted = [Requirement(text) for _, _, *texts in _commands("pip install") for text in texts]
    assert {requirement.name for requirement in wanted} == {"duckdb", "duckdb-cli"}
    assert [str(one) for one in wanted if version(one.name) not in one.specifier] == []


def test_python_reads_scores_and_why(sample: Published) -> None:
    printed = sample.run(sys.executable, "-c", _blocks("python")[0])
    best = _lead_scores(sample)[0]
    assert printed.startswith(repr(tuple(best[name] for name in ("contact_id", "points", "tier", "tier_since"))))
    why = [row for row in sample.rows("score_breakdown") if row["entity_id"] == best["contact_id"]]
    why = [row for row in why if row["score_id"] == "lead_score"]
    assert why
    for row in why:
        assert repr((row["rule_name"], row["awards"], row["points"])) in printed


def test_the_command_line_reads_scores(sample: Published) -> None:
    ask_scores, _ = _commands("duckdb")
    printed = sample.run(*ask_scores, "-csv")
    tiers = Counter(row["tier"] for row in _lead_scores(sample))
    assert printed.split() == ["tier,contacts", *(f"{tier},{count}" for tier, count in sorted(tiers.items()))]


def test_descriptions_are_in_the_database(sample: Published, manifest: dict[str, Any]) -> None:
    """Each mart, its columns and those of the metrics' views carry the words of the YAML, all of them."""
    _, ask_comments = _commands("duckdb")
    printed = sample.run(*ask_comments, "-json")
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    built_daily = [node for node in models if "outcomes" not in node["tags"]]
    described = [node for node in built_daily if node["schema"] in ("main", "semantic")]
    [contact_scores] = [node for node in described if node["name"] == "contact_scores"]
    expected = {name: column["description"] for name, column in contact_scores["columns"].items()}
    assert {row["column_name"]: row["comment"] for row in json.loads(printed)} == expected
    built = sample.query(
        "select schema_name, table_name, column_name, comment from duckdb_columns() where not internal "
        "union all select schema_name, view_name, null, comment from duckdb_views() where not internal "
        "union all select schema_name, table_name, null, comment from duckdb_tables() where not internal"
    )
    comments = {(row["schema_name"], row["table_name"], row["column_name"]): row["comment"] for row in built}
    for node in described:
        relation = (node["schema"], node["name"])
        words = {None: node["description"], **{name: one["description"] for name, one in node["columns"].items()}}
        found = {key[2]: comment for key, comment in comments.items() if key[:2] == relation}
        assert found == words, relation


GATHERING = ("HASH_GROUP_BY", "PERFECT_HASH_GROUP_BY", "UNGROUPED_AGGREGATE", "ORDER_BY", "TOP_N", "WINDOW")


def _operators(plan: dict[str, Any]) -> list[str]:
    """The operators that rows of a plan's result come through, back to where rows are scanned or gathered."""
    children = plan["children"]
    if not children or plan["name"] in GATHERING:
        return [plan["name"]]
    return [plan["name"], *_operators(children[-1] if plan["name"] == "CTE" else children[0])]


def test_every_view_can_be_streamed(sample: Published) -> None:
    """DuckDB 1.5 hangs where a client streams a union of joins that is larger than its buffer; the sample never is."""
    views = sample.query(
        "select schema_name, view_name from duckdb_views() where schema_name in ('main', 'semantic') and not internal"
    )
    unions = []
    for name in [f'"{view["schema_name"]}"."{view["view_name"]}"' for view in views]:
        [plan] = json.loads(sample.query(f"explain (format json) select * from {name}")[0]["explain_value"])
        if "UNION" in _operators(plan):
            unions.append(name)
    assert len(views) > 10
    assert unions == []


def test_beside_another_database(sample: Published, tmp_path: Path) -> None:
    printed = sample.run("duckdb", "-csv", str(tmp_path / "own.duckdb"), _blocks("sql")[0])
    moves = Counter(row["to_tier"] for row in sample.rows("tier_transitions") if row["score_id"] == "lead_score")
    assert printed.split() == ["to_tier,moves", *(f"{tier},{count}" for tier, count in sorted(moves.items()))]


@pytest.mark.usefixtures("exported")
def test_parquet(sample: Published) -> None:
    _, ask_scores, ask_history = _blocks("python")
    types = Counter(row["entity_type"] for row in sample.rows("entity_scores"))
    assert sample.run(sys.executable, "-c", ask_scores).strip() == repr(sorted(types.items()))
    assert sample.run(sys.executable, "-c", ask_history).strip() == str(len(sample.rows("score_history")))


# Metrics


def _answer(sample: Published, number: int) -> list[dict[str, str]]:
    """What one of the page's queries of metrics answers, as rows of text."""
    command = _commands("python -m lead_scoring.metrics query")[number]
    return _queried(sample, command[: command.index("--csv")] if "--csv" in command else command)


def _queried(sample: Published, command: list[str]) -> list[dict[str, str]]:
    """What a query of metrics answers, as rows of text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.csv"
        sample.run(sys.executable, *command[1:], "--csv", str(file))
        with file.open(newline="") as stream:
            return list(csv.DictReader(stream))


def _conversions(sample: Published) -> list[tuple[str, str]]:
    """The month of each conversion, and the tier of the lead score just before it."""
    history: dict[str, list[Any]] = {}
    for row in sample.rows("score_history"):
        if row["score_id"] == "lead_score":
            history.setdefault(row["entity_id"], []).append((row["valid_from"], row["tier"]))
    found = []
    for conversion in sample.rows("conversions"):
        at = conversion["converted_at"]
        before = [state for state in sorted(history.get(conversion["contact_id"], [])) if state[0] < at]
        found.append((f"{at:%Y-%m}", before[-1][1] if before else "nurture"))
    return found


def test_metrics_are_valid(sample: Published, listed: str) -> None:
    """Their definitions, and their SQL against the warehouse, which is only read."""
    before = sample.file.stat()
    printed = sample.run(sys.executable, "-m", "lead_scoring.metrics", "validate-configs")
    assert printed.count("Successfully validated") == 6 and "ERRORS: 1" not in printed
    assert sample.file.stat() == before and not Path(f"{sample.file}.wal").exists()


def test_the_page_lists_the_metrics(listed: str) -> None:
    defined = yaml.safe_load((PROJECT / "models" / "semantic" / "_metrics.yml").read_text())["metrics"]
    assert set(re.findall(r"• (\w+):", listed)) == {metric["name"] for metric in defined}


def test_contacts_average_score_and_conversions_by_tier(sample: Published, listed: str) -> None:
    by_tier: dict[str, list[Decimal]] = {}
    for row in _lead_scores(sample):
        by_tier.setdefault(row["tier"], []).append(row["points"])
    conversions = Counter(tier for _, tier in _conversions(sample))
    assert set(conversions) == {"nurture", "mql", "sql"}
    shown = {
        row["score_tier__tier"]: (int(row["contacts"]), round(float(row["average_score"]), 6), int(row["conversions"]))
        for row in _answer(sample, 0)
    }
    assert shown == {
        tier: (len(points), round(float(sum(points)) / len(points), 6), conversions[tier])
        for tier, points in by_tier.items()
    }


def test_hot_leads_are_those_of_the_highest_tier(sample: Published, listed: str) -> None:
    rows = sample.rows("contact_scores")
    expected = {}
    for score, tier in {"contact_engagement": "hot", "contact_fit": "A", "lead_score": "sql"}.items():
        of = [row for row in rows if row["score_id"] == score]
        hot = sum(row["tier"] == tier for row in of)
        expected[score] = (hot, round(hot / len(of), 6))
    shown = {
        row["score_tier__score_id"]: (int(row["hot_leads"]), round(float(row["hot_lead_share"]), 6))
        for row in _answer(sample, 1)
    }
    assert shown == expected


def test_conversions_by_month_and_tier(sample: Published, listed: str) -> None:
    answer = _answer(sample, 2)
    shown = {(row["metric_time__month"][:7], row["score_tier__tier"]): int(row["conversions"]) for row in answer}
    assert len(shown) > 6 and shown == Counter(_conversions(sample))


def test_population_over_days_is_that_of_the_last(sample: Published, listed: str) -> None:
    """A stock is never added up over time: a month has its last day's."""
    grouping = ["--group-by", "metric_time__month,score_tier__tier", "--where", LEAD_SCORE]
    command = ["python", "-m", "lead_scoring.metrics", "query", "--metrics", "population", *grouping]
    last: dict[Any, Any] = {}
    for row in sorted(sample.rows("tier_population_daily"), key=lambda row: row["day"]):
        if row["score_id"] == "lead_score":
            last[f"{row['day']:%Y-%m}", row["tier"]] = row["entities"]
    rows = _queried(sample, command)
    assert {(row["metric_time__month"][:7], row["score_tier__tier"]): int(row["population"]) for row in rows} == last


# Exposures


def _depends_on(manifest: dict[str, Any], exposure: str) -> set[str]:
    """The models that an exposure names."""
    [found] = [node for node in manifest["exposures"].values() if node["name"] == exposure]
    return {node.split(".")[-1] for node in found["depends_on"]["nodes"]}


def test_the_dashboard_reads_what_its_exposure_names(manifest: dict[str, Any]) -> None:
    queries = yaml.safe_load((PROJECT / "charts" / "index.yml").read_text())["queries"].values()
    sql = "\n".join(query if isinstance(query, str) else query["sql"] for query in queries)
    assert _depends_on(manifest, "dashboard") == set(re.findall(r"\b(?:main|rulebook|intermediate)\.(\w+)", sql))


def test_the_export_reads_what_its_exposure_names(manifest: dict[str, Any]) -> None:
    assert _depends_on(manifest, "parquet_export") == set(re.findall(r"\b(?:main|intermediate)\.(\w+)", str(FILES)))
