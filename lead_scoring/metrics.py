"""Ask MetricFlow: `python -m lead_scoring.metrics query --metrics contacts --group-by score_tier__tier`.

All that `mf` can do, on the published copy and for reading only. The metrics stand in models/semantic/_metrics.yml.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lead_scoring import reading_tools
from lead_scoring.warehouse_file import Trouble, published_file

PROJECT = reading_tools.PROJECT
# Where mf looks for what dbt read, whatever dbt's own settings say.
DEFINITIONS = PROJECT / "target" / "semantic_manifest.json"
ENVIRONMENT = {
    "DBT_PROFILES_DIR": str(PROJECT / "metrics"),
    "DBT_TARGET_PATH": str(DEFINITIONS.parent),
    # mf asks the package index for a newer version of itself; where nobody answers it goes on.
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}


def main(arguments: list[str]) -> int:
    """Run mf with these arguments. Returns its exit status."""
    try:
        current = is_current(DEFINITIONS, published_file().stem)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    if not current and (status := reading_tools.run("dbt", ["parse", "--quiet"], **ENVIRONMENT)):
        return status
    return reading_tools.run("mf", arguments, **ENVIRONMENT)


def is_current(definitions: Path, database: str) -> bool:
    """Whether dbt has read the models as they are, for a database of this name.

    Publishing after an erasure removes what dbt wrote.
    """
    if not definitions.is_file():
        return False
    read_at = definitions.stat().st_mtime
    changed = any(file.stat().st_mtime > read_at for file in (PROJECT / "models").rglob("*.*"))
    return not changed and f'"database": "{database}"' in definitions.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
