"""The figures of a preview as one HTML page with its charts in it: nothing is loaded from anywhere."""

from pathlib import Path

import jinja2
import vl_convert
from markupsafe import Markup

from lead_scoring import preview_report as report
from lead_scoring.preview_figures import moved_scores, tier_matrix

TEMPLATES = Path(__file__).resolve().parent / "templates"
BEFORE, AFTER = "#aab4c3", "#2563eb"
AXIS = {"titleFontWeight": "normal", "titleColor": "#6b7280", "labelColor": "#6b7280", "gridColor": "#eef0f3"}


def page(figures):
    """The page as text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    sections = [*report.people(figures), report.triggers(figures), report.segments(figures)]
    return environment.get_template("preview.html").render(
        heading=report.heading(figures),
        verdict=report.verdict(figures),
        notes=report.notes(figures),
        changes=report.changes(figures),
        overview=report.scores(figures),
        scores=[score_section(figures, score) for score in moved_scores(figures)],
        sections=sections,
    )


def score_section(figures, score):
    """What the page shows of one score: its matrix with shades, and its distribution as a drawing."""
    before, after, entities = tier_matrix(figures, score["score_id"])
    lines = [{"tier": tier, "cells": [matrix_cell(entities, tier, other, after) for other in after]} for tier in before]
    svg = vl_convert.vegalite_to_svg(distribution_chart(figures, score["score_id"]))
    return score | {"tiers": after, "lines": lines, "chart": Markup(svg)}


def matrix_cell(entities, tier, other, after):
    """A cell of the matrix: its number, whether it stays, and how dark it is by its share of the row."""
    count, row = entities[tier, other], sum(entities[tier, to] for to in after)
    return {"count": report.number(count), "stays": tier == other, "shade": 0.1 + 0.4 * count / row if count else 0}


def distribution_chart(figures, score_id):
    """Entities by points before and after as a Vega-Lite chart, with the line where each tier begins."""
    steps = [row for row in figures["distribution"] if row["score_id"] == score_id]
    bars = []
    for row in steps:
        # Side by side in the middle four fifths of the step.
        edges = [row["from_points"] + row["step"] * share for share in (0.1, 0.5, 0.9)]
        for side, start, end in (("before", *edges[:2]), ("after", *edges[1:])):
            bars.append({"side": side, "from": start, "to": end, "entities": row[f"entities_{side}"]})
    tiers = [
        {"tier": row["tier"], "from": float(row["from_points"])}
        for row in figures["tiers"]
        if (row["side"], row["score_id"]) == ("after", score_id) and row["from_points"] is not None
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 560,
        "height": 190,
        "background": None,
        "layer": [
            bars_of(bars, [steps[0]["from_points"], steps[-1]["from_points"] + steps[-1]["step"]]),
            *lines_of(tiers),
        ],
        "config": {"view": {"stroke": None}, "font": "system-ui, sans-serif", "axis": AXIS},
    }


def bars_of(bars, span):
    """Two bars for each step of points, before on the left and after on the right of it."""
    points = {"title": "points", "scale": {"domain": span, "nice": False}}
    colours = {"domain": ["before", "after"], "range": [BEFORE, AFTER]}
    return {
        "data": {"values": bars},
        "mark": {"type": "bar", "strokeWidth": 0},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", **points},
            "x2": {"field": "to"},
            # Most entities are often at rest: by the square root the others can still be seen.
            "y": {
                "field": "entities",
                "type": "quantitative",
                "title": "entities (root scale)",
                "scale": {"type": "sqrt"},
            },
            "y2": {"datum": 0},
            "color": {"field": "side", "type": "nominal", "title": None, "scale": colours, "legend": {"orient": "top"}},
        },
    }


def lines_of(tiers):
    """A line where each tier but the lowest begins, with its name."""
    place = {"field": "from", "type": "quantitative"}
    text = {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": "#6b7280"}
    return [
        {
            "data": {"values": tiers},
            "mark": {"type": "rule", "strokeDash": [3, 3], "color": "#6b7280"},
            "encoding": {"x": place},
        },
        {
            "data": {"values": tiers},
            "mark": text,
            "encoding": {"x": place, "y": {"value": 6}, "text": {"field": "tier"}},
        },
    ]
