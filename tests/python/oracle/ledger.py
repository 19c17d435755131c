"""From awards and adjustments to ledger entries: tranches, expiry, and what a set ends."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .values import earliest, later, two_places


@dataclass
class Entry:
    """A row of score_ledger. ends_at is where an attribute entry's interval ends (None: open)."""

    score_id: str
    entity_type: str
    entity_id: str
    rule_id: str | None
    rule_group: str | None
    interaction_id: str | None
    adjustment_id: str | None
    tranche: int
    operation: str
    points: Decimal
    valid_from: datetime
    expires_at: datetime | None
    ends_at: datetime | None = None
    superseded_at: datetime | None = None

    @property
    def valid_to(self):
        """Where the entry ends: the earliest of its ends, None for never."""
        return earliest(self.expires_at, self.superseded_at, self.ends_at)

    @property
    def is_empty(self):
        """Whether the entry ends before it begins, and counts for nothing."""
        return self.valid_to is not None and self.valid_to <= self.valid_from

    @property
    def award(self):
        """What tells one award of an entity and score from another; its tranches share it."""
        return self.rule_id, self.interaction_id, self.adjustment_id, self.valid_from

    def is_valid(self, instant):
        """Whether the entry counts at the instant."""
        return self.valid_from <= instant and (self.valid_to is None or instant < self.valid_to)


def write(awards, adjustments, rulebook, people, decided):
    """All ledger entries of the awards and of the standing adjustments."""
    entries = [entry for award in awards for entry in _tranches(award, decided)]
    adjusted = [_adjustment(row, people) for row in adjustments if rulebook.scores[row["score_id"]].is_active]
    decided["adjustment"] += len(adjusted)
    entries += adjusted
    _supersede(entries, decided)
    decided["expiry"] += sum(entry.expires_at is not None and entry.valid_to == entry.expires_at for entry in entries)
    return entries


def _tranches(award, decided):
    rule = award.rule
    if not rule.decay:
        yield _of_rule(award, 1, rule.points, later(award.at, rule.expires_after_days))
        return
    left = rule.points
    for step, (after_days, percent) in enumerate(rule.decay, start=1):
        remaining = two_places(rule.points * percent / 100)
        if left != remaining:
            decided["decay"] += step > 1
            yield _of_rule(award, step, left - remaining, later(award.at, after_days))
        left = remaining
    if left != 0:
        decided["decay"] += 1
        yield _of_rule(award, len(rule.decay) + 1, left, None)


def _of_rule(award, tranche, points, expires_at):
    rule = award.rule
    return Entry(
        score_id=rule.score_id,
        entity_type=award.entity[0],
        entity_id=award.entity[1],
        rule_id=rule.rule_id,
        rule_group=rule.rule_group,
        interaction_id=award.interaction_id,
        adjustment_id=None,
        tranche=tranche,
        operation="add" if rule.rule_type == "attribute" else rule.operation,
        points=points,
        valid_from=award.at,
        expires_at=expires_at,
        ends_at=award.until,
    )


def _adjustment(row, people):
    entity_type, entity_id = people.adjusted(row)
    return Entry(
        score_id=row["score_id"],
        entity_type=entity_type,
        entity_id=entity_id,
        rule_id=None,
        rule_group=None,
        interaction_id=None,
        adjustment_id=row.id,
        tranche=1,
        operation=row["operation"],
        points=two_places(row["points"]),
        valid_from=row.time,
        expires_at=later(row.time, row["expires_after_days"]),
    )


def by_entity(entries):
    """(score_id, entity_type, entity_id) -> entries."""
    found = {}
    for entry in entries:
        found.setdefault((entry.score_id, entry.entity_type, entry.entity_id), []).append(entry)
    return found


def _supersede(entries, decided):
    for chain in by_entity(entries).values():
        ruling = _ruling_sets(chain)
        instants = sorted(ruling)
        for entry in chain:
            entry.superseded_at = _superseded_at(entry, ruling, instants)
            decided["set"] += entry.superseded_at is not None


def _ruling_sets(chain):
    """Instant -> the set that counts there."""
    ruling = {}
    for entry in chain:
        if entry.operation == "set":
            ruling[entry.valid_from] = max(ruling.get(entry.valid_from, entry), entry, key=_set_rank)
    return ruling


def _set_rank(entry):
    return entry.adjustment_id or entry.interaction_id or "", entry.rule_id or ""


def _superseded_at(entry, ruling, instants):
    if entry.operation == "set" and ruling[entry.valid_from] is not entry:
        return entry.valid_from
    position = bisect_right(instants, entry.valid_from)
    if position == len(instants):
        return None
    own_end = earliest(entry.expires_at, entry.ends_at)
    return None if own_end is not None and instants[position] >= own_end else instants[position]
