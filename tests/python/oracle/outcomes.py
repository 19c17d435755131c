"""The outcome marts in plain Python: what scores said before each date, and what followed.

A date is looked at by scoring anew from the rows that lie before it, and from no others: what comes later cannot leak
into it. What is known whenever it was learnt: merges, and created_at, deleted_at, closed_at of the latest versions.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from . import history, interactions, ledger, raw, rulebook, rules
from .people import People, Timeline

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
Z = 1.959963984540054


class _Created(Timeline):
    """The versions of an entity that a date knows, with the created_at that holds whenever it was learnt."""

    def __init__(self, versions, created_at):
        super().__init__(versions)
        self._created_at = created_at

    @property
    def created_at(self):
        """The created_at of the latest version of all."""
        return self._created_at


@dataclass
class _Facts:
    """Everything that landed, read once."""

    book: rulebook.Rulebook
    standing: dict
    people: People
    found: list
    adjustments: list
    seeds: dict
    as_of: datetime


def outcomes(raw_rows, seeds, as_of, window_days=30, dates=(), disabled_feeds=()):
    """Outcome mart -> rows. dates: instead of the month starts of the data."""
    book = rulebook.read(seeds)
    standing = raw.land(raw_rows, book.scores, None, disabled_feeds, Counter()).standing
    people = People(standing)
    found = interactions.normalise(standing, book.event_types, people.survivor, Counter())
    facts = _Facts(book, standing, people, found, standing.get("score_adjustments", []), seeds, as_of)
    converted = conversions(facts)
    looked_from = backtest_dates(facts, converted, timedelta(days=window_days), dates)
    readable = _Readable(facts)
    rows, held = [], []
    for one in looked_from:
        if one["is_complete"]:
            _look_back(facts, converted, readable, one, rows, held)
    tiers = tier_performance(rows)
    return {
        "conversions": converted,
        "backtest_dates": looked_from,
        "score_backtest": rows,
        "score_quality": score_quality(rows, readable),
        "tier_performance": tiers,
        "rule_performance": rule_performance(held, readable),
        "pipeline_forecast": pipeline_forecast(facts, readable, tiers),
    }


# What happened


def conversions(facts):
    """Interactions marked is_conversion, and deals won, of contacts, up to as_of."""
    marked = {
        (row["source"], row["event_name"])
        for row in facts.seeds["event_types"]
        if row["is_conversion"].lower() == "true"
    }
    rows = [
        {
            "contact_id": one.contact_id,
            "conversion_type": "interaction",
            "interaction_id": one.interaction_id,
            "opportunity_id": None,
            "converted_at": one.occurred_at,
        }
        for one in facts.found
        if (one.source, one.event_name) in marked
    ]
    for opportunity_id, timeline in facts.people.timelines["opportunity"].items():
        closed_at = timeline.latest["closed_at"]
        if timeline.latest["is_won"] and closed_at is not None:
            rows.append({
                "contact_id": timeline.at(closed_at).contact_id,
                "conversion_type": "opportunity",
                "interaction_id": None,
                "opportunity_id": opportunity_id,
                "converted_at": closed_at,
            })  # fmt: skip
    return [row for row in rows if row["contact_id"] is not None and row["converted_at"] <= facts.as_of]


def backtest_dates(facts, converted, window, asked):
    """The dates, and whether the days after each of them are over."""
    instants = [one.occurred_at for one in facts.found] + [row["converted_at"] for row in converted]
    instants = [instant for instant in instants if instant <= facts.as_of]
    if not instants:
        return []
    end = min(_midnight(max(instants).date()) + DAY, facts.as_of)
    rows = []
    for one in sorted(set(asked)) or _month_starts(instants):
        window_end = _midnight(one) + window
        rows.append({
            "backtest_date": one, "window_end_at": window_end, "data_end_at": end, "is_complete": window_end <= end
        })  # fmt: skip
    return rows


def _month_starts(instants):
    """The months in which anything happened, the one of the first instant aside."""
    starts = {instant.date().replace(day=1) for instant in instants}
    return sorted(start for start in starts if _midnight(start) > min(instants))


def _midnight(day):
    return datetime.combine(day, time())


# What may be looked back at


class _Readable:
    """Which rules depend on what is known of contacts and accounts, and whose tables tell of the past."""

    def __init__(self, facts):
        self.rules = [rule for rule in facts.book.rules if rule.entity_type == "contact"]
        self.scores = {score.score_id: score for score in facts.book.active_scores if score.entity_type == "contact"}
        self._reads = {rule.rule_id: self._subjects(rule) for rule in self.rules}
        self._of_sets = {
            score_id: self._union(rule for rule in self.rules if rule.score_id == score_id and rule.operation == "set")
            for score_id in self.scores
        }
        self._no_past = [
            (subject, f"{table} keeps one version")
            for subject, table in (("contact", "contacts"), ("account", "accounts"))
            if not any(n > 1 for n in Counter(row.id for row in facts.standing.get(table, [])).values())
        ]

    def _subjects(self, rule):
        """contact and account, as the rule or one that outranks it reads them; an account is read through a contact."""
        read = set()
        for other in self.rules:
            if other is rule or _outranks(other, rule):
                subjects = {condition.subject for group in other.groups for condition in group}
                read |= subjects & {"contact", "account"}
        return read | {"contact"} if read else read

    def _union(self, some):
        return set().union(*(self._reads[rule.rule_id] for rule in some))

    def depends(self, score_id, rule_id):
        """What an entry depends on; rule_id None for an adjustment."""
        return self._reads.get(rule_id, set()) | self._of_sets[score_id]

    def reason(self, score_id, rule_id):
        """Why nothing can be said of the past, or None."""
        reads = self.depends(score_id, rule_id)
        return next((reason for subject, reason in self._no_past if subject in reads), None)

    def tested_scores(self):
        """The scores of which a rule is left."""
        left = {rule.score_id for rule in self.rules if self.reason(rule.score_id, rule.rule_id) is None}
        return [score for score_id, score in self.scores.items() if score_id in left]


def _outranks(other, rule):
    return (
        other.exclusive_group is not None
        and other.rule_type == rule.rule_type == "interaction"
        and (other.score_id, other.exclusive_group) == (rule.score_id, rule.exclusive_group)
        and other.priority < rule.priority
    )


# Looking back


def _look_back(facts, converted, readable, one, rows, held):
    """Score everybody from what lies before the date; add rows of score_backtest, and what each was holding."""
    at, window_end = _midnight(one["backtest_date"]), one["window_end_at"]
    then = {
        table: [row for row in found if row.time < at or table == "contact_merges"]
        for table, found in facts.standing.items()
    }
    people = People(then)
    for contact_id, timeline in facts.people.timelines["contact"].items():
        known = people.timelines["contact"].get(contact_id)
        people.timelines["contact"][contact_id] = _Created(known.versions if known else [], timeline.created_at)
    first = {}
    for row in sorted(converted, key=lambda row: row["converted_at"], reverse=True):
        first[row["contact_id"]] = row["converted_at"]
    for contact_id in sorted(_known(facts, people, then, at)):
        conversion = first.get(contact_id)
        if (conversion is not None and conversion < at) or _is_deleted(facts, contact_id, at):
            continue
        conversion = conversion if conversion is not None and conversion < window_end else None
        holding = _holding(facts, people, then, readable, contact_id, at)
        held.append((contact_id, conversion, *holding))
        for score in readable.tested_scores():
            entries = [entry for entry in holding[1] if entry.score_id == score.score_id]
            rows.append(_row(facts, score, entries, contact_id, one["backtest_date"], at, conversion))


def _row(facts, score, entries, contact_id, day, at, conversion):
    chain = history.write(entries, score, facts.book.limits, Counter())
    stay, _ = history.at(chain, at - MICROSECOND)
    points = stay.points if stay else score.rest
    tier = score.tier(points)
    return {
        "score_id": score.score_id,
        "contact_id": contact_id,
        "backtest_date": day,
        "points": points,
        "tier": tier and tier.name,
        "tier_rank": tier and tier.rank,
        "converted": conversion is not None,
        "converted_at": conversion,
    }


def _known(facts, people, then, at):
    """Contacts that something before the date names, or that were created before it."""
    named = {one.contact_id for one in facts.found if one.occurred_at < at}
    named |= {people.adjusted(row)[1] for row in then.get("score_adjustments", []) if row["entity_type"] == "contact"}
    for timeline in people.timelines["opportunity"].values():
        named |= {version.contact_id for version in timeline.versions}
    for contact_id, timeline in people.timelines["contact"].items():
        if timeline.versions or timeline.created_at < at:
            named.add(contact_id)
    return named - {None}


def _is_deleted(facts, contact_id, at):
    timeline = facts.people.timeline("contact", contact_id)
    deleted_at = timeline and timeline.latest["deleted_at"]
    return deleted_at is not None and deleted_at < at


def _holding(facts, people, then, readable, contact_id, at):
    """What can be read of the contact then, and the entries of all rules that can be looked back at."""
    unknown = _unknown(facts, people, contact_id)

    def counts(score_id, rule_id):
        return readable.reason(score_id, rule_id) is None and not readable.depends(score_id, rule_id) & unknown

    own = [one for one in facts.found if one.contact_id == contact_id and one.occurred_at < at]
    scorer = rules.Scorer([rule for rule in readable.rules if counts(rule.score_id, rule.rule_id)], people, Counter())
    scorer.score(rules.entity("contact", contact_id, own))
    adjustments = [
        row
        for row in then.get("score_adjustments", [])
        if people.adjusted(row) == ("contact", contact_id)
        and row["score_id"] in readable.scores
        and counts(row["score_id"], None)
    ]
    return unknown, ledger.write(scorer.awards, adjustments, facts.book, people, Counter()), at


def _unknown(facts, people, contact_id):
    """contact, account: those of which versions exist, but none yet."""
    if facts.people.timeline("contact", contact_id) is None:
        return set()
    versions = people.timelines["contact"][contact_id].versions
    if not versions:
        return {"contact", "account"}
    accounts = {version["account_id"] for version in versions}
    late = any(
        facts.people.timeline("account", account_id) and not people.timeline("account", account_id)
        for account_id in accounts
    )
    return {"account"} if late else set()


# How good it was


def _grouped(rows, *columns):
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


def score_quality(rows, readable):
    """AUC by counting pairs, and what the top tenth and fifth hold when equals share their places."""
    quality = []
    for (score_id, day), group in _grouped(rows, "score_id", "backtest_date").items():
        hits = sum(row["converted"] for row in group)
        left_out = [r for r in readable.rules if r.score_id == score_id and readable.reason(score_id, r.rule_id)]
        quality.append({
            "score_id": score_id,
            "backtest_date": day,
            "contacts": len(group),
            "conversions": hits,
            "base_rate": hits / len(group),
            "auc": _auc(group),
            "lift_of_top_tenth": float(_in_top(group, 10) * 10 / hits) if hits else None,
            "share_of_conversions_in_top_fifth": float(_in_top(group, 5) / hits) if hits else None,
            "rules_left_out": len(left_out),
        })  # fmt: skip
    return quality


def _auc(group):
    hits = [row["points"] for row in group if row["converted"]]
    others = [row["points"] for row in group if not row["converted"]]
    won = sum(Fraction((hit > other) * 2 + (hit == other), 2) for hit in hits for other in others)
    return float(won / (len(hits) * len(others))) if hits and others else None


def _in_top(group, parts):
    """Conversions expected among the best n-th, where contacts of equal points stand in random order."""
    places, taken = Fraction(len(group), parts), Fraction(0)
    for points in sorted({row["points"] for row in group}, reverse=True):
        equals = [row["converted"] for row in group if row["points"] == points]
        share = min(Fraction(1), places / len(equals))
        taken += share * sum(equals)
        places -= share * len(equals)
    return taken


def tier_performance(rows):
    """Conversion rates by tier, with the interval as the two roots of Wilson's quadratic."""
    performance = []
    for (score_id, tier, rank, day), group in _grouped(rows, "score_id", "tier", "tier_rank", "backtest_date").items():
        waited = [(row["converted_at"] - _midnight(day)) / DAY for row in group if row["converted"]]
        low, high = wilson(len(waited), len(group))
        performance.append({
            "score_id": score_id,
            "tier": tier,
            "tier_rank": rank,
            "backtest_date": day,
            "contacts": len(group),
            "conversions": len(waited),
            "rate": len(waited) / len(group),
            "rate_low": low,
            "rate_high": high,
            "median_days_to_conversion": _median(waited),
        })  # fmt: skip
    return performance


