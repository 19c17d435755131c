"""Scenario files: YAML that an analyst writes, read into raw rows and expectations.

The format is described in examples/README.md. Every mistake in a file is a `Mistake`: where it is and what to do.
"""

import csv
import difflib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

# Raw table -> its columns with their types, the id first and the time that orders it last (SPEC.md, "Raw tables").
RAW_TABLES = {
    "email_events": "event_id contact_id event campaign_id message_id link_url occurred_at:time",
    "web_events": "event_id contact_id event page_path duration_seconds:number amount:number properties:json"
    " occurred_at:time",
    "form_submissions": "submission_id contact_id form_id form_kind answers:json is_valid:boolean submitted_at:time",
    "chat_conversations": "conversation_id contact_id chatbot_id platform answers:json message_count:number"
    " ended_at:time",
    "calls": "call_id contact_id direction outcome duration_seconds:number started_at:time",
    "event_attendance": "attendance_id contact_id event_id status minutes_attended:number occurred_at:time",
    "crm_activities": "activity_id contact_id account_id opportunity_id activity subject_type subject_id value:number"
    " properties:json occurred_at:time",
    "contacts": "contact_id account_id email job_title seniority country lifecycle_stage age:number properties:json"
    " created_at:time deleted_at:time updated_at:time",
    "accounts": "account_id name industry employee_count:number annual_revenue:number country properties:json"
    " created_at:time deleted_at:time updated_at:time",
    "opportunities": "opportunity_id account_id contact_id name stage amount:number is_won:boolean properties:json"
    " created_at:time closed_at:time updated_at:time",
    "contact_merges": "merged_contact_id surviving_contact_id merged_at:time",
    "contact_erasures": "contact_id requested_at:time",
    "score_adjustments": "adjustment_id score_id entity_type entity_id operation points:number"
    " expires_after_days:number reason adjusted_at:time",
}
COLUMNS = {
    table: {name: kind or "text" for name, _, kind in (column.partition(":") for column in columns.split())}
    for table, columns in RAW_TABLES.items()
}
ID_COLUMN = {table: next(iter(columns)) for table, columns in COLUMNS.items()}
TIME_COLUMN = {table: list(columns)[-1] for table, columns in COLUMNS.items()}

FEEDS = list(RAW_TABLES)[:7]
VERSIONED = {"contacts": "contact", "accounts": "account", "opportunities": "opportunity"}
ENTITY_TYPES = list(VERSIONED.values())
# Columns that hold ids of people, companies and deals: each scenario has its own.
ENTITY_COLUMNS = {
    "contact_id": "contact",
    "account_id": "account",
    "opportunity_id": "opportunity",
    "merged_contact_id": "contact",
    "surviving_contact_id": "contact",
}
# Seed -> the columns that are read here (dbt reads them all).
SEED_KEYS = {
    "scores": "score_id entity_type min_points max_points is_active",
    "score_rules": "rule_id score_id",
    "score_rule_conditions": "",
    "score_rule_groups": "",
    "score_decay_steps": "",
    "score_tiers": "score_id tier min_points",
    "score_triggers": "trigger_id",
    "score_segments": "segment fit_score_id fit_tier engagement_score_id engagement_tier",
    "event_types": "",
}

FILE_KEYS = ["about", "score", "with_changes", "scenarios"]
SCENARIO_KEYS = [
    "scenario", "about", "score", "contact", "account", "opportunity", "with_changes",
    "contacts", "accounts", "opportunities", "happened", "adjustments", "merges", "erasures", "expect",
]  # fmt: skip
ENTRY_KEYS = [
    "score",
    "rule",
    "points",
    "from",
    "until",
    "operation",
    "expires",
    "superseded",
    "tranche",
    "interaction",
]
EXPECT_KEYS = {
    "scores": ["at", "score", "points", "tier", "positive", "negative"],
    "ledger": [*ENTRY_KEYS, "adjustment", "times"],
    "awards": [*ENTRY_KEYS, "times"],
    "firings": ["trigger", "at", "points", "action", "number", "times"],
    "segments": ["at", "segments"],
    "suppressed": ["score", "rule", "reason", "interaction", "times"],
}
THE_END = "the end"
FIRST_DAY = datetime(2026, 1, 1)

