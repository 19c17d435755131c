"""Fixtures of the Python tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse in a folder of its own."""
    return Warehouse(tmp_path / "warehouse")
