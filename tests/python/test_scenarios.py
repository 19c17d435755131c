"""The scenarios of the default rulebook and of the examples, by builds and by the oracle, and the runner itself."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from harness import PROJECT, Warehouse
from lead_scoring import scenarios
from lead_scoring.scenario_checks import MARTS, Marts, differences
from lead_scoring.scenario_files import Mistake, landing_zone, read_scenarios, read_seeds
from oracle import score

EXAMPLES = PROJECT / "examples"
# Folders in which scenarios stand beside their rulebook, by name.
RULEBOOKS = {path.parent.name: path.parent for path in EXAMPLES.glob("*/scenarios")} | {"default": PROJECT}
NAMES = sorted(RULEBOOKS)
# How many scenarios each folder has at least: a lost file would otherwise go unnoticed.
AT_LEAST = {
    "activecampaign": 22,
    "clientify": 20,
    "default": 26,
    "lead_scoring_strategy": 37,
    "magileads": 8,
    "recipes": 7,
    "zoho": 16,
}


def judged(raw, seeds, headers):
    """The marts as the oracle sees them."""
    empty = [table for table, rows in raw.items() if not rows]
    return score(raw, seeds, scenarios.AS_OF, disabled_feeds=empty).marts


def test_every_system_has_its_examples():
    """All seven folders are there and none has lost scenarios."""
    assert set(NAMES) >= set(AT_LEAST)
    for name, count in AT_LEAST.items():
        assert len(read_scenarios(RULEBOOKS[name] / "scenarios", read_seeds(RULEBOOKS[name] / "seeds"))) >= count


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_hold_in_the_oracle(name):
    """Every scenario of the examples is as expected by the oracle."""
    results = scenarios.run(RULEBOOKS[name] / "scenarios", RULEBOOKS[name] / "seeds", judged)
    assert [text for _, found in results for text in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_hold_in_a_real_build(name, tmp_path):
    """Every scenario of the examples is as expected in a warehouse that dbt built, its data tests included."""

    def build(raw, seeds, headers):
        warehouse = Warehouse(tmp_path / f"rulebook-{len(list(tmp_path.iterdir()))}")
        warehouse.write_raw({table: rows for table, rows in raw.items() if rows})
        warehouse.write_seeds(seeds)
        warehouse.build("--exclude-resource-type", "unit_test", vars={"as_of": str(scenarios.AS_OF)})
        return warehouse.marts(MARTS)

    results = scenarios.run(RULEBOOKS[name] / "scenarios", RULEBOOKS[name] / "seeds", build)
    assert [text for _, found in results for text in found] == []


def test_zoho_points_are_from_1_to_10():
    """Every rule of the Zoho rulebook gives or takes 1 to 10 points."""
    rules = read_seeds(EXAMPLES / "zoho" / "seeds")["score_rules"]
    assert all(1 <= abs(Decimal(rule["points"])) <= 10 for rule in rules)


@pytest.mark.parametrize("name", NAMES)
def test_every_active_rule_gives_points(name):
    """Each rule of a rulebook with scenarios stands in the ledger of one of them."""
    seeds = read_seeds(RULEBOOKS[name] / "seeds")
    found = set()

    def collect(raw, changed, headers):
        marts = judged(raw, changed, headers)
        found.update(row["rule_id"] for row in marts["score_ledger"])
        return marts

    scenarios.run(RULEBOOKS[name] / "scenarios", RULEBOOKS[name] / "seeds", collect)
    assert {rule["rule_id"] for rule in seeds["score_rules"] if rule["is_active"] == "true"} - found == set()


# The runner

FIRST = """
scenarios:
  - scenario: A form leaves the contact cold
    contact: ana
    happened:
      - {at: 2026-03-02 10:00, feed: form_submissions, form_kind: form, id: first}
    expect:
      scores:
        - {at: 2026-03-02 10:00, points: 15, tier: cold, positive: 15, negative: 0}
      ledger:
        - {rule: form, points: 15, from: 2026-03-02 10:00, until: never, interaction: first}
      firings: []
      suppressed: []
"""


@pytest.fixture
def folder(tmp_path):
    """An example of its own: Clientify's seeds and one scenario file to change."""
    shutil.copytree(EXAMPLES / "clientify" / "seeds", tmp_path / "seeds")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "first.yml").write_text(FIRST, encoding="utf-8")
    return tmp_path


def found_in(folder, text):
    """The differences that the oracle's marts show against scenarios of this text."""
    (folder / "scenarios" / "first.yml").write_text(text, encoding="utf-8")
    results = scenarios.run(folder / "scenarios", folder / "seeds", judged)
    return [found for _, differences in results for found in differences]


