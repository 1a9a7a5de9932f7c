"""The renewals' work over many, in the batch ledger; the refresh through linkage; the nightly replay."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sasae.foundation.batch import Item, ItemRefused, register
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.renewals import target_lists
from sasae.subsidy.renewals.actions import asking, issuing, judging, refreshing, rehearsing, replaying
from sasae.subsidy.renewals.actions.steps import REFRESH_TASK, end_step
from sasae.subsidy.renewals.models import Rehearsal, Renewal, Round, Step, Target, TargetState
from sasae.subsidy.renewals.population import population
from sasae.wire.client import Unreachable

Listed = Iterable[tuple[str, Any]]


class _OfStep:
    """What the kinds of a step share: the step ends with its run; an item is named by the applicant."""

    def finish(self, run: BatchRun) -> None:
        end_step(run.params["step"], at=clock.now(), by=BATCH(run.pk, run.title))

    def persons(self, key: str) -> list[str]:
        return [key]


def _items(rows: Any) -> Listed:
    """Lazily, by a server-side cursor."""
    for applicant_id, atena_no in rows.iterator(chunk_size=2000):
        yield atena_no, {"applicant": applicant_id}


def _targets(params: dict[str, Any], *states: TargetState) -> Listed:
    rows = Target.objects.filter(renewal=params["renewal"], state__in=states)
    return _items(rows.order_by("ward_code", "postal_code", "pk").values_list("applicant_id", "applicant__atena_no"))


@register("renewals.extract")
class Extract(_OfStep):
    """Step 1: the families of the renewal."""

    title = "更新の対象者の抽出"

    def list_items(self, params: dict[str, Any]) -> Listed:
        renewal = Renewal.objects.get(pk=params["renewal"])
        rows = population(renewal.round, renewal.judged_on, date.fromisoformat(params["on"]))
        columns = ("application__applicant_id", "application__applicant__atena_no")
        return _items(rows.order_by("application__applicant_id").values_list(*columns))

    def work_many(self, items: Sequence[Item]) -> list[str]:
        return judging.extract_many(items, clock.now())


@register("renewals.report")
class Report(_OfStep):
    """Step 3: 現況届 or its exemption; in March the question for school and disability."""

    title = "現況届・在学の確認の送付"
    chunk_size = 50

    def list_items(self, params: dict[str, Any]) -> Listed:
        return _targets(params, TargetState.EXTRACTED)

    def work_many(self, items: Sequence[Item]) -> list[str | ItemRefused]:
        return asking.ask_reports(items, clock.now())


@register("renewals.judge")
class Judge(_OfStep):
    """Step 4: judge who waits for it and whose papers were lacking the last time."""

    title = "更新の判定"

    def list_items(self, params: dict[str, Any]) -> Listed:
        return _targets(params, TargetState.EXTRACTED, TargetState.OPEN)

    def work_many(self, items: Sequence[Item]) -> list[str]:
        return judging.judge_many(items, clock.now())


@register("renewals.unknown")
class Unknown(_OfStep):
    """Step 5: ask for the papers that are lacking."""

    title = "所得不明案内の作成"
    chunk_size = 50

    def list_items(self, params: dict[str, Any]) -> Listed:
        return _targets(params, TargetState.OPEN)

    def work_many(self, items: Sequence[Item]) -> list[str | ItemRefused]:
        return asking.ask_again(items, clock.now())


@register("renewals.issue")
class Issue(_OfStep):
    """Step 6: certificates and refusals, by ward and postal code."""

    title = "更新の医療証・通知の発行"
    chunk_size = 25

    def list_items(self, params: dict[str, Any]) -> Listed:
        return _targets(params, TargetState.DECIDED)

    def work_many(self, items: Sequence[Item]) -> list[str | ItemRefused]:
        return issuing.issue_all(items, clock.now())


@register("renewals.list")
class MakeLists(_OfStep):
    """Step 7: 対象者一覧 on paper, a ward an item."""

    title = "更新の対象者一覧の作成"
    chunk_size = 1

    def list_items(self, params: dict[str, Any]) -> Listed:
        return target_lists.parts_of(Renewal.objects.get(pk=params["renewal"]), date.fromisoformat(params["on"]))

    def work_many(self, items: Sequence[Item]) -> list[str]:
        step = Step.objects.select_related("renewal").get(pk=items[0].params["step"])
        on = date.fromisoformat(items[0].params["on"])
        return [target_lists.make(step, item.payload["ward"], by=item.actor, on=on) for item in items]

    def persons(self, key: str) -> list[str]:
        return []  # an item is a ward


@register("renewals.start")
class Start(_OfStep):
    """Step 8: the new cover begins; what the calendar ended is void."""

    title = "新しい資格の開始"

    def list_items(self, params: dict[str, Any]) -> Listed:
        return ()

    def finish(self, run: BatchRun) -> None:
        by, on = BATCH(run.pk, run.title), date.fromisoformat(run.params["on"])
        certificates.expire(by=by, on=on)
        issuing.recall_lost(run.params["renewal"], by=by, on=on)
        super().finish(run)


@register("renewals.rehearse")
class Rehearse:
    """A rehearsal: every family of the year, changing nothing."""

    title = "更新の予行"

    def list_items(self, params: dict[str, Any]) -> Listed:
        rehearsal = Rehearsal.objects.get(pk=params["rehearsal"])
        rows = population(Round.YEAR, rehearsal.judged_on, date.fromisoformat(params["on"]))
        columns = ("application__applicant_id", "application__applicant__atena_no")
        return _items(rows.order_by("application__applicant_id").values_list(*columns))

    def work_many(self, items: Sequence[Item]) -> list[str]:
        return rehearsing.rehearse_many(items)

    def finish(self, run: BatchRun) -> None:
        rehearsing.close_rehearsal(run.params["rehearsal"], by=BATCH(run.pk, run.title))

    def persons(self, key: str) -> list[str]:
        return [key]


# A partner that is away is asked again for a day; a dead worker's job is put back by the ledger's upkeep.
PATIENT = RetryStrategy(max_attempts=100, wait=900, retry_exceptions={Unreachable})


@app.task(name=REFRESH_TASK, queue="batch", retry=PATIENT)
def refresh(step_id: int) -> None:
    """Step 2: ask linkage for every family that was not asked for in this turn."""
    refreshing.refresh(step_id, by=BATCH(f"renewals-{step_id}", "更新の所得・世帯などの取寄せ"))


@app.periodic(cron="10 4 * * *")
@app.task(name="subsidy.renewals_replay", queueing_lock="subsidy.renewals_replay", lock="subsidy.renewals_replay")
def replay(timestamp: int) -> None:
    """Every night a sample of past decisions is made again; what differs stands on a page in the morning."""
    replaying.replay_sample(on=clock.today(), by=BATCH("renewals.replay", "決定の再現検査"))
