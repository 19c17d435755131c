"""The outcome marts: random worlds against the oracle, and small cases whose numbers were worked out by hand."""

from __future__ import annotations

import copy
import datetime
import math
from collections.abc import Callable
from typing import Any

import pytest

from harness import BuildError, Warehouse
from oracle import score
from oracle.outcomes import outcomes, tier_population_daily
from worlds import make_world

Rows = list[dict[str, Any]]
Raw = dict[str, Rows]

# Mart -> its key.
KEYS = {
    "conversions": ["contact_id", "interaction_id", "opportunity_id"],
    "backtest_dates": ["backtest_date"],
    "score_backtest": ["score_id", "contact_id", "backtest_date"],
    "score_quality": ["score_id", "backtest_date"],
    "tier_performance": ["score_id", "tier", "backtest_date"],
    "rule_performance": ["rule_id"],
    "pipeline_forecast": ["score_id", "is_total", "tier"],
    "tier_population_daily": ["score_id", "tier", "day"],
}


# Comparing


def _differences(mart: str, expected: Rows, found: Rows) -> list[str]:
    """What differs between the oracle's rows and the warehouse's; floats may differ in their last digits."""
    wanted, actual = (_by_key(mart, rows) for rows in (expected, found))
    assert (len(wanted), len(actual)) == (len(expected), len(found)), f"{mart}: key stands twice"
    lines = [f"{mart}: only in one: {key}" for key in sorted(wanted.keys() ^ actual.keys(), key=str)]
    for key in sorted(wanted.keys() & actual.keys(), key=str):
        for column, value in actual[key].items():
            if not _equal(wanted[key].get(column), value):
                lines.append(f"{mart} {key}: {column} is {value}, oracle {wanted[key].get(column)}")
    return lines


def _by_key(mart: str, rows: Rows) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by the values of their key."""
    return {tuple(row.get(column) for column in KEYS[mart]): row for row in rows}


def _equal(left: Any, right: Any) -> bool:
    """Whether two values are the same."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
    return left == right


# Random worlds


def _unchanged(raw: Raw) -> None:
    """The world as it is."""


def _one_version_each(table: str, key: str) -> Callable[[Raw], None]:
    """A world whose source keeps only the current row of a table."""

    def cut(raw: Raw) -> None:
        raw[table] = list({row.get(key): row for row in raw[table]}.values())

    return cut


DATES = [datetime.date(2025, month, day) for month, day in ((7, 20), (9, 1), (9, 17), (10, 5), (11, 28))]
CASES = [
    (1, _unchanged, {"conversion_window_days": 10}),
    (2, _unchanged, {"backtest_dates": [str(day) for day in DATES], "conversion_window_days": 7}),
    (3, _one_version_each("accounts", "account_id"), {}),
    (4, _one_version_each("contacts", "contact_id"), {"conversion_window_days": 45}),
    (5, _unchanged, {}),
]
# Few enough that most contacts have not converted yet, and have points.
CONVERSIONS = {"purchase", "demo_submitted", "call_answered", "tag_added"}


@pytest.mark.parametrize(("seed", "change", "vars"), CASES)
def test_world(seed: int, change: Callable[[Raw], None], vars: dict[str, Any], warehouse: Warehouse) -> None:
    """Every outcome mart of a random world is what the oracle says, who is shown no row of a date's future."""
    world = make_world(seed)
    raw, seeds = copy.deepcopy(world.raw), copy.deepcopy(world.seeds)
    change(raw)
    for row in seeds["event_types"]:
        row["is_conversion"] = "true" if row["event_name"] in CONVERSIONS else "false"
    warehouse.write_raw(raw)
    warehouse.write_seeds(seeds)
    warehouse.run("-s", "fqn:*", vars={"as_of": str(world.as_of), **vars})

    dates = [datetime.date.fromisoformat(day) for day in vars.get("backtest_dates", ())]
    expected = outcomes(raw, seeds, world.as_of, vars.get("conversion_window_days", 30), dates)
    marts = score(raw, seeds, world.as_of).marts
    expected["tier_population_daily"] = tier_population_daily(raw, seeds, world.as_of, marts)
    assert len({row["points"] for row in expected["score_backtest"]}) > 5
    assert any(row["converted"] for row in expected["score_backtest"])
    assert not [line for mart in KEYS for line in _differences(mart, expected[mart], warehouse.rows(mart))[:5]]


