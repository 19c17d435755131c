"""Fixtures of the Python tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import Warehouse
from published import Published


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse in a folder of its own."""
    return Warehouse(tmp_path / "warehouse")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The bundled sample under the default rulebook, built and published. Nothing may write into it."""
    folder = tmp_path_factory.getbasetemp()
    return Published((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "published_sample")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as their `summary`, whichever process they ran in."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for text in (value for name, value in report.user_properties if name == "summary"):
            terminalreporter.write_line(f"\n{text}")
