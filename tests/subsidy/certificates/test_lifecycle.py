"""A certificate's whole life: issued, in the place of another, void, called back, collected; and letters that come back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing import CannotPrint
from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.actions.moves import CannotMove
from sasae.subsidy.certificates.models import (
    ALLOWED_MOVES,
    Certificate,
    Kind,
    NextStep,
    Reason,
    Recall,
    RecallState,
    ReturnedMail,
    ReturnReason,
    ReturnState,
    State,
)
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MIO, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LAST_DAY = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    """Misaki's valid certificate."""
    return Certificate.objects.get(recipient=granted)


def renewed(*atena_nos: str) -> list[Entitlement]:
    """Entitlements of the year to come, without certificates."""
    return [
        Entitlement.objects.create(
            recipient=one.recipient, family=one.family, examination=one.examination, valid_from=NEW_YEAR,
            valid_to=NEW_YEAR.replace(month=12, day=31),
        )
        for one in Entitlement.objects.filter(recipient__person__atena_no__in=atena_nos or (MISAKI, REN, MIO))
        .select_related("recipient__person", "family__applicant").order_by("pk")
    ]  # fmt: skip


class TestReissue:
    """Another copy in the place of the one before."""

    def test_the_old_one_is_void_the_moment_the_new_one_is_there(self, hers: Certificate) -> None:
        made = actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY, note="駅でなくした")
        hers.refresh_from_db()
        assert (hers.state, hers.voided_on) == (State.REISSUED, DAY)
        assert (made.state, made.copy, made.kind, made.replaces, made.reason) == (
            State.VALID, 2, Kind.REISSUED, hers, Reason.LOST,
        )  # fmt: skip
        assert made.document_id != hers.document_id
        assert PrintedDocument.objects.filter(subject=made.number).count() == 1
        told = HistoryEntry.objects.get(event="certificate.reissued")
        assert (told.persons, told.detail["copy"], told.actor_id) == ([MISAKI], 2, COUNTER.id)

    def test_a_lost_one_cannot_be_called_back_a_damaged_one_is(self, hers: Certificate) -> None:
        second = actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
        assert Recall.objects.count() == 0
        actions.reissue(second.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
        recall = Recall.objects.get()
        assert (recall.certificate, recall.due_on) == (second, DAY + timedelta(days=14))

    def test_what_has_changed_is_a_change_and_prints_what_is_true_now(self, hers: Certificate) -> None:
        Person.objects.filter(atena_no=MISAKI).update(name="川崎　美咲")
        made = actions.reissue(hers.number, reason=Reason.CHANGED, by=COUNTER, on=DAY)
        assert (made.kind, made.recipient.person.name) == (Kind.CHANGED, "川崎　美咲")

    def test_only_a_valid_one_has_a_successor(self, hers: Certificate) -> None:
        actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
        with pytest.raises(actions.CannotIssue, match="再交付により無効"):
            actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
        assert Certificate.objects.filter(entitlement=hers.entitlement).count() == 2

    def test_on_its_last_day_it_can_be_replaced_and_on_the_day_after_not(self, hers: Certificate) -> None:
        with pytest.raises(actions.CannotIssue):
            actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=NEW_YEAR)
        assert actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=LAST_DAY).copy == 2

    def test_a_name_no_font_shows_leaves_the_old_one_valid(self, hers: Certificate) -> None:
        Person.objects.filter(atena_no=MISAKI).update(name="宮前　ꙮ咲")
        with pytest.raises(CannotPrint, match="ꙮ"):
            actions.reissue(hers.number, reason=Reason.CHANGED, by=COUNTER, on=DAY)
        hers.refresh_from_db()
        assert hers.state == State.VALID


