"""Ledger and history are written in shares of entities: however many, the rows are the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from crashes import NO_TESTS
from lives import Life
from processes import dbt
from test_crashes import _after, _before

IN_SHARES = ("int_ledger", "int_history")


def _inserts(log: Path) -> Counter[str]:
    """Model -> how often a debug log says that rows were inserted into it."""
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return Counter(
        event["data"]["node_info"]["node_name"]
        for event in events
        if event["info"]["name"] == "SQLQuery" and "insert into" in event["data"]["sql"]
    )


@pytest.mark.parametrize("at_once", [1, 7, 1_000_000, 0, -3])
def test_shares_change_nothing(at_once: int, tmp_path: Path) -> None:
    """In the first build and after a load with new rules; without sense in the setting as well."""
    life = Life(tmp_path / "warehouse")
    life.warehouse.write_raw({})
    for step in (_before(), _after()):
        life.bring(step)
        life.warehouse.run(vars={"as_of": str(step.as_of), "interactions_at_once": at_once})
        assert not life.faults(step)


def test_many_interactions_are_several_shares(tmp_path: Path) -> None:
    """In as many statements as there are shares: of one interaction, one an entity that has any."""
    life = Life(tmp_path / "warehouse")
    life.warehouse.write_raw({})
    life.bring(_before())
    asked = {"interactions_at_once": 1, "as_of": str(_before().as_of)}
    built = dbt(life.warehouse, "build", *NO_TESTS, "--log-format-file", "json", vars=asked)
    assert built.returncode == 0, built.stdout
    ((shares,),) = life.look("select count(distinct entity_key) from intermediate.int_reach")
    inserts = _inserts(life.warehouse.folder / "logs" / "dbt.log")
    assert shares > len(IN_SHARES)
    assert {model: inserts[model] for model in IN_SHARES} == dict.fromkeys(IN_SHARES, shares)