def wilson(hits, trials):
    """The rates p with |hits/trials - p| = z * sqrt(p(1 - p)/trials)."""
    rate = hits / trials
    a, b, c = trials + Z**2, -(2 * trials * rate + Z**2), trials * rate**2
    root = math.sqrt(b**2 - 4 * a * c)
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def _median(numbers):
    ordered, middle = sorted(numbers), len(numbers) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def rule_performance(held, readable):
    """Contacts and dates with and without each rule."""
    totals = Counter()
    given = {rule.rule_id: Decimal(0) for rule in readable.rules}
    for *_, entries, at in held:
        for (score_id, rule_id), points in _standing(entries, at).items():
            totals[score_id] += abs(points)
            given[rule_id] = given.get(rule_id, 0) + abs(points)
    return [_rule(rule, held, readable, given[rule.rule_id], totals[rule.score_id]) for rule in readable.rules]


def _standing(entries, at):
    """(score, rule) -> points of what counts just before the date."""
    points = {}
    for entry in entries:
        if entry.is_valid(at - MICROSECOND):
            key = entry.score_id, entry.rule_id
            points[key] = points.get(key, 0) + entry.points
    return points


def _rule(rule, held, readable, given, total):
    row = {
        "rule_id": rule.rule_id,
        "rule_name": rule.rule_name,
        "score_id": rule.score_id,
        "points": rule.points,
        "not_backtestable_because": readable.reason(rule.score_id, rule.rule_id),
    }
    reads = readable.depends(rule.score_id, rule.rule_id)
    judged = [one for one in held if row["not_backtestable_because"] is None and not reads & one[2]]
    if not judged:
        return row
    holds = {True: [], False: []}
    for contact_id, conversion, _, entries, at in judged:
        holds[(rule.score_id, rule.rule_id) in _standing(entries, at)].append((contact_id, conversion is not None))
    hits = {one: sum(converted for _, converted in some) for one, some in holds.items()}
    rate = {one: hits[one] / len(some) if some else None for one, some in holds.items()}
    base = sum(hits.values()) / len(judged)
    odds = {one: (hits[one] + 0.5) / (len(holds[one]) - hits[one] + 0.5) for one in holds}
    return row | {
        "contacts": len({contact_id for contact_id, _ in holds[True]}),
        "contact_dates_with": len(holds[True]),
        "conversions_with": hits[True],
        "rate_with": rate[True],
        "contact_dates_without": len(holds[False]),
        "conversions_without": hits[False],
        "rate_without": rate[False],
        "lift": rate[True] / base if holds[True] and base else None,
        "log_odds": math.log(odds[True] / odds[False]) if holds[True] and holds[False] else None,
        "share_of_score": float(given / total) if total else 0.0,
    }


