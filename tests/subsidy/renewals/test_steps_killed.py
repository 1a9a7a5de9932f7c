"""Steps in which a worker is killed at a row that another session holds: extraction, letters, lists, the new year's start."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from sasae.foundation.batch import progress, run_now
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate, Recall
from sasae.subsidy.certificates.models import Kind as CertificateKind
from sasae.subsidy.certificates.models import State as CertificateState
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Letter, LetterKind, Renewal, Round, Step, StepState, Target, TargetState
from sasae.subsidy.renewals.target_lists import KIND
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.families import WARDS, mother, settle, tell

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
AUTUMN, DECEMBER, NEW_YEAR = date(2026, 10, 1), date(2026, 12, 15), date(2027, 1, 1)
FAMILIES, CHUNK = 24, 8
HOLD_TARGET = (
    "SELECT 1 FROM subsidy_renewals_target ORDER BY ward_code DESC, postal_code DESC, id DESC LIMIT 1 FOR UPDATE"
)


@pytest.fixture
def killed_at(workers: Any, connected_as: Any) -> Callable[[Step, str], None]:
    """Lets a worker come to the row that is held, kills it there, and lets another finish the step."""

    def play(step: Step, hold: str) -> None:
        run_id = Step.objects.get(pk=step.pk).run_id
        BatchRun.objects.filter(pk=run_id).update(chunk_size=CHUNK)
        other = connected_as("app")
        other.autocommit = False
        other.execute(hold)
        worker = workers.start()
        workers.wait_for(_somebody_waits, seconds=240)
        workers.kill(worker)
        assert progress(run_id).state != RunState.FINISHED
        other.rollback()
        workers.start()
        workers.wait_for(lambda: progress(run_id).state == RunState.FINISHED, seconds=240)

    return play


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def opened(until: str = "") -> Renewal:
    """The year's renewal, worked through until before a step; nobody's income is known."""
    settle(FAMILIES)
    for number in range(FAMILIES):
        tell(number, 2025, None)
    made = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    if not until:
        return made
    _work(actions.start_step(made.pk, "extract", by=COUNTER, on=AUTUMN))
    Step.objects.create(renewal=made, step="refresh", state=StepState.DONE, started_by=COUNTER.id)
    if until == "report":
        return made
    Step.objects.create(renewal=made, step="report", state=StepState.DONE, started_by=COUNTER.id)
    Target.objects.update(report="not_required")
    step = actions.start_step(made.pk, "judge", by=COUNTER, on=AUTUMN)
    _work(step)
    actions.approve(step.pk, by=EXAMINER, on=AUTUMN, at=clock.now())
    return made


def _work(step: Step) -> None:
    run_now(Step.objects.get(pk=step.pk).run_id)


def test_an_extraction_killed_in_its_middle_finds_every_family_once(killed_at: Any) -> None:
    renewal = opened()
    last = Person.objects.get(atena_no=mother(FAMILIES - 1)).pk
    step = actions.start_step(renewal.pk, "extract", by=COUNTER, on=AUTUMN)
    killed_at(step, f"SELECT 1 FROM subsidy_people_person WHERE id = {last} FOR UPDATE")
    assert Target.objects.filter(renewal=renewal).count() == FAMILIES
    assert set(Target.objects.values_list("state", flat=True)) == {TargetState.EXTRACTED}
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


@pytest.mark.parametrize("key", ["report", "unknown"])
def test_letters_killed_in_their_middle_go_to_every_family_once(killed_at: Any, key: str) -> None:
    renewal = opened(key)
    step = actions.start_step(renewal.pk, key, by=COUNTER, on=AUTUMN)
    killed_at(step, HOLD_TARGET)
    each = Letter.objects.filter(target__renewal=renewal).values("target").annotate(count=Count("pk"))
    assert [row["count"] for row in each] == [1] * FAMILIES
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


def test_a_list_killed_in_its_making_is_made_once_for_each_ward(killed_at: Any) -> None:
    renewal = opened("list")
    step = actions.start_step(renewal.pk, "list", by=COUNTER, on=DECEMBER)
    killed_at(step, f"SELECT 1 FROM subsidy_renewals_step WHERE id = {step.pk} FOR UPDATE")
    assert PrintedDocument.objects.filter(kind=KIND).count() == len(WARDS)
    assert Step.objects.get(pk=step.pk).state == StepState.DONE


def certificates_of_the_year() -> list[str]:
    """One for each person with cover, to the last day of 2026; every other family is told that it lost its cover."""
    renewal = Renewal.objects.get()
    step = Step.objects.create(renewal=renewal, step="issue", state=StepState.DONE, started_by=COUNTER.id)
    Letter.objects.bulk_create(
        Letter(target=target, step=step, kind=LetterKind.LOSS, document_id=str(target.pk), sent_on=DECEMBER)
        for target in Target.objects.order_by("pk")[::2]
    )
    Certificate.objects.bulk_create(
        Certificate(
            number=f"2026-{one.pk:08d}", entitlement=one, recipient_id=one.recipient_id, kind=CertificateKind.NEW,
            valid_from=one.valid_from, valid_to=one.valid_to, issued_on=one.valid_from,
        )
        for one in Entitlement.objects.all()
    )  # fmt: skip
    lost = Certificate.objects.filter(
        entitlement__family__applicant__in=Letter.objects.filter(step=step).values("target__applicant")
    )
    return sorted(lost.values_list("number", flat=True))


@pytest.mark.parametrize("where", ["at a certificate", "at its last line"])
def test_the_start_of_the_year_killed_in_its_middle_ends_every_certificate_and_calls_back_once(
    killed_at: Any, where: str
) -> None:
    renewal = opened("start")
    lost = certificates_of_the_year()
    assert 0 < len(lost) < Certificate.objects.count()
    step = actions.start_step(renewal.pk, "start", by=COUNTER, on=NEW_YEAR)
    held = Certificate.objects.order_by("-pk").values_list("pk", flat=True)[0]
    table, pk = ("certificates_certificate", held) if where == "at a certificate" else ("renewals_step", step.pk)
    killed_at(step, f"SELECT 1 FROM subsidy_{table} WHERE id = {pk} FOR UPDATE")
    assert set(Certificate.objects.values_list("state", "voided_on")) == {(CertificateState.EXPIRED, NEW_YEAR)}
    assert sorted(Recall.objects.values_list("certificate__number", flat=True)) == lost
    told = HistoryEntry.objects.filter(event="certificates.expired")
    assert [one.detail["certificates"] for one in told] == [Certificate.objects.count()]
    assert Step.objects.get(pk=step.pk).state == StepState.DONE
