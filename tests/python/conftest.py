"""Fixtures of the Python tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse in a folder of its own."""
    return Warehouse(tmp_path / "warehouse")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as their `summary`, whichever process they ran in."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for text in (value for name, value in report.user_properties if name == "summary"):
            terminalreporter.write_line(f"\n{text}")
