"""Make the bundled sample: a small landing zone of an invented B2B company, January to June 2026.

    python -m lead_scoring.sample --output sample

The same bytes come out every time (given the same pyarrow): a fixed seed, no clock, no order of hashing. The people are
chosen so that every active rule of the default rulebook fires; bad, repeated and late rows are in it on purpose.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]
Rows = dict[str, list[Row]]

SEED = 20260101
STARTS = datetime(2026, 1, 1)
ENDS = datetime(2026, 6, 29)
LAST_LOAD = datetime(2026, 6, 30, 3)

# Columns by raw table as the loaders deliver them. The telephone system exports nothing but text.
TABLES: dict[str, dict[str, str]] = {
    "email_events": {
        "event_id": "text", "contact_id": "text", "event": "text", "campaign_id": "text", "message_id": "text",
        "link_url": "text", "occurred_at": "time",
    },
    "web_events": {
        "event_id": "text", "contact_id": "text", "event": "text", "page_path": "text", "duration_seconds": "number",
        "amount": "number", "properties": "text", "occurred_at": "time",
    },
    "form_submissions": {
        "submission_id": "text", "contact_id": "text", "form_id": "text", "form_kind": "text", "answers": "text",
        "is_valid": "flag", "submitted_at": "time",
    },
    "chat_conversations": {
        "conversation_id": "text", "contact_id": "text", "chatbot_id": "text", "platform": "text", "answers": "text",
        "message_count": "whole", "ended_at": "time",
    },
    "calls": {
        "call_id": "text", "contact_id": "text", "direction": "text", "outcome": "text", "duration_seconds": "text",
        "started_at": "text",
    },
    "event_attendance": {
        "attendance_id": "text", "contact_id": "text", "event_id": "text", "status": "text",
        "minutes_attended": "whole", "occurred_at": "time",
    },
    "crm_activities": {
        "activity_id": "text", "contact_id": "text", "account_id": "text", "opportunity_id": "text",
        "activity": "text", "subject_type": "text", "subject_id": "text", "value": "number", "properties": "text",
        "occurred_at": "time",
    },
    "contacts": {
        "contact_id": "text", "account_id": "text", "email": "text", "job_title": "text", "seniority": "text",
        "country": "text", "lifecycle_stage": "text", "age": "whole", "properties": "text", "created_at": "time",
        "updated_at": "time", "deleted_at": "time",
    },
    "accounts": {
        "account_id": "text", "name": "text", "industry": "text", "employee_count": "whole",
        "annual_revenue": "number", "country": "text", "properties": "text", "created_at": "time",
        "updated_at": "time", "deleted_at": "time",
    },
    "opportunities": {
        "opportunity_id": "text", "account_id": "text", "contact_id": "text", "name": "text", "stage": "text",
        "amount": "number", "is_won": "flag", "properties": "text", "created_at": "time", "updated_at": "time",
        "closed_at": "time",
    },
    "contact_merges": {"merged_contact_id": "text", "surviving_contact_id": "text", "merged_at": "time"},
    "contact_erasures": {"contact_id": "text", "requested_at": "time"},
    "score_adjustments": {
        "adjustment_id": "text", "score_id": "text", "entity_type": "text", "entity_id": "text", "operation": "text",
        "points": "number", "expires_after_days": "whole", "reason": "text", "adjusted_at": "time",
    },
}  # fmt: skip
ARROW_TYPES = {
    "text": pa.string(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_(), "time": pa.timestamp("us"),
}  # fmt: skip

# The shop opened in February: the file of January has no such column.
FIRST_FILE_WITH = {("web_events", "amount"): "2026-02"}

# Of each feed: its id, the column that names the event (a conversation has none), its time.
FEEDS = {
    "email_events": ("event_id", "event", "occurred_at"),
    "web_events": ("event_id", "event", "occurred_at"),
    "form_submissions": ("submission_id", "form_kind", "submitted_at"),
    "chat_conversations": ("conversation_id", None, "ended_at"),
    "calls": ("call_id", "outcome", "started_at"),
    "event_attendance": ("attendance_id", "status", "occurred_at"),
    "crm_activities": ("activity_id", "activity", "occurred_at"),
}
ID_PREFIX = {
    "email_events": "em", "web_events": "we", "form_submissions": "fo", "chat_conversations": "ch", "calls": "ca",
    "event_attendance": "ev", "crm_activities": "cr",
}  # fmt: skip
MEASURES = {"web_events": "duration_seconds", "calls": "duration_seconds", "event_attendance": "minutes_attended"}
JSON_COLUMNS = {
    "web_events": "properties", "form_submissions": "answers", "chat_conversations": "answers",
    "crm_activities": "properties",
}  # fmt: skip

# Names that event_types leaves out on purpose: they show in unmapped_events.
UNMAPPED = {("web_events", "scroll_depth"), ("calls", "call_busy"), ("crm_activities", "fax_received")}

BAD_SHARE = 0.012
LATE_SHARE = 0.02
REPEATED_SHARE = 0.02


@dataclass(frozen=True)
class Habits:
    """How one kind of person behaves: chances between 0 and 1, visits and touches a month."""

    share: int
    opens: float
    clicks: float
    replies: float
    visits: float
    pages: int
    touches: float


KINDS = {
    "idle": Habits(26, 0.03, 0.0, 0.0, 0.0, 0, 0.0),
    "reader": Habits(30, 0.35, 0.10, 0.02, 0.25, 2, 0.20),
    "visitor": Habits(20, 0.25, 0.20, 0.05, 0.8, 3, 0.5),
    "evaluator": Habits(16, 0.50, 0.35, 0.25, 1.6, 4, 1.6),
    "buyer": Habits(6, 0.60, 0.45, 0.50, 2.4, 6, 3.2),
    "job_seeker": Habits(2, 0.10, 0.0, 0.0, 0.5, 1, 0.0),
}
PAGES = [
    "/", "/product", "/product/scoring", "/Product/Segments?utm_source=mail", "/blog/cold-leads", "/blog/lead-scoring",
    "/blog/what-is-fit#comments", "/customers/alpina", "/customers/nordwind/", "/about", "/integrations", "/docs/api",
]  # fmt: skip
COUNTRIES = ["Germany", "Austria", "Switzerland", "France", "Spain", "Czechia", "Poland", "United States"]
INDUSTRIES = ["software", "manufacturing", "retail", "logistics", "health", "education", "finance"]
ACCOUNT_WORDS = [
    ["Nordwind", "Alpina", "Meridian", "Quarz", "Łódź Trading", "Žižkov Design", "東京ソフト", 'O\'Neil; "Sons"'],
    ["GmbH", "AG", "Ltd", "s.r.o.", "SA", "Inc", "Group", "& Co", "Labs", "Systems"],
]
LIFECYCLE_STAGES = {"subscriber": 50, "lead": 30, "customer": 14, "competitor": 3, "student": 3}
JOBS = {
    "junior": ["Marketing Assistant", "Sales Development Rep", "Salesforce Administrator", "Working student", "Clerk"],
    "manager": ["Marketing Manager", "Sales Manager", "IT Manager", "Demand Generation Manager", "Office Manager"],
    "director": ["Director of Marketing", "Director of Operations", "Revenue Director", "Einkaufsleiterin"],
    "vp": ["VP Sales", "VP Engineering", "VP Growth"],
    "c_level": ["CEO", "Chief Marketing Officer", "Geschäftsführer", "Chief Revenue Officer"],
}


@dataclass(frozen=True)
class Person:
    """A contact as the generator knows it: who they are, how they behave and since when the CRM has them."""

    contact_id: str
    account_id: str | None
    kind: str
    created_at: datetime
    subscribed: bool

    @property
    def habits(self) -> Habits:
        """What people of this kind do, and how often."""
        return KINDS[self.kind]


@dataclass
class World:
    """The raw rows made so far, by table, and the one source of chance."""

    rng: Random
    rows: Rows = field(default_factory=lambda: {table: [] for table in TABLES})
    people: list[Person] = field(default_factory=list)
    numbers: Counter = field(default_factory=Counter)

    def chance(self, share: float) -> bool:
        """True in this share (0 to 1) of the cases."""
        return self.rng.random() < share

    def loaded_after(self, instant: datetime) -> datetime:
        """The nightly load (03:00) after the instant, some rows days late, none after the last load."""
        day = max(instant, STARTS - timedelta(days=1))
        load = datetime(day.year, day.month, day.day, 3) + timedelta(days=1)
        if self.chance(LATE_SHARE):
            load += timedelta(days=self.rng.randint(2, 9))
        return min(load, LAST_LOAD)

    def add(self, table: str, known_at: datetime, **columns: Any) -> Row:
        """Append a row that its source knew from the instant on, and load it in the night after."""
        row = dict.fromkeys(TABLES[table]) | columns | {"loaded_at": self.loaded_after(known_at)}
        self.rows[table].append(row)
        return row

    def happen(self, feed: str, contact_id: str | None, occurred_at: datetime, **columns: Any) -> None:
        """Append an interaction of a feed under the feed's next id, unless it lies outside of the sample's months."""
        if not STARTS <= occurred_at < ENDS:
            return
        id_column, _, time_column = FEEDS[feed]
        names = {id_column: self.next_id(feed), "contact_id": contact_id, time_column: occurred_at}
        self.add(feed, occurred_at, **names, **columns)

    def next_id(self, feed: str) -> str:
        """A new id of the feed, such as we-00042."""
        self.numbers[feed] += 1
        return f"{ID_PREFIX[feed]}-{self.numbers[feed]:05d}"

    def instant(self, since: datetime, until: datetime) -> datetime:
        """An instant of office hours, to the second; since itself where the span is empty."""
        days = max((until - since).days, 0)
        day = since + timedelta(days=self.rng.randint(0, days))
        hours = timedelta(hours=self.rng.randint(7, 18), seconds=self.rng.randint(0, 3599))
        return max(datetime(day.year, day.month, day.day) + hours, since)

    def times(self, monthly: float, since: datetime) -> list[datetime]:
        """Instants in order between since and the end of the sample, so many a month on average."""
        since = max(since, STARTS)
        expected = monthly * (ENDS - since).days / 30
        count = int(expected) + self.chance(expected % 1)
        return sorted(self.instant(since, ENDS) for _ in range(count))


def as_json(values: Row) -> str:
    """The object as JSON text, its letters unescaped."""
    return json.dumps(values, ensure_ascii=False)


def add_accounts(world: World) -> None:
    """Eighty accounts; some grow, one is deleted, one has properties that are no JSON object."""
    rng = world.rng
    for number in range(1, 81):
        created_at = world.instant(datetime(2023, 1, 1), datetime(2025, 12, 1))
        employees = rng.choice([8, 20, 49, 50, 120, 180, 250, 400, 900, 2500, 5000, 5001, 12000])
        account = {
            "account_id": f"a-{number:02d}",
            "name": f"{rng.choice(ACCOUNT_WORDS[0])} {rng.choice(ACCOUNT_WORDS[1])}",
            "industry": rng.choice(INDUSTRIES),
            "employee_count": employees,
            "annual_revenue": employees * 110000.0,
            "country": rng.choice(COUNTRIES),
            "properties": "none" if number == 13 else as_json({"plan": rng.choice(["free", "team", "business"])}),
            "created_at": created_at,
        }
        world.add("accounts", created_at, **account, updated_at=created_at)
        if number % 5 == 0:
            grown_at = world.instant(STARTS, ENDS)
            account["employee_count"] = employees * 3
            deleted_at = grown_at if number == 80 else None
            world.add("accounts", grown_at, **account, updated_at=grown_at, deleted_at=deleted_at)


def add_contacts(world: World) -> None:
    """Three hundred contacts, half of them from before the sample's months, a third with more than one version."""
    kinds = list(KINDS)
    shares = [KINDS[kind].share for kind in kinds]
    for number in range(1, 301):
        kind = world.rng.choices(kinds, shares)[0]
        known_before = world.chance(0.5)
        span = (datetime(2024, 1, 1), datetime(2025, 11, 1)) if known_before else (STARTS, datetime(2026, 5, 20))
        created_at = world.instant(*span)
        account_id = f"a-{world.rng.randint(1, 80):02d}" if world.chance(0.85) else None
        person = Person(f"c-{number:03d}", account_id, kind, created_at, world.chance(0.6))
        world.people.append(person)
        add_versions(world, person, number)


