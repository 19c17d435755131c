"""Builds killed with SIGKILL, and builds of a part: after the next plain build all is what the oracle says.

The small world (worlds/small.py) is built once; then much changes at once, a build of it dies or does a part only, and
the next one must neither forget nor repeat anything. `make soak` does the same at random, many times over.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crashes import STATEFUL, WRITING, Death, at_statement, at_the_end
from harness import PROJECT, BuildError, Warehouse
from lives import Life
from oracle import score
from worlds.compare import MARTS
from worlds.histories import Step
from worlds.landing import Files
from worlds.rebuild import all_differences
from worlds.rulebook import Rulebook
from worlds.small import (
    NOW,
    account,
    activity,
    adjustment,
    contact,
    day,
    erasure,
    event_type,
    mail,
    merge,
    rule,
    small_files,
    small_seeds,
)

EVERYTHING = os.environ.get("LEAD_SCORING_EVERYTHING")  # set by make soak; else every kind of part, not each model's
TRIES = 6  # a statement may be over before the kill arrives


# Steps


def _before() -> Step:
    """The small world."""
    return Step(0, [], small_files(), small_seeds(), NOW, ())


def _after() -> Step:
    """The small world after much has changed at once."""
    return replace(_before(), number=1, files=small_files() | _load(), seeds=_other_seeds())


def _load() -> Files:
    """A row moves to another contact, one turns bad, some are new; a move, a merge, an erasure, points by hand."""
    tables = {
        "email_events": [
            mail("e2", "c2", "click", 2),
            mail("e7", None, "reply", 6),
            mail("n1", "c1", "click", 41),
            mail("n2", "newcomer", "open", 41),
            mail("n3", "c3", "never heard of", 41),
        ],
        "crm_activities": [activity("v4", None, "visit", 12, opportunity_id="o2")],
        "contacts": [contact("c4", 41, account_id="a1", seniority="director")],
        "accounts": [account("a2", 30, "software")],
        "contact_merges": [merge("c3", "c1", 41)],
        "contact_erasures": [erasure("x", 41)],
        "score_adjustments": [adjustment("s4", "c4", 41)],
    }
    return {(table, "load"): [row | {"loaded_at": day(42)} for row in rows] for table, rows in tables.items()}


def _other_seeds() -> Rulebook:
    """A rule has another weight, one goes, one comes; a tier begins elsewhere; one more event name is mapped."""
    seeds = small_seeds()
    seeds["score_rules"] = [row for row in seeds["score_rules"] if row["rule_id"] not in ("open", "silent")]
    seeds["score_rules"] += [rule("open", "engagement", "4", "opened"), rule("gossip", "heat", "11", "gossiped")]
    seeds["score_tiers"][1]["max_points"], seeds["score_tiers"][2]["min_points"] = "9", "10"
    seeds["event_types"].append(event_type("crm_activities", "gossip", "gossiped"))
    return seeds


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The small world, built."""
    life = Life(tmp_path_factory.mktemp("small") / "warehouse")
    life.warehouse.write_raw({})
    life.run(_before())
    assert not life.faults(_before())
    return life


@pytest.fixture
def life(built: Life, tmp_path: Path) -> Life:
    """A copy of the small world, built."""
    return built.copy(tmp_path / "warehouse")


def test_the_change_changes_every_mart() -> None:
    """Else a build that forgot it would not be noticed."""
    before, after = (score(step.raw, step.seeds, step.as_of).marts for step in (_before(), _after()))
    assert not [mart for mart in MARTS if sorted(map(str, before[mart])) == sorted(map(str, after[mart]))]


# Killed


def _killed_in(node: str, begins: str | tuple[str, ...], new: Callable[[int], Life], step: Step) -> tuple[Life, Death]:
    """A warehouse whose build was killed while a statement of a node ran, and the death."""
    for number in range(TRIES):
        life = new(number)
        death = life.kill(step, at_statement(node, begins))
        if death.is_in(node):
            return life, death
    raise AssertionError(f"{TRIES} builds got past {node} before they were killed; the last {death}")


@pytest.mark.parametrize(
    "node, begins",
    [
        ("int_interactions", "insert"),
        ("int_ledger", "insert"),
        ("build_runs", "create schema"),  # the checkpoint
    ],
)
def test_killed(node: str, begins: str, built: Life, tmp_path: Path) -> None:
    life, _ = _killed_in(node, begins, lambda number: built.copy(tmp_path / str(number)), _after())
    life.run(_after())
    assert not life.faults(_after())


def test_killed_in_the_first_build(tmp_path: Path) -> None:
    life, _ = _killed_in("int_affected_entities", "create", lambda number: _new(tmp_path / str(number)), _before())
    life.run(_after())
    assert not life.faults(_after())


