"""Letters that call void certificates back: to whom, when again, in which envelope, and what is outstanding."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.batch.actions import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.reference.closed_days import office_days_after
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.actions.moves import CannotMove
from sasae.subsidy.certificates.models import Certificate, Reason, Recall, RecallLetter, RecallState
from sasae.subsidy.certificates.queries import letter_due, remind_from
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DUE = DAY + timedelta(days=14)
RIGHTS = ("certificates.view", "certificates.recall", "certificates.export")


@pytest.fixture
def lost(granted: Recipient) -> list[Certificate]:
    """All three certificates of the family are void and called back."""
    return actions.void_lost(list(Entitlement.objects.all()), by=COUNTER, on=DAY)


def written(certificates: list[Certificate], on: date = DAY) -> list[RecallLetter]:
    applicant = certificates[0].entitlement.family.applicant_id
    outcome = actions.write_letters([applicant], by=COUNTER, on=on).get(applicant, [])
    assert isinstance(outcome, list)
    return outcome


def words(letter: RecallLetter) -> str:
    content = bytes(PrintedDocument.objects.get(pk=letter.document_id).content)
    return "".join("".join(by_unicode_tables(content)).split())


@pytest.mark.clause("SUB-3")
def test_one_letter_a_household_names_every_certificate_with_its_reason_and_deadline(lost: list[Certificate]) -> None:
    [letter] = written(lost)
    assert (letter.addressee.atena_no, letter.reminder, letter.due_on) == (MISAKI, False, DUE)
    told = words(letter)
    for expected in ("福祉医療証の返還について（お願い）", "資格がなくなったため", "令和8年6月29日まで", "宮前区役所"):
        assert expected in told, expected
    assert all(one.number in told for one in lost)
    assert {one.letter_id for one in Recall.objects.all()} == {letter.pk}
    assert written(lost) == []
    assert RecallLetter.objects.count() == 1


def test_what_came_back_or_was_given_up_is_asked_for_no_more(lost: list[Certificate]) -> None:
    actions.collect(lost[0].number, by=COUNTER, on=DAY)
    actions.give_up(lost[1].number, why="転出先不明", by=COUNTER, on=DAY)
    [letter] = written(lost)
    assert letter.certificates == [lost[2].number]


def test_a_replaced_certificate_is_asked_for_and_a_lost_one_is_not(granted: Recipient) -> None:
    hers, his = (Certificate.objects.get(recipient__person__atena_no=one) for one in (MISAKI, REN))
    actions.reissue(hers.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    actions.reissue(his.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    [letter] = written([hers])
    assert letter.certificates == [his.number]
    assert "再交付したため" in words(letter)


class TestReminder:
    """The deadline, five office days, and the day before."""

    first = office_days_after(DUE, 5)

    def test_the_day_before_the_last_of_the_days_there_is_none(self, lost: list[Certificate]) -> None:
        written(lost)
        assert written(lost, self.first - timedelta(days=1)) == []
        with pytest.raises(CannotMove, match="7月6日から作れます"):
            actions.write_letter(lost[0].number, by=COUNTER, on=self.first - timedelta(days=1))

    def test_on_the_last_of_the_days_there_is(self, lost: list[Certificate]) -> None:
        written(lost)
        [letter] = written(lost, self.first)
        assert letter.reminder
        assert "まだ届いていません" in words(letter)
        assert {(one.state, one.reminders, one.due_on) for one in Recall.objects.all()} == {
            (RecallState.REMINDED, 1, self.first + timedelta(days=14))
        }

    @pytest.mark.parametrize("after", range(-1, 9))
    def test_the_list_knows_the_same_day_as_the_letter(self, lost: list[Certificate], after: int) -> None:
        written(lost)
        on = DUE + timedelta(days=after)
        assert Recall.objects.filter(letter_due(on)).exists() == (on >= remind_from(DUE, on))

    def test_what_became_void_meanwhile_has_a_first_letter_beside_the_reminder(self, granted: Recipient) -> None:
        hers, his = (Certificate.objects.get(recipient__person__atena_no=one) for one in (MISAKI, REN))
        actions.reissue(hers.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
        written([hers])
        actions.reissue(his.number, reason=Reason.DAMAGED, by=COUNTER, on=self.first)
        letters = written([hers], self.first)
        assert [(one.reminder, one.certificates) for one in letters] == [(False, [his.number]), (True, [hers.number])]
        found = papers.waiting(papers.Wish(["recall_letter"], self.first, since=self.first))
        run = print_runs.prepare(found, title="試験", duplex=False, on=self.first, by=COUNTER, at=clock.now())
        assert run.envelope_count == 1


def test_a_protected_childs_paper_goes_apart_and_names_no_counter(lost: list[Certificate]) -> None:
    Person.objects.filter(atena_no__in=[MISAKI, REN]).update(protected_until=DAY)
    [letter] = written(lost)
    assert "宮前区役所" not in words(letter)
    found = papers.waiting(papers.Wish(["recall_letter"], DAY))
    run = print_runs.prepare(found, title="試験", duplex=False, on=DAY, by=COUNTER, at=clock.now())
    [envelope] = run.envelopes.all()
    assert (envelope.protected, envelope.ward_code, envelope.postal_code) == (True, "", "")


def test_a_family_whose_name_no_font_shows_keeps_nobody_waiting(lost: list[Certificate], signed_in: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(name="宮前　\U000f1f4a咲")
    desk = signed_in(*RIGHTS)
    page = desk.post("/certificates/recalls/letters/", {"asked": "state=open"})
    run_now(BatchRun.objects.get().pk)
    told = desk.get(page.headers["Location"]).content.decode()
    assert "手紙を作れなかった世帯" in told
    assert RecallLetter.objects.count() == 0
    assert Recall.objects.filter(letter=None).count() == 3


def test_letters_for_the_ticked_or_for_all_the_conditions_leave(lost: list[Certificate], signed_in: Any) -> None:
    desk = signed_in(*RIGHTS)
    one = Recall.objects.get(certificate=lost[0])
    desk.post("/certificates/recalls/letters/", {"pick": [str(one.pk)], "asked": ""})
    run_now(BatchRun.objects.get().pk)
    assert RecallLetter.objects.get().certificates == [lost[0].number]
    listed = desk.get("/certificates/recalls/?letter=first").content.decode()
    assert "2件" in listed
    assert lost[0].number not in listed
    page = desk.post("/certificates/recalls/letters/", {"asked": "letter=first"})
    run_now(BatchRun.objects.latest("pk").pk)
    assert set(RecallLetter.objects.latest("pk").certificates) == {lost[1].number, lost[2].number}
    assert "完了" in desk.get(page.headers["Location"]).content.decode()
    again = desk.post("/certificates/recalls/letters/", {"asked": ""}, follow=True).content.decode()
    assert "手紙を作れるものがありません" in again
    assert BatchRun.objects.count() == 2


def test_a_run_worked_twice_writes_each_letter_once(lost: list[Certificate], signed_in: Any) -> None:
    signed_in(*RIGHTS).post("/certificates/recalls/letters/", {"asked": ""})
    run = BatchRun.objects.get()
    run_now(run.pk)
    run_now(run.pk)
    assert RecallLetter.objects.count() == 1


def test_one_letter_from_the_page_of_a_certificate(lost: list[Certificate], signed_in: Any) -> None:
    desk, number = signed_in(*RIGHTS), lost[0].number
    assert "返還のお願いの手紙を作る" in desk.get(f"/certificates/{number}/").content.decode()
    said = desk.post(f"/certificates/{number}/letter/", follow=True).content.decode()
    letter = RecallLetter.objects.get()
    assert letter.number in said
    assert "督促の手紙を作る" in said
    again = desk.post(f"/certificates/{number}/letter/", follow=True).content.decode()
    assert "UK-512" in again
    entry = HistoryEntry.objects.get(event="recall_letter.written")
    assert entry.persons[0] == MISAKI


def test_the_outstanding_leave_as_a_file_without_the_ward_of_a_protected_person(
    lost: list[Certificate], signed_in: Any
) -> None:
    Person.objects.filter(atena_no=REN).update(protected_until=DAY)
    desk = signed_in(*RIGHTS)
    rows = desk.get("/certificates/recalls/?state=open&export=csv").content.decode("utf-8-sig").splitlines()
    assert (len(rows), sum("宮前区" in row for row in rows)) == (4, 2)
    assert "2件" in desk.get("/certificates/recalls/?ward=141364").content.decode()


def test_without_the_right_there_is_no_way_to_a_letter(lost: list[Certificate], signed_in: Any) -> None:
    desk = signed_in("certificates.view")
    assert "返還のお願い・督促を作る" not in desk.get("/certificates/recalls/").content.decode()
    assert desk.post("/certificates/recalls/letters/", {"asked": ""}).status_code == 403
    assert desk.post(f"/certificates/{lost[0].number}/letter/").status_code == 403
