"""Random rulebooks: always valid, using every option of every seed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal

from harness import SEEDS, as_text
from worlds.vocabulary import (
    ATTRIBUTES,
    CHANNELS,
    DAYS,
    EVENT_NAMES,
    EVENT_TYPES,
    LINKS,
    MESSAGES,
    NUMBER_WORDS,
    PAGE_IDS,
    PLATFORMS,
    PROPERTIES,
    SOURCES,
    SPANS,
    START,
    TARGET_TYPES,
    TARGETS,
    WORDS,
    chance,
)

Row = dict[str, str]
Rulebook = dict[str, list[Row]]

ENTITY_TYPES = ("contact", "account", "opportunity")
SUBJECTS = {
    "contact": ("contact", "contact", "account"),
    "account": ("account",),
    "opportunity": ("opportunity", "opportunity", "contact", "account"),
}
SCORE_IDS = ["engagement", "Engagement", "fit's; --", "счёт", "deal|heat", "a:b", "lead score"]
SAME_FIELDS = ["target_id", "message_id", "target_type", "event_name", "source", "channel", "value", *PROPERTIES[:4]]
SIZE_OPERATORS = ["greater_than", "at_least", "less_than", "at_most", "between"]
TEXT_OPERATORS = [
    "equals", "not_equals", "in", "not_in", "contains", "not_contains", "starts_with", "ends_with", "matches",
]  # fmt: skip
OPERATORS = [*SIZE_OPERATORS, *TEXT_OPERATORS, "is_set", "is_not_set"]
PATTERNS = [
    "^[a-m]",
    "[0-9]+$",
    "o'|é",
    r"\d\.\d",
    "^.{1,4}$",
    "(gold|silver)",
    r"\bof\b",
    "x;y|7",
    "ß|ü",
    "^$",
    "[^a-z ]$",
    r"[\]c\d]+\w",
    r"\\",
    "[$.]",
]
LIMITS = [("", ""), ("", ""), ("0", "100"), ("-20", "60"), ("5", "50.5"), ("", "40"), ("-10", ""), ("-40", "-2.50")]


def make_rulebook(rng: random.Random) -> Rulebook:
    """A rulebook of 2 to 5 scores and about 25 to 40 rules: rows of the nine seeds, all values text, blank for null."""
    scores = _scores(rng)
    groups = [group for score in scores for group in _groups(rng, score)]
    decays = {f"decay{n}": _decay_steps(rng) for n in range(1, 4)}
    rules, conditions = _rules(rng, scores, groups, list(decays))
    tiers = [tier for score in scores if chance(rng, 0.85) for tier in _tiers(rng, score["score_id"])]
    rulebook = {
        "scores": scores,
        "score_rules": rules,
        "score_rule_conditions": conditions,
        "score_rule_groups": groups,
        "score_decay_steps": [{"decay_id": decay} | step for decay, steps in decays.items() for step in steps],
        "score_tiers": tiers,
        "score_triggers": _triggers(rng, scores),
        "score_segments": _segments(rng, scores, tiers),
        "event_types": _event_types(rng),
    }
    for rows in rulebook.values():
        rng.shuffle(rows)
    return rulebook


# Scores, groups, decays, tiers


def _scores(rng: random.Random) -> list[Row]:
    """Two to five scores; the first is an active one of contacts and a world seldom lacks an entity type."""
    more = ["account", "opportunity", "contact", rng.choice(ENTITY_TYPES)]
    types = ["contact", *rng.sample(more, rng.choice((1, 2, 2, 3, 4)))]
    scores = []
    for position, (score_id, entity_type) in enumerate(zip(rng.sample(SCORE_IDS, len(types)), types, strict=True)):
        low, high = rng.choice(LIMITS)
        scores.append({
            "score_id": score_id,
            "score_name": f'The "{score_id}", of {entity_type}',
            "entity_type": entity_type,
            "min_points": low,
            "max_points": high,
            "is_active": "false" if position and chance(rng, 0.12) else "true",
            "description": rng.choice(["", "why; 'quoted'"]),
        })  # fmt: skip
    return scores


def _groups(rng: random.Random, score: Row) -> list[Row]:
    """Up to three rule groups of a score, with limits on either side, both or neither."""
    names = rng.sample(["mail", "web", "o'group"], rng.choice((0, 1, 2, 2, 3)))
    limits = [("", ""), ("", "15"), ("-10", ""), ("-5", "12.5"), ("0", "20"), ("-8", "0"), ("0", "9.99")]
    return [
        {
            "rule_group": f"{score['score_id']} {name}",
            "score_id": score["score_id"],
            "min_points": low,
            "max_points": high,
        }
        for name, (low, high) in zip(names, rng.sample(limits, len(names)), strict=True)
    ]


def _decay_steps(rng: random.Random) -> list[Row]:
    """One to four steps; days rise, percentages fall, to nothing or to something that stays."""
    count = rng.randint(1, 4)
    days = sorted(rng.sample(SPANS + [45, 60], count))
    percents = rng.sample(["90", "75", "66.67", "50", "33.33", "12.5", "1", "0"], count)
    percents.sort(key=Decimal, reverse=True)
    return [{"after_days": str(day), "remaining_percent": left} for day, left in zip(days, percents, strict=True)]


def _tiers(rng: random.Random, score_id: str) -> list[Row]:
    """Two to five tiers without gap, written inclusive in whole points or in cents, the ends open or not."""
    names = rng.sample(["cold", "warm", "hot", "Hot", "o'tier", "熱い"], rng.randint(2, 5))
    unit = Decimal(rng.choice(("1", "0.01")))
    starts = sorted(rng.sample([Decimal(n) for n in (-20, -5, 0, 1, 5, 10, 15, 21, 25, 41)], len(names)))
    rows = []
    for position, (name, start) in enumerate(zip(names, starts, strict=True)):
        last = position == len(names) - 1
        end = starts[-1] + 30 if last else starts[position + 1] - unit
        rows.append({
            "score_id": score_id,
            "tier": name,
            "min_points": "" if position == 0 and chance(rng, 0.3) else str(start),
            "max_points": "" if last and chance(rng, 0.7) else str(end),
        })  # fmt: skip
    return rows


def _triggers(rng: random.Random, scores: Sequence[Row]) -> list[Row]:
    """Up to three triggers a score, of both directions, once and every time, also at values that rest reaches."""
    return [
        {
            "trigger_id": f"{score['score_id']}-{number}",
            "score_id": score["score_id"],
            "direction": rng.choice(("rises_to", "falls_below")),
            "threshold": rng.choice(("0", "1", "5", "9.99", "10", "15", "20", "-5", "40")),
            "repeats": rng.choice(("once", "every_time")),
            "action": rng.choice(("notify sales", "", "call; 'now'")),
        }
        for score in scores
        for number in range(rng.randint(0, 3))
    ]


def _segments(rng: random.Random, scores: Sequence[Row], tiers: Sequence[Row]) -> list[Row]:
    """Segments for some pairs of tiers of two contact scores (or of one with itself); none without tiers."""
    contact_scores = [score["score_id"] for score in scores if score["entity_type"] == "contact"]
    tiers_of = {score: [row["tier"] for row in tiers if row["score_id"] == score] for score in contact_scores}
    able = [score for score in contact_scores if tiers_of[score]]
    if not able:
        return []
    fit, engagement = able[-1], able[0]
    pairs = [(a, b) for a in tiers_of[fit] for b in tiers_of[engagement]]
    return [
        {
            "segment": f"segment {number}",
            "fit_score_id": fit,
            "fit_tier": fit_tier,
            "engagement_score_id": engagement,
            "engagement_tier": engagement_tier,
            "action": rng.choice(("", "call", "nurture")),
        }
        for number, (fit_tier, engagement_tier) in enumerate(rng.sample(pairs, max(1, len(pairs) * 2 // 3)))
    ]


def _event_types(rng: random.Random) -> list[Row]:
    """Most event names mapped, several to one type, every type in use; some names (seldom `Open`) are left out."""
    usual = {
        "open": "opened", "click": "clicked", "page_view": "visited", "purchase": "bought", "unsubscribe": "left",
        "conversation_ended": "talked", "event_attended": "attended", "demo_submitted": "form_sent",
        "tag_added": "noted",
    }  # fmt: skip
    return [
        {
            "source": source,
            "event_name": name,
            "event_type": usual.get(name) or rng.choice(EVENT_TYPES),
            "channel": rng.choice(["", *CHANNELS]),
            "is_conversion": rng.choice(("true", "false")),
        }
        for source, names in EVENT_NAMES.items()
        for name in names
        if name in usual or chance(rng, 0.75)
    ]


# Rules


def _rules(
    rng: random.Random, scores: Sequence[Row], groups: Sequence[Row], decays: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """About 25 to 40 rules over the scores, and their conditions. A set rule may have a twin of another value."""
    rules: list[Row] = []
    conditions: list[Row] = []
    ranks = {score["score_id"]: rng.sample(range(1, 60), 50) for score in scores}
    for number in range(rng.randint(25, 40)):
        score = scores[number % len(scores)]
        rule = _rule(rng, f"{rng.choice(('r', 'R', ' r', 'ř; '))}{number}", score["score_id"])
        kind = rng.choices(("interaction", "attribute", "absence"), (65, 15, 20))[0]
        rule["rule_type"] = kind
        _shape(rng, rule, decays)
        if kind == "interaction" and chance(rng, 0.3):
            rule["event_type"] = rng.choice(("", *EVENT_TYPES[:3]))
            rule["exclusive_group"] = rng.choice(("best click", "best click", "best'"))
            rule["priority"] = str(ranks[score["score_id"]].pop())
        if kind == "absence":
            _absence(rng, rule)
        _put_in_group(rng, rule, [group["rule_group"] for group in groups if group["score_id"] == score["score_id"]])
        rules.append(rule)
        conditions += _conditions(rng, rule, score["entity_type"])
        if rule["operation"] == "set" and not rule["exclusive_group"] and chance(rng, 0.6):
            twin = {"rule_id": f"{rule['rule_id']}{rng.choice(('a', '!'))}"}
            rules.append(rule | twin | {"points": rng.choice(("1", "-2"))})
            conditions += [row | twin for row in conditions if row["rule_id"] == rule["rule_id"]]
    return rules, conditions


def _rule(rng: random.Random, rule_id: str, score_id: str) -> Row:
    """What rules of every type have."""
    rule = dict.fromkeys(SEEDS["score_rules"], "")
    first, last = _effective(rng)
    return rule | {
        "rule_id": rule_id,
        "rule_name": f"rule {rule_id}",
        "score_id": score_id,
        "is_active": "false" if chance(rng, 0.06) else "true",
        "operation": "add",
        "points": rng.choice(("1", "2", "5", "10", "2.50", "0.01", "-1", "-3", "-7.25", "0", "0.05", "3.33")),
        "effective_from": first,
        "effective_to": last,
        "comment": rng.choice(("", 'because, "they" said;\nit\'s so')),
    }


def _effective(rng: random.Random) -> tuple[str, str]:
    """First day and end of the effective window, mostly blank, never reversed."""
    days = sorted(rng.sample(range(DAYS), 2))
    first, last = ((START + datetime.timedelta(days=day)).date().isoformat() for day in days)
    return (first if chance(rng, 0.12) else "", last if chance(rng, 0.12) else "")


def _shape(rng: random.Random, rule: Row, decays: Sequence[str]) -> None:
    """Event type, operation, expiry, cap and occurrences of a rule, as its type allows."""
    if rule["rule_type"] != "attribute":
        rule["event_type"] = rng.choice(["", *EVENT_TYPES, *EVENT_TYPES[:5]])
        if chance(rng, 0.08):
            rule |= {"operation": "set", "points": rng.choice(("0", "0", "5", "-4.5", "20"))}
    if chance(rng, 0.35):
        rule["expires_after_days"] = str(rng.choice(SPANS))
    elif rule["operation"] == "add" and chance(rng, 0.4):
        rule["decay_id"] = rng.choice(decays)
    if rule["rule_type"] != "attribute" and chance(rng, 0.3):
        period = rng.choice(("day", "week", "month", "year", "ever"))
        rule |= {"max_awards": str(rng.randint(1, 3)), "award_period": period}
    if rule["rule_type"] != "attribute" and chance(rng, 0.25):
        rule["min_occurrences"] = str(rng.choice((1, 2, 2, 3)))
        rule["within_days"] = str(rng.choice(SPANS)) if chance(rng, 0.6) else ""


def _absence(rng: random.Random, rule: Row) -> None:
    """What an absence rule looks for and must not find."""
    if chance(rng, 0.25):
        rule |= {"event_type": "entity_created", "min_occurrences": "", "within_days": ""}
    rule["absent_event_type"] = rng.choice(["", *EVENT_TYPES])
    rule["absent_within_days"] = str(rng.choice(SPANS))
    rule["absent_before_days"] = str(rng.choice(SPANS)) if chance(rng, 0.5) else ""
    if chance(rng, 0.4):
        rule["absent_same"] = "|".join(rng.sample(SAME_FIELDS, 1) if chance(rng, 0.8) else rng.sample(SAME_FIELDS, 2))


def _put_in_group(rng: random.Random, rule: Row, groups: Sequence[str]) -> None:
    """Half of the rules that may be in a group are."""
    if groups and rule["operation"] == "add" and chance(rng, 0.55):
        rule["rule_group"] = rng.choice(groups)


# Conditions


def _conditions(rng: random.Random, rule: Row, entity_type: str) -> list[Row]:
    """Conditions of one rule: attribute rules have some, absence rules one any_group."""
    if rule["rule_type"] == "attribute":
        subjects, counts = list(SUBJECTS[entity_type]), (1, 1, 2)
    else:
        subjects, counts = ["interaction"] * 3 + list(SUBJECTS[entity_type]), (0, 0, 1, 1, 2)
    absence = rule["rule_type"] == "absence"
    if absence:
        subjects += ["absent_interaction"] * 2
    count = rng.choice(counts)
    any_groups = 2 if count and not absence and chance(rng, 0.3) else 1
    return [
        {"rule_id": rule["rule_id"], "any_group": str(any_group)} | _condition(rng, rng.choice(subjects))
        for any_group in range(1, any_groups + 1)
        for _ in range(count)
    ]


def _condition(rng: random.Random, subject: str) -> Row:
    """One condition on a subject: a field, an operator and a value that now and then holds."""
    if subject in ("interaction", "absent_interaction"):
        field, values = _interaction_field(rng)
    else:
        field, values = _attribute_field(rng, subject)
    # Half of the operators are such as hold often, or random conditions would let nothing pass.
    operator = rng.choice(OPERATORS) if chance(rng, 0.6) else rng.choice(("is_set", "not_equals", "in", "contains"))
    numbers = [value for value in values if _is_plain_number(value)]
    if operator in SIZE_OPERATORS and len(numbers) < 2:
        operator = rng.choice(TEXT_OPERATORS)
    return {"subject": subject, "field": field, "operator": operator, "value": _value(rng, operator, values, numbers)}


def _interaction_field(rng: random.Random) -> tuple[str, list[str]]:
    """A field of an interaction and values that it takes."""
    source = rng.choice(SOURCES)
    fields = {
        "source": SOURCES,
        "event_name": EVENT_NAMES[source],
        "channel": CHANNELS,
        "target_type": ["campaign", "page", "demo", "newsletter", "chatbot", "call", "event", *TARGET_TYPES],
        "target_id": [*PAGE_IDS, *TARGETS, "Inbound", "outbound"],
        "value": ["0", "1", "2", "3", "5", "5.50", "10", "60", " 30"],
        "message_id": MESSAGES,
        "link_url": LINKS,
        "platform": PLATFORMS,
    }
    if chance(rng, 0.25):
        return _property(rng)
    field = rng.choice([*fields, "target_id", "value"])
    return field, fields[field]


def _attribute_field(rng: random.Random, entity_type: str) -> tuple[str, list[str]]:
    """A column of an entity's raw table, its property, or seldom an id, and values that it takes."""
    if chance(rng, 0.3):
        return _property(rng)
    if chance(rng, 0.06):
        return f"{entity_type}_id", ["x1", "X1", "c", "7"]
    field = rng.choice(list(ATTRIBUTES[entity_type]))
    return field, [as_text(value) for value in ATTRIBUTES[entity_type][field]]


