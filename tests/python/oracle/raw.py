"""The landing zone as the scoring sees it: read, erase, judge, replace; and the account of every raw row."""

from dataclasses import dataclass, field
from datetime import timedelta

from . import values
from .schema import BOOLEAN, JSON, NUMBER, TABLES, TEXT, TIME, WHOLE

_READERS = {
    TEXT: values.text,
    JSON: values.text,
    NUMBER: values.raw_number,
    WHOLE: values.raw_whole,
    BOOLEAN: values.raw_boolean,
    TIME: values.raw_time,
}
_CONTACT_COLUMNS = {"contact_id", "merged_contact_id", "surviving_contact_id"}
_MOST_AHEAD = timedelta(days=1)


@dataclass
class Row:
    """One raw row with its values read; `unreadable` is the first column whose value could not be."""

    table: object
    values: dict
    unreadable: str | None = None

    def __getitem__(self, column):
        """The value of a column."""
        return self.values[column]

    @property
    def id(self):
        """The value of the id column of the table."""
        return self.values[self.table.id]

    @property
    def time(self):
        """The value of the time column of the table."""
        return self.values[self.table.time]

    @property
    def members(self):
        """The row's properties or answers: key -> JSON text of the value; empty where there are none."""
        written = self.values.get("properties") or self.values.get("answers")
        return (written and values.json_object(written)) or {}


@dataclass
class Landing:
    """What became of the raw rows. standing: table -> rows; rejected: (source, native_id, reason)."""

    standing: dict = field(default_factory=dict)
    rejected: list = field(default_factory=list)
    audit: list = field(default_factory=list)


def land(raw, scores, known_at, disabled_feeds, decided):
    """Erase, judge and replace the rows of every enabled table; `scores` (id -> Score) judges adjustments."""
    everything = {
        name: [read(table, row) for row in raw.get(name, [])]
        for name, table in TABLES.items()
        if name not in disabled_feeds
    }
    erased = erased_contacts(everything.get("contact_erasures", []), everything.get("contact_merges", []))
    landing = Landing()
    for name, rows in everything.items():
        _land_table(landing, TABLES[name], _known(name, rows, known_at), erased, scores, decided)
    return landing


def _known(name, rows, known_at):
    """The rows that a build with known_at uses. Requests for erasure count whenever they were loaded."""
    if known_at is None or name == "contact_erasures":
        return rows
    return [row for row in rows if row["loaded_at"] is not None and row["loaded_at"] <= known_at]


def _land_table(landing, table, rows, erased, scores, decided):
    left = [row for row in rows if not names_one_of(erased, row)]
    _forget_contact(table, left, erased)
    good, rejected = [], []
    for row in left:
        reason = judge(row, scores)
        if reason is None:
            good.append(row)
        else:
            rejected.append((table.name, row.id, reason))
    standing = replace(table, good)
    replaced = len(good) - len(standing)
    if table.name == "contact_merges":
        on_cycle = cycle({row.id: row["surviving_contact_id"] for row in standing})
        rejected += [(table.name, row.id, "merge cycle") for row in standing if row.id in on_cycle]
        standing = [row for row in standing if row.id not in on_cycle]
        decided["merge_cycle"] += len(on_cycle)
    landing.standing[table.name] = standing
    landing.rejected += rejected
    counts = {
        "raw_rows": len(rows),
        "standing": len(standing),
        "replaced": replaced,
        "rejected": len(rejected),
        "erased": len(rows) - len(left),
    }
    newest = max((row["loaded_at"] for row in rows if row["loaded_at"] is not None), default=None)
    landing.audit.append({"feed": table.name, **counts, "newest_loaded_at": newest})
    decided["erasure"] += counts["erased"]
    decided["replaced"] += replaced
    decided["rejected"] += len(rejected)


def read(table, raw_row):
    """A raw row with every column read as its type; a missing one is null, an unreadable one is remembered."""
    row = Row(table, {})
    for column in (*table.columns, "loaded_at"):
        try:
            row.values[column] = _READERS[table.type_of(column)](raw_row.get(column))
        except values.Unreadable:
            row.values[column] = None
            row.unreadable = row.unreadable or column
    if table.versioned and row["properties"] is not None and values.json_object(row["properties"]) is None:
        row.values["properties"] = None
    return row


