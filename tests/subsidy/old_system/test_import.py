"""Files of the old system: checked, summed, taken over once by two persons, whatever is killed or given again."""

from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import release
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.actions import replay
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.batches import Families
from sasae.subsidy.old_system.models import Migration, OpenReceivable, PastPayment, State
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.old_system.files import (
    CUTOVER,
    KEIKO,
    SECRET,
    SORA,
    as_csv,
    checked,
    given,
    ids,
    imported,
    rows,
)
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def kept() -> dict[str, int]:
    """How much there is of everything a migration makes."""
    models = (Person, Insurance, BankAccount, Family, Recipient, Examination, Entitlement, Certificate, PastPayment,
              OpenReceivable, PostingLine)  # fmt: skip
    return {model.__name__: model._default_manager.count() for model in models}


WHOLE = {
    "Person": 2, "Insurance": 2, "BankAccount": 1, "Family": 1, "Recipient": 2, "Examination": 1, "Entitlement": 4,
    "Certificate": 2, "PastPayment": 2, "OpenReceivable": 1,
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_good_files_are_found_good_in_either_encoding_and_nothing_is_taken_over_by_the_check(encoding: str) -> None:
    told = rows()
    made = checked(told, **{kind: as_csv(kind, listed, encoding) for kind, listed in told.items()})
    assert (made.state, ids(made)) == (State.CHECKED, [])
    assert all(line["same"] for line in made.totals)
    assert set(kept().values()) == {0}


@pytest.mark.clause("SUB-2")
def test_what_was_checked_is_taken_over_whole_and_counted_again_from_our_own_tables() -> None:
    made = imported(checked(rows()))
    assert made.state == State.IMPORTED
    assert made.landed
    assert all(line["same"] for line in made.landed)
    assert {name: count for name, count in kept().items() if name in WHOLE} == WHOLE
    books = balances()
    assert (books["reimbursement"], books["in_kind"], books["bank"]) == (3000, 1500, -4500)
    assert (books["due_from_person"], books["recovered"]) == (3000, -3000)
    assert audit().findings == []


def test_the_judgement_taken_over_is_our_own_and_comes_out_the_same_again() -> None:
    imported(checked(rows()))
    examination = Examination.objects.select_related("application").get()
    assert (examination.outcome, examination.on) == ("10", CUTOVER)
    assert replay(examination).decode() == examination.decision


def test_the_same_files_again_in_another_migration_change_nothing() -> None:
    imported(checked(rows()))
    before = kept()
    imported(checked(rows()))
    assert kept() == before


def test_the_same_bytes_given_again_change_nothing_and_other_bytes_ask_for_a_new_check() -> None:
    made = checked(rows())
    content = as_csv("payments", rows()["payments"])
    assert actions.give(made.pk, "payments", "again.csv", content, by=COUNTER, at=clock.now())[1] is False
    assert Migration.objects.get(pk=made.pk).state == State.CHECKED
    assert actions.give(made.pk, "payments", "other.csv", content + b"\r\n", by=COUNTER, at=clock.now())[1] is True
    assert Migration.objects.get(pk=made.pk).state == State.OPEN


def test_an_import_killed_in_a_chunk_goes_on_and_does_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = checked(rows())
    actions.ask(made.pk, by=COUNTER, on=clock.today())
    run_now(actions.approve(made.pk, by=EXAMINER, on=clock.today(), at=clock.now()))
    run = BatchRun.objects.get(kind="old_system.families")
    whole = Families.work_many

    def killed(self: Families, items: Any) -> list[str]:
        whole(self, items)
        raise SystemExit("power lost")

    with monkeypatch.context() as patch:
        patch.setattr(Families, "work_many", killed)
        with pytest.raises(SystemExit):
            run_now(run)
    assert kept()["PastPayment"] == kept()["Entitlement"] == 0
    run_now(run)
    assert {name: count for name, count in kept().items() if name in WHOLE} == WHOLE


@pytest.mark.seals("subsidy_old_system.MigrationFile.content", "subsidy_old_system.StagedRow.values")
def test_who_asked_or_opened_does_not_approve_and_another_does() -> None:
    made = checked(rows())
    actions.ask(made.pk, by=EXAMINER, on=clock.today())
    for one in (COUNTER, EXAMINER):
        refused(
            "old_system.approve", lambda by: actions.approve(made.pk, by=by, on=clock.today(), at=clock.now()), same=one,
            other=APPROVER, says="OS-606",
        )  # fmt: skip
    assert kept()["Person"] == 0


def test_nothing_is_imported_the_day_before_the_cut_over_and_on_the_day_it_is() -> None:
    made = checked(rows())
    with pytest.raises(actions.CannotMove) as refusal:
        actions.ask(made.pk, by=COUNTER, on=CUTOVER.replace(month=5, day=31))
    assert refusal.value.id == "OS-605"
    assert actions.ask(made.pk, by=COUNTER, on=CUTOVER).state == State.ASKED


def test_a_protected_person_is_protected_with_their_first_row_and_no_address_stays_in_staging() -> None:
    told = rows()
    told["persons"][0] |= {"protected_until": "2027-03-31", "address": SECRET}
    staged = checked(told)
    assert SECRET not in str(list(staged.rows.values_list("values", flat=True)))
    made = imported(staged)
    assert release(Person.objects.get(atena_no=KEIKO).address, actor=COUNTER, way="print", person=KEIKO, protected=False,
                   reason="試験") == SECRET  # fmt: skip
    person = Person.objects.get(atena_no=KEIKO)
    assert (str(person.address), str(person.protected_until)) == ("［非公開］", "2027-03-31")
    assert not made.rows.filter(kind="persons").exists()
    assert not made.files.exclude(content=None).exists()
    assert SECRET not in str(list(HistoryEntry.objects.values_list("detail", flat=True)))


def test_who_is_known_here_stays_as_the_register_told_but_is_protected_from_now_on(linkage: Any) -> None:
    from sasae.subsidy.people.actions import keep_people
    from tests.subsidy.town import person

    keep_people(
        [person(SORA, "移行　空", "イコウ　ソラ", "2016-06-01", "1", "子")],
        by=COUNTER,
        affair="試験",
        fetched_at=clock.now(),
    )
    told = rows()
    told["persons"][1] |= {"name": "移行　そら", "protected_until": "2027-03-31"}
    made = checked(told)
    assert ids(made) == ["OS-315"]
    imported(made)
    kept_person = Person.objects.get(atena_no=SORA)
    assert (kept_person.name, kept_person.source, str(kept_person.protected_until)) == (
        "移行　空",
        "linkage",
        "2027-03-31",
    )


def test_new_recipient_numbers_begin_above_those_that_came() -> None:
    from sasae.subsidy.entitlements.granting import recipients_of

    imported(checked(rows()))
    person = Person.objects.create(
        atena_no="1".zfill(15), name="新規", name_kana="シンキ", name_key="新規", birth_date=CUTOVER, sex="1",
        resident_class="resident", source="試験", fetched_at=clock.now(),
    )  # fmt: skip
    assert int(recipients_of([person])[person.atena_no].number[:6]) > 810_002


def test_a_migration_without_its_control_file_or_a_needed_one_is_not_good() -> None:
    told = rows()
    del told["control"], told["children"], told["incomes"]
    made = checked(told)
    assert made.state == State.WRONG
    assert {"OS-316", "OS-401"} <= set(ids(made))
    assert given(rows()).state == State.OPEN
