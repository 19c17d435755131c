"""What the data tests of a build look at in a large warehouse: all that may have become wrong, until it has passed."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.contracts.results import RunResult

from harness import PROJECT, Warehouse
from test_incremental import Case, erasure, mail
from worlds.landing import settle
from worlds.small import contact, merge

LARGE = {"tested_entities": 8}  # so that a few people are many
ADJUSTMENTS = "assert_adjustments_stand_in_the_ledger"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A warehouse of a few people, built."""
    case = Case(Warehouse(tmp_path / "warehouse"))
    case.warehouse.write_raw({})
    case.build()
    return case


def _build(case: Case, *args: str, **others: object) -> dict[str, RunResult]:
    """A build with its data tests, other vars than those of a large warehouse by name: test -> result."""
    case.land()
    case.warehouse.write_seeds(case.seeds)
    vars = {"as_of": str(case.as_of), **LARGE, **others}
    result = case.warehouse.build(*args, "--exclude-resource-type", "unit_test", vars=vars, check=False)
    return {found.node.name: found for found in result.result.results if found.node.resource_type == "test"}


def _failed(results: dict[str, RunResult]) -> set[str]:
    return {test for test, result in results.items() if result.status == "fail"}


def _tested(case: Case) -> set[str]:
    """Ids of the entities that the last build's tests looked at."""
    rows = case.warehouse.query("select entity_id from intermediate.int_tested_entities")
    return {row["entity_id"] for row in rows}


def _run(case: Case, statement: str) -> None:
    with duckdb.connect(str(case.warehouse.duckdb_path)) as connection:
        connection.execute(statement)


def _rewrite_project(case: Case, folder: Path, file: str, said: str, says: str) -> None:
    """Go on with a copy of the project in which a file says something else."""
    left_out = shutil.ignore_patterns(".*", "target", "logs", "*.duckdb*", "python")
    copy = shutil.copytree(PROJECT, folder / "project", ignore=left_out) / file
    assert said in copy.read_text()
    copy.write_text(copy.read_text().replace(said, says))
    case.warehouse = Warehouse(case.warehouse.folder, folder / "project")


def _plant(case: Case, replaced: str) -> None:
    """An entry in the ledger that nobody computed: of one whom no load names, with something replaced."""
    _run(
        case,
        f"""insert into intermediate.int_ledger select * replace ({replaced}) from intermediate.int_ledger
        where entity_key = (select max(entity_key) from intermediate.int_ledger semi join (
            select * from intermediate.int_entities where entity_type = 'contact' and entity_id not in ('c1', 'x')
        ) using (entity_key)) limit 1""",
    )


def test_what_failed_fails_until_it_is_right(case: Case) -> None:
    """A build with nothing new does not pass over what the tests of the last one found."""
    _plant(case, "'bogus' as adjustment_id, null as rule_id, null as interaction_id, null as rule_group")
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    assert ADJUSTMENTS in _failed(_build(case))
    assert ADJUSTMENTS in _failed(_build(case))
    _run(case, "delete from intermediate.int_ledger where adjustment_id = 'bogus'")
    assert not _failed(_build(case))


@pytest.mark.parametrize("left_out", [("--exclude-resource-type", "test"), ("--exclude", "test_type:singular")])
def test_whom_an_untested_build_computed_is_tested_by_the_next(case: Case, left_out: tuple[str, str]) -> None:
    """Also those whom only that build computed, by all tests or by some."""
    assert not _failed(_build(case))
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    assert not _failed(_build(case, *left_out))
    case.load(email_events=[mail("n2", "c2", "click", 42)])
    _build(case)
    assert {"c1", "c2"} <= _tested(case)


def test_of_those_with_very_many_entries_a_share_is_tested(case: Case) -> None:
    """Whom a build computed may be few and have most of the ledger; a small warehouse is tested whole all the same."""
    assert not _failed(_build(case))
    case.load(email_events=[mail(f"n{number}", f"c{number}", "click", 41) for number in range(1, 6)])
    assert not _failed(_build(case, tested_entries=12))
    computed = "select distinct entity_id from score_ledger where interaction_id like 'email_events:n%'"
    assert 0 < len(_tested(case)) < len(case.warehouse.query(computed)) <= LARGE["tested_entities"]
    case.load(email_events=[mail(f"m{number}", f"c{number}", "click", 42) for number in range(1, 6)])
    assert not _failed(_build(case, tested_entities=100, tested_entries=12))
    assert len(_tested(case)) == len(case.warehouse.query("select distinct entity_id from intermediate.int_entities"))


