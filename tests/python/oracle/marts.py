"""The marts: the columns of the specification, as lists of dicts in no particular order."""

from decimal import Decimal

from . import history
from .values import earliest

_NOTHING = Decimal("0.00")
_LEDGER_COLUMNS = (
    "score_id", "entity_type", "entity_id", "rule_id", "rule_group", "interaction_id", "adjustment_id", "tranche",
    "operation", "points", "valid_from", "expires_at", "superseded_at", "valid_to",
)  # fmt: skip
_INTERACTION_COLUMNS = (
    "interaction_id", "source", "event_name", "contact_id", "account_id", "opportunity_id", "target_type",
    "target_id", "value", "properties", "occurred_at", "loaded_at",
)  # fmt: skip
_SUPPRESSED_COLUMNS = ("score_id", "entity_type", "entity_id", "rule_id", "interaction_id", "reason")


class Current:
    """Everything as of now: the known entities, the ledger and the histories of all active scores."""

    def __init__(self, rulebook, people, known, entries_of, chains, as_of):
        self.rulebook = rulebook
        self.people = people
        self.known = known
        self.entries_of = entries_of
        self.chains = chains
        self.as_of = as_of
        self.present = {entity for entity in known if not people.is_deleted(*entity, as_of)}

    def tier(self, score, entity_id):
        """The tier (or None) that an entity is in now."""
        stay, _ = history.at(self.chains.get((score.score_id, score.entity_type, entity_id), []), self.as_of)
        return stay.tier if stay else score.tier(score.rest)


def _key(score_id, entity_type, entity_id):
    return {"score_id": score_id, "entity_type": entity_type, "entity_id": entity_id}


def _name(tier):
    return tier and tier.name


def _rank(tier):
    return tier and tier.rank


def score_ledger(entries):
    """One row for each entry."""
    return [{column: getattr(entry, column) for column in _LEDGER_COLUMNS} for entry in entries]


def score_history(chains):
    """One row for each entity, score and valid_from, the future included."""
    return [
        _key(*key)
        | {
            "valid_from": stay.valid_from,
            "valid_to": stay.valid_to,
            "points": stay.points,
            "tier": _name(stay.tier),
            "tier_rank": _rank(stay.tier),
            "previous_points": stay.previous_points,
            "previous_tier": _name(stay.previous_tier),
            "tier_since": stay.tier_since,
        }
        for key, chain in chains.items()
        for stay in chain
    ]


def entity_scores(current):
    """One row for each known entity that is not deleted and each active score of its type."""
    return [
        _entity_score(current, score, entity_type, entity_id)
        for score in current.rulebook.active_scores
        for entity_type, entity_id in current.present
        if entity_type == score.entity_type
    ]


def _entity_score(current, score, entity_type, entity_id):
    key = (score.score_id, entity_type, entity_id)
    entries = current.entries_of.get(key, [])
    valid = [entry.points for entry in entries if entry.is_valid(current.as_of)]
    stay, upcoming = history.at(current.chains.get(key, []), current.as_of)
    tier = stay.tier if stay else score.tier(score.rest)
    return {
        "score_id": score.score_id,
        "score_name": score.score_name,
        "entity_type": entity_type,
        "entity_id": entity_id,
        "points": stay.points if stay else score.rest,
        "positive_points": sum((points for points in valid if points > 0), _NOTHING),
        "negative_points": sum((points for points in valid if points < 0), _NOTHING),
        "tier": _name(tier),
        "tier_rank": _rank(tier),
        "tier_since": stay and stay.tier_since,
        "last_awarded_at": _last_awarded_at(entries, current.as_of),
        "next_change_at": upcoming and upcoming.valid_from,
        "next_points": upcoming and upcoming.points,
        "next_tier": upcoming and _name(upcoming.tier),
    }


def _last_awarded_at(entries, as_of):
    return max((e.valid_from for e in entries if not e.is_empty and e.valid_from <= as_of), default=None)


def scores_of(entity_type, rows):
    """entity_scores of one type, the id under the type's own name."""
    renamed = []
    for row in rows:
        if row["entity_type"] == entity_type:
            own = {column: value for column, value in row.items() if column not in ("entity_type", "entity_id")}
            renamed.append({**own, f"{entity_type}_id": row["entity_id"]})
    return renamed


