"""The clerks' work on an application: assignment, checklist, correction with its day, two at once, and a newer one."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.contracts import published_applications as contract
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.actions import CannotMove, move
from sasae.intake.applications.models import ALLOWED_MOVES, Application, State
from sasae.intake.downloads.batches import take_all
from sasae.intake.examination import casework, periods, queries
from sasae.intake.examination.models import Correction, Handling
from sasae.intake.handover.actions import CannotPublish, publish
from sasae.intake.handover.queries import published, waiting
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.applications import ATENA, HANAKO_NUMBER, file, hanako
from tests.intake.replies import read_letter
from tests.intake.test_rights_by_procedure import holding
from tests.staff import make_staff

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
OLD, NEW = "KW2026061500000001", "KW2026061500000002"
BY = SYSTEM("tests")
PROCEDURE = "certificate_application"


@pytest.fixture
def arrive(partners: Any, card: Any) -> Any:
    """Hanako's application arrives and is handed over."""
    partners.serials[card.user_serial] = ATENA

    def one(receipt_number: str) -> Application:
        partners.put(receipt_number, file(card))
        take_all()
        identify_waiting()
        return Application.objects.get(receipt_number=receipt_number)

    return one


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in(
        "applications.view", "applications.examine", "applications.assign", "handover.view", name="高津 歩"
    )


def seen(receipt_number: str) -> str:
    return casework.seen_mark(Application.objects.get(receipt_number=receipt_number))


def step(client: Any, name: str, receipt_number: str = OLD, **typed: str) -> Any:
    path = f"/examination/{receipt_number}/steps/{name}/"
    return client.post(path, {"seen": seen(receipt_number), **typed}, follow=True)


@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_no_walk_through_the_states_leaves_an_end(wishes: list[State]) -> None:
    state, ended = State.RECEIVED, False
    for wish in wishes:
        if wish in ALLOWED_MOVES[state]:
            assert not ended
            state, ended = wish, not ALLOWED_MOVES[wish]


@pytest.mark.parametrize("state", list(State))
def test_from_every_state_there_is_a_way_to_an_end(state: State) -> None:
    reached = {state}
    while more := {after for before in reached for after in ALLOWED_MOVES[before]} - reached:
        reached |= more
    assert reached & {State.DONE, State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.ERROR}


@pytest.mark.parametrize("before", list(State))
def test_a_move_is_made_where_the_table_allows_it_and_refused_everywhere_else(arrive: Any, before: State) -> None:
    arrive(OLD)
    for after in State:
        Application.objects.filter(receipt_number=OLD).update(state=before)
        if after == before or after in ALLOWED_MOVES[before]:
            assert move(OLD, after, by=BY, at=clock.now()).state == after
        else:
            with pytest.raises(CannotMove):
                move(OLD, after, by=BY, at=clock.now())


def test_the_period_counts_days_the_offices_are_open_and_one_day_parts_late_from_in_time() -> None:
    received = date(2026, 6, 15)
    assert periods.examined_by(received) == date(2026, 7, 3)
    assert periods.corrected_by(received) == date(2026, 6, 29)
    assert periods.last_overdue(date(2026, 7, 3)) < received <= periods.last_overdue(date(2026, 7, 4))


@pytest.mark.clause("APP-4")
def test_the_overdue_list_has_it_the_day_after_and_not_on_the_day(arrive: Any) -> None:
    arrive(OLD)
    Application.objects.update(applied_at=datetime(2026, 6, 15, 12, tzinfo=TOKYO))
    for today, late in ((date(2026, 7, 3), False), (date(2026, 7, 4), True)):
        assert queries.overdue(Application.objects.all(), today).exists() is late


@pytest.mark.clause("APP-4")
def test_a_correction_is_asked_told_with_its_day_and_the_examination_goes_on(
    arrive: Any, clerk: Any, partners: Any, deliver: Any
) -> None:
    arrive(OLD)
    page = step(clerk, "correction", text="保険証の写しが読み取れません。もう一度お送りください。").content.decode()
    assert "補正を求めました" in page
    asked = Correction.objects.get()
    assert (asked.due_on, asked.asked_by) == (periods.corrected_by(clock.today()), clerk.staff.login_id)
    deliver()
    assert partners.statuses[OLD][-1] == "04"
    assert "保険証の写し" not in partners.messages[OLD]
    assert "期限：令和" in partners.messages[OLD]
    [letter] = partners.letters
    assert (letter.kind, letter.due_on) == ("correction", periods.corrected_by(clock.today()))
    content = read_letter(letter)
    assert "保険証の写しが読み取れません" in content.text
    assert content.form["children"][0]["name"] == "川崎　一郎"
    assert HANAKO_NUMBER not in letter.model_dump_json() + content.model_dump_json()
    step(clerk, "corrected")
    assert Application.objects.get().state == "03"
    assert Correction.objects.get().state == "made"
    assert [one.state for one in Application.objects.get().changes.order_by("pk")] == ["02", "03", "04", "05", "03"]


