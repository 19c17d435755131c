"""The two real data sets in ../shared/data, built with their rulebooks under examples/.

What is asserted was worked out without the models: by hand from the raw rows of one person, or by plain SQL over the
raw files. A fact in SQL repeats one sentence of the rulebook, in the order of SPEC.md (match, precedence, occurrences,
cap).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from harness import PROJECT, RAW_TABLES, Warehouse

DATA = PROJECT.parent / "shared" / "data"
MICROSECOND = timedelta(microseconds=1)

Suppressed = dict[str, list[tuple[str, str | None, str]]]


class RealData(NamedTuple):
    """One data set: the warehouse built from it, and its raw tables as views of a plain DuckDB connection."""

    warehouse: Warehouse
    raw: duckdb.DuckDBPyConnection

    def fact(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the raw files."""
        return self.raw.execute(sql).fetchall()

    def ledger(self, score_id: str, entity_id: str) -> list[tuple[Any, ...]]:
        """Ledger of one contact and score, in the form of `entries`: an interaction goes by its native id."""
        rows = self.warehouse.query(
            "select rule_id, interaction_id, tranche, operation, points, valid_from, expires_at, superseded_at,"
            " valid_to from main.score_ledger where score_id = $1 and entity_id = $2",
            score_id,
            entity_id,
        )
        for row in rows:
            row["interaction_id"] = _native(row["interaction_id"])
        return sorted((tuple(row.values()) for row in rows), key=str)

    def history(self, score_id: str, entity_id: str) -> list[tuple[datetime, Decimal, str]]:
        """History of one contact and score: since when, points, tier."""
        rows = self.warehouse.query(
            "select valid_from, points, tier from main.score_history"
            " where score_id = $1 and entity_id = $2 order by valid_from",
            score_id,
            entity_id,
        )
        return [tuple(row.values()) for row in rows]

    def points_at(self, score_id: str, entity_id: str, instant: datetime) -> Decimal:
        """Points of one contact at an instant, read from the history (which has a row for it)."""
        (row,) = self.warehouse.query(
            "select points from main.score_history where score_id = $1 and entity_id = $2"
            " and valid_from <= $3 and (valid_to is null or $3 < valid_to)",
            score_id,
            entity_id,
            instant,
        )
        return row["points"]

    def awards(self, rule_id: str) -> list[tuple[str, datetime]]:
        """(contact_id, valid_from) of every award of a rule, sorted."""
        rows = self.warehouse.query(
            "select entity_id, valid_from from main.score_ledger where rule_id = $1 and tranche = 1 order by all",
            rule_id,
        )
        return [(row["entity_id"], row["valid_from"]) for row in rows]


def _native(interaction_id: str | None) -> str | None:
    """The id that the source gave an interaction."""
    return interaction_id and interaction_id.split(":", 1)[1]


def _instant(text: str) -> datetime | None:
    """A timestamp from text; a blank one is null."""
    return datetime.fromisoformat(text) if text else None


def entries(text: str) -> list[tuple[Any, ...]]:
    """Ledger entries from a table in text, in the columns of `RealData.ledger`, sorted.

    A line is: rule | native id | tranche | operation | points | valid_from | expires_at | superseded_at. Its
    valid_to is the earlier of the last two.
    """
    rows = []
    for line in text.strip().splitlines():
        rule, native_id, tranche, operation, points, *instants = (cell.strip() for cell in line.split("|"))
        valid_from, *ends = map(_instant, instants)
        valid_to = min((end for end in ends if end), default=None)
        rows.append((rule, native_id or None, int(tranche), operation, Decimal(points), valid_from, *ends, valid_to))
    return sorted(rows, key=str)


def steps(text: str) -> list[tuple[datetime, Decimal, str]]:
    """History rows from a table in text: valid_from | points | tier."""
    cells = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [(datetime.fromisoformat(since), Decimal(points), tier) for since, points, tier in cells]


# Building


def _feeds(name: str) -> list[str]:
    """Raw tables that a data set has."""
    return sorted(folder.name for folder in (DATA / name).iterdir() if folder.is_dir())


def _landing(folder: Path, name: str) -> Warehouse:
    """A warehouse in `folder` that reads the raw files of a data set where they are, with its rulebook."""
    folder.mkdir(parents=True)
    (folder / "raw").symlink_to(DATA / name)
    warehouse = Warehouse(folder)
    warehouse.write_seeds(PROJECT / "examples" / name / "seeds")
    return warehouse


def _vars(name: str, as_of: str) -> dict[str, Any]:
    """The vars that a data set is built with: feeds that it lacks are switched off; a few shares of entities."""
    off = sorted(set(RAW_TABLES) - set(_feeds(name)))
    return {"disabled_feeds": off, "as_of": as_of, "rows_at_once": 500_000}


def _raw_views(name: str) -> duckdb.DuckDBPyConnection:
    """The raw files of a data set as views of a connection of their own, one a raw table."""
    raw = duckdb.connect()
    for feed in _feeds(name):
        raw.execute(f"create view {feed} as from read_parquet('{DATA / name / feed}/*.parquet', union_by_name = true)")
    return raw