def add_versions(world: World, person: Person, number: int) -> None:
    """The versions of one contact: as created and, for some, promoted, moved to another account or deleted."""
    rng = world.rng
    seniority = rng.choices(list(JOBS), [40, 28, 16, 8, 8])[0]
    domain = f"{person.account_id}.example" if person.account_id else rng.choice(["gmail.com", "yahoo.com", "web.de"])
    contact = {
        "contact_id": person.contact_id,
        "account_id": person.account_id,
        "email": f"{person.contact_id}@{domain}",
        "job_title": rng.choice(JOBS[seniority]),
        "seniority": seniority,
        "country": rng.choice(COUNTRIES),
        "lifecycle_stage": rng.choices(list(LIFECYCLE_STAGES), list(LIFECYCLE_STAGES.values()))[0],
        "age": rng.randint(21, 66) if world.chance(0.5) else None,
        "properties": as_json({"language": rng.choice(["de", "en", "fr"])}) if world.chance(0.5) else None,
        "created_at": person.created_at,
    }
    world.add("contacts", person.created_at, **contact, updated_at=person.created_at)
    if number % 3 == 0:
        changed_at = world.instant(max(person.created_at, STARTS), ENDS)
        change = rng.choice(["promoted", "moved", "became_customer"])
        if change == "promoted":
            contact |= {"seniority": "director", "job_title": "Director of Marketing"}
        elif change == "moved":
            contact["account_id"] = f"a-{rng.randint(1, 80):02d}"
        else:
            contact["lifecycle_stage"] = "customer"
        deleted_at = changed_at if number % 99 == 0 else None
        world.add("contacts", changed_at, **contact, updated_at=changed_at, deleted_at=deleted_at)