def mistake_in(folder, old, new):
    """The message about the first scenario with one part of its text changed."""
    assert old in FIRST
    with pytest.raises(Mistake) as caught:
        found_in(folder, FIRST.replace(old, new, 1))
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("points: 15, tier", "points: 16, tier", "points expected 16, is 15"),
        ("tier: cold", "tier: warm", "tier expected warm, is cold"),
        ("positive: 15", "positive: 14", "positive expected 14, is 15"),
        ("negative: 0", "negative: -1", "negative expected -1, is 0"),
        ("until: never", "until: 2026-04-01", "there, not expected: rule: form, points: 15, from: 2026-03-02 10:00:00"),
        (
            "from: 2026-03-02 10:00,",
            "from: just after 2026-03-02 10:00,",
            "expected, not there: rule: form, points: 15",
        ),
        ("interaction: first", "interaction: second", "expected, not there"),
        ("interaction: first}", "interaction: first, times: 2}", "expected, not there"),
        ("firings: []", "firings: [{trigger: lead-cooled}]", "score_trigger_firings differs"),
        ("suppressed: []", "suppressed: [{rule: form, reason: over_cap}]", "suppressed_awards differs"),
    ],
)
def test_a_difference_is_found_and_explained(folder, old, new, says):
    """Each kind of expectation fails when it is wrong, in words that say what is there instead."""
    assert found_in(folder, FIRST) == []
    (difference,) = found_in(folder, FIRST.replace(old, new, 1))
    assert says in difference
    assert "contact ana" in difference


def test_wrong_points_come_with_the_entries_behind_them(folder):
    """The ledger rows valid at that instant stand below the difference."""
    (difference,) = found_in(folder, FIRST.replace("points: 15, tier", "points: 16, tier"))
    assert "rule: form, points: 15, from: 2026-03-02 10:00:00, until: never" in difference


def test_wrong_firings_and_suppressed_awards_come_with_the_ledger(folder):
    """So do they: the entries of the trigger's score, and those of the rule."""
    for wrong in ("firings: [{trigger: lead-cooled}]", "suppressed: [{rule: form, reason: over_cap}]"):
        (difference,) = found_in(folder, FIRST.replace(f"{wrong.split(':')[0]}: []", wrong))
        assert "ledger: rule: form, points: 15, from: 2026-03-02 10:00:00, until: never" in difference


def test_wrong_segments_are_found(tmp_path):
    """Segments differ at an instant and at the end, where the mart itself is asked."""
    example = EXAMPLES / "lead_scoring_strategy"
    text = (example / "scenarios" / "people_and_grades.yml").read_text(encoding="utf-8")
    text = text.replace("{at: the end, segments: [A-high]}", "{at: the end, segments: [A-low]}")
    text = text.replace("{at: 2026-03-01, segments: [A-low]}", "{at: 2026-03-01, segments: []}")
    (tmp_path / "changed.yml").write_text(text, encoding="utf-8")
    results = scenarios.run(tmp_path, example / "seeds", judged)
    found = [text for _, differences in results for text in differences]
    assert len(found) == 2
    assert "segments expected none, are A-low\n    engagement: points" in found[0]
    assert "at the end: segments expected A-low, are A-high" in found[1]
    assert "rule: " in found[1]