# Numbers worked out by hand

JANUARY, FEBRUARY = datetime.datetime(2026, 1, 1), datetime.datetime(2026, 2, 1)
DAY = datetime.timedelta(days=1)


def _events(contact: str, *events: tuple[str, datetime.datetime]) -> Rows:
    """Rows of web_events: what a contact did when."""
    return [
        {"event_id": f"{contact}-{event}-{at}", "contact_id": contact, "event": event, "occurred_at": at}
        | {"loaded_at": at}
        for event, at in events
    ]


def _seeds(rules: Rows, conditions: Rows = ()) -> dict[str, Rows]:
    """A rulebook of two scores: `s` with the tiers cold and warm from 10, and `fit`."""
    given = {"is_active": "true", "operation": "add", "points": 10}
    names = (("visit", "visit", "false"), ("buy", "bought", "true"), ("leave", "left", "false"))
    return {
        "scores": [
            {"score_id": score_id, "score_name": score_id, "entity_type": "contact", "is_active": "true"}
            for score_id in ("s", "fit")
        ],
        "score_tiers": [
            {"score_id": "s", "tier": "cold", "max_points": 9},
            {"score_id": "s", "tier": "warm", "min_points": 10},
        ],
        "score_rules": [{"rule_name": rule["rule_id"], **given, **rule} for rule in rules],
        "score_rule_conditions": list(conditions),
        "event_types": [
            {"source": "web_events", "event_name": name, "event_type": kind, "channel": "web", "is_conversion": marked}
            for name, kind, marked in names
        ],
    }


VISIT = {"rule_id": "visit", "score_id": "s", "rule_type": "interaction", "event_type": "visit"}
LEFT = {"rule_id": "left", "score_id": "s", "rule_type": "interaction", "event_type": "left", "operation": "set"}
SPANISH = {"rule_id": "spanish", "score_id": "fit", "rule_type": "attribute"}
OF_SPAIN = {"any_group": "1", "subject": "contact", "field": "country", "operator": "equals", "value": "ES"}


def _deal(name: str, contact: str | None, amount: int, updated_at: datetime.datetime, **more: Any) -> dict[str, Any]:
    """A version of an opportunity."""
    return {
        "opportunity_id": name, "contact_id": contact, "amount": amount, "created_at": JANUARY,
        "updated_at": updated_at, "loaded_at": updated_at, **more,
    }  # fmt: skip


