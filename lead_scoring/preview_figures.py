"""In what two warehouse files differ, worked out in SQL: rules, scores, tiers, people, triggers and segments."""

from pathlib import Path

import jinja2

from lead_scoring.check import read_rules
from lead_scoring.seed_files import OPTIONAL
from lead_scoring.warehouse_file import identifier, quoted

SQL = Path(__file__).resolve().parent / "sql" / "preview"
# What is looked at, by schema.
RELATIONS = {
    "main": ["entity_scores", "score_breakdown", "score_trigger_firings", "contact_segments", "build_runs"],
    "rulebook": ["rulebook_tiers", "rulebook_triggers", "rulebook_segments"],
    "intermediate": ["int_as_of"],
}
# Queries, each in a file of its name. The figures read the tables that the steps make.
STEPS = ["moves", "movers"]
FIGURES = ["as_of", "build", "scores", "tier_matrix", "tiers", "distribution", "people", "people_rules", "triggers"]
FIGURES += ["segments"]
# The one seed without a key: what names a condition among those of its rule.
KEYS = {"score_rule_conditions": ["rule_id", "any_group", "subject", "field", "operator"]}


def compared(connection, live, copy, people):
    """The figures of an attached warehouse and of its copy, with `people` of each score by name: name -> rows."""
    connection.execute(f"attach {quoted(copy)} as {identifier(copy.stem)} (read_only)")
    connection.execute("use memory")
    connection.execute("begin")  # one instant for both, also where now is the clock
    connection.execute(f"set variable people = {int(people)}")
    for side, warehouse in (("before", live), ("after", copy.stem)):
        make_views(connection, side, warehouse)
    for name in STEPS:
        connection.execute(read_sql(name))
    figures = {name: rows(connection, read_sql(name)) for name in FIGURES}
    figures["changes"] = [change for seed in seeds() for change in changes(connection, seed)]
    connection.execute("commit")
    return figures


def make_views(connection, side, warehouse):
    """The schema of one side, `before` or `after`, with views on its warehouse."""
    connection.execute(f"create schema {side}")
    for schema, names in RELATIONS.items():
        for name in names:
            connection.execute(f"create view {side}.{name} as from {identifier(warehouse, schema, name)}")
    # The seeds as the last whole build took them; the column `comment` may be there or not.
    for seed in seeds():
        no_rows = f"select null::varchar as {OPTIONAL} where false"
        built = f"select * from {identifier(warehouse, 'checkpoint', seed)} union all by name {no_rows}"
        connection.execute(f"create view {side}.{seed} as {built}")


def seeds():
    """The nine seeds: name -> what is known of their columns."""
    return read_rules()["seeds"]


def changes(connection, seed):
    """The rows and cells in which one seed differs."""
    known = seeds()[seed]
    columns = [*known["columns"], OPTIONAL]
    template = jinja2.Template(read_sql("changes"), undefined=jinja2.StrictUndefined)
    return rows(connection, template.render(seed=seed, columns=columns, key=known.get("unique") or KEYS[seed]))


def tier_matrix(figures, score_id):
    """The tiers before, the tiers after, and for each pair of them the entities that go from the one to the other."""
    pairs = [row for row in figures["tier_matrix"] if row["score_id"] == score_id]
    sides = []
    for side in ("before", "after"):
        tiers = [row["tier"] for row in figures["tiers"] if (row["side"], row["score_id"]) == (side, score_id)]
        others = {row[f"tier_{side}"] for row in pairs} - set(tiers)
        sides.append([*tiers, *sorted(others)])
    counted = {(row["tier_before"], row["tier_after"]): row["entities"] for row in pairs}
    return *sides, {(one, other): counted.get((one, other), 0) for one in sides[0] for other in sides[1]}


def moved_scores(figures):
    """The scores in which somebody moves."""
    return [row for row in figures["scores"] if row["moved"] or row["tier_changed"]]


def causes(figures, person):
    """What moves a person: (rule or other cause, points) pairs, the strongest first, the limits last."""
    key = (person["score_id"], person["entity_id"])
    return [
        (row["cause"], row["points_moved"])
        for row in figures["people_rules"]
        if (row["score_id"], row["entity_id"]) == key
    ]


def read_sql(name):
    """A query of the preview."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def rows(connection, sql):
    """The rows of a query as dicts."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def is_moved(figures):
    """Whether the edited rulebook changes what anybody sees of people: scores, tiers, firings or segments."""
    return (
        any(row["moved"] or row["tier_changed"] for row in figures["scores"])
        or any(row["new_firings"] or row["gone_firings"] for row in figures["triggers"])
        or any(row["entered"] or row["left_it"] for row in figures["segments"])
    )
