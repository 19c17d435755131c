"""What analysts may do to the rulebook between two builds. Each change returns what it did, or None where it cannot.

Every change leaves the seeds valid. New rules, conditions, tiers and so on are taken from another random rulebook.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from worlds.draft import UNKNOWN_SCORE, Draft
from worlds.rulebook import LIMITS, SUBJECTS, Row, Rulebook, make_rulebook
from worlds.vocabulary import CHANNELS, EVENT_NAMES, EVENT_TYPES, SPANS, chance

Change = Callable[[Draft], str | None]
SUBJECTS_OF_INTERACTIONS = {"interaction", "absent_interaction"}


# What there is


def _entity_types(seeds: Rulebook) -> dict[str, str]:
    """score_id -> entity type."""
    return {row["score_id"]: row["entity_type"] for row in seeds["scores"]}


def _conditions_of(seeds: Rulebook, rule_id: str) -> list[Row]:
    """The conditions of a rule."""
    return [row for row in seeds["score_rule_conditions"] if row["rule_id"] == rule_id]


def _mapped(seeds: Rulebook) -> list[str]:
    """The event types that event_types gives."""
    return sorted({row["event_type"] for row in seeds["event_types"]})


def _used(seeds: Rulebook) -> set[str]:
    """The event types that rules name."""
    return {row[column] for row in seeds["score_rules"] for column in ("event_type", "absent_event_type")}


def _active_rules(draft: Draft, *rule_types: str, **columns: Iterable[str]) -> list[Row]:
    """Active rules of active scores, of the given types and with one of the given values in each column."""
    active = {row["score_id"] for row in draft.seeds["scores"] if row["is_active"] == "true"}
    return [
        row
        for row in draft.seeds["score_rules"]
        if row["is_active"] == "true"
        and row["score_id"] in active
        and row["rule_type"] in (rule_types or ("interaction", "attribute", "absence"))
        and all(row[column] in values for column, values in columns.items())
    ]


def _donor(draft: Draft) -> Rulebook:
    """Another random rulebook."""
    return make_rulebook(random.Random(draft.rng.randrange(2**32)))


def _free_priority(seeds: Rulebook) -> str:
    """A priority that no rule has."""
    return str(max((int(row["priority"]) for row in seeds["score_rules"] if row["priority"]), default=0) + 1)


# Rules: there or not


def _edit(*rule_types: str, **columns: Iterable[str]) -> Callable[[Callable[[Draft, Row], Row | None]], Change]:
    """A change of one active rule, made of a function that gives the rule's new values."""

    def decorate(values_of: Callable[[Draft, Row], Row | None]) -> Change:
        def change(draft: Draft) -> str | None:
            rules = _active_rules(draft, *rule_types, **columns)
            if not rules:
                return None
            rule = draft.rng.choice(rules)
            values = {
                column: value for column, value in (values_of(draft, rule) or {}).items() if value != rule[column]
            }
            rule.update(values)
            return f"{rule['rule_id']} {values}" if values else None

        change.__doc__ = values_of.__doc__
        return change

    return decorate


def _transplant(draft: Draft, donor: Rulebook, rule: Row, score_id: str) -> str:
    """Add a rule of another rulebook, with its conditions, to a score. Returns its id."""
    seeds = draft.seeds
    rule_id = f"later {draft.number}.{len(seeds['score_rules'])}"
    mapped = _mapped(seeds)
    types = {
        column: rule[column] if rule[column] in ("", "entity_created", *mapped) else draft.rng.choice(mapped)
        for column in ("event_type", "absent_event_type")
    }
    priority = {"priority": _free_priority(seeds)} if rule["priority"] else {}
    new = {
        "rule_id": rule_id,
        "score_id": score_id,
        "is_active": "true",
        "rule_group": _some_group(draft, rule, score_id),
    }
    seeds["score_rules"].append(rule | types | priority | new)
    conditions = _conditions_of(donor, rule["rule_id"])
    seeds["score_rule_conditions"] += [row | {"rule_id": rule_id} for row in conditions]
    return rule_id


