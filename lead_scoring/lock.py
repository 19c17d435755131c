"""Say before a build whether it can write the warehouse file, and if not why: `python -m lead_scoring.lock`.

Exit status: 0 it can, 1 another process holds the file or it cannot be written.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from lead_scoring.warehouse_file import Trouble, build_file, in_words


def check_writable(file: Path) -> None:
    """Raise Trouble where a build could not write the warehouse `file`. Changes nothing."""
    folder = file.absolute().parent
    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder: make it, or set LEAD_SCORING_DUCKDB_PATH to a file elsewhere.")
    for path in (folder, file):
        if path.exists() and not os.access(path, os.W_OK):
            raise Trouble(
                f"{path} cannot be written (read-only, or not yours). Nothing was changed. "
                "Allow it, or set LEAD_SCORING_DUCKDB_PATH to a file elsewhere."
            )
    if file.exists():
        with in_words(file):
            duckdb.connect(str(file)).close()


def main() -> int:
    """Check the build file. Returns the exit status."""
    try:
        check_writable(build_file())
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
