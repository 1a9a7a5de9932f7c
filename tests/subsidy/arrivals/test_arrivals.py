"""着金の確認: some payees of a run are drawn by lot and asked by somebody who had no part in it whether the money came."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.arrivals import actions
from sasae.subsidy.arrivals.actions import CannotAsk
from sasae.subsidy.arrivals.models import Answer, Question, Way
from sasae.subsidy.arrivals.queries import number_asked, runs_not_asked
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.payments.models import Payment, PaymentRun
from sasae.subsidy.people.models import Person
from tests.staff import at
from tests.subsidy.conftest import APPROVER, EXAMINER, PAYMENTS, SENDER
from tests.subsidy.money import PAY_ON
from tests.subsidy.paying import neighbour, owed, sent, settled
from tests.two_persons import refused, tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-3")]
ASKED_ON = PAY_ON + timedelta(days=3)


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """A run of six payees whose money was paid."""
    for place in range(1, 7):
        owed(neighbour(granted, place))
    return settled(sent())


def draw(run: PaymentRun, by: Actor = EXAMINER) -> list[Question]:
    actions.draw(run.number, by=by, on=ASKED_ON)
    return list(Question.objects.select_related("payment__payee").order_by("pk"))


def say(question: Question, answer: Answer, note: str = "通帳で確かめた", by: Actor = EXAMINER) -> Question:
    serial = question.payment.serial
    return actions.answer(serial, answer, way=Way.TELEPHONE, note=note, by=by, on=ASKED_ON)


@pytest.mark.parametrize(
    ("paid", "asked"), [(0, 0), (2, 2), (3, 3), (4, 3), (150, 3), (151, 4), (2_500, 50), (2_501, 50), (100_000, 50)]
)
def test_how_many_are_asked_of_so_many_paid(paid: int, asked: int) -> None:
    assert number_asked(paid, date(2026, 8, 25)) == asked


def test_three_of_six_are_drawn_once_and_their_answers_kept(run: PaymentRun) -> None:
    assert list(runs_not_asked(ASKED_ON)) == [run]
    drawn = draw(run)
    assert len(drawn) == 3
    assert {one.payment.run_id for one in drawn} == {run.pk}
    assert list(runs_not_asked(ASKED_ON)) == []
    with pytest.raises(CannotAsk, match="AR-102"):
        draw(run)
    said = say(drawn[0], Answer.ARRIVED, note="")
    assert (said.answer, said.answered_by, said.answered_on, said.way) == (
        Answer.ARRIVED,
        EXAMINER.id,
        ASKED_ON,
        Way.TELEPHONE,
    )
    told = HistoryEntry.objects.filter(event="arrivals.answered").get()
    assert told.persons == [drawn[0].payment.payee.atena_no]


@pytest.mark.parametrize(("days", "asked"), [(-1, False), (0, True)])
def test_nobody_is_asked_before_the_pay_day(run: PaymentRun, days: int, asked: bool) -> None:
    on = PAY_ON + timedelta(days=days)
    assert list(runs_not_asked(on)) == [run][: int(asked)]
    if asked:
        assert actions.draw(run.number, by=EXAMINER, on=on) == 3
    else:
        with pytest.raises(CannotAsk, match="AR-105"):
            actions.draw(run.number, by=EXAMINER, on=on)


def test_the_lot_falls_on_others_another_time(run: PaymentRun) -> None:
    """Nobody can know whom it falls on: of twenty draws of three among six not all are the same three."""
    falls = set()
    for _ in range(20):
        with transaction.atomic():
            falls.add(frozenset(one.payment.serial for one in draw(run)))
            transaction.set_rollback(True)
    assert len(falls) > 1


@pytest.mark.parametrize("by", [PAYMENTS, APPROVER, SENDER], ids=["who built it", "who approved it", "who sent it"])
def test_whoever_had_a_part_in_the_run_neither_draws_nor_asks(run: PaymentRun, by: Actor) -> None:
    one = tried("arrivals.choose", lambda by: draw(run, by), same=by, other=EXAMINER, says="AR-103")[0]
    refused("arrivals.answer", lambda by: say(one, Answer.ARRIVED, by=by), same=by, other=EXAMINER, says="AR-202")
    assert Question.objects.get(pk=one.pk).answer == Answer.WAITING


def test_a_run_without_its_result_is_not_asked_about(granted: Recipient) -> None:
    owed(neighbour(granted, 1))
    with pytest.raises(CannotAsk, match="AR-101"):
        draw(sent())


def test_only_who_was_paid_and_may_be_called_is_drawn(granted: Recipient) -> None:
    people = [neighbour(granted, place) for place in range(1, 4)]
    for one in people:
        owed(one)
    run = sent()
    failed, hidden, asked = Payment.objects.filter(run=run).order_by("serial")
    settled(run, {failed.serial: "2"})
    Person.objects.filter(pk=hidden.payee_id).update(protected_until=ASKED_ON)
    assert [one.payment for one in draw(run)] == [asked]


@pytest.mark.parametrize(
    ("days", "drawn"), [(-1, 1), (0, 0)], ids=["ended the day before", "the last day of protection"]
)
def test_the_last_day_of_protection_is_a_day_of_it(granted: Recipient, days: int, drawn: int) -> None:
    owed(neighbour(granted, 1))
    run = settled(sent())
    Person.objects.filter(payments__run=run).update(protected_until=ASKED_ON + timedelta(days=days))
    if drawn:
        assert len(draw(run)) == drawn
    else:
        with pytest.raises(CannotAsk, match="AR-104"):
            draw(run)


def test_an_answer_may_be_found_after_all_and_is_never_taken_back(run: PaymentRun) -> None:
    one, *_ = draw(run)
    say(one, Answer.UNREACHED)
    say(one, Answer.MISSING)
    say(one, Answer.ARRIVED)
    with pytest.raises(CannotAsk, match="AR-201"):
        say(one, Answer.MISSING)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        Question.objects.filter(pk=one.pk).update(answer=Answer.WAITING)


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.UNREACHED])
def test_what_was_heard_is_needed_where_the_money_is_not_there(run: PaymentRun, answer: Answer) -> None:
    one, *_ = draw(run)
    with pytest.raises(CannotAsk, match="聞いた内容"):
        say(one, answer, note="　")
    assert say(one, answer, note="記帳したが入っていない").note == "記帳したが入っていない"


class TestScreens:
    """As the office does it."""

    @pytest.fixture(autouse=True)
    def _after_the_pay_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SASAE_TODAY", ASKED_ON.isoformat())

    def test_drawn_asked_and_written_down(self, run: PaymentRun, signed_in: Any) -> None:
        client = signed_in("arrivals.view", "arrivals.ask", "people.view", "payments.view")
        page = client.get(at("/arrivals/")).content.decode()
        assert run.number in page
        client.post(at("/arrivals/draw/"), {"run": run.number})
        serial = Question.objects.order_by("pk").values_list("payment__serial", flat=True)[0]
        assert serial in client.get(at("/arrivals/")).content.decode()
        typed = {"answer": "missing", "way": "telephone", "note": "9月1日に記帳したが入っていない"}
        assert client.post(at(f"/arrivals/{serial}/"), typed).status_code == 302
        page = client.get(at(f"/arrivals/{serial}/")).content.decode()
        assert "届いていない" in page
        assert typed["note"] in page
        assert "お金が届いていません" in page
        assert "届いていない振込" in client.get(at("/")).content.decode()

    def test_what_was_typed_stays_when_it_is_refused(self, run: PaymentRun, signed_in: Any) -> None:
        serial = draw(run)[0].payment.serial
        client = signed_in("arrivals.view", "arrivals.ask")
        answer = client.post(at(f"/arrivals/{serial}/"), {"answer": "missing", "way": "", "note": "まだ入っていない"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "まだ入っていない" in page
        assert Question.objects.get(payment__serial=serial).answer == Answer.WAITING

    def test_another_ward_s_clerk_sees_neither_row_nor_page(self, run: PaymentRun, signed_in: Any) -> None:
        serial = draw(run)[0].payment.serial
        Person.objects.filter(payments__run=run).update(ward_code="141313")
        client = signed_in("arrivals.view", "arrivals.ask", ward="141372")
        assert client.post(at("/arrivals/draw/"), {"run": run.number}).status_code == 403
        assert "抽選する" not in client.get(at("/arrivals/")).content.decode()
        assert serial not in client.get(at("/arrivals/")).content.decode()
        assert client.get(at(f"/arrivals/{serial}/")).status_code == 403
        typed = {"answer": "arrived", "way": "telephone", "note": ""}
        assert client.post(at(f"/arrivals/{serial}/"), typed).status_code == 403
        assert Question.objects.get(payment__serial=serial).answer == Answer.WAITING

    def test_a_run_that_is_none_is_a_finding(self, signed_in: Any) -> None:
        client = signed_in("arrivals.view", "arrivals.ask")
        page = client.post(at("/arrivals/draw/"), {"run": "9" * 400}, follow=True).content.decode()
        assert "入力を確かめてください" in page
