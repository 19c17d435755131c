"""Suggest points from outcomes: `python -m lead_scoring.suggest`.

For each contact score a logistic regression asks how much more likely a conversion is with each rule held, all others
equal, and turns its weights into points of the current range. Reads the tables of `make outcomes`, writes no table.
Points are suggested only where the data suffice; whether they would have served better is tried on later dates.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy
from sklearn.linear_model import LogisticRegression

WITHIN = 1.959963984540054  # standard errors on either side of a weight that hold the true one 95 times of 100
ENOUGH = 10  # conversions wanted on either side of a rule, and for each rule of a score (Peduzzi et al. 1996)

RULES = """
    select
        backtest_rules.backtest_rule_key,
        backtest_rules.score_id,
        rules.rule_id,
        rules.rule_name,
        rules.points,
        rules.operation,
        backtest_rules.not_backtestable_because
    from intermediate.int_backtest_rules as backtest_rules
    inner join rulebook.rulebook_rules as rules on backtest_rules.rule_id = rules.rule_id
    order by backtest_rules.score_id, rules.rule_id
"""

# How often each rule was held at some dates, how often a conversion followed, and what its holders had of it.
HELD = """
    select
        awards.backtest_rule_key,
        count(*),
        count(contacts.converted_at),
        avg(awards.points)
    from intermediate.int_backtest_awards as awards
    inner join intermediate.int_backtest_contacts as contacts
        on awards.backtest_date = contacts.backtest_date and awards.contact_key = contacts.contact_key
    where list_contains($dates, awards.backtest_date)
    group by awards.backtest_rule_key
"""

# Contacts who held the same of a score's rules on a date are one row: the regression needs no more.
PATTERNS = """
    with held as (
        select
            awards.backtest_date,
            awards.contact_key,
            bitstring_agg(places.place, 0, {last}) as pattern
        from intermediate.int_backtest_awards as awards
        inner join (select unnest($keys) as backtest_rule_key, unnest(range(len($keys))) as place) as places
            on awards.backtest_rule_key = places.backtest_rule_key
        where list_contains($dates, awards.backtest_date)
        group by awards.backtest_date, awards.contact_key
    )

    select
        contacts.backtest_date,
        coalesce(cast(held.pattern as varchar), repeat('0', len($keys))) as pattern,
        count(*),
        count(contacts.converted_at)
    from intermediate.int_backtest_contacts as contacts
    left join held on contacts.backtest_date = held.backtest_date and contacts.contact_key = held.contact_key
    where list_contains($dates, contacts.backtest_date)
    group by contacts.backtest_date, pattern
    order by contacts.backtest_date, pattern
"""

# What everybody's points would be if each rule gave so many times its points, within the limits of groups and score.
REWEIGHTED = """
    with weights as (
        select
            unnest($keys) as backtest_rule_key,
            unnest($factors) as factor
    ),

    group_totals as (
        select
            awards.backtest_date,
            awards.contact_key,
            greatest(least(
                sum(awards.points * coalesce(weights.factor, 1)), max(groups.max_points)
            ), max(groups.min_points)) as points
        from intermediate.int_backtest_awards as awards
        inner join intermediate.int_backtest_rules as backtest_rules
            on awards.backtest_rule_key = backtest_rules.backtest_rule_key
        left join weights on awards.backtest_rule_key = weights.backtest_rule_key
        left join rulebook.rulebook_rules as rules on backtest_rules.rule_id = rules.rule_id
        left join rulebook.rulebook_groups as groups
            on rules.score_id = groups.score_id and rules.rule_group = groups.rule_group
        where backtest_rules.score_id = $score_id and list_contains($dates, awards.backtest_date)
        group by awards.backtest_date, awards.contact_key, groups.rule_group
    ),

    totals as (
        select
            backtest_date,
            contact_key,
            sum(points) as points
        from group_totals
        group by backtest_date, contact_key
    )

    select
        contacts.backtest_date,
        round(greatest(least(coalesce(totals.points, 0), scores.max_points), scores.min_points), 2) as points,
        count(*),
        count(contacts.converted_at)
    from intermediate.int_backtest_contacts as contacts
    inner join rulebook.rulebook_scores as scores on scores.score_id = $score_id
    left join totals
        on contacts.backtest_date = totals.backtest_date and contacts.contact_key = totals.contact_key
    where list_contains($dates, contacts.backtest_date)
    group by contacts.backtest_date, 2
    order by contacts.backtest_date, 2