def _some_group(draft: Draft, rule: Row, score_id: str) -> str:
    """A group of the score for a rule, or none."""
    groups = [row["rule_group"] for row in draft.seeds["score_rule_groups"] if row["score_id"] == score_id]
    return draft.rng.choice(["", *groups]) if rule["operation"] == "add" else ""


def _drop_rules(seeds: Rulebook, gone: Iterable[str]) -> None:
    """Delete rules and their conditions."""
    for seed in ("score_rules", "score_rule_conditions"):
        seeds[seed] = [row for row in seeds[seed] if row["rule_id"] not in set(gone)]


def rule_added(draft: Draft) -> str | None:
    """Two rules more."""
    donor = _donor(draft)
    types, added = _entity_types(donor), []
    for score_id, entity_type in draft.rng.sample(sorted(_entity_types(draft.seeds).items()), 2):
        fitting = [row for row in donor["score_rules"] if types[row["score_id"]] == entity_type]
        if fitting:
            added.append(_transplant(draft, donor, draft.rng.choice(fitting), score_id))
    return str(added) if added else None


def rule_deleted(draft: Draft) -> str | None:
    """A rule less."""
    rules = _active_rules(draft)
    if len(rules) < 5:
        return None
    rule_id = draft.rng.choice(rules)["rule_id"]
    _drop_rules(draft.seeds, [rule_id])
    return rule_id


@_edit()
def rule_deactivated(draft: Draft, rule: Row) -> Row:
    """A rule is switched off."""
    return {"is_active": "false"}


def rule_reactivated(draft: Draft) -> str | None:
    """A rule is switched on."""
    rules = [row for row in draft.seeds["score_rules"] if row["is_active"] == "false"]
    if not rules:
        return None
    rule = draft.rng.choice(rules)
    rule["is_active"] = "true"
    return rule["rule_id"]


# Rules: their values


@_edit()
def rule_weight(draft: Draft, rule: Row) -> Row:
    """Other points."""
    return {"points": draft.rng.choice(("3", "8", "-2", "0.33", "12.5"))}


@_edit()
def rule_expiry(draft: Draft, rule: Row) -> Row:
    """Another expiry, or none."""
    return {"expires_after_days": draft.rng.choice(("", *map(str, SPANS))), "decay_id": ""}


@_edit(operation=("add",))
def rule_decay(draft: Draft, rule: Row) -> Row:
    """Another decay, or none."""
    decays = sorted({row["decay_id"] for row in draft.seeds["score_decay_steps"]})
    return {"decay_id": draft.rng.choice(("", *decays)), "expires_after_days": ""}


@_edit("interaction", "absence")
def rule_cap(draft: Draft, rule: Row) -> Row:
    """Another cap, or none."""
    period = draft.rng.choice(("day", "week", "month", "year", "ever"))
    capped = {"max_awards": draft.rng.choice("123"), "award_period": period}
    return capped if chance(draft.rng, 0.8) else {"max_awards": "", "award_period": ""}


@_edit("interaction")
def rule_occurrences(draft: Draft, rule: Row) -> Row:
    """Another number of occurrences, or none."""
    count = draft.rng.choice(("", "2", "3"))
    return {"min_occurrences": count, "within_days": draft.rng.choice(("", "7")) if count else ""}


@_edit("interaction", "absence")
def rule_operation(draft: Draft, rule: Row) -> Row:
    """A rule that adds sets, or the reverse."""
    is_set = rule["operation"] == "set"
    return {"operation": "add" if is_set else "set", "rule_group": "", "decay_id": ""}


@_edit(operation=("add",))
def rule_group(draft: Draft, rule: Row) -> Row:
    """Another group of the score, or none."""
    return {"rule_group": _some_group(draft, rule, rule["score_id"])}


