"""The oracle against sentences of SPEC.md, each worked out by hand."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from oracle import score
from oracle.conditions import holds
from oracle.interactions import page
from oracle.values import json_object, json_text, raw_time

NOW = datetime(2026, 3, 1)
START = datetime(2026, 1, 5)  # a Monday
RULE = {
    "score_id": "s",
    "is_active": "true",
    "rule_type": "interaction",
    "event_type": "click",
    "operation": "add",
    "points": "10",
}
EVENT_TYPES = [
    {"source": "email_events", "event_name": name, "event_type": name, "channel": "email"}
    for name in ("click", "open", "reply")
] + [{"source": "crm_activities", "event_name": "note", "event_type": "note", "channel": "crm"}]


def day(number, **more):
    """So many days (and hours, seconds, microseconds) after the Monday on which the examples begin."""
    return START + timedelta(days=number, **more)


def mail(number, at, event="click", contact="c1", **columns):
    """A row of email_events."""
    row = {"event_id": f"e{number}", "contact_id": contact, "event": event, "occurred_at": at}
    return {"loaded_at": NOW, **row, **columns}


def clicks(*instants):
    """A click of c1 at each instant, numbered from 1."""
    return [mail(number, at) for number, at in enumerate(instants, start=1)]


def contact(at, contact_id="c1", **columns):
    """A version of a contact."""
    return {"contact_id": contact_id, "updated_at": at, "loaded_at": NOW, **columns}


def rule(rule_id="r1", **columns):
    """A rule that gives 10 points for each click, but for the columns given."""
    return {**RULE, "rule_id": rule_id, "rule_name": rule_id, **columns}


def run(rules=(), score_columns=None, seeds=None, as_of=NOW, **raw):
    """The result for raw tables by name, rules of one contact score `s`, and further seeds."""
    entity_score = {"score_id": "s", "score_name": "S", "entity_type": "contact", "is_active": "true"}
    book = {
        "scores": [entity_score | (score_columns or {})],
        "score_rules": list(rules),
        "event_types": EVENT_TYPES,
        **(seeds or {}),
    }
    known_at = raw.pop("known_at", None)
    return score(raw, book, as_of, known_at)


def ledger(result, *columns):
    """Rows of the ledger, only these columns, in order of time, rule and tranche."""
    rows = sorted(
        result.marts["score_ledger"],
        key=lambda row: (row["valid_from"], row["rule_id"] or "", row["interaction_id"] or "", row["tranche"]),
    )
    return [tuple(row[column] for column in columns) for row in rows]


def history(result):
    """All rows of the history as (valid_from, points)."""
    rows = sorted(result.marts["score_history"], key=lambda row: row["valid_from"])
    return [(row["valid_from"], row["points"]) for row in rows]


def suppressed(result):
    """All suppressed awards as (rule, interaction, reason)."""
    return sorted((row["rule_id"], row["interaction_id"], row["reason"]) for row in result.marts["suppressed_awards"])


def audit(result, feed):
    """The counts of a raw table: raw rows, standing, replaced, rejected, erased."""
    [row] = [row for row in result.marts["feed_audit"] if row["feed"] == feed]
    return tuple(row[column] for column in ("raw_rows", "standing", "replaced", "rejected", "erased"))


# Raw rows


def test_the_greatest_loaded_at_stands_and_the_replaced_rows_contact_is_gone():
    rows = [mail(1, day(1), contact="old", loaded_at=day(2)), mail(1, day(0), contact="new", loaded_at=day(3))]
    result = run([rule()], email_events=rows)
    assert ledger(result, "entity_id", "valid_from") == [("new", day(0))]
    assert [row["entity_id"] for row in result.marts["entity_scores"]] == ["new"]
    assert audit(result, "email_events") == (2, 1, 1, 0, 0)


def test_of_one_load_the_later_time_then_the_greater_remaining_columns_stand():
    rows = [
        mail(1, day(1), campaign_id="a"),
        mail(1, day(1), campaign_id=None, message_id="z"),
        mail(1, day(0), campaign_id="z"),
    ]
    [row] = run(email_events=rows).marts["interactions"]
    assert (row["occurred_at"], row["target_id"]) == (day(1), "a")


def test_a_bad_row_is_kept_and_replaces_nothing():
    result = run([rule()], email_events=[mail(1, day(1), loaded_at=day(2)), mail(1, None, loaded_at=day(3))])
    assert ledger(result, "interaction_id") == [("email_events:e1",)]
    assert result.marts["rejected_rows"] == [{"source": "email_events", "native_id": "e1", "reason": "no time"}]


@pytest.mark.parametrize(
    ("table", "row", "reason"),
    [
        ("web_events", {"duration_seconds": "an hour"}, "unreadable duration_seconds"),
        ("web_events", {"duration_seconds": -1}, "negative duration"),
        ("web_events", {"amount": float("nan")}, "unreadable amount"),
        ("web_events", {"loaded_at": None}, "no loaded_at"),
        ("web_events", {"event_id": "\u00a0 "}, "no id"),
        ("web_events", {"contact_id": ""}, "no contact, account or opportunity"),
        ("web_events", {"event": None}, "no event name"),
        (
            "web_events",
            {"occurred_at": NOW + timedelta(days=1, microseconds=1)},
            "time more than a day after loaded_at",
        ),
        ("web_events", {"occurred_at": NOW + timedelta(days=1)}, None),
        ("web_events", {"properties": "[1]"}, "not a JSON object"),
        ("web_events", {"properties": "{"}, "not a JSON object"),
        ("web_events", {"amount": -3, "properties": "{}"}, None),
        ("contacts", {"properties": "[1]"}, None),
        ("contacts", {"updated_at": None}, "no time"),
        ("contact_merges", {"surviving_contact_id": None}, None),
        ("score_adjustments", {}, None),
        ("score_adjustments", {"score_id": None}, "no score"),
        ("score_adjustments", {"score_id": "S"}, "unknown score"),
        ("score_adjustments", {"entity_type": "account"}, "wrong entity type"),
        ("score_adjustments", {"operation": "Add"}, "unknown operation"),
        ("score_adjustments", {"entity_id": None}, "no entity"),
        ("score_adjustments", {"points": " "}, "no points"),
        ("score_adjustments", {"expires_after_days": "1.5"}, "unreadable expires_after_days"),
    ],
)
def test_a_bad_row_is_filed_under_the_first_reason(table, row, reason):
    good = {
        "web_events": {"event_id": "w", "contact_id": "c1", "event": "view", "occurred_at": day(1)},
        "contacts": contact(day(1)),
        "contact_merges": {"merged_contact_id": "a", "surviving_contact_id": "b", "merged_at": day(1)},
        "score_adjustments": {
            "adjustment_id": "a", "score_id": "s", "entity_type": "contact", "entity_id": "c1", "operation": "add",
            "points": 1, "adjusted_at": day(1),
        },
    }  # fmt: skip
    result = run(**{table: [{"loaded_at": NOW} | good[table] | row]})
    assert [row["reason"] for row in result.marts["rejected_rows"]] == ([reason] if reason else [])


def test_known_at_uses_only_rows_loaded_up_to_then():
    rows = [mail(1, day(1), loaded_at=day(2)), mail(2, day(1), loaded_at=day(3)), mail(3, day(1), loaded_at=None)]
    result = run([rule()], email_events=rows, known_at=day(2))
    assert audit(result, "email_events") == (1, 1, 0, 0, 0)


# Merges, erasures, versions


def merge(merged, survivor, at=START, **columns):
    """A row of contact_merges."""
    return {"merged_contact_id": merged, "surviving_contact_id": survivor, "merged_at": at, "loaded_at": NOW, **columns}


def test_merges_are_followed_to_the_end_and_the_merged_id_names_no_entity():
    result = run(
        [rule()],
        email_events=[mail(1, day(1), contact="a")],
        contacts=[contact(day(0), "a", account_id="acme"), contact(day(0), "b"), contact(day(0), "c")],
        contact_merges=[merge("a", "b"), merge("b", "c")],
    )
    assert ledger(result, "entity_id") == [("c",)]
    assert [row["contact_id"] for row in result.marts["contact_scores"]] == ["c"]
    assert result.marts["interactions"][0]["contact_id"] == "c"


def test_rows_on_a_cycle_are_rejected_and_merge_nothing():
    result = run(
        [rule()],
        email_events=[mail(1, day(1), contact="a")],
        contact_merges=[merge("a", "b"), merge("b", "c"), merge("c", "b")],
    )
    assert ledger(result, "entity_id") == [("b",)]
    assert sorted(row["native_id"] for row in result.marts["rejected_rows"]) == ["b", "c"]


def test_only_standing_rows_close_a_cycle_and_a_contact_merged_into_itself_is_on_none():
    rows = [merge("a", "c", loaded_at=day(2)), merge("a", "b", loaded_at=day(1)), merge("b", "a"), merge("d", "d")]
    result = run([rule()], email_events=[mail(1, day(1), contact="b")], contact_merges=rows)
    assert ledger(result, "entity_id") == [("c",)]
    assert audit(result, "contact_merges") == (4, 3, 1, 0, 0)


def test_a_newer_row_without_survivor_undoes_a_merge():
    rows = [merge("a", "b", loaded_at=day(1)), merge("a", None, loaded_at=day(2))]
    assert ledger(run([rule()], email_events=[mail(1, day(1), contact="a")], contact_merges=rows), "entity_id") == [
        ("a",)
    ]


def test_erasure_takes_the_group_that_merges_up_to_the_request_connect():
    result = run(
        [rule()],
        email_events=[mail(number, day(1), contact=name) for number, name in enumerate("abcd")],
        contact_merges=[
            merge("a", "b", day(1), loaded_at=day(1)),
            merge("a", "a", day(2), loaded_at=day(2)),
            merge("c", "b", day(5)),
            merge("d", "c", day(6)),
        ],
        contact_erasures=[{"contact_id": "b", "requested_at": day(5), "loaded_at": NOW}],
        opportunities=[{"opportunity_id": "o", "contact_id": "a", "updated_at": day(0), "loaded_at": NOW}],
    )
    assert [row["contact_id"] for row in result.marts["interactions"]] == ["d"]
    assert audit(result, "email_events") == (4, 1, 0, 0, 3)
    assert audit(result, "contact_merges") == (4, 0, 0, 0, 4)
    assert audit(result, "contact_erasures") == (1, 0, 0, 0, 1)
    assert audit(result, "opportunities") == (1, 1, 0, 0, 0)
    assert [row["contact_id"] for row in result.marts["contact_scores"]] == ["d"]


ATTRIBUTE = rule("fit", rule_type="attribute", event_type="")


def asks(subject, field, operator, value="", rule_id="r1", any_group="1"):
    """A row of score_rule_conditions."""
    return {
        "rule_id": rule_id,
        "any_group": any_group,
        "subject": subject,
        "field": field,
        "operator": operator,
        "value": value,
    }


def test_the_first_version_holds_for_all_time_before_it_and_a_version_until_the_next():
    versions = [
        contact(day(2), country="ES"),
        contact(day(4), country="FR"),
        contact(day(6), country="es"),
        contact(day(8)),
    ]
    conditions = {"score_rule_conditions": [asks("contact", "country", "equals", "ES")]}
    result = run([rule()], seeds=conditions, contacts=versions, email_events=clicks(day(1), day(4), day(6)))
    assert ledger(result, "valid_from") == [(day(1),), (day(6),)]


def test_attribute_rule_writes_each_maximal_interval_from_created_at_on_cut_to_its_window():
    versions = [
        contact(day(0), seniority="cxo", created_at=day(1)),
        contact(day(3), seniority="CXO", country="x", created_at=day(2)),
        contact(day(5), seniority="vp", created_at=day(2)),
        contact(day(9), seniority="cxo", created_at=day(2)),
    ]
    conditions = {"score_rule_conditions": [asks("contact", "seniority", "equals", "cxo", "fit")]}
    window = {"effective_to": "2026-01-16"}
    result = run([ATTRIBUTE | window], seeds=conditions, contacts=versions)
    assert ledger(result, "valid_from", "valid_to") == [(day(2), day(5)), (day(9), day(11))]


def test_whose_interactions_count_for_an_account_and_an_opportunity():
    rules = [rule("a", score_id="acc", event_type=""), rule("o", score_id="opp", event_type="")]
    scores = [
        {"score_id": "acc", "entity_type": "account", "is_active": "true"},
        {"score_id": "opp", "entity_type": "opportunity", "is_active": "true"},
    ]
    activity = {"contact_id": "c1", "activity": "note", "loaded_at": NOW}
    result = run(
        rules,
        seeds={"scores": scores},
        email_events=clicks(day(1), day(3), day(6)),
        crm_activities=[
            activity | {"activity_id": "x", "account_id": "other", "occurred_at": day(3)},
            activity | {"activity_id": "y", "opportunity_id": "o2", "occurred_at": day(3)},
        ],
        contacts=[contact(day(0), account_id="acme"), contact(day(5), account_id="beta")],
        opportunities=[
            {
                "opportunity_id": "o1",
                "contact_id": "c1",
                "created_at": day(3),
                "closed_at": day(6),
                "updated_at": day(0),
                "loaded_at": NOW,
            }
        ],
    )
    counted = sorted(ledger(result, "entity_type", "entity_id", "interaction_id"))
    assert counted == [
        ("account", "acme", "crm_activities:y"),
        ("account", "acme", "email_events:e1"),
        ("account", "acme", "email_events:e2"),
        ("account", "beta", "email_events:e3"),
        ("account", "other", "crm_activities:x"),
        ("opportunity", "o1", "crm_activities:x"),
        ("opportunity", "o1", "email_events:e2"),
        ("opportunity", "o2", "crm_activities:y"),
    ]


def test_an_opportunity_has_the_interactions_of_the_contact_that_it_had_at_that_instant():
    deal = {"opportunity_id": "o", "loaded_at": NOW}
    result = run(
        [rule()],
        {"entity_type": "opportunity"},
        email_events=[*clicks(day(1), day(3)), mail(3, day(1), contact="c2"), mail(4, day(3), contact="c2")],
        opportunities=[
            deal | {"contact_id": "c1", "updated_at": day(0)},
            deal | {"contact_id": "c2", "updated_at": day(2)},
        ],
    )
    assert ledger(result, "interaction_id") == [("email_events:e1",), ("email_events:e4",)]


# Normalised interactions and conditions


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Blog/İ/?q=1#a", "/blog/i"),
        ("/", "/"),
        ("///", "/"),
        ("?q=/", None),
        ("#x?y", None),
        ("/a//", "/a"),
        (None, None),
    ],
)
def test_page_path(path, expected):
    assert page(path) == expected


def test_a_form_counts_its_answers_and_a_chat_has_its_platform():
    form = {
        "submission_id": "f",
        "contact_id": "c1",
        "form_kind": "popup",
        "form_id": "p1",
        "submitted_at": day(1),
        "loaded_at": NOW,
    }
    chat = {"conversation_id": "k", "contact_id": "c1", "ended_at": day(1), "loaded_at": NOW, "platform": "WhatsApp"}
    result = run(
        form_submissions=[form | {"answers": '{"a":"x","b":null,"c":" ","d":false,"a":null}', "is_valid": "no"}],
        chat_conversations=[chat | {"answers": '{"platform":"web","size":1.50}'}],
    )
    submitted, talked = result.marts["interactions"]
    assert (submitted["event_name"], submitted["target_type"], submitted["value"]) == ("popup_invalid", "popup", 2)
    assert json.loads(talked["properties"]) == {"platform": "WhatsApp", "size": 1.5}


def test_unmapped_events_are_counted_and_match_nothing():
    rows = [mail(1, day(1), "Click"), mail(2, day(3), "Click"), mail(3, day(2), "click")]
    result = run([rule(event_type="")], email_events=rows)
    assert ledger(result, "interaction_id") == [("email_events:e3",)]
    [row] = result.marts["unmapped_events"]
    assert list(row.values()) == ["email_events", "Click", 2, day(1), day(3)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("-0.0", "0"),
        ("true", "true"),
        ("null", None),
        ('" "', None),
        ('{"b": [1, 2]}', '{"b":[1,2]}'),
    ],
)
def test_a_property_as_text(written, expected):
    assert json_text(json_object(f'{{"$.a b" : {written} , "x":1}}')["$.a b"]) == expected


@pytest.mark.parametrize(
    ("found", "operator", "value", "expected"),
    [
        ("ÀB", "equals", "àb", True),
        ("007", "equals", " 7.0 ", True),
        ("1e1", "equals", "10", False),
        ("10", "in", "a| 10.0 |b", True),
        ("a", "in", " a |b", False),
        ("c", "not_in", "a|b", True),
        (None, "not_in", "a|b", True),
        (None, "not_equals", "a", True),
        (None, "not_contains", "a", True),
        (None, "equals", "a", False),
        (None, "is_not_set", None, True),
        ("a", "is_not_set", None, False),
        ("x", "is_set", None, True),
        ("Pricing page", "contains", "PAGE", True),
        ("/blog/x", "starts_with", "/Blog", True),
        ("a.PDF", "ends_with", ".pdf", True),
        ("Head of Sales", "matches", r"\bhead\b.*sales$", True),
        ("3", "greater_than", "3", False),
        ("3", "at_least", "3.0", True),
        ("-1", "less_than", "0", True),
        ("many", "at_most", "9", False),
        ("20", "between", "10|20", True),
        ("20.01", "between", "10|20", False),
        (None, "at_least", "1", False),
    ],
)
def test_operators(found, operator, value, expected):
    assert holds(operator, found, value) is expected


def test_times_as_text_are_read_as_utc():
    assert raw_time("2026-01-05T02:00:00.5+02:00") == START + timedelta(microseconds=500_000)


# Rules


def test_all_conditions_of_one_any_group_must_hold():
    conditions = [
        asks("interaction", "target_id", "equals", "sale"),
        asks("interaction", "link_url", "is_set"),
        asks("interaction", "target_id", "equals", "news", any_group="2"),
    ]
    rows = [
        mail(1, day(1), campaign_id="Sale"),
        mail(2, day(2), campaign_id="sale", link_url="u"),
        mail(3, day(3), campaign_id="news"),
    ]
    result = run([rule()], seeds={"score_rule_conditions": conditions}, email_events=rows)
    assert ledger(result, "interaction_id") == [("email_events:e2",), ("email_events:e3",)]


def test_the_effective_window_is_half_open():
    window = {"effective_from": "2026-01-06", "effective_to": "2026-01-07"}
    result = run(
        [rule(**window)], email_events=clicks(day(1, microseconds=-1), day(1), day(2, microseconds=-1), day(2))
    )
    assert ledger(result, "interaction_id") == [("email_events:e2",), ("email_events:e3",)]


def test_a_rule_that_its_cap_holds_back_has_outranked_the_others_all_the_same():
    first = rule("first", exclusive_group="g", priority="1", max_awards="1", award_period="ever")
    second = rule("second", exclusive_group="g", priority="2")
    result = run([second, first], email_events=clicks(day(1), day(2)))
    assert ledger(result, "rule_id", "interaction_id") == [("first", "email_events:e1")]
    assert suppressed(result) == [
        ("first", "email_events:e2", "over_cap"),
        ("second", "email_events:e1", "outranked"),
        ("second", "email_events:e2", "outranked"),
    ]


def test_the_last_n_must_fall_within_the_days():
    result = run(
        [rule(min_occurrences="2", within_days="3")], email_events=clicks(day(0), day(3), day(6, microseconds=-1))
    )
    assert ledger(result, "interaction_id") == [("email_events:e3",)]
    assert [reason for *_, reason in suppressed(result)] == ["below_min_occurrences"] * 2


def test_the_cap_keeps_the_first_by_time_then_id_in_each_week_from_monday():
    rows = [mail(2, day(6)), mail(1, day(6)), mail(3, day(7))]
    result = run([rule(max_awards="1", award_period="week")], email_events=rows)
    assert ledger(result, "interaction_id") == [("email_events:e1",), ("email_events:e3",)]


ABSENCE = {"rule_type": "absence", "event_type": "open", "absent_event_type": "reply", "absent_within_days": "2"}


@pytest.mark.parametrize(
    ("columns", "broken_by", "awarded"),
    [
        ({}, mail(2, day(3), "reply"), False),
        ({}, mail(2, day(3, microseconds=1), "reply"), True),
        ({}, mail(2, day(1), "reply"), False),
        ({}, mail(0, day(1), "reply"), True),
        ({"absent_before_days": "1"}, mail(0, day(1), "reply"), False),
        ({"absent_before_days": "1"}, mail(2, day(0), "reply"), False),
        ({"absent_before_days": "1"}, mail(2, day(0, microseconds=-1), "reply"), True),
        ({"absent_event_type": ""}, mail(2, day(2), "click"), False),
        ({"absent_event_type": ""}, mail(2, day(2), "unlisted"), True),
        ({"absent_same": "message_id"}, mail(2, day(2), "reply", message_id="m"), False),
        ({"absent_same": "message_id"}, mail(2, day(2), "reply", message_id="M"), True),
        ({"absent_same": "message_id|target_id"}, mail(2, day(2), "reply", message_id="m"), True),
    ],
)
def test_what_breaks_an_absence(columns, broken_by, awarded):
    result = run([rule(**ABSENCE | columns)], email_events=[mail(1, day(1), "open", message_id="m"), broken_by])
    assert ledger(result, "interaction_id", "valid_from") == ([("email_events:e1", day(3))] if awarded else [])
    assert suppressed(result) == ([] if awarded else [("r1", "email_events:e1", "not_absent")])


def test_the_entity_as_anchor_awards_when_nothing_happened_since_it_was_created():
    never = rule(**ABSENCE | {"event_type": "entity_created", "absent_event_type": ""})
    contacts = [contact(day(1), name) for name in ("c1", "c2")] + [contact(day(3), "c3", created_at=day(0))]
    result = run([never], contacts=contacts, email_events=[mail(1, day(1)), mail(2, day(1, hours=-1), contact="c2")])
    assert ledger(result, "entity_id", "interaction_id", "valid_from") == [("c3", None, day(2)), ("c2", None, day(3))]
    assert suppressed(result) == [("r1", None, "not_absent")]


def test_nothing_is_like_the_entity_as_anchor_since_its_fields_are_not_set():
    never = rule(**ABSENCE | {"event_type": "entity_created", "absent_event_type": "", "absent_same": "target_id"})
    result = run([never], contacts=[contact(day(0))], email_events=clicks(day(1)))
    assert ledger(result, "valid_from") == [(day(2),)]


def test_an_absence_is_capped_by_the_instant_of_its_award():
    rows = [mail(1, day(5), "open"), mail(2, day(6), "open"), mail(3, day(4), "open")]
    result = run([rule(**ABSENCE, max_awards="1", award_period="week")], email_events=rows)
    assert ledger(result, "valid_from") == [(day(6),), (day(7),)]
    assert suppressed(result) == [("r1", "email_events:e2", "over_cap")]


# Ledger


def test_a_decay_writes_one_tranche_a_step_rounded_half_away_from_zero():
    steps = [
        {"decay_id": "d", "after_days": days, "remaining_percent": left}
        for days, left in (("20", "50"), ("10", "50"), ("30", "25"))
    ]
    result = run([rule(points="-0.05", decay_id="d")], seeds={"score_decay_steps": steps}, email_events=clicks(day(0)))
    # R: -0.05, then -0.025 -> -0.03 twice, then -0.0125 -> -0.01
    assert ledger(result, "tranche", "points", "expires_at") == [
        (1, Decimal("-0.02"), day(10)),
        (3, Decimal("-0.02"), day(30)),
        (4, Decimal("-0.01"), None),
    ]


def test_a_set_ends_what_came_before_and_of_two_at_one_instant_the_greatest_counts():
    reset = rule("reset", event_type="open", operation="set", points="1")
    other = rule("zero", event_type="open", operation="set", points="2")
    rows = [mail(1, day(0)), mail(2, day(2)), mail(3, day(2), "open"), mail(4, day(3))]
    result = run([rule(expires_after_days="2"), reset, other], email_events=rows)
    assert ledger(result, "rule_id", "interaction_id", "superseded_at", "valid_to") == [
        ("r1", "email_events:e1", None, day(2)),
        ("r1", "email_events:e2", None, day(4)),
        ("reset", "email_events:e3", day(2), day(2)),
        ("zero", "email_events:e3", None, None),
        ("r1", "email_events:e4", None, day(5)),
    ]
    assert history(result) == [(day(0), 10), (day(2), 12), (day(3), 22), (day(4), 12), (day(5), 2)]


def test_a_set_ends_an_attribute_entry_which_returns_only_with_a_new_interval():
    versions = [contact(day(0), age=40), contact(day(4), age=20), contact(day(6), age=41)]
    conditions = [asks("contact", "age", "at_least", "40", "fit")]
    reset = rule("reset", operation="set", points="0")
    result = run(
        [ATTRIBUTE, reset],
        seeds={"score_rule_conditions": conditions},
        contacts=versions,
        email_events=clicks(day(1), day(5)),
    )
    assert ledger(result, "rule_id", "valid_from", "superseded_at", "valid_to") == [
        ("fit", day(0), day(1), day(1)),
        ("reset", day(1), day(5), day(5)),
        ("reset", day(5), None, None),
        ("fit", day(6), None, None),
    ]


def test_an_entry_that_ends_before_it_begins_counts_for_nothing():
    adjustment = {
        "adjustment_id": "a", "score_id": "s", "entity_type": "contact", "entity_id": "c1", "operation": "add",
        "points": 5, "expires_after_days": -2, "adjusted_at": day(3), "loaded_at": NOW,
    }  # fmt: skip
    result = run(score_adjustments=[adjustment])
    assert (ledger(result, "valid_to"), history(result)) == ([(day(1),)], [])
    assert result.marts["contact_scores"][0]["last_awarded_at"] is None


def test_an_adjustment_is_an_entry_of_the_survivor_that_may_expire():
    adjustment = {
        "adjustment_id": "a", "score_id": "s", "entity_type": "contact", "entity_id": "old", "operation": "set",
        "points": "5.005", "expires_after_days": 2, "adjusted_at": day(1), "loaded_at": NOW,
    }  # fmt: skip
    rows = [mail(1, day(0), contact="c1")]
    result = run([rule()], email_events=rows, score_adjustments=[adjustment], contact_merges=[merge("old", "c1")])
    assert history(result) == [(day(0), 10), (day(1), Decimal("5.01")), (day(3), 0)]


# History, tiers, triggers, marts

TIERS = [
    {"score_id": "s", "tier": tier, "min_points": low} for tier, low in (("warm", "21"), ("hot", "41"), ("cold", "0"))
]


def test_a_group_is_held_within_its_limits_before_the_score_is():
    groups = [{"rule_group": "g", "score_id": "s", "min_points": "", "max_points": "15"}]
    rules = [rule(rule_group="g", expires_after_days="3"), rule("minus", event_type="open", points="-30")]
    rows = [mail(1, day(0)), mail(2, day(1)), mail(3, day(2), "open")]
    result = run(rules, {"min_points": "0"}, {"score_rule_groups": groups}, email_events=rows)
    assert history(result) == [(day(0), 10), (day(1), 15), (day(2), 0)]
    assert (result.decided["group_limit"], result.decided["score_limit"]) == (2, 3)


def test_a_score_between_two_ranges_belongs_to_the_lower_tier_and_below_all_to_the_lowest():
    rules = [
        rule(points="20.5"),
        rule("half", event_type="open", points="0.5"),
        rule("minus", event_type="reply", points="-50"),
    ]
    rows = [mail(1, day(0)), mail(2, day(1), "open"), mail(3, day(2), "reply")]
    result = run(rules, seeds={"score_tiers": TIERS}, email_events=rows)
    columns = ("points", "tier", "tier_rank", "previous_points", "previous_tier", "tier_since")
    assert [tuple(row[column] for column in columns) for row in result.marts["score_history"]] == [
        (Decimal("20.5"), "cold", 1, 0, "cold", None),
        (21, "warm", 2, Decimal("20.5"), "cold", day(1)),
        (-29, "cold", 1, 21, "warm", day(2)),
    ]
    assert [(row["from_tier"], row["to_tier"]) for row in result.marts["tier_transitions"]] == [
        ("cold", "warm"),
        ("warm", "cold"),
    ]


def test_transitions_and_firings_reach_up_to_now_and_history_beyond():
    trigger = {"trigger_id": "t", "score_id": "s", "direction": "falls_below", "threshold": "30", "repeats": "once"}
    rules = [rule(points="30", expires_after_days="5")]
    seeds = {"score_tiers": TIERS, "score_triggers": [trigger]}
    for now, happened in ((day(5, microseconds=-1), (1, 0)), (day(5), (2, 1))):
        result = run(rules, seeds=seeds, as_of=now, email_events=clicks(day(0)))
        assert (len(result.marts["tier_transitions"]), len(result.marts["score_trigger_firings"])) == happened
        assert history(result) == [(day(0), 30), (day(5), 0)]


def test_history_begins_where_the_score_first_differs_from_rest():
    result = run([rule(points="2")], {"min_points": "5"}, email_events=clicks(day(0), day(1), day(2)))
    assert history(result) == [(day(2), 6)]
    assert result.marts["score_history"][0]["previous_points"] == 5


@pytest.mark.parametrize(
    ("direction", "repeats", "fired"),
    [("rises_to", "once", [1]), ("rises_to", "every_time", [1, 5]), ("falls_below", "every_time", [4, 6])],
)
def test_a_trigger_fires_where_the_threshold_is_crossed(direction, repeats, fired):
    trigger = {
        "trigger_id": "t",
        "score_id": "s",
        "direction": direction,
        "threshold": "20",
        "repeats": repeats,
        "action": "call",
    }
    expiring = rule(expires_after_days="4")
    reset = rule("reset", event_type="open", operation="set", points="0")
    rows = [*clicks(day(0), day(1), day(5), day(5)), mail(9, day(6), "open")]
    result = run([expiring, reset], seeds={"score_triggers": [trigger]}, email_events=rows)
    found = [(row["fired_at"], row["firing_number"]) for row in result.marts["score_trigger_firings"]]
    assert found == [(day(number), n) for n, number in enumerate(fired, start=1)]


def test_the_scores_as_of_now_know_what_comes_next():
    rules = [rule(expires_after_days="5"), rule("minus", event_type="open", points="-3")]
    rows = [*clicks(day(0), day(2), day(9)), mail(7, day(1), "open")]
    result = run(rules, seeds={"score_tiers": TIERS}, as_of=day(4), email_events=rows)
    [row] = result.marts["contact_scores"]
    assert (row["points"], row["positive_points"], row["negative_points"]) == (17, 20, -3)
    assert (row["last_awarded_at"], row["next_change_at"], row["next_points"], row["next_tier"]) == (
        day(2),
        day(5),
        7,
        "cold",
    )
    breakdown = {row["rule_id"]: row for row in result.marts["score_breakdown"]}
    assert (breakdown["r1"]["awards"], breakdown["r1"]["points"], breakdown["r1"]["next_expiry_at"]) == (2, 20, day(5))
    assert breakdown["minus"]["next_expiry_at"] is None


def test_every_known_entity_that_is_not_deleted_has_a_score_at_rest():
    result = run(
        score_columns={"min_points": "1"},
        contacts=[contact(day(0), "gone", deleted_at=NOW), contact(day(0), "later", deleted_at=NOW + timedelta(1))],
        opportunities=[{"opportunity_id": "o", "contact_id": "named", "updated_at": day(0), "loaded_at": NOW}],
    )
    assert sorted((row["contact_id"], row["points"]) for row in result.marts["contact_scores"]) == [
        ("later", 1),
        ("named", 1),
    ]


def test_a_segment_is_a_pair_of_tiers():
    scores = [{"score_id": name, "entity_type": "contact", "is_active": "true"} for name in ("f", "e")]
    tiers = [
        {"score_id": name, "tier": tier, "min_points": low}
        for name in "fe"
        for tier, low in (("low", "0"), ("high", "10"))
    ]
    segment = {"fit_score_id": "f", "engagement_score_id": "e", "fit_tier": "low"}
    segments = [
        segment | {"segment": "keen", "engagement_tier": "high"},
        segment | {"segment": "cool", "engagement_tier": "low"},
    ]
    rows = [mail(1, day(0)), mail(2, day(0), "open", contact="c2")]
    book = {"scores": scores, "score_tiers": tiers, "score_segments": segments}
    result = run([rule(score_id="e")], seeds=book, email_events=rows)
    found = sorted((row["contact_id"], row["segment"]) for row in result.marts["contact_segments"])
    assert found == [("c1", "keen"), ("c2", "cool")]