def _new(folder: Path) -> Life:
    """A warehouse in which nothing is."""
    life = Life(folder)
    life.warehouse.write_raw({})
    return life


def test_killed_while_the_file_is_closed(life: Life) -> None:
    life.kill(_after(), at_the_end())
    life.run(_after())
    assert not life.faults(_after())


def test_killed_after_a_row_moved_to_another_contact_and_before_the_ledger(built: Life, tmp_path: Path) -> None:
    """int_interactions has the row under its new contact, the ledger still under its old one; the next build knows."""
    row = mail("e2", "c2", "click", 2, loaded_at=day(42))
    moved = replace(_before(), files=small_files() | {("email_events", "load"): [row]})
    life, death = _killed_in("int_reach", WRITING, lambda number: built.copy(tmp_path / str(number)), moved)
    assert "int_interactions" in death.built and "int_ledger" not in death.built
    stands = "select contact_id from intermediate.int_interactions where interaction_id = 'email_events:e2'"
    assert life.look(stands) == [("c2",)]
    assert life.look("select distinct entity_id from score_ledger where interaction_id = 'email_events:e2'")
    life.run(moved)
    assert not life.faults(moved)


# A part only


PARTS = [
    ("-s", "int_ledger"),
    ("-s", "score_ledger"),
    ("-s", "+score_ledger"),
    ("-s", "int_changed_interactions", "int_interactions"),
    ("-s", "int_entities"),
    ("-s", "staging", "rulebook"),
    *(("--exclude", node) for node in ["score_history", "int_history", "unmapped_events", "build_runs"]),
    *(("--exclude", node) for node in ["int_interaction_journal", "int_moved_interactions"]),
    *(("--full-refresh", "-s", node) for node in STATEFUL),
]


PARTS_BUILT = (
    PARTS if EVERYTHING else [part for part in PARTS if part[-1] in ("int_ledger", "score_history", "int_entities")]
)


@pytest.mark.parametrize("args", PARTS_BUILT, ids=map(" ".join, PARTS_BUILT))
def test_a_part_and_then_all(args: tuple[str, ...], life: Life) -> None:
    life.run(_after(), *args)
    assert not _wrongly_noted(life)
    life.run(_after())
    assert not life.faults(_after())
    assert not _wrongly_noted(life)


def _wrongly_noted(life: Life) -> list[tuple[Any, ...]]:
    """Whose rows in ledger or history are not of the run that int_replaced_entities says."""
    wrong = """
        with noted as (select * from intermediate.int_replaced_entities where model = '{model}')
        select entity_key from noted where entity_key is null
        union
        select rows.entity_key from intermediate.{model} as rows left join noted on rows.entity_key = noted.entity_key
        where (noted.entity_key is not null) <> (rows.computed_at in (select computed_at from noted))
    """
    return [row for model in ("int_ledger", "int_history") for row in life.look(wrong.format(model=model))]


@pytest.mark.parametrize("args", [("--exclude", "int_interaction_journal"), PARTS[3]], ids=["excluded", "left out"])
def test_a_row_that_a_part_moved_is_not_forgotten(args: tuple[str, ...], life: Life) -> None:
    """int_interactions takes the row to another contact without the model of the journal."""
    row = mail("e2", "c2", "click", 2, loaded_at=day(42))
    moved = replace(_before(), files=small_files() | {("email_events", "load"): [row]})
    life.run(moved, "-s", "int_raw_files", "int_raw_tables")
    life.run(moved, *args)
    life.run(moved)
    assert not life.faults(moved)


@pytest.mark.parametrize("left_out", ["int_history", "score_history"])
def test_a_part_and_then_what_came_is_withdrawn(left_out: str, life: Life) -> None:
    """Also the erasure, whose rows come back, and a feed that was off for that run."""
    life.run(replace(_after(), disabled_feeds=("crm_activities",)), "--exclude", left_out)
    life.run(_before())
    assert not life.faults(_before())


def test_who_came_is_named_once_however_often_a_part_is_built(life: Life) -> None:
    """What came in a build that did not end is still noted as having come when a part of it is built again."""
    files = small_files() | {("email_events", "load"): [mail("n1", "newcomer", "click", 2, loaded_at=day(42))]}
    came = replace(_before(), files=files)
    life.run(came, "--exclude", "int_history")
    life.run(came, "-s", "int_named_entities")
    named = "select count(*) from intermediate.int_named_entities where entity_id = 'newcomer'"
    assert life.look(named) == [(1,)]
    life.run(came)
    assert life.look(named) == [(1,)]
    assert not life.faults(came)


def test_a_part_and_then_a_new_version_is_withdrawn(life: Life) -> None:
    """Intervals and members were made of a version that is gone; versions are as the last whole build saw them."""
    files = small_files() | {("contacts", "load"): [contact("c2", 38, "a2", country="DE", loaded_at=day(42))]}
    life.run(replace(_before(), files=files), "--exclude", "int_history")
    life.run(_before())
    assert not life.faults(_before())