@_edit("interaction")
def rule_priority(draft: Draft, rule: Row) -> Row:
    """A rule outranks others, or is outranked, or neither."""
    if rule["priority"] and chance(draft.rng, 0.3):
        return {"exclusive_group": "", "priority": ""}
    rank = int(_free_priority(draft.seeds)) * draft.rng.choice((1, -1))
    return {"exclusive_group": draft.rng.choice(("best click", "best'")), "priority": str(rank)}


@_edit()
def rule_dates(draft: Draft, rule: Row) -> Row:
    """Another window of effect, or none."""
    first, last = draft.rng.choice((("2025-08-15", ""), ("", "2025-09-20"), ("2025-08-01", "2025-10-01"), ("", "")))
    return {"effective_from": first, "effective_to": last}


@_edit("interaction")
def rule_event_type(draft: Draft, rule: Row) -> Row:
    """A rule looks for another event type, or any."""
    return {"event_type": draft.rng.choice(("", *_mapped(draft.seeds)))}


@_edit("absence")
def rule_absence(draft: Draft, rule: Row) -> Row:
    """Another silence."""
    rng = draft.rng
    return {
        "absent_event_type": rng.choice(("", *_mapped(draft.seeds))),
        "absent_within_days": str(rng.choice(SPANS)),
        "absent_before_days": rng.choice(("", "7")),
        "absent_same": rng.choice(("", "target_id")),
    }


@_edit()
def rule_score(draft: Draft, rule: Row) -> Row | None:
    """A rule counts for another score of the same entity type."""
    types = _entity_types(draft.seeds)
    others = [score for score, kind in types.items() if kind == types[rule["score_id"]] and score != rule["score_id"]]
    if not others:
        return None
    priority = {"priority": _free_priority(draft.seeds)} if rule["priority"] else {}
    return {"score_id": draft.rng.choice(others), "rule_group": ""} | priority


@_edit()
def rule_renamed(draft: Draft, rule: Row) -> Row:
    """Another name."""
    return {"rule_name": f"renamed {draft.number}"}


def rule_conditions(draft: Draft) -> str | None:
    """Other conditions of a rule: those of a rule of another rulebook, or one less."""
    rule = draft.rng.choice(_active_rules(draft))
    own = _conditions_of(draft.seeds, rule["rule_id"])
    if len(own) > 1 and chance(draft.rng, 0.4):
        draft.seeds["score_rule_conditions"].remove(draft.rng.choice(own))
        return f"{rule['rule_id']}: one less"
    donor = _donor(draft)
    types = _entity_types(donor)
    wanted = (rule["rule_type"], _entity_types(draft.seeds)[rule["score_id"]])
    fitting = [row["rule_id"] for row in donor["score_rules"] if (row["rule_type"], types[row["score_id"]]) == wanted]
    found = [conditions for conditions in (_conditions_of(donor, rule_id) for rule_id in fitting) if conditions]
    if not found:
        return None
    kept = [row for row in draft.seeds["score_rule_conditions"] if row["rule_id"] != rule["rule_id"]]
    new = [row | {"rule_id": rule["rule_id"]} for row in draft.rng.choice(found)]
    draft.seeds["score_rule_conditions"] = kept + new
    return f"{rule['rule_id']}: {len(own)}, then {len(new)}"


# Event types


def mapping_added(draft: Draft) -> str | None:
    """A name that was not mapped is."""
    mapped = {(row["source"], row["event_name"]) for row in draft.seeds["event_types"]}
    names = [(source, name) for source, names in EVENT_NAMES.items() for name in names if (source, name) not in mapped]
    if not names:
        return None
    source, name = draft.rng.choice(names)
    event_type, channel = draft.rng.choice(EVENT_TYPES), draft.rng.choice(("", *CHANNELS))
    row = {"source": source, "event_name": name, "event_type": event_type, "channel": channel, "is_conversion": "true"}
    draft.seeds["event_types"].append(row)
    return f"{source} {name} to {event_type}"


def _spare_mappings(draft: Draft) -> list[Row]:
    """Mappings without which every event type that rules name still has one."""
    rows = draft.seeds["event_types"]
    types = [row["event_type"] for row in rows]
    used = _used(draft.seeds)
    return [row for row in rows if types.count(row["event_type"]) > 1 or row["event_type"] not in used]


