"""The work that touches every body: a job a body, cheap where there is nothing to do, and no body that has ended long ago."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sasae.intermediary.bodies.models import AFTERWARDS, Body
from sasae.intermediary.masters.batches import announce, hash_of
from sasae.intermediary.operation.batches import count_bodies
from sasae.intermediary.provisions.signing import platform_key
from sasae.intermediary.records.batches import reconcile_all, reconcile_body
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def ended(days_ago: int) -> None:
    Body.objects.filter(code=MIDORINO).update(state="closed", closed_on=clock.today() - timedelta(days=days_ago))


@pytest.mark.parametrize(("days", "codes"), [(39, [KAWASAKI, MIDORINO]), (40, [KAWASAKI])], ids=["lately", "long ago"])
def test_of_a_body_that_ended_something_may_be_heard_for_forty_days(bodies: Any, days: int, codes: list[str]) -> None:
    assert AFTERWARDS.days == 40
    ended(days)
    assert list(Body.objects.exchanging(clock.today()).order_by("code").values_list("code", flat=True)) == codes


@pytest.mark.parametrize(
    ("work", "task"),
    [(reconcile_all, "intermediary.reconcile_body"), (count_bodies, "intermediary.count_body")],
    ids=["the reconciliation", "the counting"],
)
def test_the_night_s_work_is_a_job_a_body_so_that_a_worker_that_ends_has_one_to_do_again(
    bodies: Any, work: Any, task: str
) -> None:
    ended(100)
    work(0)
    jobs = ProcrastinateJob.objects.filter(task_name=task)
    assert [job.args for job in jobs] == [{"body_code": KAWASAKI}]


def test_one_body_s_reconciliation_stands_for_itself_and_twice_finds_the_same(ready: Net) -> None:
    from sasae.intermediary.bodies.actions import acting_for
    from sasae.intermediary.records.models import Reconciliation

    for _ in range(2):
        reconcile_body(MIDORINO)
    with acting_for(MIDORINO):
        assert list(Reconciliation.objects.values_list("found", flat=True)) == [0, 0]
    with acting_for(KAWASAKI):
        assert not Reconciliation.objects.exists()


def test_only_a_key_that_changed_is_told_to_the_core_and_that_is_found_by_one_statement(
    net: Net, django_assert_num_queries: Any
) -> None:
    signing = platform_key()
    announce(signing)
    with django_assert_num_queries(1):
        assert announce(signing) == 0
    body = Body.objects.get(code=KAWASAKI)
    assert body.announced == hash_of(body.public_key + signing)
    Body.objects.filter(code=KAWASAKI).update(announced="")
    assert announce(signing) == 1