def add_newsletters(world: World) -> None:
    """A newsletter every second week to the subscribers: sent, opened, clicked, and now and then the wish to leave."""
    gone: set[str] = set()
    for issue in range(1, 13):
        sent_at = datetime(2026, 1, 7, 9) + timedelta(days=14 * (issue - 1))
        for person in world.people:
            receives = person.subscribed and person.created_at < sent_at and person.contact_id not in gone
            if receives and receive_newsletter(world, person, f"newsletter-{issue:02d}", sent_at):
                gone.add(person.contact_id)


def receive_newsletter(world: World, person: Person, campaign: str, sent_at: datetime) -> bool:
    """What one person does with one newsletter; true where they leave the list."""
    mail = {"campaign_id": campaign, "message_id": f"{campaign}-{person.contact_id}"}
    habits = person.habits
    if world.chance(0.01):
        world.happen("email_events", person.contact_id, sent_at, event="bounce", **mail)
        return False
    world.happen("email_events", person.contact_id, sent_at, event="sent", **mail)
    if not world.chance(habits.opens):
        return False
    opened_at = sent_at + timedelta(seconds=world.rng.randint(60, 200000))
    world.happen("email_events", person.contact_id, opened_at, event="open", **mail)
    if world.chance(habits.clicks):
        clicked_at = opened_at + timedelta(seconds=world.rng.randint(3, 120))
        link = "https://example.com" + world.rng.choice(PAGES)
        world.happen("email_events", person.contact_id, clicked_at, event="click", link_url=link, **mail)
    if world.chance(0.02):
        world.happen("email_events", person.contact_id, opened_at + timedelta(hours=2), event="forward", **mail)
    if world.chance(0.03):
        leaves = world.rng.choice(["unsubscribe", "unsubscribe", "spam_complaint"])
        world.happen("email_events", person.contact_id, opened_at + timedelta(minutes=5), event=leaves, **mail)
        return True
    return False


