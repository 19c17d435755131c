"""`make suggest`: points from outcomes, on a company of which it is known what makes people convert."""

from __future__ import annotations

import csv
import datetime
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pytest
from sklearn.linear_model import LogisticRegression

from harness import Warehouse
from lead_scoring import suggest
from lead_scoring.suggest import Suggestion

VARS = {"as_of": "2026-09-01"}
PEOPLE = 1200
# What each kind of event really adds to the log-odds of a conversion in a month, how many have it, and its points now.
TRUTH = {
    "demo": (2.0, 0.3, Decimal(5)),
    "page": (1.0, 0.5, Decimal(5)),
    "mail": (0.0, 0.5, Decimal(20)),
    "complaint": (-1.5, 0.3, Decimal(-5)),
    "rare": (1.0, 0.01, Decimal(5)),
}


def _raw() -> dict[str, list[dict[str, Any]]]:
    """Events of January, a page one to three times; conversions of the months from February to August."""
    rng = random.Random(11)
    rows = []

    def add(contact: str, event: str, at: datetime.datetime) -> None:
        rows.append({"event_id": f"e{len(rows)}", "contact_id": contact, "event": event, "occurred_at": at})
        rows[-1]["loaded_at"] = at

    for number in range(PEOPLE):
        contact = f"c{number}"
        add(contact, "registered", datetime.datetime(2026, 1, 2))
        odds = -4.0
        for event, (weight, share, _) in TRUTH.items():
            if rng.random() < share:
                odds += weight
                for _ in range(rng.randint(1, 3) if event == "page" else 1):
                    add(contact, event, datetime.datetime(2026, 1, rng.randint(3, 31), rng.randint(0, 23)))
        for month in range(2, 9):
            if rng.random() < 1 / (1 + math.exp(-odds)):
                add(contact, "bought", datetime.datetime(2026, month, rng.randint(1, 28)))
    add("c0", "registered", datetime.datetime(2026, 8, 31))
    return {"web_events": rows}


def _seeds(points: dict[str, Decimal]) -> dict[str, list[dict[str, Any]]]:
    """One score of these rules, two of them in a group with a limit, and one that sets."""
    given = {"score_id": "s", "is_active": "true", "rule_type": "interaction", "operation": "add"}
    rules = [
        {"rule_id": event, "rule_name": event, "event_type": event, "points": worth, **given}
        for event, worth in points.items()
    ]
    reset = {"rule_id": "reset", "rule_name": "reset", "event_type": "left", "points": 0, **given, "operation": "set"}
    for rule in rules:
        rule["rule_group"] = "web" if rule["rule_id"] in ("demo", "page") else ""
    names = [*TRUTH, "bought", "registered", "left"]
    return {
        "scores": [
            {"score_id": "s", "score_name": "s", "entity_type": "contact", "is_active": "true", "max_points": 60}
        ],
        "score_rules": [*rules, reset],
        "score_rule_groups": [{"rule_group": "web", "score_id": "s", "max_points": 12}],
        "event_types": [
            {"source": "web_events", "event_name": name, "event_type": name, "channel": "web"}
            | {"is_conversion": str(name == "bought").lower()}
            for name in names
        ],
    }


