"""Ledger and history are written in shares of entities: however many, the rows are the same."""

from __future__ import annotations

import copy
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from crashes import NO_TESTS, at_writing, kill_build
from harness import BuildError
from lives import Life
from processes import dbt
from test_crashes import TRIES, _after, _before
from worlds.histories import Step

IN_SHARES = ("int_ledger", "int_history")
ONE_EACH = {"rows_at_once": 1}  # an entity that is computed has a share of its own


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The small world, built."""
    life = Life(tmp_path_factory.mktemp("small") / "warehouse")
    life.warehouse.write_raw({})
    life.run(_before())
    return life


def _limited() -> Step:
    """The small world with other limits: everybody's history is computed, and nothing else."""
    seeds = copy.deepcopy(_before().seeds)
    seeds["scores"] = [row | {"max_points": "3"} for row in seeds["scores"]]
    return replace(_before(), number=1, seeds=seeds)


def _inserts(life: Life, step: Step) -> dict[str, int]:
    """Model -> how many statements a build of a step inserted its rows with, each entity being a share."""
    life.bring(step)
    (life.warehouse.folder / "logs" / "dbt.log").unlink(missing_ok=True)
    vars = ONE_EACH | {"as_of": str(step.as_of)}
    ended = dbt(life.warehouse, "build", *NO_TESTS, "--log-format-file", "json", vars=vars)
    assert ended.returncode == 0, ended.stdout
    events = map(json.loads, (life.warehouse.folder / "logs" / "dbt.log").read_text().splitlines())
    inserts = Counter(
        event["data"]["node_info"]["node_name"]
        for event in events
        if event["info"]["name"] == "SQLQuery" and "insert into" in event["data"]["sql"]
    )
    return {model: inserts[model] for model in IN_SHARES}


@pytest.mark.parametrize("at_once", [1, 10**17])
def test_shares_change_nothing(at_once: int, tmp_path: Path) -> None:
    """In the first build, after a load with new rules, and where histories alone are computed."""
    life = Life(tmp_path / "warehouse")
    life.warehouse.write_raw({})
    for step in (_before(), _after(), _before(), _limited()):
        life.bring(step)
        life.warehouse.run(vars={"as_of": str(step.as_of), "rows_at_once": at_once})
        assert not life.faults(step)


def test_a_build_from_nothing_is_in_shares(tmp_path: Path) -> None:
    life = Life(tmp_path / "warehouse")
    life.warehouse.write_raw({})
    found = _inserts(life, _before())
    ((entities,),) = life.look("select count(*) from intermediate.int_entities")
    assert found == dict.fromkeys(IN_SHARES, entities)


def test_an_increment_is_in_shares(built: Life, tmp_path: Path) -> None:
    found = _inserts(built.copy(tmp_path / "warehouse"), _after())
    assert min(found.values()) > 1


def test_histories_alone_are_in_shares(built: Life, tmp_path: Path) -> None:
    found = _inserts(built.copy(tmp_path / "warehouse"), _limited())
    assert found["int_history"] > 1


@pytest.mark.parametrize("model", IN_SHARES)
def test_killed_between_shares_a_build_leaves_the_table_as_it_was(model: str, built: Life, tmp_path: Path) -> None:
    """The shares are one transaction: the third statement that writes inserts the second share."""
    rows = f"select * from intermediate.{model} order by all"
    for number in range(TRIES):
        life = built.copy(tmp_path / str(number))
        life.bring(_after())
        death = kill_build(life.warehouse, at_writing(model, 3), dict(ONE_EACH))
        if death.is_in(model):
            break
    assert death.is_in(model)
    assert life.look(rows) == built.look(rows)
    life.run(_after())
    assert not life.faults(_after())


@pytest.mark.parametrize(
    "change, named",
    [
        ("alter column points type decimal(6, 1)", r"points DECIMAL\(6,1\)"),
        ("add column foo integer", "foo INTEGER"),
        ("drop column tier_since", "tier_since TIMESTAMP"),
    ],
)
def test_rows_are_not_fitted_into_another_table(change: str, named: str, built: Life, tmp_path: Path) -> None:
    """What somebody altered by hand is named, and stays until it is built from nothing."""
    life = built.copy(tmp_path / "warehouse")
    with duckdb.connect(life.warehouse.duckdb_path) as connection:
        connection.execute(f"alter table intermediate.int_history {change}")
    with pytest.raises(BuildError, match=f"int_history.*{named}.*--full-refresh"):
        life.run(_after())
    life.run(_after(), "--full-refresh")
    assert not life.faults(_after())


def test_a_view_in_the_way_goes_with_a_full_refresh(built: Life, tmp_path: Path) -> None:
    life = built.copy(tmp_path / "warehouse")
    with duckdb.connect(life.warehouse.duckdb_path) as connection:
        connection.execute("drop table intermediate.int_history")
        connection.execute("create view intermediate.int_history as select 1 as entity_key")
    life.run(_before(), "--full-refresh")
    assert not life.faults(_before())


@pytest.mark.parametrize("at_once", ["1,000", 0, -3, None])
def test_what_is_no_number_of_rows_is_refused(at_once: object, built: Life, tmp_path: Path) -> None:
    life = built.copy(tmp_path / "warehouse")
    life.bring(_after())
    with pytest.raises(BuildError, match="write rows_at_once as a whole number"):
        life.warehouse.run(vars={"as_of": str(_after().as_of), "rows_at_once": at_once})