@pytest.mark.parametrize(
    "text", ["", "   ", f"番号は{HANAKO_NUMBER}ですか", f"{HANAKO_NUMBER[:4]}-{HANAKO_NUMBER[4:8]} {HANAKO_NUMBER[8:]}"]
)
def test_a_correction_without_words_or_with_an_individual_number_is_refused_and_kept_in_the_form(
    arrive: Any, clerk: Any, text: str
) -> None:
    arrive(OLD)
    page = step(clerk, "correction", text=text).content.decode()
    assert "field--wrong" in page
    assert not Correction.objects.exists()
    assert Application.objects.get().state == "03"


def test_a_correction_lapses_after_its_day_and_not_on_it(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    step(clerk, "correction", text="戸籍を出してください。")
    due = Correction.objects.get().due_on
    noon = datetime(due.year, due.month, due.day, 12, tzinfo=TOKYO)
    with pytest.raises(casework.CannotExamine, match="IK-509"):
        casework.let_lapse(OLD, seen=seen(OLD), by=BY, at=noon)
    casework.let_lapse(OLD, seen=seen(OLD), by=BY, at=noon + timedelta(days=1))
    assert (Application.objects.get().state, Correction.objects.get().state) == ("09", "lapsed")


def test_who_was_slower_sees_what_the_other_did_and_loses_nothing_typed(
    arrive: Any, clerk: Any, signed_in: Any
) -> None:
    arrive(OLD)
    before = seen(OLD)
    step(clerk, "correction", text="戸籍を出してください。")
    other = signed_in("applications.view", "applications.examine")
    answer = other.post(f"/examination/{OLD}/steps/correction/", {"seen": before, "text": "保険証も必要です。"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("ほかの人がこの申請を進めました", "高津 歩", "補正の求め", "保険証も必要です。", "補正依頼"):
        assert words in page
    assert Correction.objects.count() == 1


@pytest.mark.clause("RET-1")
def test_a_new_application_after_a_request_for_correction_stands_for_the_old_one(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    step(clerk, "correction", text="戸籍を出してください。")
    arrive(NEW)
    old = Application.objects.get(receipt_number=OLD)
    assert (old.state, old.handling.replaced_by.receipt_number) == ("08", NEW)
    assert Correction.objects.get().state == "replaced"
    page = clerk.get(f"/examination/{OLD}/").content.decode()
    assert "この申請は審査できません" in page
    assert NEW in page
    assert [row.application.receipt_number for row in waiting([PROCEDURE])] == [NEW]
    with pytest.raises(CannotMove):
        move(OLD, State.EXAMINING, by=BY, at=clock.now())


@pytest.mark.clause("RET-1")
def test_a_replaced_application_takes_no_step_and_says_why(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    arrive(NEW)
    assert Application.objects.get(receipt_number=OLD).state == "03"
    assert "新しい申請に置き換えました" in step(clerk, "replace", newer=NEW).content.decode()
    for name, typed in (("assign", {"to": clerk.staff.login_id}), ("correction", {"text": "あ"}), ("corrected", {})):
        assert "IK-502" in step(clerk, name, **typed).content.decode()
    page = clerk.post(f"/examination/{OLD}/attachments/1/check/", {"remark": ""}, follow=True).content.decode()
    assert "IK-502" in page
    assert published(OLD) is None
    Application.objects.get(receipt_number=OLD).publications.all().delete()
    with pytest.raises(CannotPublish):
        publish(OLD, by=BY, at=clock.now())


@pytest.mark.clause("RET-1")
def test_an_older_application_or_another_persons_never_stands_for_one(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    arrive(NEW)
    with pytest.raises(casework.CannotExamine, match="後から出された"):
        casework.replace(NEW, OLD, by=BY, at=clock.now())
    Application.objects.filter(receipt_number=NEW).update(atena_no="000000000099999")
    with pytest.raises(casework.CannotExamine, match="同じ人"):
        casework.replace(OLD, NEW, by=BY, at=clock.now())
    assert not Handling.objects.filter(replaced_by__isnull=False).exists()


def test_the_checklist_keeps_who_checked_what_first_and_refuses_what_is_not_on_it(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    path = f"/examination/{OLD}/checklist/"
    clerk.post(path, {"seen": seen(OLD), "item": ["applicant", "children"]})
    casework.mark(OLD, {"children", "reason"}, seen=seen(OLD), by=BY, at=clock.now())
    marks = {one.item: one.checked_by for one in Application.objects.get().marks.all()}
    assert marks == {"children": clerk.staff.login_id, "reason": BY.id}
    assert "IK-504" in clerk.post(path, {"seen": seen(OLD), "item": ["else"]}, follow=True).content.decode()


def test_several_are_given_to_one_who_may_examine_them_and_to_no_other(arrive: Any, clerk: Any) -> None:
    arrive(OLD)
    arrive(NEW)
    worker, stranger = make_staff("applications.examine", name="宮前 守"), make_staff("handover.view")
    page = clerk.post("/examination/assign/", {"pick": [OLD, NEW], "to": worker.login_id}, follow=True).content.decode()
    assert "2件の担当者を変更しました" in page
    assert "宮前 守" in page
    clerk.post("/examination/assign/", {"pick": [OLD], "to": stranger.login_id})
    assert set(Handling.objects.values_list("assigned_to", flat=True)) == {worker.login_id}
    assert OLD in clerk.get(f"/examination/?whose={worker.login_id}").content.decode()
    assert OLD not in clerk.get("/examination/?whose=nobody").content.decode()


def test_several_whose_correction_never_came_are_ended_at_once_and_those_in_time_are_not(
    arrive: Any, clerk: Any, signed_in: Any
) -> None:
    for number in (OLD, NEW):
        arrive(number)
    for number in (OLD, NEW):
        step(clerk, "correction", number, text="戸籍を出してください。")
    Correction.objects.filter(application__receipt_number=OLD).update(due_on=clock.today() - timedelta(days=1))
    assert "期限切れにして終える" in clerk.get("/examination/").content.decode()
    stranger, other = signed_in("applications.view"), holding("income_proof")
    assert stranger.post("/examination/all/lapse/", {"pick": [OLD]}).status_code == 403
    other.post("/examination/all/lapse/", {"pick": [OLD]})
    assert Application.objects.get(receipt_number=OLD).state == "04"
    page = clerk.post("/examination/all/lapse/", {"pick": [OLD, NEW]}, follow=True).content.decode()
    assert "1件：期限切れにしました。" in page
    assert f"申請 {NEW}：補正の期限" in page
    page = clerk.post("/examination/all/corrected/", {"pick": [OLD, NEW]}, follow=True).content.decode()
    assert "1件：補正を受け付け、審査に戻しました。" in page
    assert dict(Application.objects.values_list("receipt_number", "state")) == {OLD: "09", NEW: "03"}
    assert clerk.post("/examination/all/else/", {"pick": [OLD]}).status_code == 404


def test_application_and_register_stand_side_by_side_with_the_differences_marked(
    arrive: Any, clerk: Any, partners: Any
) -> None:
    arrive(OLD)
    partners.people[ATENA] = hanako(name_kana="カワサキ　ハナ")
    page = clerk.get(f"/examination/{OLD}/register/").content.decode()
    assert page.count("相違あり") == 1
    assert page.count(">一致<") == 4
    assert HistoryEntry.objects.filter(event="application.compared_with_register").count() == 1
    one = Application.objects.get(receipt_number=OLD)
    del one.form["applicant"]["sex"]  # most notifications do not ask for it
    one.save()
    assert "性別" not in clerk.get(f"/examination/{OLD}/register/").content.decode()
    partners.away.add("linkage")
    assert "連携基盤が応答しない" in clerk.get(f"/examination/{OLD}/register/").content.decode()


def test_a_protected_applicants_address_is_neither_shown_nor_compared(arrive: Any, clerk: Any, partners: Any) -> None:
    partners.people[ATENA] = hanako(protected_until=date(2099, 3, 31))
    arrive(OLD)
    page = clerk.get(f"/examination/{OLD}/register/").content.decode()
    assert "比べられない" in page
    assert "宮本町" not in page


def test_word_from_the_business_system_is_refused_while_the_resident_mends(arrive: Any, clerk: Any) -> None:
    from sasae.intake.handover.actions import take_outcome

    arrive(OLD)
    step(clerk, "correction", text="戸籍を出してください。")
    outcome = contract.OutcomeReport(receipt_number=OLD, status="06")
    with pytest.raises(CannotMove, match="補正依頼"):
        take_outcome(OLD, outcome.status, "", by=BY, at=clock.now())
