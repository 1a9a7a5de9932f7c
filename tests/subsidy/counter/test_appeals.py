"""審査請求: in time or late, one open at a time, ruled on by nobody who decided, and the decision examined anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.law import Outcome
from sasae.subsidy.appeals import actions
from sasae.subsidy.appeals.deadlines import deadline
from sasae.subsidy.appeals.models import Appeal, Paper, Ruling, State
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.models import Entitlement, Examination
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, RECEIPT, Linkage
from tests.two_persons import tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
IN_TIME, LATE = date(2026, 9, 15), date(2026, 9, 16)  # known on 15 June


@pytest.mark.parametrize(
    ("known", "last"),
    [
        (date(2026, 6, 15), date(2026, 9, 15)),
        (date(2026, 10, 30), date(2027, 2, 1)),  # 30 January is a Saturday
        (date(2026, 11, 29), date(2027, 3, 1)),  # from 30 November: February has none, and its last day is a Sunday
        (date(2026, 9, 30), date(2027, 1, 4)),  # 31 December: the offices are closed
        (date(2026, 3, 12), date(2026, 6, 12)),
        (date(2026, 3, 13), date(2026, 6, 15)),  # a Saturday
    ],
)
def test_three_months_from_the_day_after_knowing(known: date, last: date) -> None:
    until = deadline(decided_on=known, known_on=known)
    assert (until.day, until.basis) == (last, "決定を知った日の翌日から3か月")


def test_a_year_after_the_decision_it_ends_however_late_it_was_known() -> None:
    decided = date(2026, 6, 15)
    assert deadline(decided_on=decided, known_on=date(2027, 3, 15)).day == date(2027, 6, 15)
    later = deadline(decided_on=decided, known_on=date(2027, 3, 16))
    assert (later.day, later.basis) == (date(2027, 6, 15), "決定の日の翌日から1年")


@pytest.fixture
def refused(received: Application, examine: Callable[..., Any], linkage: Linkage) -> Examination:
    """Misaki's application, refused for income."""
    linkage.incomes[MISAKI] = 9_000_000
    examination = examine(received)
    examinations.request_approval(examination.pk, by=COUNTER)
    return examinations.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())


def appeal(examination: Examination, filed_on: date = DAY, on: date = DAY, **more: Any) -> Appeal:
    told = {"known_on": DAY, "filed_on": filed_on, "purport": "所得の計算が違うため、取消しを求める。", **more}
    return actions.receive(examination.pk, **told, by=COUNTER, at=clock.now(), on=on)


def test_an_appeal_is_received_with_its_deadline_paper_and_acknowledgement(refused: Examination) -> None:
    made = appeal(refused, proxy="多摩 一")
    assert (made.state, made.deadline, made.appellant.atena_no) == (State.RECEIVED, IN_TIME, MISAKI)
    assert [one.paper for one in made.documents.all()] == [Paper.APPEAL]
    text = "".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=made.document_id).content)))
    for words in ("審査請求受付書", made.number, RECEIPT, "多摩 一", "令和8年6月15日"):
        assert words.replace(" ", "") in "".join(text.split())
    assert HistoryEntry.objects.get(event="appeal.received").persons == [MISAKI]


def test_the_last_day_is_in_time_and_the_day_after_needs_a_reason(refused: Examination) -> None:
    with pytest.raises(actions.CannotAppeal, match="期限"):
        appeal(refused, filed_on=LATE, on=LATE)
    assert appeal(refused, filed_on=IN_TIME, on=LATE).late_reason == ""


def test_a_late_appeal_with_a_reason_is_received_and_marked(
    refused: Examination, signed_in: Callable[..., Any]
) -> None:
    made = appeal(refused, filed_on=LATE, on=LATE, late_reason="入院していたため")
    page = signed_in("appeals.view").get(at(f"/appeals/{made.number}/")).content.decode()
    assert "期限を過ぎて提出されています" in page
    assert "入院していたため" in page


def test_nothing_is_appealed_against_before_it_is_decided(received: Application, examine: Callable[..., Any]) -> None:
    with pytest.raises(actions.CannotAppeal, match="まだ決定していない"):
        appeal(examine(received))


def test_nobody_knew_of_a_decision_before_it_was_made(refused: Examination) -> None:
    with pytest.raises(actions.CannotAppeal, match="決定の日"):
        appeal(refused, known_on=date(2026, 6, 14))


