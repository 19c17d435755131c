"""The peer: ledger, history and scores of the peer rulebook as a careful Polars script would compute them.

    python -m benchmarks.peer_polars --raw zone --seeds rulebooks/peer --as-of 2026-07-01 --output folder

It reads the rulebook's rules, conditions, score and tiers, and knows no more kinds of rules than that rulebook has:
additions and sets, any target or one, precedence, caps, expiries. It writes score_ledger, score_history and
entity_scores as Parquet, to be compared with the warehouse's. What helps: scans are lazy and streamed, ids are joined
to numbers once, points are whole hundredths, only ids that come twice are put in order, only people with a set meet
sets.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from benchmarks.rulebooks import Row, read_seed

FAR = datetime(9999, 12, 31)
PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}

_PAGE = pl.col("page_path").str.to_lowercase().str.extract(r"^([^?#]*)").str.strip_chars_end("/")
_VALIDITY = pl.when(pl.col("is_valid").eq(False)).then(pl.lit("_invalid")).otherwise(pl.lit("_submitted"))
_SECONDS = pl.col("duration_seconds")
_CALL_SECONDS = _SECONDS.cast(pl.Float64, strict=False)
_UNREADABLE_CALL = (_CALL_SECONDS.is_null() & _SECONDS.is_not_null()) | (_CALL_SECONDS < 0)
_CALL_TIME = pl.col("started_at").str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)


@dataclass(frozen=True)
class Feed:
    """A feed's id, the name of its event, its target, its time, what makes a row bad besides, and its JSON."""

    id: str
    event: pl.Expr
    target: pl.Expr
    time: pl.Expr = field(default_factory=lambda: pl.col("occurred_at"))
    is_bad: pl.Expr = field(default_factory=lambda: pl.lit(False))
    json: str | None = None


FEEDS = {
    "email_events": Feed("event_id", pl.col("event"), pl.col("campaign_id")),
    "web_events": Feed("event_id", pl.col("event"), _PAGE, is_bad=_SECONDS < 0, json="properties"),
    "form_submissions": Feed(
        "submission_id",
        pl.concat_str("form_kind", _VALIDITY),
        pl.col("form_id"),
        pl.col("submitted_at"),
        json="answers",
    ),
    "chat_conversations": Feed(
        "conversation_id",
        pl.lit("conversation_ended"),
        pl.col("chatbot_id"),
        pl.col("ended_at"),
        json="answers",
    ),
    "calls": Feed(
        "call_id", pl.lit("call_") + pl.col("outcome"), pl.col("direction"), _CALL_TIME, is_bad=_UNREADABLE_CALL
    ),
    "event_attendance": Feed(
        "attendance_id",
        pl.lit("event_") + pl.col("status"),
        pl.col("event_id"),
        is_bad=pl.col("minutes_attended") < 0,
    ),
    "crm_activities": Feed("activity_id", pl.col("activity"), pl.col("subject_id"), json="properties"),
}


def scan(raw: Path, table: str) -> pl.LazyFrame:
    """A raw table."""
    return pl.scan_parquet(str(raw / table / "*.parquet"), missing_columns="insert", extra_columns="ignore")


def interactions(raw: Path, seeds: Path) -> pl.DataFrame:
    """Good rows of all feeds whose event is mapped: the newest of each id."""
    event_types = pl.DataFrame(read_seed(seeds, "event_types")).select("source", "event_name", "event_type").lazy()
    found = pl.concat([_feed(raw, feed) for feed in FEEDS]).join(event_types, on=["source", "event_name"])
    wanted = [rule["event_type"] for rule in read_seed(seeds, "score_rules")]
    mapped = found.filter(pl.col("event_type").is_in(wanted)).drop("source", "event_name").collect(engine="streaming")
    repeated = mapped.group_by("interaction_id").len().filter(pl.col("len") > 1).select("interaction_id")
    newest = (
        mapped.join(repeated, on="interaction_id", how="semi")
        .sort("loaded_at", "occurred_at", descending=True)
        .unique("interaction_id", keep="first", maintain_order=True)
    )
    return pl.concat([mapped.join(repeated, on="interaction_id", how="anti"), newest]).drop("loaded_at")


