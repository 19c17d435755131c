"""The ready questions of analyses/, each asked with `dbt show` of the bundled sample under the default rulebook."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from harness import Warehouse

AS_OF = "2026-07-01 00:00:00"
HOSTILE = "c-009' or '1'='1'; drop table main.feed_audit; -- \\"

EARLIER = {
    "day": "2026-04-01",
    "days": 30,
    "entity_type": "contact",
    "score_id": "lead_score",
    "rule_id": "engagement_pricing_page",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample under the default rulebook; nothing writes into it."""
    warehouse = Warehouse(tmp_path_factory.mktemp("analyses") / "built")
    warehouse.run(vars={"as_of": AS_OF})
    return warehouse


def _show(warehouse: Warehouse, analysis: str, **vars: Any) -> list[dict[str, Any]]:
    """All rows that `dbt show` prints for an analysis, as from JSON, numbers as Decimal."""
    result = warehouse.build("-s", analysis, "--limit", "-1", vars={"as_of": AS_OF, **vars}, command="show")
    [shown] = result.result.results
    columns = shown.agate_table.column_names
    return [dict(zip(columns, row, strict=True)) for row in shown.agate_table.rows]


def test_why_this_score_adds_up_to_the_marts(built: Warehouse) -> None:
    """Every entry and every suppressed match of a contact is there with its event; what counts makes the score."""
    rows = _show(built, "why_this_score", entity_id="c-009", day=AS_OF)
    assert {row["entity_id"] for row in rows} == {"c-009"}
    assert all(row["source"] and row["event_name"] and row["occurred_at"] for row in rows if row["interaction_id"])
    for score in built.query("from contact_scores where contact_id = 'c-009'"):
        counting = [row for row in rows if row["score_id"] == score["score_id"] and row["state"] == "counts"]
        points = sum((Decimal(row["points"]) for row in counting), Decimal(0))
        assert points == score["positive_points"] + score["negative_points"]
    of_contact = "where entity_type = 'contact' and entity_id = 'c-009'"
    [ledger] = built.query(f"select count(*) as n from score_ledger {of_contact}")
    suppressed = built.query(f"select reason, count(*) as n from suppressed_awards {of_contact} group by reason")
    assert suppressed
    for reason in suppressed:
        assert sum(row["state"] == reason["reason"] for row in rows) == reason["n"]
    assert len(rows) == ledger["n"] + sum(reason["n"] for reason in suppressed)


def test_why_this_score_gives_an_adjustment_its_reason(built: Warehouse) -> None:
    """An adjustment stands there with the reason that was given for it."""
    [one, *_] = built.query(
        "select ledger.*, raw.reason from score_ledger as ledger inner join staging.stg_score_adjustments as raw "
        "using (adjustment_id) order by adjustment_id"
    )
    rows = _show(built, "why_this_score", entity_type=one["entity_type"], entity_id=one["entity_id"])
    [row] = [row for row in rows if row["adjustment_id"] == one["adjustment_id"]]
    assert row["source"] == "score_adjustments"
    assert row["rule_name"] == f"adjustment: {one['reason']}"


def test_why_this_score_follows_a_merge_and_has_a_default(built: Warehouse) -> None:
    """A merged contact is answered by its survivor; without a name somebody with a score is chosen."""
    [link, *_] = built.query("from intermediate.int_contact_links order by merged_contact_id")
    rows = _show(built, "why_this_score", entity_id=link["merged_contact_id"])
    assert {row["entity_id"] for row in rows} == {link["surviving_contact_id"]}
    assert any(row["state"] == "counts" for row in _show(built, "why_this_score"))


def test_scores_on_a_day_is_the_mart_at_that_instant(built: Warehouse) -> None:
    """At the warehouse's own now it is entity_scores, row by row; earlier it is the history's row of then."""
    found = _show(built, "scores_on_a_day", day=AS_OF)
    assert _keyed(found) == _keyed(built.rows("entity_scores"))
    earlier = _show(built, "scores_on_a_day", **EARLIER)
    history = built.query(
        "from score_history where score_id = 'lead_score' and valid_from <= '2026-04-01' "
        "and (valid_to is null or valid_to > '2026-04-01')"
    )
    assert history
    assert {row["entity_type"] for row in earlier} == {"contact"}
    assert _keyed(history).items() <= _keyed(earlier).items()