# What it says of now


def pipeline_forecast(facts, readable, tiers):
    """Open deals by the tier of their contact now, times the rate of that tier over all dates."""
    deals = list(_open_deals(facts))
    rows = []
    for score_id, score in readable.scores.items():
        own = [rule for rule in readable.rules if rule.score_id == score_id]
        if not own or any(readable.reason(score_id, rule.rule_id) for rule in own):
            continue
        by_tier = {}
        for contact_id, amount in deals:
            tier = _tier_now(facts, score, contact_id)
            by_tier.setdefault(tier and (tier.name, tier.rank), []).append(amount)
        parts = [_forecast(score_id, tier, amounts, tiers) for tier, amounts in by_tier.items()]
        if parts:
            rows += [row for row, _ in parts] + [_total(score_id, parts)]
    return rows


def _open_deals(facts):
    for timeline in facts.people.timelines["opportunity"].values():
        closed_at = timeline.latest["closed_at"]
        is_open = closed_at > facts.as_of if closed_at else not timeline.latest["is_won"]
        if is_open and timeline.created_at <= facts.as_of:
            now = timeline.at(facts.as_of)
            yield now.contact_id, float(now["amount"] or 0)


def _tier_now(facts, score, contact_id):
    """The tier that entity_scores gives the contact now; None for a contact that is deleted or not named."""
    if contact_id is None or facts.people.is_deleted("contact", contact_id, facts.as_of):
        return None
    own = [one for one in facts.found if one.contact_id == contact_id]
    scorer = rules.Scorer([r for r in facts.book.rules if r.score_id == score.score_id], facts.people, Counter())
    scorer.score(rules.entity("contact", contact_id, own))
    adjustments = [
        row
        for row in facts.adjustments
        if facts.people.adjusted(row) == ("contact", contact_id) and row["score_id"] == score.score_id
    ]
    entries = ledger.write(scorer.awards, adjustments, facts.book, facts.people, Counter())
    stay, _ = history.at(history.write(entries, score, facts.book.limits, Counter()), facts.as_of)
    return score.tier(stay.points if stay else score.rest)


