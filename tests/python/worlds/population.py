"""A random population: people, accounts and opportunities, what they did and what is known of them, as raw rows.

All rows of this module are good; `worlds.dirt` adds what goes wrong on the way to the landing zone.
"""

from __future__ import annotations

import datetime
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from worlds.vocabulary import (
    ATTRIBUTES,
    DAY,
    EVENT_NAMES,
    LINKS,
    MESSAGES,
    MICROSECOND,
    NUMBER_WORDS,
    PAGES,
    PLATFORMS,
    PROPERTIES,
    SOURCES,
    SPANS,
    TARGET_TYPES,
    TARGETS,
    VALUES,
    WORDS,
    chance,
    instant,
    nudged,
)

Row = dict[str, Any]
Raw = dict[str, list[Row]]

# Ids that other ids resemble: in case, in another entity type, in another script, with what separates or quotes.
ODD_IDS = [
    "x1",
    "X1",
    "7",
    "07",
    "o'brien; --",
    'say "hi"',
    "Zoë",
    "zoë",
    "a:b",
    "a|b",
    " c 7 ",
    "東京",
    "𝒳",
    "%_",
    "\\n",
]


class Population:
    """The raw rows of one population, by table, and the times at which each person did something."""

    def __init__(self, rng: random.Random, scores: Sequence[dict[str, str]], people: int) -> None:
        """Draw it all from `rng`; adjustments name the given scores."""
        self.rng = rng
        self.raw: Raw = defaultdict(list)
        self.times: dict[str, list[datetime.datetime]] = defaultdict(list)
        self.contacts = [*ODD_IDS, *(f"c{number}" for number in range(people - len(ODD_IDS)))]
        self.accounts = [*ODD_IDS[:6], *(f"a{number}" for number in range(people // 5))]
        self.opportunities = [*ODD_IDS[:5], *(f"o{number}" for number in range(people // 5))]
        self._interactions()
        self._versions()
        self._merges()
        self._erasures()
        self._adjustments(scores)

    def _add(self, table: str, at: datetime.datetime | None, row: Row) -> None:
        """Keep a row with a `loaded_at` a little after its time, seldom exactly a day before it."""
        hours = self.rng.choice((0, 1, 1, 6, 24, 24, 72, -24))
        self.raw[table].append(row | {"loaded_at": (at or instant(self.rng)) + datetime.timedelta(hours=hours)})

    # What happened

    def _interactions(self) -> None:
        """Interactions of every person, and some that name only an account or an opportunity."""
        for contact in self.contacts:
            habits = [self._habit() for _ in range(4)]
            self.times[contact] = self._instants(self.rng.choice((0, 1, 2, 4, 8, 15, 25)))
            for at in self.times[contact]:
                source, name, target = self.rng.choice(habits) if chance(self.rng, 0.7) else self._habit()
                self._interaction(source, name, target, contact, at)
        for at in self._instants(60):
            source, name, target = "crm_activities", self.rng.choice(EVENT_NAMES["crm_activities"]), None
            self._interaction(source, name, target, None, at)

    def _habit(self) -> tuple[str, str, str | None]:
        """Something that a person does: source, event name, target."""
        source = self.rng.choice(SOURCES)
        return source, self.rng.choice(EVENT_NAMES[source]), self.rng.choice((*TARGETS[:4], *TARGETS, None))

    def _instants(self, count: int) -> list[datetime.datetime]:
        """Times with equal ones among them, and gaps of exactly so many days (or a microsecond more or less)."""
        times: list[datetime.datetime] = []
        while len(times) < count:
            step = self.rng.random()
            if not times or step < 0.25:
                times.append(instant(self.rng))
            elif step < 0.4:
                times.append(self.rng.choice(times))
            elif step < 0.6:
                times.append(times[-1] + datetime.timedelta(hours=self.rng.choice((1, 3, 12, 23))))
            else:
                times.append(nudged(self.rng, times[-1] + self.rng.choice(SPANS[:5] if step < 0.9 else SPANS) * DAY))
        return times

    def _interaction(
        self, source: str, name: str, target: str | None, contact: str | None, at: datetime.datetime
    ) -> None:
        """One row of a feed; without contact, one of crm_activities for an account or an opportunity."""
        make = getattr(self, f"_{source}")
        id_column, time_column, row = make(name, target)
        number = len(self.raw[source])
        row[id_column] = f"{self.rng.choice(('', '', 'e', 'É', 'o`', ' '))}{number}"
        row["contact_id"] = contact
        row[time_column] = at
        if source == "crm_activities":
            row |= self._other_ids(contact)
        self._add(source, at, row)

    def _other_ids(self, contact: str | None) -> Row:
        """Account and opportunity of an activity: both, one, or (where it has a contact) none."""
        account = self.rng.choice(self.accounts) if chance(self.rng, 0.2 if contact else 0.6) else None
        opportunity = self.rng.choice(self.opportunities) if chance(self.rng, 0.2 if contact else 0.5) else None
        if not contact and not account and not opportunity:
            account = self.rng.choice(self.accounts)
        return {"account_id": account, "opportunity_id": opportunity}

    def _email_events(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """An e-mail event."""
        row = {
            "event": name,
            "campaign_id": target,
            "message_id": self.rng.choice((*MESSAGES, None)),
            "link_url": self.rng.choice((*LINKS, None, " ")),
        }
        return "event_id", "occurred_at", row

    def _web_events(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """A web event, with a duration, an amount, both or neither."""
        row = {
            "event": name,
            "page_path": self.rng.choice((*PAGES, "/pricing", "/jobs", None)) if target else None,
            "duration_seconds": self.rng.choice((*VALUES, None, None)),
            "amount": self.rng.choice((*VALUES, None, None, Decimal(-5), 2.5, 0.1)),
            "properties": self._properties(),
        }
        return "event_id", "occurred_at", row

    def _form_submissions(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """A form; a valid one says so or says nothing."""
        kind, _, end = name.partition("_")
        valid = False if end == "invalid" else self.rng.choice((True, True, None))
        row = {"form_kind": kind, "form_id": target, "is_valid": valid, "answers": self._properties()}
        return "submission_id", "submitted_at", row

    def _chat_conversations(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """A conversation, some with an answer named platform."""
        answers = self._properties("platform") if chance(self.rng, 0.3) else self._properties()
        row = {
            "chatbot_id": target,
            "platform": self.rng.choice((*PLATFORMS, None)),
            "answers": answers,
            "message_count": self.rng.choice((None, 0, 1, 2, 5, 30, -1)),
        }
        return "conversation_id", "ended_at", row

    def _calls(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """A call."""
        row = {
            "direction": self.rng.choice(("Inbound", "outbound", None)),
            "outcome": name.removeprefix("call_"),
            "duration_seconds": self.rng.choice((*VALUES, None)),
        }
        return "call_id", "started_at", row

    def _event_attendance(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """A registration for an event, or being there."""
        row = {
            "event_id": target,
            "status": name.removeprefix("event_"),
            "minutes_attended": self.rng.choice((*VALUES, None)),
        }
        return "attendance_id", "occurred_at", row

    def _crm_activities(self, name: str, target: str | None) -> tuple[str, str, Row]:
        """An activity of the CRM."""
        row = {
            "activity": name,
            "subject_type": self.rng.choice((*TARGET_TYPES, None)),
            "subject_id": target,
            "value": self.rng.choice((*VALUES, None, Decimal("-3.5"), Decimal("1234567890.123456789"))),
            "properties": self._properties(),
        }
        return "activity_id", "occurred_at", row

    def _properties(self, *always: str) -> str | None:
        """A JSON object as text, or null."""
        if not always and chance(self.rng, 0.35):
            return self.rng.choice((None, None, "", " \t", "{}", " { } "))
        names = {*always, *self.rng.sample(PROPERTIES[:8], self.rng.randint(1, 3)), *self.rng.sample(PROPERTIES, 1)}
        pairs = [f"{json.dumps(name, ensure_ascii=chance(self.rng, 0.5))}: {self._json()}" for name in sorted(names)]
        if chance(self.rng, 0.05):
            pairs.append(f"{json.dumps(min(names))}: {self._json()}")
        return "{" + self.rng.choice((", ", ",", " ,\n")).join(pairs) + "}"

    def _json(self) -> str:
        """A JSON value as text."""
        plain = [
            "5",
            "5.50",
            "12.5",
            "-5",
            "0",
            "1e1",
            "2.0",
            "12345678901234567890",
            "1234567.8901230",
            "15E-1",
            "-0",
            "-0.0",
            "1.5e3",
            "true",
            "false",
            "null",
            '""',
            '"  "',
            "0.10",
        ]
        nested = ['["a", "b c"]', "[]", '{"k": 1}', "{}", '[null, true, {"x": "ü y"}]']
        if chance(self.rng, 0.1):
            return self.rng.choice(nested)
        if chance(self.rng, 0.4):
            return self.rng.choice(plain)
        return json.dumps(self.rng.choice([*WORDS, *NUMBER_WORDS]), ensure_ascii=chance(self.rng, 0.5))

    # What is known of whom

    def _versions(self) -> None:
        """Versions of most contacts, accounts and opportunities."""
        for contact in self.contacts:
            if chance(self.rng, 0.88):
                self._versions_of("contact", contact, self.times[contact])
        for account in self.accounts:
            if chance(self.rng, 0.85):
                self._versions_of("account", account, [])
        for opportunity in self.opportunities:
            if chance(self.rng, 0.9):
                owner = self.rng.choice(self.contacts)
                self._versions_of("opportunity", opportunity, self.times[owner], owner)

    def _versions_of(
        self, entity_type: str, entity_id: str, times: Sequence[datetime.datetime], owner: str | None = None
    ) -> None:
        """One to four versions, some from exactly the instant of an interaction, some delivered late."""
        created = None if chance(self.rng, 0.15) else self._near(times)
        end_column = "closed_at" if entity_type == "opportunity" else "deleted_at"
        end = self._near(times) if chance(self.rng, 0.35 if entity_type == "opportunity" else 0.08) else None
        belongs = self._belongs(entity_type, owner)
        for number in range(self.rng.choice((1, 1, 2, 3, 4))):
            if number and chance(self.rng, 0.4):
                belongs = self._belongs(entity_type, None if chance(self.rng, 0.5) else owner)
            updated = created if number == 0 and created and chance(self.rng, 0.5) else self._near(times)
            attributes = {
                column: self.rng.choice((*values, None)) for column, values in ATTRIBUTES[entity_type].items()
            }
            row = {f"{entity_type}_id": entity_id} | belongs | attributes | {
                "properties": self._attribute_properties(),
                "created_at": None if chance(self.rng, 0.05) else created,
                "updated_at": updated,
                end_column: end if chance(self.rng, 0.85) else None,
            }  # fmt: skip
            table = {"contact": "contacts", "account": "accounts", "opportunity": "opportunities"}[entity_type]
            self._add(table, updated, row)

    def _belongs(self, entity_type: str, owner: str | None) -> Row:
        """The account (and contact) of a version, null now and then; accounts unknown to their own table included."""
        account = self.rng.choice([*self.accounts[:12], *self.accounts, None, "", "a-unseen"])
        if entity_type == "contact":
            return {"account_id": account}
        if entity_type == "opportunity":
            contact = owner or self.rng.choice([*self.contacts, None, "c-unseen"])
            return {"account_id": account, "contact_id": contact}
        return {}

    def _near(self, times: Sequence[datetime.datetime]) -> datetime.datetime:
        """A time on which something hinges: of an interaction, a microsecond beside it, or any."""
        return nudged(self.rng, self.rng.choice(times)) if times and chance(self.rng, 0.5) else instant(self.rng)

    def _attribute_properties(self) -> str | None:
        """Properties of a version; what is no JSON object reads as null."""
        return self.rng.choice(("[1]", '"x"', "{oops", "null", "7")) if chance(self.rng, 0.06) else self._properties()

    # Who is who, who is gone

    def _merges(self) -> None:
        """Chains, cycles, merges to oneself, merges undone and corrected, of people known by rows or not."""
        people = self.rng.sample(self.contacts, 52)
        for _ in range(7):
            chain = [people.pop() for _ in range(self.rng.choice((2, 2, 3, 4)))]
            for merged, survivor in itertools.pairwise(chain):
                self._merge(merged, survivor)
        for length in (2, 3):
            ring = [people.pop() for _ in range(length)]
            for merged, survivor in zip(ring, [*ring[1:], ring[0]], strict=True):
                self._merge(merged, survivor)
            self._merge(people.pop(), ring[0])
        self._merge(people[0], people[0])
        for merged, survivor, other in (people[1:4], people[4:7]):
            first = self._merge(merged, survivor)
            self._merge(merged, other, first)
        for merged, survivor in (people[7:9], people[9:11]):
            first = self._merge(merged, survivor)
            self._merge(merged, self.rng.choice((None, " ", merged)), first)
        self._merge(people[11], "c-never-seen")
        self._merge("c-ghost", people[12])

    def _merge(self, merged: str, survivor: str | None, after: datetime.datetime | None = None) -> datetime.datetime:
        """Add a merge row; with `after`, one loaded later than that (the row that stands). Returns its loaded_at."""
        at = instant(self.rng)
        self._add("contact_merges", at, {
            "merged_contact_id": merged, "surviving_contact_id": survivor, "merged_at": at
        })  # fmt: skip
        row = self.raw["contact_merges"][-1]
        if after:
            row["loaded_at"] = max(row["loaded_at"], after + self.rng.choice((MICROSECOND, DAY)))
        return row["loaded_at"]

    def _erasures(self) -> None:
        """Requests of people in and out of merges, exactly at a merge, before it, after it, twice, of nobody known."""
        merges = self.raw["contact_merges"]
        for row in self.rng.sample(merges, 4):
            contact = row[self.rng.choice(("merged_contact_id", "surviving_contact_id"))] or row["merged_contact_id"]
            at = row["merged_at"] + self.rng.choice((-DAY, -MICROSECOND, 0 * DAY, DAY, 40 * DAY))
            self._add("contact_erasures", at, {"contact_id": contact, "requested_at": at})
        for contact in (*self.rng.sample(self.contacts, 2), "c-nobody", self.rng.choice(self.accounts)):
            for _ in range(self.rng.choice((1, 1, 2))):
                at = instant(self.rng)
                self._add("contact_erasures", at, {"contact_id": contact, "requested_at": at})

    def _adjustments(self, scores: Sequence[dict[str, str]]) -> None:
        """Manual additions and settings, also of merged people, at instants of interactions, of unseen entities."""
        ids = {"contact": self.contacts, "account": self.accounts, "opportunity": self.opportunities}
        for number in range(60):
            score = self.rng.choice(scores)
            entity = self.rng.choice(ids[score["entity_type"]])
            at = self._near(self.times[entity] if score["entity_type"] == "contact" else [])
            self._add("score_adjustments", at, {
                "adjustment_id": f"{self.rng.choice(('', 'adj', 'zoë '))}{number}",
                "score_id": score["score_id"],
                "entity_type": score["entity_type"],
                "entity_id": "unseen" if chance(self.rng, 0.04) else entity,
                "operation": "set" if chance(self.rng, 0.3) else "add",
                "points": self.rng.choice([Decimal(n) for n in ("5", "-5", "0", "12.50", "2.345", "-2.345", "40")]),
                "expires_after_days": self.rng.choice((None, None, *SPANS)),
                "reason": self.rng.choice((None, "met at fair; 'nice'", "")),
                "adjusted_at": at,
            })  # fmt: skip


def make_population(rng: random.Random, scores: Sequence[dict[str, str]], people: int = 150) -> Raw:
    """Good raw rows of `people` contacts and a fifth as many accounts and opportunities: table -> rows."""
    return dict(Population(rng, scores, people).raw)
