"""The dashboard in headless Chromium: it loads, is silent, stays off the network and shows the figures of the marts."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from playwright.sync_api import Browser, sync_playwright

from published import AS_OF, Published

NOW = datetime.datetime.fromisoformat(AS_OF)
DAY = datetime.timedelta(days=1)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A new profile and no traffic of the browser's own.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
TIERS = ["nurture", "mql", "sql"]


class Page(NamedTuple):
    """What a browser found: the lines of text, and all that it was asked to fetch or said in its console."""

    lines: list[str]
    requests: list[str]
    messages: list[str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _open(browser: Browser, url: str) -> Page:
    """Load a page and read it."""
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.set_default_timeout(120_000)
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("console", lambda message: messages.append(f"{message.text} {message.location.get('url')}"))
    try:
        page.goto(url)
        page.wait_for_load_state("load")
        lines = [line.strip() for line in page.inner_text("body").splitlines() if line.strip()]
    finally:
        page.close()
    return Page(lines, [url for url in requests if not url.startswith("data:")], messages)


@pytest.fixture(scope="module")
def page(sample: Published, chromium: Browser) -> Page:
    """The static page of the main score."""
    file = sample.folder / "dashboard.html"
    write = (sys.executable, "-m", "lead_scoring.dashboard", "html", "--to", str(file))
    sample.once("page", lambda: sample.run(*write))
    return _open(chromium, file.as_uri())


@pytest.fixture(scope="module")
def scores(sample: Published) -> dict[str, dict[str, Any]]:
    """Contacts by id with their lead score."""
    rows = sample.rows("contact_scores")
    return {row["contact_id"]: row for row in rows if row["score_id"] == "lead_score"}


@pytest.fixture(scope="module")
def moves(sample: Published, scores: dict[str, Any]) -> list[dict[str, Any]]:
    """This week's tier moves in the lead score, the latest first."""
    rows = [
        row
        for row in sample.rows("tier_transitions")
        if row["score_id"] == "lead_score" and row["entity_id"] in scores and NOW - row["changed_at"] < 7 * DAY
    ]
    return sorted(rows, key=lambda row: (NOW - row["changed_at"], row["entity_id"]))


def _tenths(value: Any) -> str:
    """A number as the page writes it, with one place."""
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,}".replace("-", "−")


def _date(value: datetime.datetime | None) -> str:
    """A day as the page writes it."""
    return "—" if value is None else f"{value.day} {value:%b %Y}"


def _is_up(move: dict[str, Any]) -> bool:
    """Whether a move in the lead score goes up."""
    return TIERS.index(move["to_tier"]) > TIERS.index(move["from_tier"])


def _table(page: Page, title: str, header: list[str], count: int) -> list[list[str]]:
    """The first cells of a table under its title, in rows; the header must be this one."""
    begin = page.lines.index(title) + 1
    assert page.lines[begin : begin + len(header)] == header
    begin += len(header)
    return [page.lines[begin + n * len(header) : begin + (n + 1) * len(header)] for n in range(count)]


def test_the_page_is_one_file_that_is_silent(page: Page) -> None:
    """It fetches nothing beside itself, and nothing stands in the console."""
    assert len(page.requests) == 1 and page.requests[0].startswith("file:")
    assert page.messages == []


def test_it_says_which_score_and_now_it_shows(page: Page) -> None:
    assert page.lines[0] == "Lead score"
    assert any("as of 1 July 2026, 00:00" in line for line in page.lines)


def test_headline_figures(page: Page, scores: dict[str, Any], moves: list[dict[str, Any]]) -> None:
    points = [row["points"] for row in scores.values()]
    to_top = sum(move["to_tier"] == "sql" for move in moves) - sum(move["from_tier"] == "sql" for move in moves)
    ups = sum(map(_is_up, moves))
    begin = page.lines.index("contacts") - 1
    assert page.lines[begin : begin + 12] == [
        *(str(len(scores)), "contacts"),
        *(str(sum(row["tier"] == "sql" for row in scores.values())), "in tier sql", f"{to_top:+} this week"),
        *(_tenths(sum(points) / len(points)), "points on average", f"{_tenths(statistics.median(points))} median"),
        *(str(ups), "moves up this week", str(len(moves) - ups), "moves down this week"),
    ]


