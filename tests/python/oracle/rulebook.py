"""The seeds, typed: scores, rules with their conditions, groups, decay, tiers, triggers, segments, event types."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from . import values
from .conditions import Condition

_MANY_PARTS = "|"


@dataclass(frozen=True)
class Tier:
    """A tier of a score; floor None reaches down without end. rank 1 is the lowest."""

    name: str
    floor: Decimal | None
    rank: int


@dataclass(frozen=True)
class Score:
    """A score with its limits, and its tiers from the lowest to the highest."""

    score_id: str
    score_name: str
    entity_type: str
    low: Decimal | None
    high: Decimal | None
    is_active: bool
    tiers: tuple[Tier, ...]

    @property
    def rest(self):
        """The points of an entity to which nothing was ever awarded."""
        return within(Decimal("0.00"), self.low, self.high)

    def tier(self, points):
        """The tier that so many points reach, the lowest one where they reach none; None without tiers."""
        reached = [tier for tier in self.tiers if tier.floor is None or tier.floor <= points]
        return (reached or self.tiers[:1] or (None,))[-1]


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule of score_rules. `groups` are its any_groups without absent_interaction, `absent` those conditions."""

    rule_id: str
    rule_name: str
    score_id: str
    rule_type: str
    entity_type: str
    event_type: str | None
    operation: str
    points: Decimal
    rule_group: str | None
    expires_after_days: int | None
    decay: tuple[tuple[int, Decimal], ...]
    max_awards: int | None
    award_period: str | None
    min_occurrences: int
    within_days: int | None
    exclusive_group: str | None
    priority: Decimal | None
    absent_event_type: str | None
    absent_within_days: int | None
    absent_before_days: int | None
    absent_same: tuple[str, ...]
    effective_from: datetime | None
    effective_to: datetime | None
    groups: tuple[tuple[Condition, ...], ...]
    absent: tuple[Condition, ...]

    def in_window(self, instant):
        """Whether the rule is in effect at the instant."""
        after_start = self.effective_from is None or self.effective_from <= instant
        return after_start and (self.effective_to is None or instant < self.effective_to)


@dataclass(frozen=True)
class Trigger:
    """A trigger: fires when a score rises to, or falls below, a threshold."""

    trigger_id: str
    score_id: str
    direction: str
    threshold: Decimal
    repeats: str
    action: str | None


@dataclass
class Rulebook:
    """All seeds. rules: the active rules of active scores. limits: (score_id, rule_group) -> (low, high)."""

    scores: dict[str, Score] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    limits: dict = field(default_factory=dict)
    triggers: list[Trigger] = field(default_factory=list)
    segments: list[dict] = field(default_factory=list)
    event_types: dict = field(default_factory=dict)

    @property
    def active_scores(self):
        """The scores that are active."""
        return [score for score in self.scores.values() if score.is_active]


def within(points, low, high):
    """Points held within limits, None being no limit."""
    if low is not None and points < low:
        return low
    return high if high is not None and points > high else points


def read(seeds):
    """The rulebook of the seeds: dict of seed name -> rows of text as csv.DictReader gives them."""
    rows = {name: [_blanks_as_none(row) for row in seed] for name, seed in seeds.items()}
    book = Rulebook(scores=_scores(rows.get("scores", []), rows.get("score_tiers", [])))
    book.rules = _rules(rows, book.scores)
    book.limits = {
        (row["score_id"], row["rule_group"]): (_points(row, "min_points"), _points(row, "max_points"))
        for row in rows.get("score_rule_groups", [])
    }
    book.triggers = [_trigger(row) for row in rows.get("score_triggers", [])]
    book.segments = rows.get("score_segments", [])
    book.event_types = {
        (row["source"], row["event_name"]): (row["event_type"], row.get("channel"))
        for row in rows.get("event_types", [])
    }
    return book


def _blanks_as_none(row):
    return {column: values.text(value) for column, value in row.items()}


def _points(row, column):
    number = values.as_number(row.get(column))
    return None if number is None else values.two_places(number)


def _whole(row, column):
    number = values.as_number(row.get(column))
    return None if number is None else int(number)


def _is_true(row, column):
    return (row.get(column) or "").strip(values.WHITE).lower() == "true"


def _scores(rows, tier_rows):
    scores = {}
    for row in rows:
        floors = [
            (_points(tier, "min_points"), tier["tier"]) for tier in tier_rows if tier["score_id"] == row["score_id"]
        ]
        floors.sort(key=lambda floor: (floor[0] is not None, floor[0] or 0))
        scores[row["score_id"]] = Score(
            score_id=row["score_id"],
            score_name=row.get("score_name"),
            entity_type=row["entity_type"],
            low=_points(row, "min_points"),
            high=_points(row, "max_points"),
            is_active=_is_true(row, "is_active"),
            tiers=tuple(Tier(name, floor, rank) for rank, (floor, name) in enumerate(floors, start=1)),
        )
    return scores


def _rules(rows, scores):
    conditions = {}
    for row in rows.get("score_rule_conditions", []):
        conditions.setdefault(row["rule_id"], []).append(row)
    steps = {}
    for row in rows.get("score_decay_steps", []):
        steps.setdefault(row["decay_id"], []).append(
            (_whole(row, "after_days"), Decimal(row["remaining_percent"].strip()))
        )
    return [
        _rule(row, scores[row["score_id"]].entity_type, conditions.get(row["rule_id"], []), steps)
        for row in rows.get("score_rules", [])
        if _is_true(row, "is_active") and row["score_id"] in scores and scores[row["score_id"]].is_active
    ]


def _rule(row, entity_type, conditions, steps):
    groups = {}
    for condition in conditions:
        if condition["subject"] != "absent_interaction":
            groups.setdefault(condition.get("any_group"), []).append(_condition(condition))
    return Rule(
        rule_id=row["rule_id"],
        rule_name=row.get("rule_name"),
        score_id=row["score_id"],
        rule_type=row["rule_type"],
        entity_type=entity_type,
        event_type=row.get("event_type"),
        operation=row["operation"],
        points=_points(row, "points"),
        rule_group=row.get("rule_group"),
        expires_after_days=_whole(row, "expires_after_days"),
        decay=tuple(sorted(steps.get(row.get("decay_id"), []))),
        max_awards=_whole(row, "max_awards"),
        award_period=row.get("award_period"),
        min_occurrences=_whole(row, "min_occurrences") or 1,
        within_days=_whole(row, "within_days"),
        exclusive_group=row.get("exclusive_group"),
        priority=values.as_number(row.get("priority")),
        absent_event_type=row.get("absent_event_type"),
        absent_within_days=_whole(row, "absent_within_days"),
        absent_before_days=_whole(row, "absent_before_days"),
        absent_same=tuple((row.get("absent_same") or "").split(_MANY_PARTS)) if row.get("absent_same") else (),
        effective_from=values.raw_time(row.get("effective_from")),
        effective_to=values.raw_time(row.get("effective_to")),
        groups=tuple(tuple(group) for group in groups.values()),
        absent=tuple(_condition(row) for row in conditions if row["subject"] == "absent_interaction"),
    )


def _condition(row):
    return Condition(row["subject"], row["field"], row["operator"], row.get("value"))


def _trigger(row):
    return Trigger(
        trigger_id=row["trigger_id"],
        score_id=row["score_id"],
        direction=row["direction"],
        threshold=_points(row, "threshold"),
        repeats=row["repeats"],
        action=row.get("action"),
    )
