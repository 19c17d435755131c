"""The preview says what the build then does, to the last figure; the live file and new raw rows are left alone."""

from __future__ import annotations

import contextlib
import copy
import csv
import hashlib
import html.parser
import io
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from rich.console import Console

from harness import PROJECT, SEEDS, Warehouse
from lead_scoring import check, preview, preview_page, preview_report
from lead_scoring.preview_figures import changes, is_moved, tier_matrix
from lead_scoring.sample import write_sample
from lead_scoring.warehouse_file import Trouble

AS_OF = "2026-07-01 00:00:00"
MARTS = ["entity_scores", "score_breakdown", "score_trigger_firings", "contact_segments"]
CENT = Decimal("0.01")
Rows = list[dict[str, Any]]


class Story(NamedTuple):
    """A preview, and the build that adopted the rulebook afterwards."""

    warehouse: Warehouse
    figures: dict[str, Any]
    before: dict[str, Rows]
    after: dict[str, Rows]
    printed: str
    page: str
    was_untouched: bool
    left_behind: list[str]


def read_seeds(folder: Path = PROJECT / "seeds") -> dict[str, Rows]:
    """The rows of a rulebook."""
    return {seed: list(csv.DictReader((folder / f"{seed}.csv").open(encoding="utf-8", newline=""))) for seed in SEEDS}


def edited(seeds: dict[str, Rows]) -> dict[str, Rows]:
    """The default rulebook with an edit of every kind."""
    seeds = copy.deepcopy(seeds)
    rules = {row["rule_id"]: row for row in seeds["score_rules"]}
    rules["engagement_email_click"]["points"] = "9"
    rules["engagement_content_form"] |= {"decay_id": "", "expires_after_days": "20"}
    seeds["score_rules"].remove(rules["engagement_return_visits"])
    wish = {"rule_id": "[new] intent", "score_id": "intent", "rule_name": "Prices or a demo", "comment": "Tried out."}
    seeds["score_rules"].append(rules["engagement_pricing_page"] | wish | {"rule_group": "", "exclusive_group": ""})
    seeds["score_rules"][-1]["priority"] = ""
    scores = {row["score_id"]: row for row in seeds["scores"]}
    scores["deal_score"]["is_active"] = "false"
    seeds["scores"].append(scores["lead_score"] | {"score_id": "intent", "max_points": "", "score_name": ""})
    tiers = {(row["score_id"], row["tier"]): row for row in seeds["score_tiers"]}
    tiers["contact_engagement", "cold"]["max_points"] = "14"
    tiers["contact_engagement", "warm"]["min_points"] = "15"
    seeds["score_tiers"].append(dict.fromkeys(tiers["lead_score", "sql"], "") | {"score_id": "intent", "tier": "any"})
    condition = next(row for row in seeds["score_rule_conditions"] if row["rule_id"] == "engagement_pricing_page")
    seeds["score_rule_conditions"].append(condition | {"rule_id": "[new] intent"})
    condition["value"] = "/pricing/"
    triggers = {row["trigger_id"]: row for row in seeds["score_triggers"]}
    triggers["hot_contact"]["threshold"] = "35"
    seeds["score_triggers"].append(triggers["lead_to_sales"] | {"trigger_id": "mql", "threshold": "30"})
    seeds["score_segments"] = [row for row in seeds["score_segments"] if row["segment"] != "c_hot"]
    return seeds