def score_breakdown(current):
    """One row for each entity that is not deleted, score and rule (None: adjustments) with an entry valid now."""
    names = {rule.rule_id: rule.rule_name for rule in current.rulebook.rules}
    rows = []
    for key, entries in current.entries_of.items():
        if key[1:] not in current.present:
            continue
        by_rule = {}
        for entry in entries:
            by_rule.setdefault(entry.rule_id, []).append(entry)
        for rule_id, own in by_rule.items():
            valid = [entry for entry in own if entry.is_valid(current.as_of)]
            if valid:
                rows.append(_key(*key) | _breakdown(rule_id, names.get(rule_id), own, valid, current.as_of))
    return rows


def _breakdown(rule_id, rule_name, own, valid, as_of):
    return {
        "rule_id": rule_id,
        "rule_name": rule_name,
        "awards": len({entry.award for entry in valid}),
        "points": sum((entry.points for entry in valid), _NOTHING),
        "last_awarded_at": _last_awarded_at(own, as_of),
        "next_expiry_at": earliest(*(entry.valid_to for entry in valid)),
    }


def tier_transitions(current):
    """One row for each change of tier up to now, the first from the tier at rest."""
    return [
        _key(*key)
        | {
            "changed_at": stay.valid_from,
            "from_tier": _name(stay.previous_tier),
            "to_tier": _name(stay.tier),
            "points": stay.points,
        }
        for key, chain in current.chains.items()
        for stay in chain
        if stay.tier != stay.previous_tier and stay.valid_from <= current.as_of
    ]


def score_trigger_firings(current, decided):
    """One row for each firing up to now, numbered for each trigger and entity."""
    return [
        row
        for trigger in current.rulebook.triggers
        for key, chain in current.chains.items()
        if key[0] == trigger.score_id
        for row in _firings(trigger, key, chain, current.as_of, decided)
    ]


def _firings(trigger, key, chain, as_of, decided):
    fired = [stay for stay in chain if _fires(trigger, stay)]
    kept = fired[:1] if trigger.repeats == "once" else fired
    decided["trigger_once"] += len(fired) - len(kept)
    return [
        {
            "trigger_id": trigger.trigger_id,
            **_key(*key),
            "fired_at": stay.valid_from,
            "points": stay.points,
            "action": trigger.action,
            "firing_number": number,
        }
        for number, stay in enumerate(kept, start=1)
        if stay.valid_from <= as_of
    ]


def _fires(trigger, stay):
    reached, reached_before = stay.points >= trigger.threshold, stay.previous_points >= trigger.threshold
    if trigger.direction == "rises_to":
        return reached and not reached_before
    return reached_before and not reached


def contact_segments(current):
    """One row for each contact that is not deleted and each segment whose two tiers it is in now."""
    rows = []
    for segment in current.rulebook.segments:
        fit = current.rulebook.scores.get(segment["fit_score_id"])
        engagement = current.rulebook.scores.get(segment["engagement_score_id"])
        if not (_scores_contacts(fit) and _scores_contacts(engagement)):
            continue
        wanted = (segment["fit_tier"], segment["engagement_tier"])
        if None in wanted:
            continue
        rows += [
            {
                "contact_id": entity_id,
                "segment": segment["segment"],
                "fit_tier": segment["fit_tier"],
                "engagement_tier": segment["engagement_tier"],
                "action": segment.get("action"),
            }
            for entity_type, entity_id in current.present
            if entity_type == "contact"
            and (_name(current.tier(fit, entity_id)), _name(current.tier(engagement, entity_id))) == wanted
        ]
    return rows


def _scores_contacts(score):
    return score is not None and score.is_active and score.entity_type == "contact"


def interactions(found):
    """One row for each standing row of the seven feeds."""
    return [{column: getattr(one, column) for column in _INTERACTION_COLUMNS} for one in found]


def unmapped_events(found):
    """How often event names came that event_types does not list, first and last."""
    unmapped = {}
    for one in found:
        if one.event_type is None:
            unmapped.setdefault((one.source, one.event_name), []).append(one.occurred_at)
    return [
        {
            "source": source,
            "event_name": event_name,
            "rows": len(instants),
            "first_occurred_at": min(instants),
            "last_occurred_at": max(instants),
        }
        for (source, event_name), instants in unmapped.items()
    ]


def rejected_rows(rejected):
    """The bad rows, each with the first reason that applies."""
    return [{"source": source, "native_id": native_id, "reason": reason} for source, native_id, reason in rejected]


def suppressed_awards(suppressed):
    """The matches that awarded nothing, each with the step that held it back."""
    return [dict(zip(_SUPPRESSED_COLUMNS, row, strict=True)) for row in suppressed]
