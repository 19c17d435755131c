"""The figures of a preview as tables in words: the terminal and the page show the same ones."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lead_scoring.preview_figures import causes, is_moved, moved_scores, tier_matrix

WIDTH = 150  # where the output is no terminal


@dataclass
class Listing:
    """A table of text: a title, columns of words on the left and of numbers on the right, and the rows.

    Where room is short, the last column of words gives way: names stay whole.
    """

    title: str
    words: list[str]
    numbers: list[str] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)


def show(figures, console=None):
    """Print the figures: first what was edited, then what it would do."""
    if console is None:
        console = Console(highlight=False)
        console.width = console.width if console.is_terminal else WIDTH
    for line in [heading(figures), *notes(figures)]:
        console.print(Text(f"\n{line}"), soft_wrap=not console.is_terminal)
    matrices = [matrix(figures, score) for score in moved_scores(figures)]
    for listing in [
        changes(figures),
        scores(figures),
        *matrices,
        *people(figures),
        triggers(figures),
        segments(figures),
    ]:
        if listing.rows:
            console.print(Text(f"\n{listing.title}", style="bold"), printable(listing), sep="\n")
    console.print(Text(f"\n{verdict(figures)}"), soft_wrap=not console.is_terminal)


def printable(listing):
    """A listing as rich prints it."""
    table = Table()
    for place, name in enumerate(listing.words, start=1):
        table.add_column(Text(name), overflow="fold", no_wrap=place < len(listing.words))
    for name in listing.numbers:
        table.add_column(Text(name), overflow="fold", justify="right")
    for row in listing.rows:
        table.add_row(*map(Text, row))
    return table


# Sentences


def heading(figures):
    """What was compared with what."""
    as_of = figures["as_of"][0]["as_of"]
    return f"Preview of the rulebook in {figures['seeds']} on {figures['live']}, as of {as_of:%Y-%m-%d %H:%M:%S} UTC"


def notes(figures):
    """What to beware of, and why the preview computed what it did."""
    computed = [f"{row['reason']} ({number(row['entities'])})" for row in figures["build"] if row["entities"]]
    reasons = f"Scores were computed again because of: {', '.join(computed)}." if computed else ""
    return [*figures["notes"], *([reasons] if reasons else [])]


def verdict(figures):
    """All in a line."""
    if is_moved(figures):
        told = [
            f"{number(row['moved'])} of {number(row['entities'])} {row['score_id']}" for row in moved_scores(figures)
        ]
        return f"Scores that move: {', '.join(told) or 'none'}. Adopt it with make build."
    if figures["changes"]:
        return "Nobody moves: every score, tier, trigger and segment stays as it is."
    return "Nothing would change: this is the rulebook that was last built."


def number(value, signed=False):
    """A number for reading: thousands apart, no needless zeros; nothing for null."""
    if value is None:
        return ""
    text = f"{value:+,}" if signed else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def numbers(row, *names):
    """Several numbers of a row, for reading."""
    return tuple(number(row[name]) for name in names)


# Tables


def changes(figures):
    """Old and new cells of the rulebook."""
    rows = [(row["seed"], f"{row['row_id']}: {what_changed(row)}") for row in figures["changes"]]
    return Listing("What was edited", ["file", "row: what is different"], rows=rows)


def what_changed(row):
    """A cell before and after, or all cells of a row that came or went."""
    if row["change"] != "changed":
        return ", ".join(filter(None, [row["change"], row["cell_before"] or row["cell_after"]]))
    before, after = (row[f"cell_{side}"] or "(blank)" for side in ("before", "after"))
    return f"{row['column_name']} {before} → {after}"


def scores(figures):
    """A line for each score in which somebody moves."""
    counted = ["entities", "up", "down", "tier_changed", "average_before", "average_after"]
    rows = [(f"{row['score_id']} ({row['entity_type']})", *numbers(row, *counted)) for row in moved_scores(figures)]
    titles = ["all", "up", "down", "change tier", "average before", "after"]
    return Listing("Scores that move", ["score"], titles, rows)


def matrix(figures, score):
    """How many go from which tier to which: tiers before, down, by tiers after, across."""
    before, after, entities = tier_matrix(figures, score["score_id"])
    rows = [(tier, *(number(entities[tier, other]) for other in after)) for tier in before]
    title = f"{score['score_id']}: each {score['entity_type']} by tier before (down) and after (across)"
    return Listing(title, ["before"], [f"→ {tier}" for tier in after], rows)


def people(figures):
    """Who moves most in each score, and what moves them."""
    return [
        Listing(
            f"{score['score_id']}: who moves most, and the rules that move them",
            [score["entity_type"], "tier", "because of"],
            ["before", "after", "moves"],
            [person_line(figures, row) for row in figures["people"] if row["score_id"] == score["score_id"]],
        )
        for score in moved_scores(figures)
    ]


def person_line(figures, row):
    """Who, from which tier to which, why, and how far."""
    moves = number(row["points_moved"], signed=True)
    return row["entity_id"], tiers(row), because(figures, row), *numbers(row, "points_before", "points_after"), moves


def tiers(row):
    """The tier of a person, or both where it changes."""
    before, after = (tier(row, side) for side in ("before", "after"))
    return after if before == after else f"{before} → {after}"


def tier(row, side):
    """The tier on one side, in the words of the matrix."""
    return "not scored" if row[f"points_{side}"] is None else row[f"tier_{side}"] or "no tier"


def because(figures, row):
    """The causes of a move with their points."""
    return ", ".join(f"{cause} {number(points, signed=True)}" for cause, points in causes(figures, row))


def triggers(figures):
    """The triggers that would fire otherwise than they did."""
    counted = ["fired_before", "fired_after", "new_firings", "gone_firings"]
    rows = [
        (row["trigger_id"], row["action"] or "", *numbers(row, *counted))
        for row in figures["triggers"]
        if row["new_firings"] or row["gone_firings"]
    ]
    titles = ["before", "after", "would fire", "gone"]
    return Listing("Triggers that fire otherwise, by firings", ["trigger", "action"], titles, rows)


def segments(figures):
    """The segments that contacts enter or leave."""
    rows = [
        (row["segment"], *numbers(row, "contacts_before", "contacts_after", "entered", "left_it"))
        for row in figures["segments"]
        if row["entered"] or row["left_it"]
    ]
    titles = ["contacts before", "after", "enter", "leave"]
    return Listing("Segments that grow or shrink", ["segment"], titles, rows)