def not_built_yet() -> dict[str, Rows]:
    """Raw rows that would change much if they were read: of people who are there, of new ones, and of erased ones."""
    at = datetime(2026, 6, 20)
    clicks = [
        {"event_id": f"unbuilt-{n}", "contact_id": f"c-{n:03}", "event": "click", "occurred_at": at, "loaded_at": at}
        for n in range(1, 200)
    ]
    return {
        "email_events": clicks,
        "contacts": [{"contact_id": "c-new", "seniority": "vp", "updated_at": at, "loaded_at": at}],
        "contact_merges": [
            {"merged_contact_id": "c-020", "surviving_contact_id": "c-021", "merged_at": at, "loaded_at": at}
        ],
        "contact_erasures": [{"contact_id": "c-076", "requested_at": at, "loaded_at": at}],
        "score_adjustments": [
            {"adjustment_id": "unbuilt", "score_id": "lead_score", "entity_type": "contact", "entity_id": "c-030"}
            | {"operation": "add", "points": 50, "adjusted_at": at, "loaded_at": at}
        ],
    }


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Build the sample, preview edits while raw files wait that no build has read, take those away, build."""
    folder = tmp_path_factory.mktemp("preview")
    warehouse = Warehouse(folder / "warehouse")
    write_sample(warehouse.raw_path)
    warehouse.write_seeds(PROJECT / "seeds")
    warehouse.run(vars={"as_of": AS_OF})
    before = warehouse.marts(MARTS)
    read = set(warehouse.raw_path.glob("*/*"))
    warehouse.write_raw(not_built_yet())
    desk = Warehouse(folder / "desk")
    desk.write_seeds(edited(read_seeds()))
    content = hashlib.sha256(warehouse.duckdb_path.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder / "temporary"))
        (folder / "temporary").mkdir()
        figures, printed, page = shown(warehouse, desk.seeds_path, folder / "preview.html")
    was_untouched = hashlib.sha256(warehouse.duckdb_path.read_bytes()).digest() == content.digest()
    left_behind = [path.name for path in (folder / "temporary").iterdir()]
    for file in set(warehouse.raw_path.glob("*/*")) - read:
        file.unlink()
    warehouse.write_seeds(desk.seeds_path)
    warehouse.run(vars={"as_of": AS_OF})
    after = warehouse.marts(MARTS)
    yield Story(warehouse, figures, before, after, printed, page, was_untouched, left_behind)


def shown(warehouse: Warehouse, seeds: Path, page: Path) -> tuple[dict[str, Any], str, str]:
    """The figures of the command, what it printed and its page; it succeeds."""
    figures: dict[str, Any] = {}

    def remember(*arguments: Any) -> dict[str, Any]:
        figures.update(original(*arguments))
        return figures

    original = preview.preview
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as printed:
        patch.setattr(preview, "preview", remember)
        place = ["--database", str(warehouse.duckdb_path), "--raw", str(warehouse.raw_path)]
        assert preview.main([*place, "--seeds", str(seeds), "--html", str(page), "--people", "4"]) == 0
    return figures, printed.getvalue(), page.read_text(encoding="utf-8")


def by_key(rows: Rows, *key: str) -> dict[tuple, dict[str, Any]]:
    """Rows by their key."""
    return {tuple(row[name] for name in key): row for row in rows}


def scores_of(story: Story) -> list[tuple[tuple, dict[str, Any], dict[str, Any]]]:
    """(key, row before, row after) of every entity and score; a side without it is empty."""
    key = ("score_id", "entity_type", "entity_id")
    before, after = by_key(story.before["entity_scores"], *key), by_key(story.after["entity_scores"], *key)
    return [(found, before.get(found, {}), after.get(found, {})) for found in sorted({*before, *after})]


# Its figures are what the build then does


def test_tiers_are_what_the_build_then_gives(story: Story) -> None:
    """From tier to tier, each pair counted again in plain Python from the marts before and after the build."""
    counted = Counter(
        (key[0], before.get("tier", "not scored"), after.get("tier", "not scored"))
        for key, before, after in scores_of(story)
    )
    told = {
        (row["score_id"], row["tier_before"], row["tier_after"]): row["entities"]
        for row in story.figures["tier_matrix"]
    }
    assert told == counted
    assert {"not scored"} < {before for _, before, _ in counted} and len(counted) > 15


def test_moves_are_what_the_build_then_does(story: Story) -> None:
    """How many move in each score, up and down."""
    moved: dict[str, Counter[str]] = {}
    for key, before, after in scores_of(story):
        difference = after.get("points", 0) - before.get("points", 0)
        direction = "up" if difference > 0 else "down" if difference < 0 else "stays"
        moved.setdefault(key[0], Counter())[direction] += 1
    told = {row["score_id"]: row for row in story.figures["scores"]}
    assert {score: (row["up"], row["down"], row["entities"]) for score, row in told.items()} == {
        score: (found["up"], found["down"], found.total()) for score, found in moved.items()
    }
    assert told["contact_engagement"]["up"] and told["contact_engagement"]["down"]
    assert not told["contact_fit"]["moved"]


def test_tier_changes_and_averages_are_those_of_the_marts(story: Story) -> None:
    """How many change tier, come or go in each score, and its average on either side."""
    for row in story.figures["scores"]:
        sides = [(before, after) for key, before, after in scores_of(story) if key[0] == row["score_id"]]
        assert row["moved"] == row["up"] + row["down"]
        assert row["tier_changed"] == sum(
            bool(before) != bool(after) or before["tier"] != after["tier"] for before, after in sides
        )
        for side, found in zip(("before", "after"), zip(*sides, strict=True), strict=True):
            points = [one["points"] for one in found if one]
            average = (sum(points) / len(points)).quantize(CENT, ROUND_HALF_UP) if points else None
            assert row[f"average_{side}"] == average


def test_distributions_are_those_of_the_marts(story: Story) -> None:
    """In each step of points as many entities as have them."""
    for side, marts in (("before", story.before), ("after", story.after)):
        counted: Counter[tuple] = Counter()
        for row in marts["entity_scores"]:
            step = next(bar["step"] for bar in story.figures["distribution"] if bar["score_id"] == row["score_id"])
            counted[row["score_id"], int(row["points"] // step) * step] += 1
        told = {(row["score_id"], row["from_points"]): row[f"entities_{side}"] for row in story.figures["distribution"]}
        assert {key: count for key, count in told.items() if count} == counted
    assert {row["step"] for row in story.figures["distribution"]} >= {5}


def test_the_people_named_are_those_who_move_most(story: Story) -> None:
    """Four of each score, with their points, and causes that add up to the move."""
    expected = []
    moves = [
        (abs(after.get("points", 0) - before.get("points", 0)), *key, before.get("points"), after.get("points"))
        + (before.get("tier"), after.get("tier"))
        for key, before, after in scores_of(story)
    ]
    for score in {move[1] for move in moves}:
        of_score = sorted(
            (move for move in moves if move[1] == score and move[0]), key=lambda move: (-move[0], move[3])
        )
        expected += of_score[:4]
    told = [
        (abs(row["points_moved"]), row["score_id"], row["entity_type"], row["entity_id"])
        + (row["points_before"], row["points_after"], row["tier_before"], row["tier_after"])
        for row in story.figures["people"]
    ]
    assert told == sorted(expected, key=lambda move: (-move[0], move[1], move[3]))
    assert len(told) > 8


def test_the_rules_named_are_those_that_move_them(story: Story) -> None:
    """Each rule's difference is that of the breakdowns; what remains is put down to the limits."""
    key = ("score_id", "entity_id", "rule_id")
    before, after = by_key(story.before["score_breakdown"], *key), by_key(story.after["score_breakdown"], *key)
    told = by_key(story.figures["people_rules"], "score_id", "entity_id", "cause")
    for person in story.figures["people"]:
        whom = (person["score_id"], person["entity_id"])
        expected = {
            found[2] or "adjustments by hand": after.get(found, {}).get("points", 0)
            - before.get(found, {}).get("points", 0)
            for found in {*before, *after}
            if found[:2] == whom
        }
        expected["limits"] = person["points_moved"] - sum(expected.values())
        named = {cause: row["points_moved"] for (*those, cause), row in told.items() if tuple(those) == whom}
        assert named == {cause: points for cause, points in expected.items() if points}
    assert {cause for *_, cause in told} >= {"engagement_email_click", "[new] intent", "deal_stage", "limits"}


