"""One build at a time: a second one says who holds the file and changes nothing."""

from __future__ import annotations

import hashlib

import pytest

from harness import Warehouse
from processes import command, dbt, holder
from published_world import as_of, copy_into


@pytest.fixture
def built(tmp_path) -> Warehouse:
    """A warehouse with the first load, built and published."""
    return copy_into(tmp_path / "warehouse")


def digests(warehouse: Warehouse) -> dict[str, str]:
    """What stands in each file beside the landing zone and dbt's own."""
    return {
        str(path.relative_to(warehouse.folder)): hashlib.md5(path.read_bytes()).hexdigest()
        for path in sorted(warehouse.folder.rglob("*"))
        if path.is_file() and path.relative_to(warehouse.folder).parts[0] not in ("target", "logs")
    }


def test_a_second_build_says_who_holds_the_file(built):
    """Before dbt begins: process, command and since when; by plain dbt: the process."""
    before = digests(built)
    with holder(built.duckdb_path, "writing") as other:
        told = command(built, "lock")
        plain = dbt(built, "build", vars=as_of())
        publishing = command(built, "publish")
    assert (told.returncode, plain.returncode, publishing.returncode) == (1, 2, 1)
    for text in (told.stderr, publishing.stderr):
        assert f"is being written by process {other.pid} (" in text
        assert f"{built.duckdb_path} writing, since " in text
        assert "One build at a time: wait for it. Nothing was changed." in text
        assert text.count("\n") == 1
    assert "Could not set lock on file" in plain.stdout and f"(PID {other.pid})" in plain.stdout
    assert digests(built) == before
    assert command(built, "lock").returncode == 0
    assert digests(built) == before


def test_a_build_says_whom_it_computed_and_why(built):
    """In its log, as in build_runs."""
    assert "Computed: 0 entities, nothing new" in dbt(built, "run", vars=as_of()).stdout


def test_a_build_says_who_reads_the_build_file(built):
    """Readers of the build file are sent to the published copy, which keeps nobody from building."""
    with holder(built.duckdb_path, "reading") as reader:
        told = command(built, "lock")
        assert command(built, "publish").returncode == 0
    assert told.returncode == 1
    assert f"is open for reading in process {reader.pid} (" in told.stderr
    assert "read the published copy" in told.stderr
    with holder(built.folder / "published" / "warehouse.duckdb", "reading"):
        assert command(built, "lock").returncode == 0


def test_a_folder_that_is_not_there(built):
    """Said in words, not by DuckDB."""
    built.folder.rename(built.folder.with_name("elsewhere"))
    told = command(built, "lock")
    assert told.returncode == 1
    assert told.stderr == (
        f"{built.folder} is no folder: make it, or set LEAD_SCORING_DUCKDB_PATH to a file elsewhere.\n"
    )


def test_no_file_yet(built):
    """A first build may begin."""
    built.duckdb_path.unlink()
    assert command(built, "lock").returncode == 0
    assert not built.duckdb_path.exists()