def add_sales_mails(world: World) -> None:
    """Mails that sales writes to evaluators and buyers; some are answered, most within the week."""
    for person in world.people:
        monthly = {"evaluator": 0.5, "buyer": 0.6, "visitor": 0.15}.get(person.kind, 0)
        for sent_at in world.times(monthly, person.created_at):
            mail = {"campaign_id": "sales-outreach", "message_id": f"sales-{person.contact_id}-{sent_at:%m%d%H%M}"}
            world.happen("email_events", person.contact_id, sent_at, event="sent", **mail)
            if world.chance(person.habits.replies):
                replied_at = sent_at + timedelta(seconds=world.rng.randint(600, 9 * 86400))
                world.happen("email_events", person.contact_id, replied_at, event="reply", **mail)


def add_visits(world: World) -> None:
    """Visits of the site: pages, downloads, pop-ups, and the cart of the shop that opened in February."""
    for person in world.people:
        for visited_at in world.times(person.habits.visits, person.created_at):
            visit(world, person, visited_at)


def visit(world: World, person: Person, visited_at: datetime) -> None:
    """One visit: some pages, a minute or so each, and what may come of it."""
    rng, contact_id, seen_at = world.rng, person.contact_id, visited_at
    pages = rng.choices(PAGES, k=rng.randint(1, max(person.habits.pages, 1)))
    if person.kind == "job_seeker":
        pages = ["/careers", "/careers/sales-engineer"]
    elif world.chance({"visitor": 0.12, "evaluator": 0.3, "buyer": 0.4}.get(person.kind, 0.02)):
        pages.append(rng.choice(["/pricing", "/Pricing/", "/pricing/enterprise?ref=menu"]))
    if world.chance(0.03):
        pages.append("/careers")
    for page in pages:
        stayed = rng.randint(4, 240)
        world.happen("web_events", contact_id, seen_at, event="page_view", page_path=page, duration_seconds=stayed)
        seen_at += timedelta(seconds=stayed)
    if world.chance(0.08):
        world.happen("web_events", contact_id, seen_at, event="document_download", page_path="/docs/guide.pdf")
    if world.chance(0.04):
        campaign = as_json({"popup": rng.choice(["spring", "webinar"]), "a.b": 1})
        world.happen("web_events", contact_id, seen_at, event="popup_click", page_path=pages[-1], properties=campaign)
    if world.chance(0.015):
        world.happen("web_events", contact_id, seen_at, event="scroll_depth", page_path=pages[-1])
    if person.kind in ("buyer", "evaluator") and visited_at.month >= 2 and world.chance(0.12):
        shop(world, contact_id, seen_at)


