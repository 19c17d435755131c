"""What scenarios expect, compared with the rows of the marts: plain dicts, from a build or from the oracle."""

from collections import defaultdict
from decimal import Decimal

from lead_scoring.scenario_files import THE_END

MARTS = [
    "score_ledger",
    "score_history",
    "entity_scores",
    "score_trigger_firings",
    "contact_segments",
    "suppressed_awards",
]

# Words of a scenario file -> columns of the marts.
LEDGER_FIELDS = {
    "rule": "rule_id",
    "points": "points",
    "from": "valid_from",
    "until": "valid_to",
    "operation": "operation",
    "expires": "expires_at",
    "superseded": "superseded_at",
    "tranche": "tranche",
    "interaction": "interaction_id",
    "adjustment": "adjustment_id",
}
FIRING_FIELDS = {
    "trigger": "trigger_id",
    "at": "fired_at",
    "points": "points",
    "action": "action",
    "number": "firing_number",
}
SUPPRESSED_FIELDS = {"rule": "rule_id", "reason": "reason", "interaction": "interaction_id"}


class Marts:
    """The marts that expectations are read from, by entity; `seeds` are those that they were made with."""

    def __init__(self, marts, seeds):
        self.seeds = seeds
        self.by_entity = {name: defaultdict(list) for name in MARTS}
        for name in MARTS:
            for row in marts[name]:
                self.by_entity[name][entity_of(row)].append(row)

    def rows(self, mart, fact):
        """The rows of a mart for the entity, and the score if it names one, of an expected fact."""
        found = self.by_entity[mart][fact["entity_type"], fact["entity_id"]]
        score = fact.get("score_id")
        return [row for row in found if score is None or row["score_id"] == score]

    def state(self, fact):
        """Points, tier, positive and negative points of a score at an instant (at the end: as the mart says)."""
        if fact["at"] == THE_END:
            found = self.rows("entity_scores", fact)
            names = {"points": "points", "tier": "tier", "positive": "positive_points", "negative": "negative_points"}
            return {word: found[0][column] for word, column in names.items()} if found else {}
        history = [row for row in self.rows("score_history", fact) if holds(row, fact["at"])]
        points, tier = (history[0]["points"], history[0]["tier"]) if history else self.rest(fact["score_id"])
        valid = [row["points"] for row in self.rows("score_ledger", fact) if holds(row, fact["at"])]
        positive = sum((p for p in valid if p > 0), Decimal(0))
        return {
            "points": points,
            "tier": tier,
            "positive": positive,
            "negative": sum((p for p in valid if p < 0), Decimal(0)),
        }

    def rest(self, score_id):
        """Points and tier of a score with which nothing has happened yet: zero held within its limits."""
        score = next(row for row in self.seeds["scores"] if row["score_id"] == score_id)
        points = max(Decimal(0), Decimal(score["min_points"] or 0))
        points = min(points, Decimal(score["max_points"] or points))
        tiers = [row for row in self.seeds["score_tiers"] if row["score_id"] == score_id]
        tiers.sort(key=lambda row: Decimal(row["min_points"] or "-Infinity"))
        reached = [row for row in tiers if Decimal(row["min_points"] or "-Infinity") <= points] or tiers[:1]
        return points, reached[-1]["tier"] if reached else None

    def segments(self, fact):
        """The segments of a contact at an instant, from the tiers of both scores (at the end: as the mart says)."""
        if fact["at"] == THE_END:
            return sorted(row["segment"] for row in self.rows("contact_segments", fact))
        active = {row["score_id"] for row in self.seeds["scores"] if row["is_active"] == "true"}
        return sorted(
            row["segment"]
            for row in self.seeds["score_segments"]
            if all(
                row[f"{side}_score_id"] in active
                and self.state(fact | {"score_id": row[f"{side}_score_id"]})["tier"] == row[f"{side}_tier"]
                for side in ("fit", "engagement")
            )
        )


def entity_of(row):
    """(entity type, entity id) of a mart's row; contact_segments names the contact only."""
    return (row["entity_type"], row["entity_id"]) if "entity_type" in row else ("contact", row["contact_id"])


def holds(row, at):
    """Whether a row counts at an instant: its interval is half-open."""
    return row["valid_from"] <= at and (row["valid_to"] is None or at < row["valid_to"])


def differences(scenario, marts):
    """Every difference between what a scenario expects and the marts, as blocks of text; none where there is none."""
    found = []
    checks = {
        "scores": check_scores,
        "segments": check_segments,
        "ledger": check_ledger,
        "awards": check_awards,
        "firings": check_firings,
        "suppressed": check_suppressed,
    }
    for section, facts in scenario.expect.items():
        found += checks[section](facts, marts)
    return [text.replace(scenario.namespace, "") for text in found]


def check_scores(facts, marts):
    """Points, tier, positive and negative points at an instant."""
    found = []
    for fact in facts:
        actual = marts.state(fact)
        words = [word for word in ("points", "tier", "positive", "negative") if word in fact]
        wrong = [
            f"{word} expected {show(fact[word])}, is {show(actual.get(word))}"
            for word in words
            if fact[word] != actual.get(word)
        ]
        if wrong:
            found.append(
                f"{fact['place']}: {whom(fact)}, at {show(fact['at'])}: {'; '.join(wrong)}\n{explained(fact, marts)}"
            )
    return found


def check_segments(facts, marts):
    """All segments of a contact at an instant."""
    found = []
    for fact in facts:
        actual = marts.segments(fact)
        if actual != fact["segments"]:
            said = f"segments expected {', '.join(fact['segments']) or 'none'}, are {', '.join(actual) or 'none'}"
            found.append(
                f"{fact['place']}: {whom(fact)}, at {show(fact['at'])}: {said}\n{explained_segments(fact, marts)}"
            )
    return found