def test_firings_are_those_that_the_build_then_adds(story: Story) -> None:
    """By the key of whoever sends the actions: what is new, and what is gone."""
    key = ("trigger_id", "entity_type", "entity_id", "firing_number")
    before, after = (by_key(side["score_trigger_firings"], *key) for side in (story.before, story.after))
    new, gone = (Counter(trigger for trigger, *_ in side) for side in (after.keys() - before, before.keys() - after))
    told = by_key(story.figures["triggers"], "trigger_id")
    assert {trigger: row["new_firings"] for (trigger,), row in told.items() if row["new_firings"]} == new
    assert {trigger: row["gone_firings"] for (trigger,), row in told.items() if row["gone_firings"]} == gone
    for side, firings in (("before", before), ("after", after)):
        counted = Counter(trigger for trigger, *_ in firings)
        assert {trigger: row[f"fired_{side}"] for (trigger,), row in told.items() if row[f"fired_{side}"]} == counted
    assert new["mql"] and gone["deal_at_risk"]
    assert told[("mql",)]["fired_after"] == new["mql"] and told[("mql",)]["action"] == "create_sales_task"


def test_segments_are_those_that_the_build_then_makes(story: Story) -> None:
    """Their contacts before and after, and who enters and leaves."""
    before, after = (
        {(row["segment"], row["contact_id"]) for row in side["contact_segments"]}
        for side in (story.before, story.after)
    )
    names = {segment for segment, _ in before | after}
    assert {row["segment"]: [row[name] for name in ("contacts_before", "contacts_after", "entered", "left_it")]
            for row in story.figures["segments"]} == {
        name: [sum(segment == name for segment, _ in side) for side in (before, after, after - before, before - after)]
        for name in names
    }  # fmt: skip
    assert ("c_hot", 0) in {(row["segment"], row["contacts_after"]) for row in story.figures["segments"]}


