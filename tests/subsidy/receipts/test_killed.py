"""The worker is killed while a file is read, and while its lines are booked; the next goes on; nothing is lost or twice."""

import pytest
from django.db import connection

from sasae.foundation.batch import progress, start
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.kernel.numbers import health
from sasae.simulators.review_body.lists import Listed
from sasae.simulators.review_body.receipts import OURS, Claimed, Patient, Public
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import Account, Posting
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Insurance
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.models import Cycle, FileState, LineState, ReadBlock, ReceiptFile, ReceiptLine
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import JULY, JUNE
from tests.subsidy.receipts.listed import list_of
from tests.subsidy.renewals.families import settle

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
FAMILIES, CLINICS = 20, 30  # three persons a family: 1,800 lines, four blocks


@pytest.fixture
def content(workers):
    """A list of many clinics, one recipient after the other."""
    settle(FAMILIES)
    lines = []
    for recipient in Recipient.objects.all():
        Recipient.objects.filter(pk=recipient.pk).update(number=f"x{recipient.pk:06d}"[:7])
    for place, recipient in enumerate(Recipient.objects.select_related("person").order_by("id")):
        body = f"{place:06d}"
        Recipient.objects.filter(pk=recipient.pk).update(number=body + health.check_digit(body))
        insurer = Insurance.objects.filter(person=recipient.person).values_list("insurer_number", flat=True).first()
        who = Patient("試験　太郎", "シケン", "1", recipient.person.birth_date, insurer, "1", "2", True)
        made = Claimed(who, JUNE, (Public(OURS, body + health.check_digit(body)),), (16,), 0, "1")
        lines += [Listed(made, f"99{clinic:05d}", f"RK{place:03d}{clinic:03d}") for clinic in range(CLINICS)]
    return list_of(lines, JULY)


def begun(content):
    file, _ = actions.upload("list.csv", content, by=EXAMINER)
    run = start("receipts.import", {"file": file.pk}, by=EXAMINER, once=str(file.pk))
    BatchRun.objects.filter(pk=run.pk).update(chunk_size=1)
    return file, run


def finished(workers, run):
    workers.start()
    workers.wait_for(lambda: progress(run.pk).state == RunState.FINISHED, seconds=300)


def all_of_it_once(file):
    lines = ReceiptLine.objects.filter(file=file)
    accepted = lines.filter(state=LineState.ACCEPTED)
    assert not ReadBlock.objects.exists()
    assert lines.count() == ReceiptLine.objects.count() == 3 * FAMILIES * CLINICS
    assert set(lines.values_list("state", flat=True)) <= {LineState.ACCEPTED, LineState.HELD}
    assert accepted.count() == Posting.objects.filter(cause__startswith="receipt:").count() > CLINICS
    assert balances()[Account.IN_KIND] == sum(accepted.values_list("in_kind_yen", flat=True))
    assert ReceiptFile.objects.get().state == FileState.IMPORTED
    assert [finding for finding in audit().findings if finding.id.startswith("LG-1")] == []


def test_an_import_killed_while_it_books_goes_on_and_books_each_line_once(workers, content, connected_as):
    """One recipient is held by another session, so that the last block stands still while the others are done."""
    file, run = begun(content)
    other = connected_as("app")
    other.autocommit = False
    last = Recipient.objects.order_by("id").last()
    other.execute("SELECT 1 FROM subsidy_entitlements_recipient WHERE id = %s FOR UPDATE", [last.pk])
    worker = workers.start()
    workers.wait_for(lambda: progress(run.pk).worked >= 3, seconds=300)
    workers.kill(worker)
    other.rollback()
    assert ReadBlock.objects.exists(), "killed too late to prove anything"
    finished(workers, run)
    all_of_it_once(file)


def test_a_file_whose_reading_was_killed_is_read_again_from_its_beginning(workers, content, connected_as):
    """The month is held by another session, so that the reading stands still after its last line and before its end."""
    cycle = Cycle.objects.create(billing_month="2026-07", reviewer="2")
    file, run = begun(content)
    other = connected_as("app")
    other.autocommit = False
    other.execute("SELECT 1 FROM subsidy_receipts_cycle WHERE id = %s FOR UPDATE", [cycle.pk])
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%subsidy_receipts_cycle%%'"
    worker = workers.start()

    def stands_still() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            return bool(cursor.fetchone()[0])

    workers.wait_for(stands_still, seconds=300)
    workers.kill(worker)
    other.rollback()
    assert (ReadBlock.objects.count(), ReceiptFile.objects.get().state) == (0, FileState.RECEIVED)
    finished(workers, run)
    all_of_it_once(file)