def test_one_open_appeal_a_decision_in_code_and_in_the_database(refused: Examination) -> None:
    first = appeal(refused)
    with pytest.raises(actions.CannotAppeal, match="まだ裁決のない"):
        appeal(refused)
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Appeal.objects.create(
            number="SK2026-X", examination=refused, appellant=first.appellant, known_on=DAY, filed_on=DAY,
            deadline=IN_TIME, purport="", entered_by="x", received_at=clock.now(),
        )  # fmt: skip
    actions.move(first.number, State.WITHDRAWN, why="取下書", by=COUNTER)
    assert appeal(refused).number != first.number


def rule(made: Appeal, ruling: Ruling, by: Any = APPROVER) -> Appeal:
    return actions.rule(made.number, ruling, ruled_on=DAY, reason="所得を誤って計算したため。", by=by, on=DAY)


@pytest.mark.parametrize("by", [COUNTER, EXAMINER], ids=["who examined", "who approved"])
def test_nobody_rules_on_their_own_decision(refused: Examination, by: Any) -> None:
    made = appeal(refused)
    done = tried(
        "appeals.rule", lambda by: rule(made, Ruling.REJECTED, by=by), same=by, other=APPROVER, says="決定に関わった人"
    )
    assert done.state == State.RULED


def test_a_rejected_appeal_leaves_the_decision(refused: Examination) -> None:
    assert rule(appeal(refused), Ruling.REJECTED).reopened is None
    assert Application.objects.count() == 1


def test_a_cancelled_decision_is_examined_anew_and_may_be_granted(
    refused: Examination, examine: Callable[..., Any], linkage: Linkage
) -> None:
    made = rule(appeal(refused), Ruling.CANCELLED)
    anew = made.reopened
    assert anew is not None
    assert (anew.state, anew.received_on, anew.receipt_number) == (ApplicationState.RECEIVED, DAY, made.number)
    linkage.incomes[MISAKI] = 1_500_000
    again = examine(anew)
    assert Outcome(again.outcome) is Outcome.GRANTED
    examinations.request_approval(again.pk, by=COUNTER)
    examinations.approve(again.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert Entitlement.objects.count() == 3
    refused.refresh_from_db()
    assert refused.state == "approved"


def test_moves_are_those_of_the_table(refused: Examination) -> None:
    made = appeal(refused)
    actions.move(made.number, State.CORRECTING, why="押印なし", by=COUNTER)
    with pytest.raises(actions.CannotAppeal, match="補正依頼"):
        actions.move(made.number, State.PROCEEDING, why="開始", by=COUNTER)
    actions.move(made.number, State.RECEIVED, why="補正書", by=COUNTER)
    with pytest.raises(actions.CannotAppeal, match="理由"):
        actions.move(made.number, State.PROCEEDING, why=" ", by=COUNTER)
    actions.move(made.number, State.PROCEEDING, why="審理員を指名", by=COUNTER)
    rule(made, Ruling.INADMISSIBLE)
    with pytest.raises(actions.CannotAppeal, match="裁決済"):
        actions.move(made.number, State.WITHDRAWN, why="取下書", by=COUNTER)


def test_the_whole_course_on_screen(refused: Examination, signed_in: Callable[..., Any]) -> None:
    counter = signed_in("applications.view", "appeals.view", "appeals.enter")
    assert at(f"/appeals/new/{refused.pk}/") in counter.get(at(f"/examinations/{refused.pk}/")).content.decode()
    sent = {"filed_on": "令和8年6月15日", "known_on": "R8.6.15", "purport": "取消しを求める。"}
    answer = counter.post(at(f"/appeals/new/{refused.pk}/"), sent)
    number = Appeal.objects.get().number
    assert answer.url == at(f"/appeals/{number}/")
    wrong = counter.post(at(f"/appeals/{number}/papers/"), {"paper": "other", "dated_on": "R8.6.15", "title": ""})
    assert "名称を入れてください" in wrong.content.decode()
    counter.post(at(f"/appeals/{number}/papers/"), {"paper": "defence", "dated_on": "R8.6.15", "title": "弁明書"})
    counter.post(at(f"/appeals/{number}/move/"), {"state": "proceeding", "why": "審理員を指名"})
    ruled = {"ruling": "cancelled", "ruled_on": "R8.6.15", "reason": "計算の誤り"}
    assert counter.post(at(f"/appeals/{number}/ruling/"), ruled).status_code == 403
    head = signed_in("appeals.view", "appeals.rule", "applications.view")
    head.post(at(f"/appeals/{number}/ruling/"), ruled)
    page = head.get(at(f"/appeals/{number}/")).content.decode()
    for words in ("認容（処分の取消し）", "弁明書", "審査待ち", "審理員を指名"):
        assert words in page
    assert number in head.get(at("/appeals/"), {"state": "ruled"}).content.decode()