def test_what_was_edited_is_told_cell_by_cell(story: Story) -> None:
    """Old and new cells; rows that came or went with all they say."""
    told = {
        (row["seed"], row["row_id"], row["change"], row["column_name"]): (row["cell_before"], row["cell_after"])
        for row in story.figures["changes"]
    }
    assert told["score_rules", "engagement_email_click", "changed", "points"] == ("3", "9")
    assert told["score_rules", "engagement_content_form", "changed", "decay_id"] == ("steady", None)
    assert told["score_tiers", "contact_engagement, warm", "changed", "min_points"] == ("21", "15")
    assert told["score_triggers", "hot_contact", "changed", "threshold"] == ("41", "35")
    condition = "engagement_pricing_page, 1, interaction, target_id, starts_with"
    assert told["score_rule_conditions", condition, "changed", "value"] == ("/pricing", "/pricing/")
    removed, added = told["score_rules", "engagement_return_visits", "removed", None]
    assert removed.startswith("rule_name Eight pages within a week, score_id contact_engagement") and added is None
    assert told["score_rules", "[new] intent", "added", None][1].endswith("comment Tried out.")
    assert len(told) == 15


def test_raw_rows_that_no_build_has_read_are_not_read(story: Story) -> None:
    """All equalities above were seen with such rows in the landing zone; nobody of them is there, nobody is erased."""
    assert story.figures["notes"] == []
    assert {row["reason"] for row in story.figures["build"] if row["entities"]} >= {
        "rule engagement_email_click changed"
    }
    assert not [row for row in story.figures["build"] if "interactions" in row["reason"] or "read" in row["reason"]]
    assert [row for row in story.before["entity_scores"] if row["entity_id"] == "c-076"]


def test_the_live_file_is_not_written_and_no_copy_stays(story: Story) -> None:
    """Not a byte of it; the folder with the copy is gone."""
    assert story.was_untouched
    assert story.left_behind == []


