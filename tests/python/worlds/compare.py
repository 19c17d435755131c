"""Marts compared row multiset by row multiset, with differences that a person can read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

_STATE = (
    "points positive_points negative_points tier tier_rank tier_since last_awarded_at next_change_at next_points "
    "next_tier"
)

# Mart -> the columns of SPEC.md and ours, in the order in which one mart's error causes the next one's. entry_id has no
# meaning beyond being a key, build_runs tells of the build, the raw row of a rejected one is text for people.
MARTS: dict[str, list[str]] = {
    mart: columns.split()
    for mart, columns in {
        "rejected_rows": "source native_id reason",
        "feed_audit": "feed raw_rows standing replaced rejected erased newest_loaded_at",
        "interactions": "interaction_id source event_name contact_id account_id opportunity_id target_type target_id "
        "value properties occurred_at loaded_at",
        "unmapped_events": "source event_name rows first_occurred_at last_occurred_at",
        "score_ledger": "score_id entity_type entity_id rule_id rule_group interaction_id adjustment_id tranche "
        "operation points valid_from expires_at superseded_at valid_to",
        "suppressed_awards": "score_id entity_type entity_id rule_id interaction_id reason",
        "score_history": "score_id entity_type entity_id valid_from valid_to points tier tier_rank previous_points "
        "previous_tier tier_since",
        "entity_scores": f"score_id score_name entity_type entity_id {_STATE}",
        "contact_scores": f"score_id score_name contact_id {_STATE}",
        "account_scores": f"score_id score_name account_id {_STATE}",
        "opportunity_scores": f"score_id score_name opportunity_id {_STATE}",
        "score_breakdown": "score_id entity_type entity_id rule_id rule_name awards points last_awarded_at "
        "next_expiry_at",
        "tier_transitions": "score_id entity_type entity_id changed_at from_tier to_tier points",
        "score_trigger_firings": "trigger_id score_id entity_type entity_id fired_at points action firing_number",
        "contact_segments": "contact_id segment fit_tier engagement_tier action",
    }.items()
}


def differences(
    mart: str, expected: Iterable[Mapping[str, Any]], actual: Iterable[Mapping[str, Any]], limit: int = 12
) -> str:
    """The first rows that only one side has, `-` the oracle's and `+` the warehouse's, or nothing where they agree."""
    wanted, found = (Counter(_comparable(mart, row) for row in rows) for rows in (expected, actual))
    if wanted == found:
        return ""
    only = [("-", row) for row in (wanted - found).elements()] + [("+", row) for row in (found - wanted).elements()]
    only.sort(key=lambda marked: ([str(value) for value in marked[1]], marked[0]))
    lines = [
        f"{mart}: oracle {wanted.total()} rows, warehouse {found.total()}, {len(only)} differ; columns {MARTS[mart]}"
    ]
    lines += [f"  {sign} {' , '.join(str(value)[:80] for value in row)}" for sign, row in only[:limit]]
    return "\n".join(lines)


def _comparable(mart: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row's values in the order of MARTS. KeyError where a column is missing."""
    return tuple(_canonical_json(row[column]) if column == "properties" else row[column] for column in MARTS[mart])


def _canonical_json(text: str | None) -> str | None:
    """JSON text with keys in order, a repeated key's first value, and numbers in one form (-0 is 0)."""
    if text is None:
        return None
    content = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_first_of_each)
    return json.dumps(content, sort_keys=True, default=lambda number: f"number {(number + 0).normalize()}")


def _first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which the first of equal keys counts."""
    return dict(reversed(pairs))