def mapping_changed(draft: Draft) -> str | None:
    """A name gets another event type or another channel."""
    if chance(draft.rng, 0.4):
        row = draft.rng.choice(draft.seeds["event_types"])
        row["channel"] = draft.rng.choice([channel for channel in ("", *CHANNELS) if channel != row["channel"]])
        return f"{row['source']} {row['event_name']} to the channel {row['channel']}"
    rows = _spare_mappings(draft)
    if not rows:
        return None
    row = draft.rng.choice(rows)
    row["event_type"] = draft.rng.choice([kind for kind in EVENT_TYPES if kind != row["event_type"]])
    return f"{row['source']} {row['event_name']} to {row['event_type']}"


def mapping_removed(draft: Draft) -> str | None:
    """A name is not mapped any more."""
    rows = _spare_mappings(draft)
    if not rows:
        return None
    row = draft.rng.choice(rows)
    draft.seeds["event_types"].remove(row)
    return f"{row['source']} {row['event_name']}"


# Limits, groups, decay, tiers, triggers, segments


def score_limits(draft: Draft) -> str | None:
    """Other limits of a score."""
    score = draft.rng.choice(draft.seeds["scores"])
    low, high = draft.rng.choice([pair for pair in LIMITS if pair != (score["min_points"], score["max_points"])])
    score.update({"min_points": low, "max_points": high})
    return f"{score['score_id']} {low} to {high}"


def group_limits(draft: Draft) -> str | None:
    """Other limits of a group."""
    if not draft.seeds["score_rule_groups"]:
        return None
    group = draft.rng.choice(draft.seeds["score_rule_groups"])
    group.update(
        dict(zip(("min_points", "max_points"), draft.rng.choice((("", "6"), ("-3", "11"), ("", ""))), strict=True))
    )
    return str(group)


def group_removed(draft: Draft) -> str | None:
    """A group less; its rules are in none."""
    if not draft.seeds["score_rule_groups"]:
        return None
    group = draft.rng.choice(draft.seeds["score_rule_groups"])
    draft.seeds["score_rule_groups"].remove(group)
    for rule in draft.seeds["score_rules"]:
        if (rule["score_id"], rule["rule_group"]) == (group["score_id"], group["rule_group"]):
            rule["rule_group"] = ""
    return group["rule_group"]


def group_added(draft: Draft) -> str | None:
    """A group more, of some rules of a score."""
    score_id = draft.rng.choice(_active_rules(draft))["score_id"]
    name = f"group {draft.number}.{len(draft.seeds['score_rule_groups'])}"
    limits = {"min_points": draft.rng.choice(("", "-4")), "max_points": "7"}
    draft.seeds["score_rule_groups"].append({"rule_group": name, "score_id": score_id} | limits)
    rules = _active_rules(draft, score_id=(score_id,), operation=("add",))
    for rule in draft.some(rules, 4):
        rule["rule_group"] = name
    return f"{name} of {score_id}"


def decay_steps(draft: Draft) -> str:
    """Other steps of a decay."""
    decay_id = draft.rng.choice(sorted({row["decay_id"] for row in draft.seeds["score_decay_steps"]}))
    kept = [row for row in draft.seeds["score_decay_steps"] if row["decay_id"] != decay_id]
    draft.seeds["score_decay_steps"] = kept + [
        row for row in _donor(draft)["score_decay_steps"] if row["decay_id"] == decay_id
    ]
    return decay_id


def tiers(draft: Draft) -> str | None:
    """Other tiers of a score, or none."""
    score_id = draft.rng.choice(draft.seeds["scores"])["score_id"]
    donor = _donor(draft)["score_tiers"]
    chosen = draft.rng.choice(["", *sorted({row["score_id"] for row in donor})])
    kept = [row for row in draft.seeds["score_tiers"] if row["score_id"] != score_id]
    new = [row | {"score_id": score_id} for row in donor if row["score_id"] == chosen]
    draft.seeds["score_tiers"] = kept + new
    _drop_segments_without_tier(draft.seeds)
    return f"{score_id}: {[row['tier'] for row in new]}"