def test_numbers_worked_out_by_hand(warehouse: Warehouse) -> None:
    """Ten contacts looked at from 1 February: who converts within 30 days, who too late, who at the very instant.

    Points: c1 20, five have 10 (c2, c3, late, leaves, dealt), c4 and midnight 0. c1, c2, midnight and dealt convert.
    """
    just_before = FEBRUARY - datetime.timedelta(microseconds=1)
    visited = ("visit", JANUARY + 5 * DAY)
    warehouse.write_raw({
        "web_events": [
            *_events("c1", visited, ("visit", JANUARY + 9 * DAY), ("buy", FEBRUARY + 10 * DAY)),
            *_events("c2", ("visit", just_before), ("buy", FEBRUARY + 29 * DAY)),
            *_events("c3", visited),
            *_events("midnight", ("unheard of", JANUARY), ("visit", FEBRUARY), ("buy", FEBRUARY)),
            *_events("late", visited, ("buy", FEBRUARY + 30 * DAY)),
            *_events("leaves", visited, ("leave", FEBRUARY + 2 * DAY)),
            *_events("dealt", visited),
            *_events("converted", visited, ("buy", just_before)),
            *_events("unknown", ("visit", FEBRUARY + DAY), ("buy", FEBRUARY + 2 * DAY)),
        ],
        "contacts": [
            {"contact_id": "c4", "country": "ES", "created_at": JANUARY, "updated_at": JANUARY, "loaded_at": JANUARY},
        ],
        "opportunities": [
            _deal("won", "c3", 50, JANUARY),
            _deal("won", "dealt", 50, FEBRUARY + 9 * DAY),
            _deal("won", "c3", 50, FEBRUARY + 12 * DAY, is_won=True, closed_at=FEBRUARY + 9 * DAY),
            _deal("lost", "c3", 50, FEBRUARY, is_won=False, closed_at=FEBRUARY + 9 * DAY),
            *(_deal(f"open{n}", "c1", 25, JANUARY) for n in range(16)),
            _deal("cold", "c4", 40, JANUARY),
            _deal("nobody's", None, 7, JANUARY),
        ],
    })  # fmt: skip
    conditions = [{"rule_id": "spanish", **OF_SPAIN}]
    warehouse.write_seeds(_seeds([VISIT, LEFT | {"points": 0}, SPANISH], conditions))
    warehouse.run("-s", "fqn:*", vars={"as_of": "2026-03-10", "backtest_dates": ["2026-02-01"]})

    back = {row["contact_id"]: (row["points"], row["converted"]) for row in warehouse.rows("score_backtest")}
    assert back == {
        "c1": (20, True), "c2": (10, True), "c3": (10, False), "c4": (0, False), "midnight": (0, True),
        "late": (10, False), "leaves": (10, False), "dealt": (10, True),
    }  # fmt: skip

    # Of 16 pairs c1 wins 4, c2 and dealt 2.5 each (three ties, one win), midnight 0.5. The top tenth is 0.8 of c1, the
    # top fifth c1 and 0.6 of the five with 10, of whom two convert.
    [quality] = warehouse.rows("score_quality")
    assert (quality["score_id"], quality["contacts"], quality["conversions"]) == ("s", 8, 4)
    assert quality["auc"] == 9.5 / 16
    assert quality["lift_of_top_tenth"] == pytest.approx(2)
    assert quality["share_of_conversions_in_top_fifth"] == pytest.approx((1 + 0.6 * 2 / 5) / 4)

    # Wilson's interval of 3 of 6 and of 1 of 2, as tables have it; days 9, 10, 29 and 0.
    tiers = {row["tier"]: row for row in warehouse.rows("tier_performance")}
    of_tier = ("contacts", "conversions", "rate_low", "rate_high", "median_days_to_conversion")
    assert [tiers["warm"][column] for column in of_tier] == pytest.approx([6, 3, 0.187616, 0.812384, 10], abs=1e-6)
    assert [tiers["cold"][column] for column in of_tier] == pytest.approx([2, 1, 0.094531, 0.905469, 0], abs=1e-6)

    rules = {row["rule_id"]: row for row in warehouse.rows("rule_performance")}
    assert (rules["visit"]["contact_dates_with"], rules["visit"]["conversions_with"]) == (6, 3)
    assert (rules["visit"]["contact_dates_without"], rules["visit"]["conversions_without"]) == (2, 1)
    assert (rules["visit"]["lift"], rules["visit"]["log_odds"], rules["visit"]["share_of_score"]) == (1, 0, 1)
    assert rules["spanish"]["not_backtestable_because"] == "contacts keeps one version"
    assert rules["spanish"]["contacts"] is None

    # Warm: 16 deals of 25 at 0.5; the doubt of the rate is 400 * 0.312384, that of the deals 1.96 * 25 * sqrt(16 / 4).
    # Cold: one deal of 40 comes or does not. In total the squares add up.
    forecast = {(row["tier"], row["is_total"]): row for row in warehouse.rows("pipeline_forecast")}
    told = {
        key: [row[column] for column in ("opportunities", "amount", "expected_amount", "amount_low", "amount_high")]
        for key, row in forecast.items()
    }
    assert told["warm", False] == pytest.approx([16, 400, 200, 41.20, 358.80], abs=0.005)
    assert told["cold", False] == pytest.approx([1, 40, 20, 0, 40])
    assert told[None, False] == [1, 7, None, None, None]
    assert told[None, True] == pytest.approx([18, 447, 220, 55.63, 384.37], abs=0.005)