# What it shows


def test_the_terminal_shows_every_figure(story: Story) -> None:
    """The tables hold the cells edited, the matrix, names with their rules, triggers, segments; brackets are text."""
    for text in ("engagement_email_click", "[new] intent", "/pricing/", "c_hot", "mql", "→ warm", "as of 2026-07-01"):
        assert text in story.printed
    person = story.figures["people"][0]
    line = next(line for line in story.printed.splitlines() if person["entity_id"] in line)
    assert preview_report.number(person["points_moved"], signed=True) in line
    before, after, entities = tier_matrix(story.figures, "contact_engagement")
    assert before == after == ["cold", "warm", "hot"]
    (line,) = [line for line in story.printed.splitlines() if line.startswith("│ cold ")][:1]
    assert [cell.strip() for cell in line.split("│")[2:5]] == [str(entities["cold", tier]) for tier in after]
    assert "Scores that move: " in story.printed.splitlines()[-2]


def test_names_stay_whole_on_a_narrow_terminal(story: Story) -> None:
    """At 80 columns no name of a rule, score or tier is broken, and no line is longer."""
    console = Console(width=80, file=io.StringIO(), force_terminal=True, color_system=None)
    preview_report.show(story.figures | {"live": "live", "seeds": "seeds"}, console)
    printed = console.file.getvalue()
    assert max(map(len, printed.splitlines())) <= 80
    for text in ("engagement_content_form", "engagement_return_visits", "contact_engagement", "likely → not scored"):
        assert text in printed
        assert not [line for line in printed.splitlines() if re.search(rf"{text[:-3]}\s", line)]


class Page(html.parser.HTMLParser):
    """The text of a page, and whatever in it names another resource."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names += [str(value) for name, value in attributes if name in ("src", "href", "xlink:href", "srcset")]
        self.names += [tag] if tag in ("script", "link", "iframe", "object", "img") else []

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_holds_everything_and_asks_for_nothing(story: Story) -> None:
    """No script, no address; all that the tables say, a drawing for each score that moves, markup as text."""
    page = Page(story.page)
    assert page.names == []
    assert "url(" not in story.page and "@import" not in story.page
    assert story.page.count("<svg") == len([row for row in story.figures["scores"] if row["moved"]])
    listings = [preview_report.changes(story.figures), *preview_report.people(story.figures)]
    listings += [listing(story.figures) for listing in (preview_report.triggers, preview_report.segments)]
    for text in {text for listing in listings for row in listing.rows for text in row if text}:
        assert text in page.texts
    _, after, entities = tier_matrix(story.figures, "contact_engagement")
    start = page.texts.index("cold", page.texts.index("→ hot"))
    cells = [text for text in page.texts[start + 1 :] if text][: len(after)]
    assert cells == [str(entities["cold", tier]) for tier in after]


def test_markup_in_a_cell_stays_text(story: Story) -> None:
    """A rule named like a tag is shown, not obeyed."""
    change = story.figures["changes"][0] | {"cell_after": "<script>alert(1)</script>"}
    page = preview_page.page(story.figures | {"changes": [change]})
    assert "<script" not in page and "&lt;script&gt;" in page


def test_a_preview_of_the_rulebook_that_was_built_says_so(story: Story, tmp_path: Path) -> None:
    """Nothing changed: no tables, one sentence; nobody was computed."""
    figures, printed, page = shown(story.warehouse, story.warehouse.seeds_path, tmp_path / "page.html")
    assert "Nothing would change: this is the rulebook that was last built." in printed
    assert "│" not in printed and "Nothing would change" in page
    assert [row["reason"] for row in figures["build"]] == ["nothing new"]
    assert not is_moved(figures)


def test_an_edit_that_moves_nobody_says_so(story: Story) -> None:
    """A new name: the cell is shown, and that everything else stays."""
    quiet = {name: [] for name in ("scores", "triggers", "segments", "people", "build")}
    renamed = {"seed": "score_rules", "row_id": "form", "change": "changed", "column_name": "rule_name"}
    figures = story.figures | quiet | {"changes": [renamed | {"cell_before": "Form", "cell_after": "A form"}]}
    assert preview_report.verdict(figures) == "Nobody moves: every score, tier, trigger and segment stays as it is."
    assert preview_report.changes(figures).rows == [("score_rules", "form: rule_name Form → A form")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("1234.50"), "1,234.5"), (Decimal("-3.00"), "-3"), (1000, "1,000"), (Decimal("0.25"), "0.25"), (None, "")],
)
def test_numbers_are_written_for_reading(value: Any, shown: str) -> None:
    assert preview_report.number(value) == shown


# What it refuses


def test_a_bad_csv_is_told_as_the_check_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same lines, status 1, and nothing is copied or built."""
    desk = Warehouse(tmp_path)
    seeds = read_seeds()
    seeds["score_rules"][0]["points"] = "many"
    seeds["score_rules"][1]["score_id"] = "nowhere"
    desk.write_seeds(seeds)
    place = ["--seeds", str(desk.seeds_path), "--database", str(tmp_path / "none.duckdb")]
    assert preview.main(place) == 1
    told = capsys.readouterr().out
    assert check.main(place) == 1
    assert told == capsys.readouterr().out
    assert "score_rules.csv:2 " in told and told.endswith("3 faults\n")


