"""A contractor of the office, the one below it, and the one below that; their people, papers and audits."""

from datetime import date
from typing import Any

from sasae.kernel import clock
from sasae.subsidy.contractors.actions import contracts, people, requests, watching
from sasae.subsidy.contractors.actions.contracts import Terms
from sasae.subsidy.contractors.checklists import clauses_of
from sasae.subsidy.contractors.models import Contract, Request, Worker
from tests.subsidy.conftest import APPROVER, EXAMINER
from tests.subsidy.town import DAY

SINCE, UNTIL = date(2026, 4, 1), date(2027, 3, 31)


def terms(**changed: Any) -> Terms:
    told: dict[str, Any] = {
        "contractor": "多摩川システム株式会社", "work": "保守と運用", "model": "business", "since": SINCE, "until": UNTIL,
        "staff": 12, "leader": "登戸 守", "place": "川崎区の作業室", "report_months": 3, "audit_months": 12,
    }  # fmt: skip
    return Terms(**{**told, **changed})


def entered(**changed: Any) -> Contract:
    return contracts.enter(terms(**changed), by=EXAMINER, at=clock.now())


def checked(one: Contract) -> Contract:
    found = {clause.key: f"第{place}条" for place, clause in enumerate(clauses_of(one.model, one.since), 1)}
    return contracts.check_clauses(one.number, found, one.since, by=EXAMINER)


def in_force(**changed: Any) -> Contract:
    return contracts.confirm(checked(entered(**changed)).number, by=APPROVER, at=clock.now())


def asked(one: Contract, **changed: Any) -> Request:
    told: dict[str, Any] = {
        "contractor": "生田ソフト合同会社", "work": "夜間の監視", "need": "夜間の人手", "measures": "委託先と同じ規程と教育",
        "document": "多シ第12号", "written_on": date(2026, 6, 1), "received_on": date(2026, 6, 3),
    }  # fmt: skip
    return requests.receive(one.number, **{**told, **changed}, by=EXAMINER, on=DAY, at=clock.now())


def permitted(one: Contract, **changed: Any) -> Request:
    made = asked(one, **changed)
    return requests.permit(made.number, answer="川こ第345号", reason="対策が同等", by=APPROVER, on=DAY, at=clock.now())


def below(one: Contract, **changed: Any) -> Contract:
    made = permitted(one, **changed)
    said = terms(contractor=made.contractor, work=made.work, since=DAY)
    entered_below = contracts.enter_below(made.number, said, by=EXAMINER, at=clock.now())
    return contracts.confirm(checked(entered_below).number, by=APPROVER, at=clock.now())


def worker(one: Contract, name: str = "中野島 渡", *, pledged: bool = True) -> Worker:
    told = {"duty": "保守", "since": max(one.since, DAY), "taught_on": DAY}
    made = people.name_worker(one.number, name=name, **told, by=EXAMINER, on=DAY, at=clock.now())
    if pledged:
        people.take_pledge(made.number, pledged_on=DAY, pledge="誓第1号", by=EXAMINER, on=DAY)
    return made


def outside() -> None:
    """One thing of every kind, each at a point where something can still be done about it."""
    entered()
    one = in_force()
    worker(one, pledged=False)
    permitted(one)
    asked(one)
    day = {"by": EXAMINER, "on": DAY, "at": clock.now()}
    watching.take_report(one.number, kind="emergency", about="媒体が見当たらない", document="", received_on=DAY, **day)
    watching.entrust(one.number, what="検証用の媒体 M-01", count=1, handed_on=DAY, due_on=UNTIL, **day)
    at = {"by": EXAMINER, "at": clock.now()}
    done, _ = (watching.plan_audit(one.number, kind="visit", scope="持出し", planned_on=DAY, **at) for _ in range(2))
    defects = [("持出しの記録がない", DAY), ("施錠していない", DAY)]
    watching.finish_audit(done.pk, done_on=DAY, result="記録に漏れ", defects=defects, **day)
    watching.mend(done.defects.latest("pk").pk, "記録簿を置いた", **at)