def test_scenarios_do_not_touch_each_other(folder):
    """The same names in two scenarios and two files are different people."""
    second = FIRST + FIRST.replace("scenarios:\n", "").replace("A form leaves", "The same name again leaves")
    (folder / "scenarios" / "other.yml").write_text(FIRST, encoding="utf-8")
    assert found_in(folder, second) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "feed: form_submissions",
            "feed: form_submission",
            "unknown feed form_submission; did you mean form_submissions?",
        ),
        ("form_kind: form", "form_knd: form", "unknown key form_knd; did you mean form_kind?"),
        ("happened:", "hapened:", "unknown key hapened; did you mean happened?"),
        ("firings: []", "firing: []", "unknown key firing; did you mean firings?"),
        ("points: 15, tier", "contact: anna, points: 15, tier", "contact anna is never mentioned in this scenario"),
        ("tier: cold", "tier: cool", "unknown tier cool; did you mean cold?"),
        ("rule: form", "rule: forms", "unknown rule forms; did you mean form?"),
        ("firings: []", "firings: [{trigger: cooled}]", "unknown trigger cooled; did you mean lead-cooled?"),
        ("contact: ana", "about: nobody", "it does not say whose it is; add `contact: name`"),
        ("at: 2026-03-02 10:00, feed", "at: yesterday, feed", "'yesterday' is no instant; write it like"),
        ("at: 2026-03-02 10:00, feed", "at: 2026-02-30, feed", "'2026-02-30' is no instant; write it like"),
        ("at: 2026-03-02 10:00, feed", "feed", "it does not say when; add `at: 2026-03-02 10:00`"),
        ("points: 15, tier", "points: many, tier", "'many' is not a number; write digits"),
        ("points: 15, tier", "points: 15, points: 16, tier", "the key points stands twice; keep one of them"),
        ("points: 15, tier", "points: 15, score: leed, tier", "unknown score leed; did you mean lead?"),
        ("id: first", "is_valid: perhaps", "'perhaps' is neither true nor false"),
        ("id: first", "every: 1 fortnight", "'1 fortnight' is no length of time; write it like 30 days"),
        ("firings: []", "firings: none", "not a list; begin each line below it with a dash"),
        ("expect:", "about: x\n    unexpected:", "unknown key unexpected; did you mean expect?"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(folder, old, new, says):
    """A mistake in a file is reported with the file, the scenario or line, and what to do."""
    message = mistake_in(folder, old, new)
    assert says in message
    assert "first.yml" in message
    assert "A form leaves the contact cold" in message or "line " in message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "{in: score_rule, where: {rule_id: form}, set: {points: 1}}",
            "unknown seed score_rule; did you mean score_rules?",
        ),
        ("{in: score_rules, where: {rule_id: forms}, set: {points: 1}}", "no row of score_rules is meant by"),
        ("{in: score_rules, where: {rule_id: form}, set: {point: 1}}", "unknown key point; did you mean points?"),
        ("{in: score_rules, where: {rule_id: form}}", "'None' is not a list of `key: value`"),
    ],
)
def test_a_mistaken_change_of_the_rulebook_is_named(folder, change, says):
    """with_changes names seeds, rows and columns that are there, or says which are not."""
    with pytest.raises(Mistake) as caught:
        found_in(folder, f"with_changes:\n  - {change}\n{FIRST}")
    assert says in str(caught.value)


def test_all_mistakes_are_told_at_once(folder):
    """Two scenarios with a mistake each make two lines."""
    broken = FIRST.replace("form_kind", "form_knd")
    second = broken.replace("scenarios:\n", "").replace("A form leaves", "Another form leaves")
    with pytest.raises(Mistake) as caught:
        found_in(folder, broken + second)
    assert len(str(caught.value).splitlines()) == 2


def test_a_damaged_seed_file_is_named(folder):
    """A missing file, a missing column and a row of too few cells are mistakes, not crashes."""
    tiers = folder / "seeds" / "score_tiers.csv"
    rows = tiers.read_text(encoding="utf-8")
    tiers.write_text(rows + "lead,boiling\n", encoding="utf-8")
    with pytest.raises(Mistake, match="score_tiers.csv, row 5: not 5 cells"):
        read_seeds(folder / "seeds")
    tiers.write_text(rows.replace("tier,", "level,"), encoding="utf-8")
    with pytest.raises(Mistake, match="the column tier is missing"):
        read_seeds(folder / "seeds")
    tiers.unlink()
    with pytest.raises(Mistake, match="the file is missing"):
        read_seeds(folder / "seeds")


def test_values_reach_the_landing_zone_as_meant(folder):
    """Norway is no boolean, properties keep their kinds, versions keep what was said before."""
    text = """
scenarios:
  - scenario: Values
    contact: ana
    contacts:
      ana:
        - {at: 2026-01-05, country: NO, age: 40, properties: {a: 1, b: "1", c: true, d: [x, 2.50], e: null, f: yes}}
        - {at: 2026-02-05, age: 41, email: ""}
    happened:
      - {at: 2026-03-02, feed: email_events, event: open, times: 2, every: 1 day, loaded_at: 2026-03-09}
    expect:
      ledger: []
"""
    (folder / "scenarios" / "first.yml").write_text(text, encoding="utf-8")
    (scenario,) = read_scenarios(folder / "scenarios", read_seeds(folder / "seeds"))
    raw = landing_zone([scenario])
    first, second = raw["contacts"]
    assert first["country"] == second["country"] == "NO"
    assert first["properties"] == '{"a": 1, "b": "1", "c": true, "d": ["x", 2.5], "e": null, "f": "yes"}'
    assert (first["age"], second["age"], second["email"]) == (40, 41, None)
    assert second["created_at"] == first["updated_at"] == first["loaded_at"]
    assert [str(row["occurred_at"]) for row in raw["email_events"]] == ["2026-03-02 00:00:00", "2026-03-03 00:00:00"]
    assert {str(row["loaded_at"]) for row in raw["email_events"]} == {"2026-03-09 00:00:00"}
    assert len({row["event_id"] for row in raw["email_events"]}) == 2