def test_without_a_warehouse_there_is_nothing_to_compare_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither without a file nor with one in which no build has ended."""
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    for file, says in (
        (tmp_path / "none.duckdb", "there is no warehouse"),
        (empty, "no build of this release has ended"),
    ):
        assert preview.main(["--database", str(file), "--seeds", str(PROJECT / "seeds")]) == 2
        told = capsys.readouterr().err
        assert says in told and "Run `make build` with the rulebook that is live" in told


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    """While a build holds it, the preview says who does."""
    file = tmp_path / "busy.duckdb"
    program = f"import duckdb; held = duckdb.connect({str(file)!r}); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as builder:
        assert builder.stdout.readline() == "held\n"
        with pytest.raises(Trouble, match=f"is being written by process {builder.pid} .*Nothing was changed"):
            preview.copied(file, tmp_path / "copy.duckdb", tmp_path)
        builder.communicate("\n")
    assert not (tmp_path / "copy.duckdb").exists()


def test_what_a_killed_preview_left_goes_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the folder of one that still runs, nor anything else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (f"{preview.WORKPLACE}killed", f"{preview.WORKPLACE}young", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "preview.duckdb").write_text("people")
    with preview.workplace() as running:
        for path in tmp_path.iterdir():
            if not path.name.endswith("young"):
                os.utime(path, (1, 1))
        with preview.workplace() as second:
            left = {path.name for path in tmp_path.iterdir()}
            assert left == {running.name, second.name, f"{preview.WORKPLACE}young", "other"}
    assert {path.name for path in tmp_path.iterdir()} == {f"{preview.WORKPLACE}young", "other"}


@pytest.fixture
def built(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with what a build notes of two files of e-mails, and the files."""
    folder = tmp_path / "raw" / "email_events"
    folder.mkdir(parents=True)
    for name in ("one.parquet", "[two] 'x'.parquet"):
        (folder / name).write_text(name)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create schema checkpoint; create schema intermediate")
        connection.execute(
            "create table checkpoint.int_raw_files as select *, 'known' as status "
            f"from ({preview.FILES_THERE}) as found(feed, file, size, modified_at)",
            [str(tmp_path / "raw" / "*" / "*.parquet")],
        )
        connection.execute(
            "insert into checkpoint.int_raw_files values ('calls', 'old.parquet', null, null, 'removed')"
        )
        connection.execute(
            "create table checkpoint.int_raw_tables as from (values ('email_events'), ('calls')) as t(feed)"
        )
        connection.execute("create table checkpoint.release as select 'x' as release, 'None' as known_at")
        connection.execute("create table checkpoint.unfinished_runs (run_id varchar)")
        connection.execute("create view intermediate.int_as_of as select timestamp '2026-07-01' as as_of")
        yield connection