def _real_data(folder: Path, name: str, as_of: str) -> RealData:
    """Build a data set, data tests included; skip where it is not on this machine."""
    if not (DATA / name).is_dir():
        pytest.skip(f"real data not found: no folder ../shared/data/{name} beside the project")
    warehouse = _landing(folder / name, name)
    warehouse.build("--exclude-resource-type", "unit_test", vars=_vars(name, as_of))
    return RealData(warehouse, _raw_views(name))


@pytest.fixture(scope="module")
def grocer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealData]:
    """complete_journey as of the first instant of 2018; `purchases` are its two kinds of receipt lines."""
    data = _real_data(tmp_path_factory.mktemp("grocer"), "complete_journey", "2018-01-01 00:00:00")
    data.raw.execute("create view purchases as from crm_activities where activity like 'purchase%'")
    data.raw.execute("create view coupons as from crm_activities where activity = 'coupon_redeemed'")
    yield data
    data.raw.close()


@pytest.fixture(scope="module")
def suppressed(grocer: RealData) -> Suppressed:
    """Household -> sorted (rule_id, native id, reason) of all that awarded it nothing, of the three looked at below."""
    rows = grocer.warehouse.query(
        "select entity_id, rule_id, interaction_id, reason from main.suppressed_awards"
        " where entity_id in ('hh834', 'hh1357', 'hh2208') and score_id in ('shopping', 'response')"
    )
    found = defaultdict(list)
    for row in rows:
        found[row["entity_id"]].append((row["rule_id"], _native(row["interaction_id"]), row["reason"]))
    return {household: sorted(matches, key=str) for household, matches in found.items()}


@pytest.fixture(scope="module")
def wholesaler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealData]:
    """online_retail as of the night after its last day; `orders` and `goods` are lines with a customer."""
    data = _real_data(tmp_path_factory.mktemp("wholesaler"), "online_retail", "2011-12-10 00:00:00")
    data.raw.execute("create view orders as from crm_activities where activity = 'purchase' and contact_id is not null")
    no_goods = "'POST', 'DOT', 'M', 'D', 'S', 'B', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS'"
    data.raw.execute(f"create view goods as from orders where upper(subject_id) not in ({no_goods})")
    data.raw.execute(
        "create view returns as from crm_activities where activity = 'cancellation' and contact_id is not null"
        f" and upper(subject_id) not in ({no_goods})"
    )
    yield data
    data.raw.close()


# What every row became


def test_grocer_keeps_every_raw_row(grocer: RealData) -> None:
    """Nothing in complete_journey is bad, repeated or unknown."""
    audit = {row["feed"]: row for row in grocer.warehouse.rows("feed_audit")}
    for feed, rows in (("crm_activities", 1_471_409), ("email_events", 6_589), ("contacts", 2_469)):
        assert grocer.fact(f"select count(*) from {feed}") == [(rows,)]
        counted = [audit[feed][column] for column in ("raw_rows", "standing", "replaced", "rejected", "erased")]
        assert counted == [rows, rows, 0, 0, 0]
    assert grocer.warehouse.query("select count(*) as n from main.interactions") == [{"n": 1_471_409 + 6_589}]
    assert grocer.warehouse.rows("rejected_rows") == []
    assert grocer.warehouse.rows("unmapped_events") == []


def test_lines_without_a_customer_are_rejected(wholesaler: RealData) -> None:
    """134,694 purchases, 383 cancellations and 3 bad debts name nobody: each is kept aside, with the reason."""
    anonymous = wholesaler.fact("select activity_id from crm_activities where contact_id is null")
    assert len(anonymous) == 134_694 + 383 + 3 == 135_080

    rejected = wholesaler.warehouse.query("select source, native_id, reason from main.rejected_rows")
    assert {(row["source"], row["reason"]) for row in rejected} == {
        ("crm_activities", "no contact, account or opportunity")
    }
    assert sorted(row["native_id"] for row in rejected) == sorted(native_id for (native_id,) in anonymous)

    audit = {row["feed"]: row for row in wholesaler.warehouse.rows("feed_audit")}
    activities = [
        audit["crm_activities"][column] for column in ("raw_rows", "standing", "replaced", "rejected", "erased")
    ]
    assert activities == [541_909, 406_829, 0, 135_080, 0]
    contacts = [audit["contacts"][column] for column in ("raw_rows", "standing", "replaced", "rejected", "erased")]
    assert contacts == [4_372, 4_372, 0, 0, 0]


def test_lines_without_a_customer_score_nobody(wholesaler: RealData) -> None:
    """Every customer has one row in each score, and there is no other entity; rejected rows are not unmapped events."""
    rows = wholesaler.warehouse.query("select score_id, count(*) as n from main.entity_scores group by all")
    assert {row["score_id"]: row["n"] for row in rows} == {"buying": 4_372, "market": 4_372}
    assert wholesaler.warehouse.query("select count(*) as n from main.interactions") == [{"n": 406_829}]
    assert wholesaler.warehouse.rows("unmapped_events") == []