def test_the_end_is_read_from_the_marts_themselves(folder):
    """At the end, points come from entity_scores, not from the history."""
    text = FIRST.replace("at: 2026-03-02 10:00, points", "at: the end, points")
    (folder / "scenarios" / "first.yml").write_text(text, encoding="utf-8")
    seeds = read_seeds(folder / "seeds")
    (scenario,) = read_scenarios(folder / "scenarios", seeds)
    marts = judged(landing_zone([scenario]), seeds, {})
    assert differences(scenario, Marts(marts, seeds)) == []
    (difference,) = differences(scenario, Marts(marts | {"entity_scores": []}, seeds))
    assert "points expected 15, is none" in difference


def test_the_first_example_of_the_readme_works(folder):
    """What examples/README.md gives to copy runs as it stands."""
    blocks = (EXAMPLES / "README.md").read_text(encoding="utf-8").split("```yaml\n")
    assert found_in(folder, blocks[1].split("```")[0]) == []


# The command


def test_the_command_builds_and_tells_a_difference_by_its_status(folder, capsys):
    """Feeds that no scenario uses are switched off; 1 with one wrong scenario among them."""
    wrong = FIRST.replace("points: 15, tier", "points: 16, tier").replace("A form leaves", "A form does not leave")
    (folder / "scenarios" / "second.yml").write_text(wrong, encoding="utf-8")
    assert scenarios.main(["--scenarios", str(folder / "scenarios"), "--seeds", str(folder / "seeds")]) == 1
    printed = capsys.readouterr().out
    assert "ok      first.yml: A form leaves the contact cold" in printed
    assert "DIFFERS second.yml: A form does not leave the contact cold" in printed
    assert printed.endswith("2 scenarios, 1 as expected, 1 not\n")


def test_the_command_takes_the_seeds_beside_the_scenarios(folder, monkeypatch, capsys):
    """Without --seeds the rulebook is the folder's own; all as expected is status 0."""
    monkeypatch.setattr(scenarios, "built", judged)
    assert scenarios.default_seeds(folder / "scenarios") == folder / "seeds"
    assert scenarios.main(["--scenarios", str(folder / "scenarios")]) == 0
    assert capsys.readouterr().out.endswith("1 scenarios, 1 as expected, 0 not\n")


def test_the_command_tells_mistakes_by_its_status(folder, capsys):
    """A mistake in a file ends it with 2 before anything is built."""
    (folder / "scenarios" / "first.yml").write_text(FIRST.replace("form_kind", "form_knd"), encoding="utf-8")
    assert scenarios.main(["--scenarios", str(folder / "scenarios")]) == 2
    assert "unknown key form_knd" in capsys.readouterr().err


def test_the_command_tells_faults_of_the_rulebook_as_the_check_does(folder, capsys):
    """Seeds that are not valid end it with 2 before anything is built: file, line and remedy."""
    rules = folder / "seeds" / "score_rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace(",add,15,", ",add,fifteen,", 1), encoding="utf-8")
    assert scenarios.main(["--scenarios", str(folder / "scenarios")]) == 2
    assert "score_rules.csv:2 form, " in (told := capsys.readouterr().err)
    assert "points: 'fifteen' is no number of points. Write digits" in told


def test_the_command_tells_a_failed_build_by_its_status(folder, capsys):
    """A change that makes the rulebook invalid ends it with 2 and with dbt's words."""
    change = "with_changes:\n  - {in: score_rules, where: {rule_id: form}, set: {points: fifteen}}\n"
    (folder / "scenarios" / "first.yml").write_text(change + FIRST, encoding="utf-8")
    assert scenarios.main(["--scenarios", str(folder / "scenarios")]) == 2
    assert "the build failed: has_no_faults" in capsys.readouterr().err


def test_the_command_takes_the_rulebook_in_use_and_the_scenarios_beside_it(folder, monkeypatch, capsys):
    """Without options: LEAD_SCORING_SEEDS_PATH and `scenarios` beside it; where it is not set, the default ones."""
    monkeypatch.setattr(scenarios, "built", judged)
    monkeypatch.setenv("LEAD_SCORING_SEEDS_PATH", str(folder / "seeds"))
    assert scenarios.main([]) == 0
    assert capsys.readouterr().out.endswith("1 scenarios, 1 as expected, 0 not\n")
    monkeypatch.delenv("LEAD_SCORING_SEEDS_PATH")
    assert scenarios.default_seeds(None) == PROJECT / "seeds"