def test_highest_scores_and_why(page: Page, sample: Published, scores: dict[str, Any]) -> None:
    awarded = [row for row in scores.values() if row["last_awarded_at"] is not None]
    ranked = sorted(awarded, key=lambda row: (-row["points"], NOW - row["last_awarded_at"], row["contact_id"]))
    reasons: dict[str, list[Any]] = {}
    for row in sample.rows("score_breakdown"):
        if row["score_id"] == "lead_score":
            reasons.setdefault(row["entity_id"], []).append(row)
    expected = []
    for row in ranked[:15]:
        most = sorted(reasons[row["contact_id"]], key=lambda reason: (-abs(reason["points"]), reason["rule_id"]))[:4]
        expected.append(
            [
                *(row["contact_id"], _tenths(row["points"]), row["tier"]),
                " · ".join(f"{reason['rule_name']} {float(reason['points']):+g}" for reason in most),
                *(_date(row["last_awarded_at"]), _date(row["next_change_at"]), _tenths(row["next_points"])),
            ]
        )
    header = ["Who", "Points", "Tier", "Why: the rules that count most", "Last award", "Next change", "Then"]
    assert _table(page, "Highest scores and why", header, 15) == expected


def test_who_moved_last(page: Page, moves: list[dict[str, Any]]) -> None:
    expected = [
        [
            *(move["entity_id"], "▲" if _is_up(move) else "▼", move["from_tier"], move["to_tier"]),
            *(_tenths(move["points"]), f"{move['changed_at'].day} {move['changed_at']:%b, %H:%M}"),
        ]
        for move in moves[:10]
    ]
    assert len(expected) == 10
    assert _table(page, "Who moved last", ["Who", "Way", "From", "To", "Points", "When"], 10) == expected


def test_rule_performance(page: Page, sample: Published, scores: dict[str, Any]) -> None:
    """Per rule of the ledger: points valid now, who has them, and awards of the last 30 days."""
    counted = [
        row
        for row in sample.rows("score_ledger")
        if row["score_id"] == "lead_score"
        and row["entity_id"] in scores
        and row["valid_from"] <= NOW
        and (row["valid_to"] is None or row["valid_to"] > row["valid_from"])
    ]
    names = {row["rule_id"]: row["rule_name"] for row in sample.rows("score_breakdown")}
    expected = []
    for rule in {row["rule_id"] for row in counted}:
        entries = [row for row in counted if row["rule_id"] == rule]
        now = [row for row in entries if row["valid_to"] is None or row["valid_to"] > NOW]
        points, people = sum(row["points"] for row in now), len({row["entity_id"] for row in now})
        award = ("entity_id", "interaction_id", "adjustment_id", "valid_from")
        recent = {tuple(row[key] for key in award) for row in entries if NOW - row["valid_from"] < 30 * DAY}
        figures = [_tenths(points), str(people), _tenths(points / people), str(len(recent))]
        last = _date(max(row["valid_from"] for row in entries))
        expected.append((-points, [names[rule] or "Given by hand", *figures, last]))
    header = ["Rule", "Points now", "Who has them", "Points each", "Awards in 30 days", "Last award"]
    assert len(expected) == 5
    below = "What each rule gives now; which rules told who would convert is in rule_performance, after make outcomes"
    assert page.lines[page.lines.index(below) - 1] == "Rule performance"
    assert _table(page, below, header, 5) == [row for _, row in sorted(expected)]