def test_an_event_that_is_not_listed_is_counted(wholesaler: RealData, tmp_path: Path) -> None:
    """Without its line in event_types a cancellation is kept, and counted as unmapped."""
    warehouse = _landing(tmp_path / "forgetful", "online_retail")
    seed = warehouse.seeds_path / "event_types.csv"
    with seed.open(encoding="utf-8", newline="") as stream:
        kept = [row for row in csv.reader(stream) if row[1] != "cancellation"]
    with seed.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(kept)
    everything_read = ("--select", "+unmapped_events", "+interactions")
    warehouse.run(*everything_read, vars=_vars("online_retail", "2011-12-10 00:00:00"))

    ((first, last, rows),) = wholesaler.fact(
        "select min(occurred_at), max(occurred_at), count(*) from crm_activities"
        " where activity = 'cancellation' and contact_id is not null"
    )
    assert rows == 8_905
    (unmapped,) = warehouse.rows("unmapped_events")
    assert list(unmapped.values()) == ["crm_activities", "cancellation", rows, first, last]
    assert warehouse.query("select count(*) as n from main.interactions") == [{"n": 406_829}]


# One person worked by hand

# Household hh834: seven lines on five days, one mail, no demographics.
#   a73977    2017-01-19 11:32:15  drug gm   1.00  own brand
#   a95467    2017-01-24 11:01:07  drug gm  12.49
#   a95468    2017-01-24 11:01:07  drug gm   4.79
#   a863427   2017-08-02 15:39:15  grocery   9.00
#   a929687   2017-08-18 13:11:58  grocery   3.34
#   a929688   2017-08-18 13:11:58  pastry    4.39  own brand
#   a1251611  2017-11-06 18:46:01  drug gm   1.00
#   m156081   2017-02-08 00:00:00  mail of campaign-27
HH834_SHOPPING = """
visit           | a73977   | 1 | add |   4 | 2017-01-19 11:32:15 | 2017-02-16 11:32:15 |
household_goods | a73977   | 1 | add |   2 | 2017-01-19 11:32:15 | 2017-02-16 11:32:15 |
own_brand       | a73977   | 1 | add |   1 | 2017-01-19 11:32:15 | 2017-02-16 11:32:15 |
visit           | a95467   | 1 | add |   4 | 2017-01-24 11:01:07 | 2017-02-21 11:01:07 |
household_goods | a95467   | 1 | add |   2 | 2017-01-24 11:01:07 | 2017-02-21 11:01:07 |
line_10         | a95467   | 1 | add |   2 | 2017-01-24 11:01:07 | 2017-02-21 11:01:07 |
lapsed_28       | a95468   | 1 | add | -10 | 2017-02-21 11:01:07 | 2017-08-22 11:01:07 | 2017-04-18 11:01:07
gone_84         | a95468   | 1 | set |   0 | 2017-04-18 11:01:07 |                     | 2018-01-29 18:46:01
visit           | a863427  | 1 | add |   4 | 2017-08-02 15:39:15 | 2017-08-30 15:39:15 |
visit           | a929687  | 1 | add |   4 | 2017-08-18 13:11:58 | 2017-09-15 13:11:58 |
fresh           | a929688  | 1 | add |   3 | 2017-08-18 13:11:58 | 2017-09-15 13:11:58 |
own_brand       | a929688  | 1 | add |   1 | 2017-08-18 13:11:58 | 2017-09-15 13:11:58 |
lapsed_28       | a929688  | 1 | add | -10 | 2017-09-15 13:11:58 | 2018-03-16 13:11:58 | 2018-01-29 18:46:01
visit           | a1251611 | 1 | add |   4 | 2017-11-06 18:46:01 | 2017-12-04 18:46:01 |
household_goods | a1251611 | 1 | add |   2 | 2017-11-06 18:46:01 | 2017-12-04 18:46:01 |
lapsed_28       | a1251611 | 1 | add | -10 | 2017-12-04 18:46:01 | 2018-06-04 18:46:01 | 2018-01-29 18:46:01
gone_84         | a1251611 | 1 | set |   0 | 2018-01-29 18:46:01 |                     |
"""
# In November the lapse of September, not yet expired, outweighs the visit: no row.
HH834_SHOPPING_HISTORY = """
2017-01-19 11:32:15 |  7 | quiet
2017-01-24 11:01:07 | 15 | regular
2017-02-16 11:32:15 |  8 | quiet
2017-02-21 11:01:07 |  0 | quiet
2017-08-02 15:39:15 |  4 | quiet
2017-08-18 13:11:58 | 12 | quiet
2017-08-30 15:39:15 |  8 | quiet
2017-09-15 13:11:58 |  0 | quiet
"""
HH834_RESPONSE = """
mail_received | m156081 | 1 | add |  1 | 2017-02-08 | 2017-04-05 |
mail_ignored  | m156081 | 1 | add | -4 | 2017-04-05 | 2017-10-04 |
"""


def test_ledger_of_one_household_by_hand(grocer: RealData) -> None:
    """hh834: a cap (two lines of one receipt are one visit), expiries, lapses, and two resets, one of them to come."""
    assert grocer.ledger("shopping", "hh834") == entries(HH834_SHOPPING)
    assert grocer.ledger("response", "hh834") == entries(HH834_RESPONSE)
    assert grocer.ledger("fit", "hh834") == []


def test_history_of_one_household_by_hand(grocer: RealData) -> None:
    """hh834: sums of the entries above within the limits of their groups and scores."""
    assert grocer.history("shopping", "hh834") == steps(HH834_SHOPPING_HISTORY)
    assert grocer.history("response", "hh834") == steps(
        "2017-02-08 | 1 | open\n2017-04-05 | -4 | deaf\n2017-10-04 | 0 | open"
    )