def shop(world: World, contact_id: str, filled_at: datetime) -> None:
    """Fill a cart and, two times of three, order what is in it."""
    seats = world.rng.randint(1, 20)
    cart = {"page_path": "/shop/cart", "properties": as_json({"sku": "team-seat", "seats": seats})}
    world.happen("web_events", contact_id, filled_at, event="cart_add", **cart)
    if world.chance(0.67):
        ordered_at = filled_at + timedelta(minutes=world.rng.randint(5, 1600))
        world.happen("web_events", contact_id, ordered_at, event="order_placed", amount=round(seats * 49.9, 2), **cart)


def add_touches(world: World) -> None:
    """Forms, chats, calls, events and the channels that the CRM records, as often as the person's habits say."""
    ways = [fill_form, hold_chat, hold_call, attend_event, use_other_channel]
    for person in world.people:
        for touched_at in world.times(person.habits.touches, person.created_at):
            way = world.rng.choices(ways, [24, 14, 22, 18, 30])[0]
            way(world, person.contact_id, touched_at)


def fill_form(world: World, contact_id: str, submitted_at: datetime) -> None:
    """A form for a demo, content or the newsletter, its answers partly empty, some invalid."""
    kind = world.rng.choices(["demo_request", "content", "newsletter"], [22, 60, 18])[0]
    answers = {"company": "Nordwind", "team_size": world.rng.randint(1, 90), "need": "Punkte – für alle", "phone": ""}
    if world.chance(0.25):
        answers |= {"company": None, "need": " "}
    world.happen(
        "form_submissions", contact_id, submitted_at, form_id=f"{kind}-{world.rng.randint(1, 3)}", form_kind=kind,
        answers=as_json(answers), is_valid=not world.chance(0.1),
    )  # fmt: skip


def hold_chat(world: World, contact_id: str, ended_at: datetime) -> None:
    """A conversation with one of two chatbots."""
    answers = as_json({"topic": world.rng.choice(["prices", "support", "jobs"])}) if world.chance(0.7) else None
    world.happen(
        "chat_conversations", contact_id, ended_at, chatbot_id=world.rng.choice(["bot-site", "bot-shop"]),
        platform=world.rng.choice(["web", "whatsapp", "messenger"]), answers=answers,
        message_count=world.rng.randint(1, 16),
    )  # fmt: skip


def hold_call(world: World, contact_id: str, started_at: datetime) -> None:
    """A call, connected half of the time."""
    outcome = world.rng.choices(["connected", "voicemail", "no_answer", "busy"], [50, 20, 26, 4])[0]
    seconds = world.rng.randint(15, 1500) if outcome == "connected" else 0
    direction = world.rng.choice(["inbound", "outbound"]) if outcome == "connected" else "outbound"
    world.happen("calls", contact_id, started_at, direction=direction, outcome=outcome, duration_seconds=seconds)


def attend_event(world: World, contact_id: str, registered_at: datetime) -> None:
    """Register for the next webinar (every third Thursday or so) and come, cancel or stay away."""
    event = {"event_id": f"webinar-{(registered_at - STARTS).days // 21 + 1:02d}"}
    world.happen("event_attendance", contact_id, registered_at, status="registered", **event)
    held_at = registered_at + timedelta(days=world.rng.randint(1, 14))
    status = world.rng.choices(["attended", "no_show", "cancelled"], [65, 28, 7])[0]
    minutes = world.rng.randint(3, 60) if status == "attended" else None
    world.happen("event_attendance", contact_id, held_at, status=status, minutes_attended=minutes, **event)