def test_nothing_leaks_from_versions_to_come(warehouse: Warehouse) -> None:
    """The ledger knows of first versions before they were there; the backtest does not.

    `later`, created in January, is known to be Spanish since 10 February. Under the rulebook a Spaniard's visit gives
    20 instead of 10: in February nobody can say which. `never` has no version at all and nothing to wait for.
    """
    early, late = JANUARY + 4 * DAY, FEBRUARY + 9 * DAY
    versions = (("later", late, "ES"), ("moved", early, "ES"), ("moved", late, "FR"))
    warehouse.write_raw({
        "web_events": [
            *_events("later", ("visit", early)),
            *_events("moved", ("visit", early)),
            *_events("never", ("visit", early)),
            *_events("last", ("buy", FEBRUARY + 60 * DAY)),
        ],
        "contacts": [
            {"contact_id": contact, "country": country, "created_at": early, "updated_at": at, "loaded_at": at}
            for contact, at, country in versions
        ],
    })  # fmt: skip
    of_spaniard = VISIT | {"rule_id": "of_spaniard", "points": 20, "exclusive_group": "visits", "priority": 1}
    of_anybody = VISIT | {"exclusive_group": "visits", "priority": 2}
    conditions = [{"rule_id": rule, **OF_SPAIN} for rule in ("spanish", "of_spaniard")]
    warehouse.write_seeds(_seeds([of_spaniard, of_anybody, SPANISH], conditions))
    dates = ["2026-02-01", "2026-03-01"]
    warehouse.run("-s", "fqn:*", vars={"as_of": "2026-04-10", "backtest_dates": dates})

    of_date = "from score_history where entity_id = 'later' and valid_from < '2026-02-01'"
    ledger = {row["score_id"]: row["points"] for row in warehouse.query(f"select score_id, points {of_date}")}
    assert ledger == {"s": 20, "fit": 10}
    back = {
        (row["contact_id"], row["score_id"], row["backtest_date"].month): row["points"]
        for row in warehouse.rows("score_backtest")
    }
    assert back == {
        ("later", "s", 2): 0, ("later", "fit", 2): 0, ("later", "s", 3): 20, ("later", "fit", 3): 10,
        ("moved", "s", 2): 20, ("moved", "fit", 2): 10, ("moved", "s", 3): 20, ("moved", "fit", 3): 0,
        ("never", "s", 2): 10, ("never", "fit", 2): 0, ("never", "s", 3): 10, ("never", "fit", 3): 0,
    }  # fmt: skip


# What is built when


def test_a_plain_build_leaves_the_outcomes_out(warehouse: Warehouse) -> None:
    """Models, data tests and unit tests of tag outcomes are not in what dbt builds by itself."""
    warehouse.write_raw({})
    names = {node.split(".")[-1] for node in warehouse.build(command="list").result}
    assert {"score_ledger", "tier_population_daily", "assert_history_is_canonical"} <= names
    tagged = {node.split(".")[-1] for node in warehouse.build("-s", "tag:outcomes", command="list").result}
    assert {*KEYS, "assert_outcomes_add_up"} - {"tier_population_daily", "conversions"} <= tagged
    assert not names & tagged


@pytest.mark.parametrize(
    "vars",
    [
        {"conversion_window_days": "30; drop table x"},
        {"conversion_window_days": 0},
        {"backtest_dates": ["2026-02-01 12:00"]},
        {"backtest_dates": ["2026-02-30"]},
        {"backtest_dates": "2026-02-01"},
    ],
)
def test_a_wrong_var_is_refused(vars: dict[str, Any], warehouse: Warehouse) -> None:
    """What is no number of days or no date never reaches the SQL."""
    with pytest.raises(BuildError, match="conversion_window_days|backtest_dates|day is out of range"):
        warehouse.build("-s", "backtest_dates", vars=vars, command="compile")
