"""The rulebooks of the benchmark, each a folder of nine seeds.

- `default`: the project's own, `seeds/`.
- `peer`: what simple CRMs have. One score of contacts; a rule for any target and one for a specific one, the specific
  first; caps, expiries, sets.
- `rules_<n>`: the twelve rules of `rulebooks/twelve`, split into n rules that give the same awards. A rule without cap
  is split by target: each of its parts looks at one page, campaign, ... and the last one at all others. A rule with a
  cap is split by the country of its contact or account, which never changes here, so that each part keeps the cap.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.generate import HEAD_PAGES

BOOKS = Path(__file__).parent / "rulebooks"
SEEDS = Path(__file__).parents[1] / "seeds"

Row = dict[str, str]


def _targets_of_head(names: list[str], how_many: int) -> list[str]:
    """The names and then numbered ones, so many."""
    return (names + [f"/blog/article-{20 + 5 * number}" for number in range(how_many)])[:how_many]


_PAGES = _targets_of_head([page.lower() for page in HEAD_PAGES], 60)
_CAMPAIGNS = [f"{'sales' if number % 3 == 1 else 'newsletter'}-{number:04d}" for number in range(60)]
_COUNTRIES = ["Germany", "Austria", "France", "Spain", "Poland"]

# Rule -> subject and field that its parts tell apart, and the values of which each but the last part has one.
SPLITS = {
    "page": ("interaction", "target_id", _PAGES),
    "open": ("interaction", "target_id", _CAMPAIGNS),
    "click": ("interaction", "target_id", _CAMPAIGNS),
    "download": ("interaction", "target_id", _PAGES),
    "content": ("interaction", "target_id", [f"content-{number}" for number in range(40)]),
    "webinar": ("interaction", "target_id", [f"webinar-{number}" for number in range(60)]),
    "video": ("interaction", "target_id", [f"asset-{number}" for number in range(60)]),
    "active": ("contact", "country", _COUNTRIES),
    "account_active": ("account", "country", _COUNTRIES),
}


def write_rulebook(name: str, folder: Path) -> None:
    """Write the seeds of a rulebook into a folder."""
    rules = int(name.removeprefix("rules_")) if name.startswith("rules_") else None
    source = SEEDS if name == "default" else BOOKS / ("twelve" if rules else name)
    folder.mkdir(parents=True, exist_ok=True)
    for file in [SEEDS / "event_types.csv", *sorted(source.glob("*.csv"))]:
        shutil.copy(file, folder / file.name)
    if rules:
        _split_rules(folder, rules)


def read_seed(folder: Path, seed: str) -> list[Row]:
    """The rows of a seed."""
    with (folder / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_seed(folder: Path, seed: str, rows: list[Row]) -> None:
    """Write rows over a seed that has the same columns."""
    with (folder / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with (folder / f"{seed}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change_weight(folder: Path, rule_id: str) -> None:
    """Give a rule one point more."""
    rules = read_seed(folder, "score_rules")
    for rule in rules:
        if rule["rule_id"] == rule_id:
            rule["points"] = str(float(rule["points"]) + 1)
    write_seed(folder, "score_rules", rules)


def _split_rules(folder: Path, how_many: int) -> None:
    """Split the rules in place until there are so many."""
    rules = read_seed(folder, "score_rules")
    conditions = read_seed(folder, "score_rule_conditions")
    parts = _parts(len(rules), how_many)
    split_rules, split_conditions = [], []
    for rule in rules:
        own = [condition for condition in conditions if condition["rule_id"] == rule["rule_id"]]
        for part, further in enumerate(_conditions_of_parts(rule["rule_id"], parts.get(rule["rule_id"], 1))):
            name = rule["rule_id"] if further is None else f"{rule['rule_id']}_{part:03d}"
            split_rules.append({**rule, "rule_id": name})
            split_conditions += [
                {**condition, "rule_id": name} for condition in [*own, *([further] if further else [])]
            ]
    write_seed(folder, "score_rules", split_rules)
    write_seed(folder, "score_rule_conditions", split_conditions)


def _parts(rules: int, how_many: int) -> dict[str, int]:
    """Rule -> parts: one part more for each rule in turn until there are enough rules."""
    parts = dict.fromkeys(SPLITS, 1)
    while rules < how_many:
        before = rules
        for rule, (_, _, values) in SPLITS.items():
            if rules < how_many and parts[rule] <= len(values):
                parts[rule] += 1
                rules += 1
        if rules == before:
            raise ValueError(f"the twelve rules cannot be split into {how_many}")
    return parts


def _conditions_of_parts(rule_id: str, parts: int) -> Iterator[Row | None]:
    """The condition by which each part of a rule differs from the others; None for a rule that is not split."""
    if parts == 1:
        yield None
        return
    subject, field, values = SPLITS[rule_id]
    known = values[: parts - 1]
    for value in known:
        yield {"any_group": "1", "subject": subject, "field": field, "operator": "equals", "value": value}
    yield {"any_group": "1", "subject": subject, "field": field, "operator": "not_in", "value": "|".join(known)}
