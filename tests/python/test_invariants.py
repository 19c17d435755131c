"""Each invariant broken once, by one statement: the data test of that name fails, and no other was needed to see it.

The warehouse is the bundled sample under the default rulebook, built once; each case works on a copy of its file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from harness import PROJECT, Warehouse

VARS = {"as_of": "2026-07-01 00:00:00"}
CLAIMS = sorted(file.stem for file in (PROJECT / "tests" / "singular").glob("*.sql"))

# Some entity with a few rows in its history, the same in every run.
CHAIN = """(
    select entity_key, score_id from intermediate.int_history group by all
    having count(*) > 5 order by entity_key, score_id limit 1
)"""
SECOND_ROW = f"""(entity_key, score_id, valid_from) = (
    select (entity_key, score_id, valid_from) from intermediate.int_history
    semi join {CHAIN} using (entity_key, score_id) order by valid_from limit 1 offset 1
)"""
ENTRY = """rowid = (
    select min(rowid) from intermediate.int_ledger where {condition}
)"""


def _entry(condition: str) -> str:
    """A condition that one ledger entry meets: the first of those that meet `condition`."""
    return ENTRY.format(condition=condition)


OF_RULE = "rule_id is not null and interaction_id is not null and operation = 'add'"

# Claim -> (views made into tables first, so that a row of theirs can be broken; the statement that breaks it).
BREAKS: dict[str, tuple[list[str], str]] = {
    "assert_ledger_adds_up_to_history": (
        [], f"update intermediate.int_ledger set points = points + 500 where {_entry('valid_to > valid_from')}"
    ),
    "assert_history_is_canonical": (
        [], f"""update intermediate.int_history set points = previous_points where {SECOND_ROW}"""
    ),
    "assert_history_has_no_gaps": ([], f"delete from intermediate.int_history where {SECOND_ROW}"),
    "assert_history_remembers_the_row_before": (
        [], f"update intermediate.int_history set tier_since = timestamp '2020-01-01' where {SECOND_ROW}"
    ),
    "assert_history_keeps_the_limits": (
        [], f"update intermediate.int_history set points = 100.01 where {SECOND_ROW}"
    ),
    "assert_tiers_are_right": (
        [], "update intermediate.int_history set tier = 'warm' where score_id = 'contact_engagement' and points = 20"
    ),
    "assert_tiers_change_at_their_boundaries": (
        [], "update rulebook.rulebook_tiers set from_points = from_points + 0.01 where tier = 'hot'"
    ),
    "assert_every_entity_has_each_active_score": (
        ["entity_scores"], "delete from entity_scores where entity_id = 'c-009' and score_id = 'lead_score'"
    ),
    "assert_everybody_named_is_known": (
        [], "delete from intermediate.int_entities where entity_type = 'contact' and entity_id = 'c-009'"
    ),
    "assert_versions_follow_each_other": (
        [], "update intermediate.int_standing_versions set attributes = '{}' where entity_id = 'c-009' and is_latest"
    ),
    "assert_fingerprints_are_those_of_the_versions": (
        [], "update intermediate.int_entity_fingerprints set fingerprint = fingerprint + 1 where entity_id = 'c-009'"
    ),
    "assert_merged_and_erased_contacts_are_nobody": (
        [], """update intermediate.int_entities
            set entity_id = (select min(merged_contact_id) from intermediate.int_contact_links)
            where entity_type = 'contact' and entity_id = 'c-009'"""
    ),
    "assert_breakdown_adds_up": (
        ["score_breakdown"],
        "update score_breakdown set points = points + 1 where rowid = 5",
    ),
    "assert_scores_of_now_stand_in_history": (
        ["entity_scores"], "update entity_scores set points = points + 1 where entity_id = 'c-009'"
    ),
    "assert_valid_to_is_the_earliest_end": (
        [], f"update intermediate.int_ledger set valid_to = null where {_entry('expires_at is not null')}"
    ),
    "assert_sets_end_what_came_before": (
        [], f"""update intermediate.int_ledger set superseded_at = null, valid_to = expires_at
            where {_entry('superseded_at is not null')}"""
    ),
    "assert_tranches_add_up_to_their_award": (
        [], f"delete from intermediate.int_ledger where {_entry('tranche = 2')}"
    ),
    "assert_entries_expire_when_their_rule_says": (
        [], f"""update intermediate.int_ledger set expires_at = expires_at + interval '1' microsecond
            where {_entry('expires_at is not null')}"""
    ),
    "assert_entries_agree_with_their_rule": (
        [], f"update intermediate.int_ledger set score_id = 'contact_fit' where {_entry(OF_RULE)}"
    ),
    "assert_entries_begin_at_their_event": (
        [], f"update intermediate.int_ledger set valid_from = valid_from - interval '1' day where {_entry(OF_RULE)}"
    ),
    "assert_caps_hold": (
        [], """insert into intermediate.int_ledger
            select * replace (interaction_id || ' again' as interaction_id) from intermediate.int_ledger
            where rule_id = 'engagement_demo_request'"""
    ),
    "assert_one_rule_of_an_exclusive_group_awards": (
        [], """insert into intermediate.int_ledger
            select * replace ('engagement_any_page' as rule_id) from intermediate.int_ledger
            where rule_id = 'engagement_pricing_page'"""
    ),
    "assert_adjustments_stand_in_the_ledger": (
        [], f"delete from intermediate.int_ledger where {_entry('adjustment_id is not null')}"
    ),
    "assert_transitions_are_the_tier_changes_of_history": (
        ["tier_transitions"], "delete from tier_transitions where rowid = 5"
    ),
    "assert_triggers_fire_at_crossings": (
        ["score_trigger_firings"],
        "update score_trigger_firings set firing_number = 7 where rowid = 5",
    ),
    "assert_segments_pair_the_tiers_of_now": (
        ["contact_segments"], "insert into contact_segments select * from contact_segments limit 1"
    ),
    "assert_unmapped_events_add_up": ([], "update unmapped_events set rows = rows + 1"),
    "assert_feed_audit_adds_up": ([], "update feed_audit set replaced = replaced + 1 where feed = 'calls'"),
    "assert_replaced_rows_are_gone": (
        [], """insert into intermediate.int_replaced_entities
            select 'int_ledger', entity_key, timestamp '2020-01-01' from intermediate.int_ledger limit 1"""
    ),
    "assert_one_row_stands_for_each_good_key": (
        [], "update feed_audit set replaced = replaced + 1, rejected = rejected - 1 where feed = 'contacts'"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample under the default rulebook, built without tests; nothing writes into it."""
    warehouse = Warehouse(tmp_path_factory.mktemp("invariants") / "built")
    warehouse.run(vars=VARS)
    return warehouse


