"""One case of change each: build, change something, build, and every mart is what the oracle says.

The small world (worlds/small.py) is built once; each case works on a copy. `changes` and `keeps` name marts that the
oracle says differ, or do not, from those before: a case that changes nothing would prove nothing.
"""

from __future__ import annotations

import datetime
import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper

from harness import BuildError, Warehouse
from oracle import score
from worlds.compare import MARTS
from worlds.landing import Row, all_rows, settle, write_landing
from worlds.rebuild import all_differences
from worlds.small import (
    DAY,
    NOW,
    account,
    activity,
    adjustment,
    condition,
    contact,
    day,
    erasure,
    event_type,
    mail,
    merge,
    opportunity,
    rule,
    score_row,
    small_files,
    small_seeds,
)

SCORING = "score_ledger score_history suppressed_awards entity_scores score_breakdown tier_transitions"
TABLES = {"contact": "contacts", "account": "accounts", "opportunity": "opportunities"}


class Case:
    """A warehouse whose files, seeds and vars a test edits between builds."""

    def __init__(self, warehouse: Warehouse) -> None:
        """The small world, nothing of it written yet."""
        self.warehouse = warehouse
        self.files, self.seeds = small_files(), small_seeds()
        self.as_of, self.disabled_feeds = NOW, ()
        self.lying: dict[tuple[str, str], list[Row]] = {}
        self.marts: dict[str, list[Row]] = {}
        self.kept: set[str] = set()  # tables that the last build left as they were
        self.loads = 0

    def copy(self, folder: Path) -> Case:
        """The same in another folder."""
        shutil.copytree(self.warehouse.folder, folder)
        other = Case(Warehouse(folder))
        other.files, other.lying, other.marts = dict(self.files), dict(self.lying), self.marts
        return other

    def load(self, at: float | None = None, **tables: list[Row]) -> None:
        """Add files; their rows were loaded now, or on day `at`."""
        self.loads += 1
        for table, rows in tables.items():
            loaded_at = day(41 + self.loads if at is None else at)
            self.files[table, f"load-{self.loads}"] = [row | {"loaded_at": loaded_at} for row in rows]

    def rewrite(self, table: str, name: str, event_id: str, **columns: Any) -> None:
        """Write a file anew with other values in the row of an id, or without it where none are given."""
        rows = [row if row["event_id"] != event_id else row | columns for row in self.files[table, name]]
        self.files[table, name] = [row for row in rows if columns or row["event_id"] != event_id]

    def rule(self, rule_id: str) -> Row:
        """A rule of the seeds."""
        return next(row for row in self.seeds["score_rules"] if row["rule_id"] == rule_id)

    def land(self, long_ago: bool = False) -> None:
        """Bring the files onto disk; with `long_ago` those that came have lain there for long."""
        write_landing(self.warehouse, self.files, self.lying)
        for (table, name), rows in self.files.items():
            if long_ago and self.lying.get((table, name)) is not rows:
                settle(self.warehouse.raw_path / table / f"{name}.parquet")
        self.lying = dict(self.files)

    def build(self, changes: str = "", keeps: str = "") -> set[str]:
        """Build, and compare all marts with the oracle. Returns the marts that differ from those before."""
        self.land()
        self.warehouse.write_seeds(self.seeds)
        run = self.warehouse.run(vars={"as_of": str(self.as_of), "disabled_feeds": list(self.disabled_feeds)})
        self.kept = {model.node.name for model in run.result.results if model.message == "KEPT"}
        assert not self.warehouse.query("select * from rulebook.seed_faults")
        before, self.marts = self.marts, self.expected(self.as_of)
        found = all_differences(self.marts, self.warehouse.marts(MARTS))
        assert not found, f"\n\n{found}"
        differing = {mart for mart in MARTS if before and before[mart] != self.marts[mart]}
        assert set(changes.split()) <= differing
        assert not set(keeps.split()) & differing
        return differing

    def expected(self, as_of: datetime.datetime) -> dict[str, list[Row]]:
        """The marts that the oracle gives, in a fixed order."""
        result = score(all_rows(self.files), self.seeds, as_of, disabled_feeds=self.disabled_feeds)
        return {mart: sorted(rows, key=str) for mart, rows in result.marts.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small world, built."""
    case = Case(Warehouse(tmp_path_factory.mktemp("small") / "warehouse"))
    case.warehouse.write_raw({})
    case.land()
    for file in case.warehouse.raw_path.rglob("*.parquet"):
        settle(file)
    case.build()
    return case


@pytest.fixture
def case(built: Case, tmp_path: Path) -> Case:
    """A copy of the small world, built."""
    return built.copy(tmp_path / "warehouse")


# Interactions


def test_new_interactions(case: Case) -> None:
    case.load(email_events=[mail("n1", "c1", "click", 41), mail("n2", "nobody before", "open", 41)])
    case.build("score_ledger score_history entity_scores interactions feed_audit")


def test_new_interactions_of_accounts_and_deals_alone(case: Case) -> None:
    rows = [activity("n1", None, "visit", 41, account_id="a1"), activity("n2", None, "visit", 41, opportunity_id="o1")]
    case.load(crm_activities=rows)
    case.build("account_scores opportunity_scores", keeps="contact_scores")


def test_a_late_interaction(case: Case) -> None:
    case.load(email_events=[mail("n1", "c2", "unsubscribe", 2.5), mail("n2", "x", "click", -200)])
    case.build("score_ledger score_history")


CORRECTIONS: dict[str, tuple[str, Row]] = {
    "another contact": ("email_events", mail("e2", "c2", "click", 2)),
    "another account": ("crm_activities", activity("v3", None, "visit", 11, account_id="a1")),
    "another opportunity": ("crm_activities", activity("v4", None, "visit", 12, opportunity_id="o2")),
    "another instant": ("email_events", mail("e2", "c1", "click", 33)),
    "another name": ("email_events", mail("e2", "c1", "open", 2)),
    "a name that is not mapped": ("email_events", mail("e2", "c1", "bounce", 2)),
}


@pytest.mark.parametrize("table, row", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction(case: Case, table: str, row: Row) -> None:
    case.load(**{table: [row]})
    case.build("score_ledger score_history")


def test_a_good_row_comes_bad_and_good_again(case: Case) -> None:
    case.load(email_events=[mail("e2", None, "click", 2)])
    case.build("rejected_rows", keeps=SCORING)
    case.load(email_events=[mail("e2", "c3", "click", 2)])
    case.build("score_ledger", keeps="rejected_rows")


def test_a_good_row_turns_bad_and_back_in_its_file(case: Case) -> None:
    case.rewrite("email_events", "february", "e8", occurred_at=None)
    case.build("score_ledger interactions rejected_rows")
    case.rewrite("email_events", "february", "e8", occurred_at=day(38))
    case.build("score_ledger interactions rejected_rows")


def test_rejected_rows_without_id_stay_as_many_as_they_are(case: Case) -> None:
    case.load(at=39.65, email_events=[mail("", "c2", "open", 39.6), mail("n1", "c1", "click", 39.6)])
    case.build("rejected_rows score_ledger")
    case.load(email_events=[mail("n2", "c1", "click", 41)])
    case.build("score_ledger", keeps="rejected_rows")


# Loads


@pytest.mark.parametrize("back", [[2, 3 - 1e-9, 3], [3 + 1e-9, 4, 100]], ids=["within the window", "outside"])
def test_loaded_at_goes_back(case: Case, back: list[float]) -> None:
    for days in back:
        at = 39.6 + 1 / 24 - days  # the last load of the table was then
        case.load(at=at, email_events=[mail(f"{days} back", "c1", "click", at - 1)])
    case.build("score_ledger score_history interactions")
    told = "email_events read whole: rows came later than late_load_days allows" in _reasons(case)
    assert told == (back[0] > 3)


def _mail_read(case: Case) -> int:
    """How many rows of email_events the last build read; one in the small world does not say when it was loaded."""
    (found,) = case.warehouse.query("from intermediate.int_raw_tables where feed = 'email_events'")
    return found["rows_read"] - 1


def test_what_is_loaded_later_is_read_alone(case: Case) -> None:
    """Those of the load before lie in the window, and are not read again."""
    for number in range(3):
        case.load(email_events=[mail(f"n{number}", "c1", "click", 41), mail("e8", f"c{number + 1}", "click", 38)])
        case.land(long_ago=True)
        case.build("score_ledger")
        assert _mail_read(case) == 2


@pytest.mark.parametrize("later", [-1, 0, 1], ids=["just before", "with it", "just after"])
def test_a_row_is_loaded_beside_one_of_its_id(case: Case, later: int) -> None:
    """Only what is loaded later than all that is known is read alone: it stands whatever is known."""
    for number, contact_id in enumerate(["c2", "c1", "c3"]):
        loaded_at = day(45) + number * later * datetime.timedelta(microseconds=1)
        case.files["email_events", f"part {number}"] = [mail("n1", contact_id, "click", 41, loaded_at=loaded_at)]
        case.land(long_ago=True)
        case.build()
    assert (_mail_read(case) == 1) == (later > 0)


def test_a_young_file_changes_within_the_grain_of_the_clock(case: Case) -> None:
    """A file listed when it was as young as that may change unseen: what it brought is read again."""
    file = case.warehouse.raw_path / "email_events" / "load-1.parquet"
    soon, sizes = time.time() + 3600, set()
    case.load(email_events=[mail("n1", "c2", "click", 41)])
    for contact_id in ("c1", "c2"):
        case.rewrite("email_events", "load-1", "n1", contact_id=contact_id)
        case.land()
        os.utime(file, (soon, soon))
        sizes.add(file.stat().st_size)
        case.build("score_ledger")
    assert len(sizes) == 1


def test_a_loaded_at_in_the_far_future(case: Case) -> None:
    case.load(at=30_000, email_events=[mail("n1", "c1", "click", 40)])
    case.build("score_ledger")
    case.load(email_events=[mail("n1", "c2", "click", 40), mail("n2", "c2", "click", 40.5)])
    case.build("score_ledger")
    case.load(at=40, email_events=[mail("n3", "c3", "click", 39)])
    case.rewrite("email_events", "february", "e8", contact_id="c2")
    case.build("score_ledger")


def test_a_file_loses_a_row_and_gets_it_back(case: Case) -> None:
    rows = case.files["email_events", "january"]
    case.rewrite("email_events", "january", "e2")
    case.build("score_ledger interactions feed_audit")
    case.files["email_events", "january"] = rows
    case.build("score_ledger interactions feed_audit")


def _row_counts(case: Case) -> list[Row]:
    """feed_audit but for each feed's newest row."""
    return [
        {name: count for name, count in row.items() if name != "newest_loaded_at"} for row in case.marts["feed_audit"]
    ]


def test_as_many_old_rows_go_as_new_ones_come(case: Case) -> None:
    before = _row_counts(case)
    case.rewrite("email_events", "january", "e2")
    case.load(email_events=[mail("n1", "c3", "click", 41)])
    case.build("score_ledger interactions")
    assert _row_counts(case) == before


def test_a_row_is_corrected_in_its_file_and_loaded_now(case: Case) -> None:
    before = _row_counts(case)
    case.rewrite("email_events", "january", "e2", contact_id="c2", loaded_at=day(41))
    case.build("score_ledger interactions")
    assert _row_counts(case) == before


def test_a_recent_row_is_corrected_in_its_file(case: Case) -> None:
    case.rewrite("email_events", "february", "e8", contact_id="c2")
    case.build("score_ledger interactions", keeps="feed_audit")


def test_files_become_one(case: Case) -> None:
    parts = [case.files.pop(key) for key in list(case.files) if key[0] == "email_events"]
    case.files["email_events", "all"] = [row for rows in parts for row in reversed(rows)]
    case.build(keeps=" ".join(MARTS))


def test_a_file_is_removed_and_put_back(case: Case) -> None:
    rows = case.files.pop(("email_events", "january"))
    case.build("score_ledger interactions feed_audit")
    case.files["email_events", "january"] = rows
    case.build("score_ledger interactions feed_audit")


def test_an_old_row_is_corrected_in_its_file(case: Case) -> None:
    """Nothing else tells of it: neither its loaded_at nor how many rows there are."""
    case.rewrite("email_events", "january", "e2", contact_id="c2")
    case.build("score_ledger interactions", keeps="feed_audit")
    assert "email_events read whole: a file of it was rewritten or removed" in _reasons(case)


def test_a_file_has_a_further_column(case: Case) -> None:
    """Rows that were rejected long ago show it, too."""
    case.load(at=2, email_events=[mail("bad", None, "click", 1)])
    case.build("rejected_rows")
    target = case.warehouse.raw_path / "email_events" / "wider.parquet"
    row = f"select 'wide' as event_id, 'c1' as contact_id, 'click' as event, 'x' as utm, timestamp '{day(41)}' as "
    duckdb.sql(row + f"occurred_at, timestamp '{day(42)}' as loaded_at").write_parquet(str(target))
    _assert_equals_a_rebuild(case)


def test_an_instant_before_all_others_stays_rejected(case: Case) -> None:
    """loaded_at before the year 1 is no instant, in whichever file it came."""
    target = case.warehouse.raw_path / "email_events" / "antique.parquet"
    row = f"select 'old' as event_id, 'c1' as contact_id, 'click' as event, timestamp '{day(1)}' as occurred_at, "
    duckdb.sql(row + "timestamp '0044-03-15 (BC) 00:00:00' as loaded_at").write_parquet(str(target))
    _assert_equals_a_rebuild(case)
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    write_landing(case.warehouse, case.files, case.lying)
    _assert_equals_a_rebuild(case)
    assert case.warehouse.query("select 1 from rejected_rows where native_id = 'old'")


def _assert_equals_a_rebuild(case: Case) -> None:
    """A build and then one from nothing give the same rows of every mart, to the letter."""
    found = []
    for args in ((), ("--full-refresh",)):
        case.warehouse.run(*args, vars={"as_of": str(case.as_of)})
        found.append({mart: sorted(map(str, rows)) for mart, rows in case.warehouse.marts(MARTS).items()})
    assert found[0] == found[1]


def test_the_only_rows_of_a_table_go(case: Case) -> None:
    for table in ("crm_activities", "contacts", "contact_merges"):
        case.files[table, "all"] = []
    case.build("score_ledger score_history entity_scores")


# Versions


VERSIONS: dict[str, tuple[str, Row]] = {
    "a contact's attribute": ("contacts", contact("c2", 41, account_id="a2", seniority="director")),
    "a contact's attribute, late": ("contacts", contact("c2", 5, account_id="a2", seniority="director")),
    "a contact's created_at": ("contacts", contact("c4", 41, account_id="a2", created_at=day(10))),
    "a contact is deleted": ("contacts", contact("c4", 41, account_id="a2", deleted_at=day(41))),
    "an account's attribute": ("accounts", account("a2", 41, "software")),
    "an account's attribute, late": ("accounts", account("a2", 2.5, "software")),
    "an opportunity's attribute": ("opportunities", opportunity("o2", 41, "c2", account_id="a1")),
    "an opportunity's contact, late": ("opportunities", opportunity("o1", 2.5, "c3")),
    "an opportunity is closed, late": ("opportunities", opportunity("o2", 30, "c2", closed_at=day(5))),
    "a contact moves to another account": ("contacts", contact("c1", 41, account_id="a2", seniority="director")),
    "a contact moved to another account long ago": ("contacts", contact("c1", 1, account_id="a2")),
    "the same version says something else": ("contacts", contact("c1", 20)),
}


@pytest.mark.parametrize("table, row", VERSIONS.values(), ids=VERSIONS)
def test_a_version(case: Case, table: str, row: Row) -> None:
    case.load(**{table: [row]})
    assert case.build() & {"score_ledger", "entity_scores"}


# Merges and erasure


def test_an_erasure_that_lands_while_a_build_runs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """That build may have forgotten the person in part; the next does it whole."""
    add_query, late = DuckDBConnectionManager.add_query, [erasure("c2", 41) | {"loaded_at": day(42)}]

    def landing(self: Any, sql: str, *args: Any, **options: Any) -> Any:
        if "int_affected_entities" in sql and "insert into" in sql and late:
            case.files["contact_erasures", "late"] = [late.pop()]
            write_landing(case.warehouse, case.files, case.lying)
        return add_query(self, sql, *args, **options)

    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.land()
    monkeypatch.setattr(DuckDBConnectionManager, "add_query", landing)
    case.warehouse.run(vars={"as_of": str(case.as_of)})
    assert not late
    case.lying = dict(case.files)
    case.build("score_ledger interactions")


# The model that reads a table, a row of it, and what makes another row of that one.
MEANWHILE = {
    "a version": ("int_read_versions", "contacts", contact("c1", 43, "a2", seniority="director"), {"contact_id": "c4"}),
    "an interaction": (
        "int_changed_interactions",
        "email_events",
        mail("ghost", "c1", "click", 41),
        {"event_id": "another"},
    ),
}


@pytest.mark.parametrize("model, table, row, otherwise", MEANWHILE.values(), ids=MEANWHILE)
@pytest.mark.parametrize("then", ["it goes", "it is rewritten", "it stays"])
def test_a_file_lands_while_a_build_runs(
    case: Case, model: str, table: str, row: Row, otherwise: Row, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That build may have taken its row; the next sees what became of the file."""
    row = row | {"loaded_at": day(42)}
    meanwhile = {(table, "meanwhile"): [row]}
    add_query = DuckDBConnectionManager.add_query

    def landing(self: Any, sql: str, *args: Any, **options: Any) -> Any:
        if f'"{model}"' in sql and "create or replace" in sql and not meanwhile.keys() & case.lying.keys():
            write_landing(case.warehouse, case.files | meanwhile, case.lying)
            case.lying = case.files | meanwhile
        return add_query(self, sql, *args, **options)

    case.load(**{table: [row | otherwise]})
    case.land()
    monkeypatch.setattr(DuckDBConnectionManager, "add_query", landing)
    case.warehouse.run(vars={"as_of": str(case.as_of)})
    assert case.lying == case.files | meanwhile
    monkeypatch.undo()
    if then == "it is rewritten":
        case.files[table, "meanwhile"] = [row | otherwise]
    elif then == "it stays":
        case.files |= meanwhile
    case.build()


def test_a_file_comes_back_while_a_build_runs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """That build took its rows, though it did not lie there when files were listed; the next sees it rewritten."""
    add_query, key = DuckDBConnectionManager.add_query, ("email_events", "january")
    rows = case.files.pop(key)

    def landing(self: Any, sql: str, *args: Any, **options: Any) -> Any:
        if '"int_raw_tables"' in sql and "create or replace" in sql and key not in case.files:
            case.files[key] = rows
            case.land(long_ago=True)
        return add_query(self, sql, *args, **options)

    case.land(long_ago=True)
    monkeypatch.setattr(DuckDBConnectionManager, "add_query", landing)
    case.warehouse.run(vars={"as_of": str(case.as_of)})
    monkeypatch.undo()
    assert key in case.files
    case.rewrite(*key, "e2", contact_id="c2")
    case.build("score_ledger")


def test_a_merge_of_contacts_that_have_points(case: Case) -> None:
    case.load(contact_merges=[merge("c2", "c1", 41)])
    case.build("score_ledger score_history entity_scores interactions")


def test_a_chain_of_merges(case: Case) -> None:
    case.load(contact_merges=[merge("x", "c3", 41), merge("c3", "c2", 41)])
    case.build("score_ledger entity_scores")
    case.load(contact_merges=[merge("c2", "c1", 42)])
    case.build("score_ledger entity_scores")


def test_a_merge_is_closed_into_a_cycle_and_opened_again(case: Case) -> None:
    case.load(contact_merges=[merge("c2", "c1", 41), merge("x", "c2", 41)])
    case.build("score_ledger")
    case.load(contact_merges=[merge("c1", "c2", 42)])
    case.build("score_ledger rejected_rows")
    case.load(contact_merges=[merge("c1", None, 43)])
    case.build("score_ledger rejected_rows")


def test_a_merge_is_corrected_and_undone(case: Case) -> None:
    case.load(contact_merges=[merge("c3", "c1", 41)])
    case.build("score_ledger")
    case.load(contact_merges=[merge("c3", "x", 42)])
    case.build("score_ledger")
    case.load(contact_merges=[merge("c3", None, 43)])
    case.build("score_ledger")


def test_an_interaction_of_a_merged_contact_reaches_account_and_deal_of_the_survivor(case: Case) -> None:
    case.load(contact_merges=[merge("c3", "c1", 41)])
    case.build("score_ledger")
    case.load(email_events=[mail("n1", "c3", "click", 42)])
    case.build("contact_scores account_scores opportunity_scores")


def test_a_deal_and_an_adjustment_of_a_merged_contact(case: Case) -> None:
    case.load(contact_merges=[merge("c3", "c1", 41)])
    case.build("score_ledger")
    case.load(opportunities=[opportunity("new", 1, "c3")], score_adjustments=[adjustment("n1", "c3", 42)])
    case.build("contact_scores opportunity_scores")


def test_an_erasure_and_what_arrives_for_the_erased_later(case: Case) -> None:
    case.load(contact_erasures=[erasure("c2", 41)])
    case.build("score_ledger entity_scores interactions feed_audit")
    case.load(
        email_events=[mail("n1", "c2", "click", 42)],
        contacts=[contact("m1", 42)],
        opportunities=[opportunity("o2", 42, "c2")],
        score_adjustments=[adjustment("n1", "c2", 42)],
    )
    case.build("feed_audit", keeps="contact_scores account_scores interactions")


def test_a_merge_of_an_erased_contact(case: Case) -> None:
    case.load(contact_erasures=[erasure("c3", 41)])
    case.build("score_ledger")
    case.load(contact_merges=[merge("c1", "c3", 42)])
    case.build("feed_audit", keeps=SCORING)
    case.load(contact_merges=[merge("x", "c3", 40)])
    case.build("score_ledger feed_audit")


@pytest.mark.parametrize("at", [41, 14], ids=["after the merge", "before the merge"])
def test_an_erasure_of_one_of_a_merged_pair(case: Case, at: float) -> None:
    case.load(contact_erasures=[erasure("m1", at)], email_events=[mail("n1", "m1", "click", 40)])
    case.build("feed_audit")


# Adjustments


def test_new_adjustments(case: Case) -> None:
    case.load(score_adjustments=[adjustment("n1", "c1", 41), adjustment("n2", "c2", 2.5, operation="set")])
    case.build("score_ledger entity_scores")


@pytest.mark.parametrize(
    "row", [adjustment("s1", "c4", 17, points=6), adjustment("s1", "new", 17)], ids=["points", "id"]
)
def test_an_adjustment_is_corrected(case: Case, row: Row) -> None:
    case.load(score_adjustments=[row])
    case.build("score_ledger entity_scores")


def test_adjustments_of_an_unknown_score_become_valid_and_bad_again(case: Case) -> None:
    case.seeds["scores"].append(score_row("a later score"))
    case.build("score_ledger rejected_rows")
    case.seeds["scores"].pop()
    case.build("score_ledger rejected_rows")


# Event types


def test_a_mapping_is_added_and_removed(case: Case) -> None:
    case.seeds["event_types"].append(event_type("crm_activities", "gossip", "visited"))
    case.build("score_ledger unmapped_events")
    case.seeds["event_types"].pop()
    case.build("score_ledger unmapped_events")


def test_a_mapping_is_changed(case: Case) -> None:
    case.seeds["event_types"][0]["event_type"] = "visited"
    case.rule("open")["event_type"] = "visited"
    case.build("score_ledger")


def test_a_mapping_makes_an_interaction_break_an_absence_and_match_nothing(case: Case) -> None:
    case.rule("any")["is_active"] = "false"
    case.build("score_ledger")
    case.seeds["event_types"].append(event_type("crm_activities", "gossip", "replied"))
    case.build("score_ledger unmapped_events")
    matched = [row for row in case.marts["score_ledger"] if row["interaction_id"] == "crm_activities:v7"]
    assert not matched


# Rules


def _of_rule(rule_id: str, **columns: str) -> Callable[[Case], None]:
    """An edit of one rule."""
    return lambda case: case.rule(rule_id).update(columns)


def _of_seed(seed: str, row: int, **columns: str) -> Callable[[Case], None]:
    """An edit of one row of a seed."""
    return lambda case: case.seeds[seed][row].update(columns)


def _delete(seed: str, **columns: str) -> Callable[[Case], None]:
    """The rows of a seed that have these values go."""

    def edit(case: Case) -> None:
        case.seeds[seed] = [row for row in case.seeds[seed] if not columns.items() <= row.items()]

    return edit


def _add(seed: str, row: Row) -> Callable[[Case], None]:
    """A row more in a seed."""
    return lambda case: case.seeds[seed].append(row)


RULE_EDITS: dict[str, Callable[[Case], None]] = {
    "added": _add("score_rules", rule("reply", "engagement", "8", "replied")),
    "deleted": _delete("score_rules", rule_id="click"),
    "deactivated": _of_rule("click", is_active="false"),
    "expiry": _of_rule("open", expires_after_days="10"),
    "decay": _of_rule("visit", decay_id="", expires_after_days="3"),
    "cap": _of_rule("open", max_awards="1", award_period="ever"),
    "occurrences": _of_rule("open", min_occurrences="2", within_days="30"),
    "operation": _of_rule("click", operation="set", rule_group=""),
    "group": _of_rule("visit", rule_group="mail"),
    "priority": _of_rule("any", priority="1"),
    "date window": _of_rule("click", effective_from="2026-01-08", effective_to="2026-02-01"),
    "absence, days": _of_rule("no_reply", absent_within_days="1"),
    "condition changed": _of_seed("score_rule_conditions", 5, value="spring"),
    "condition on an attribute": _of_seed("score_rule_conditions", 0, value="junior"),
    "decay step": _of_seed("score_decay_steps", 0, remaining_percent="80"),
    "score of another type": _of_seed("scores", 4, entity_type="account", is_active="true"),
}  # fmt: skip


# Those that leave awards as they stand: what they give changes, not who has them.
OF_WHAT_IS_GIVEN = {"expiry", "decay", "operation", "group", "decay step"}


@pytest.mark.parametrize("edit", RULE_EDITS)
def test_a_rule_is_edited(case: Case, edit: str) -> None:
    RULE_EDITS[edit](case)
    case.build("score_ledger" if edit != "score of another type" else "account_scores")
    assert _awards_stand(case) <= {edit in OF_WHAT_IS_GIVEN}


def _awards_stand(case: Case) -> set[bool]:
    """Whether the awards of whom the last build computed stood, of each of them."""
    scored = case.warehouse.query("select awards_stand from intermediate.int_scored_entities")
    return {row["awards_stand"] for row in scored}


CONDITIONS_ON_EVENTS = {
    "by name": [("event_name", "equals", "open"), ("event_name", "not_equals", "open"), ("event_name", "in", "none")],
    "by source": [("source", "equals", "crm_activities"), ("source", "starts_with", "email")],
    "by channel": [("channel", "equals", "email"), ("channel", "is_not_set", ""), ("channel", "not_in", "email|crm_a")],
}  # fmt: skip


@pytest.mark.parametrize("subject", ["interaction", "absent_interaction"])
@pytest.mark.parametrize("chosen", CONDITIONS_ON_EVENTS.values(), ids=CONDITIONS_ON_EVENTS)
def test_events_that_match_or_break_are_chosen_by_conditions(
    case: Case, subject: str, chosen: list[tuple[str, str, str]]
) -> None:
    """What an event is says who matches it, for all its interactions; an edit looks for them elsewhere."""
    anchor = "" if subject == "interaction" else "clicked"
    absence = {"rule_type": "absence", "absent_event_type": "", "absent_within_days": "20"}
    case.seeds["score_rules"].append(rule("chosen", "engagement", "3", anchor, **absence))
    case.build("score_ledger")
    asked = condition("chosen", subject, *chosen[0])
    case.seeds["score_rule_conditions"].append(asked)
    for field, operator, value in chosen:
        asked |= {"field": field, "operator": operator, "value": value}
        case.build()
    for row in case.seeds["event_types"]:
        row["channel"] = "web" if row["channel"] == "email" else "email"
    case.build()


@pytest.mark.parametrize("edit", [{"is_active": "false"}, {"event_type": "left"}], ids=["goes", "looks elsewhere"])
def test_a_rule_that_outranked_others_without_a_trace(case: Case, edit: Row) -> None:
    """Nothing of nothing fades: such a rule has no tranche, no entry and no suppressed award."""
    blocking = {"exclusive_group": "mail", "priority": "1", "decay_id": "slow"}
    case.seeds["score_rules"].append(rule("blocker", "engagement", "0", "clicked", **blocking))
    case.build("score_ledger suppressed_awards")
    case.rule("blocker").update(edit)
    case.build("score_ledger suppressed_awards")


def _move_tier(case: Case, points: str) -> None:
    """Let the tier hot begin at so many points."""
    case.seeds["score_tiers"][1]["max_points"] = str(int(points) - 1)
    case.seeds["score_tiers"][2]["min_points"] = points


OTHER_EDITS: dict[str, tuple[Callable[[Case], None], str, str]] = {
    "tiers": (lambda case: _move_tier(case, "12"), "tier_transitions", "score_ledger"),
    "score limits": (_of_seed("scores", 0, max_points="8"), "score_history entity_scores", "score_ledger"),
    "group limits": (_of_seed("score_rule_groups", 0, max_points="6"), "score_history", "score_ledger"),
}


@pytest.mark.parametrize("edit, changes, keeps", OTHER_EDITS.values(), ids=OTHER_EDITS)
def test_something_else_is_edited(case: Case, edit: Callable[[Case], None], changes: str, keeps: str) -> None:
    edit(case)
    case.build(changes, keeps)


def test_a_group_is_removed(case: Case) -> None:
    case.seeds["score_rule_groups"].pop(0)
    case.rule("click")["rule_group"] = ""
    case.build("score_history score_ledger")


# Scores and feeds, off and on


@pytest.mark.parametrize("number", [0, 4], ids=["with rules", "with adjustments alone"])
def test_a_score_is_switched(case: Case, number: int) -> None:
    row = case.seeds["scores"][number]
    for _ in range(2):
        row["is_active"] = "false" if row["is_active"] == "true" else "true"
        case.build("score_ledger score_history entity_scores")


def test_a_feed_is_switched_off_and_on(case: Case) -> None:
    case.disabled_feeds = ("crm_activities", "contact_merges")
    case.build("score_ledger interactions feed_audit")
    rows = [activity("n1", "c1", "visit", 41), activity("v1", "c2", "visit", 3)]
    case.load(crm_activities=rows, contact_merges=[merge("c3", "c1", 41)], email_events=[mail("n1", "c3", "click", 41)])
    case.build("score_ledger")
    case.disabled_feeds = ()
    case.build("score_ledger interactions feed_audit")


# Ids that stand for several entities


def test_an_id_of_three_entities(case: Case) -> None:
    case.load(crm_activities=[activity("n1", None, "visit", 41, account_id="x")])
    case.build("account_scores", keeps="contact_scores opportunity_scores")
    before = _others_called(case, "x")
    case.load(contact_merges=[merge("x", "c1", 42)])
    case.build("contact_scores")
    case.load(contact_erasures=[erasure("x", 43)])
    case.build("contact_scores feed_audit")
    assert _others_called(case, "x") == before


def _others_called(case: Case, entity_id: str) -> list[Row]:
    """The scores of the account and the opportunity of an id."""
    rows = case.marts["entity_scores"]
    return [row for row in rows if row["entity_id"] == entity_id and row["entity_type"] != "contact"]


def test_a_build_with_known_at_is_refused_and_changes_nothing(case: Case) -> None:
    with pytest.raises(BuildError, match="without known_at"):
        case.warehouse.run(vars={"as_of": str(NOW), "known_at": str(day(10))})
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.build("score_ledger")


# Time alone (SPEC: ledger and history never depend on as_of)


def _as_of(case: Case, folder: Path, instant: str, zone: str) -> dict[str, list[dict[str, Any]]]:
    """The marts, in a copy of the file in which now is another instant, as a session of a time zone reads them."""
    folder.mkdir()
    file = folder / case.warehouse.duckdb_path.name
    shutil.copy(case.warehouse.duckdb_path, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create or replace view intermediate.int_as_of as select {instant} as as_of")
    return _marts(file, zone)


def _marts(file: Path, zone: str) -> dict[str, list[dict[str, Any]]]:
    """All marts as a session of a time zone reads them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute(f"set timezone = '{zone}'")
        found = {}
        for mart in MARTS:
            cursor = connection.execute(f"select * from main.{mart}")
            names = [column[0] for column in cursor.description]
            found[mart] = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    return found


INSTANTS = {
    "before everything": day(-1),
    "an entity is created": day(0),
    "a silence is awarded": day(4),
    "a reply is missed": day(7),
    "a decay step": day(13),
    "an expiry": day(31),
    "just before an expiry": day(31) - datetime.timedelta(microseconds=1),
    "the last decay step": day(50),
    "after everything": day(400),
}


@pytest.mark.parametrize("as_of", INSTANTS.values(), ids=INSTANTS)
def test_time_passes_without_a_build(built: Case, tmp_path: Path, as_of: datetime.datetime) -> None:
    expected = built.expected(as_of)
    assert expected["entity_scores"] != built.marts["entity_scores"]
    found = _as_of(built, tmp_path / "then", f"timestamp '{as_of}'", "Europe/Madrid")
    assert not (text := all_differences(expected, found)), f"\n\n{text}"


def test_ledger_and_history_are_the_same_for_every_as_of(case: Case) -> None:
    before = {mart: case.warehouse.rows(mart) for mart in ("score_ledger", "score_history")}
    for case.as_of in (day(3), day(60)):
        case.build("entity_scores", keeps="score_ledger score_history")
        for mart, rows in before.items():
            assert sorted(map(str, case.warehouse.rows(mart))) == sorted(map(str, rows))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "America/Los_Angeles"])