def test_what_failed_fails_again_however_many_entries_it_has_by_then(case: Case, tmp_path: Path) -> None:
    """Entries of a build that failed are no reason to look at fewer; the first of those computed always is."""
    clamped = "greatest(least(totals.total, scores.max_points), scores.min_points)"
    wrong = f"{clamped} + {{{{ 7 if is_incremental() else 0 }}}}"
    assert not _failed(_build(case))
    case.load(email_events=[mail("n1", "c3", "click", 41)])
    assert not _failed(_build(case, tested_entries=1)) and _tested(case) == {"c3"}
    _rewrite_project(case, tmp_path, "models/intermediate/scoring/int_history.sql", clamped, wrong)
    assert not _failed(_build(case))
    case.load(email_events=[mail(f"n{number}", f"c{number}", "click", 42) for number in range(2, 6)])
    found = _failed(_build(case, tested_entries=20))
    assert found
    assert found <= _failed(_build(case, tested_entries=1))


DELETES = "delete from {{ this }} where"
STAND_TWICE = {
    "unique_key_of_interactions": (
        ("macros/changes/take_changed_interactions.sql", DELETES, f"{DELETES} false and"),
        {"email_events": [mail("e2", "c1", "open", 2)]},
    ),
    "unique_key_of_int_standing_versions": (
        ("models/intermediate/people/int_standing_versions.sql", "'delete+insert'", "'append'"),
        {"contacts": [contact("c1", 3, seniority="manager")]},
    ),
    "assert_replaced_rows_are_gone": (
        ("macros/changes/replace_rows_of.sql", "{{ delete_rows_of(entities) }}", ""),
        {"email_events": [mail("n1", "c1", "click", 41)]},
    ),
}


@pytest.mark.parametrize("test", STAND_TWICE)
def test_what_stands_twice_is_seen_by_the_build_that_wrote_it(case: Case, tmp_path: Path, test: str) -> None:
    """Of what builds only read into a large warehouse's tests look at what this one changed."""
    edit, load = STAND_TWICE[test]
    _rewrite_project(case, tmp_path, *edit)
    assert not _failed(_build(case))
    case.load(**load)
    assert test in _failed(_build(case))


def test_what_stands_twice_is_seen_where_all_versions_are_made_anew(case: Case, tmp_path: Path) -> None:
    """A rewritten file has all versions read again, and nothing is said to have changed among them."""
    said = "ref('int_changed_versions') if is_incremental() else ref('int_landed_versions') }}"
    landed = "select * from {{ ref('int_landed_versions') }}"
    twice = f"({landed} union all {landed} where entity_id = 'twice')"
    says = f"ref('int_changed_versions') if is_incremental() }}}}{{% if not is_incremental() %}}{twice}{{% endif %}}"
    _rewrite_project(case, tmp_path, "models/intermediate/people/int_standing_versions.sql", said, says)
    assert not _failed(_build(case))
    rows = case.files["contacts", "all"]
    case.files["contacts", "all"] = [*rows[:-1], rows[-1] | {"seniority": "boss"}]
    case.load(contacts=[contact("twice", 41)])
    assert "unique_key_of_int_standing_versions" in _failed(_build(case))


def test_many_merges_are_tested_though_none_came(case: Case, tmp_path: Path) -> None:
    """They are read whole in every build. Here none stands any more once a mail has come."""
    said, came = "{{ standing_rows('contact_merges', as_landed=true) }}", "{{ ref('stg_email_events') }}"
    says = f"select * from ({said}) as merges where not exists (select 1 from {came} where event_id = 'n1')"
    _rewrite_project(case, tmp_path, "models/intermediate/people/int_standing_merges.sql", said, says)
    case.load(contact_merges=[merge(f"m{number}", "c2", 15) for number in range(2, 9)])
    case.land()
    for file in (case.warehouse.raw_path / "contact_merges").glob("*.parquet"):
        settle(file)
    assert not _failed(_build(case, tested_rows=7))
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    assert "assert_one_row_stands_for_each_good_key" in _failed(_build(case, tested_rows=7))


