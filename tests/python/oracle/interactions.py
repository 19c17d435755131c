"""The seven feeds as one kind of thing: interactions, with what conditions may ask of them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from . import values
from .schema import TABLES


@dataclass
class Interaction:
    """One standing row of a feed. properties: JSON text as the mart shows it; members: key -> JSON of the value.

    event_type and channel are None where event_types does not list the event name.
    """

    source: str
    event_name: str
    interaction_id: str
    contact_id: str | None
    account_id: str | None
    opportunity_id: str | None
    occurred_at: datetime
    loaded_at: datetime
    target_type: str | None = None
    target_id: str | None = None
    value: Decimal | None = None
    properties: str | None = None
    members: dict = field(default_factory=dict)
    event_type: str | None = None
    channel: str | None = None

    def __post_init__(self):
        """Keep the order and the texts that rules ask for again and again."""
        self.order = (self.occurred_at, self.interaction_id)
        self._texts = {
            "source": self.source,
            "event_name": self.event_name,
            "channel": self.channel,
            "target_type": self.target_type,
            "target_id": self.target_id,
            "value": None if self.value is None else values.number_text(self.value),
        }

    def text(self, name):
        """The field or property of that name as text, None where it is not set."""
        if name not in self._texts:
            fragment = self.members.get(name)
            self._texts[name] = None if fragment is None else values.json_text(fragment)
        return self._texts[name]


def normalise(standing, event_types, survivor, decided):
    """All interactions of the standing rows, under the surviving contact's id."""
    found = []
    for name, table in TABLES.items():
        if table.feed:
            found += [_interaction(row, event_types, survivor, decided) for row in standing.get(name, [])]
    return found


def _interaction(row, event_types, survivor, decided):
    source = row.table.name
    event_name, own = _OF_FEED[source](row)
    event_type, channel = event_types.get((source, event_name), (None, None))
    contact_id = survivor(row["contact_id"])
    decided["merge"] += contact_id != row["contact_id"]
    decided["unmapped"] += event_type is None
    return Interaction(
        source=source,
        event_name=event_name,
        interaction_id=f"{source}:{row.id}",
        contact_id=contact_id,
        account_id=row.values.get("account_id"),
        opportunity_id=row.values.get("opportunity_id"),
        occurred_at=row.time,
        loaded_at=row["loaded_at"],
        event_type=event_type,
        channel=channel,
        **own,
    )


def _email(row):
    members = _members(message_id=row["message_id"], link_url=row["link_url"])
    return row["event"], {
        "target_type": "campaign",
        "target_id": row["campaign_id"],
        "properties": _written(members),
        "members": members,
    }


def _web(row):
    return row["event"], {
        "target_type": "page",
        "target_id": page(row["page_path"]),
        "value": row["duration_seconds"] if row["amount"] is None else row["amount"],
        "properties": row["properties"],
        "members": row.members,
    }


def _form(row):
    ending = "_invalid" if row["is_valid"] is False else "_submitted"
    given = [answer for answer in row.members.values() if values.json_text(answer) is not None]
    return row["form_kind"] + ending, {
        "target_type": row["form_kind"],
        "target_id": row["form_id"],
        "value": Decimal(len(given)),
        "properties": row["answers"],
        "members": row.members,
    }


def _chat(row):
    members = row.members | _members(platform=row["platform"])
    return "conversation_ended", {
        "target_type": "chatbot",
        "target_id": row["chatbot_id"],
        "value": row["message_count"],
        "properties": _written(members) if row["platform"] else row["answers"],
        "members": members,
    }


def _call(row):
    own = {"target_type": "call", "target_id": row["direction"], "value": row["duration_seconds"]}
    return "call_" + row["outcome"], own


def _attendance(row):
    own = {"target_type": "event", "target_id": row["event_id"], "value": row["minutes_attended"]}
    return "event_" + row["status"], own


def _activity(row):
    return row["activity"], {
        "target_type": row["subject_type"],
        "target_id": row["subject_id"],
        "value": row["value"],
        "properties": row["properties"],
        "members": row.members,
    }


_OF_FEED = {
    "email_events": _email,
    "web_events": _web,
    "form_submissions": _form,
    "chat_conversations": _chat,
    "calls": _call,
    "event_attendance": _attendance,
    "crm_activities": _activity,
}


def page(path):
    """A page path in lower case without query, fragment and trailing slashes; the root stays `/`."""
    if path is None:
        return None
    bare = values.lower(path.split("?")[0].split("#")[0])
    return values.text(bare.rstrip("/") or ("/" if bare else None))


def _members(**columns):
    return {name: json.dumps(text, ensure_ascii=False) for name, text in columns.items() if text is not None}


def _written(members):
    if not members:
        return None
    parts = (f"{json.dumps(name, ensure_ascii=False)}:{fragment}" for name, fragment in members.items())
    return "{" + ",".join(parts) + "}"