class TestIssueMany:
    """A renewal's certificates, set-based."""

    def test_the_number_of_statements_does_not_grow_with_the_certificates(self, granted: Recipient) -> None:
        orders = [actions.Order(one, Kind.RENEWED) for one in renewed()]
        with CaptureQueriesContext(
            connection,
        ) as one:
            actions.issue_many(orders[:1], by=EXAMINER, on=DAY)
        with CaptureQueriesContext(connection) as two:
            made = actions.issue_many(orders[1:], by=EXAMINER, on=DAY)
        assert len(one) == len(two)
        assert [each.kind for each in made if isinstance(each, Certificate)] == [Kind.RENEWED] * 2
        assert Certificate.objects.filter(valid_from=NEW_YEAR, state=State.VALID).count() == 3
        told = HistoryEntry.objects.filter(event="certificates.issued").latest("pk")
        assert (told.detail["certificates"], set(told.persons)) == (2, {REN, MIO})

    def test_who_cannot_be_printed_or_has_one_already_keeps_nobody_waiting(self, hers: Certificate) -> None:
        Person.objects.filter(atena_no=REN).update(name="宮前　ꙮ")
        orders = [actions.Order(one, Kind.RENEWED) for one in [hers.entitlement, *renewed(REN, MIO)]]
        covered, unprintable, made = actions.issue_many(orders, by=EXAMINER, on=DAY)
        assert isinstance(covered, actions.CannotIssue)
        assert isinstance(unprintable, CannotPrint)
        assert isinstance(made, Certificate)
        assert Certificate.objects.filter(valid_from=NEW_YEAR).count() == 1


class TestEnd:
    """Loss, and the calendar."""

    def test_loss_voids_every_valid_one_and_calls_it_back(self, hers: Certificate) -> None:
        entitlements = list(Entitlement.objects.all())
        voided = actions.void_lost(entitlements, by=EXAMINER, on=DAY)
        assert {one.state for one in voided} == {State.LOST_ENTITLEMENT}
        assert Certificate.objects.filter(state=State.LOST_ENTITLEMENT, voided_on=DAY).count() == 3
        assert Recall.objects.filter(state=RecallState.ASKED).count() == 3
        assert actions.void_lost([one.pk for one in entitlements], by=EXAMINER, on=DAY) == []

    def test_it_is_valid_on_its_last_day_and_expired_the_day_after(self, hers: Certificate) -> None:
        assert actions.expire(by=EXAMINER, on=LAST_DAY) == 0
        assert actions.expire(by=EXAMINER, on=NEW_YEAR) == 3
        assert actions.expire(by=EXAMINER, on=NEW_YEAR) == 0
        hers.refresh_from_db()
        assert (hers.state, hers.voided_on) == (State.EXPIRED, NEW_YEAR)
        assert Recall.objects.count() == 0

    def test_an_entitlement_cut_short_ends_its_certificate_by_the_day_after(self, hers: Certificate) -> None:
        Entitlement.objects.filter(pk=hers.entitlement_id).update(valid_to=date(2026, 8, 31), loss_reason="01")
        assert actions.expire(by=EXAMINER, on=date(2026, 8, 31)) == 0
        assert actions.expire(by=EXAMINER, on=date(2026, 9, 1)) == 1
        hers.refresh_from_db()
        assert (hers.state, hers.voided_on) == (State.LOST_ENTITLEMENT, date(2026, 9, 1))
        assert Recall.objects.get().certificate == hers


