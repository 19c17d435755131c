"""The ready questions of analyses/, each asked with `dbt show` of the bundled sample under the default rulebook."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from harness import Warehouse

AS_OF = "2026-07-01 00:00:00"
HOSTILE = "c-009' or '1'='1'; drop table main.feed_audit; -- {{ 1/0 }} \\"


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


def test_why_this_score_adds_up_to_the_mart(built: Warehouse) -> None:
    """What counts of each score of each of some contacts is its points before limits, entry by entry with its event."""
    for contact_id in ("c-009", "c-102", "c-207"):
        rows = _show(built, "why_this_score", entity_id=contact_id, day=AS_OF)
        assert {row["entity_id"] for row in rows} == {contact_id}
        for score in built.query("from contact_scores where contact_id = ?", contact_id):
            counting = [r for r in rows if r["score_id"] == score["score_id"] and r["state"] == "counts"]
            points = sum((Decimal(row["points"]) for row in counting), Decimal(0))
            assert points == score["positive_points"] + score["negative_points"]


def test_why_this_score_shows_every_entry_and_what_was_suppressed(built: Warehouse) -> None:
    """One row for each ledger entry and each suppressed match; those with an interaction say where it came from."""
    rows = _show(built, "why_this_score", entity_id="c-009")
    [ledger] = built.query(
        "select count(*) as n from score_ledger where entity_type = 'contact' and entity_id = 'c-009'"
    )
    suppressed = built.query(
        "select reason, count(*) as n from suppressed_awards where entity_type = 'contact' and entity_id = 'c-009' "
        "group by reason"
    )
    assert suppressed
    for reason in suppressed:
        assert sum(row["state"] == reason["reason"] for row in rows) == reason["n"]
    assert len(rows) == ledger["n"] + sum(reason["n"] for reason in suppressed)
    assert all(row["source"] and row["event_name"] and row["occurred_at"] for row in rows if row["interaction_id"])


def test_why_this_score_gives_an_adjustment_its_reason(built: Warehouse) -> None:
    """An adjustment stands there with the reason that was given for it."""
    [one, *_] = built.query("from score_ledger where adjustment_id is not null order by adjustment_id")
    rows = _show(built, "why_this_score", entity_type=one["entity_type"], entity_id=one["entity_id"])
    [row] = [row for row in rows if row["adjustment_id"] == one["adjustment_id"]]
    assert row["source"] == "score_adjustments"
    assert row["rule_name"].startswith("adjustment: ")


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
    earlier = _show(built, "scores_on_a_day", day="2026-04-01", entity_type="contact", score_id="lead_score")
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
    """After the last interaction, whoever has fewer points in 14 days by the history is there, with points and tiers."""
    foretold = built.query(
        """
        select scores.score_id, scores.entity_type, scores.entity_id, scores.points, scores.tier,
            history.points as points_then, history.tier as tier_then
        from entity_scores as scores
        inner join score_history as history using (score_id, entity_type, entity_id)
        where history.valid_from <= timestamp '2026-07-15' and coalesce(history.valid_to, 'infinity') > timestamp '2026-07-15'
            and history.points < scores.points
        """
    )
    found = _show(built, "cooling_down", day=AS_OF)
    assert len(found) > 20
    columns = ("score_id", "entity_type", "entity_id", "tier", "tier_then")
    as_set = {(*(row[c] for c in columns), Decimal(row["points"]), Decimal(row["points_then"])) for row in found}
    assert as_set == {(*(row[c] for c in columns), row["points"], row["points_then"]) for row in foretold}
    assert all(Decimal(row["points_lost"]) == Decimal(row["points"]) - Decimal(row["points_then"]) for row in found)
    assert len(_show(built, "cooling_down", day=AS_OF, days=30)) > len(found)


def test_tier_moves_are_the_transitions_of_the_week(built: Warehouse) -> None:
    """The moves of the last 7 days up to the instant add up to the transitions of the mart, each in its direction."""
    found = _show(built, "tier_moves_this_week", day="2026-06-15")
    transitions = built.query(
        "from tier_transitions where changed_at > timestamp '2026-06-08' and changed_at <= timestamp '2026-06-15'"
    )
    assert sum(int(row["moves"]) for row in found) == len(transitions) > 0
    assert {row["direction"] for row in found} == {"up", "down", "there and back"}
    assert all((row["direction"] == "there and back") == (row["from_tier"] == row["to_tier"]) for row in found)


def test_touchpoints_add_up_to_the_matches_of_the_rule(built: Warehouse) -> None:
    """All pages are below /pricing; awards and suppressed ones add up to the marts."""
    rule = "engagement_pricing_page"
    found = _show(built, "touchpoints_of_a_rule", rule_id=rule)
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


@pytest.mark.parametrize(
    ("analysis", "name"),
    [
        ("why_this_score", "entity_id"),
        ("why_this_score", "entity_type"),
        ("scores_on_a_day", "entity_id"),
        ("cooling_down", "score_id"),
        ("tier_moves_this_week", "entity_type"),
        ("touchpoints_of_a_rule", "rule_id"),
    ],
)
def test_a_name_with_quotes_stays_a_name(built: Warehouse, analysis: str, name: str) -> None:
    """A value made to change the SQL finds nobody of that name, and changes nothing."""
    assert _show(built, analysis, **{name: HOSTILE}) == []
    assert built.rows("feed_audit")


@pytest.mark.parametrize(("name", "value"), [("day", "2026-06-15'; --"), ("days", "7 --"), ("day", "yesterday")])
def test_an_instant_must_be_one(built: Warehouse, name: str, value: str) -> None:
    """What is no instant, or no number of days, is refused with a sentence and never reaches the SQL."""
    with pytest.raises(Exception, match=json.dumps(value)[1:-1]):
        _show(built, "cooling_down", **{name: value})