def _feed(raw: Path, name: str) -> pl.LazyFrame:
    """A feed's good rows, normalised."""
    feed, is_bad = FEEDS[name], FEEDS[name].is_bad
    owners = ["contact_id"] + (["account_id", "opportunity_id"] if name == "crm_activities" else [])
    if feed.json:
        text = pl.col(feed.json)
        is_bad |= text.is_not_null() & ~(text.str.starts_with("{") & text.str.ends_with("}"))
    rows = scan(raw, name).select(
        pl.lit(name).alias("source"),
        (pl.lit(f"{name}:") + pl.col(feed.id)).alias("interaction_id"),
        "contact_id",
        feed.event.alias("event_name"),
        feed.target.alias("target_id"),
        feed.time.alias("occurred_at"),
        "loaded_at",
        pl.any_horizontal(pl.col(owners).is_not_null()).alias("has_owner"),
        is_bad.fill_null(False).alias("is_bad"),
    )
    is_complete = pl.all_horizontal(pl.col("interaction_id", "event_name", "occurred_at", "loaded_at").is_not_null())
    is_possible = pl.col("occurred_at") <= pl.col("loaded_at") + pl.duration(days=1)
    return rows.filter(is_complete, is_possible, pl.col("has_owner") & ~pl.col("is_bad")).drop("has_owner", "is_bad")


def merges(raw: Path) -> pl.LazyFrame:
    """Merged contact -> survivor, in one step: the landing zones of the benchmark have no chains."""
    return scan(raw, "contact_merges").select(pl.col("merged_contact_id").alias("contact_id"), "surviving_contact_id")


def survivors(rows: pl.LazyFrame, raw: Path) -> pl.LazyFrame:
    """The rows under the contacts that survive."""
    return rows.join(merges(raw), on="contact_id", how="left").with_columns(
        pl.coalesce("surviving_contact_id", "contact_id").alias("contact_id")
    ).drop("surviving_contact_id")  # fmt: skip


def adjustments(raw: Path) -> pl.LazyFrame:
    """Adjustments of contacts, under their survivors."""
    return survivors(scan(raw, "score_adjustments").rename({"entity_id": "contact_id"}), raw)


def known_people(raw: Path, as_of: datetime) -> pl.DataFrame:
    """Everybody known, numbered from 0; those deleted by as_of are marked."""
    merged = merges(raw).select("contact_id")
    versions = scan(raw, "contacts").join(merged, on="contact_id", how="anti")
    latest = versions.sort("updated_at").group_by("contact_id").agg(pl.col("deleted_at").last())
    named = [
        *(survivors(_feed(raw, feed).select("contact_id"), raw) for feed in FEEDS),
        adjustments(raw).select("contact_id"),
        survivors(scan(raw, "opportunities").select("contact_id"), raw),
        latest.select("contact_id"),
    ]
    return (
        pl.concat(named)
        .filter(pl.col("contact_id").is_not_null())
        .unique()
        .join(latest, on="contact_id", how="left")
        .with_columns((pl.col("deleted_at") <= as_of).fill_null(False).alias("is_deleted"))
        .drop("deleted_at")
        .collect(engine="streaming")
        .with_row_index("person")
    )


def matches(found: pl.DataFrame, seeds: Path) -> pl.DataFrame:
    """Each interaction with the rule that takes it: in this rulebook the rules of one event type exclude each other."""
    rules, conditions = read_seed(seeds, "score_rules"), read_seed(seeds, "score_rule_conditions")
    number = pl.lit(None, pl.UInt8)
    for position, rule in sorted(enumerate(rules), key=lambda item: -int(item[1]["priority"] or 0)):
        number = pl.when(_matches(rule, conditions)).then(pl.lit(position, pl.UInt8)).otherwise(number)
    return found.with_columns(number.alias("rule")).filter(pl.col("rule").is_not_null()).drop("event_type", "target_id")


def _matches(rule: Row, conditions: list[Row]) -> pl.Expr:
    """Whether an interaction matches a rule."""
    met = pl.col("event_type") == rule["event_type"]
    for condition in conditions:
        if condition["rule_id"] == rule["rule_id"]:
            target = pl.col("target_id").str.to_lowercase()
            holds = (
                target == condition["value"]
                if condition["operator"] == "equals"
                else target.str.starts_with(condition["value"])
            )
            met &= holds.fill_null(False)
    return met


