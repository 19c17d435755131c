"""What the benchmark measures: each scenario a function of a site and the results, in the order in which they run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pyperf

from benchmarks.compare import checksum_of_marts, compare
from benchmarks.floor import MEMBERS
from benchmarks.generate import ENDS, add_erasure, add_increment, add_sync
from benchmarks.measure import measure
from benchmarks.results import Results
from benchmarks.rulebooks import change_weight
from benchmarks.sites import AS_OF, PROJECT, WITHOUT_TESTS, Build, Site
from benchmarks.targets import LITTLE_MEMORY

Scenario = Callable[[Site, Results, int], None]
SCENARIOS: dict[str, Scenario] = {}


def scenario(letter: str) -> Callable[[Scenario], Scenario]:
    """Make a function the scenario of that letter."""

    def register(function: Scenario) -> Scenario:
        SCENARIOS[letter] = function
        return function

    return register


@scenario("floor")
def floor(site: Site, results: Results, runs: int) -> None:
    """The least that a database has to do."""
    for _ in range(runs):
        _peer(site, results, "floor", "benchmarks.floor", "--output", str(site.folder / "floor.parquet"))


@scenario("a")
def full_build(site: Site, results: Results, runs: int) -> None:
    """(a) and (j): from nothing, with all tests."""
    for _ in range(runs):
        site.drop_warehouse()
        build = site.build()
        results.add(
            "full build", {**build.figures(), "data tests": build.clock.share_of_tests() * build.clock.in_database}
        )
        results.add("full build", {"file size": site.warehouse.stat().st_size})
    slowest = sorted(build.clock.by_node.items(), key=lambda node: -node[1])[:15]
    results.fact(
        "slowest_nodes", "; ".join(f"{node.rpartition('lead_scoring.')[2]} {seconds:.1f}" for node, seconds in slowest)
    )
    for mart in ("score_ledger", "score_history", "interactions"):
        results.fact(f"{mart}_rows", site.query(f"select count(*) from {mart}")[0][0])


@scenario("peer")
def peer(site: Site, results: Results, runs: int) -> None:
    """The peer rulebook: our full build, in little memory and as shipped; Polars to the same end; is it equal?"""
    own = site.beside("peer").prepare("peer")
    for _ in range(runs):
        for limit in (LITTLE_MEMORY, ""):
            own.memory_limit = limit
            own.drop_warehouse()
            results.add(f"peer rulebook, full build{limit and f' within {limit}'}", own.build().figures())
        _peer(own, results, "peer rulebook, Polars", "benchmarks.peer_polars", "--output", str(own.folder / "polars"))
        _peer(own, results, "peer rulebook, floor", "benchmarks.floor")
    _compare(own, results, "Polars")


@scenario("rows")
def rows(site: Site, results: Results, runs: int) -> None:
    """The row-at-a-time oracle, on a sample."""
    for _ in range(runs):
        _peer(
            site,
            results,
            "row at a time, on a sample",
            "benchmarks.peer_rows",
            "--report",
            str(site.folder / "rows.txt"),
        )
    results.fact("row_at_a_time_sample", (site.folder / "rows.txt").read_text())


@scenario("rules")
def rules(site: Site, results: Results, runs: int) -> None:
    """12 rules and 200 that give the same awards."""
    awards = {}
    for rulebook in ("rules_12", "rules_200"):
        own = site.beside(rulebook).prepare(rulebook)
        for _ in range(runs):
            own.drop_warehouse()
            results.add(f"{rulebook}, full build", own.build().figures())
        awards[rulebook] = own.query("select count(*) from score_ledger")[0][0]
        results.fact(f"{rulebook}_ledger_rows", awards[rulebook])
        own.drop_warehouse()


@scenario("b")
def nothing_new(site: Site, results: Results, runs: int) -> None:
    """(b): a build when nothing has changed."""
    for _ in range(runs):
        results.add("nothing new", site.build().figures())


@scenario("g")
def queries(site: Site, results: Results, runs: int) -> None:
    """(g) and (h): one contact's explanation, and what a dashboard asks."""
    folder = site.folder / "queries"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(Path(__file__).parent / "queries", folder)
    for name, contact in _contacts_to_explain(site).items():
        site.dbt("compile", "--select", "why_this_score", entity_id=contact)
        compiled = site.folder / "target" / "compiled" / "lead_scoring" / "analyses" / "why_this_score.sql"
        shutil.copy(compiled, folder / f"explanation of {name}.sql")
    output = site.folder / "queries.json"
    output.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "benchmarks.queries",
        "--warehouse",
        str(site.warehouse),
        "--folder",
        str(folder),
        "-o",
        str(output),
    ]
    measure([*command, "--inherit-environ", "PATH"], site.folder / "queries.log", {}, PROJECT)
    for benchmark in pyperf.BenchmarkSuite.load(str(output)).get_benchmarks():
        results.add_values(f"query: {benchmark.get_name()}", {"wall": benchmark.get_values()})
        print(f"query: {benchmark.get_name()}: median {benchmark.median() * 1000:.0f} ms")