def _drop_segments_without_tier(seeds: Rulebook) -> None:
    """Delete the segments that name a tier that is gone."""
    there = {(row["score_id"], row["tier"]) for row in seeds["score_tiers"]}
    seeds["score_segments"] = [
        row
        for row in seeds["score_segments"]
        if {(row["fit_score_id"], row["fit_tier"]), (row["engagement_score_id"], row["engagement_tier"])} <= there
    ]


def triggers(draft: Draft) -> str:
    """A trigger more, and another threshold or one trigger less."""
    rows, rng = draft.seeds["score_triggers"], draft.rng
    if rows and chance(rng, 0.4):
        rows.remove(rng.choice(rows))
    elif rows:
        rng.choice(rows).update({"threshold": rng.choice(("3", "7.5", "-1")), "action": f"step {draft.number}"})
    rows.append({
        "trigger_id": f"trigger {draft.number}.{len(rows)}",
        "score_id": rng.choice(draft.seeds["scores"])["score_id"],
        "direction": rng.choice(("rises_to", "falls_below")),
        "threshold": rng.choice(("2", "6", "12")),
        "repeats": rng.choice(("once", "every_time")),
        "action": "call",
    })  # fmt: skip
    return str(rows[-1])


def segments(draft: Draft) -> str | None:
    """Other actions, segments less, segments more."""
    seeds, rng = draft.seeds, draft.rng
    for row in draft.some(seeds["score_segments"], 3) if seeds["score_segments"] else ():
        row["action"] = f"step {draft.number}"
    if len(seeds["score_segments"]) > 1 and chance(rng, 0.5):
        seeds["score_segments"].remove(rng.choice(seeds["score_segments"]))
    contact_scores = {score for score, kind in _entity_types(seeds).items() if kind == "contact"}
    tiers = [(row["score_id"], row["tier"]) for row in seeds["score_tiers"] if row["score_id"] in contact_scores]
    if not tiers:
        return None
    pair = dict(zip(("fit_score_id", "fit_tier"), rng.choice(tiers), strict=True))
    pair |= dict(zip(("engagement_score_id", "engagement_tier"), rng.choice(tiers), strict=True))
    if not any(pair.items() <= row.items() for row in seeds["score_segments"]):
        seeds["score_segments"].append({"segment": f"segment of step {draft.number}", "action": ""} | pair)
    return str(pair)


# Scores


def score_off(draft: Draft) -> str | None:
    """A score is switched off."""
    active = [row for row in draft.seeds["scores"] if row["is_active"] == "true"]
    if len(active) < 2:
        return None
    score = draft.rng.choice(active)
    score["is_active"] = "false"
    return score["score_id"]


def score_on(draft: Draft) -> str | None:
    """A score is switched on."""
    inactive = [row for row in draft.seeds["scores"] if row["is_active"] == "false"]
    if not inactive:
        return None
    score = draft.rng.choice(inactive)
    score["is_active"] = "true"
    return score["score_id"]


def score_added(draft: Draft) -> str | None:
    """A score that the rulebook did not have, or has lost, with tiers and rules; adjustments may name it already."""
    seeds, donor = draft.seeds, _donor(draft)
    lost = {score: kind for score, kind in draft.lost_scores.items() if score not in _entity_types(seeds)}
    if not lost:
        return None
    score_id = UNKNOWN_SCORE if UNKNOWN_SCORE in lost else draft.rng.choice(sorted(lost))
    entity_type = draft.lost_scores.pop(score_id)
    low, high = draft.rng.choice(LIMITS)
    score = {"score_id": score_id, "score_name": "later", "entity_type": entity_type, "is_active": "true"}
    seeds["scores"].append(score | {"min_points": low, "max_points": high, "description": ""})
    types = _entity_types(donor)
    fitting = [row for row in donor["score_rules"] if types[row["score_id"]] == entity_type]
    for rule in draft.some(fitting, 3) if fitting else ():
        _transplant(draft, donor, rule, score_id)
    first = donor["score_tiers"][0]["score_id"] if donor["score_tiers"] else None
    seeds["score_tiers"] += [row | {"score_id": score_id} for row in donor["score_tiers"] if row["score_id"] == first]
    return score_id


