"""The scoring model of SPEC.md in plain Python: lists, loops and decimals. It judges the SQL.

`score(raw, seeds, as_of)` gives a Result: every mart as a list of dicts (entry_id and build_runs aside), and how many
outcomes each option of the rulebook decided.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import localcontext

from . import history, interactions, ledger, marts, raw, rulebook, rules
from .people import People

_DIGITS = 200


@dataclass
class Result:
    """marts: name -> rows (decimals, datetimes, text, ints, None). decided: option -> outcomes."""

    marts: dict
    decided: Counter


def score(raw_rows, seeds, as_of, known_at=None, disabled_feeds=()):
    """Everything that the specification computes.

    raw_rows: raw table -> rows as in the landing zone. seeds: seed name -> rows of text. as_of, known_at: naive UTC.
    disabled_feeds: raw tables that are switched off.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        return _score(raw_rows, seeds, as_of, known_at, disabled_feeds)


def _score(raw_rows, seeds, as_of, known_at, disabled_feeds):
    decided = Counter()
    book = rulebook.read(seeds)
    landing = raw.land(raw_rows, book.scores, known_at, disabled_feeds, decided)
    people = People(landing.standing)
    found = interactions.normalise(landing.standing, book.event_types, people.survivor, decided)
    adjustments = landing.standing.get("score_adjustments", [])
    known = people.known(found, adjustments)
    scorer = _apply_rules(book, people, known, found, decided)
    entries = ledger.write(scorer.awards, adjustments, book, people, decided)
    entries_of = ledger.by_entity(entries)
    chains = {key: history.write(own, book.scores[key[0]], book.limits, decided) for key, own in entries_of.items()}
    current = marts.Current(book, people, known, entries_of, chains, as_of)
    made = _scores_now(current, decided) | {
        "score_ledger": marts.score_ledger(entries),
        "score_history": marts.score_history(chains),
        "feed_audit": landing.audit,
        "suppressed_awards": marts.suppressed_awards(scorer.suppressed),
        "interactions": marts.interactions(found),
        "rejected_rows": marts.rejected_rows(landing.rejected),
        "unmapped_events": marts.unmapped_events(found),
    }
    return Result(made, decided)


def _apply_rules(book, people, known, found, decided):
    reached = {entity: [] for entity in known}
    for one in found:
        for entity in people.reach(one):
            reached[entity].append(one)
    scorer = rules.Scorer(book.rules, people, decided)
    for (entity_type, entity_id), counted in sorted(reached.items(), key=lambda item: item[0]):
        scorer.score(rules.entity(entity_type, entity_id, counted))
    return scorer


def _scores_now(current, decided):
    scores = marts.entity_scores(current)
    return {
        "entity_scores": scores,
        "contact_scores": marts.scores_of("contact", scores),
        "account_scores": marts.scores_of("account", scores),
        "opportunity_scores": marts.scores_of("opportunity", scores),
        "score_breakdown": marts.score_breakdown(current),
        "tier_transitions": marts.tier_transitions(current),
        "score_trigger_firings": marts.score_trigger_firings(current, decided),
        "contact_segments": marts.contact_segments(current),
    }
