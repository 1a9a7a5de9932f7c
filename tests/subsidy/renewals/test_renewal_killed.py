"""A worker is killed in the middle of the refresh, the judgement and the issue; the next goes on; nothing happens twice."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db.models import Count

from sasae.foundation.batch import progress
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.models import Entitlement, Examination, Occasion
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.actions import refreshing
from sasae.subsidy.renewals.models import Gathered, Judged, Round, Step, StepState, Target
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.renewals.families import child, mother, settle, tell
from tests.subsidy.town import Linkage, person
from tests.wire.counterparts import counterparts

pytestmark = pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True)
AUTUMN, DECEMBER = date(2026, 10, 1), date(2026, 12, 15)
FAMILIES = 60


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


def test_a_judgement_killed_in_its_middle_judges_every_family_once(renewal, workers, connected_as):
    """One family is held by another session, so that its chunk stands still while the others are done."""
    step = actions.start_step(renewal.pk, "judge", by=COUNTER, on=AUTUMN)
    run_id = Step.objects.get(pk=step.pk).run_id
    BatchRun.objects.filter(pk=run_id).update(chunk_size=20)
    held = Target.objects.order_by("ward_code", "postal_code", "pk").last()
    other = connected_as("app")
    other.autocommit = False
    other.execute("SELECT 1 FROM subsidy_renewals_target WHERE id = %s FOR UPDATE", [held.pk])
    worker = workers.start()
    workers.wait_for(lambda: Judged.objects.count() == FAMILIES - 20, seconds=300)
    workers.kill(worker)
    other.rollback()
    assert progress(run_id).state != RunState.FINISHED
    workers.start()
    workers.wait_for(lambda: progress(run_id).state == RunState.FINISHED, seconds=300)
    assert Judged.objects.count() == Judged.objects.values("target").distinct().count() == FAMILIES
    assert set(Target.objects.values_list("state", "outcome")) == {("judged", "10")}
    assert Step.objects.get(pk=step.pk).state == StepState.AWAITING


@dataclass
class Town(Linkage):
    """Linkage at a real line. The second page of households is answered once it may be."""

    pages: Counter[int] = field(default_factory=Counter)
    second: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def held_households(self, question):
        self.pages[len(question.atena_nos)] += 1
        if len(question.atena_nos) < refreshing.CHUNK:
            self.second.set()
            assert self.go_on.wait(300)
        return self.person_index_households(question)


@pytest.fixture
def town(settings, tmp_path):
    """More families than one page holds, and linkage that knows them."""
    count = refreshing.CHUNK + 30
    settle(count)
    known = Town(people={}, incomes={})
    for number in range(count):
        for who, relation, birth in ((mother(number), "世帯主", "1988-04-01"), (child(number, 0), "子", "2018-06-01"),
                                     (child(number, 1), "子", "2016-06-01")):  # fmt: skip
            known.people[who] = person(who, "更新", "コウシン", birth, "2", relation, household_no=f"H{number}")
        known.incomes[mother(number)] = 1_500_000
    with counterparts(Path(django_settings.SASAE_PKI), {"linkage"}) as far:
        far.answers = {
            "person_index.households": known.held_households,
            "person_index.people": known.person_index_people,
            "person_index.circumstances": known.person_index_circumstances,
        }
        settings.SASAE_ADDRESSES = far.addresses
        yield known


def test_a_refresh_killed_between_two_pages_asks_the_rest_and_nobody_twice(workers, town):
    opened = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    _run(actions.start_step(opened.pk, "extract", by=COUNTER, on=AUTUMN))
    step = actions.start_step(opened.pk, "refresh", by=COUNTER, on=AUTUMN)
    worker = workers.start()
    workers.wait_for(town.second.is_set, seconds=300)
    workers.kill(worker)
    assert Gathered.objects.count() == refreshing.CHUNK
    assert Step.objects.get(pk=step.pk).state == StepState.RUNNING
    town.go_on.set()
    workers.start()
    workers.wait_for(lambda: Step.objects.get(pk=step.pk).state == StepState.DONE, seconds=300)
    everybody = Target.objects.count()
    assert Gathered.objects.count() == Gathered.objects.values("applicant").distinct().count() == everybody
    assert town.pages[refreshing.CHUNK] == 1
