"""Wordings and office data changed on screen: from a day on, by two persons, and never backwards."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificate_actions
from sasae.subsidy.certificates.models import Certificate, Reason, Recall
from sasae.subsidy.certificates.office import DEADLINES, OFFICE
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.wordings import actions, queries
from sasae.subsidy.wordings.fields import laid_over
from sasae.subsidy.wordings.models import Rewording, State
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved, proposed, said
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


class TestInForce:
    def test_the_old_word_the_day_before_and_the_new_one_on_its_day(self) -> None:
        before = OFFICE.on(DAY)["section"]
        approved("office.section", "こども未来局 ひとり親支援課")
        assert OFFICE.on(LATER - timedelta(days=1))["section"] == before
        assert OFFICE.on(LATER)["section"] == "こども未来局 ひとり親支援課"

    def test_a_proposal_alone_changes_nothing(self) -> None:
        proposed("office.section", "こども未来局 ひとり親支援課")
        assert OFFICE.on(LATER)["section"] == OFFICE.on(DAY)["section"]

    def test_the_later_of_two_changes_holds_and_one_withdrawn_does_not(self) -> None:
        approved("office.mayor", "川崎市長職務代理者", LATER)
        after = approved("office.mayor", "新市長", LATER + timedelta(days=1))
        assert OFFICE.on(LATER)["mayor"] == "川崎市長職務代理者"
        assert OFFICE.on(LATER + timedelta(days=1))["mayor"] == "新市長"
        actions.withdraw(after.pk, why="誤り", by=COUNTER, on=DAY)
        assert OFFICE.on(LATER + timedelta(days=1))["mayor"] == "川崎市長職務代理者"

    def test_values_inside_values_and_numbers_change_too(self) -> None:
        approved("office.seal.style", "printed")
        approved("deadlines.recall", "30")
        assert OFFICE.on(LATER)["seal"] == {"style": "printed", "text": "公印"}
        assert (DEADLINES.on(LATER - timedelta(days=1))["recall"], DEADLINES.on(LATER)["recall"]) == (14, 30)

    def test_the_texts_of_a_letter_change_together_and_of_one_letter_only(self) -> None:
        before = OFFICE.on(DAY)["letters"]
        approved("letters.loss", {"title": "資格がなくなったお知らせ"})
        after = OFFICE.on(LATER)["letters"]
        assert after["loss"] == {**before["loss"], "title": "資格がなくなったお知らせ"}
        assert {key: texts for key, texts in after.items() if key != "loss"} == {
            key: texts for key, texts in before.items() if key != "loss"
        }

    def test_a_text_the_change_does_not_know_yet_keeps_the_tables(self) -> None:
        table = {"loss": {"title": "通知", "note": "注"}, "seal": {"style": "place"}}
        assert laid_over(table, {"loss": {"title": "お知らせ"}})["loss"] == {"title": "お知らせ", "note": "注"}
        assert laid_over(table, {"seal.style": "printed"})["seal"] == {"style": "printed"}
        assert table == {"loss": {"title": "通知", "note": "注"}, "seal": {"style": "place"}}

    def test_what_is_printed_from_then_on_says_it_and_what_was_printed_stays(self, granted: Recipient) -> None:
        old = Certificate.objects.get(recipient=granted)
        as_it_was = bytes(PrintedDocument.objects.get(pk=old.document_id).content)
        approved("office.mayor", "新川崎市長", DAY)
        approved("deadlines.recall", "7", DAY)
        new = certificate_actions.reissue(old.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
        assert "新川崎市長" in said(bytes(PrintedDocument.objects.get(pk=new.document_id).content))
        assert bytes(PrintedDocument.objects.get(pk=old.document_id).content) == as_it_was
        assert Recall.objects.get().due_on == DAY + timedelta(days=7)

    def test_a_list_asks_for_a_tables_changes_once(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(1), queries.steady():  # type: ignore[operator]
            assert [DEADLINES.on(DAY)["recall"] for _ in range(50)] == [14] * 50
        with django_assert_num_queries(2):  # type: ignore[operator]
            assert [DEADLINES.on(DAY)["recall"] for _ in range(2)] == [14] * 2


class TestTwoPersonsAndDays:
    def test_who_proposes_does_not_approve(self) -> None:
        change = proposed("office.mayor", "新市長")
        for verb in (
            lambda by: actions.approve(change.pk, by=by, on=DAY, at=clock.now()),
            lambda by: actions.send_back(change.pk, why="x", by=by, at=clock.now()),
        ):
            refused("wordings.approve", verb, same=COUNTER, other=EXAMINER, says="別の人")
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(approved_by=COUNTER.id)
        with pytest.raises(IntegrityError, match="approved_by_somebody"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(state="approved")

    def test_from_today_on_but_not_from_yesterday(self) -> None:
        with pytest.raises(actions.CannotChange, match="今日以後"):
            proposed("office.mayor", "新市長", DAY - timedelta(days=1))
        assert proposed("office.mayor", "新市長", DAY).state == State.PROPOSED

    def test_approved_on_its_first_day_at_the_latest(self) -> None:
        change = proposed("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="適用日を過ぎています"):
            actions.approve(change.pk, by=EXAMINER, on=LATER + timedelta(days=1), at=clock.now())
        assert actions.approve(change.pk, by=EXAMINER, on=LATER, at=clock.now()).state == State.APPROVED

    def test_one_change_of_a_value_a_day(self) -> None:
        first, second = proposed("office.mayor", "新市長"), proposed("office.mayor", "別の市長")
        assert list(queries.rivals(second)) == [first]
        actions.approve(first.pk, by=EXAMINER, on=DAY, at=clock.now())
        assert queries.overtaken(second)
        with pytest.raises(actions.CannotChange, match="すでに承認"):
            actions.approve(second.pk, by=EXAMINER, on=DAY, at=clock.now())
        assert OFFICE.on(LATER)["mayor"] == "新市長"

    def test_of_two_days_both_hold_each_from_its_own(self) -> None:
        first, second = (
            proposed("office.mayor", "新市長"),
            proposed("office.mayor", "別の市長", LATER + timedelta(days=1)),
        )
        assert list(queries.rivals(second)) == []
        for change in (first, second):
            actions.approve(change.pk, by=EXAMINER, on=DAY, at=clock.now())
        assert [OFFICE.on(LATER + timedelta(days=n))["mayor"] for n in (0, 1)] == ["新市長", "別の市長"]

    def test_sent_back_with_a_reason_by_another(self) -> None:
        change = proposed("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="理由"):
            actions.send_back(change.pk, why="", by=EXAMINER, at=clock.now())
        actions.send_back(change.pk, why="任期を確かめて", by=EXAMINER, at=clock.now())
        with pytest.raises(actions.CannotChange, match="差戻し"):
            actions.approve(change.pk, by=EXAMINER, on=DAY, at=clock.now())

    def test_what_has_begun_is_not_withdrawn(self) -> None:
        change = approved("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="すでに適用"):
            actions.withdraw(change.pk, why="誤り", by=COUNTER, on=LATER)
        assert (
            actions.withdraw(change.pk, why="誤り", by=COUNTER, on=LATER - timedelta(days=1)).state == State.WITHDRAWN
        )
        with pytest.raises(DatabaseError, match=r"[Ii]nvalid transition"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(state="approved")