def within_caps(matched: pl.DataFrame, seeds: Path) -> pl.DataFrame:
    """The first matches of each rule in each period."""
    parts = []
    for number, rule in enumerate(read_seed(seeds, "score_rules")):
        own = matched.filter(pl.col("rule") == number)
        if rule["max_awards"]:
            period = pl.col("occurred_at").dt.truncate(PERIODS[rule["award_period"]])
            place = pl.int_range(pl.len()).over("person", period)
            own = own.sort("person", "occurred_at", "interaction_id").filter(place < int(rule["max_awards"]))
        parts.append(own)
    return pl.concat(parts)


def entries(awards: pl.DataFrame, raw: Path, people: pl.DataFrame, seeds: Path) -> pl.DataFrame:
    """Awards and adjustments as ledger entries, without what sets end."""
    none = pl.lit(None, pl.String)
    awarded = awards.join(_weights(seeds), on="rule").select(
        "person",
        "rule_id",
        "interaction_id",
        none.alias("adjustment_id"),
        "is_set",
        "points",
        pl.col("occurred_at").alias("valid_from"),
        (pl.col("occurred_at") + pl.duration(days="days")).alias("expires_at"),
    )
    adjusted = adjustments(raw).collect().join(people, on="contact_id")
    return pl.concat(
        [
            awarded,
            adjusted.select(
                "person",
                none.alias("rule_id"),
                none.alias("interaction_id"),
                "adjustment_id",
                (pl.col("operation") == "set").alias("is_set"),
                (pl.col("points") * 100).round().cast(pl.Int64).alias("points"),
                pl.col("adjusted_at").alias("valid_from"),
                (pl.col("adjusted_at") + pl.duration(days="expires_after_days")).alias("expires_at"),
            ),
        ]
    )


def _weights(seeds: Path) -> pl.DataFrame:
    """What the rules give and for how long."""
    rules = read_seed(seeds, "score_rules")
    days = [int(rule["expires_after_days"]) if rule["expires_after_days"] else None for rule in rules]
    return pl.DataFrame(
        {
            "rule": pl.Series(range(len(rules)), dtype=pl.UInt8),
            "rule_id": [rule["rule_id"] for rule in rules],
            "is_set": [rule["operation"] == "set" for rule in rules],
            "points": pl.Series([round(float(rule["points"]) * 100) for rule in rules], dtype=pl.Int64),
            "days": pl.Series(days, dtype=pl.Int64),
        }
    )


def ledger(found: pl.DataFrame) -> pl.DataFrame:
    """Entries with the set that ends them: the first after their beginning, unless they end before it by themselves."""
    sets = (
        found.filter("is_set")
        .sort("person", "valid_from", pl.coalesce("interaction_id", "adjustment_id"), pl.col("rule_id").fill_null(""))
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over("person", "valid_from").alias("place"))
        .with_columns((pl.col("place") < pl.col("place").max().over("person", "valid_from")).alias("is_overruled"))
    )
    instants = (
        sets.filter(~pl.col("is_overruled")).select("person", pl.col("valid_from").alias("set_at")).sort("set_at")
    )
    with_overruled = pl.concat(
        [found.filter(~pl.col("is_set")).with_columns(pl.lit(False).alias("is_overruled")), sets.drop("place")]
    )
    reset = with_overruled.join(instants, on="person", how="semi").sort("valid_from")
    met = reset.join_asof(
        instants,
        left_on="valid_from",
        right_on="set_at",
        by="person",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    spared = with_overruled.join(instants, on="person", how="anti").with_columns(
        pl.lit(None, pl.Datetime("us")).alias("set_at")
    )
    return (
        pl.concat([met, spared])
        .with_columns(
            pl.when("is_overruled").then("valid_from")
            .when(pl.col("set_at") < pl.col("expires_at").fill_null(FAR)).then("set_at")
            .alias("superseded_at")
        )
        .with_columns(pl.min_horizontal("expires_at", "superseded_at").alias("valid_to"))
        .drop("is_overruled", "set_at")
    )  # fmt: skip


def history(rows: pl.DataFrame, low: int | None, high: int | None, tiers: list[Row]) -> pl.DataFrame:
    """The canonical chain of each person's points, held within the score's limits, with tiers."""
    counted = rows.lazy().filter(pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("valid_from")))
    changes = pl.concat(
        [
            counted.select("person", pl.col("valid_from").alias("at"), "points"),
            counted.filter(pl.col("valid_to").is_not_null()).select(
                "person", pl.col("valid_to").alias("at"), -pl.col("points")
            ),
        ]
    )
    resting = max(low or 0, min(0, high if high is not None else 0))
    sums = (
        changes.group_by("person", "at").agg(pl.col("points").sum())
        .collect(engine="streaming")
        .sort("person", "at")
        .with_columns(pl.col("points").cum_sum().over("person").clip(low, high))
        .with_columns(pl.col("points").shift(1).over("person").fill_null(resting).alias("previous_points"))
        .filter(pl.col("points") != pl.col("previous_points"))
    )  # fmt: skip
    rank, previous_rank = _rank("points", tiers), _rank("previous_points", tiers)
    moved = pl.when(rank != previous_rank).then("at")
    return sums.with_columns(
        pl.col("at").shift(-1).over("person").alias("valid_to"),
        rank.alias("tier_rank"),
        previous_rank.alias("previous_rank"),
        moved.forward_fill().over("person").alias("tier_since"),
    ).rename({"at": "valid_from"})