def test_all_scores(page: Page, sample: Published) -> None:
    rows = sample.rows("entity_scores")
    top = {"contact_engagement": "hot", "contact_fit": "A", "lead_score": "sql", "account_score": "key"}
    top["deal_score"] = "likely"
    expected = []
    for score, tier in top.items():
        of = [row for row in rows if row["score_id"] == score]
        figures = [str(len(of)), _tenths(sum(row["points"] for row in of) / len(of))]
        in_top = str(sum(row["tier"] == tier for row in of))
        expected.append([of[0]["score_name"], of[0]["entity_type"], *figures, in_top, tier])
    header = ["Score", "Of", "Scored", "Average points", "In the highest tier", "Called"]
    assert _table(page, "All scores", header, 5) == expected


def test_data_quality(page: Page, sample: Published) -> None:
    """Feeds as in feed_audit; late is what was loaded over three days after it happened; nothing is missing."""
    interactions = sample.rows("interactions")
    late = Counter(row["source"] for row in interactions if row["loaded_at"] - row["occurred_at"] > 3 * DAY)
    unmapped = Counter()
    for row in sample.rows("unmapped_events"):
        unmapped[row["source"]] += row["rows"]
    feeds = {row["source"] for row in interactions}
    expected = []
    for row in sorted(sample.rows("feed_audit"), key=lambda row: (-row["raw_rows"], row["feed"])):
        fates = [f"{row[fate]:,}" for fate in ("raw_rows", "standing", "replaced", "erased", "rejected")]
        newest = row["newest_loaded_at"]
        days = int((NOW - newest) / datetime.timedelta(hours=1)) / 24
        expected.append(
            [
                *(row["feed"], *fates, _tenths(Decimal(100 * row["rejected"]) / row["raw_rows"])),
                *(str(unmapped[row["feed"]]), str(late[row["feed"]]) if row["feed"] in feeds else "—"),
                *(f"{_date(newest)}, {newest:%H:%M}", _tenths(days)),
            ]
        )
    header = [
        "Feed",
        "Rows",
        "Standing",
        "Replaced",
        "Erased",
        "Rejected",
        "Rejected share",
        "Unmapped",
        "Over 3 days late",
    ]
    shown = _table(page, "Data quality: what became of the raw rows", [*header, "Newest row", "Days ago"], 13)
    shown[0][6] = shown[0][6].removesuffix("%")  # the unit stands in the first row alone
    assert len(expected) == 13 and shown == expected


def test_rejected_rows_and_unmapped_events(page: Page, sample: Published) -> None:
    rejected = sample.rows("rejected_rows")
    counts = Counter(row["reason"] for row in rejected)
    reasons = sorted(counts, key=lambda reason: (-counts[reason], reason))[:10]
    feeds = {reason: {row["source"] for row in rejected if row["reason"] == reason} for reason in reasons}
    expected = [[reason, str(counts[reason]), str(len(feeds[reason]))] for reason in reasons]
    assert _table(page, "Why rows were rejected", ["Reason", "Rows", "Feeds"], 10) == expected
    events = sorted(sample.rows("unmapped_events"), key=lambda row: -row["rows"])
    expected = [[row["source"], row["event_name"], str(row["rows"]), _date(row["last_occurred_at"])] for row in events]
    assert len(expected) == 3
    assert _table(page, "Events that score nothing", ["Feed", "Event", "Rows", "Last seen"], 3) == expected


@pytest.fixture(scope="module")
def drawn(sample: Published) -> dict[str, list[dict[str, Any]]]:
    """The rows that the charts are drawn from, by query."""
    file = sample.folder / "data.json"
    drawing = ("charts/index.yml", "--format", "data", "--output", str(file), "--no-cache")
    sample.once("drawn", lambda: sample.run("dct", "render", *drawing, DO_NOT_TRACK="1"))
    return {name: query["rows"] for name, query in json.loads(file.read_text())["queries"].items() if "rows" in query}


