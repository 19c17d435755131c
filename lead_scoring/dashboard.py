"""Show the dashboard: `python -m lead_scoring.dashboard serve`, or `html` for one file that needs no server.

The page is charts/index.yml, drawn by dbt-charts from the published copy. Nothing goes out to the network, and rows are
kept nowhere but in the file that `html` writes. The default one goes with an erasure.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lead_scoring import reading_tools
from lead_scoring.publish import dbt_folders


def main(arguments: list[str] | None = None) -> int:
    """Serve the dashboard or write it. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lead_scoring.dashboard", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="on localhost, until Ctrl-C")
    serve.add_argument("--port", default="8765", help="another one is taken where it is in use")
    html = commands.add_parser("html", help="as one file")
    html.add_argument("--to", type=Path, default=dbt_folders()[0] / "dashboard.html", help="the file")
    html.add_argument("--score", default="Main score", help="name or id of the score that it shows")
    options = parser.parse_args(arguments)
    if options.command == "serve":
        drawing = ["serve", "--port", options.port]
    else:
        drawing = ["render", "charts/index.yml", "--format", "html", "--output", str(options.to.absolute())]
        drawing += ["--var", f"score={options.score}", "--no-warnings"]
    return reading_tools.run("dct", [*drawing, "--no-cache"])


if __name__ == "__main__":
    sys.exit(main())