class TestRecall:
    """Back into the office."""

    def test_asked_reminded_and_collected(self, hers: Certificate) -> None:
        actions.reissue(hers.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
        reminded = actions.remind(hers.number, by=COUNTER, on=DAY + timedelta(days=20))
        assert (reminded.state, reminded.reminders, reminded.due_on) == (
            RecallState.REMINDED, 1, DAY + timedelta(days=34),
        )  # fmt: skip
        assert actions.remind(hers.number, by=COUNTER, on=DAY + timedelta(days=40)).reminders == 2
        actions.collect(hers.number, by=COUNTER, on=DAY + timedelta(days=41))
        hers.refresh_from_db()
        assert (hers.state, hers.voided_on, hers.recall.state) == (State.COLLECTED, DAY, RecallState.COLLECTED)
        with pytest.raises(CannotMove, match="回収済"):
            actions.collect(hers.number, by=COUNTER, on=DAY)

    def test_one_given_up_may_still_turn_up(self, hers: Certificate) -> None:
        actions.void_lost([hers.entitlement], by=EXAMINER, on=DAY)
        with pytest.raises(CannotMove, match="理由"):
            actions.give_up(hers.number, why=" ", by=COUNTER, on=DAY)
        actions.give_up(hers.number, why="国外へ転出", by=COUNTER, on=DAY)
        with pytest.raises(CannotMove, match="回収不能"):
            actions.remind(hers.number, by=COUNTER, on=DAY)
        assert actions.collect(hers.number, by=COUNTER, on=DAY).state == State.COLLECTED

    def test_a_valid_one_is_not_called_back_but_may_be_handed_in(self, hers: Certificate) -> None:
        with pytest.raises(CannotMove, match="無効な医療証"):
            actions.ask_back(hers.number, by=COUNTER, on=DAY)
        handed_in = actions.collect(hers.number, by=COUNTER, on=DAY)
        assert (handed_in.state, handed_in.voided_on, handed_in.recall.asked_on) == (State.COLLECTED, DAY, DAY)

    def test_a_lost_one_that_was_found_can_be_asked_for(self, hers: Certificate) -> None:
        actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
        assert actions.ask_back(hers.number, by=COUNTER, on=DAY).state == RecallState.ASKED


class TestReturnedMail:
    """What the post office brings back."""

    def come_back(self, hers: Certificate, **changes: Any) -> ReturnedMail:
        told: dict[str, Any] = {
            "returned_on": DAY, "reason": ReturnReason.UNKNOWN, "next_step": NextStep.RESEND, "by": COUNTER, "on": DAY,
        }  # fmt: skip
        return actions.take_returned(hers.number, **{**told, **changes})

    def test_it_waits_until_somebody_says_what_was_done(self, hers: Certificate) -> None:
        mail = self.come_back(hers)
        assert (mail.state, mail.document_id) == (ReturnState.OPEN, hers.document_id)
        with pytest.raises(CannotMove, match="対応待ち"):
            self.come_back(hers)
        with pytest.raises(CannotMove, match="内容"):
            actions.finish_returned(mail.pk, note="", by=COUNTER, on=DAY)
        actions.finish_returned(mail.pk, note="新しい住所へ送った", by=EXAMINER, on=DAY)
        with pytest.raises(CannotMove, match="対応済"):
            actions.finish_returned(mail.pk, note="もう一度", by=EXAMINER, on=DAY)
        assert self.come_back(hers).state == ReturnState.OPEN

    def test_it_comes_back_between_its_issue_and_today(self, hers: Certificate) -> None:
        with pytest.raises(CannotMove, match="今日まで"):
            self.come_back(hers, returned_on=DAY + timedelta(days=1))
        with pytest.raises(CannotMove, match="交付日より前"):
            self.come_back(hers, returned_on=DAY - timedelta(days=1))

    @pytest.mark.clause("SUB-3")
    def test_to_a_protected_person_nothing_is_sent_anew_unchecked(self, hers: Certificate) -> None:
        Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
        with pytest.raises(CannotMove, match="支援措置"):
            self.come_back(hers)
        assert self.come_back(hers, next_step=NextStep.CHECK_ADDRESS).pk


class TestTheDatabaseHoldsItToo:
    """What the actions forbid, the tables forbid."""

    @pytest.mark.parametrize("state", [State.VALID, State.EXPIRED, State.REISSUED])
    def test_no_way_back_from_collected(self, hers: Certificate, state: State) -> None:
        actions.collect(hers.number, by=COUNTER, on=DAY)
        assert ALLOWED_MOVES[State.COLLECTED] == set()
        void = None if state == State.VALID else DAY
        with pytest.raises(DatabaseError, match=r"[Ii]nvalid transition"), transaction.atomic():
            Certificate.objects.filter(pk=hers.pk).update(state=state, voided_on=void)

    def test_a_void_one_says_since_when_and_a_copy_says_why(self, hers: Certificate) -> None:
        with pytest.raises(IntegrityError, match="void_has_day"), transaction.atomic():
            Certificate.objects.filter(pk=hers.pk).update(state=State.EXPIRED)
        with pytest.raises(IntegrityError, match="copy_has_reason"), transaction.atomic():
            Certificate.objects.filter(pk=hers.pk).update(copy=2)

    def test_a_recall_ends_on_a_day(self, hers: Certificate) -> None:
        actions.void_lost([hers.entitlement], by=EXAMINER, on=DAY)
        with pytest.raises(IntegrityError, match="recall_end"), transaction.atomic():
            Recall.objects.filter(certificate=hers).update(state=RecallState.COLLECTED)