UNITS = {"day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000, "microsecond": 1}
INSTANT = re.compile(
    r"(?:(?P<just>just before|just after) )?(?P<base>\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?)"
    r"(?: (?P<sign>[+-]) (?P<span>\d+ \w+))?"
)


class Mistake(Exception):
    """A mistake in a scenario file: where it is, what it is and what to do."""


class Word(str):
    """A scalar of a YAML file: its text, and whether it stood without quotes."""

    plain = True


class TextLoader(yaml.BaseLoader):
    """YAML in which every scalar stays text (NO is Norway, not false) and no key may stand twice."""

    def construct_scalar(self, node):
        """The text of a scalar, marked as plain where it has no quotes."""
        word = Word(super().construct_scalar(node))
        word.plain = node.style is None
        return word

    def construct_mapping(self, node, deep=False):
        """A mapping; raises a Mistake where a key stands twice."""
        keys = [str(key.value) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise Mistake(f"line {node.start_mark.line + 1}: the key {key} stands twice; keep one of them")
        return super().construct_mapping(node, deep)


@dataclass
class Scenario:
    """One scenario: its raw rows (ids carry the namespace) and what it expects, section by section."""

    file: Path
    name: str
    namespace: str
    changes: str
    raw: dict[str, list[dict]] = field(default_factory=lambda: {table: [] for table in RAW_TABLES})
    expect: dict[str, list[dict]] = field(default_factory=dict)
    entities: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in ENTITY_TYPES})


def read_seeds(folder):
    """Read the nine seed files of a folder: name -> rows of text, '' where blank."""
    seeds = {}
    for seed, header in seed_headers(folder).items():
        with (Path(folder) / f"{seed}.csv").open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            seeds[seed] = list(reader)
        for number, row in enumerate(seeds[seed], start=2):
            if None in row or None in row.values():
                raise Mistake(
                    f"{folder}/{seed}.csv, row {number}: not {len(header)} cells; look for a missing comma or quote"
                )
    return seeds


def seed_headers(folder):
    """The header row of every seed file of a folder: name -> column names."""
    headers = {}
    for seed, needed in SEED_KEYS.items():
        path = Path(folder) / f"{seed}.csv"
        if not path.exists():
            raise Mistake(f"{path}: the file is missing; a rulebook has nine: {', '.join(SEED_KEYS)}")
        with path.open(newline="", encoding="utf-8-sig") as file:
            headers[seed] = next(csv.reader(file), [])
        for column in needed.split():
            if column not in headers[seed]:
                raise Mistake(f"{path}: the column {column} is missing; its first row has to name all columns")
    return headers


def changed_seeds(seeds, changes):
    """A copy of the seeds with the cells of `with_changes` put in (JSON text of its list, '' for none)."""
    changed = {seed: [dict(row) for row in rows] for seed, rows in seeds.items()}
    for change in json.loads(changes or "[]"):
        rows = [
            row for row in changed[change["in"]] if all(row[key] == value for key, value in change["where"].items())
        ]
        for row in rows:
            row.update(change["set"])
    return changed


def read_scenarios(folder, seeds):
    """Read every *.yml of a folder. Returns the scenarios; raises one Mistake that lists all mistakes found."""
    files = sorted(Path(folder).glob("*.y*ml"))
    if not files:
        raise Mistake(f"{folder}: no scenario files (*.yml) here; see examples/README.md for a first one")
    scenarios, mistakes = [], []
    for path in files:
        try:
            content = load(path)
        except Mistake as mistake:
            mistakes.append(f"{path}: {mistake}")
            continue
        for number, given in enumerate(content["scenarios"], start=1):
            name = (
                str(given.get("scenario") or f"scenario {number}") if isinstance(given, dict) else f"scenario {number}"
            )
            try:
                scenarios.append(Reader(path, number, content, given, seeds).read())
            except Mistake as mistake:
                mistakes.append(f"{path}: {name}: {mistake}")
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return scenarios