def test_what_awarded_one_household_nothing_by_hand(suppressed: Suppressed) -> None:
    """hh834: every match that came to nothing, with its reason."""
    lines = ["a73977", "a95467", "a95468", "a863427", "a929687", "a929688", "a1251611"]
    expected = [
        *(("visit", line, "over_cap") for line in ("a95468", "a929688")),
        ("household_goods", "a95468", "over_cap"),
        *(("stock_up", line, "below_min_occurrences") for line in lines),
        *(("lapsed_28", line, "not_absent") for line in ("a73977", "a95467", "a863427", "a929687")),
        *(("gone_84", line, "not_absent") for line in ("a73977", "a95467", "a863427", "a929687", "a929688")),
        ("never_started", None, "not_absent"),
    ]
    assert suppressed["hh834"] == sorted(expected, key=str)


# Household hh1357: four mails, three coupons, each of another of the mass campaigns.
#   m92       2016-12-28  campaign-26     no coupon
#   m517225   2017-05-08  campaign-8      a701260   2017-06-23
#   m890144   2017-08-08  campaign-13     a978482   2017-08-31
#   m1217016  2017-10-30  campaign-18     a1291277  2017-11-17
# Twelve points decay to 60, 30 and 0 percent after 91, 182 and 273 days: tranches of 4.80, 3.60 and 3.60.
HH1357_RESPONSE = """
mail_received | m92        | 1 | add |  1   | 2016-12-28 | 2017-02-22 |
mail_ignored  | m92        | 1 | add | -4   | 2017-02-22 | 2017-08-23 |
mail_received | m517225    | 1 | add |  1   | 2017-05-08 | 2017-07-03 |
coupon_first  | a701260  | 1 | add | 10   | 2017-06-23 |            |
coupon_mass   | a701260  | 1 | add |  4.8 | 2017-06-23 | 2017-09-22 |
coupon_mass   | a701260  | 2 | add |  3.6 | 2017-06-23 | 2017-12-22 |
coupon_mass   | a701260  | 3 | add |  3.6 | 2017-06-23 | 2018-03-23 |
mail_received | m890144    | 1 | add |  1   | 2017-08-08 | 2017-10-03 |
coupon_mass   | a978482  | 1 | add |  4.8 | 2017-08-31 | 2017-11-30 |
coupon_mass   | a978482  | 2 | add |  3.6 | 2017-08-31 | 2018-03-01 |
coupon_mass   | a978482  | 3 | add |  3.6 | 2017-08-31 | 2018-05-31 |
mail_received | m1217016   | 1 | add |  1   | 2017-10-30 | 2017-12-25 |
coupon_mass   | a1291277 | 1 | add |  4.8 | 2017-11-17 | 2018-02-16 |
coupon_mass   | a1291277 | 2 | add |  3.6 | 2017-11-17 | 2018-05-18 |
coupon_mass   | a1291277 | 3 | add |  3.6 | 2017-11-17 | 2018-08-17 |
"""
HH1357_RESPONSE_HISTORY = """
2016-12-28 |  1   | open
2017-02-22 | -4   | deaf
2017-05-08 | -3   | deaf
2017-06-23 | 19   | open
2017-07-03 | 18   | open
2017-08-08 | 19   | open
2017-08-23 | 23   | responsive
2017-08-31 | 35   | responsive
2017-09-22 | 30.2 | responsive
2017-10-03 | 29.2 | responsive
2017-10-30 | 30.2 | responsive
2017-11-17 | 42.2 | coupon_fan
2017-11-30 | 37.4 | responsive
2017-12-22 | 33.8 | responsive
2017-12-25 | 32.8 | responsive
2018-02-16 | 28   | responsive
2018-03-01 | 24.4 | responsive
2018-03-23 | 20.8 | responsive
2018-05-18 | 17.2 | open
2018-05-31 | 13.6 | open
2018-08-17 | 10   | open
"""


def test_coupons_of_one_household_decay_by_hand(grocer: RealData) -> None:
    """hh1357: only the campaign that it answered with no coupon counts as ignored; each coupon fades in three steps."""
    assert grocer.ledger("response", "hh1357") == entries(HH1357_RESPONSE)
    assert grocer.history("response", "hh1357") == steps(HH1357_RESPONSE_HISTORY)


def test_what_awarded_the_other_household_nothing_by_hand(suppressed: Suppressed) -> None:
    """hh1357, response: one coupon is the first, three in five months are no habit, three mails were answered."""
    of_response = [match for match in suppressed["hh1357"] if match[0].startswith(("coupon", "mail"))]
    assert of_response == [
        ("coupon_first", "a1291277", "over_cap"),
        ("coupon_first", "a978482", "over_cap"),
        ("coupon_habit", "a1291277", "below_min_occurrences"),
        ("coupon_habit", "a701260", "below_min_occurrences"),
        ("coupon_habit", "a978482", "below_min_occurrences"),
        ("mail_ignored", "m1217016", "not_absent"),
        ("mail_ignored", "m517225", "not_absent"),
        ("mail_ignored", "m890144", "not_absent"),
    ]