"""

DATES = """
    select backtest_date, window_end_at from backtest_dates
    where backtest_date in (select backtest_date from intermediate.int_backtest_contacts)
    order by backtest_date
"""


@dataclass
class Rule:
    """A rule of a contact score, how it fared within some dates, and what is suggested (None: keep it)."""

    key: int
    score_id: str
    rule_id: str
    rule_name: str | None
    points: Decimal
    note: str
    is_past_unknown: bool
    held: int = 0
    conversions: int = 0
    average: float = 0.0
    weight: float | None = None
    error: float | None = None
    suggested: Decimal | None = None


@dataclass
class Trial:
    """The points fitted on earlier dates, tried on later ones; auc_* are None where no pair could be compared."""

    dates: Sequence[Any]
    fitted: bool
    conversions: int
    auc_now: float | None
    auc_suggested: float | None


@dataclass
class Suggestion:
    """All rules of a score with what is suggested, from all dates, and the trial on unseen ones."""

    score_id: str
    dates: Sequence[Any]
    contacts: int
    conversions: int
    rules: list[Rule]
    trial: Trial | None


def suggest(connection: duckdb.DuckDBPyConnection, test_from: str | None = None) -> list[Suggestion]:
    """A Suggestion for each contact score. test_from: the first date to try the points on, else the last third."""
    found = connection.execute(DATES).fetchall()
    dates = [day for day, _ in found]
    if not dates:
        return []
    tested = [day for day in dates if str(day) >= test_from] if test_from else dates[-(len(dates) // 3) :]
    tested = tested if len(dates) >= 3 or test_from else []
    earlier = [day for day, window_end_at in found if tested and window_end_at.date() <= tested[0]]
    score_ids = sorted({rule.score_id for rule in read_rules(connection, dates)})
    return [_of_score(connection, score_id, dates, earlier, tested) for score_id in score_ids]


def read_rules(connection: duckdb.DuckDBPyConnection, dates: Sequence[Any]) -> list[Rule]:
    """Rules as they fared within the dates, with a note where no points can be suggested whatever the data."""
    held = {key: rest for key, *rest in connection.execute(HELD, {"dates": list(dates)}).fetchall()}
    rules = []
    for key, score_id, rule_id, name, points, operation, reason in connection.execute(RULES).fetchall():
        note = "sets, does not add" if operation == "set" else "gives no points" if points == 0 else ""
        figures = held.get(key, ())
        rules.append(Rule(key, score_id, rule_id, name, points, reason or note, reason is not None, *figures))
    return rules


def _of_score(
    connection: duckdb.DuckDBPyConnection,
    score_id: str,
    dates: Sequence[Any],
    earlier: Sequence[Any],
    tested: Sequence[Any],
) -> Suggestion:
    """What all dates suggest for a score, and how what the earlier ones suggest does on the tested ones."""
    rules, contacts, conversions = fit(connection, score_id, dates)
    trial = _try(connection, score_id, earlier, tested) if earlier and tested else None
    return Suggestion(score_id, dates, contacts, conversions, rules, trial)


def fit(connection: duckdb.DuckDBPyConnection, score_id: str, dates: Sequence[Any]) -> tuple[list[Rule], int, int]:
    """The rules of a score with suggested points from some dates; contacts and conversions looked at."""
    rules = [rule for rule in read_rules(connection, dates) if rule.score_id == score_id]
    contacts, conversions = _population(connection, dates)
    able = _with_enough_data(rules, conversions)
    if able:
        weights, errors = _weights(connection, able, dates)
        # What holding everything is worth stays what it is.
        scale = sum(abs(rule.average) for rule in able) / (sum(abs(weight) for weight in weights) or 1)
        places = Decimal(1) if all(rule.points % 1 == 0 for rule in rules) else Decimal("0.01")
        for rule, weight, error in zip(able, weights, errors, strict=True):
            rule.weight, rule.error = weight, error
            if abs(weight) < WITHIN * error:
                low, high = weight - WITHIN * error, weight + WITHIN * error
                rule.note = f"may be chance: log-odds from {low:+.2f} to {high:+.2f}"
            # The weight is of holding the rule; its points are of an award, of which a holder has several, or a part.
            points = Decimal(weight * scale / rule.average) * rule.points
            rule.suggested = points.quantize(places, ROUND_HALF_UP) + 0
    return rules, contacts, conversions


def _population(connection: duckdb.DuckDBPyConnection, dates: Sequence[Any]) -> tuple[int, int]:
    """Contacts (each once a date) and conversions of some dates."""
    sql = """
        select count(*), count(converted_at) from intermediate.int_backtest_contacts
        where list_contains($dates, backtest_date)
    """
    return connection.execute(sql, {"dates": list(dates)}).fetchall()[0]


def _with_enough_data(rules: Sequence[Rule], conversions: int) -> list[Rule]:
    """The rules for which points can be suggested; the others get a note."""
    able = []
    for rule in rules:
        if rule.note:
            continue
        if min(rule.conversions, conversions - rule.conversions) < ENOUGH:
            rule.note = (
                f"too few data: {rule.conversions} conversions with it, {conversions - rule.conversions} without"
            )
        elif not rule.average:
            rule.note = "its holders had no points of it"
        else:
            able.append(rule)
    if conversions < ENOUGH * len(able):
        for rule in able:
            rule.note = f"too few data: {conversions} conversions for {len(able)} rules"
        return []
    return able


def _weights(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], dates: Sequence[Any]
) -> tuple[list[float], list[float]]:
    """Log-odds of holding each rule and their standard errors, by logistic regression with an intercept each date."""
    parameters = {"keys": [rule.key for rule in rules], "dates": list(dates)}
    found = connection.execute(PATTERNS.format(last=len(rules) - 1), parameters).fetchall()
    held = numpy.array([[letter == "1" for letter in pattern] for _, pattern, _, _ in found], dtype=float)
    on_date = numpy.array([[day == other for other in dates[1:]] for day, *_ in found], dtype=float)
    contacts, conversions = (numpy.array([row[place] for row in found]) for place in (2, 3))
    features = numpy.hstack([held, on_date])
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10, max_iter=1000)
    model.fit(
        numpy.vstack([features, features]),
        numpy.repeat([1, 0], len(found)),
        sample_weight=numpy.concatenate([conversions, contacts - conversions]),
    )
    weights, errors = model.coef_[0], _errors(features, contacts, model)
    return weights[: len(rules)].tolist(), errors[: len(rules)].tolist()


def _errors(features: Any, contacts: Any, model: LogisticRegression) -> Any:
    """Standard errors of a model's weights, from the curvature of what it minimised."""
    design = numpy.hstack([features, numpy.ones((len(features), 1))])
    chances = model.predict_proba(features)[:, 1]
    penalty = numpy.diag([1 / model.C] * features.shape[1] + [0])
    curvature = design.T @ (design * (contacts * chances * (1 - chances))[:, None]) + penalty
    return numpy.sqrt(numpy.diag(numpy.linalg.inv(curvature)))


