"""A small world, written by hand: three contacts and what they did, under a rulebook with a rule of every kind.

Ids collide between entity types (`x` is a contact, an account and an opportunity). Everything was loaded by LOADED;
the rows of the last three days before it lie in the lateness window.
"""

from __future__ import annotations

import datetime
from typing import Any

from harness import SEEDS
from worlds.landing import Files, Row
from worlds.rulebook import Rulebook

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2026, 1, 5)  # a Monday
LOADED = START + 40 * DAY
NOW = START + 45 * DAY


def day(number: float) -> datetime.datetime:
    """So many days after START."""
    return START + number * DAY


# Rows, good but for the columns given


def mail(event_id: str, contact_id: str | None, event: str, at: float, **columns: Any) -> Row:
    """A row of email_events, loaded an hour after it occurred."""
    row = {"event_id": event_id, "contact_id": contact_id, "event": event, "campaign_id": "spring"}
    return row | {"message_id": None, "link_url": None, "occurred_at": day(at), "loaded_at": day(at + 1 / 24)} | columns


def activity(activity_id: str, contact_id: str | None, name: str, at: float, **columns: Any) -> Row:
    """A row of crm_activities."""
    row = {"activity_id": activity_id, "contact_id": contact_id, "account_id": None, "opportunity_id": None}
    row |= {"activity": name, "subject_type": "tag", "subject_id": "vip", "value": 5, "properties": None}
    return row | {"occurred_at": day(at), "loaded_at": day(at + 1 / 24)} | columns


def contact(contact_id: str, at: float, account_id: str | None = "a1", **columns: Any) -> Row:
    """A version of a contact."""
    row = {"contact_id": contact_id, "account_id": account_id, "email": f"{contact_id}@x.test", "job_title": "clerk"}
    row |= {"seniority": "junior", "country": "ES", "created_at": day(0), "updated_at": day(at), "deleted_at": None}
    return row | {"loaded_at": day(at + 1 / 24)} | columns


def account(account_id: str, at: float, industry: str = "software", **columns: Any) -> Row:
    """A version of an account."""
    row = {"account_id": account_id, "name": "Acme", "industry": industry, "created_at": day(0), "deleted_at": None}
    return row | {"updated_at": day(at), "loaded_at": day(at + 1 / 24)} | columns


def opportunity(opportunity_id: str, at: float, contact_id: str | None, **columns: Any) -> Row:
    """A version of an opportunity, of the account a1 and open from day 0 on."""
    row = {"opportunity_id": opportunity_id, "account_id": "a1", "contact_id": contact_id, "stage": "new"}
    row |= {"amount": 100, "created_at": day(0), "updated_at": day(at), "closed_at": None}
    return row | {"loaded_at": day(at + 1 / 24)} | columns


def merge(merged: str, survivor: str | None, at: float, **columns: Any) -> Row:
    """A merge."""
    row = {"merged_contact_id": merged, "surviving_contact_id": survivor, "merged_at": day(at)}
    return row | {"loaded_at": day(at + 1 / 24)} | columns


def erasure(contact_id: str, at: float) -> Row:
    """A request to be forgotten."""
    return {"contact_id": contact_id, "requested_at": day(at), "loaded_at": day(at + 1 / 24)}


def adjustment(adjustment_id: str, entity_id: str, at: float, score_id: str = "engagement", **columns: Any) -> Row:
    """Five points by hand."""
    row = {"adjustment_id": adjustment_id, "score_id": score_id, "entity_type": "contact", "entity_id": entity_id}
    row |= {"operation": "add", "points": 5, "expires_after_days": None, "reason": "by hand", "adjusted_at": day(at)}
    return row | {"loaded_at": day(at + 1 / 24)} | columns


# The landing zone


def small_files() -> Files:
    """What lies in the landing zone at first. c3 and x have neither account nor deal."""
    return {
        ("email_events", "january"): [
            mail("e1", "c1", "open", 1),
            mail("e2", "c1", "click", 2),
            mail("e3", "c2", "open", 2),
            mail("e4", "c2", "click", 3),
            mail("e5", "c3", "open", 4),
            mail("e6", "x", "click", 5),
            mail("e7", "c1", "reply", 6),
            mail("bad1", "c1", "open", 7, occurred_at=None),
            mail("bad2", None, "open", 8),
        ],
        ("email_events", "february"): [
            mail("e8", "c1", "click", 38),
            mail("e9", "c2", "open", 39),
            mail("e10", "c3", "unsubscribe", 39.5),
            mail("", "c2", "open", 39.6),
            mail("", "c2", "open", 39.6),
            mail("bad3", "c2", "click", 39.7, loaded_at=None),
        ],
        ("crm_activities", "all"): [
            activity("v1", "c1", "visit", 3),
            activity("v2", "c2", "visit", 10, value=50),
            activity("v3", None, "visit", 11, account_id="x"),
            activity("v4", None, "visit", 12, opportunity_id="x"),
            activity("v5", "c3", "gossip", 13),
            activity("v7", "c2", "gossip", 3.5),
            activity("v6", "x", "visit", 39.8, subject_id="pricing"),
        ],
        ("contacts", "all"): [
            contact("c1", 0),
            contact("c1", 20, seniority="director"),
            contact("c2", 0, account_id="a2"),
            contact("c3", 0, account_id=None),
            contact("c4", 1, account_id="a2"),
            contact("x", 39, account_id=None),
        ],
        ("accounts", "all"): [account("a1", 0), account("a2", 0, "retail"), account("x", 39)],
        ("opportunities", "all"): [
            opportunity("o1", 0, "c1"),
            opportunity("o2", 0, "c2", account_id="a2"),
            opportunity("x", 39, None),
        ],
        ("contact_merges", "all"): [merge("m1", "c2", 15)],
        ("contact_erasures", "all"): [erasure("gone", 16)],
        ("score_adjustments", "all"): [
            adjustment("s1", "c4", 17),
            adjustment("s2", "c3", 18, score_id="dormant"),
            adjustment("s3", "c2", 19, score_id="a later score"),
        ],
    }  # fmt: skip


