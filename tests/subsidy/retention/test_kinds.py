"""What a kind takes along is what the list of tables says of it."""

from sasae.deployment.assessment.kept_tables import rules_of
from sasae.subsidy.keeping_beside import KEPT
from sasae.subsidy.keeping_family import SCOPE


def test_a_family_takes_the_tables_that_are_said_to_be_a_family_s() -> None:
    assert {table._meta.db_table: rules_of("subsidy", table._meta.db_table) for table in SCOPE.tables} == {
        table._meta.db_table: ["family"] for table in SCOPE.tables
    }


def test_each_other_kind_takes_its_own_tables_and_no_others() -> None:
    apart = {"application": "family", "stray_line": "family", "gathered": "renewal"}  # the same tables, of other rows
    for kind, kept in KEPT.items():
        for table in (kept.model, *kept.along):
            assert rules_of("subsidy", table._meta.db_table) == [apart.get(kind, kind)], (kind, table)


def test_no_two_kinds_have_the_same_letters() -> None:
    letters = [kept.letters for kept in KEPT.values()]
    assert len(set(letters)) == len(letters)