def load(path):
    """The content of one file as text, mappings and lists; its top level checked."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), TextLoader)
    except yaml.YAMLError as error:
        raise Mistake(
            f"not readable as YAML: {error}; look at the line named, mostly indentation or a missing quote"
        ) from None
    if not isinstance(content, dict) or not isinstance(content.get("scenarios"), list) or not content["scenarios"]:
        raise Mistake("no list of scenarios; write `scenarios:` and below it one `- scenario: name` for each")
    check_keys(content, FILE_KEYS, "the file")
    return content


def nearest(word, known):
    """Advice for a word that is not among the known ones."""
    close = difflib.get_close_matches(str(word), known, 1)
    return f"did you mean {close[0]}?" if close else f"write one of: {', '.join(known)}"


def check_keys(mapping, known, where):
    """Raise a Mistake unless the mapping is one and has known keys only."""
    if not isinstance(mapping, dict):
        raise Mistake(
            f"{where}: '{mapping}' is not a list of `key: value`; write it as {{{known[0]}: ..., {known[-1]}: ...}}"
        )
    for key in mapping:
        if key not in known:
            raise Mistake(f"{where}: unknown key {key}; {nearest(key, known)}")


def check_list(value, where):
    """The list given ([] where blank); raises a Mistake for anything else."""
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise Mistake(f"{where}: not a list; begin each line below it with a dash")
    return value


def span(text):
    """A length of time such as '30 days' or '1 microsecond'."""
    match = re.fullmatch(r"(\d+) (\w+?)s?", text)
    if not match or match[2] not in UNITS:
        raise Mistake(f"'{text}' is no length of time; write it like 30 days, 1 hour or 1 microsecond")
    return timedelta(microseconds=int(match[1]) * UNITS[match[2]])


def instant(text):
    """A naive UTC datetime from '2026-03-02 10:00', with 'just before' in front or '+ 30 days' behind if wished."""
    match = INSTANT.fullmatch(text)
    try:
        at = datetime.fromisoformat(match["base"]) if match else None
    except ValueError:
        at = None
    if at is None:
        raise Mistake(
            f"'{text}' is no instant; write it like 2026-03-02 10:00, just before 2026-03-02 or 2026-03-02 + 30 days"
        )
    if match["span"]:
        at += span(match["span"]) * (1 if match["sign"] == "+" else -1)
    return at + timedelta(microseconds={"just before": -1, "just after": 1, None: 0}[match["just"]])


def number(text, where):
    """A Decimal from text, or a Mistake."""
    try:
        value = Decimal(text)
    except (InvalidOperation, TypeError):
        value = None
    if value is None or not value.is_finite():
        raise Mistake(f"{where}: '{text}' is not a number; write digits, with a point before decimals")
    return value


def as_json(value):
    """YAML text, mappings and lists as JSON values: words without quotes may be numbers, true, false or null."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if value.plain and (value in ("true", "false", "null") or re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", value)):
        return json.loads(value)
    return str(value)


def typed(value, kind, where):
    """A cell of a raw row from its YAML value; None where blank. Properties given as text stay as they are."""
    if value == "":
        return None
    if kind == "json":
        return str(value) if isinstance(value, str) else json.dumps(as_json(value), ensure_ascii=False)
    if not isinstance(value, str):
        raise Mistake(f"{where}: a list or mapping where one value is expected; write it on one line as {kind}")
    if kind == "time":
        return instant(value)
    if kind == "number":
        return number(value, where)
    if kind == "boolean":
        if value.lower() not in ("true", "false"):
            raise Mistake(f"{where}: '{value}' is neither true nor false")
        return value.lower() == "true"
    return str(value)


