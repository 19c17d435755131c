"""What may happen to the raw data from one load to the next. Each change returns what it did, or None where it cannot.

A change adds rows to the files of the step (`draft.deliver`) or edits files that lie there. Loaders keep their promise
(loaded_at goes back by three days at most) except where a change says otherwise.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from oracle.schema import TABLES
from worlds.dirt import FEEDS, add_bad_rows
from worlds.draft import ENTITY_TABLES, HOUR, LATE_LOAD, UNKNOWN_SCORE, Draft
from worlds.landing import Row
from worlds.vocabulary import ATTRIBUTES, DAY, MICROSECOND, START, chance

Change = Callable[[Draft], str | None]
FAR_FUTURE = datetime.datetime(2100, 1, 1)
CONTENT = {
    "email_events": ("event", "campaign_id", "message_id"),
    "web_events": ("event", "page_path", "amount", "properties"),
    "form_submissions": ("form_kind", "form_id", "is_valid", "answers"),
    "chat_conversations": ("chatbot_id", "platform", "message_count"),
    "calls": ("outcome", "direction", "duration_seconds"),
    "event_attendance": ("event_id", "status", "minutes_attended"),
    "crm_activities": ("activity", "subject_type", "subject_id", "value"),
}


# Interactions


def _act(draft: Draft, at: datetime.datetime, contact: str | None = None, **columns: Any) -> None:
    """Deliver something that a contact (any, where none is given) did."""
    table, row = draft.people.acts(contact or draft.rng.choice(draft.people.contacts), at)
    draft.deliver(table, row, **columns)


def new_interactions(draft: Draft) -> str:
    """A burst of interactions of a few people, besides those that each load brings."""
    people = draft.rng.sample(draft.people.contacts, 4)
    for contact in people:
        for _ in range(draft.rng.randint(1, 5)):
            _act(draft, draft.now - draft.rng.randint(0, 48) * HOUR, contact)
    table, row = draft.people.acts(None, draft.now)
    draft.deliver(table, row)
    return f"of {people}"


def late_interactions(draft: Draft) -> str:
    """Interactions that occurred months ago and are loaded now."""
    count = draft.rng.randint(2, 8)
    for _ in range(count):
        _act(draft, START + draft.rng.randint(-60 * 24, 60 * 24) * HOUR)
    return f"{count} rows"


def loaded_within_window(draft: Draft) -> str:
    """Rows whose loaded_at goes back by up to three days behind the load before, and by exactly three."""
    for back in (LATE_LOAD, LATE_LOAD - MICROSECOND, draft.rng.randint(1, 71) * HOUR):
        _act(draft, draft.previous - draft.rng.randint(3, 60) * DAY, loaded_at=draft.previous - back)
    return "3 rows"


def loaded_outside_window(draft: Draft) -> str:
    """Rows whose loaded_at goes back by more than three days: the loader breaks its promise."""
    backs = (LATE_LOAD + MICROSECOND, 4 * DAY, draft.rng.randint(5, 60) * DAY)
    for back in backs[: draft.rng.randint(1, 3)]:
        _act(draft, draft.previous - back - draft.rng.randint(0, 5) * DAY, loaded_at=draft.previous - back)
    return "up to 3 rows"


def loaded_in_far_future(draft: Draft) -> str:
    """A row of a loader whose clock is wrong."""
    _act(draft, draft.now - DAY, loaded_at=FAR_FUTURE)
    return "a row of 2100"


def _corrected(*columns: str) -> Change:
    """Some interactions come again with another value in one of the columns."""

    def change(draft: Draft) -> str | None:
        table = draft.rng.choice([table for table in FEEDS if set(columns) <= set(TABLES[table].columns)])
        standing = draft.standing(table)
        rows = draft.some(standing, 6)
        for row in rows:
            column = draft.rng.choice(columns)
            draft.deliver(table, row | {column: draft.rng.choice(standing)[column]})
        return f"{table} {[row[TABLES[table].id] for row in rows]}" if rows else None

    return change


corrected_account, corrected_opportunity = _corrected("account_id"), _corrected("opportunity_id")


def corrected_contact(draft: Draft) -> str | None:
    """Some interactions come again, of another contact."""
    table = draft.rng.choice(list(FEEDS))
    rows = draft.some(draft.standing(table), 6)
    for row in rows:
        draft.deliver(table, row | {"contact_id": draft.rng.choice(draft.people.contacts)})
    return f"{table} {[row[TABLES[table].id] for row in rows]}" if rows else None


def corrected_instant(draft: Draft) -> str | None:
    """Some interactions come again with another time: earlier, later or a microsecond beside."""
    table = draft.rng.choice(list(FEEDS))
    time = TABLES[table].time
    rows = [row for row in draft.some(draft.standing(table), 6) if row[time].year > START.year - 1]
    for row in rows:
        by = draft.rng.choice((-30 * DAY, -DAY, -MICROSECOND, MICROSECOND, DAY, 7 * DAY))
        draft.deliver(table, row | {time: row[time] + by})
    return f"{table} {[row[TABLES[table].id] for row in rows]}" if rows else None


def corrected_content(draft: Draft) -> str | None:
    """Some interactions come again with another name, target, value or property."""
    table = draft.rng.choice(list(CONTENT))
    standing = draft.standing(table)
    rows = draft.some(standing, 6)
    for row in rows:
        column = draft.rng.choice(CONTENT[table])
        draft.deliver(table, row | {column: draft.rng.choice(standing)[column]})
    return f"{table} {[row[TABLES[table].id] for row in rows]}" if rows else None


def redelivered(draft: Draft) -> str | None:
    """Rows of any table come again as they were, loaded now or with the loaded_at that they had."""
    table = draft.rng.choice(list(TABLES))
    rows = draft.some(draft.good(table), 8)
    for row in rows:
        draft.deliver(table, row, **({"loaded_at": row["loaded_at"]} if chance(draft.rng, 0.4) else {}))
    return f"{len(rows)} of {table}" if rows else None


# Bad rows


def redelivered_bad(draft: Draft) -> str | None:
    """Bad rows arrive, half of them under the id of a good one, which stands."""
    table = draft.rng.choice(list(TABLES))
    good = draft.some(draft.good(table), 8)
    if not good:
        return None
    rows = {table: [dict(row) for row in good]}
    add_bad_rows(draft.rng, rows)
    for row in rows[table][len(good) :]:
        is_read = isinstance(row["loaded_at"], datetime.datetime)
        draft.deliver(table, row, **({} if is_read else {"loaded_at": row["loaded_at"]}))
    draft.spoiled += [(table, row) for row in good]
    return f"{table} {[row[TABLES[table].id] for row in good]}"


def good_again(draft: Draft) -> str | None:
    """Rows that came bad come again as they were when they were good."""
    if not draft.spoiled:
        return None
    for table, row in draft.spoiled:
        draft.deliver(table, row)
    ids = [(table, row[TABLES[table].id]) for table, row in draft.spoiled]
    draft.spoiled.clear()
    return str(ids)


# Files


def _a_file(draft: Draft, least: int = 1) -> tuple[str, str] | None:
    """A file with at least so many rows."""
    able = sorted(key for key, rows in draft.files.items() if len(rows) >= least)
    return draft.rng.choice(able) if able else None


def _is_recent(draft: Draft, row: Row) -> bool:
    """Whether the next build reads the row again even where the row counts agree."""
    loaded_at = row.get("loaded_at")
    return isinstance(loaded_at, datetime.datetime) and draft.previous - LATE_LOAD <= loaded_at <= draft.previous


def files_compacted(draft: Draft) -> str:
    """All files of a table become one, with the same rows in another order."""
    table = draft.rng.choice(list(TABLES))
    rows = [row for (name, _), rows in draft.files.items() if name == table for row in rows]
    draft.files = {key: rows for key, rows in draft.files.items() if key[0] != table}
    draft.files[table, f"compacted-{draft.number}"] = draft.rng.sample(rows, len(rows))
    return table


def file_loses_rows(draft: Draft) -> str | None:
    """A file is written anew without some of its rows."""
    key = _a_file(draft, 8)
    if key is None:
        return None
    rows = draft.files[key]
    draft.files[key] = draft.rng.sample(rows, len(rows) * 4 // 5)
    return f"{key}: {len(rows)} rows, then {len(draft.files[key])}"


def file_rewritten_later(draft: Draft) -> str | None:
    """A file is written anew: some rows are corrected, and loaded now."""
    key = _a_file(draft, 4)
    if key is None:
        return None
    good = [row for row in draft.good(key[0]) if row in draft.files[key]]
    if not good:
        return None
    chosen = draft.some(good, 5)
    rows = [row for row in draft.files[key] if row not in chosen]
    corrected = [row | {"loaded_at": draft.loaded()} | _other_contact(draft, row) for row in chosen]
    draft.files[key] = rows + corrected
    return f"{key}: {len(corrected)} rows"


def _other_contact(draft: Draft, row: Row) -> Row:
    """Another contact in a row that names one."""
    is_event = row.get("contact_id") is not None and "requested_at" not in row
    return {"contact_id": draft.rng.choice(draft.people.contacts)} if is_event else {}


def file_rewritten_in_place(draft: Draft) -> str | None:
    """Rows loaded in the last three days become others of the same loaded_at, or bad ones; their number stays."""
    able = [key for key in sorted(draft.files) if any(_is_recent(draft, row) for row in draft.files[key])]
    if not able:
        return None
    key = draft.rng.choice(able)
    rows, places = list(draft.files[key]), []
    for place, row in enumerate(rows):
        if _is_recent(draft, row) and (not places or chance(draft.rng, 0.6)):
            spoiled = {TABLES[key[0]].time: None} if chance(draft.rng, 0.4) else {}
            rows[place] = row | _other_content(draft, key[0], row) | spoiled
            places.append(place)
    draft.files[key] = rows
    return f"{key}: rows {places}"


def _other_content(draft: Draft, table: str, row: Row) -> Row:
    """Something that a row may say instead."""
    if table in FEEDS:
        return _other_contact(draft, row)
    entity_type = next((kind for kind, name in ENTITY_TABLES.items() if name == table), None)
    if entity_type:
        column = draft.rng.choice(list(ATTRIBUTES[entity_type]))
        return {column: draft.rng.choice(ATTRIBUTES[entity_type][column])}
    if table == "contact_merges":
        return {"surviving_contact_id": draft.rng.choice(draft.people.contacts)}
    return {"points": draft.rng.choice((7, -7))} if table == "score_adjustments" else {}


def file_removed(draft: Draft) -> str | None:
    """A file goes; a table keeps at least an empty one."""
    key = _a_file(draft)
    if key is None:
        return None
    draft.taken[key] = draft.files.pop(key)
    if not any(table == key[0] for table, _ in draft.files):
        draft.files[key[0], f"empty-{draft.number}"] = []
    return f"{key}: {len(draft.taken[key])} rows"


def file_restored(draft: Draft) -> str | None:
    """A file that was removed lies there again."""
    if not draft.taken:
        return None
    key = sorted(draft.taken)[0]
    draft.files[key] = draft.taken.pop(key)
    return f"{key}: {len(draft.files[key])} rows"


# Versions


def _deliver_version(draft: Draft, entity_type: str, row: Row, at: datetime.datetime) -> None:
    """A version of an entity from `at` on, with a few other attributes."""
    columns = draft.rng.sample(list(ATTRIBUTES[entity_type]), 3)
    values = {column: draft.rng.choice((*ATTRIBUTES[entity_type][column], None)) for column in columns}
    draft.deliver(ENTITY_TABLES[entity_type], row | values | _ends(draft, entity_type) | {"updated_at": at})


def _ends(draft: Draft, entity_type: str) -> Row:
    """Now and then another created_at, closed_at or deleted_at."""
    column = draft.rng.choice(("created_at", "closed_at" if entity_type == "opportunity" else "deleted_at"))
    at = draft.rng.choice((None, draft.now - draft.rng.randint(0, 90) * DAY))
    return {column: at} if chance(draft.rng, 0.4) else {}


def _versions(entity_type: str, is_late: bool) -> Change:
    """New versions of some entities: from now on, or from months ago and loaded now."""

    def change(draft: Draft) -> str | None:
        rows = draft.some(draft.standing(ENTITY_TABLES[entity_type]), 6)
        for row in rows:
            at = START + draft.rng.randint(0, 60 * 24) * HOUR if is_late else draft.now - draft.rng.randint(0, 9) * HOUR
            _deliver_version(draft, entity_type, row, at)
        return str([row[f"{entity_type}_id"] for row in rows]) if rows else None

    return change


def nightly_sync(draft: Draft) -> str | None:
    """A source that rewrites every updated_at and changes nothing."""
    table = draft.rng.choice(list(ENTITY_TABLES.values()))
    rows = draft.standing(table)
    for row in rows:
        draft.deliver(table, row | {"updated_at": max(row["updated_at"], draft.now)}, loaded_at=draft.now)
    return f"{len(rows)} of {table}" if rows else None


def account_move(draft: Draft) -> str | None:
    """Contacts (or deals) belong to another account, from now or from some weeks ago on."""
    entity_type = draft.rng.choice(("contact", "contact", "opportunity"))
    rows = draft.some(draft.standing(ENTITY_TABLES[entity_type]), 6)
    for row in rows:
        at = draft.now - draft.rng.choice((0, 0, 30, 60)) * DAY
        draft.deliver(
            ENTITY_TABLES[entity_type], row, account_id=draft.rng.choice(draft.people.accounts), updated_at=at
        )
    return f"{entity_type} {[row[f'{entity_type}_id'] for row in rows]}" if rows else None


def deal_moves_to_other_contact(draft: Draft) -> str | None:
    """Opportunities get another contact, from now or from some weeks ago on."""
    rows = draft.some(draft.standing("opportunities"), 6)
    for row in rows:
        at = draft.now - draft.rng.choice((0, 30, 60)) * DAY
        draft.deliver("opportunities", row, contact_id=draft.rng.choice(draft.people.contacts), updated_at=at)
    return str([row["opportunity_id"] for row in rows]) if rows else None


# Merges and erasure


def _deliver_merge(draft: Draft, merged: str, survivor: str | None) -> None:
    """A merge that the source did some time ago, loaded now."""
    at = draft.now - draft.rng.choice((0, 1, 30, 90)) * DAY
    draft.deliver("contact_merges", {"merged_contact_id": merged, "surviving_contact_id": survivor, "merged_at": at})


def merge(draft: Draft) -> str:
    """Two contacts that have their points already become one."""
    merged, survivor = draft.rng.sample(draft.people.contacts, 2)
    _deliver_merge(draft, merged, survivor)
    return f"{merged} into {survivor}"


def merge_chain(draft: Draft) -> str:
    """Three contacts become one, one by one."""
    chain = draft.rng.sample(draft.people.contacts, 4)
    for merged, survivor in zip(chain, chain[1:], strict=False):
        _deliver_merge(draft, merged, survivor)
    return " into ".join(chain)


def merge_chain_grows(draft: Draft) -> str | None:
    """The survivor of a merge is merged itself."""
    rows = [row for row in draft.standing("contact_merges") if row["surviving_contact_id"]]
    if not rows:
        return None
    survivor, last = draft.rng.choice(rows)["surviving_contact_id"], draft.rng.choice(draft.people.contacts)
    _deliver_merge(draft, survivor, last)
    return f"{survivor} into {last}"


def merge_cycle(draft: Draft) -> str | None:
    """A merge closes a cycle over one that holds, which both merge nothing then."""
    rows = [row for row in draft.standing("contact_merges") if row["surviving_contact_id"]]
    if not rows:
        return None
    row = draft.rng.choice(rows)
    _deliver_merge(draft, row["surviving_contact_id"], row["merged_contact_id"])
    return f"{row['surviving_contact_id']} back into {row['merged_contact_id']}"


def merge_corrected(draft: Draft) -> str | None:
    """A merged contact turns out to be another one."""
    rows = draft.some(draft.standing("contact_merges"), 3)
    for row in rows:
        _deliver_merge(draft, row["merged_contact_id"], draft.rng.choice(draft.people.contacts))
    return str([row["merged_contact_id"] for row in rows]) if rows else None


def merge_undone(draft: Draft) -> str | None:
    """Merges that were a mistake: the survivor is blank, or the contact itself."""
    rows = draft.some([row for row in draft.standing("contact_merges") if row["surviving_contact_id"]], 4)
    for row in rows:
        _deliver_merge(draft, row["merged_contact_id"], draft.rng.choice((None, " ", row["merged_contact_id"])))
    return str([row["merged_contact_id"] for row in rows]) if rows else None


def erasure(draft: Draft) -> str:
    """People ask to be forgotten; one of them perhaps merged."""
    merges = [row["merged_contact_id"] for row in draft.standing("contact_merges")]
    people = [draft.rng.choice([*merges, *draft.people.contacts]) for _ in range(draft.rng.randint(1, 2))]
    for contact in people:
        at = draft.now - draft.rng.choice((0, 0, 1, 40)) * DAY
        draft.deliver("contact_erasures", {"contact_id": contact, "requested_at": at})
    return str(people)


def _erased(draft: Draft) -> list[str]:
    """Who has asked to be forgotten, groups aside."""
    return sorted({row["contact_id"] for row in draft.good("contact_erasures")})


def rows_of_erased(draft: Draft) -> str | None:
    """Rows of somebody who was erased arrive: interactions, a version, a deal, an adjustment."""
    erased = _erased(draft)
    if not erased:
        return None
    contact = draft.rng.choice(erased)
    for _ in range(3):
        _act(draft, draft.now - draft.rng.randint(0, 90) * DAY, contact)
    draft.deliver("contacts", {"contact_id": contact, "account_id": "a1", "updated_at": draft.now})
    deal = {"opportunity_id": draft.rng.choice(draft.people.opportunities), "contact_id": contact}
    draft.deliver("opportunities", deal | {"updated_at": draft.now})
    _deliver_adjustment(draft, draft.rng.choice(draft.seeds["scores"])["score_id"], "contact", contact)
    return contact


def merge_of_erased(draft: Draft) -> str | None:
    """A merge that names somebody who was erased: before the request it erases the other as well, after it nobody."""
    erased = _erased(draft)
    if not erased:
        return None
    pair = [draft.rng.choice(erased), draft.rng.choice(draft.people.contacts)]
    merged, survivor = draft.rng.sample(pair, 2)
    at = draft.rng.choice((START, draft.now))
    draft.deliver("contact_merges", {"merged_contact_id": merged, "surviving_contact_id": survivor, "merged_at": at})
    return f"{merged} into {survivor}"


# Adjustments


def _deliver_adjustment(draft: Draft, score_id: str, entity_type: str, entity_id: str) -> None:
    """Points given by hand, in the last months."""
    rng = draft.rng
    draft.deliver("score_adjustments", {
        "adjustment_id": f"by hand {draft.number} {len(draft.fresh['score_adjustments'])}",
        "score_id": score_id,
        "entity_type": entity_type,
        "entity_id": entity_id,
        "operation": rng.choice(("add", "add", "set")),
        "points": rng.choice((5, -5, 12, 40)),
        "expires_after_days": rng.choice((None, 7, 30)),
        "adjusted_at": draft.now - rng.randint(0, 60) * DAY,
    })  # fmt: skip


def _ids(draft: Draft, entity_type: str) -> list[str]:
    """All ids of a type."""
    people = draft.people
    return {"contact": people.contacts, "account": people.accounts, "opportunity": people.opportunities}[entity_type]


def adjustments(draft: Draft) -> str:
    """Points given by hand."""
    for score in draft.some(draft.seeds["scores"], 3):
        entity_type = score["entity_type"]
        _deliver_adjustment(draft, score["score_id"], entity_type, draft.rng.choice(_ids(draft, entity_type)))
    return f"{len(draft.fresh['score_adjustments'])} rows"


def adjustments_corrected(draft: Draft) -> str | None:
    """Adjustments come again with other points, another time or for another entity."""
    rows = draft.some(draft.standing("score_adjustments"), 5)
    for row in rows:
        others = (
            {"points": row["points"] + 1},
            {"adjusted_at": row["adjusted_at"] - 7 * DAY},
            {"entity_id": draft.rng.choice(_ids(draft, row["entity_type"]))},
            {"operation": "set" if row["operation"] == "add" else "add"},
        )
        draft.deliver("score_adjustments", row | draft.rng.choice(others))
    return str([row["adjustment_id"] for row in rows]) if rows else None


def adjustments_of_unknown_score(draft: Draft) -> str:
    """Points for a score that the rulebook does not have yet."""
    score_id, entity_type = draft.rng.choice(sorted({**draft.lost_scores, UNKNOWN_SCORE: "contact"}.items()))
    for _ in range(3):
        _deliver_adjustment(draft, score_id, entity_type, draft.rng.choice(_ids(draft, entity_type)))
    return score_id


CHANGES: dict[str, Change] = {
    "new interactions": new_interactions,
    "late interactions": late_interactions,
    "loaded within the lateness window": loaded_within_window,
    "loaded outside the lateness window": loaded_outside_window,
    "loaded in the far future": loaded_in_far_future,
    "corrected contact": corrected_contact,
    "corrected account": corrected_account,
    "corrected opportunity": corrected_opportunity,
    "corrected instant": corrected_instant,
    "corrected content": corrected_content,
    "redelivered unchanged": redelivered,
    "redelivered bad": redelivered_bad,
    "good again": good_again,
    "files compacted": files_compacted,
    "file loses rows": file_loses_rows,
    "file rewritten, loaded now": file_rewritten_later,
    "file rewritten in place": file_rewritten_in_place,
    "file removed": file_removed,
    "file restored": file_restored,
    **{f"new versions of {kind}s": _versions(kind, is_late=False) for kind in ENTITY_TABLES},
    **{f"late versions of {kind}s": _versions(kind, is_late=True) for kind in ENTITY_TABLES},
    "nightly sync": nightly_sync,
    "account move": account_move,
    "deal moves to another contact": deal_moves_to_other_contact,
    "merge": merge,
    "merge chain": merge_chain,
    "merge chain grows": merge_chain_grows,
    "merge cycle": merge_cycle,
    "merge corrected": merge_corrected,
    "merge undone": merge_undone,
    "erasure": erasure,
    "rows of an erased person": rows_of_erased,
    "merge of an erased person": merge_of_erased,
    "adjustments": adjustments,
    "adjustments corrected": adjustments_corrected,
    "adjustments of an unknown score": adjustments_of_unknown_score,
}  # fmt: skip