def score_removed(draft: Draft) -> str | None:
    """A score goes, and all that names it; its adjustments become bad."""
    seeds = draft.seeds
    able = [
        row["score_id"]
        for row in seeds["scores"]
        if any(rule["score_id"] != row["score_id"] for rule in _active_rules(draft))
    ]
    if len(seeds["scores"]) < 3 or not able:
        return None
    score_id = draft.rng.choice(able)
    draft.lost_scores[score_id] = _entity_types(seeds)[score_id]
    _drop_rules(seeds, [row["rule_id"] for row in seeds["score_rules"] if row["score_id"] == score_id])
    for seed in ("scores", "score_rule_groups", "score_tiers", "score_triggers"):
        seeds[seed] = [row for row in seeds[seed] if row["score_id"] != score_id]
    _drop_segments_without_tier(seeds)
    return score_id


def score_type(draft: Draft) -> str | None:
    """A score is of another type of entity, where its rules may be; its adjustments become bad."""
    seeds = draft.seeds
    of_segments = {row[column] for row in seeds["score_segments"] for column in ("fit_score_id", "engagement_score_id")}
    able = [row for row in seeds["scores"][1:] if row["score_id"] not in of_segments]
    if not able:
        return None
    score = draft.rng.choice(able)
    rules = [row["rule_id"] for row in seeds["score_rules"] if row["score_id"] == score["score_id"]]
    subjects = {row["subject"] for rule_id in rules for row in _conditions_of(seeds, rule_id)}
    types = [
        kind
        for kind, allowed in SUBJECTS.items()
        if kind != score["entity_type"] and subjects - SUBJECTS_OF_INTERACTIONS <= set(allowed)
    ]
    if not types:
        return None
    score["entity_type"] = draft.rng.choice(types)
    return f"{score['score_id']} of {score['entity_type']}"


def names(draft: Draft) -> str:
    """Names, descriptions and comments, and the order of the rows: nothing that counts."""
    for score in draft.seeds["scores"]:
        score.update({"score_name": f"name {draft.number}", "description": "another"})
    for rule in draft.seeds["score_rules"][:5]:
        rule["comment"] = f"step {draft.number}"
    for rows in draft.seeds.values():
        draft.rng.shuffle(rows)
    return "names, comments and the order of rows"


CHANGES: dict[str, Change] = {
    "rule added": rule_added,
    "rule deleted": rule_deleted,
    "rule deactivated": rule_deactivated,
    "rule reactivated": rule_reactivated,
    "rule weight": rule_weight,
    "rule expiry": rule_expiry,
    "rule decay": rule_decay,
    "rule cap": rule_cap,
    "rule occurrences": rule_occurrences,
    "rule operation": rule_operation,
    "rule conditions": rule_conditions,
    "rule group": rule_group,
    "rule priority": rule_priority,
    "rule dates": rule_dates,
    "rule event type": rule_event_type,
    "rule absence": rule_absence,
    "rule score": rule_score,
    "rule renamed": rule_renamed,
    "mapping added": mapping_added,
    "mapping changed": mapping_changed,
    "mapping removed": mapping_removed,
    "score limits": score_limits,
    "group limits": group_limits,
    "group removed": group_removed,
    "group added": group_added,
    "decay steps": decay_steps,
    "tiers": tiers,
    "triggers": triggers,
    "segments": segments,
    "score off": score_off,
    "score on": score_on,
    "score added": score_added,
    "score removed": score_removed,
    "score type": score_type,
    "names and order": names,
}