def _rank(points: str, tiers: list[Row]) -> pl.Expr:
    """The tier of some points, from 1."""
    beginnings = sorted(round(float(tier["min_points"]) * 100) for tier in tiers)[1:]
    return 1 + sum((pl.col(points) >= beginning).cast(pl.Int32) for beginning in beginnings)


def scores_now(people: pl.DataFrame, rows: pl.DataFrame, chains: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The state of everybody known and not deleted."""
    begun = rows.lazy().filter(
        pl.col("valid_from") <= as_of, pl.col("valid_to").is_null() | (pl.col("valid_to") > pl.col("valid_from"))
    )
    valid = pl.col("valid_to").is_null() | (pl.col("valid_to") > as_of)
    sums = begun.group_by("person").agg(
        pl.col("points").filter(valid & (pl.col("points") > 0)).sum().alias("positive_points"),
        pl.col("points").filter(valid & (pl.col("points") < 0)).sum().alias("negative_points"),
        pl.col("valid_from").max().alias("last_awarded_at"),
    )
    standing = chains.lazy().filter(
        pl.col("valid_from") <= as_of, pl.col("valid_to").is_null() | (pl.col("valid_to") > as_of)
    )
    coming = chains.lazy().filter(pl.col("valid_from") > as_of).sort("valid_from").group_by("person").agg(
        pl.col("valid_from").first().alias("next_change_at"), pl.col("points").first().alias("next_points"),
        pl.col("tier_rank").first().alias("next_tier_rank"),
    )  # fmt: skip
    return (
        people.lazy().filter(~pl.col("is_deleted"))
        .join(standing.select("person", "points", "tier_rank", "tier_since"), on="person", how="left")
        .join(sums, on="person", how="left")
        .join(coming, on="person", how="left")
        .with_columns(pl.col("points", "positive_points", "negative_points").fill_null(0))
        .with_columns(pl.col("tier_rank").fill_null(1))
        .drop("is_deleted")
        .collect()
    )  # fmt: skip


def write_marts(raw: Path, seeds: Path, as_of: datetime, output: Path) -> None:
    """Compute the three marts and write them."""
    output.mkdir(parents=True, exist_ok=True)
    score, tiers = read_seed(seeds, "scores")[0], read_seed(seeds, "score_tiers")
    low, high = (round(float(score[limit]) * 100) if score[limit] else None for limit in ("min_points", "max_points"))
    people = known_people(raw, as_of)
    found = (
        survivors(interactions(raw, seeds).lazy(), raw)
        .join(people.lazy().select("contact_id", "person"), on="contact_id")
        .drop("contact_id")
    )
    awards = within_caps(matches(found.collect(), seeds), seeds)
    rows = ledger(entries(awards, raw, people, seeds))
    chains = history(rows, low, high, tiers)
    names = people.select("person", pl.col("contact_id").alias("entity_id"))
    for name, mart in (("score_ledger", rows), ("score_history", chains)):
        mart.join(names, on="person").drop("person").write_parquet(output / f"{name}.parquet")
    scores_now(people, rows, chains, as_of).drop("person").rename({"contact_id": "entity_id"}).write_parquet(
        output / "entity_scores.parquet"
    )


def main() -> None:
    """Write the peer's marts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--as-of", type=datetime.fromisoformat, required=True)
    parser.add_argument("--output", type=Path, required=True)
    asked = parser.parse_args()
    write_marts(asked.raw, asked.seeds, asked.as_of, asked.output)


if __name__ == "__main__":
    main()
