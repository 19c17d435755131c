"""From rules to awards: match, precedence, occurrences, absence, cap; and the intervals of attribute rules."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from .interactions import Interaction
from .rulebook import Rule
from .values import earlier, earliest, later

ENTITY_CREATED = "entity_created"
_END_OF_TIME = datetime.max


@dataclass(frozen=True)
class Entity:
    """An entity with the mapped interactions that count for it, in order, whole and by event type."""

    entity_type: str
    entity_id: str
    interactions: tuple
    by_type: dict

    @property
    def key(self):
        """What names the entity."""
        return self.entity_type, self.entity_id

    def of_type(self, event_type):
        """The entity's interactions of an event type; None means any."""
        return self.interactions if event_type is None else self.by_type.get(event_type, ())


@dataclass(frozen=True)
class Match:
    """An interaction that a rule matches for an entity; without interaction, the entity's own creation."""

    at: datetime
    interaction: Interaction | None = None

    @property
    def interaction_id(self):
        """The id of the interaction, None for the creation of the entity."""
        return self.interaction and self.interaction.interaction_id


@dataclass(frozen=True)
class Award:
    """What a rule grants an entity at an instant; `until` ends an attribute rule's interval (None: open)."""

    rule: Rule
    entity: tuple[str, str]
    interaction_id: str | None
    at: datetime
    until: datetime | None = None


def entity(entity_type, entity_id, interactions):
    """An Entity of the interactions that count for it, in any order; unmapped ones are left out."""
    mapped = sorted((one for one in interactions if one.event_type is not None), key=lambda one: one.order)
    by_type = {}
    for one in mapped:
        by_type.setdefault(one.event_type, []).append(one)
    return Entity(entity_type, entity_id, tuple(mapped), by_type)