def test_one_household_now_by_hand(grocer: RealData) -> None:
    """hh1357 at the first instant of 2018: what it has, since when, and what comes next."""
    (now,) = grocer.warehouse.query(
        "select * from main.contact_scores where contact_id = 'hh1357' and score_id = 'response'"
    )
    assert {name: now[name] for name in ("points", "positive_points", "negative_points", "tier", "tier_rank")} == {
        "points": Decimal("32.8"),
        "positive_points": Decimal("32.8"),
        "negative_points": 0,
        "tier": "responsive",
        "tier_rank": 3,
    }
    assert (now["tier_since"], now["last_awarded_at"]) == (datetime(2017, 11, 30), datetime(2017, 11, 17))
    assert (now["next_change_at"], now["next_points"], now["next_tier"]) == (
        datetime(2018, 2, 16),
        28,
        "responsive",
    )


# Customer c13217: eight lines.
#   l0252388  2011-07-06 12:08  order   15039    85.00
#   l0271524  2011-07-20 12:32  cancel  15039    -3.40
#   l0284192  2011-07-31 10:43  order   23083   157.92
#   l0284193  2011-07-31 10:43  order   23109   239.04
#   l0295703  2011-08-09 15:30  cancel  23083  -157.92
#   l0295704  2011-08-09 15:30  cancel  23109  -239.04
#   l0295705  2011-08-09 15:32  order   23109    52.02   (so 23109 was ordered again)
# The award of the last order ends by itself at the very instant of the reset: it is not superseded.
C13217_BUYING = """
order_day     | l0252388 | 1 | add |  10  | 2011-07-06 12:08 | 2012-01-04 12:08 |
cancel_small  | l0271524 | 1 | add |  -3  | 2011-07-20 12:32 | 2012-01-18 12:32 |
order_day     | l0284192 | 1 | add |  10  | 2011-07-31 10:43 | 2012-01-29 10:43 |
line_100      | l0284192 | 1 | add |  2.5 | 2011-07-31 10:43 | 2011-10-30 10:43 |
line_100      | l0284192 | 2 | add |  2.5 | 2011-07-31 10:43 | 2012-01-29 10:43 |
cancel_large  | l0295703 | 1 | add |  -8  | 2011-08-09 15:30 | 2012-02-07 15:30 |
order_day     | l0295705 | 1 | add |  10  | 2011-08-09 15:32 | 2012-02-07 15:32 |
not_reordered | l0271524 | 1 | add |  -2  | 2011-08-17 12:32 | 2012-02-15 12:32 | 2012-02-07 15:32
not_reordered | l0295703 | 1 | add |  -2  | 2011-09-06 15:30 | 2012-03-06 15:30 | 2012-02-07 15:32
silent_91     | l0295705 | 1 | add | -10  | 2011-11-08 15:32 | 2012-05-08 15:32 | 2012-02-07 15:32
gone_182      | l0295705 | 1 | set |   0  | 2012-02-07 15:32 |                  |
"""
C13217_BUYING_HISTORY = """
2011-07-06 12:08 | 10   | occasional
2011-07-20 12:32 |  7   | dormant
2011-07-31 10:43 | 22   | occasional
2011-08-09 15:30 | 14   | occasional
2011-08-09 15:32 | 24   | occasional
2011-08-17 12:32 | 22   | occasional
2011-09-06 15:30 | 20   | occasional
2011-10-30 10:43 | 17.5 | occasional
2011-11-08 15:32 |  7.5 | dormant
2012-01-04 12:08 |  0   | dormant
2012-01-18 12:32 |  0.5 | dormant
2012-01-29 10:43 |  0   | dormant
"""


def test_ledger_of_one_customer_by_hand(wholesaler: RealData) -> None:
    """c13217: caps, precedence of large cancellations, a product ordered again, silence, a reset in the future."""
    assert wholesaler.ledger("buying", "c13217") == entries(C13217_BUYING)
    assert wholesaler.history("buying", "c13217") == steps(C13217_BUYING_HISTORY)
    assert wholesaler.ledger("market", "c13217") == entries("market_home | | 1 | add | 20 | 2011-07-06 12:08 | |")


def test_the_order_of_74215_jars_that_was_cancelled(wholesaler: RealData) -> None:
    """c12346 ordered once, for 77,183.60, and cancelled sixteen minutes later; silence ends the rest."""
    assert wholesaler.fact("select value from crm_activities where contact_id = 'c12346' order by occurred_at") == [
        (Decimal("77183.60"),),
        (Decimal("-77183.60"),),
    ]
    assert wholesaler.history("buying", "c12346") == steps(
        "2011-01-18 10:01 | 25 | occasional\n"  # order 10, large line 15
        "2011-01-18 10:17 | 17 | occasional\n"  # large cancellation -8
        "2011-02-15 10:17 | 15 | occasional\n"  # not ordered again -2
        "2011-04-19 10:01 |  0 | dormant"  # half of the large line gone, silent -10: -2.5, held at 0
    )


# Instants and boundaries


@pytest.mark.parametrize(
    ("instant", "before", "after"),
    [
        ("2017-02-16 11:32:15", 15, 8),  # three awards of 19 January expire
        ("2017-02-21 11:01:07", 8, 0),  # the rest expires, and the lapse begins
        ("2017-08-30 15:39:15", 12, 8),  # one visit expires
    ],
)
def test_points_expire_at_their_instant(grocer: RealData, instant: str, before: int, after: int) -> None:
    """hh834 has its points until a microsecond before they expire, and at that instant has them no more."""
    expiry = datetime.fromisoformat(instant)
    assert grocer.points_at("shopping", "hh834", expiry - MICROSECOND) == before
    assert grocer.points_at("shopping", "hh834", expiry) == after