def test_without_as_of_now_is_the_clock_in_utc(clocked: Case, zone: str) -> None:
    """Expiries half an hour before and after now: a clock in local time would see both on one side of it."""
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    found = _marts(clocked.warehouse.duckdb_path, zone)
    assert not (text := all_differences(clocked.expected(now), found)), f"\n\n{text}"
    points = {row["contact_id"]: row["points"] for row in found["contact_scores"] if row["score_id"] == "engagement"}
    assert points["not expired"] - points["expired"] == 1


@pytest.fixture(scope="module")
def clocked(built: Case, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small world with two opens whose 30 days end half an hour before and after now, built without as_of."""
    case = built.copy(tmp_path_factory.mktemp("clocked") / "warehouse")
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    half_an_hour = datetime.timedelta(minutes=30)
    instants = {"expired": now - 30 * DAY - half_an_hour, "not expired": now - 30 * DAY + half_an_hour}
    rows = [mail(who, who, "open", 0, occurred_at=at, loaded_at=at) for who, at in instants.items()]
    case.files["email_events", "of the clock"] = rows
    write_landing(case.warehouse, case.files, case.lying)
    case.warehouse.run()
    return case


# Work proportional to change: what build_runs says (issue 3, point 4).


def _reasons(case: Case) -> dict[str, int]:
    """Reason -> entities recomputed for it, of the last build."""
    rows = case.warehouse.query(
        "select * from main.build_runs where started_at = (select max(started_at) from main.build_runs)"
    )
    assert len({row["run_id"] for row in rows}) == 1
    assert all(row["started_at"] <= row["finished_at"] for row in rows)
    assert len({row["reason"] for row in rows}) == len(rows)
    return {row["reason"]: row["entities"] for row in rows}


def _touched(case: Case, rule_id: str) -> int:
    """How many entities the oracle gives ledger entries of a rule."""
    rows = case.marts["score_ledger"]
    return len({(row["entity_type"], row["entity_id"]) for row in rows if row["rule_id"] == rule_id})


def _edit_names(case: Case) -> None:
    """Names, descriptions, comments and the order of rows."""
    case.seeds["scores"][0].update(score_name="new", description="why")
    case.rule("open").update(rule_name="new", comment="why")
    case.seeds["score_rules"].reverse()


def _edit_triggers_and_segments(case: Case) -> None:
    """A threshold, a trigger less, and an action."""
    case.seeds["score_triggers"][0]["threshold"] = "9"
    case.seeds["score_triggers"].pop(1)
    case.seeds["score_segments"][1].update(segment="never", action="call")


def _load_nothing(case: Case) -> None:
    """Files without rows, and one with its rows in another order."""
    case.load(email_events=[], contacts=[], score_adjustments=[])
    case.files["email_events", "january"] = case.files["email_events", "january"][::-1]


def _sync(case: Case, at: float) -> None:
    """Every contact, account and opportunity comes with a new updated_at, and nothing else new."""
    for entity_type, table in TABLES.items():
        latest: dict[str, Row] = {}
        for row in sorted(all_rows(case.files)[table], key=lambda row: row["updated_at"]):
            latest[row[f"{entity_type}_id"]] = row
        case.load(**{table: [row | {"updated_at": day(at)} for row in latest.values()]})


def _redeliver(case: Case) -> None:
    """Good rows come again with the loaded_at that they had, loaded now, and bad."""
    case.load(at=39.5 + 1 / 24, email_events=[mail("e10", "c3", "unsubscribe", 39.5)])
    case.load(
        email_events=[mail("e2", "c1", "click", 2), mail("e4", None, "click", 3)], contacts=[contact("c2", 0, "a2")]
    )


# What changes -> the edit, and marts that it changes all the same.
NOTHING: dict[str, tuple[Callable[[Case], None], str]] = {
    "nothing at all": (lambda case: None, ""),
    "an empty load": (_load_nothing, ""),
    "a later as_of": (lambda case: setattr(case, "as_of", day(60)), "entity_scores"),
    "names and order": (_edit_names, "entity_scores score_breakdown"),
    "triggers and segments": (_edit_triggers_and_segments, "score_trigger_firings contact_segments"),
    "a nightly sync": (lambda case: _sync(case, 41), "feed_audit"),
    "redelivered rows": (_redeliver, "feed_audit rejected_rows"),
    "an attribute that no rule reads": (
        lambda case: case.load(contacts=[contact("c3", 41, None, job_title="boss")]), "feed_audit"
    ),
    "a rule that matches nobody": (_of_rule("never", points="99"), ""),
}  # fmt: skip


@pytest.mark.parametrize("edit, changes", NOTHING.values(), ids=NOTHING)
def test_recomputes_nobody(case: Case, edit: Callable[[Case], None], changes: str) -> None:
    edit(case)
    case.build(changes, keeps="score_ledger score_history suppressed_awards")
    reasons = _reasons(case)  # it may also say which tables were read again
    assert "nothing new" in reasons and sum(reasons.values()) == 0


MEMBERS = {"int_account_members", "int_opportunity_members"}
OF_VERSIONS = MEMBERS | {"int_entities"}


def test_a_sync_keeps_all_that_is_made_of_versions(case: Case) -> None:
    """Each of these tables is the one of the build before; a version that says something new makes them anew."""
    _sync(case, 41)
    case.build("feed_audit")
    assert case.kept >= OF_VERSIONS
    assert _matched_anew(case) == set()
    case.load(contacts=[contact("c3", 42, "a1")])
    case.build()
    assert not case.kept & OF_VERSIONS


def test_who_is_there_is_asked_again_only_where_somebody_comes_or_goes(case: Case) -> None:
    case.load(email_events=[mail("k1", "c1", "click", 41)])
    case.build()
    assert case.kept >= OF_VERSIONS
    case.load(email_events=[mail("k2", "newcomer", "click", 42)])
    case.build()
    assert case.kept & OF_VERSIONS == MEMBERS
    case.load(email_events=[mail("k2", "c1", "click", 42, loaded_at=day(43))])
    case.build()
    assert case.kept & OF_VERSIONS == MEMBERS
    case.load(email_events=[mail("k3", "c2", "click", 43)])
    case.build()
    assert case.kept >= OF_VERSIONS


def test_versions_come_in_any_order(case: Case) -> None:
    """Repeats, corrections and versions between others, of people and of deals whose contacts are merged meanwhile."""
    chance, people = random.Random(7), [f"v{number}" for number in range(60)]
    for _ in range(5):
        keys = sorted({(chance.choice(people), chance.randrange(6)) for _ in range(120)})
        merged, survivor = chance.sample(people[:4], 2)
        case.load(
            contacts=[contact(person, at, country=chance.choice(["ES", "FR"])) for person, at in keys],
            opportunities=[opportunity(person, at, chance.choice(people[:3])) for person, at in keys],
            contact_merges=[merge(merged, survivor, 41)],
        )
        case.build("feed_audit")
        assert not any("read whole" in reason for reason in _reasons(case))
    stored = "select * from intermediate.int_standing_versions order by entity_type, entity_id, updated_at"
    versions = case.warehouse.query(stored)
    case.warehouse.run("--full-refresh", vars={"as_of": str(case.as_of)})
    assert versions == case.warehouse.query(stored)
    assert 50 < sum(row["is_repeat"] for row in versions) < len(versions) - 50


def test_a_row_spelled_otherwise_says_the_same_every_night(case: Case) -> None:
    """The latest version was spelled in another way: its rows are no news, however often they come."""
    case.load(contacts=[contact("c1", 41, properties='{"plan":"gold"}')])
    case.build()
    for night in (42, 43, 44):
        case.load(contacts=[contact("c1", night, properties='{ "plan" : "gold" }')])
        case.build("feed_audit")
        assert case.warehouse.query("select * from intermediate.int_changed_versions") == []


def _matched_anew(case: Case) -> set[str]:
    """Of whom the last build computed the attribute intervals."""
    entities = case.warehouse.query(
        "select entity_type || ' ' || entity_id as entity from intermediate.int_changed_attributes"
        " inner join intermediate.int_entities using (entity_key)"
    )
    return {row["entity"] for row in entities}


NEW_VERSIONS = {
    "of a contact": ({"contacts": [contact("c3", 41, None, seniority="director")]}, {"contact c3"}),
    "of a deal's contact": ({"contacts": [contact("c2", 41, "a2", country="FR")]}, {"contact c2", "opportunity o2"}),
    "of an account": (
        {"accounts": [account("a1", 41, "retail")]},
        {"account a1", "contact c1", "opportunity o1", "opportunity x"},
    ),
    "that leaves an account": ({"contacts": [contact("c4", 41, None)]}, {"contact c4"}),
    "of somebody new": ({"contacts": [contact("c5", 41, "a1")]}, {"contact c5"}),
}


@pytest.mark.parametrize("files, concerned", NEW_VERSIONS.values(), ids=NEW_VERSIONS)
def test_a_version_is_matched_for_its_readers(case: Case, files: dict[str, list[Row]], concerned: set[str]) -> None:
    case.load(**files)
    case.build("feed_audit")
    assert _matched_anew(case) == concerned


def test_attributes_of_a_withdrawn_version_go_though_the_build_between_did_not_end(case: Case) -> None:
    case.seeds["score_rules"].append(rule("no_shop", "heat", "3", rule_type="attribute"))
    case.seeds["score_rule_conditions"].append(condition("no_shop", "account", "industry", "not_equals", "retail"))
    case.build("score_ledger")
    case.load(contacts=[contact("c3", 20, None, seniority="director")], accounts=[account("a3", 1)])
    write_landing(case.warehouse, case.files, case.lying)
    case.warehouse.run("--select", "+int_attribute_intervals", vars={"as_of": str(case.as_of)})
    of_load = """
        select entities.entity_id from intermediate.int_attribute_intervals as intervals
        left join intermediate.int_entities as entities using (entity_key)
        where (entities.entity_id = 'c3' and intervals.rule_id = 'senior') or entities.entity_id = 'a3'
            or entities.entity_id is null
    """
    assert {row["entity_id"] for row in case.warehouse.query(of_load)} == {"c3", "a3"}
    case.lying = dict(case.files)
    case.files = {key: rows for key, rows in case.files.items() if key[1] != "load-1"}
    case.build(keeps=" ".join(MARTS))
    assert not case.warehouse.query(of_load)


def test_somebody_new_without_a_version_meets_negative_conditions(case: Case) -> None:
    case.seeds["score_rules"].append(rule("no_boss", "engagement", "3", "clicked"))
    case.seeds["score_rule_conditions"].append(condition("no_boss", "contact", "job_title", "not_equals", "boss"))
    case.build("score_ledger")
    case.load(email_events=[mail("n1", "newcomer", "click", 41)])
    case.build("score_ledger")


def test_nothing_new_after_a_load_recomputes_nobody(case: Case) -> None:
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.build("score_ledger")
    case.build(keeps=" ".join(MARTS))
    assert _reasons(case) == {"nothing new": 0}


def test_a_file_of_a_feed_that_held_nothing_is_not_called_late(case: Case) -> None:
    case.load(calls=[])
    case.build()
    reasons = {"nothing new", "calls read whole: the build before saw no row of it with a loaded_at up to its start"}
    assert _reasons(case).keys() == reasons


def test_a_new_interaction_recomputes_contact_account_and_deal(case: Case) -> None:
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.build("score_ledger")
    assert sum(_reasons(case).values()) == 3


@pytest.mark.parametrize("rule_id", ["visit", "no_reply", "senior"])
def test_a_changed_weight_recomputes_whom_the_rule_touched(case: Case, rule_id: str) -> None:
    case.rule(rule_id)["points"] = "11"
    case.build("score_ledger")
    [(reason, entities)] = _reasons(case).items()
    assert rule_id in reason
    assert entities == _touched(case, rule_id)


def test_awards_stand_but_for_whom_something_else_changed_for(case: Case) -> None:
    case.rule("click")["points"] = "11"
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.build("score_ledger")
    assert _awards_stand(case) == {True, False}


def test_a_rule_that_comes_recomputes_whom_it_touches(case: Case) -> None:
    RULE_EDITS["added"](case)
    case.build("score_ledger")
    [(reason, entities)] = _reasons(case).items()
    assert "reply" in reason
    assert entities == _touched(case, "reply")


def test_each_reason_counts_its_own(case: Case) -> None:
    case.rule("senior")["points"] = "11"
    case.load(email_events=[mail("n1", "c3", "click", 41)], score_adjustments=[adjustment("n1", "c4", 41)])
    case.build("score_ledger")
    reasons = _reasons(case)
    assert len(reasons) == 3
    assert sorted(reasons.values()) == [1, 1, 1]


def test_what_is_stored_is_asked_again_only_after_it_changed(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    execute = DuckDBCursorWrapper.execute

    def counted(cursor: DuckDBCursorWrapper, sql: str, *bindings: Any) -> Any:
        asked[re.sub(r"/\*.*?\*/", "", sql, flags=re.DOTALL).strip()] += 1
        return execute(cursor, sql, *bindings)

    monkeypatch.setattr(DuckDBCursorWrapper, "execute", counted)
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    case.build("score_ledger")
    of_queue = [times for sql, times in asked.items() if sql.startswith("select 1") and "int_affected_entities" in sql]
    of_tables = [times for sql, times in asked.items() if sql.startswith("select *") and "int_raw_tables" in sql]
    assert of_queue == [3]  # before it is written, after it was, after the checkpoint emptied it
    assert of_tables == [1]  # after it was written