def test_an_entry_of_nobody_is_seen_when_somebody_goes(case: Case) -> None:
    """An erasure leaves nobody to compute, but may leave orphans."""
    case.load(email_events=[mail("n1", "x", "click", 41)])
    _build(case)
    _plant(case, "99999 as entity_key")
    case.load(contact_erasures=[erasure("x", 42)])
    assert any(test.startswith("entity_is_known") for test in _failed(_build(case)))


def test_an_entry_of_nobody_is_seen_by_the_build_that_wrote_it(case: Case, tmp_path: Path) -> None:
    """Where nobody goes, the rows that a build computes are looked at."""
    said, nobody = (
        "    by_entity.entity_key,",
        "    {{ 99999 if is_incremental() else 'by_entity.entity_key' }} as entity_key,",
    )
    _rewrite_project(case, tmp_path, "models/intermediate/scoring/int_ledger.sql", said, nobody)
    assert not _failed(_build(case))
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    assert "entity_is_known_int_ledger_entity_key" in _failed(_build(case))


def test_an_edited_rulebook_is_tested_though_nobody_is_computed(case: Case) -> None:
    """Marts that hang on seeds alone are looked at when the seeds change."""
    _build(case)
    audit = "assert_feed_audit_adds_up"
    assert "False" in _build(case)[audit].node.compiled_code
    case.seeds["event_types"] = [
        row | {"is_conversion": "true"} if row["event_name"] == "click" else row for row in case.seeds["event_types"]
    ]
    assert "False" not in _build(case)[audit].node.compiled_code


def test_an_edited_trigger_is_tested_though_nobody_is_computed(case: Case) -> None:
    """Of everybody a share, for the marts show them otherwise."""
    _build(case)
    assert not _failed(_build(case)) and not _tested(case)
    case.seeds["score_triggers"][0]["threshold"] = "6"
    assert not _failed(_build(case)) and _tested(case)
    assert not _failed(_build(case)) and not _tested(case)


def test_a_mart_that_shows_what_is_stored_otherwise_is_tested(case: Case, tmp_path: Path) -> None:
    """A new release of a view computes nobody, and is wrong all the same."""
    _build(case)
    said = "scored.resting_points)"
    _rewrite_project(case, tmp_path, "models/marts/entity_scores.sql", f"{said} as points", f"{said} + 1 as points")
    assert "assert_scores_of_now_stand_in_history" in _failed(_build(case))


def test_a_test_asked_for_by_name_looks_at_the_marts(case: Case) -> None:
    """`dbt build -s <test>` after a build without tests finds what is wrong, too."""
    _plant(case, "'bogus' as adjustment_id, null as rule_id, null as interaction_id, null as rule_group")
    assert _failed(_build(case, "-s", ADJUSTMENTS)) == {ADJUSTMENTS}


@pytest.mark.parametrize("model", ["score_history", "int_entities"])
def test_a_model_asked_for_by_name_is_tested_without_the_outcomes(case: Case, model: str) -> None:
    """Tests of the outcomes that read it, too, find nothing to look at where `make outcomes` never ran."""
    results = _build(case, "-s", model)
    assert results and {result.status for result in results.values()} == {"pass"}


@pytest.mark.parametrize("selected", [(), ("-s", "+build_runs")], ids=["all", "what a whole build needs"])
def test_what_the_tests_read_is_what_the_marts_say(case: Case, selected: tuple[str, ...]) -> None:
    """Of those tested, and no others."""
    _build(case)
    case.load(email_events=[mail("n1", "c1", "click", 41)])
    assert not _failed(_build(case, *selected))
    for mart in ("score_ledger", "score_history", "entity_scores", "score_breakdown"):
        rows = f"select * from {mart} semi join intermediate.int_tested_entities using (entity_type, entity_id)"
        copy = f"select * from intermediate.int_tested_{mart}"
        assert case.warehouse.query(copy)
        assert not case.warehouse.query(f"({rows} except all {copy}) union all ({copy} except all {rows})")
