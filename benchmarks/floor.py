"""The floor: the least that a database has to do for such scores.

    python -m benchmarks.floor --raw zone --seeds seeds --as-of 2026-07-01 [--output points.parquet]

One aggregate of points by score and entity straight from Parquet, for every interaction rule of a rulebook and all
types of entities: which interactions a rule matches, whose they are, and what is left of its points after expiry and
decay. No duplicates are removed and no bad rows judged; there are no caps, precedence, sets or limits, no ledger and no
history. The rules become one `case` a score, so that each file is read once a type of entity.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.rulebooks import Row, read_seed

_PAGE = "coalesce(nullif(rtrim(regexp_extract(lower(page_path), '^[^?#]*'), '/'), ''), '/')"
_FORM = "form_kind || case when is_valid = false then '_invalid' else '_submitted' end"
_ANSWERS = "if(json_valid(answers), answers, '{}')"
_NUMBER_OF_ANSWERS = (
    f"len(list_filter(json_keys({_ANSWERS}), lambda key: nullif(trim(answers ->> key), '') is not null))"
)

# Feed -> SQL of the name of its event, its time, its target and its value, as SPEC.md defines them.
FEEDS = {
    "email_events": ("event", "occurred_at", "campaign_id", "null"),
    "web_events": ("event", "occurred_at", _PAGE, "coalesce(amount, duration_seconds)"),
    "form_submissions": (_FORM, "submitted_at", "form_id", _NUMBER_OF_ANSWERS),
    "chat_conversations": ("'conversation_ended'", "ended_at", "chatbot_id", "message_count"),
    "calls": (
        "'call_' || outcome",
        "try_cast(started_at as timestamp)",
        "direction",
        "try_cast(duration_seconds as double)",
    ),
    "event_attendance": ("'event_' || status", "occurred_at", "event_id", "minutes_attended"),
    "crm_activities": ("activity", "occurred_at", "subject_id", "value"),
}

# Whose an interaction is that does not name them itself: member -> entity, by versions of contacts or opportunities.
MEMBERS = {
    "account": """
        select contact_id, account_id as entity_id,
            case when row_number() over by_time = 1 then timestamp '-infinity' else updated_at end as valid_from,
            lead(updated_at, 1, timestamp 'infinity') over by_time as valid_to
        from read_parquet('{raw}/contacts/*.parquet', union_by_name = true)
        window by_time as (partition by contact_id order by updated_at)
    """,
    "opportunity": """
        select contact_id, opportunity_id as entity_id,
            greatest(created_at, case when row_number() over by_time > 1 then updated_at end) as valid_from,
            least(lead(updated_at, 1, timestamp 'infinity') over by_time, max(closed_at) over by_id) as valid_to
        from read_parquet('{raw}/opportunities/*.parquet', union_by_name = true)
        window by_id as (partition by opportunity_id), by_time as (partition by opportunity_id order by updated_at)
    """,
}


class UnsupportedRuleError(Exception):
    """The floor has no expression for something that a rule uses."""


@dataclass(frozen=True)
class Book:
    """A rulebook's active scores (id -> type of entity), its active interaction rules, and what they refer to."""

    scores: dict[str, str]
    rules: list[Row]
    conditions: list[Row]
    steps: list[Row]
    event_types: list[Row]


def read_book(seeds: Path) -> Book:
    """The rulebook in a folder."""
    scores = {row["score_id"]: row["entity_type"] for row in read_seed(seeds, "scores") if row["is_active"] == "true"}
    rules = [
        rule
        for rule in read_seed(seeds, "score_rules")
        if rule["is_active"] == "true" and rule["rule_type"] == "interaction" and rule["score_id"] in scores
    ]
    others = (read_seed(seeds, seed) for seed in ("score_rule_conditions", "score_decay_steps", "event_types"))
    return Book(scores, rules, *others)


def floor_sql(raw: Path, seeds: Path, as_of: str) -> str:
    """The statement: score_id, entity_type, entity_id, points."""
    book, zone = read_book(seeds), str(raw).replace("'", "''")
    sums, unpivoted = [f"asked as (select timestamp '{as_of}' as as_of)"], []
    for entity_type in ("contact", "account", "opportunity"):
        scores = [score_id for score_id, kind in book.scores.items() if kind == entity_type]
        branches = [branch for feed in FEEDS if (branch := _branch(entity_type, feed, scores, book, zone))]
        if branches:
            sums.append(f"{entity_type}s as ({_sum(branches, len(scores))})")
            unpivoted += [_score(entity_type, number, score_id) for number, score_id in enumerate(scores)]
    return f"with {', '.join(sums)} {' union all '.join(unpivoted)}"


def _sum(branches: list[str], scores: int) -> str:
    """The aggregate by entity."""
    sums = ", ".join(f"sum(points_{number}) as points_{number}" for number in range(scores))
    union = " union all ".join(branches)
    return f"select entity_id, {sums} from ({union}) where entity_id is not null group by entity_id"


def _score(entity_type: str, number: int, score_id: str) -> str:
    """The rows of one score."""
    return f"""
        select '{score_id}' as score_id, '{entity_type}' as entity_type, entity_id,
            cast(points_{number} as decimal(18, 2)) as points
        from {entity_type}s where points_{number} is not null
    """