def test_what_a_killed_rename_left_is_dropped(life: Life) -> None:
    """Releases before this one made a model beside the old one; dbt still does where it cannot replace."""
    left = [
        "intermediate.int_awards__dbt_backup",
        "intermediate.int_awards__dbt_tmp",
        "main.tier_transitions__dbt_backup",
    ]
    life.run(_before())
    with duckdb.connect(life.warehouse.duckdb_path) as connection:
        for name in left:
            connection.execute(f"create table {name} as select 1 as one")
    life.run(_after())
    with duckdb.connect(life.warehouse.duckdb_path) as connection:
        assert connection.sql("select name from (show all tables) where name like '%__dbt_%'").fetchall() == []
    assert life.faults(_after()) == ""


def test_killed_where_awards_stood(built: Life, tmp_path: Path) -> None:
    """A rule that gives nothing leaves nothing in the ledger, from which the next build would read its awards."""
    edited = _before()
    next(row for row in edited.seeds["score_rules"] if row["rule_id"] == "visit").update(points="0")
    life, _ = _killed_in("int_history", "insert", lambda number: built.copy(tmp_path / str(number)), edited)
    assert not life.look("select 1 from intermediate.int_ledger where rule_id = 'visit'")
    life.run(_before())
    assert not life.faults(_before())


# A new release


@pytest.mark.parametrize("model", ["marts/unmapped_events", "intermediate/people/int_versions"])
def test_a_new_release_computes_everything(model: str, life: Life, tmp_path: Path) -> None:
    """Of what is stored, a mart's own SQL too; the build does it by itself and says so."""
    folder = _copy_of_the_project(tmp_path)
    (folder / "models" / f"{model}.sql").open("a").write("-- another release\n")
    life.bring(_after())
    Warehouse(life.warehouse.folder, folder).run(vars={"as_of": str(NOW)})
    assert life.look("select distinct reason from build_runs where reason = 'the models changed'")
    assert not life.faults(_after())


@pytest.mark.parametrize("is_marked", [False, True], ids=["ended", "computing everything"])
def test_a_release_that_kept_other_columns(life: Life, is_marked: bool) -> None:
    with duckdb.connect(life.warehouse.duckdb_path) as connection:
        if is_marked:
            connection.execute("insert into intermediate.int_affected_entities values (null, 'first build', 'awards')")
        connection.execute("alter table intermediate.int_affected_entities drop column from_step")
        connection.execute("alter table checkpoint.rulebook_fingerprints drop column awards")
        connection.execute("update checkpoint.release set release = 'an earlier one'")
    life.run(_after())
    assert not life.faults(_after())


def _copy_of_the_project(parent: Path) -> Path:
    """The project in another folder, without its singular and Python tests."""
    left_out = shutil.ignore_patterns(".*", "target", "logs", "*.duckdb*", "python", "singular")
    return shutil.copytree(PROJECT, parent / "project", ignore=left_out)


# Stopped by a test


@pytest.fixture(scope="module")
def failing_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with a data test for each of some models that always fails and none that it has itself."""
    folder = _copy_of_the_project(tmp_path_factory.mktemp("project"))
    (folder / "tests" / "singular").mkdir()
    for node in STOPPED_AT:
        sql = f"select 1 as failure from {{{{ ref('{node}') }}}} right join (select 1) on true"
        (folder / "tests" / "singular" / f"assert_{node}_fails.sql").write_text(sql)
    return folder


STOPPED_AT = ["int_interactions", "int_entities", "int_affected_entities", "int_ledger"]


@pytest.mark.parametrize("node", STOPPED_AT if EVERYTHING else STOPPED_AT[-1:])
def test_stopped_by_a_failing_test(node: str, life: Life, failing_project: Path) -> None:
    life.bring(_after())
    others = [f"assert_{other}_fails" for other in STOPPED_AT if other != node]
    stopped = Warehouse(life.warehouse.folder, failing_project)
    with pytest.raises(BuildError, match=f"assert_{node}_fails"):
        stopped.build("--exclude-resource-type", "unit_test", "--exclude", "test_type:generic", *others)
    life.run(_after())
    assert not life.faults(_after())


def test_stopped_by_a_bad_seed(life: Life) -> None:
    """Nothing of the new rulebook and of the new rows gets through; once it is mended all does."""
    before, bad = life.marts(), _after()
    bad.seeds["score_tiers"][0]["max_points"] = "plenty"
    life.bring(bad)
    with pytest.raises(BuildError, match="has_no_faults"):
        life.warehouse.build("--exclude-resource-type", "unit_test", vars={"as_of": str(NOW)})
    assert not all_differences(before, life.marts())
    life.run(_after())
    assert not life.faults(_after())
