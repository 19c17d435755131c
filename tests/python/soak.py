"""`make soak`: hundreds of random histories, and builds killed at random moments; says in a file what came out.

A history that failed, alone: `make soak HISTORIES=1 FIRST=17 KILLS=0`. Kills that failed: `make soak HISTORIES=0
KILLS=6 FIRST=3` aims at the same statements of the same loads; the moment within a statement is the machine's.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from crashes import STATEFUL, Aim, Death, Statement, at_number, at_statement, at_writing
from harness import PROJECT
from lives import Life, live, told
from worlds.histories import KINDS, Step, make_history

CHECKPOINT, ANYWHERE = "checkpoint", "anywhere"
AIMED_AT = [*STATEFUL, CHECKPOINT]
AIMS = [*AIMED_AT, ANYWHERE]
LOADS = 6  # of a history: the first and five more
TRIES = 3  # kills in a row on one load: a statement may be over before the kill arrives
STATEMENTS = 700  # of a build, about
ENOUGH_KILLS = 30  # from so many on, each of AIMED_AT is to be hit
ENOUGH_HITS = 3
MOVES_ROWS, MOVED = "corrected contact", "after a row moved, before the ledger"


@dataclass
class Kill:
    """A build that was killed, and what came of it. moved: rows under another contact than in the ledger."""

    load: str
    death: Death
    moved: int
    next_build: str = "killed"
    is_equal: str = ""

    @property
    def hits(self) -> set[str]:
        """In whose writing statement the build died."""
        return {_part(statement) for statement in self.death.running if statement.writes}


@dataclass
class Outcome:
    """What came of one history."""

    seed: int
    seconds: float = 0
    fault: str = ""
    kills: list[Kill] = field(default_factory=list)

    @property
    def history(self) -> list[Step]:
        """What one build after another finds."""
        return make_history(self.seed, LOADS - 1)


def _part(statement: Statement) -> str:
    """The model of a statement; the checkpoint is written by a hook of build_runs."""
    is_checkpoint = statement.node == "build_runs" and statement.text.startswith("create schema")
    return CHECKPOINT if is_checkpoint else statement.node


# One history, in a process of the pool


def run_history(seed: int) -> Outcome:
    """Live through a history: built after every step, compared with the oracle, at the end with a rebuild."""
    return _timed(seed, _live)


def run_kills(seed: int) -> Outcome:
    """Live through a history whose every load is killed in the middle of its build, at least once."""
    return _timed(seed, _die)


def _timed(seed: int, run: Callable[[Path, Outcome], None]) -> Outcome:
    """What came of it, faults included."""
    outcome, begun, folder = Outcome(seed), time.monotonic(), Path(tempfile.mkdtemp())
    try:
        run(folder / "warehouse", outcome)
    except Exception as error:
        outcome.fault = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
    shutil.rmtree(folder)
    outcome.seconds = time.monotonic() - begun
    return outcome


def _live(folder: Path, outcome: Outcome) -> None:
    """A history without kills."""
    live(folder, outcome.history)


def _die(folder: Path, outcome: Outcome) -> None:
    """A history with kills: the build after the last one ends, and gives what the oracle and a rebuild give."""
    rng, life = random.Random(f"kills {outcome.seed}"), Life(folder)
    life.warehouse.write_raw({})
    for step in outcome.history:
        contacts = _contacts(life) if step.number else {}
        for _ in range(TRIES):
            part, aim = _aim(rng, outcome.seed, step)
            death = life.kill(step, aim, rng.choice((0, rng.uniform(0, 0.04))))
            kill = Kill(f"history {outcome.seed}, load {step.number}", death, _moved(life, death, contacts))
            outcome.kills.append(kill)
            if part in (*kill.hits, ANYWHERE):
                break
        kill.next_build, kill.is_equal = "failed", "no"
        life.run(step)
        kill.next_build = "succeeded"
        found = life.faults(step) or life.faults_of_rebuild(step)
        assert not found, f"{told(step)}\n{death}\n\n{found}"
        kill.is_equal = "yes"


def _aim(rng: random.Random, seed: int, step: Step) -> tuple[str, Aim]:
    """Where to kill the build of a load. Where rows move to another contact, between interactions and ledger."""
    part = AIMS[(seed * LOADS + step.number) % len(AIMS)]
    if any(kind == MOVES_ROWS for kind, _ in step.changes):
        part = rng.choice(("int_named_entities", "int_entities", "int_affected_entities"))
    if part == ANYWHERE:
        return part, at_number(rng.randint(1, STATEMENTS))
    if part == CHECKPOINT:
        return part, at_statement("build_runs", "create schema")
    return part, at_writing(part, rng.randint(1, 4))


def _contacts(life: Life) -> dict[str, str]:
    """Whose each interaction is, in a file that no build has open."""
    return dict(life.look("select interaction_id, contact_id from intermediate.int_interactions"))


def _moved(life: Life, death: Death, before: dict[str, str]) -> int:
    """How many rows a dead build has moved to another contact before it came to the ledger."""
    if "int_interactions" not in death.built or "int_ledger" in death.built or not before:
        return 0
    return sum(contact != before.get(key, contact) for key, contact in _contacts(life).items())


# All of them


def soak(asked: argparse.Namespace) -> tuple[list[Outcome], list[Outcome]]:
    """Kills first, then histories, until there are enough or the time is up."""
    ends = time.monotonic() + asked.minutes * 60
    seeds = range(asked.first, asked.first + asked.histories)
    with ProcessPoolExecutor(asked.jobs, get_context("spawn")) as pool:
        run = partial(_in_turn, pool, asked.jobs, ends)
        killed = run(run_kills, itertools.count(asked.first), lambda done: not _is_enough(done, asked.kills))
        lived = run(run_history, iter(seeds), lambda _: True)
    return killed, lived


def _in_turn(
    pool: ProcessPoolExecutor,
    jobs: int,
    ends: float,
    run: Callable[[int], Outcome],
    seeds: Iterator[int],
    goes_on: Callable[[list[Outcome]], bool],
) -> list[Outcome]:
    """What came of one seed after another, as many at a time as there are processes; each is told when it is known."""
    done: list[Outcome] = []
    while time.monotonic() < ends and goes_on(done) and (some := list(itertools.islice(seeds, jobs))):
        for outcome in pool.map(run, some):
            done.append(outcome)
            what = f"{len(outcome.kills)} kills" if outcome.kills else "lived"
            print(f"history {outcome.seed}: {what}, {outcome.seconds:.0f} s {_failure(outcome)}", flush=True)
    return done


def _is_enough(killed: list[Outcome], wanted: int) -> bool:
    """Whether there are as many kills as wanted, everywhere; or so many that more would not help."""
    kills = _kills(killed)
    return len(kills) >= wanted and (not _lacking(kills, wanted) or len(kills) >= 3 * wanted)


def _kills(killed: list[Outcome]) -> list[Kill]:
    """Kills of all histories, without builds that ended before they were killed."""
    return [kill for outcome in killed for kill in outcome.kills if kill.death.killed]


def _hits(kills: list[Kill]) -> Counter[str]:
    """How many builds died in a writing statement of each."""
    return Counter(part for kill in kills for part in kill.hits)


def _lacking(kills: list[Kill], wanted: int) -> list[str]:
    """What was not killed often enough."""
    if len(kills) < wanted or wanted < ENOUGH_KILLS:
        return ["kills"] * (len(kills) < wanted)
    lacking = [part for part in AIMED_AT if _hits(kills)[part] < ENOUGH_HITS]
    return lacking + [MOVED] * (not any(kill.moved for kill in kills))


def _failure(outcome: Outcome) -> str:
    """What failed, and how to see it again."""
    if not outcome.fault:
        return ""
    how = f"HISTORIES=0 KILLS={len(outcome.kills)}" if outcome.kills else "HISTORIES=1 KILLS=0"
    return f"FAILED; again: make soak {how} FIRST={outcome.seed}\n{outcome.fault}"


# The report


def report(
    asked: argparse.Namespace, where: list[str], killed: list[Outcome], lived: list[Outcome], seconds: float
) -> str:
    """All that came out, as text."""
    kills, both = _kills(killed), [*killed, *lived]
    failures = [_failure(outcome) for outcome in both if outcome.fault]
    equal = sum(kill.is_equal == "yes" for kill in kills)
    steps = [step for seed in {outcome.seed for outcome in both} for step in make_history(seed, LOADS - 1)]
    changes = Counter(kind for step in steps for kind, _ in step.changes)
    return "\n".join(
        [
            "What make soak found last",
            "",
            *where,
            f"asked for    {asked.histories} histories and {asked.kills} kills in at most {asked.minutes:.0f} minutes, "
            f"{asked.jobs} at a time, first seed {asked.first}",
            f"took         {seconds / 60:.0f} minutes",
            "",
            f"histories    {len(lived)} of a first load and {LOADS - 1} steps, {_failed(lived)} failed",
            f"             {LOADS * len(lived)} builds; after each every mart was compared with the oracle, after "
            "the last of a history with a rebuild",
            f"kills        {len(kills)} in {len(killed)} histories, {_failed(killed)} failed",
            f"             {equal} were followed by a plain build, equal to the oracle and to a rebuild, the others by "
            "another kill of the same load",
            f"lacking      {', '.join(_lacking(kills, asked.kills)) or 'nothing'}",
            "",
            *(failures or ["No failure."]),
            "",
            "Changes in these histories",
            "",
            *(f"  {kind:<36} {changes[kind]:>6}" for kind in KINDS),
            "",
            f"Builds killed in a writing statement ({ENOUGH_HITS} of each are wanted)",
            "",
            *(f"  {part:<36} {_hits(kills)[part]:>6}" for part in AIMED_AT),
            f"  {MOVED:<36} {sum(kill.moved > 0 for kill in kills):>6}",
            f"  {'any other model, or none':<36} {sum(not kill.hits & set(AIMED_AT) for kill in kills):>6}",
            "",
            "Kills: seconds, statements and models built until then; rows that interactions had moved to another",
            "contact and the ledger not; the next build, and whether all is equal; what ran",
            "",
            f"{'no':>3} {'load':<20} {'s':>5} {'stm':>4} {'mod':>4} {'rows':>4}  {'next':<9} {'equal':<5} running",
            *(f"{number:>3} {_line(kill)}" for number, kill in enumerate(kills, start=1)),
            "",
        ]
    )


def _failed(outcomes: list[Outcome]) -> int:
    """How many histories failed."""
    return sum(bool(outcome.fault) for outcome in outcomes)


def _where() -> list[str]:
    """Which code ran, with what, on which machine."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/soak.txt")
    packages = (f"{package} {version(package)}" for package in ("dbt-core", "dbt-duckdb", "duckdb"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"commit       {_git('log', '-1', '--format=%h, %cs, %s')}{' (and changes since)' if changed else ''}",
        f"with         {', '.join(packages)}, Python {platform.python_version()}",
        f"on           {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB",
    ]


def _git(*arguments: str) -> str:
    """What git says about the project."""
    return subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.strip()


def _line(kill: Kill) -> str:
    """A line of the table of kills."""
    death = kill.death
    running = "; ".join(f"{_part(statement)}: {statement.text[:60]}" for statement in death.running) or "no statement"
    moment = f"{death.seconds:>5.1f} {death.statements:>4} {len(death.built):>4} {kill.moved:>4}"
    return f"{kill.load:<20} {moment}  {kill.next_build:<9} {kill.is_equal:<5} {running}"


def main() -> int:
    """Soak, and write the report; 1 where anything failed or was not killed often enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=300)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="seed of the first history")
    parser.add_argument("--minutes", type=float, default=600, help="no history begins later")
    parser.add_argument("--jobs", type=int, default=2, help="histories at a time")
    parser.add_argument("--report", type=Path, default=PROJECT / "docs" / "soak.txt")
    asked, begun, where = parser.parse_args(), time.monotonic(), _where()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder  # for the other processes
        killed, lived = soak(asked)
    asked.report.write_text(report(asked, where, killed, lived, time.monotonic() - begun), encoding="utf-8")
    failed = _failed([*killed, *lived]) or _lacking(_kills(killed), asked.kills)
    print(f"{'FAILED' if failed else 'All is well'}: {asked.report}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
