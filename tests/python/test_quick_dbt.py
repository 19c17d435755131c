"""What the tests' dbt leaves out changes nothing that a node does."""

from __future__ import annotations

from pathlib import Path

from harness import Warehouse
from worlds.landing import write_landing
from worlds.small import NOW, small_files, small_seeds

OVERRIDES_A_MACRO = (
    "the_first_version_also_holds_for_all_time_before_it_and_a_row_that_repeats_the_one_before_is_no_version"
)


def test_a_unit_test_overrides_a_macro(tmp_path: Path) -> None:
    """A macro that is bound when it is called is replaced as dbt's own are."""
    warehouse = Warehouse(tmp_path)
    warehouse.write_raw({})
    write_landing(warehouse, small_files(), {})
    warehouse.write_seeds(small_seeds())
    warehouse.run("-s", "+int_standing_versions", vars={"as_of": str(NOW)})
    tested = warehouse.build("-s", OVERRIDES_A_MACRO, command="test", vars={"as_of": str(NOW)})
    statuses = {one.node.name: str(one.status) for one in tested.result.results}
    assert statuses.get(OVERRIDES_A_MACRO) == "pass"