def use_other_channel(world: World, contact_id: str, occurred_at: datetime) -> None:
    """Something on a channel without a feed of its own, as the CRM records it."""
    activity, subject = world.rng.choices(
        [
            ("video_watched", "video"), ("ad_clicked", "ad"), ("ad_shown", "ad"), ("survey_answered", "survey"),
            ("social_commented", "post"), ("social_followed", "post"), ("support_ticket_opened", "ticket"),
            ("whatsapp_sent", "template"), ("whatsapp_replied", "template"), ("fax_received", None),
            ("demo_requested", "fair"),
        ],
        [18, 16, 8, 10, 10, 6, 10, 6, 8, 2, 4],
    )[0]  # fmt: skip
    subject_id = f"{subject}-{world.rng.randint(1, 6)}" if subject else None
    value = world.rng.randint(10, 100) if activity == "video_watched" else None
    properties = as_json({"score": world.rng.randint(1, 10)}) if activity == "survey_answered" else None
    world.happen(
        "crm_activities", contact_id, occurred_at, activity=activity, subject_type=subject, subject_id=subject_id,
        value=value, properties=properties,
    )  # fmt: skip


def add_account_activities(world: World) -> None:
    """Activities of companies whose person is unknown, such as a click seen by the address of the office."""
    for number in range(1, 81, 3):
        for occurred_at in world.times(0.3, STARTS):
            world.happen(
                "crm_activities", None, occurred_at, account_id=f"a-{number:02d}", activity="ad_clicked",
                subject_type="ad", subject_id=f"ad-{world.rng.randint(1, 6)}",
            )  # fmt: skip


def add_opportunities(world: World) -> None:
    """Sixty deals of evaluators, buyers and visitors, with their stages, meetings and ends."""
    people = [p for p in world.people if p.account_id and p.kind in ("buyer", "evaluator", "visitor")]
    for number in range(1, 61):
        person = world.rng.choice(people)
        created_at = world.instant(max(person.created_at, STARTS), datetime(2026, 6, 1))
        add_deal(world, f"o-{number:02d}", person, created_at)


def add_deal(world: World, opportunity_id: str, person: Person, created_at: datetime) -> None:
    """One deal: a version for each stage that it reaches; an activity of the CRM where it is closed."""
    rng = world.rng
    deal = {
        "opportunity_id": opportunity_id,
        "account_id": person.account_id,
        "contact_id": person.contact_id,
        "name": f"Seats for {person.account_id}",
        "amount": rng.randint(2, 400) * 250.0,
        "properties": as_json({"source": rng.choice(["inbound", "outbound", "partner"])}),
        "created_at": created_at,
    }
    stages = ["qualification", "proposal", "negotiation", "closed"][: rng.randint(1, 4)]
    at = created_at
    for stage in stages:
        if at >= ENDS:
            break
        closed_at = at if stage == "closed" else None
        is_won = world.chance(0.5) if stage == "closed" else None
        world.add("opportunities", at, **deal, stage=stage, is_won=is_won, updated_at=at, closed_at=closed_at)
        add_deal_activities(world, deal, stage, at)
        at += timedelta(days=rng.randint(5, 30), seconds=rng.randint(0, 3600))


def add_deal_activities(world: World, deal: Row, stage: str, since: datetime) -> None:
    """What the CRM records of a deal in one stage: meetings and quotes, or its end."""
    about = {key: deal[key] for key in ("account_id", "opportunity_id")}
    about |= {"subject_type": "deal", "subject_id": deal["opportunity_id"]}
    if stage == "closed":
        world.happen("crm_activities", deal["contact_id"], since, activity="deal_closed", **about)
        return
    for _ in range(world.rng.randint(0, 2)):
        held_at = since + timedelta(days=world.rng.randint(1, 12), minutes=world.rng.randint(0, 300))
        world.happen("crm_activities", deal["contact_id"], held_at, activity="meeting_held", value=45, **about)
    if stage == "proposal":
        sent_at = since + timedelta(minutes=30)
        world.happen("crm_activities", None, sent_at, activity="quote_sent", value=deal["amount"], **about)