def _contacts_to_explain(site: Site) -> dict[str, str]:
    """An ordinary contact and the busiest one that is no bot."""
    by_entries = """
        select entity_id from score_ledger
        where entity_type = 'contact'
        group by entity_id
        having count(*) <= {at_most}
        order by count(*) desc, entity_id
        limit 1 offset {offset}
    """
    ordinary = site.query(by_entries.format(at_most=100, offset=0))[0][0]
    busiest = site.query(by_entries.format(at_most=1_000_000_000, offset=1))[0][0]
    return {"an ordinary contact": ordinary, "the busiest contact": busiest}


@scenario("i")
def publishing(site: Site, results: Results, runs: int) -> None:
    """(i): the copy that readers open."""
    for _ in range(runs):
        shutil.rmtree(site.folder / "published", ignore_errors=True)
        process = site.module("lead_scoring.publish")
        results.add("publishing", process.figures())


@scenario("l")
def sync(site: Site, results: Results, runs: int) -> None:
    """(l): the CRM writes everybody again, nothing has changed."""
    for _ in range(runs):
        add_sync(site.zone, site.next_night())
        results.add("nightly sync", site.build().figures())


@scenario("c")
def small_increment(site: Site, results: Results, runs: int) -> None:
    """(c): 0.1 % new interactions."""
    _increments(site, results, "0.1 % new", runs, 0.001, 0.0)


@scenario("d")
def late_increment(site: Site, results: Results, runs: int) -> None:
    """(d): 1 % new interactions, a tenth of them late."""
    _increments(site, results, "1 % new, 10 % late", runs, 0.01, 0.1)


def _increments(site: Site, results: Results, name: str, runs: int, share: float, late: float) -> None:
    """Loads of one kind, and what share of all rows the entities own that they reach."""
    for _ in range(runs):
        night = site.next_night()
        add_increment(site.zone, night, share, late)
        results.add(name, site.build().figures())
        results.fact(f"share of rows, {name}", round(_share_of_load(site, night), 6))


@scenario("e")
def rare_rule(site: Site, results: Results, runs: int) -> None:
    """(e): one weight of a rare rule changed."""
    _changed_rule(site, results, "rare rule changed", runs, "asc")


@scenario("f")
def common_rule(site: Site, results: Results, runs: int) -> None:
    """(f): one weight of the commonest rule changed."""
    _changed_rule(site, results, "commonest rule changed", runs, "desc")


RULE_BY_ENTRIES = """
    select rule_id from score_ledger
    where rule_id is not null and interaction_id is not null and operation = 'add'
    group by rule_id
    order by count(*) {order}, rule_id
    limit 1
"""


def _changed_rule(site: Site, results: Results, name: str, runs: int, order: str) -> None:
    """Change the weight of the rule with the fewest or the most entries."""
    rule = site.query(RULE_BY_ENTRIES.format(order=order))[0][0]
    entities = f"select distinct entity_type, entity_id from score_ledger where rule_id = '{rule}'"
    results.fact(f"rule, {name}", rule)
    results.fact(f"share of rows, {name}", round(_share_of_rows(site, entities), 6))
    for _ in range(runs):
        change_weight(site.seeds, rule)
        results.add(name, site.build().figures())