def erased_contacts(requests, merges):
    """The contacts to forget: of each good request, all that merge rows up to requested_at connect it with."""
    neighbours = {}
    for merge in merges:
        survivor = merge["surviving_contact_id"]
        if judge(merge, {}) is None and survivor is not None:
            neighbours.setdefault(merge.id, []).append((survivor, merge["merged_at"]))
            neighbours.setdefault(survivor, []).append((merge.id, merge["merged_at"]))
    erased = set()
    for request in requests:
        if judge(request, {}) is not None:
            continue
        group, waiting = {request.id}, [request.id]
        while waiting:
            for contact, merged_at in neighbours.get(waiting.pop(), []):
                if merged_at <= request["requested_at"] and contact not in group:
                    group.add(contact)
                    waiting.append(contact)
        erased |= group
    return erased


def names_one_of(contacts, row):
    """Whether the row goes whole because it names one of the contacts; an opportunity never does."""
    if row.table.name == "opportunities":
        return False
    if row.table.name == "score_adjustments":
        return row["entity_type"] not in ("account", "opportunity") and row["entity_id"] in contacts
    return any(row[column] in contacts for column in row.table.columns if column in _CONTACT_COLUMNS)


def _forget_contact(table, rows, erased):
    if table.name == "opportunities":
        for row in rows:
            if row["contact_id"] in erased:
                row.values["contact_id"] = None


def judge(row, scores):
    """Why the row is bad (the first reason that applies), or None where it is good."""
    if row.unreadable:
        return f"unreadable {row.unreadable}"
    if row["loaded_at"] is None:
        return "no loaded_at"
    if row.id is None:
        return "no id"
    names_nobody = all(row.values.get(column) is None for column in ("contact_id", "account_id", "opportunity_id"))
    if row.table.feed and names_nobody:
        return "no contact, account or opportunity"
    if row.time is None:
        return "no time"
    if row.table.feed:
        return _judge_interaction(row)
    return _judge_adjustment(row, scores) if row.table.name == "score_adjustments" else None


_NAMED_BY = {
    "email_events": "event",
    "web_events": "event",
    "form_submissions": "form_kind",
    "calls": "outcome",
    "event_attendance": "status",
    "crm_activities": "activity",
}


def _judge_interaction(row):
    named_by = _NAMED_BY.get(row.table.name)
    if named_by and row[named_by] is None:
        return "no event name"
    if row.time - row["loaded_at"] > _MOST_AHEAD:
        return "time more than a day after loaded_at"
    if any((row.values.get(column) or 0) < 0 for column in ("duration_seconds", "minutes_attended")):
        return "negative duration"
    written = row.values.get("properties") or row.values.get("answers")
    if written is not None and values.json_object(written) is None:
        return "not a JSON object"
    return None


def _judge_adjustment(row, scores):
    if row["score_id"] is None:
        return "no score"
    if row["score_id"] not in scores:
        return "unknown score"
    if row["entity_type"] != scores[row["score_id"]].entity_type:
        return "wrong entity type"
    if row["operation"] not in ("add", "set"):
        return "unknown operation"
    if row["entity_id"] is None:
        return "no entity"
    return "no points" if row["points"] is None else None


def replace(table, good):
    """The rows that stand: of each id (and updated_at, for versions) the one that comes last."""
    last = {}
    for row in good:
        key = (row.id, row.time) if table.versioned else row.id
        if key not in last or _comes_after(row, last[key]):
            last[key] = row
    return list(last.values())


def _comes_after(row, other):
    return _rank(row) > _rank(other)


def _rank(row):
    remaining = [(row[column] is not None, *_present(row[column])) for column in row.table.remaining]
    return (row["loaded_at"], row.time, remaining)


def _present(value):
    return () if value is None else (value,)


def cycle(survivors):
    """The merged ids that lie on a cycle. A contact merged into itself or into nobody is on none."""
    merged_into = {merged: survivor for merged, survivor in survivors.items() if survivor not in (None, merged)}
    on_cycle, done = set(), set()
    for start in merged_into:
        path, here = [], start
        while here in merged_into and here not in done:
            done.add(here)
            path.append(here)
            here = merged_into[here]
        if here in path:
            on_cycle.update(path[path.index(here) :])
    return on_cycle