class Scorer:
    """Applies the rules to one entity after the other; collects awards and what was suppressed."""

    def __init__(self, rules, people, decided):
        self.people = people
        self.decided = decided
        self.rules = {}
        for rule in rules:
            self.rules.setdefault(rule.entity_type, []).append(rule)
        self.awards = []
        self.suppressed = []

    def score(self, one):
        """Awards and suppressed matches of all rules for an Entity."""
        rules = self.rules.get(one.entity_type, [])
        matches = {rule: self._matches(rule, one) for rule in rules if rule.rule_type == "interaction"}
        for rule, left in self._outrank(matches, one).items():
            counted = self._occurrences(rule, left, one)
            kept = self._cap(rule, [(match, match.at) for match in counted], one)
            self._award(rule, kept, one)
        for rule in rules:
            if rule.rule_type == "absence":
                anchors = self._occurrences(rule, self._anchors(rule, one), one)
                self._award(rule, self._cap(rule, self._unbroken(rule, anchors, one), one), one)
            elif rule.rule_type == "attribute":
                self._attribute_intervals(rule, one)

    def _award(self, rule, kept, one):
        self.awards += [Award(rule, one.key, match.interaction_id, at) for match, at in kept]

    def _suppress(self, rule, one, match, reason):
        self.suppressed.append((rule.score_id, *one.key, rule.rule_id, match.interaction_id, reason))

    def _holds(self, rule, one, instant, interaction):
        """Whether the rule's conditions (absent_interaction aside) hold for the entity at the instant."""
        if not rule.groups:
            return True
        return any(all(self._condition_holds(c, one, instant, interaction) for c in group) for group in rule.groups)

    def _condition_holds(self, condition, one, instant, interaction):
        if condition.subject == "interaction":
            source = interaction
        else:
            source = self.people.subject(one.entity_type, one.entity_id, condition.subject, instant)
        return condition.holds(source and source.text(condition.field))

    # Step 1

    def _matches(self, rule, one):
        asks_attributes = any(condition.subject != "interaction" for group in rule.groups for condition in group)
        found = []
        for interaction in one.of_type(rule.event_type):
            instant = interaction.occurred_at
            holds = self._holds(rule, one, instant, interaction)
            if holds and rule.in_window(instant):
                found.append(Match(instant, interaction))
            self.decided["effective_window"] += holds and not rule.in_window(instant)
            if asks_attributes:
                self.decided["version"] += holds != self._holds(rule, one, _END_OF_TIME, interaction)
        return found

    def _anchors(self, rule, one):
        if rule.event_type != ENTITY_CREATED:
            return self._matches(rule, one)
        timeline = self.people.timeline(*one.key)
        if timeline is None:
            return []
        created_at = timeline.created_at
        if not (rule.in_window(created_at) and self._holds(rule, one, created_at, None)):
            return []
        self.decided["entity_created"] += 1
        return [Match(created_at)]

    # Step 2

    def _outrank(self, matches, one):
        first = {}
        for rule, found in matches.items():
            if rule.exclusive_group is not None:
                for match in found:
                    key = (rule.score_id, rule.exclusive_group, match.interaction_id)
                    first[key] = min(first.get(key, rule), rule, key=_precedence)
        left = {}
        for rule, found in matches.items():
            left[rule] = []
            for match in found:
                if first.get((rule.score_id, rule.exclusive_group, match.interaction_id), rule) is rule:
                    left[rule].append(match)
                else:
                    self._suppress(rule, one, match, "outranked")
                    self.decided["precedence"] += 1
        return left

    # Step 3

    def _occurrences(self, rule, matches, one):
        n, kept = rule.min_occurrences, []
        for k, match in enumerate(matches, start=1):
            enough = k >= n
            close = rule.within_days is None or not enough
            close = close or match.at - matches[k - n].at < timedelta(days=rule.within_days)
            if enough and close:
                kept.append(match)
            else:
                self._suppress(rule, one, match, "below_min_occurrences")
                self.decided["occurrences"] += 1
                self.decided["min_occurrences_within"] += enough
        return kept

    # Absence

    def _unbroken(self, rule, anchors, one):
        breakers = [
            other
            for other in one.of_type(rule.absent_event_type)
            if all(condition.holds(other.text(condition.field)) for condition in rule.absent)
        ]
        orders = [other.order for other in breakers]
        kept = []
        for anchor in anchors:
            at = later(anchor.at, rule.absent_within_days)
            if at is None:
                continue
            self.decided["absence"] += 1
            if self._broken(rule, anchor, at, breakers, orders):
                self._suppress(rule, one, anchor, "not_absent")
                self.decided["absence_broken"] += 1
            else:
                kept.append((anchor, at))
        return kept

    def _broken(self, rule, anchor, at, breakers, orders):
        if rule.absent_before_days is not None:
            start = bisect_left(orders, (earlier(anchor.at, rule.absent_before_days), ""))
        elif anchor.interaction is None:
            start = bisect_left(orders, (anchor.at, ""))
        else:
            start = bisect_right(orders, anchor.interaction.order)
        for other in breakers[start:]:
            if other.occurred_at > at:
                return False
            if other is not anchor.interaction and _same(rule.absent_same, anchor.interaction, other):
                self.decided["absent_before"] += other.occurred_at < anchor.at
                return True
        return False

    # Step 4

    def _cap(self, rule, timed, one):
        if rule.max_awards is None:
            return timed
        used, kept = {}, []
        for match, at in timed:
            period = _period(rule.award_period, at)
            used[period] = used.get(period, 0) + 1
            if used[period] <= rule.max_awards:
                kept.append((match, at))
            else:
                self._suppress(rule, one, match, "over_cap")
                self.decided["cap"] += 1
        return kept

    # Attribute rules

    def _attribute_intervals(self, rule, one):
        timeline = self.people.timeline(*one.key)
        if timeline is None:
            return
        created_at = timeline.created_at
        instants = [created_at] + [t for t in self.people.changes(*one.key) if t > created_at]
        since = None
        for instant in instants:
            holds = self._holds(rule, one, instant, None)
            if holds and since is None:
                since = instant
                self.decided["version"] += since != created_at
            elif not holds and since is not None:
                self._attribute_award(rule, one, since, instant)
                self.decided["version"] += 1
                since = None
        if since is not None:
            self._attribute_award(rule, one, since, None)

    def _attribute_award(self, rule, one, start, end):
        cut_start = max(start, rule.effective_from or start)
        cut_end = earliest(end, rule.effective_to)
        self.decided["effective_window"] += (cut_start, cut_end) != (start, end)
        if cut_end is None or cut_start < cut_end:
            self.awards.append(Award(rule, one.key, None, cut_start, cut_end))


def _precedence(rule):
    return rule.priority is None, rule.priority or 0, rule.rule_id


def _same(fields, anchor, other):
    """Whether the two interactions have the same text in every field; what is not set is like nothing."""
    if fields and anchor is None:
        return False
    return all(anchor.text(name) is not None and anchor.text(name) == other.text(name) for name in fields)


def _period(award_period, instant):
    """The calendar period (UTC) of the instant; `ever` is one period."""
    day = instant.date()
    if award_period == "day":
        return day
    if award_period == "week":
        return day.isocalendar()[:2]
    if award_period == "month":
        return day.year, day.month
    return day.year if award_period == "year" else award_period
