"""A worker is killed in the middle of the judgement and of the issue; the next one goes on; nothing happens twice."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Count

from sasae.foundation.batch import progress
from sasae.foundation.batch.models import RunState
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.models import Entitlement, Examination, Occasion
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Judged, Round, Step, StepState, Target
from tests.foundation.background import Background
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.families import settle, tell

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
AUTUMN, DECEMBER = date(2026, 10, 1), date(2026, 12, 15)
FAMILIES = 60


@pytest.fixture
def workers(tmp_path, transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_jobs")
    background = Background(tmp_path)
    yield background
    background.end()


@pytest.fixture
def renewal(workers):
    """Sixty families, extracted and asked; every income is known."""
    settle(FAMILIES)
    for number in range(FAMILIES):
        tell(number, 2025, 1_500_000)
    opened = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract",):
        step = actions.start_step(opened.pk, key, by=COUNTER, on=AUTUMN)
        _run(step)
    Target.objects.update(report="not_required")
    Step.objects.create(renewal=opened, step="refresh", state=StepState.DONE, started_by=COUNTER.id)
    Step.objects.create(renewal=opened, step="report", state=StepState.DONE, started_by=COUNTER.id)
    return opened


def _run(step):
    from sasae.foundation.batch import run_now

    run_now(Step.objects.get(pk=step.pk).run_id)


def _killed_and_finished(workers, run_id: int, least: int) -> None:
    worker = workers.start()
    workers.wait_for(lambda: progress(run_id).worked >= least, seconds=240)
    workers.kill(worker)
    assert progress(run_id).worked < FAMILIES, "killed too late to prove anything"
    workers.start()
    workers.wait_for(lambda: progress(run_id).state == RunState.FINISHED, seconds=240)


def test_an_issue_killed_in_its_middle_gives_each_person_one_certificate(renewal, workers):
    step = actions.start_step(renewal.pk, "judge", by=COUNTER, on=AUTUMN)
    _run(step)
    actions.approve(step.pk, by=EXAMINER, on=AUTUMN, at=clock.now())
    step = actions.start_step(renewal.pk, "issue", by=COUNTER, on=DECEMBER)
    actions.approve(step.pk, by=EXAMINER, on=DECEMBER, at=clock.now())
    _killed_and_finished(workers, Step.objects.get(pk=step.pk).run_id, least=25)
    assert Step.objects.get(pk=step.pk).state == StepState.DONE
    assert set(Target.objects.values_list("state", flat=True)) == {"issued"}
    assert Entitlement.objects.filter(valid_from=date(2027, 1, 1)).count() == 3 * FAMILIES
    each = Certificate.objects.values("recipient").annotate(count=Count("pk"))
    assert set(each.values_list("count", flat=True)) == {1}
    assert Certificate.objects.count() == 3 * FAMILIES
    assert Examination.objects.filter(occasion=Occasion.RENEWAL).count() == FAMILIES
    assert Judged.objects.count() == FAMILIES