def add_merges(world: World) -> None:
    """A chain of two, three plain merges, one that is undone a week later, and two that go in a circle."""
    merged_at = datetime(2026, 3, 2, 10)
    merges = [("c-011", "c-012"), ("c-012", "c-013"), ("c-031", "c-032"), ("c-051", "c-052"), ("c-071", "c-072")]
    for number, (merged, survivor) in enumerate(merges):
        add_merge(world, merged, survivor, merged_at + timedelta(days=9 * number))
    add_merge(world, "c-091", "c-092", datetime(2026, 4, 1, 10))
    add_merge(world, "c-091", None, datetime(2026, 4, 8, 10))
    add_merge(world, "c-111", "c-112", datetime(2026, 4, 10, 10))
    add_merge(world, "c-112", "c-111", datetime(2026, 5, 10, 10))


def add_merge(world: World, merged: str | None, survivor: str | None, merged_at: datetime | None) -> None:
    """A merge row: without survivor it undoes the one before; without id or time it is bad."""
    names = {"merged_contact_id": merged, "surviving_contact_id": survivor}
    world.add("contact_merges", merged_at or ENDS, **names, merged_at=merged_at)


def add_erasures(world: World) -> None:
    """One person alone; one whom a merge connects with another; a request without a name and one without a time."""
    for contact_id, requested_at in [
        ("c-150", datetime(2026, 5, 4, 12)), ("c-072", datetime(2026, 6, 2, 12)),
        (None, datetime(2026, 6, 3, 12)), ("c-151", None),
    ]:  # fmt: skip
        world.add("contact_erasures", requested_at or ENDS, contact_id=contact_id, requested_at=requested_at)


def add_adjustments(world: World) -> None:
    """Corrections by hand for each type of entity, then one for each way to be wrong."""
    contact, account, deal = "contact", "account", "opportunity"
    good = [
        ("contact_engagement", contact, "c-020", "add", 15, 30, "Met at the fair"),
        ("contact_engagement", contact, "c-021", "set", 50, None, "Known champion"),
        ("contact_engagement", contact, "c-022", "set", 0, None, "Was a test account"),
        ("contact_fit", contact, "c-023", "add", -20, None, "Left the market"),
        ("lead_score", contact, "c-024", "add", 30, 60, "Recommended by a customer; \"call soon\""),
        ("lead_score", contact, "c-031", "add", 12.5, None, "Given to the contact that was merged later"),
        ("account_score", account, "a-05", "add", 20, 90, "Strategic account"),
        ("deal_score", deal, "o-07", "set", 60, None, "Verbal yes"),
    ]  # fmt: skip
    bad = [
        (None, contact, "c-025", "add", 5, None, "No score"),
        ("engagement", contact, "c-025", "add", 5, None, "Unknown score"),
        ("account_score", contact, "c-025", "add", 5, None, "Wrong type of entity"),
        ("lead_score", contact, "c-025", "multiply", 5, None, "Unknown operation"),
        ("lead_score", contact, None, "add", 5, None, "No entity"),
        ("lead_score", contact, "c-025", "add", None, None, "No points"),
    ]
    columns = ["score_id", "entity_type", "entity_id", "operation", "points", "expires_after_days", "reason"]
    for number, values in enumerate(good + bad, start=1):
        adjusted_at = datetime(2026, 2, 3, 15) + timedelta(days=9 * number)
        names = {"adjustment_id": f"ad-{number:02d}", "adjusted_at": adjusted_at}
        world.add("score_adjustments", adjusted_at, **names, **dict(zip(columns, values, strict=True)))


def repeat_rows(world: World) -> None:
    """Deliver some rows again some nights later: every second one as it was, the others with a longer duration."""
    for table in [*FEEDS, "contacts", "accounts", "opportunities"]:
        rows = world.rows[table]
        for number, row in enumerate(world.rng.sample(rows, max(2, round(len(rows) * REPEATED_SHARE)))):
            again = dict(row)
            again["loaded_at"] = min(row["loaded_at"] + timedelta(days=world.rng.randint(1, 6)), LAST_LOAD)
            measure = MEASURES.get(table)
            if number % 2 and measure and row[measure] is not None:
                again[measure] = row[measure] + 30
            rows.append(again)


def add_bad_rows(world: World) -> None:
    """Copies of good rows, each with one fault; every kind of fault that a feed can have is there at least once."""
    for feed in FEEDS:
        rows, faults = world.rows[feed], feed_faults(feed)
        models = world.rng.sample(rows, max(len(faults), round(len(rows) * BAD_SHARE)))
        for number, model in enumerate(models):
            rows.append(model | {FEEDS[feed][0]: world.next_id(feed)} | faults[number % len(faults)])
    for table in ("contacts", "accounts", "opportunities"):
        model = world.rows[table][40]
        world.rows[table].append(model | {table_id(table): None})
        world.rows[table].append(model | {"updated_at": None})
    add_merge(world, None, "c-160", datetime(2026, 6, 4, 10))
    add_merge(world, "c-161", "c-160", None)
    adjustment = world.rows["score_adjustments"][0]
    world.rows["score_adjustments"].append(adjustment | {"adjustment_id": None})
    world.rows["score_adjustments"].append(adjustment | {"adjustment_id": "ad-90", "adjusted_at": None})