def _property(rng: random.Random) -> tuple[str, list[str]]:
    """A property's name and values that properties take."""
    words = [*WORDS, *NUMBER_WORDS, "true", "false", '["a","b c"]', '{"k":1}', "12.5", "5"]
    return rng.choice(PROPERTIES[:8] if chance(rng, 0.7) else PROPERTIES), words


def _is_plain_number(text: str) -> bool:
    """Whether the rulebook may compare by size with it: ASCII sign, digits, point, blanks around."""
    body = text.strip().lstrip("+-")
    whole, _, rest = body.partition(".")
    return body.isascii() and whole.isdigit() and (rest.isdigit() or "." not in body)


def _value(rng: random.Random, operator: str, values: Sequence[str], numbers: Sequence[str]) -> str:
    """The value of a condition: what the operator takes, from values that the field takes."""
    if operator in ("is_set", "is_not_set"):
        return ""
    if operator == "between":
        return "|".join(sorted(rng.sample(list(numbers), 2), key=Decimal))
    if operator in SIZE_OPERATORS:
        return rng.choice(list(numbers))
    if operator in ("in", "not_in"):
        return "|".join(_cased(rng, rng.sample(list(values), min(len(values), rng.randint(1, 3)))))
    if operator == "matches":
        return rng.choice(PATTERNS)
    word = next(iter(_cased(rng, [rng.choice(list(values))])))
    part = {"contains": word[1:3], "not_contains": word[1:3], "starts_with": word[:2], "ends_with": word[-2:]}
    # A part that is blank would be no value.
    return part.get(operator, word) if part.get(operator, word).strip() else word


def _cased(rng: random.Random, words: Iterable[str]) -> list[str]:
    """The words, some in other case (only those whose case is a matter of single letters)."""
    return [word.swapcase() if len(word.swapcase()) == len(word) and chance(rng, 0.3) else word for word in words]