class Reader:
    """Reads one scenario of a file: gives ids their namespace, fills in defaults, checks every name."""

    def __init__(self, path, number, content, given, seeds):
        self.content, self.given, self.base_seeds = content, given, seeds
        self.path, self.number = path, number
        self.count = 0

    def read(self):
        """The scenario, whole; raises a Mistake at the first thing that is wrong."""
        check_keys(self.given, SCENARIO_KEYS, "the scenario")
        if not self.given.get("scenario"):
            raise Mistake("it has no name; begin it with `- scenario: what it shows`")
        changes = self.read_changes()
        self.seeds = changed_seeds(self.base_seeds, changes)
        self.scenario = Scenario(self.path, str(self.given["scenario"]), f"{self.path.stem}.{self.number}.", changes)
        for table in VERSIONED:
            self.read_versions(table)
        for place, item in self.items("happened"):
            self.read_happened(place, item)
        for place, item in self.items("adjustments"):
            self.read_adjustment(place, item)
        for place, item in self.items("merges"):
            self.read_simple(
                "contact_merges", place, item, {"contact": "merged_contact_id", "into": "surviving_contact_id"}
            )
        for place, item in self.items("erasures"):
            self.read_simple("contact_erasures", place, item, {"contact": "contact_id"})
        self.read_expectations()
        return self.scenario

    def items(self, key):
        """The numbered items of a list of the scenario, each with the words that name its place."""
        for position, item in enumerate(check_list(self.given.get(key), key), start=1):
            yield f"{key} {position}", item

    def read_changes(self):
        """The changes to the rulebook that the file and the scenario ask for, as JSON text; '' for none."""
        changes = []
        for holder in (self.content, self.given):
            for position, change in enumerate(check_list(holder.get("with_changes"), "with_changes"), start=1):
                changes.append(self.read_change(f"with_changes {position}", change))
        return json.dumps(changes, sort_keys=True) if changes else ""

    def read_change(self, place, change):
        """One change {in: seed, where: {column: value}, set: {column: value}}, checked against the seeds."""
        check_keys(change, ["in", "where", "set"], place)
        seed = change.get("in")
        if seed not in SEED_KEYS:
            raise Mistake(f"{place}: unknown seed {seed}; {nearest(seed, list(SEED_KEYS))}")
        rows = self.base_seeds[seed]
        for part in ("where", "set"):
            check_keys(change.get(part), list(rows[0]) if rows else [], f"{place}, {part}")
        where, cells = ({str(key): str(value) for key, value in change[part].items()} for part in ("where", "set"))
        if not any(all(row[key] == value for key, value in where.items()) for row in rows):
            raise Mistake(f"{place}: no row of {seed} is meant by {where}; look up its id in {seed}.csv")
        return {"in": str(seed), "where": where, "set": cells}

    # Raw rows

    def own(self, name):
        """A name of this scenario as the id that it has in the landing zone."""
        return f"{self.scenario.namespace}{name}"

    def columns(self, table, place, item, aliases):
        """The cells that an item gives a raw row, typed; short names are put in full, entity ids get the namespace."""
        known = [*COLUMNS[table], "loaded_at"]
        check_keys(item, known + [alias for alias in aliases if alias not in known], place)
        row = {}
        for key, value in item.items():
            column = aliases.get(key, key)
            if column in row:
                raise Mistake(f"{place}: {column} stands twice, once as {key}; keep one of them")
            kind = "time" if column == "loaded_at" else COLUMNS[table][column]
            cell = typed(value, kind, f"{place}, {key}")
            row[column] = self.entity(ENTITY_COLUMNS[column], cell) if cell and column in ENTITY_COLUMNS else cell
        return row

    def entity(self, kind, name):
        """The id of a person, company or deal of this scenario, which counts as mentioned from now on."""
        self.scenario.entities[kind].add(self.own(name))
        return self.own(name)

    def add(self, table, row):
        """Add a raw row, every column present; it is loaded when it occurred unless it says otherwise."""
        full = {column: row.get(column) for column in COLUMNS[table]}
        full["loaded_at"] = row["loaded_at"] if "loaded_at" in row else full[TIME_COLUMN[table]]
        self.scenario.raw[table].append(full)

    def read_versions(self, table):
        """The versions of the contacts, accounts or opportunities; each one keeps what the one before it said."""
        kind = VERSIONED[table]
        entries = self.given.get(table) or {}
        if not isinstance(entries, dict):
            raise Mistake(f"{table}: not a list of names; write below it `name: {{column: value}}`")
        aliases = {"at": "updated_at"} | {
            f"{name}": f"{name}_id" for name in ENTITY_TYPES if f"{name}_id" in COLUMNS[table]
        }
        for name, given in entries.items():
            current = {f"{kind}_id": self.entity(kind, name)}
            for position, version in enumerate(given if isinstance(given, list) else [given or {}], start=1):
                place = f"{table}, {name}, version {position}"
                said = self.columns(table, place, version, aliases)
                if position > 1 and not said.get("updated_at"):
                    raise Mistake(f"{place}: it does not say from when it holds; add `at: 2026-03-02 10:00`")
                since = said.get("updated_at") or said.get("created_at") or FIRST_DAY
                current |= {"created_at": said.get("created_at", since) if position == 1 else current["created_at"]}
                current |= said | {"updated_at": since}
                self.add(table, {key: value for key, value in current.items() if key != "loaded_at"} | loaded(said))

    def read_happened(self, place, item):
        """An interaction in the terms of its raw feed; `times` and `every` repeat it."""
        if not isinstance(item, dict) or item.get("feed") not in FEEDS:
            feed = item.get("feed") if isinstance(item, dict) else item
            raise Mistake(f"{place}: unknown feed {feed}; {nearest(feed, FEEDS)}")
        feed = str(item["feed"])
        place = f"{place} ({feed})"
        item = dict(item)
        del item["feed"]
        times = int(number(item.pop("times", "1"), f"{place}, times"))
        every = span(item.pop("every", "1 minute"))
        aliases = {"at": TIME_COLUMN[feed], "id": ID_COLUMN[feed]}
        aliases |= {kind: f"{kind}_id" for kind in ENTITY_TYPES if f"{kind}_id" in COLUMNS[feed]}
        row = self.columns(feed, place, item, aliases)
        if not any(row.get(f"{kind}_id") for kind in ENTITY_TYPES):
            row |= self.whom(place, feed)
        if not row.get(TIME_COLUMN[feed]):
            raise Mistake(f"{place}: it does not say when; add `at: 2026-03-02 10:00`")
        for step in range(times):
            self.add(
                feed, row | self.identity(feed, row, step) | {TIME_COLUMN[feed]: row[TIME_COLUMN[feed]] + every * step}
            )

    def whom(self, place, feed):
        """The scenario's own contact, account or opportunity as the one an interaction belongs to."""
        for kind in ENTITY_TYPES:
            if self.given.get(kind) and f"{kind}_id" in COLUMNS[feed]:
                return {f"{kind}_id": self.entity(kind, self.given[kind])}
        raise Mistake(f"{place}: it does not say whose it is; add `contact: name` to it or to the scenario")

    def identity(self, feed, row, step):
        """The native id of an interaction: the one given (numbered when repeated) or the next of the scenario."""
        self.count += 1
        given = row.get(ID_COLUMN[feed])
        if given is None:
            return {ID_COLUMN[feed]: self.own(f"{self.count:04}")}
        return {ID_COLUMN[feed]: self.own(given if step == 0 else f"{given}-{step + 1}")}

    def read_adjustment(self, place, item):
        """A manual adjustment: at, whom, operation (add unless said), points, expires_after_days, reason."""
        known = ["at", "id", "score", *ENTITY_TYPES, "operation", "points", "expires_after_days", "reason", "loaded_at"]
        check_keys(item, known, place)
        kind, name = self.entity_named(place, item)
        own = {key: value for key, value in item.items() if key not in ENTITY_TYPES and key != "score"}
        row = self.columns("score_adjustments", place, own, {"at": "adjusted_at", "id": "adjustment_id"})
        if "points" not in row or "adjusted_at" not in row:
            raise Mistake(f"{place}: it needs `at` and `points`")
        self.count += 1
        row["adjustment_id"] = self.own(row.get("adjustment_id") or f"{self.count:04}")
        row |= {"score_id": self.score(place, item, kind), "entity_type": kind, "entity_id": self.entity(kind, name)}
        self.add("score_adjustments", {"operation": "add"} | row)

    def read_simple(self, table, place, item, aliases):
        """A merge or an erasure: all its columns are needed."""
        row = self.columns(table, place, item, aliases | {"at": TIME_COLUMN[table]})
        for column in COLUMNS[table]:
            if column not in row:
                raise Mistake(f"{place}: {column} is missing; write {', '.join([*aliases, 'at'])}")
        self.add(table, row)

    # Expectations

    def entity_named(self, place, item):
        """(entity type, name) of whom an item is about: named in it, else the scenario's own."""
        for holder in (item, self.given):
            kinds = [kind for kind in ENTITY_TYPES if isinstance(holder, dict) and holder.get(kind)]
            if len(kinds) > 1:
                raise Mistake(f"{place}: it names {' and '.join(kinds)}; keep one")
            if kinds:
                return kinds[0], str(holder[kinds[0]])
        raise Mistake(f"{place}: it does not say about whom; add `contact: name` to it or to the scenario")

    def score(self, place, item, kind):
        """The score meant: named in the item, the scenario or the file, else the only one of that entity type."""
        types = {row["score_id"]: row["entity_type"] for row in self.seeds["scores"]}
        for holder in (item, self.given, self.content):
            named = holder.get("score")
            if named and named not in types:
                raise Mistake(f"{place}: unknown score {named}; {nearest(named, list(types))}")
            if named and types[named] == kind:
                return str(named)
            if named and holder is item:
                raise Mistake(
                    f"{place}: {named} is a score of {types[named]}s, not of {kind}s; name one: {', '.join(types)}"
                )
        fitting = [score for score, of in types.items() if of == kind]
        if len(fitting) == 1:
            return fitting[0]
        raise Mistake(f"{place}: it does not say which score; add `score:` with one of: {', '.join(fitting) or 'none'}")

    def known(self, place, key, value, seed, column):
        """Raise a Mistake unless a seed has the value in that column."""
        known = sorted({row[column] for row in self.seeds[seed]})
        if value not in known:
            raise Mistake(f"{place}: unknown {key} {value}; {nearest(value, known)}")

    def read_expectations(self):
        """All that the scenario expects, section by section, as plain values for the checks."""
        expect = self.given.get("expect")
        check_keys(expect or {}, list(EXPECT_KEYS), "expect")
        if not expect:
            raise Mistake(
                "it expects nothing; add `expect:` with scores, ledger, awards, firings, segments or suppressed"
            )
        for section, items in expect.items():
            found = check_list(items, f"expect, {section}")
            read = [
                self.read_expected(section, f"expect, {section} {n}", item) for n, item in enumerate(found, start=1)
            ]
            self.scenario.expect[str(section)] = read or [self.read_nothing(section)]

    def read_nothing(self, section):
        """An empty list: nothing of that kind is expected of the scenario's own entity."""
        if section in ("scores", "segments", "awards"):
            raise Mistake(f"expect, {section}: the list is empty; say what is expected or remove it")
        return self.read_expected(section, f"expect, {section}", {}) | {"times": 0}

    def read_expected(self, section, place, item):
        """One expected fact: whom, which score, and the fields to compare."""
        check_keys(item, [*ENTITY_TYPES, *EXPECT_KEYS[section]], place)
        kind, name = self.entity_named(place, item)
        if self.own(name) not in self.scenario.entities[kind]:
            mentioned = sorted(known.removeprefix(self.scenario.namespace) for known in self.scenario.entities[kind])
            raise Mistake(
                f"{place}: {kind} {name} is never mentioned in this scenario; {nearest(name, mentioned or ['(none)'])}"
            )
        fact = {"place": place, "entity_type": kind, "entity_id": self.own(name)}
        if section in ("scores", "ledger", "awards", "suppressed"):
            fact["score_id"] = self.score(place, item, kind) if section != "suppressed" or item.get("score") else None
        for key, value in item.items():
            if key not in (*ENTITY_TYPES, "score"):
                fact[str(key)] = self.read_field(section, f"{place}, {key}", str(key), value, fact)
        if section in ("scores", "segments") and fact.get("at") is None:
            raise Mistake(f"{place}: it does not say when; add `at: 2026-03-02 10:00`")
        nothing = not item or fact.get("times") == 0
        if (section == "awards" or section == "suppressed" and not nothing) and not item.get("rule"):
            raise Mistake(f"{place}: it does not name the rule; add `rule:`")
        return fact

    def read_field(self, section, place, key, value, fact):
        """The value of one field of an expectation; names are looked up in the seeds."""
        if key == "segments":
            names = [str(name) for name in check_list(value, place)]
            for name in names:
                self.known(place, "segment", name, "score_segments", "segment")
            return sorted(names)
        if not isinstance(value, str):
            raise Mistake(f"{place}: a list or mapping where one value is expected")
        if key in ("at", "from", "until", "expires", "superseded"):
            if value == THE_END and section in ("scores", "segments"):
                return THE_END
            return None if value == "never" else instant(value)
        if key in ("points", "positive", "negative", "tranche", "times", "number"):
            return number(value, place)
        if key in ("interaction", "adjustment"):
            return self.own(value)
        self.check_name(place, key, value, fact)
        return str(value) or None

    def check_name(self, place, key, value, fact):
        """Names of rules, tiers and triggers have to stand in the seeds; a rule with the score that is meant."""
        if key == "rule":
            self.known(place, "rule", value, "score_rules", "rule_id")
            score = next(row["score_id"] for row in self.seeds["score_rules"] if row["rule_id"] == value)
            if fact.get("score_id") not in (None, score):
                raise Mistake(
                    f"{place}: {value} is a rule of the score {score}, not of {fact['score_id']}; add `score: {score}`"
                )
        if key == "tier" and value:
            self.known(place, "tier", value, "score_tiers", "tier")
        if key == "trigger":
            self.known(place, "trigger", value, "score_triggers", "trigger_id")


def loaded(said):
    """The loaded_at of a version, if it gives one."""
    return {"loaded_at": said["loaded_at"]} if "loaded_at" in said else {}


def landing_zone(scenarios):
    """The raw rows of all scenarios together: table -> rows."""
    return {table: [row for scenario in scenarios for row in scenario.raw[table]] for table in RAW_TABLES}