def table_id(table: str) -> str:
    """The name of the id column, which is the first one of every table."""
    return next(iter(TABLES[table]))


def feed_faults(feed: str) -> list[Row]:
    """The faults that a row of the feed can have, each as the columns that it overwrites."""
    id_column, name_column, time_column = FEEDS[feed]
    owners = {column: None for column in ("contact_id", "account_id", "opportunity_id") if column in TABLES[feed]}
    typing_error = datetime(2062, 6, 1, 12)
    faults = [{id_column: None}, owners, {time_column: None}, {time_column: typing_error}, {"loaded_at": None}]
    if name_column:
        faults.append({name_column: None})
    if feed in MEASURES:
        faults.append({MEASURES[feed]: -20})
    if feed in JSON_COLUMNS:
        faults += [{JSON_COLUMNS[feed]: '{"sku": '}, {JSON_COLUMNS[feed]: "[1, 2]"}]
    if TABLES[feed][time_column] == "text":
        faults += [{time_column: "31/02/2026 10:00"}, {MEASURES[feed]: "n/a"}]
    return faults


def make_sample() -> Rows:
    """The rows of all thirteen raw tables, in the order of their files: by loaded_at, those without one last."""
    world = World(Random(SEED))
    add_accounts(world)
    add_contacts(world)
    add_newsletters(world)
    add_sales_mails(world)
    add_visits(world)
    add_touches(world)
    add_account_activities(world)
    add_opportunities(world)
    add_merges(world)
    add_erasures(world)
    add_adjustments(world)
    repeat_rows(world)
    add_bad_rows(world)
    return {table: delivered(table, rows) for table, rows in world.rows.items()}


def load_order(row: Row) -> datetime:
    """When the row was loaded; with the last load where it does not say."""
    return row["loaded_at"] or LAST_LOAD


def delivered(table: str, rows: list[Row]) -> list[Row]:
    """The rows in the order of loading, each value in the type of its column."""
    kinds = TABLES[table] | {"loaded_at": "time"}
    return [
        {column: convert(kinds[column], value) for column, value in row.items()} for row in sorted(rows, key=load_order)
    ]


def convert(kind: str, value: Any) -> Any:
    """The value in the type that the column has in the file; null stays null."""
    if value is None or kind not in ("text", "number"):
        return value
    return str(value) if kind == "text" else float(value)


def write_sample(folder: Path) -> None:
    """Write <folder>/<table>/<month of loaded_at>.parquet, in place of the months that stand there."""
    for table, rows in make_sample().items():
        target = folder / table
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob("2026-[01][0-9].parquet"):
            old.unlink()
        for month in sorted({f"{load_order(row):%Y-%m}" for row in rows}):
            of_month = [row for row in rows if f"{load_order(row):%Y-%m}" == month]
            write_file(target / f"{month}.parquet", table, of_month)


def write_file(path: Path, table: str, rows: list[Row]) -> None:
    """Write the rows as one small Parquet file of its own schema."""
    columns = TABLES[table] | {"loaded_at": "time"}
    schema = pa.schema(
        (column, ARROW_TYPES[kind])
        for column, kind in columns.items()
        if path.stem >= FIRST_FILE_WITH.get((table, column), "")
    )
    pq.write_table(
        pa.Table.from_pylist(rows, schema=schema), path, compression="zstd", compression_level=19,
        write_statistics=False, store_schema=False,
    )  # fmt: skip


def main() -> None:
    """Write the sample into the folder that the command line names, and say how large it is."""
    parser = argparse.ArgumentParser(description="Make the bundled sample, the same bytes every time.")
    parser.add_argument("--output", type=Path, default=Path("sample"), help="landing zone to write (default: sample)")
    folder = parser.parse_args().output
    write_sample(folder)
    files = sorted(folder.glob("*/*.parquet"))
    print(f"{folder}: {len(files)} files, {sum(file.stat().st_size for file in files) // 1000} kB")


if __name__ == "__main__":
    main()
