"""What nodes of a build read while others are built beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness import Warehouse
from processes import dbt
from test_incremental import Case
from worlds.landing import write_landing

TABLE = re.compile(r'"warehouse"\."\w+"\."(\w+)"')


def _queries(log: Path) -> Iterator[tuple[str, str]]:
    """The statements in a debug log as (node, SQL)."""
    for line in log.read_text().splitlines():
        event = json.loads(line)
        node = event["data"].get("node_info", {}).get("unique_id")
        if node and event["info"]["name"] == "SQLQuery":
            yield node, event["data"]["sql"]


def _upstream(node: str, parents: Mapping[str, list[str]]) -> set[str]:
    """The names of a node and all it depends on."""
    found, asked = set(), [node]
    while asked:
        if (node := asked.pop()) not in found:
            found.add(node)
            asked.extend(parents[node])
    return {node.split(".")[2] for node in found}


def test_no_node_asks_for_a_table_that_is_built_beside_it(tmp_path: Path) -> None:
    """dbt lists a table before it is committed: who asks for it then fails. Incremental ones it lists afterwards."""
    warehouse = Warehouse(tmp_path / "warehouse")
    case = Case(warehouse)
    warehouse.write_seeds(case.seeds)
    warehouse.write_raw({})
    write_landing(warehouse, case.files, {})
    built = dbt(warehouse, "build", "--exclude-resource-type", "unit_test", "--log-format-file", "json")
    assert built.returncode == 0, built.stdout
    manifest: dict[str, Any] = json.loads((warehouse.folder / "target" / "manifest.json").read_text())
    nodes = manifest["nodes"].values()
    tables = {node["name"] for node in nodes if node["config"]["materialized"] == "table"}
    asked = {
        (node, table)
        for node, sql in _queries(warehouse.folder / "logs" / "dbt.log")
        for table in tables.intersection(TABLE.findall(sql)) - _upstream(node, manifest["parent_map"])
    }
    assert asked == set()
