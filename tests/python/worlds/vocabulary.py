"""The small vocabulary that random rulebooks and random populations share, so that rules meet the data often."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any

DAY = datetime.timedelta(days=1)
MICROSECOND = datetime.timedelta(microseconds=1)
START = datetime.datetime(2025, 7, 1)
DAYS = 184  # from START; some events lie after `as_of`

# Source -> the names of its events, as `interactions` spells them.
EVENT_NAMES = {
    "email_events": ["open", "Open", "click", "sent", "unsubscribe", "bounce"],
    "web_events": ["page_view", "cart", "purchase", "download; drop table"],
    "form_submissions": ["demo_submitted", "demo_invalid", "newsletter_submitted", "newsletter_invalid"],
    "chat_conversations": ["conversation_ended"],
    "calls": ["call_answered", "call_missed", "call_o'clock"],
    "event_attendance": ["event_registered", "event_attended"],
    "crm_activities": ["whatsapp", "tag_added", "field_changed", "stage_changed", "опрос"],
}
SOURCES = list(EVENT_NAMES)
EVENT_TYPES = ["opened", "clicked", "visited", "bought", "form_sent", "talked", "attended", "noted", "left"]
CHANNELS = ["email", "web", "phone", "WhatsApp", "chat", "events"]

TARGETS = ["spring", "Spring", "news/7", "o'target", "x;y", "café", "7", "7.0", "ĲSSEL"]
TARGET_TYPES = ["tag", "Deal", "sürvey", "list"]
PAGES = ["/", "/pricing", "/Pricing/", "/jobs/?utm=1", "/blog/article#top", "/cart//", "?q=1", "///", "/café?", "jobs"]
PAGE_IDS = ["/", "/pricing", "/jobs", "/blog/article", "/cart", "/café", "jobs"]
PLATFORMS = ["web", "Messenger", "WhatsApp"]
MESSAGES = ["m1", "m2", "M2", "m'3", "m;4"]
LINKS = ["https://x.test/a", "https://x.test/B", "https://x.test/pricing"]

# Names of properties; some are the names of columns or fields, some look like paths.
PROPERTIES = [
    "plan",
    "Plan",
    "$.x",
    "/x",
    "a.b",
    'say "hi"',
    "it's",
    "x[0]",
    "*",
    "value",
    "created_at",
    "properties",
    "größe",
]
WORDS = [
    "Gold",
    "gold ",
    "SILVER",
    "straße",
    "İstanbul",
    "ΣΟΦΟΣ",
    "東京",
    "50",
    "x|y",
    "a%b_c",
    "back\\slash",
    "O'Neil; --",
    "NULL",
    "n/a",
]
NUMBER_WORDS = ["5", "5.0", "+5", " 5 ", "-5", "05", "5.", ".5", "1e1", "٣", "12.50", "0"]
TITLES = ["Chief Marketing Officer", "chef de projet", "Head of Sales", "intern", "CTO", "O'Boss"]
SENIORITIES = ["c-level", "Director", "junior", "SENIOR"]
COUNTRIES = ["ES", "es", "FR", "de", "Côte d'Ivoire", "日本"]
STAGES = ["lead", "Customer", "subscriber", "new", "negotiation", "Won", "lost"]
INDUSTRIES = ["Retail", "software", "Überbau", "NGO"]
NAMES = ["Acme", "Ñandú S.A.", "acme", "x|y", "Zoë"]

# Attribute columns of each entity type that conditions read, with the values that they take.
ATTRIBUTES: dict[str, dict[str, list[Any]]] = {
    "contact": {
        "email": ["a@x.test", "B@X.test", "c@acme.test"],
        "job_title": TITLES,
        "seniority": SENIORITIES,
        "country": COUNTRIES,
        "lifecycle_stage": STAGES[:3],
        "age": [17, 30, 59, 60, 61, 75],
    },
    "account": {
        "name": NAMES,
        "industry": INDUSTRIES,
        "employee_count": [1, 10, 250, 251, 1000],
        "annual_revenue": [Decimal(0), Decimal("99999.99"), Decimal(100000), Decimal("2500000.5")],
        "country": COUNTRIES,
    },
    "opportunity": {
        "name": NAMES,
        "stage": STAGES[3:],
        "amount": [Decimal(0), Decimal("500.5"), Decimal(1000), Decimal("-3.25"), Decimal("0.000000001")],
        "is_won": [True, False],
    },
}

# Days that windows and gaps between events are drawn from: equal ones make exact boundaries.
SPANS = [1, 2, 3, 5, 7, 14, 30]
VALUES = [Decimal(text) for text in ("0", "1", "2", "3", "5", "5.5", "10", "30", "60", "3600", "0.000000001")]


def chance(rng: random.Random, probability: float) -> bool:
    """True with the given probability."""
    return rng.random() < probability


def instant(rng: random.Random) -> datetime.datetime:
    """A random time of the span, mostly on a coarse grid."""
    day = START + rng.randrange(DAYS) * DAY
    if chance(rng, 0.07):
        return day + datetime.timedelta(microseconds=rng.randrange(86_400_000_000))
    return nudged(rng, day + datetime.timedelta(hours=rng.choice((0, 0, 6, 9, 9, 12, 18))))


def nudged(rng: random.Random, at: datetime.datetime) -> datetime.datetime:
    """The same time, or now and then a microsecond beside it."""
    return at + rng.choice((-1, 1)) * MICROSECOND if chance(rng, 0.08) else at