def test_only_files_that_the_build_read_are_linked(built: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A file that came since is not there for the preview, nor is a table that the build did not have."""
    (tmp_path / "raw" / "email_events" / "three.parquet").write_text("new")
    (tmp_path / "raw" / "calls").mkdir()
    (tmp_path / "raw" / "calls" / "new.parquet").write_text("new")
    preview.link_raw_files(built, tmp_path / "raw", tmp_path / "links")
    links = sorted(path for path in (tmp_path / "links").glob("*/*"))
    assert [path.name for path in links] == ["[two] 'x'.parquet", "one.parquet"]
    assert [path.read_text() for path in links] == ["[two] 'x'.parquet", "one.parquet"]


@pytest.mark.parametrize("change", ["rewritten", "touched", "removed", "all removed"])
def test_raw_files_that_changed_since_the_build_are_named(
    built: duckdb.DuckDBPyConnection, tmp_path: Path, change: str
) -> None:
    """What was read cannot be read again: build first."""
    file = tmp_path / "raw" / "email_events" / "one.parquet"
    if change == "rewritten":
        file.write_text("longer than it was")
    elif change == "touched":
        os.utime(file, (1, 1))
    else:
        file.unlink()
    if change == "all removed":
        (tmp_path / "raw" / "email_events" / "[two] 'x'.parquet").unlink()
    with pytest.raises(Trouble, match=r"[12] raw files in .* are not as the last build read them") as caught:
        preview.link_raw_files(built, tmp_path / "raw", tmp_path / "links")
    assert "email_events/" in str(caught.value) and "make build" in str(caught.value)


def test_the_copy_is_built_with_the_vars_of_the_live_file(built: duckdb.DuckDBPyConnection) -> None:
    """An instant that was fixed stays fixed, the clock stays the clock, a feed without files is off."""
    asked = {"as_of": "2026-07-01 00:00:00", "known_at": None, "disabled_feeds": ["calls"]}
    assert preview.vars_of(built) == asked
    built.execute("create or replace view intermediate.int_as_of as select now() at time zone 'UTC' as as_of")
    built.execute("update checkpoint.release set known_at = '2026-04-01'")
    assert preview.vars_of(built) == asked | {"as_of": None, "known_at": "2026-04-01"}


def test_a_run_that_did_not_end_is_mentioned(built: duckdb.DuckDBPyConnection) -> None:
    assert preview.notes_on(built) == []
    built.execute("insert into checkpoint.unfinished_runs values ('killed')")
    assert preview.notes_on(built) == [preview.UNFINISHED]


# Cells


def test_rows_without_a_key_are_compared_one_with_one() -> None:
    """Of several conditions on one field only those that were edited differ."""
    columns = ["rule_id", "any_group", "subject", "field", "operator", "value"]
    same = ["r", "1", "contact", "country", "not_equals"]
    sides = {"before": ["a", "b", "b", "c"], "after": ["x", "b", "c", "d", "b"]}
    with duckdb.connect() as connection:
        for side, values in sides.items():
            connection.execute(f"create schema {side}")
            names = ", ".join(f"{name} varchar" for name in [*columns, "comment"])
            connection.execute(f"create table {side}.score_rule_conditions ({names})")
            for value in values:
                row = [*same, value, "why"]
                connection.execute(f"insert into {side}.score_rule_conditions values (?, ?, ?, ?, ?, ?, ?)", row)
        found = changes(connection, "score_rule_conditions")
    assert [(row["change"], row["column_name"], row["cell_before"], row["cell_after"]) for row in found] == [
        ("added", None, None, "value x, comment why"),
        ("changed", "value", "a", "d"),
    ]