@pytest.fixture
def copy(built: Warehouse, warehouse: Warehouse) -> Warehouse:
    """A warehouse of its own with a copy of the built file."""
    shutil.copy(built.duckdb_path, warehouse.duckdb_path)
    return warehouse


def _failed(warehouse: Warehouse, *claims: str, **vars: object) -> set[str]:
    """The names of those data tests, all claims where none is named, that do not pass."""
    result = warehouse.build("-s", *(claims or CLAIMS), vars={**VARS, **vars}, command="test", check=False)
    ran = {node.node.name: node.status for node in result.result.results if node.node.resource_type == "test"}
    assert set(ran) == set(claims or CLAIMS)
    assert set(ran.values()) <= {"pass", "fail"}, "a data test could not run"
    return {name for name, status in ran.items() if status == "fail"}


def _break(warehouse: Warehouse, views: list[str], statement: str) -> None:
    """Make views into tables with their rows, then run one statement, which must change something."""
    with duckdb.connect(str(warehouse.duckdb_path)) as connection:
        connection.execute("set timezone = 'UTC'")
        for view in views:
            connection.execute(f"create temporary table broken as from {view}")
            connection.execute(f"drop view {view}")
            connection.execute(f"create table {view} as from broken")
        [(changed,)] = connection.execute(statement).fetchall()
    assert changed > 0


def test_every_claim_is_broken_once() -> None:
    """No data test of tests/singular is without its case here, or the reverse."""
    assert sorted(BREAKS) == CLAIMS


def test_all_hold_before(built: Warehouse) -> None:
    """Every invariant holds in the warehouse as built, looking at everything."""
    assert _failed(built, test_everything=True) == set()


def test_all_hold_in_a_sample(built: Warehouse) -> None:
    """They hold as well where only a share of the entities and keys is looked at."""
    assert _failed(built, tested_entities=50, tested_rows=100) == set()


@pytest.mark.parametrize("claim", CLAIMS)
def test_broken_invariant_is_seen(claim: str, copy: Warehouse) -> None:
    """One statement breaks the claim, and the data test of that name fails."""
    _break(copy, *BREAKS[claim])
    assert _failed(copy, claim) == {claim}


def test_sample_is_a_share_of_the_entities_and_the_same_each_time(copy: Warehouse) -> None:
    """With tested_entities a fault in every entity shows for about so many of them, the same in each run."""
    _break(copy, ["entity_scores"], "update entity_scores set points = points + 1000")
    found = [_broken_entities(copy, tested_entities=100) for _ in range(2)]
    assert found[0] == found[1]
    assert 60 < len(found[0]) < 140
    assert len(_broken_entities(copy, tested_entities=100, test_everything=True)) > 300


def _broken_entities(warehouse: Warehouse, **vars: object) -> set[tuple[str, str]]:
    """The entities that the compiled data test of current scores finds at fault."""
    claim = "assert_scores_of_now_stand_in_history"
    result = warehouse.build("-s", claim, vars={**VARS, **vars}, command="test", check=False)
    [compiled] = [node.node.compiled_code for node in result.result.results if node.node.name == claim]
    return {(row["entity_type"], row["entity_id"]) for row in warehouse.query(compiled)}


def test_descriptions_are_there() -> None:
    """Every data test of tests/singular is described in its YAML."""
    described = Path(PROJECT / "tests" / "singular" / "_singular.yml").read_text()
    assert [claim for claim in CLAIMS if f"name: {claim}\n" not in described] == []