def _branch(entity_type: str, feed: str, scores: list[str], book: Book, zone: str) -> str:
    """The interactions of a feed with their points, for the entities of a type; blank where they get none."""
    cases = [_points(feed, [rule for rule in book.rules if rule["score_id"] == score], book) for score in scores]
    if not any(cases):
        return ""
    names = ", ".join(f"points_{number}" for number in range(len(cases)))
    events = _events(feed, cases, zone)
    if entity_type == "contact":
        return f"select contact_id as entity_id, {names} from ({events})"
    through = f"""
        select members.entity_id, {names} from ({events}) as events
        inner join ({MEMBERS[entity_type].format(raw=zone)}) as members
            on events.contact_id = members.contact_id
            and events.occurred_at >= members.valid_from and events.occurred_at < members.valid_to
    """
    if feed != "crm_activities":
        return through
    own = f"{entity_type}_id"
    return f"select {own} as entity_id, {names} from ({events}) union all {through} where events.{own} is null"


def _events(feed: str, cases: list[str], zone: str) -> str:
    """The interactions of a feed that get points, with those of each score."""
    event, occurred_at, target, value = FEEDS[feed]
    owners = "contact_id, account_id, opportunity_id" if feed == "crm_activities" else "contact_id"
    points = ", ".join(f"{case or 'null'} as points_{number}" for number, case in enumerate(cases))
    return f"""
        select {owners}, occurred_at, {points}
        from (
            select {owners}, {event} as event_name, {occurred_at} as occurred_at,
                {target} as target_id, {value} as value
            from read_parquet('{zone}/{feed}/*.parquet', union_by_name = true)
        )
        where coalesce({", ".join(case for case in cases if case)}) is not null
    """


def _points(feed: str, rules: list[Row], book: Book) -> str:
    """The points of one interaction in one score, over all its rules; blank where none looks at the feed."""
    events = [event for event in book.event_types if event["source"] == feed]
    terms = []
    for rule in rules:
        own = [condition for condition in book.conditions if condition["rule_id"] == rule["rule_id"]]
        ways = [_matches(own, event) for event in events if rule["event_type"] in ("", event["event_type"])]
        if ways:
            terms.append(f"case when ({' or '.join(ways)}) then {_remaining(rule, book.steps)} end")
    if len(terms) < 2:
        return "".join(terms)
    return f"nullif({' + '.join(f'coalesce({term}, 0)' for term in terms)}, 0)"


def _matches(conditions: list[Row], event: Row) -> str:
    """Whether a rule with these conditions matches an interaction of this event type; DuckDB folds what it can."""
    groups: dict[str, list[str]] = {}
    for condition in conditions:
        groups.setdefault(condition["any_group"], []).append(_holds(condition, event))
    met = " or ".join(f"({' and '.join(group)})" for group in groups.values())
    return f"(event_name = '{event['event_name']}'{f' and ({met})' if met else ''})"


def _holds(condition: Row, event: Row) -> str:
    """Whether an interaction meets a condition."""
    fields = {name: f"'{event[name]}'" for name in ("source", "event_name", "channel")}
    fields |= {"target_id": "lower(target_id)", "value": "value"}
    if condition["subject"] != "interaction" or condition["field"] not in fields:
        raise UnsupportedRuleError(f"{condition['rule_id']}: {condition['subject']} {condition['field']}")
    field, operator = fields[condition["field"]], condition["operator"]
    wanted = condition["value"].lower().replace("'", "''")
    listed = "('" + wanted.replace("|", "', '") + "')"
    holds = {
        "equals": f"{field} = '{wanted}'",
        "in": f"{field} in {listed}",
        "not_in": f"coalesce({field} not in {listed}, true)",
        "contains": f"contains({field}, '{wanted}')",
        "not_contains": f"coalesce(not contains({field}, '{wanted}'), true)",
        "starts_with": f"starts_with({field}, '{wanted}')",
        "at_least": f"{field} >= {wanted}",
        "at_most": f"{field} <= {wanted}",
    }
    if operator not in holds:
        raise UnsupportedRuleError(f"{condition['rule_id']}: {operator}")
    return holds[operator]


def _remaining(rule: Row, steps: list[Row]) -> str:
    """What is left of a rule's points at the instant asked for; null once nothing is."""
    since = "(select as_of from asked) - interval '{} days'"
    points, percent, whens = float(rule["points"]), 100.0, []
    own = sorted(
        (step for step in steps if step["decay_id"] == rule["decay_id"]), key=lambda step: int(step["after_days"])
    )
    if rule["expires_after_days"]:
        own = [{"after_days": rule["expires_after_days"], "remaining_percent": "0"}]
    for step in sorted(own, key=lambda step: int(step["after_days"])):
        whens.append(f"when occurred_at > {since.format(step['after_days'])} then {_percent_of(points, percent)}")
        percent = float(step["remaining_percent"])
    last = _percent_of(points, percent)
    left = f"case {' '.join(whens)} else {last or 'null'} end" if whens else str(last)
    return f"case when occurred_at <= (select as_of from asked) then {left} end"


def _percent_of(points: float, percent: float) -> float:
    """A share of points, rounded half up as in SPEC, Expiry."""
    return round(points * percent / 100 + (1e-9 if points > 0 else -1e-9), 2)


def main() -> None:
    """Compute the floor and say how many points there are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--seeds", type=Path, required=True)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set timezone = 'UTC'; set preserve_insertion_order = false")
        connection.execute(f"create table floor as {floor_sql(asked.raw, asked.seeds, asked.as_of)}")
        print(
            connection.execute("select score_id, count(*), sum(points) from floor group by all order by all").fetchall()
        )
        if asked.output:
            target = str(asked.output).replace("'", "''")
            connection.execute(f"copy floor to '{target}' (format parquet)")


if __name__ == "__main__":
    main()