def check_ledger(facts, marts):
    """The whole ledger of each entity and score that is named."""
    return check_lists(
        facts, marts, "score_ledger", LEDGER_FIELDS, lambda fact: (fact["score_id"],), lambda row, key: True
    )


def check_awards(facts, marts):
    """All ledger entries of each rule that is named."""
    return check_lists(facts, marts, "score_ledger", LEDGER_FIELDS, lambda fact: (fact["rule"],), of_rule)


def check_firings(facts, marts):
    """All firings of the triggers of each entity that is named."""
    return check_lists(facts, marts, "score_trigger_firings", FIRING_FIELDS, lambda fact: (), lambda row, key: True)


def check_suppressed(facts, marts):
    """All suppressed awards of each rule that is named (of all rules, where none is)."""
    return check_lists(facts, marts, "suppressed_awards", SUPPRESSED_FIELDS, lambda fact: (fact.get("rule"),), of_rule)


def of_rule(row, key):
    """Whether a row is of the rule that a group of facts is about."""
    return key[0] is None or row["rule_id"] == key[0]


def check_lists(facts, marts, mart, fields, key_of, belongs):
    """Compare lists that have to be complete: each group of facts with all rows of a mart that belong to it."""
    groups = defaultdict(list)
    for fact in facts:
        groups[fact["entity_type"], fact["entity_id"], fact.get("score_id"), *key_of(fact)].append(fact)
    found = []
    for key, group in groups.items():
        actual = [row for row in marts.rows(mart, group[0]) if belongs(row, key[3:])]
        missing, extra = unmatched(group, actual, fields)
        if missing or extra:
            lines = [f"    expected, not there: {show_fact(fact, fields)}" for fact in missing]
            lines += [f"    there, not expected: {show_row(row, fields)}" for row in extra]
            lines += behind(mart, missing + extra, group[0], marts)
            found.append("\n".join([f"{group[0]['place']}: {whom(group[0])}: {mart} differs", *lines]))
    return found


def unmatched(facts, rows, fields):
    """Facts without a row and rows without a fact, each used once; the most precise facts choose first."""
    rows = sorted(rows, key=lambda row: show_row(row, fields))
    missing = []
    for fact in sorted(facts, key=lambda fact: -len(fact)):
        for _ in range(int(fact.get("times", 1))):
            match = next((row for row in rows if matches(row, fact, fields)), None)
            if match is None:
                missing.append(fact)
            else:
                rows.remove(match)
    return missing, rows


def matches(row, fact, fields):
    """Whether a row has every field that a fact gives; interactions are named by their native id."""
    for word, column in fields.items():
        if word in fact and fact[word] != (native(row[column]) if word == "interaction" else row[column]):
            return False
    return True


def native(interaction_id):
    """The id that an interaction has in its feed."""
    return interaction_id.partition(":")[2] if interaction_id else None


def explained(fact, marts):
    """The ledger entries valid at the instant of a fact: where its points come from."""
    valid = [row for row in marts.rows("score_ledger", fact) if fact["at"] == THE_END or holds(row, fact["at"])]
    if not valid:
        return "    no ledger entry is valid then"
    valid.sort(key=lambda row: (row["valid_from"], row["rule_id"] or ""))
    return "\n".join(f"    {show_row(row, LEDGER_FIELDS)}" for row in valid)


def explained_segments(fact, marts):
    """Points, tier and ledger entries of each score that segments look at."""
    columns = ("fit_score_id", "engagement_score_id")
    lines = []
    for score in sorted({row[column] for row in marts.seeds["score_segments"] for column in columns}):
        asked = fact | {"score_id": score}
        state = marts.state(asked)
        lines.append(f"    {score}: points {show(state.get('points'))}, tier {show(state.get('tier'))}")
        lines.append(explained(asked, marts).replace("    ", "        "))
    return "\n".join(lines)


def behind(mart, differing, fact, marts):
    """The ledger entries behind firings and suppressed awards that differ; those of the ledger are named already."""
    if mart == "score_ledger":
        return []
    triggers = {row.get("trigger_id", row.get("trigger")) for row in differing}
    scores = {row["score_id"] for row in marts.seeds["score_triggers"] if row["trigger_id"] in triggers}
    rules = {row.get("rule_id", row.get("rule")) for row in differing} - {None}
    rows = [row for row in marts.rows("score_ledger", fact) if row["score_id"] in scores or row["rule_id"] in rules]
    rows.sort(key=lambda row: (row["valid_from"], row["rule_id"] or ""))
    return [f"    ledger: {show_row(row, LEDGER_FIELDS)}" for row in rows] or ["    ledger: no entry"]


def whom(fact):
    """The entity, and score if one is meant, in words."""
    return f"{fact['entity_type']} {fact['entity_id']}" + (
        f", score {fact['score_id']}" if fact.get("score_id") else ""
    )


def show(value):
    """A value as a scenario file would have it; blank is none."""
    return "none" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def show_row(row, fields):
    """A mart's row in the words of scenario files."""
    values = {
        word: "never" if word == "until" and row[column] is None else row[column] for word, column in fields.items()
    }
    return ", ".join(f"{word}: {show(value)}" for word, value in values.items() if value is not None)


def show_fact(fact, fields):
    """An expected fact in its own words."""
    values = {
        word: "never" if word == "until" and fact[word] is None else fact[word] for word in fields if word in fact
    }
    return ", ".join(f"{word}: {show(value)}" for word, value in values.items()) or "(anything)"
