"""What `make soak` says of what it found, without building anything."""

from __future__ import annotations

import argparse

import pytest

import soak
from crashes import STATEFUL, Death, Statement

ASKED = argparse.Namespace(histories=1, kills=30, first=0, minutes=5, jobs=1)


def _kill(*running: Statement, moved: int = 0, killed: bool = True) -> soak.Kill:
    """A kill, after which all was well."""
    return soak.Kill(
        "history 0, load 1", Death(killed, list(running), ["int_interactions"], 99, 1.5), moved, "ended", "yes"
    )


def _enough() -> list[soak.Outcome]:
    """Three kills in each place where some are wanted."""
    writing = [Statement(node, "insert into") for node in STATEFUL]
    writing.append(Statement("build_runs", "create schema if not exists checkpoint; create"))
    return [soak.Outcome(0, kills=[_kill(statement, moved=1) for statement in writing for _ in range(3)])]


def _said(killed: list[soak.Outcome], lived: list[soak.Outcome]) -> str:
    """The report."""
    return soak.report(ASKED, ["commit abc"], killed, lived, 60)


def test_nothing_is_lacking_where_each_was_hit_three_times() -> None:
    assert soak._is_enough(_enough(), 30)
    assert "lacking      nothing" in _said(_enough(), [])


@pytest.mark.parametrize("part", [*STATEFUL, soak.CHECKPOINT])
def test_a_part_hit_twice_is_lacking(part: str) -> None:
    killed = _enough()
    missed = next(kill for kill in killed[0].kills if kill.hits == {part})
    killed[0].kills.remove(missed)
    killed[0].kills.append(_kill(moved=1))
    assert not soak._is_enough(killed, 30)
    assert f"lacking      {part}\n" in _said(killed, [])


def test_reading_and_late_kills_hit_nothing() -> None:
    late, reading = _kill(killed=False), _kill(Statement("int_ledger", "select 1"))
    assert not reading.hits
    assert soak._kills([soak.Outcome(0, kills=[late, reading])]) == [reading]


def test_a_kill_between_moved_rows_and_ledger_is_wanted() -> None:
    killed = _enough()
    for kill in killed[0].kills:
        kill.moved = 0
    assert f"lacking      {soak.MOVED}\n" in _said(killed, [])


def test_a_failure_says_how_to_see_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def live(*_: object) -> None:
        raise AssertionError("step 3: one row differs")

    monkeypatch.setattr(soak, "live", live)
    lived = [soak.run_history(17)]
    said = _said(_enough(), lived)
    assert "FAILED; again: make soak HISTORIES=1 KILLS=0 FIRST=17\nstep 3: one row differs" in said
    assert "1 failed" in said and "No failure." not in said


@pytest.mark.parametrize(
    "killed, lived, wanted",
    [
        (_enough(), [soak.Outcome(0)], 0),
        (_enough(), [soak.Outcome(0, fault="differs")], 1),
        ([*_enough(), soak.Outcome(1, fault="differs")], [], 1),
        ([soak.Outcome(0, kills=[_kill()])], [], 1),
    ],
    ids=["all is well", "a history failed", "a history with kills failed", "too few kills"],
)
def test_exit_code(killed, lived, wanted, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(soak, "soak", lambda asked: (killed, lived))
    monkeypatch.setenv("TMPDIR", "")  # main changes it
    monkeypatch.setattr("sys.argv", ["soak", "--kills", "30", "--report", str(tmp_path / "soak.txt")])
    assert soak.main() == wanted
    assert (tmp_path / "soak.txt").read_text().startswith("What make soak found last")