# The trial


def _try(connection: duckdb.DuckDBPyConnection, score_id: str, earlier: Sequence[Any], tested: Sequence[Any]) -> Trial:
    """Current and suggested points on dates that the suggestion has not seen."""
    rules, _, _ = fit(connection, score_id, earlier)
    able = [rule for rule in rules if rule.suggested is not None]
    _, conversions = _population(connection, tested)
    return Trial(
        dates=tested,
        fitted=bool(able),
        conversions=conversions,
        auc_now=auc(_reweighted(connection, score_id, [], tested)),
        auc_suggested=auc(_reweighted(connection, score_id, able, tested)) if able else None,
    )


def _reweighted(
    connection: duckdb.DuckDBPyConnection, score_id: str, rules: Sequence[Rule], dates: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """(date, points, contacts, conversions) as if these rules gave their suggested points."""
    parameters = {
        "score_id": score_id,
        "keys": [rule.key for rule in rules],
        "factors": [float(rule.suggested / rule.points) for rule in rules],
        "dates": list(dates),
    }
    return connection.execute(REWEIGHTED, parameters).fetchall()


def auc(rows: Iterable[tuple[Any, Any, int, int]]) -> float | None:
    """Area under the ROC curve from (date, points, contacts, conversions): over all pairs of one date, ties half."""
    by_date: dict[Any, list[tuple[Any, int, int]]] = {}
    for day, points, contacts, conversions in rows:
        by_date.setdefault(day, []).append((points, contacts - conversions, conversions))
    won = pairs = 0.0
    for group in by_date.values():
        beaten = 0
        for _, others, conversions in sorted(group):
            won += conversions * (beaten + others / 2)
            beaten += others
        pairs += beaten * sum(conversions for _, _, conversions in group)
    return won / pairs if pairs else None


# Telling


def as_text(suggestion: Suggestion) -> str:
    """A score's table, and what the trial said."""
    head = (
        f"{suggestion.score_id}: {suggestion.conversions:,} conversions, {len(suggestion.dates)} dates from "
        f"{suggestion.dates[0]} to {suggestion.dates[-1]}, {suggestion.contacts:,} times a contact was looked at"
    )
    rows = [("rule", "points", "suggested", "held", "conversions", "log-odds", "")]
    for rule in suggestion.rules:
        turned = rule.suggested is not None and rule.suggested * rule.points < 0
        rows.append((
            rule.rule_id,
            _number(rule.points),
            "" if rule.suggested is None else _number(rule.suggested),
            f"{rule.held:,}",
            f"{rule.conversions:,}",
            "" if rule.weight is None else f"{rule.weight:+.2f}",
            rule.note or ("changes sign: see docs/outcomes.md" if turned else ""),
        ))  # fmt: skip
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  " + "  ".join(_aligned(row, widths)).rstrip() for row in rows]
    return "\n".join([head, *lines, "  " + _verdict(suggestion), ""])


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Names and notes to the left, numbers to the right."""
    last = len(row) - 1
    return [
        cell.ljust(width) if place in (0, last) else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _number(points: Decimal) -> str:
    """Points without trailing zeros."""
    return f"{points:f}".rstrip("0").rstrip(".") if points % 1 else f"{points:.0f}"


def _verdict(suggestion: Suggestion) -> str:
    """What points fitted on earlier dates did on later ones."""
    trial = suggestion.trial
    if all(rule.is_past_unknown for rule in suggestion.rules):
        return "Nothing of this score can be looked back at."
    if trial is None:
        return "Not tried on unseen dates: there are too few."
    dates = f"{trial.dates[0]} to {trial.dates[-1]} ({trial.conversions:,} conversions)"
    now = "none" if trial.auc_now is None else f"{trial.auc_now:.3f}"
    if not trial.fitted:
        return f"AUC on {dates}: {now} with the current points; the dates before have too few data for a suggestion."
    then = "none" if trial.auc_suggested is None else f"{trial.auc_suggested:.3f}"
    few = f" Fewer than {5 * ENOUGH} conversions: take it as a hint." if trial.conversions < 5 * ENOUGH else ""
    return f"AUC on {dates}, unseen: {now} with the current points, {then} with points fitted on the dates before.{few}"


def write(file: Path, suggestions: Iterable[Suggestion]) -> None:
    """The tables of all scores as one CSV."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(
            ["score_id", "rule_id", "rule_name", "points", "suggested_points", "contact_dates_with", "conversions_with"]
            + ["log_odds", "note"]
        )
        for suggestion in suggestions:
            for rule in suggestion.rules:
                weight = "" if rule.weight is None else f"{rule.weight:.6f}"
                counts = [rule.held, rule.conversions, weight, rule.note]
                writer.writerow([rule.score_id, rule.rule_id, rule.rule_name, rule.points, rule.suggested, *counts])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the suggestions for all contact scores. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.suggest", description=__doc__.splitlines()[0])
    database = os.environ.get("LEAD_SCORING_DUCKDB_PATH", "lead_scoring.duckdb")
    parser.add_argument("--database", type=Path, default=Path(database), help="the warehouse, after `make outcomes`")
    parser.add_argument("--output", type=Path, help="also write the tables into this CSV")
    parser.add_argument("--test-from", metavar="DATE", help="try on dates from here on (default: their last third)")
    options = parser.parse_args(arguments)
    try:
        with duckdb.connect(str(options.database), read_only=True) as connection:
            connection.execute("set timezone = 'UTC'")
            suggestions = suggest(connection, options.test_from)
    except (duckdb.CatalogException, duckdb.IOException) as error:
        print(f"{options.database} cannot be read, or has no outcome marts: run `make outcomes`. {error}")
        return 1
    for suggestion in suggestions:
        print(as_text(suggestion))
    if not suggestions:
        print(
            "No contact was looked at from a date whose window is over: nothing to learn from yet (see backtest_dates)."
        )
    elif options.output:
        write(options.output, suggestions)
        print(f"Written to {options.output}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