# The rulebook


def rule(rule_id: str, score_id: str, points: str, event_type: str = "", **columns: str) -> Row:
    """A rule that adds points for each interaction of an event type, but for the columns given."""
    row = {"rule_id": rule_id, "rule_name": rule_id, "score_id": score_id, "points": points, "event_type": event_type}
    defaults = {"is_active": "true", "rule_type": "interaction", "operation": "add"}
    return dict.fromkeys(SEEDS["score_rules"], "") | defaults | row | columns


def score_row(score_id: str, entity_type: str = "contact", **columns: str) -> Row:
    """A score without limits."""
    return {"score_id": score_id, "score_name": score_id, "entity_type": entity_type, "is_active": "true"} | columns


def condition(rule_id: str, subject: str, field: str, operator: str, value: str) -> Row:
    """A condition of a rule."""
    return {
        "rule_id": rule_id,
        "any_group": "1",
        "subject": subject,
        "field": field,
        "operator": operator,
        "value": value,
    }


def event_type(source: str, event_name: str, event_type: str) -> Row:
    """A mapping."""
    return {"source": source, "event_name": event_name, "event_type": event_type, "channel": source[:5]}


def small_seeds() -> Rulebook:
    """A rulebook with a rule of each type, an exclusive group, a cap, a group, a decay, a set and an absence."""
    scores_of_segment = {"fit_score_id": "fit", "engagement_score_id": "engagement"}
    rises = {"direction": "rises_to"}
    weekly = {"max_awards": "2", "award_period": "week"}
    no_reply = {"rule_type": "absence", "absent_event_type": "replied", "absent_within_days": "5"}
    return {
        "scores": [
            score_row("engagement", max_points="200"),
            score_row("fit"),
            score_row("heat", "account"),
            score_row("deal", "opportunity"),
            score_row("dormant", is_active="false"),
        ],
        "score_rules": [
            rule("open", "engagement", "1", "opened", expires_after_days="30"),
            rule("click", "engagement", "5", "clicked", exclusive_group="mail", priority="2", rule_group="mail"),
            rule("any", "engagement", "2", "", exclusive_group="mail", priority="3", **weekly),
            rule("visit", "engagement", "10", "visited", decay_id="slow", rule_group="web"),
            rule("left", "engagement", "0", "left", operation="set"),
            rule("no_reply", "engagement", "-3", "clicked", **no_reply),
            rule("silent", "engagement", "-2", "entity_created", rule_type="absence", absent_within_days="4"),
            rule("senior", "fit", "20", rule_type="attribute"),
            rule("software", "fit", "15", rule_type="attribute"),
            rule("account_click", "heat", "4", "clicked"),
            rule("account_visit", "heat", "6", "visited"),
            rule("deal_click", "deal", "7", "clicked"),
            rule("deal_visit", "deal", "9", "visited"),
            rule("deal_of_software", "deal", "30", rule_type="attribute"),
            rule("never", "engagement", "100", "clicked"),
        ],
        "score_rule_conditions": [
            condition("senior", "contact", "seniority", "equals", "director"),
            condition("software", "account", "industry", "equals", "software"),
            condition("deal_click", "account", "industry", "equals", "software"),
            condition("deal_of_software", "account", "industry", "equals", "software"),
            condition("account_visit", "interaction", "value", "at_least", "1"),
            condition("never", "interaction", "target_id", "equals", "nowhere"),
        ],
        "score_rule_groups": [
            {"rule_group": "mail", "score_id": "engagement", "max_points": "8"},
            {"rule_group": "web", "score_id": "engagement", "max_points": "50"},
        ],
        "score_decay_steps": [
            {"decay_id": "slow", "after_days": "10", "remaining_percent": "50"},
            {"decay_id": "slow", "after_days": "40", "remaining_percent": "0"},
        ],
        "score_tiers": [
            {"score_id": "engagement", "tier": "cold", "min_points": "", "max_points": "4"},
            {"score_id": "engagement", "tier": "warm", "min_points": "5", "max_points": "14"},
            {"score_id": "engagement", "tier": "hot", "min_points": "15", "max_points": ""},
            {"score_id": "fit", "tier": "poor", "min_points": "", "max_points": "14"},
            {"score_id": "fit", "tier": "good", "min_points": "15", "max_points": ""},
        ],
        "score_triggers": [
            {"trigger_id": "t1", "score_id": "engagement", "threshold": "5", "repeats": "every_time"} | rises,
            {"trigger_id": "t2", "score_id": "heat", "threshold": "6", "repeats": "once"} | rises,
        ],
        "score_segments": [
            {"segment": "now", "fit_tier": "good", "engagement_tier": "hot"} | scores_of_segment,
            {"segment": "later", "fit_tier": "poor", "engagement_tier": "cold"} | scores_of_segment,
        ],
        "event_types": [
            event_type("email_events", "open", "opened"),
            event_type("email_events", "click", "clicked"),
            event_type("email_events", "reply", "replied"),
            event_type("email_events", "unsubscribe", "left"),
            event_type("crm_activities", "visit", "visited"),
            event_type("web_events", "page_view", "visited"),
            event_type("calls", "call_answered", "replied"),
        ],
    }