@scenario("o")
def erasure(site: Site, results: Results, runs: int) -> None:
    """(o): one request for erasure."""
    for number in range(runs):
        contact = add_erasure(site.zone, site.next_night(), 1234 % max(site.size // 20, 100) + number)
        results.add("one erasure", site.build().figures())
        left = site.query(f"select count(*) from score_ledger where entity_id = '{contact}'")[0][0]
        results.fact("ledger rows of the erased contact", left)


@scenario("exact")
def exactness(site: Site, results: Results, runs: int) -> None:
    """Whether ledger and history after all these builds are those of a build from nothing."""
    in_steps = checksum_of_marts(site.warehouse)
    own = site.beside("rebuild").prepare("default")
    shutil.copytree(site.seeds, own.seeds, dirs_exist_ok=True)
    own.drop_warehouse()
    own.build(*WITHOUT_TESTS)
    for mart, (count, checksum) in checksum_of_marts(own.warehouse).items():
        results.fact(f"{mart} equals a rebuild", "yes" if in_steps[mart] == (count, checksum) else "NO")
    own.drop_warehouse()


@scenario("k")
def daily_loads(site: Site, results: Results, runs: int) -> None:
    """(k): thirty daily loads of 0.1 %, added up, beside one full build of all."""
    own = _fresh(site, "daily", site.size)
    own.build()
    builds = []
    for _ in range(30):
        add_increment(own.zone, own.next_night(), 0.001)
        builds.append(own.build())
    results.add("30 daily loads", _sum(builds))
    own.drop_warehouse()
    results.add("30 daily loads, one full build of all", own.build().figures())
    shutil.rmtree(own.folder)


def _fresh(site: Site, name: str, size: int) -> Site:
    """A site within this one with a landing zone of its own."""
    shutil.rmtree(site.folder / name, ignore_errors=True)
    return Site(site.folder / name, size).prepare("default")


def _sum(builds: list[Build]) -> dict[str, float]:
    """Figures of builds one after the other."""
    figures = [build.figures() for build in builds]
    return {
        name: max(one[name] for one in figures) if name == "peak memory" else sum(one[name] for one in figures)
        for name in figures[0]
    }


@scenario("n")
def file_size(site: Site, results: Results, runs: int) -> None:
    """(n): the file after 100 increments of 0.1 %, on a tenth of the data."""
    own = _fresh(site, "hundred", max(site.size // 10, 100_000))
    own.build(*WITHOUT_TESTS)
    for _ in range(100):
        add_increment(own.zone, own.next_night(), 0.001)
        own.build(*WITHOUT_TESTS)
    results.add("100 increments", {"file size": own.warehouse.stat().st_size})
    own.drop_warehouse()
    own.build(*WITHOUT_TESTS)
    results.add("100 increments, rebuilt", {"file size": own.warehouse.stat().st_size})
    shutil.rmtree(own.folder)


@scenario("m")
def on_the_sample(site: Site, results: Results, runs: int) -> None:
    """(m): what `make build` does on the bundled sample, again with nothing new and with a small load."""
    own = Site(site.folder / "sample")
    shutil.rmtree(own.folder, ignore_errors=True)
    shutil.copytree(PROJECT / "sample", own.zone)
    own.prepare("default")
    results.add("sample, first make build", _make_build(own))
    for number in range(runs):
        results.add("sample, make build with nothing new", _make_build(own))
        _add_small_load(own.zone, number)
        results.add("sample, make build with 10 new rows", _make_build(own))
    shutil.rmtree(own.folder)


def _make_build(site: Site) -> dict[str, float]:
    """The commands of `make build`, one after the other."""
    before = [site.module("lead_scoring.check")]
    figures = site.build("--quiet", "--log-level-file", "info").figures()
    after = [site.module(f"lead_scoring.{name}") for name in ("publish", "summary")]
    for process in (*before, *after):
        figures["wall"] += process.wall
        figures["cpu"] += process.cpu
    return figures


def _add_small_load(zone: Path, number: int) -> None:
    """Ten page views more, loaded the night after the last load."""
    files, target = zone / "web_events" / "*.parquet", zone / "web_events" / f"small-{number}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (
                select * replace (
                    'small-{number}-' || event_id as event_id, loaded_at + interval {number + 1} day as loaded_at
                )
                from read_parquet('{files}', union_by_name = true)
                where event_id not like 'small%' and event = 'page_view' and contact_id is not null
                order by loaded_at desc, event_id
                limit 10
            ) to '{target}' (format parquet)
        """)


def _peer(site: Site, results: Results, name: str, module: str, *args: str) -> None:
    """Measure another program on the site's data and rulebook."""
    command = [
        sys.executable,
        "-m",
        module,
        "--raw",
        str(site.zone),
        "--seeds",
        str(site.seeds),
        "--as-of",
        AS_OF,
        *args,
    ]
    process = measure(command, site.folder / f"{module}.log", {"POLARS_MAX_THREADS": "2"}, PROJECT)
    results.add(name, process.figures())


def _compare(site: Site, results: Results, name: str) -> None:
    """Say for each mart whether the peer's is ours."""
    for one in compare(site.warehouse, site.folder / "polars"):
        results.fact(
            f"{one.mart} equals {name}'s",
            f"yes, {one.warehouse[0]} rows" if one.is_equal else f"NO, {one.warehouse[0]} and {one.peer[0]} rows",
        )


REACHED = """
    with new as (
        select contact_id, account_id, opportunity_id, occurred_at from interactions
        where loaded_at = timestamp '{loaded_at}'
    )
    select 'contact' as entity_type, contact_id as entity_id from new
    union
    select 'account', coalesce(new.account_id, members.entity_id) from new
    left join ({account}) as members
        on new.contact_id = members.contact_id
        and new.occurred_at >= members.valid_from and new.occurred_at < members.valid_to
    union
    select 'opportunity', coalesce(new.opportunity_id, members.entity_id) from new
    left join ({opportunity}) as members
        on new.contact_id = members.contact_id
        and new.occurred_at >= members.valid_from and new.occurred_at < members.valid_to
"""
SHARE_OF_ROWS = """
    with affected as ({entities}),
    owned as (
        select entity_type, entity_id from score_ledger
        union all
        select entity_type, entity_id from score_history
    )
    select
        count(*) filter ((entity_type, entity_id) in (select (entity_type, entity_id) from affected)) / count(*)
    from owned
"""


def _share_of_load(site: Site, night: int) -> float:
    """The share of ledger and history rows of those whom the interactions of one load reach."""
    zone = str(site.zone).replace("'", "''")
    members = {kind: sql.format(raw=zone) for kind, sql in MEMBERS.items()}
    return _share_of_rows(site, REACHED.format(loaded_at=ENDS + timedelta(days=night - 1, hours=27), **members))


def _share_of_rows(site: Site, entities: str) -> float:
    """The share of ledger and history rows that belong to these entities."""
    return site.query(SHARE_OF_ROWS.format(entities=entities))[0][0]