def test_distribution_counts_everybody_once(drawn: dict[str, Any], scores: dict[str, Any]) -> None:
    """By the five points and the tier in which they are."""
    expected = Counter((int(row["points"] // 5 * 5), row["tier"]) for row in scores.values())
    assert {(row["bin"], row["tier"].strip()): row["entities"] for row in drawn["distribution"]} == expected


def test_population_is_the_marts(drawn: dict[str, Any], sample: Published, scores: dict[str, Any]) -> None:
    """The last 180 days of tier_population_daily; the last one is of now."""
    rows = [row for row in sample.rows("tier_population_daily") if row["score_id"] == "lead_score"]
    expected = {(str(row["day"]), row["tier"]): row["entities"] for row in rows if NOW.date() - row["day"] < 180 * DAY}
    shown = {(str(row["day"])[:10], row["tier_label"].strip()): row["entities"] for row in drawn["population"]}
    assert len(expected) == 3 * 180 and shown == expected
    assert sum(shown[str(NOW.date()), tier] for tier in TIERS) == len(scores)


def test_moves_are_drawn_by_their_direction(drawn: dict[str, Any], moves: list[dict[str, Any]]) -> None:
    expected = Counter((f"{move['from_tier']} → {move['to_tier']}", "up" if _is_up(move) else "down") for move in moves)
    assert {(row["move"], row["direction"]): row["entities"] for row in drawn["move_counts"]} == expected


def _free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def server(sample: Published, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A served dashboard and the published file that it reads, a copy of its own."""
    file = shutil.copyfile(sample.file, tmp_path / sample.file.name)
    port = _free_port()
    environment = sample.environment(LEAD_SCORING_PUBLISHED_PATH=str(file))
    serve = [sys.executable, "-m", "lead_scoring.dashboard", "serve", "--port", str(port)]
    process = subprocess.Popen(
        serve,
        cwd=sample.project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield _answering(f"http://localhost:{port}/", process), file
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # the group is the server's own
        process.communicate(timeout=30)


def _answering(url: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until a server answers."""
    for _ in range(960):
        assert process.poll() is None, process.stdout.read()
        try:
            urllib.request.urlopen(f"{url}health", timeout=5).close()
        except OSError:
            time.sleep(0.25)
        else:
            return url
    raise AssertionError(f"nothing answers at {url}")


def _publish_another(file: Path) -> None:
    """Put another copy in the place of a published one: a month before, the highest tier's name with quotes."""
    fresh = shutil.copyfile(file, file.with_name("fresh.duckdb"))
    fresh.chmod(0o600)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("create or replace view intermediate.int_as_of as select timestamp '2026-06-01' as as_of")
        for table in ("rulebook.rulebook_tiers", "intermediate.int_history"):
            connection.execute(f"update {table} set tier = 'ready to ''buy''' where tier = 'sql'")
    fresh.replace(file)


def test_the_server_shows_each_score_as_published_last(
    server: tuple[str, Path], chromium: Browser, sample: Published
) -> None:
    """It takes everything from localhost, draws the score of the address, and reads a new copy without a restart."""
    url, file = server
    page = _open(chromium, f"{url}?score=Deal+score")
    deals = [row for row in sample.rows("opportunity_scores") if row["score_id"] == "deal_score"]
    likely = sum(row["tier"] == "likely" for row in deals)
    begin = page.lines.index("opportunities") - 1
    assert page.lines[begin : begin + 4] == [str(len(deals)), "opportunities", str(likely), "in tier likely"]
    assert {request.startswith(url) for request in page.requests} == {True}
    assert [message for message in page.messages if not message.endswith("/favicon.ico")] == []
    _publish_another(file)
    page = _open(chromium, url)
    assert any("as of 1 June 2026, 00:00" in line for line in page.lines)
    assert "in tier ready to 'buy'" in page.lines and "ready to ’buy’" in page.lines
    assert not any("ERR-" in line for line in page.lines)


def test_without_a_published_copy_it_says_what_to_do(sample: Published, tmp_path: Path) -> None:
    missing = tmp_path / sample.file.name
    environment = sample.environment(LEAD_SCORING_PUBLISHED_PATH=str(missing))
    command = [sys.executable, "-m", "lead_scoring.dashboard", "html"]
    done = subprocess.run(command, cwd=sample.project, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr == f"{missing} does not exist: make build makes it.\n"