@contextmanager
def _opened(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a built warehouse."""
    with duckdb.connect(str(warehouse.duckdb_path), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The company under points that somebody made up, outcomes included."""
    warehouse = Warehouse(tmp_path_factory.mktemp("suggest") / "company")
    warehouse.write_raw(_raw())
    warehouse.write_seeds(_seeds({event: points for event, (_, _, points) in TRUTH.items()}))
    warehouse.run("-s", "fqn:*", vars=VARS)
    return warehouse


@pytest.fixture(scope="module")
def suggestion(company: Warehouse) -> Suggestion:
    """What is suggested for its one score."""
    with _opened(company) as connection:
        [only] = suggest.suggest(connection)
    return only


def test_the_regression_finds_what_makes_people_convert(suggestion: Suggestion) -> None:
    """Log-odds near the true ones, whatever the points are now."""
    weights = {rule.rule_id: rule.weight for rule in suggestion.rules if rule.weight is not None}
    assert weights == pytest.approx({event: TRUTH[event][0] for event in weights}, abs=0.4)
    assert set(weights) == {"demo", "page", "mail", "complaint"}


def test_what_may_be_chance_is_said_to_be(suggestion: Suggestion) -> None:
    """A kind of mail that makes no difference gets a doubt, with the interval; what makes one gets none."""
    doubts = {rule.rule_id: rule.note for rule in suggestion.rules if rule.suggested is not None and rule.note}
    mail = next(rule for rule in suggestion.rules if rule.rule_id == "mail")
    low, high = (mail.weight + side * 1.96 * mail.error for side in (-1, 1))
    assert doubts == {"mail": f"may be chance: log-odds from {low:+.2f} to {high:+.2f}"}
    assert low < 0 < high
    assert doubts["mail"] in suggest.as_text(suggestion)


def test_standard_errors_are_those_of_the_textbook() -> None:
    """With one rule held by half, 1/a + 1/b + 1/c + 1/d of the table of four; the penalty takes a little off."""
    held = numpy.array([[1.0], [0.0]])
    contacts, conversions = numpy.array([10000, 10000]), numpy.array([3000, 1000])
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    answers = numpy.concatenate([conversions, contacts - conversions])
    model.fit(numpy.vstack([held, held]), [1, 1, 0, 0], sample_weight=answers)
    expected = math.sqrt(sum(1 / count for count in answers))
    assert suggest._errors(held, contacts, model) == pytest.approx([expected, math.sqrt(1 / 1000 + 1 / 9000)], rel=0.01)


def test_points_are_those_weights_in_the_range_of_now(suggestion: Suggestion) -> None:
    """Who holds everything moves as far as now; a page, held twice by the average holder, is worth half its weight."""
    by_rule = {rule.rule_id: rule for rule in suggestion.rules}
    fitted = [rule for rule in suggestion.rules if rule.weight is not None]
    assert by_rule["page"].average == pytest.approx(10, abs=0.5)
    scale = sum(abs(rule.average) for rule in fitted) / sum(abs(rule.weight) for rule in fitted)
    assert by_rule["demo"].suggested == round(by_rule["demo"].weight * scale)
    assert by_rule["page"].suggested == round(by_rule["page"].weight * scale * 5 / by_rule["page"].average)
    assert by_rule["demo"].suggested > 2 * by_rule["page"].suggested > 0 > by_rule["complaint"].suggested
    assert abs(by_rule["mail"].suggested) < 5


def test_few_data_are_said_to_be_few(suggestion: Suggestion, company: Warehouse) -> None:
    """No points for a rule with fewer than ten conversions with or without it, and none for one that sets."""
    by_rule = {rule.rule_id: rule for rule in suggestion.rules}
    assert by_rule["rare"].suggested is None
    assert by_rule["rare"].note == "too few data: 3 conversions with it, 367 without"
    assert (by_rule["reset"].suggested, by_rule["reset"].note) == (None, "sets, does not add")
    with _opened(company) as connection:
        rules, _, conversions = suggest.fit(connection, "s", suggestion.dates[-1:])
    of_one_date = {rule.rule_id: rule for rule in rules}
    assert of_one_date["complaint"].conversions < suggest.ENOUGH < conversions
    assert of_one_date["complaint"].suggested is None
    assert of_one_date["demo"].suggested > 0


@pytest.mark.parametrize(("conversions", "able"), [(29, 0), (30, 3)])
def test_three_rules_want_thirty_conversions(conversions: int, able: int) -> None:
    """Ten for each rule, or none of them gets points."""
    rules = [suggest.Rule(key, "s", f"r{key}", None, Decimal(5), "", False, 100, 12, 5.0) for key in range(3)]
    assert len(suggest._with_enough_data(rules, conversions)) == able
    assert {rule.note for rule in rules} == ({""} if able else {"too few data: 29 conversions for 3 rules"})


def test_the_trial_is_what_adopting_the_points_gives(
    company: Warehouse, suggestion: Suggestion, tmp_path: Path
) -> None:
    """Points fitted on the earlier dates, put into the seeds and built: the AUC of the later dates is the one told."""
    trial = suggestion.trial
    earlier = [day for day in suggestion.dates if day < trial.dates[0]]
    with _opened(company) as connection:
        ended = connection.execute(suggest.DATES).fetchall()
        learnt = [day for day, window_end_at in ended if window_end_at.date() <= trial.dates[0]]
        rules, _, _ = suggest.fit(connection, "s", learnt)
    assert set(learnt) <= set(earlier)
    points = {rule.rule_id: rule.suggested if rule.suggested is not None else rule.points for rule in rules}
    adopted = Warehouse(tmp_path / "adopted")
    adopted.write_raw(_raw())
    adopted.write_seeds(_seeds({event: points[event] for event in TRUTH}))
    adopted.run("-s", "fqn:*", vars=VARS)
    for warehouse, told in ((company, trial.auc_now), (adopted, trial.auc_suggested)):
        pairs = "conversions * (contacts - conversions)"
        [found] = warehouse.query(
            f"select sum(auc * {pairs}) / sum({pairs}) as auc from score_quality where backtest_date >= $1",
            trial.dates[0],
        )
        assert found["auc"] == pytest.approx(told, abs=1e-12)
    assert trial.auc_suggested > trial.auc_now + 0.05


def test_auc_counts_pairs_of_one_date() -> None:
    """On the first date 2.5 of 4 pairs are in order, on the second 0 of 1; a pair across dates is none."""
    first = [("a", 10, 2, 1), ("a", 5, 1, 1), ("a", 0, 1, 0)]
    assert suggest.auc(first) == 0.625
    assert suggest.auc([*first, ("b", 90, 1, 0), ("b", 80, 1, 1)]) == 0.5
    assert suggest.auc([("a", 1, 5, 0), ("b", 1, 5, 5)]) is None


def test_the_command_prints_and_writes(company: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twice the same text; the CSV has what is printed; the warehouse is only read."""
    before = company.duckdb_path.read_bytes()
    command = ["--database", str(company.duckdb_path), "--output", str(tmp_path / "points.csv")]
    texts = []
    for _ in range(2):
        assert suggest.main(command) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert company.duckdb_path.read_bytes() == before
    with (tmp_path / "points.csv").open() as stream:
        written = {row["rule_id"]: row for row in csv.DictReader(stream)}
    assert set(written) == {*TRUTH, "reset"}
    for line in texts[0].splitlines():
        rule, *cells = line.split() or [""]
        if rule in TRUTH and written[rule]["suggested_points"]:
            assert cells[1] == written[rule]["suggested_points"]
    assert "unseen" in texts[0]


def test_without_outcomes_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file, or one without the tables."""
    with duckdb.connect(str(tmp_path / "empty.duckdb")):
        pass
    for name in ("missing.duckdb", "empty.duckdb"):
        assert suggest.main(["--database", str(tmp_path / name)]) == 1
        assert "make outcomes" in capsys.readouterr().out
