"""Who is who at which instant: merges, versions, membership, and for whom an interaction counts."""

from bisect import bisect_right

from . import values
from .schema import BOOLEAN, ENTITY_TABLES, NUMBER, TABLES, TIME

_FIELDS = {
    name: {column for column in TABLES[name].columns if TABLES[name].type_of(column) != TIME} - {"properties"}
    for name in ENTITY_TABLES.values()
}


class Timeline:
    """The versions of one entity, in order of updated_at."""

    def __init__(self, versions):
        self.versions = sorted(versions, key=lambda version: version.row.time)
        self.starts = [version.row.time for version in self.versions]

    def at(self, instant):
        """The version that held at the instant; the first one also for all time before it."""
        return self.versions[max(bisect_right(self.starts, instant) - 1, 0)]

    @property
    def latest(self):
        """The version with the greatest updated_at."""
        return self.versions[-1]

    @property
    def created_at(self):
        """created_at of the latest version, else the first updated_at."""
        return self.latest["created_at"] or self.starts[0]


class Version:
    """A standing row of contacts, accounts or opportunities, with what conditions may ask of it."""

    def __init__(self, row, survivor):
        self.row = row
        self.contact_id = survivor(row.values.get("contact_id"))
        self._texts = {}

    def __getitem__(self, column):
        """The value of a column, contact_id being the survivor."""
        return self.contact_id if column == "contact_id" else self.row[column]

    def text(self, name):
        """The column or property of that name as text, None where it is not set. Times are no columns here."""
        if name not in self._texts:
            self._texts[name] = self._text(name)
        return self._texts[name]

    def _text(self, name):
        if name not in _FIELDS[self.row.table.name]:
            fragment = self.row.members.get(name)
            return None if fragment is None else values.json_text(fragment)
        value = self[name]
        kind = self.row.table.type_of(name)
        if value is None:
            return None
        if kind == NUMBER:
            return values.number_text(value)
        return ("true" if value else "false") if kind == BOOLEAN else value


class People:
    """Merges and versions of a landing zone's standing rows."""

    def __init__(self, standing):
        merges = standing.get("contact_merges", [])
        self._merged_into = {
            row.id: row["surviving_contact_id"] for row in merges if row["surviving_contact_id"] not in (None, row.id)
        }
        self.named_by_merged = {
            row["account_id"] for row in standing.get("contacts", []) if row.id in self._merged_into
        } - {None}
        self.timelines = {
            entity_type: self._timelines(standing.get(table, []), table == "contacts")
            for entity_type, table in ENTITY_TABLES.items()
        }
        self._opportunities_of = {}
        for opportunity_id, timeline in self.timelines["opportunity"].items():
            for version in timeline.versions:
                self._opportunities_of.setdefault(version.contact_id, set()).add(opportunity_id)

    def _timelines(self, rows, are_contacts):
        versions = {}
        for row in rows:
            if not (are_contacts and row.id in self._merged_into):
                survivor = (lambda own: own) if are_contacts else self.survivor
                versions.setdefault(row.id, []).append(Version(row, survivor))
        return {entity_id: Timeline(found) for entity_id, found in versions.items()}

    def survivor(self, contact_id):
        """The contact that the id stands for after all merges. Landing has rejected the cycles."""
        while contact_id in self._merged_into:
            contact_id = self._merged_into[contact_id]
        return contact_id

    def timeline(self, entity_type, entity_id):
        """The entity's versions, or None where its raw table has none."""
        return self.timelines[entity_type].get(entity_id)

    def version(self, entity_type, entity_id, instant):
        """The version of the entity that held at the instant, or None."""
        timeline = self.timeline(entity_type, entity_id)
        return timeline.at(instant) if timeline else None

    def subject(self, entity_type, entity_id, subject, instant):
        """The version that conditions on `subject` ask, for an entity at an instant; None where there is none."""
        own = self.version(entity_type, entity_id, instant)
        if subject == entity_type or own is None:
            return own
        if subject == "account" and entity_type in ("contact", "opportunity"):
            return self.version("account", own["account_id"], instant)
        if subject == "contact" and entity_type == "opportunity":
            return self.version("contact", own["contact_id"], instant)
        return None

    def changes(self, entity_type, entity_id):
        """All instants at which what conditions ask of the entity may change, in order."""
        timeline = self.timeline(entity_type, entity_id)
        instants = set(timeline.starts)
        for version in timeline.versions:
            related = []
            if entity_type in ("contact", "opportunity"):
                related.append(self.timeline("account", version["account_id"]))
            if entity_type == "opportunity":
                related.append(self.timeline("contact", version["contact_id"]))
            for other in related:
                instants.update(other.starts if other else ())
        return sorted(instants)

    def reach(self, interaction):
        """The entities for which the interaction counts: (entity_type, entity_id)."""
        reached = []
        contact_id, instant = interaction.contact_id, interaction.occurred_at
        if contact_id is not None:
            reached.append(("contact", contact_id))
        account_id = interaction.account_id
        if account_id is None and contact_id is not None:
            held = self.version("contact", contact_id, instant)
            account_id = held and held["account_id"]
        if account_id is not None:
            reached.append(("account", account_id))
        if interaction.opportunity_id is not None:
            reached.append(("opportunity", interaction.opportunity_id))
        elif contact_id is not None:
            reached += [("opportunity", one) for one in self._opportunities_open_to(contact_id, instant)]
        return reached

    def _opportunities_open_to(self, contact_id, instant):
        for opportunity_id in sorted(self._opportunities_of.get(contact_id, ())):
            timeline = self.timeline("opportunity", opportunity_id)
            opened, closed = timeline.latest["created_at"], timeline.latest["closed_at"]
            is_open = (opened is None or opened <= instant) and (closed is None or instant < closed)
            if is_open and timeline.at(instant).contact_id == contact_id:
                yield opportunity_id

    def known(self, interactions, adjustments):
        """All known entities, as (entity_type, entity_id): by their own table, or named by a standing row."""
        found = {(kind, entity_id) for kind, timelines in self.timelines.items() for entity_id in timelines}
        found |= {("account", account_id) for account_id in self.named_by_merged}
        for interaction in interactions:
            found |= {
                ("contact", interaction.contact_id),
                ("account", interaction.account_id),
                ("opportunity", interaction.opportunity_id),
            }
        for kind in ("contact", "opportunity"):
            for timeline in self.timelines[kind].values():
                found |= {("account", version["account_id"]) for version in timeline.versions}
        for timeline in self.timelines["opportunity"].values():
            found |= {("contact", version["contact_id"]) for version in timeline.versions}
        found |= {self.adjusted(row) for row in adjustments}
        return {entity for entity in found if entity[1] is not None}

    def adjusted(self, adjustment):
        """The entity that an adjustment counts for: a merged contact's counts for the survivor."""
        kind, entity_id = adjustment["entity_type"], adjustment["entity_id"]
        return kind, self.survivor(entity_id) if kind == "contact" else entity_id

    def is_deleted(self, entity_type, entity_id, as_of):
        """Whether the latest version's deleted_at is not after as_of. Opportunities are never deleted."""
        timeline = self.timeline(entity_type, entity_id)
        if timeline is None or entity_type == "opportunity":
            return False
        deleted_at = timeline.latest["deleted_at"]
        return deleted_at is not None and deleted_at <= as_of
