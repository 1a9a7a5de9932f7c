"""What became of an application: the resident's own, with the municipality's word."""

import pytest

from sasae.foundation.history import SYSTEM
from sasae.portal.submissions.actions import CannotMove, set_status
from sasae.portal.submissions.models import STATUS_MOVES, Status, StatusChange, Submission

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
INTAKE = SYSTEM("intake")


def test_sent_applications_stand_in_the_inbox(hanako):
    first, second = hanako.apply(), hanako.apply()
    text = hanako.client.get("/inbox/").content.decode()
    assert text.index(second) < text.index(first)
    assert "申請受付" in text
    assert "途中の申請" not in text


def test_an_empty_inbox_says_so(hanako):
    hanako.log_in()
    assert "送った申請はまだありません。" in hanako.client.get("/inbox/").content.decode()


def test_another_residents_application_does_not_exist(hanako, resident):
    number = hanako.apply()
    other = resident("高津　次子")
    other.log_in()
    assert other.client.get(f"/receipt/{number}/").status_code == 404
    assert number not in other.client.get("/inbox/").content.decode()


@pytest.mark.parametrize("number", ["KW2026061599999999", "x", "KW"])
def test_a_number_nobody_has_is_not_found(hanako, number):
    hanako.log_in()
    assert hanako.client.get(f"/receipt/{number}/").status_code == 404


def test_what_is_signed_but_not_sent_is_not_shown(hanako):
    hanako.begin().fill_all().review()
    text = hanako.client.get("/inbox/").content.decode()
    assert "送った申請はまだありません。" in text
    assert "続きを入れる" in text


def test_the_municipalitys_word_reaches_the_resident(hanako):
    number = hanako.apply()
    set_status(number, Status.FETCHED, "", by=INTAKE)
    set_status(number, Status.EXAMINING, "", by=INTAKE)
    set_status(number, Status.CORRECTION_ASKED, "保険の<b>内容</b>がわかるものを付けてください。", by=INTAKE)
    text = hanako.client.get(f"/receipt/{number}/").content.decode()
    assert "訂正のお願い：保険の&lt;b&gt;内容&lt;/b&gt;がわかるものを付けてください。" in text
    assert text.index("訂正のお願い：") < text.index("自治体が受け取りました")
    assert "訂正のお願い" in hanako.client.get("/inbox/").content.decode()


def test_the_same_status_again_changes_nothing(hanako):
    number = hanako.apply()
    for _ in range(2):
        set_status(number, Status.FETCHED, "", by=INTAKE)
    assert StatusChange.objects.filter(status=Status.FETCHED).count() == 1


@pytest.mark.parametrize("now", Status, ids=lambda status: status.name)
def test_a_status_moves_only_as_the_table_says(hanako, now):
    hanako.apply()
    submission = Submission.objects.get()
    for wanted in Status:
        Submission.objects.update(status=now)
        if wanted == now or wanted in STATUS_MOVES[now]:
            set_status(submission.receipt_number, wanted, "", by=INTAKE)
            assert Submission.objects.get().status == wanted
        else:
            with pytest.raises(CannotMove, match=now.label):
                set_status(submission.receipt_number, wanted, "", by=INTAKE)
            assert Submission.objects.get().status == now


def test_what_is_done_stays_done_unless_a_ruling_has_it_examined_again():
    ended = {status for status, moves in STATUS_MOVES.items() if not moves}
    assert ended == {Status.WITHDRAWN, Status.EXPIRED, Status.ERROR}
    assert STATUS_MOVES[Status.DONE] == STATUS_MOVES[Status.REFUSED] == {Status.EXAMINING}
    assert set(STATUS_MOVES) == set(Status)
