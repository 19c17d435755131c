"""The default rulebook on the bundled sample: every rule fires, every tier is reached, every bad kind is caught."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from harness import PROJECT, SEEDS, Warehouse
from lead_scoring.sample import FEEDS, TABLES, UNMAPPED, make_sample, write_sample
from oracle import score

AS_OF = datetime(2026, 7, 1)
BAD_KINDS = {
    *("unreadable started_at", "unreadable duration_seconds", "no loaded_at", "no id", "no time", "no event name"),
    *("no contact, account or opportunity", "time more than a day after loaded_at", "negative duration"),
    *("not a JSON object", "merge cycle", "no score", "unknown score", "wrong entity type", "unknown operation"),
    *("no entity", "no points"),
}
Mart = Callable[[str], list[dict]]


def read_seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed of the default rulebook, all text."""
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RULEBOOK = {name: read_seed(name) for name in SEEDS}


@pytest.fixture(scope="module", params=["oracle", "warehouse"])
def mart(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mart:
    """Mart name -> its rows as of the day after the sample, by the plain Python oracle and by the warehouse."""
    if request.param == "oracle":
        return score(make_sample(), RULEBOOK, AS_OF).marts.__getitem__
    warehouse = Warehouse(tmp_path_factory.mktemp("default_rulebook"))
    write_sample(warehouse.raw_path)
    warehouse.write_seeds(PROJECT / "seeds")
    warehouse.run(vars={"as_of": AS_OF.isoformat(sep=" "), "rows_at_once": 5_000})
    return warehouse.rows


def test_every_active_rule_fires(mart: Mart) -> None:
    active = {rule["rule_id"] for rule in RULEBOOK["score_rules"] if rule["is_active"] == "true"}
    fired = {entry["rule_id"] for entry in mart("score_ledger")} - {None}
    assert fired == active


def test_every_tier_is_reached_by_somebody(mart: Mart) -> None:
    reached = {(row["score_id"], row["tier"]) for row in mart("entity_scores")}
    assert reached == {(row["score_id"], row["tier"]) for row in RULEBOOK["score_tiers"]}


def test_every_segment_has_contacts(mart: Mart) -> None:
    assert {row["segment"] for row in mart("contact_segments")} == {
        row["segment"] for row in RULEBOOK["score_segments"]
    }


def test_every_trigger_fires(mart: Mart) -> None:
    fired = {row["trigger_id"] for row in mart("score_trigger_firings")}
    assert fired == {row["trigger_id"] for row in RULEBOOK["score_triggers"]}


def test_every_reason_to_award_nothing_occurs(mart: Mart) -> None:
    reasons = {row["reason"] for row in mart("suppressed_awards")}
    assert reasons == {"outranked", "below_min_occurrences", "over_cap", "not_absent"}


def test_every_event_type_occurs(mart: Mart) -> None:
    seen = {(row["source"], row["event_name"]) for row in mart("interactions")}
    assert {(row["source"], row["event_name"]) for row in RULEBOOK["event_types"]} <= seen


def test_only_the_planned_names_are_unmapped(mart: Mart) -> None:
    assert {(row["source"], row["event_name"]) for row in mart("unmapped_events")} == UNMAPPED


def test_every_bad_kind_is_rejected(mart: Mart) -> None:
    assert {row["reason"] for row in mart("rejected_rows")} == BAD_KINDS


def test_one_or_two_per_cent_of_the_interactions_are_bad(mart: Mart) -> None:
    feeds = [row for row in mart("feed_audit") if row["feed"] in FEEDS]
    share = sum(row["rejected"] for row in feeds) / sum(row["raw_rows"] for row in feeds)
    assert 0.01 <= share <= 0.02


def test_feeds_hold_repeated_and_erased_rows(mart: Mart) -> None:
    audit = {row["feed"]: row for row in mart("feed_audit")}
    assert set(audit) == set(TABLES)
    assert all(audit[feed]["replaced"] >= 2 for feed in FEEDS)
    assert audit["contact_erasures"]["erased"] == 2
    assert audit["contacts"]["erased"] > 2


def test_chain_of_merges_ends_at_its_survivor(mart: Mart) -> None:
    contacts = {row["contact_id"] for row in mart("contact_scores")}
    assert "c-013" in contacts
    assert not contacts & {"c-011", "c-012"}


def test_undone_and_circular_merges_merge_nobody(mart: Mart) -> None:
    contacts = {row["contact_id"] for row in mart("contact_scores")}
    assert {"c-091", "c-092", "c-111", "c-112"} <= contacts


def test_nothing_is_left_of_the_erased(mart: Mart) -> None:
    erased = re.compile(r"c-150|c-07[12]")
    for name in ("interactions", "score_ledger", "score_history", "entity_scores", "rejected_rows"):
        assert not [row for row in mart(name) if erased.search(str(row))]


def test_sample_has_every_column_of_the_specification() -> None:
    sample = make_sample()
    assert list(sample) == list(TABLES)
    assert all(list(row) == [*TABLES[table], "loaded_at"] for table, rows in sample.items() for row in rows)


def test_sample_has_late_rows_and_versions() -> None:
    sample = make_sample()
    late = [row for row in sample["web_events"] if row["loaded_at"] and row["occurred_at"]]
    assert sum(row["loaded_at"] - row["occurred_at"] > timedelta(days=2) for row in late) > 20
    versions = defaultdict(set)
    for row in sample["contacts"]:
        versions[row["contact_id"]].add(row["updated_at"])
    assert sum(len(times) > 1 for times in versions.values()) > 50


def test_sample_is_small_and_made_again_to_the_byte(tmp_path: Path) -> None:
    write_sample(tmp_path)
    made, bundled = files_in(tmp_path), files_in(PROJECT / "sample")
    assert made.keys() == bundled.keys()
    assert [name for name in made if made[name] != bundled[name]] == []
    assert sum(map(len, bundled.values())) < 500_000


def files_in(folder: Path) -> dict[str, bytes]:
    """Path within the folder -> content, of every file under it."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_files_hold_the_rows_that_were_made(tmp_path: Path) -> None:
    write_sample(tmp_path)
    counts = {
        table: sum(pq.read_metadata(file).num_rows for file in (tmp_path / table).glob("*.parquet")) for table in TABLES
    }
    assert counts == {table: len(rows) for table, rows in make_sample().items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_of_the_rulebook_says_why(seed: str) -> None:
    assert list(RULEBOOK[seed][0]) == [*SEEDS[seed], "comment"]
    assert [row for row in RULEBOOK[seed] if not row["comment"].strip()] == []


def test_every_column_of_the_rulebook_is_described() -> None:
    described = yaml.safe_load((PROJECT / "models/rulebook/_seeds.yml").read_text(encoding="utf-8"))["seeds"]
    columns = {seed["name"]: [column["name"] for column in seed["columns"]] for seed in described}
    assert columns == {seed: [*names, "comment"] for seed, names in SEEDS.items()}
    assert all(column["description"].strip() for seed in described for column in seed["columns"])