def test_a_score_on_the_boundary_is_in_the_higher_tier(grocer: RealData) -> None:
    """hh834 reaches exactly 15, where regular begins, falls back three weeks later, and is won back once."""
    moves = grocer.warehouse.query(
        "select changed_at, from_tier, to_tier, points from main.tier_transitions"
        " where score_id = 'shopping' and entity_id = 'hh834' order by changed_at"
    )
    assert [tuple(move.values()) for move in moves] == [
        (datetime(2017, 1, 24, 11, 1, 7), "quiet", "regular", 15),
        (datetime(2017, 2, 16, 11, 32, 15), "regular", "quiet", 8),
    ]
    firings = grocer.warehouse.query(
        "select trigger_id, fired_at, firing_number from main.score_trigger_firings where entity_id = 'hh834'"
    )
    assert [tuple(firing.values()) for firing in firings] == [("win_back", datetime(2017, 2, 16, 11, 32, 15), 1)]


def test_fit_of_every_household(grocer: RealData) -> None:
    """Fit is a sum of cases over the demographics; 172 households stand exactly on a boundary."""
    points = dict(
        grocer.fact("""
        with households as (
            select
                contact_id,
                properties ->> 'kids_count' as kids,
                properties ->> 'household_size' as size,
                properties ->> 'income' as income,
                properties ->> 'home_ownership' as home,
                properties ->> 'age_band' as age
            from contacts
        )
        select
            contact_id,
            case when kids in ('1', '2', '3+') or size in ('4', '5+') then 25 else 0 end
            + case when size in ('3', '4', '5+') then 15 else 0 end
            + case
                when income in ('Under 15K', '15-24K', '25-34K', '35-49K') then 0
                when income = '50-74K' then 15
                when income is not null then 30
                else 0
            end
            + case when home in ('Homeowner', 'Probable Homeowner') then 10 else 0 end
            + case when age in ('35-44', '45-54') then 10 else 0 end
        from households
        """)
    )
    now = grocer.warehouse.query("select contact_id, points, tier from main.contact_scores where score_id = 'fit'")
    assert {row["contact_id"]: row["points"] for row in now} == points
    assert {row["contact_id"]: row["tier"] for row in now} == {
        household: "A" if fit >= 50 else "B" if fit >= 20 else "C" for household, fit in points.items()
    }
    on_the_boundary = Counter(row["points"] for row in now if row["points"] in (20, 50))
    assert on_the_boundary == {20: 56, 50: 116}


# Caps


def test_the_fullest_day_is_one_visit(grocer: RealData, suppressed: Suppressed) -> None:
    """The household and day with the most receipt lines, 184: one award of `visit`, 183 lines over the cap."""
    fullest = grocer.fact(
        "select contact_id, occurred_at::date from purchases group by all order by count(*) desc, contact_id limit 1"
    )
    assert fullest == [("hh2208", date(2017, 5, 1))]
    lines = grocer.fact(
        "select activity_id from purchases where contact_id = 'hh2208' and occurred_at::date = '2017-05-01'"
        " order by occurred_at, activity_id"
    )
    first, *others = (activity_id for (activity_id,) in lines)
    assert len(others) == 183

    awards = grocer.warehouse.query(
        "select interaction_id, points from main.score_ledger"
        " where entity_id = 'hh2208' and rule_id = 'visit' and valid_from::date = '2017-05-01'"
    )
    assert awards == [{"interaction_id": f"crm_activities:{first}", "points": 4}]
    assert {("visit", line, "over_cap") for line in others} <= set(suppressed["hh2208"])


