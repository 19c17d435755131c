"""The raw tables of the specification: their columns in order, with the type of each."""

from dataclasses import dataclass

TEXT, NUMBER, WHOLE, BOOLEAN, TIME, JSON = "text", "number", "whole", "boolean", "time", "json"

_TYPES = {
    "duration_seconds": NUMBER, "amount": NUMBER, "value": NUMBER, "points": NUMBER, "age": NUMBER,
    "message_count": NUMBER, "minutes_attended": NUMBER, "employee_count": NUMBER, "annual_revenue": NUMBER,
    "expires_after_days": WHOLE, "is_valid": BOOLEAN, "is_won": BOOLEAN, "properties": JSON, "answers": JSON,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One raw table: which column is its id, which its time, and how its rows come again.

    `feed` marks the seven tables of interactions, `versioned` the three whose ids may hold several versions.
    """

    name: str
    columns: tuple[str, ...]
    id: str
    time: str
    feed: bool = False
    versioned: bool = False

    def type_of(self, column):
        """The type that the column's values are read as."""
        return TIME if column.endswith("_at") else _TYPES.get(column, TEXT)

    @property
    def remaining(self):
        """The columns that decide between two deliveries of one id after loaded_at and the time."""
        return tuple(column for column in self.columns if column not in (self.id, self.time))


def _table(name, columns, id, time, **kind):
    return Table(name, tuple(columns.split()), id, time, **kind)


TABLES = {
    table.name: table
    for table in (
        _table(
            "email_events",
            "event_id contact_id event campaign_id message_id link_url occurred_at",
            "event_id", "occurred_at", feed=True,
        ),
        _table(
            "web_events",
            "event_id contact_id event page_path duration_seconds amount properties occurred_at",
            "event_id", "occurred_at", feed=True,
        ),
        _table(
            "form_submissions",
            "submission_id contact_id form_id form_kind answers is_valid submitted_at",
            "submission_id", "submitted_at", feed=True,
        ),
        _table(
            "chat_conversations",
            "conversation_id contact_id chatbot_id platform answers message_count ended_at",
            "conversation_id", "ended_at", feed=True,
        ),
        _table(
            "calls",
            "call_id contact_id direction outcome duration_seconds started_at",
            "call_id", "started_at", feed=True,
        ),
        _table(
            "event_attendance",
            "attendance_id contact_id event_id status minutes_attended occurred_at",
            "attendance_id", "occurred_at", feed=True,
        ),
        _table(
            "crm_activities",
            "activity_id contact_id account_id opportunity_id activity subject_type subject_id value properties"
            " occurred_at",
            "activity_id", "occurred_at", feed=True,
        ),
        _table(
            "contacts",
            "contact_id account_id email job_title seniority country lifecycle_stage age properties created_at"
            " updated_at deleted_at",
            "contact_id", "updated_at", versioned=True,
        ),
        _table(
            "accounts",
            "account_id name industry employee_count annual_revenue country properties created_at updated_at"
            " deleted_at",
            "account_id", "updated_at", versioned=True,
        ),
        _table(
            "opportunities",
            "opportunity_id account_id contact_id name stage amount is_won properties created_at updated_at"
            " closed_at",
            "opportunity_id", "updated_at", versioned=True,
        ),
        _table(
            "contact_merges",
            "merged_contact_id surviving_contact_id merged_at",
            "merged_contact_id", "merged_at",
        ),
        _table("contact_erasures", "contact_id requested_at", "contact_id", "requested_at"),
        _table(
            "score_adjustments",
            "adjustment_id score_id entity_type entity_id operation points expires_after_days reason adjusted_at",
            "adjustment_id", "adjusted_at",
        ),
    )
}  # fmt: skip

ENTITY_TABLES = {"contact": "contacts", "account": "accounts", "opportunity": "opportunities"}