def _forecast(score_id, tier, amounts, tiers):
    """A row, and (squared way down, squared way up, luck, least, most) of its interval where the rate is known."""
    past = [row for row in tiers if tier and (row["score_id"], row["tier"]) == (score_id, tier[0])]
    row = {
        "score_id": score_id,
        "tier": tier and tier[0],
        "tier_rank": tier and tier[1],
        "is_total": False,
        "opportunities": len(amounts),
        "amount": math.fsum(amounts),
    }
    if not past:
        return row, None
    hits, trials = sum(one["conversions"] for one in past), sum(one["contacts"] for one in past)
    rate, (low, high) = hits / trials, wilson(hits, trials)
    expected = row["amount"] * rate
    ends = sorted((row["amount"] * low, row["amount"] * high))
    luck = Z**2 * rate * (1 - rate) * math.fsum(amount**2 for amount in amounts)
    doubt = (
        (expected - ends[0]) ** 2,
        (expected - ends[1]) ** 2,
        luck,
        sum(amount for amount in amounts if amount < 0),
        sum(amount for amount in amounts if amount > 0),
    )
    row |= {"rate": rate, "rate_low": low, "rate_high": high, "expected_amount": expected}
    return row | _interval(expected, doubt), doubt


def _total(score_id, parts):
    row = {
        "score_id": score_id,
        "is_total": True,
        "opportunities": sum(part["opportunities"] for part, _ in parts),
        "amount": math.fsum(part["amount"] for part, _ in parts),
    }
    known = [doubt for _, doubt in parts if doubt]
    if not known:
        return row
    row["expected_amount"] = math.fsum(part["expected_amount"] for part, doubt in parts if doubt)
    return row | _interval(row["expected_amount"], [sum(column) for column in zip(*known, strict=True)])


