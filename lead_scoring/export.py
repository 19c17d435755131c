"""Write ledger, history and current scores as Parquet: `python -m lead_scoring.export --to export`.

Reads the published copy, so that all three are of one build. Each export is a folder of its own, whole before the link
`current` names it; the one before stays for whoever is reading it. Where exports went is remembered beside the
published copy, so that an erasure reaches them.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from pathlib import Path

import duckdb

from lead_scoring.compact import mark
from lead_scoring.warehouse_file import Trouble, alone, flush, held, in_words, published_file, put_in_place, quoted

FILES = {
    "score_ledger": "select * from main.score_ledger",
    "score_history": "select * from main.score_history",
    "entity_scores": "select *, (select as_of from intermediate.int_as_of) as taken_at from main.entity_scores",
}
ABOUT = "about.json"
# An export that is being written or removed: what a killed process left by this name, the next one clears.
HALF = ".half"
LAST_BUILD = "select arg_max(run_id, started_at), max(finished_at) from main.build_runs"


def main(arguments: list[str] | None = None) -> int:
    """Export the published copy. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.export", description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path("export"), help="folder of the exports")
    folder = parser.parse_args(arguments).to
    try:
        print(f"Exported: {export(published_file(), folder)}")
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def export(published: Path, folder: Path) -> Path:
    """Write one export of the published copy into `folder` and let its link `current` name it. Returns the link."""
    if not published.is_file():
        raise Trouble(f"{published} does not exist: make build makes it.")
    current = folder.absolute() / "current"
    with in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if current.exists() and not current.is_symlink():
            raise Trouble(f"{current} was not made by an export: choose another folder.")
        remember(published, folder)
        with alone(folder):
            before = current.resolve()
            fresh = folder / f"v{max(map(number, versions(folder)), default=0) + 1}"
            try:
                write(published, folder / HALF)
                put_in_place(folder / HALF, fresh)
            finally:
                shutil.rmtree(folder / HALF, ignore_errors=True)
            point(current, fresh.name)
            remove_old(folder, fresh, before)
    return current


def write(published: Path, folder: Path) -> None:
    """Write the three files, all of one instant, and what they were made from."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with held(published) as connection:
        connection.execute("begin")  # one instant for all of now
        for file, sql in FILES.items():
            target = folder / f"{file}.parquet"
            connection.execute(f"copy ({sql}) to {quoted(target)} (format parquet, compression zstd)")
            flush(target)
        (folder / ABOUT).write_text(json.dumps(about(connection, published.stem)), encoding="utf-8")
    flush(folder / ABOUT)


def about(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, str | None]:
    """The build that an export was made from, and the erasures that it knows of."""
    run_id, finished_at = connection.execute(LAST_BUILD).fetchall()[0]
    return {"run_id": run_id, "finished_at": str(finished_at), "erasures": mark(connection, database)}


def point(link: Path, target: str) -> None:
    """Let a link name another target, at one stroke."""
    fresh = link.with_name(".current")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    flush(link.parent)


def remove_old(folder: Path, fresh: Path, before: Path) -> None:
    """Remove all exports but the new one, and the one before unless it knows less of erasures."""
    kept = {fresh.name} | ({before.name} if erasures_known(before) == erasures_known(fresh) else set())
    for path in versions(folder):
        if path.name not in kept:
            shutil.rmtree(path.rename(folder / HALF))


def versions(folder: Path) -> list[Path]:
    """The exports in a folder."""
    return [path for path in folder.iterdir() if re.fullmatch(r"v\d+", path.name) and (path / ABOUT).is_file()]


def number(version: Path) -> int:
    """The number of an export."""
    return int(version.name[1:])


def erasures_known(version: Path) -> str | None:
    """The erasures that an export knows of; a folder that is none knows nothing."""
    about = version / ABOUT
    return json.loads(about.read_text(encoding="utf-8"))["erasures"] if about.is_file() else ""


# Erasures


def remembered(published: Path) -> Path:
    """The file that lists the folders of exports."""
    return published.with_name(f"{published.stem}.exports.json")


def folders(published: Path) -> list[Path]:
    """The folders that exports of a published copy went to."""
    file = remembered(published)
    return [Path(folder) for folder in json.loads(file.read_text(encoding="utf-8"))] if file.is_file() else []


def remember(published: Path, folder: Path) -> None:
    """Note a folder before anything is written there."""
    with alone(published.parent):
        known = folders(published)
        if folder.resolve() not in known:
            fresh = published.with_name(f".{published.stem}.exports.json")
            fresh.write_text(json.dumps([str(path) for path in [*known, folder.resolve()]]), encoding="utf-8")
            put_in_place(fresh, remembered(published))


def refresh(published: Path) -> list[Path]:
    """Export again wherever an export, or a half one, is older than the last erasure. Returns the folders."""
    with held(published) as connection:
        known = mark(connection, published.stem)
    stale = [folder for folder in folders(published) if folder.is_dir() and is_stale(folder, known)]
    for folder in stale:
        export(published, folder)
    return stale


def is_stale(folder: Path, known: str | None) -> bool:
    """Whether anything in a folder of exports does not know of the erasures known."""
    return (folder / HALF).is_dir() or any(erasures_known(version) != known for version in versions(folder))


if __name__ == "__main__":
    sys.exit(main())