CAPPED = {
    "visit": (
        127_431,
        "select contact_id, min(occurred_at) from purchases group by contact_id, occurred_at::date",
    ),
    "fresh": (
        53_357,
        """
        select contact_id, min(occurred_at) from purchases
        where subject_id in (
            'produce', 'meat', 'meat-pckgd', 'seafood', 'seafood-pckgd', 'deli', 'pastry', 'salad bar', 'chef shoppe'
        )
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "household_goods": (
        43_506,
        """
        select contact_id, min(occurred_at) from purchases where subject_id in ('drug gm', 'cosmetics')
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "fuel": (
        9_979,
        """
        select contact_id, min(occurred_at) from purchases where subject_id = 'fuel'
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "own_brand": (
        60_364,
        """
        select contact_id, min(occurred_at) from purchases where properties like '%"brand":"Private"%'
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "line_20": (
        12_659,
        """
        select contact_id, min(occurred_at) from purchases where value >= 20
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "line_10": (
        20_915,
        """
        select contact_id, min(occurred_at) from purchases where value >= 10 and value < 20
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "stock_up": (
        6_776,
        """
        with fortieth as (
            select
                contact_id,
                occurred_at,
                lag(occurred_at, 39) over (partition by contact_id order by occurred_at, activity_id) as first_of_forty
            from purchases
        )
        select contact_id, min(occurred_at) from fortieth where first_of_forty > occurred_at - interval 1 day
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "coupon_first": (
        410,
        "select contact_id, min(occurred_at) from coupons group by contact_id",
    ),
    "coupon_targeted": (
        371,
        """
        select contact_id, occurred_at from coupons where subject_id not in ('campaign-8', 'campaign-13', 'campaign-18')
        qualify row_number() over (partition by contact_id, occurred_at::date order by occurred_at, activity_id) <= 2
    """,
    ),
    "coupon_mass": (
        1_258,
        """
        select contact_id, occurred_at from coupons where subject_id in ('campaign-8', 'campaign-13', 'campaign-18')
        qualify row_number() over (partition by contact_id, occurred_at::date order by occurred_at, activity_id) <= 2
    """,
    ),
    "coupon_habit": (
        361,
        """
        with third as (
            select
                contact_id,
                occurred_at,
                lag(occurred_at, 2) over (partition by contact_id order by occurred_at, activity_id) as first_of_three
            from coupons
        )
        select contact_id, min(occurred_at) from third where first_of_three > occurred_at - interval 30 day
        group by contact_id, date_trunc('month', occurred_at)
    """,
    ),
}


@pytest.mark.parametrize("rule_id", CAPPED)
def test_every_award_of_a_capped_rule_at_the_grocer(grocer: RealData, rule_id: str) -> None:
    """Who was awarded when, from the raw lines: the first match of each period, or the first two."""
    count, sql = CAPPED[rule_id]
    expected = sorted(grocer.fact(sql))
    assert len(expected) == count
    assert grocer.awards(rule_id) == expected


ABSENCES = {
    # Receipts of one instant are one: the last line of it is the one that nothing follows.
    "lapsed_28": (
        6_203,
        """
        with visits as (select distinct contact_id, occurred_at from purchases)
        select contact_id, occurred_at + interval 28 day from visits
        qualify coalesce(lead(occurred_at) over (partition by contact_id order by occurred_at), 'infinity')
            > occurred_at + interval 28 day
    """,
    ),
    "gone_84": (
        2_922,
        """
        with visits as (select distinct contact_id, occurred_at from purchases)
        select contact_id, occurred_at + interval 84 day from visits
        qualify coalesce(lead(occurred_at) over (partition by contact_id order by occurred_at), 'infinity')
            > occurred_at + interval 84 day
    """,
    ),
    "never_started": (
        6,
        """
        select contact_id, created_at + interval 28 day from contacts
        where
            created_at >= '2017-01-01'
            and not exists (
                select 1 from purchases
                where
                    purchases.contact_id = contacts.contact_id
                    and occurred_at between created_at and created_at + interval 28 day
            )
    """,
    ),
    "mail_ignored": (
        5_801,
        """
        select contact_id, occurred_at + interval 56 day from email_events as mail
        where not exists (
            select 1 from coupons
            where
                coupons.contact_id = mail.contact_id
                and coupons.subject_id = mail.campaign_id
                and coupons.occurred_at between mail.occurred_at - interval 1 day and mail.occurred_at + interval 56 day
        )
    """,
    ),
}


@pytest.mark.parametrize("rule_id", ABSENCES)
def test_every_absence_at_the_grocer(grocer: RealData, rule_id: str) -> None:
    """Who was silent from when on, from the raw lines."""
    count, sql = ABSENCES[rule_id]
    expected = sorted(grocer.fact(sql))
    assert len(expected) == count
    assert grocer.awards(rule_id) == expected


def test_a_coupon_of_the_mails_own_day_answers_it(grocer: RealData) -> None:
    """Seven coupons bear the very instant of their mail, and lie before it in order: absent_before_days sees them."""
    answered = grocer.fact("""
        with answers as (
            select mail.event_id, mail.occurred_at, coupons.occurred_at as redeemed_at from email_events as mail
            inner join coupons on coupons.contact_id = mail.contact_id and coupons.subject_id = mail.campaign_id
        )
        select event_id from answers group by event_id, occurred_at having max(redeemed_at) = occurred_at
    """)
    mails = {native_id for (native_id,) in answered}
    assert mails == {"m156288", "m517529", "m609138", "m889813", "m890124", "m1114256", "m1460359"}
    ignored = grocer.warehouse.query("select interaction_id from main.score_ledger where rule_id = 'mail_ignored'")
    assert mails.isdisjoint(_native(row["interaction_id"]) for row in ignored)


WHOLESALE = {
    "order_day": (
        16_678,
        """
        select contact_id, min(occurred_at) from goods where value > 0 group by contact_id, occurred_at::date
    """,
    ),
    "broad_order": (
        6_880,
        """
        with twentieth as (
            select
                contact_id,
                occurred_at,
                lag(occurred_at, 19) over (partition by contact_id order by occurred_at, activity_id) as first_of_twenty
            from goods
        )
        select contact_id, min(occurred_at) from twentieth where first_of_twenty > occurred_at - interval 1 day
        group by contact_id, date_trunc('week', occurred_at)
    """,
    ),
    "line_1000": (
        115,
        """
        select contact_id, min(occurred_at) from goods where value >= 1000
        group by contact_id, date_trunc('month', occurred_at)
    """,
    ),
    "line_100": (
        2_706,
        """
        select contact_id, min(occurred_at) from goods where value >= 100 and value < 1000
        group by contact_id, date_trunc('month', occurred_at)
    """,
    ),
    "christmas_2011": (
        2_782,
        """
        select contact_id, min(occurred_at) from orders
        where
            (properties ilike '%christmas%' or properties ilike '%advent%')
            and occurred_at >= '2011-08-01' and occurred_at < '2011-12-01'
        group by contact_id, date_trunc('month', occurred_at)
    """,
    ),
    "cancel_large": (
        172,
        "select contact_id, min(occurred_at) from returns where value <= -100 group by contact_id, occurred_at::date",
    ),
    "cancel_small": (
        3_143,
        "select contact_id, min(occurred_at) from returns where value > -100 group by contact_id, occurred_at::date",
    ),
    "not_reordered": (
        2_825,
        """
        with unwanted as (
            select contact_id, occurred_at + interval 28 day as awarded_at from returns
            where not exists (
                select 1 from orders
                where
                    orders.contact_id = returns.contact_id
                    and orders.subject_id = returns.subject_id
                    and (orders.occurred_at, orders.activity_id) > (returns.occurred_at, returns.activity_id)
                    and orders.occurred_at <= returns.occurred_at + interval 28 day
            )
        )
        select contact_id, min(awarded_at) from unwanted group by contact_id, date_trunc('week', awarded_at)
    """,
    ),
    "silent_91": (
        6_062,
        """
        with instants as (select distinct contact_id, occurred_at from orders)
        select contact_id, occurred_at + interval 91 day from instants
        qualify coalesce(lead(occurred_at) over (partition by contact_id order by occurred_at), 'infinity')
            > occurred_at + interval 91 day
    """,
    ),
    "gone_182": (
        4_764,
        """
        with instants as (select distinct contact_id, occurred_at from orders)
        select contact_id, occurred_at + interval 182 day from instants
        qualify coalesce(lead(occurred_at) over (partition by contact_id order by occurred_at), 'infinity')
            > occurred_at + interval 182 day
    """,
    ),
}


@pytest.mark.parametrize("rule_id", WHOLESALE)
def test_every_award_of_a_rule_at_the_wholesaler(wholesaler: RealData, rule_id: str) -> None:
    """Who was awarded when, from the raw lines."""
    count, sql = WHOLESALE[rule_id]
    expected = sorted(wholesaler.fact(sql))
    assert len(expected) == count
    assert wholesaler.awards(rule_id) == expected


# Scores of everybody


# Shopping at the first instant of 2018 of all who never lapsed: no penalty and no reset, only awards of four weeks.
STEADY_HOUSEHOLDS = """
    with
    awards (rule_id, contact_id, awarded_at) as ({awards}),
    lapses (contact_id, awarded_at) as ({lapsed_28}),
    failed_starts (contact_id, awarded_at) as ({never_started}),
    points_by_group as (
        select
            contact_id,
            4 * count(*) filter (rule_id = 'visit') + 5 * count(*) filter (rule_id = 'stock_up') as visits,
            3 * count(*) filter (rule_id = 'fresh') + 2 * count(*) filter (rule_id = 'household_goods')
            + count(*) filter (rule_id in ('fuel', 'own_brand')) as breadth,
            4 * count(*) filter (rule_id = 'line_20') + 2 * count(*) filter (rule_id = 'line_10') as without_group
        from awards
        where awarded_at + interval 28 day > '2018-01-01'
        group by contact_id
    )
    select
        contact_id,
        least(least(visits, 60) + least(breadth, 40) + without_group, 100) as points,
        visits > 60 as held_by_group,
        least(visits, 60) + least(breadth, 40) + without_group > 100 as held_by_score
    from points_by_group
    where
        contact_id not in (select contact_id from lapses where awarded_at <= '2018-01-01')
        and contact_id not in (select contact_id from failed_starts)
"""


def test_shopping_of_every_steady_household(grocer: RealData) -> None:
    """Awards of four weeks, held within the limits of their groups and of the score."""
    awards = " union all ".join(
        f"select '{rule_id}', * from ({sql}) as awards (contact_id, awarded_at)" for rule_id, (_, sql) in CAPPED.items()
    )
    absences = {rule_id: sql for rule_id, (_, sql) in ABSENCES.items()}
    expected = grocer.fact(STEADY_HOUSEHOLDS.format(awards=awards, **absences))
    held_by_group, held_by_score = (sum(held) for held in list(zip(*expected, strict=True))[2:])
    assert (len(expected), held_by_group, held_by_score) == (869, 59, 23)

    now = grocer.warehouse.query("select contact_id, points from main.contact_scores where score_id = 'shopping'")
    points = {row["contact_id"]: row["points"] for row in now}
    assert {household: points[household] for household, *_ in expected} == {
        household: score for household, score, *_ in expected
    }


def test_market_of_every_customer(wholesaler: RealData) -> None:
    """By country: 20 at home, 10 in Europe, 5 overseas, and nothing for the four that state none."""
    overseas = (
        "Australia", "Japan", "Canada", "USA", "Israel", "Bahrain", "United Arab Emirates", "Lebanon", "RSA",
        "Saudi Arabia", "Singapore", "Brazil",
    )  # fmt: skip
    special = {"United Kingdom": 20, "Channel Islands": 20, "Unspecified": 0} | dict.fromkeys(overseas, 5)
    countries = wholesaler.fact("select contact_id, country from contacts")
    now = wholesaler.warehouse.query(
        "select contact_id, points, tier from main.contact_scores where score_id = 'market'"
    )
    assert {row["contact_id"]: row["points"] for row in now} == {
        customer: special.get(country, 10) for customer, country in countries
    }
    assert Counter(row["tier"] for row in now) == {"home": 3_959, "europe": 371, "overseas": 38, "unknown": 4}