def _interval(expected, doubt):
    below, above, luck, least, most = doubt
    return {
        "amount_low": max(least, expected - math.sqrt(below + luck)),
        "amount_high": min(most, expected + math.sqrt(above + luck)),
    }


# Day by day


def tier_population_daily(raw_rows, seeds, as_of, marts):
    """Who was in which tier at the end of each day, found by asking every entity on every day."""
    book = rulebook.read(seeds)
    people = People(raw.land(raw_rows, book.scores, None, (), Counter()).standing)
    rows = []
    for score in book.active_scores:
        if score.tiers:
            rows += _population(score, _walks(score, people, as_of, marts), as_of)
    return rows


def _walks(score, people, as_of, marts):
    """For each entity its (instant, tier or None) in order: entering the first, leaving by None."""
    chains = {}
    for row in marts["score_history"]:
        if row["score_id"] == score.score_id:
            chains.setdefault(row["entity_id"], []).append((row["valid_from"], row["tier"]))
    timelines = people.timelines[score.entity_type]
    for entity_id in sorted({*chains, *timelines}):
        walk = sorted(chains.get(entity_id, []))
        timeline = timelines.get(entity_id)
        if timeline and (not walk or timeline.created_at < walk[0][0]):
            walk.insert(0, (timeline.created_at, score.tier(score.rest).name))
        end = timeline.latest["deleted_at"] if timeline and score.entity_type != "opportunity" else None
        if end is not None:
            walk = [step for step in walk if step[0] < end]
            walk += [(end, None)] if walk else []
        yield [step for step in walk if step[0] <= as_of]


def _population(score, walks, as_of):
    entered, left, present = Counter(), Counter(), Counter()
    days = set()
    for walk in walks:
        before = None
        for instant, tier in walk:
            if tier != before:
                entered[tier, instant.date()] += 1
                left[before, instant.date()] += 1
                days.add(instant.date())
            before = tier
    rows = []
    day = min(days, default=as_of.date() + DAY)
    while day <= as_of.date():
        for tier in score.tiers:
            present[tier] += entered[tier.name, day] - left[tier.name, day]
            rows.append({
                "score_id": score.score_id, "tier": tier.name, "tier_rank": tier.rank, "day": day,
                "entities": present[tier], "entered": entered[tier.name, day], "left": left[tier.name, day],
            })  # fmt: skip
        day += DAY
    return rows
