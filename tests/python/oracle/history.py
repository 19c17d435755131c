"""From ledger to history: the sum at every instant, held within its limits, as a canonical chain with tiers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .rulebook import Tier, within


@dataclass
class Stay:
    """A row of score_history: from valid_from until valid_to (None: open) the score has these points."""

    valid_from: datetime
    valid_to: datetime | None
    points: Decimal
    tier: Tier | None
    previous_points: Decimal
    previous_tier: Tier | None
    tier_since: datetime | None


def write(entries, score, limits, decided):
    """The chain of one entity and score. limits: (score_id, rule_group) -> (low, high)."""
    chain = []
    points, tier, tier_since = score.rest, score.tier(score.rest), None
    for instant, now in _sums(entries, score, limits, decided):
        if now == points:
            continue
        if chain:
            chain[-1].valid_to = instant
        new_tier = score.tier(now)
        tier_since = tier_since if new_tier == tier else instant
        chain.append(Stay(instant, None, now, new_tier, points, tier, tier_since))
        points, tier = now, new_tier
    return chain


def at(chain, instant):
    """The row of the chain that holds at the instant (None: rest), and the one after it."""
    current = None
    for stay in chain:
        if stay.valid_from > instant:
            return current, stay
        current = stay
    return current, None


def _sums(entries, score, limits, decided):
    """(instant, points within all limits) at each instant at which an entry begins or ends."""
    changes = {}
    for entry in entries:
        if not entry.is_empty:
            changes.setdefault(entry.valid_from, []).append((entry.rule_group, entry.points))
            if entry.valid_to is not None:
                changes.setdefault(entry.valid_to, []).append((entry.rule_group, -entry.points))
    sums = {}
    for instant in sorted(changes):
        for group, points in changes[instant]:
            sums[group] = sums.get(group, Decimal("0.00")) + points
        held = [within(total, *_limits_of(group, score, limits)) for group, total in sums.items()]
        decided["group_limit"] += held != list(sums.values())
        total = sum(held)
        points = within(total, score.low, score.high)
        decided["score_limit"] += points != total
        yield instant, points


def _limits_of(group, score, limits):
    return (None, None) if group is None else limits.get((score.score_id, group), (None, None))