def _keyed(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], tuple[Decimal, str | None]]:
    """(score, type, entity) -> (points, tier); each key once."""
    keyed = {(r["score_id"], r["entity_type"], r["entity_id"]): (Decimal(r["points"]), r["tier"]) for r in rows}
    assert len(keyed) == len(rows)
    return keyed


def test_cooling_down_is_what_history_foretells(built: Warehouse) -> None:
    """After the last interaction, whoever has fewer points in 14 days by the history is there, points and tiers."""
    foretold = built.query(
        """
        select scores.score_id, scores.entity_type, scores.entity_id, scores.points, scores.tier,
            history.points as points_then, history.tier as tier_then
        from entity_scores as scores
        inner join score_history as history using (score_id, entity_type, entity_id)
        where history.valid_from <= timestamp '2026-07-15'
            and coalesce(history.valid_to, 'infinity') > timestamp '2026-07-15'
            and history.points < scores.points
        """
    )
    found = _show(built, "cooling_down", day=AS_OF)
    assert len(found) > 20
    columns = ("score_id", "entity_type", "entity_id", "tier", "tier_then")
    as_set = {(*(row[c] for c in columns), Decimal(row["points"]), Decimal(row["points_then"])) for row in found}
    assert as_set == {(*(row[c] for c in columns), row["points"], row["points_then"]) for row in foretold}
    assert all(Decimal(row["points_lost"]) == Decimal(row["points"]) - Decimal(row["points_then"]) for row in found)


def test_tier_moves_are_the_transitions_of_the_days(built: Warehouse) -> None:
    """The moves of the days up to the instant add up to the transitions of the mart, each in its direction."""
    week = _show(built, "tier_moves_this_week", day=AS_OF)
    [transitions] = built.query(
        "select count(*) as n from tier_transitions where changed_at > '2026-06-24' and changed_at <= '2026-07-01'"
    )
    assert sum(int(row["moves"]) for row in week) == transitions["n"] > 0
    assert {row["direction"] for row in week} == {"up", "down", "there and back"}
    assert all((row["direction"] == "there and back") == (row["from_tier"] == row["to_tier"]) for row in week)
    [transitions] = built.query(
        "select count(*) as n from tier_transitions where score_id = 'lead_score' "
        "and changed_at > '2026-03-02' and changed_at <= '2026-04-01'"
    )
    month = _show(built, "tier_moves_this_week", **EARLIER)
    assert sum(int(row["moves"]) for row in month) == transitions["n"] > 0


def test_touchpoints_add_up_to_the_matches_of_the_rule(built: Warehouse) -> None:
    """All pages are below /pricing; awards and suppressed ones add up to the marts."""
    rule = EARLIER["rule_id"]
    found = _show(built, "touchpoints_of_a_rule", **EARLIER)
    assert {row["target_id"].split("/")[1] for row in found} == {"pricing"}
    [awards] = built.query(
        "select count(distinct (entity_type, entity_id, interaction_id)) as n from score_ledger where rule_id = ?", rule
    )
    [capped] = built.query(
        "select count(*) as n from suppressed_awards where rule_id = ? and reason = 'over_cap'", rule
    )
    assert sum(int(row["awarded"]) for row in found) == awards["n"] > 0
    assert sum(int(row["over_cap"]) for row in found) == capped["n"] > 0
    assert _show(built, "touchpoints_of_a_rule")


def test_a_name_with_quotes_stays_a_name(built: Warehouse) -> None:
    """A value made to change the SQL finds nobody of that name in any analysis, and changes nothing."""
    names = dict.fromkeys(("entity_type", "entity_id", "score_id", "rule_id"), HOSTILE)
    for analysis in (
        "why_this_score",
        "scores_on_a_day",
        "cooling_down",
        "tier_moves_this_week",
        "touchpoints_of_a_rule",
    ):
        assert _show(built, analysis, **names) == []
    assert built.rows("feed_audit")


@pytest.mark.parametrize(("name", "value"), [("day", "2026-06-15'; --"), ("days", "7 --"), ("day", "yesterday")])
def test_an_instant_must_be_one(built: Warehouse, name: str, value: str) -> None:
    """What is no instant, or no number of days, is refused with a sentence and never reaches the SQL."""
    with pytest.raises(Exception, match=json.dumps(value)[1:-1]):
        _show(built, "cooling_down", **{name: value})
