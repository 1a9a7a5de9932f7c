"""Rules are acknowledged before anything else opens; courses are registered by another, seen by those responsible, prompted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.instruction import actions, queries
from sasae.foundation.instruction.middleware import MARK
from sasae.foundation.instruction.models import Acknowledgement, Attendance, CourseSession, Prompt
from sasae.kernel import clock
from tests.staff import at, make_staff, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RULES = pytest.mark.clause("ACC-15", "MED-4", "INC-2")
TAUGHT = pytest.mark.clause("EDU-1")
HERE = {"office": "こども家庭課", "office_code": "K01"}


@pytest.fixture
def unread() -> Any:
    """Signed in, and the rules not read yet."""
    return sign_in(Client(), make_staff("accounts.view", "instruction.oversee"), read=False)


def held(on: date | None = None, course: str = "new_staff") -> dict[str, Any]:
    return {
        "course": course, "held_on": (on or clock.today()).isoformat(), "how": "第3会議室", "teacher": "情報管理の担当",
        "proof": "出席簿と確認テスト",
    }  # fmt: skip


@RULES
def test_nothing_opens_until_the_rules_are_read_and_then_the_way_leads_on(unread: Any) -> None:
    wanted = at("/users/") + "?sort=name"
    sent = unread.get(wanted)
    assert (sent.status_code, sent.url.partition("?")[0]) == (302, at("/instruction/rules/"))
    assert unread.get(at("/")).status_code == 302
    part = unread.get(at("/users/"), headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, at("/instruction/rules/"))
    assert unread.post(at("/instruction/office/prompt/")).status_code == 302
    assert unread.get(at("/password/")).status_code == 200
    page = unread.get(sent.url)
    for rule in queries.rules_of(clock.today()):
        assert all(text in page.content.decode() for text in (rule.says.title, *rule.says.clauses))
    done = unread.post(sent.url, {"seen": page.context["seen"]})
    assert (done.status_code, done.url) == (302, wanted)
    assert unread.get(wanted).status_code == 200
    kept = Acknowledgement.objects.filter(login_id=unread.staff.login_id).values_list("rule", "version", "fiscal_year")
    assert set(kept) == {(one.id, one.version, 2026) for one in queries.rules_of(clock.today())}
    assert HistoryEntry.objects.filter(event="rules.acknowledged", actor_id=unread.staff.login_id).count() == 1
    unread.post(sent.url, {"seen": page.context["seen"]})
    assert Acknowledgement.objects.filter(login_id=unread.staff.login_id).count() == len(kept)


@RULES
def test_who_read_them_is_not_asked_again_in_the_next_session(unread: Any) -> None:
    actions.acknowledge(unread.staff, by=unread.staff.actor, on=clock.today(), now=clock.now())
    assert unread.get(at("/")).status_code == 200
    assert unread.session[MARK] == queries.mark_of_rules(clock.today())


@RULES
def test_nothing_leads_to_another_site(unread: Any) -> None:
    seen = queries.mark_of_rules(clock.today())
    assert unread.post(at("/instruction/rules/") + "?next=https://example.com/", {"seen": seen}).url == at("/")


@RULES
def test_they_are_read_once_a_fiscal_year(staff: Callable[..., Any]) -> None:
    user, last = staff("accounts.view"), date(2027, 3, 31)
    actions.acknowledge(user, by=user.actor, on=last, now=clock.now())
    assert queries.unacknowledged(user.login_id, last) == []
    assert queries.unacknowledged(user.login_id, last + timedelta(days=1)) == queries.rules_of(last)


@RULES
def test_rules_that_changed_while_they_were_read_are_shown_anew(unread: Any) -> None:
    sent = unread.post(at("/instruction/rules/"), {"seen": "of another day"})
    assert sent.status_code == 422
    assert "SR-001" in sent.content.decode()
    assert not Acknowledgement.objects.exists()


@RULES
def test_who_is_typing_when_new_rules_begin_may_still_send_it(unread: Any) -> None:
    session = unread.session
    session[MARK] = "of yesterday"
    session.save()
    assert unread.get(at("/")).status_code == 302
    sent = unread.post(at("/instruction/office/prompt/"))
    assert sent.url.startswith(at("/instruction/office/"))


@TAUGHT
def test_a_course_is_registered_with_those_typed_and_those_in_a_file_and_not_with_oneself(signed_in: Callable[..., Any]) -> None:
    manager = signed_in("instruction.manage")
    one, two, three = make_staff(), make_staff(staff_number="900123"), make_staff()
    file = f"職員番号,氏名\n900123,麻生 翠\n{three.login_id},名\n".encode()
    wrong = manager.post(
        at("/instruction/sessions/new/"),
        {**held(clock.today() + timedelta(days=1)), "attendees": f"{one.login_id}\nnobody9\n{manager.staff.login_id}"},
    )
    assert wrong.status_code == 422
    assert "「nobody9」という利用者IDも職員番号もありません" in (text := wrong.content.decode())
    assert f"{one.login_id}\nnobody9" in text
    later = {**held(clock.today() + timedelta(days=1)), "attendees": f"{one.login_id}\n{manager.staff.login_id}"}
    refused = manager.post(at("/instruction/sessions/new/"), later).content.decode()
    assert "SR-011" in refused
    assert "SR-013" in refused
    assert not CourseSession.objects.exclude(registered_by="tests").exists()
    good = {**held(), "attendees": one.login_id, "file": SimpleUploadedFile("list.csv", file)}
    page = manager.post(at("/instruction/sessions/new/"), good, follow=True).content.decode()
    assert "3人の受講を登録しました。" in page
    assert set(queries.taken_by(two.login_id, clock.today())) >= {"new_staff"}
    assert three.name in page
    assert "第3会議室" in manager.get(at("/instruction/sessions/")).content.decode()


@TAUGHT
def test_an_attendance_registered_by_mistake_is_cancelled_once_and_with_a_reason(signed_in: Callable[..., Any]) -> None:
    manager, user = signed_in("instruction.manage"), make_staff("accounts.view")
    manager.post(at("/instruction/sessions/new/"), {**held(), "attendees": user.login_id})
    taken = Attendance.objects.get(login_id=user.login_id, session__course="new_staff")
    url = at(f"/instruction/sessions/{taken.session_id}/cancel/{taken.pk}/")
    assert "取り消す理由を入れてください" in manager.post(url, {"why": " "}, follow=True).content.decode()
    assert "欠席だった" in manager.post(url, {"why": "欠席だった"}, follow=True).content.decode()
    assert "new_staff" not in queries.taken_by(user.login_id, clock.today())
    assert "既に取り消されています" in manager.post(url, {"why": "もう一度"}, follow=True).content.decode()
    assert HistoryEntry.objects.filter(event="course.attendance_cancelled", subject=user.login_id).count() == 1


@TAUGHT
def test_who_is_responsible_sees_and_prompts_the_members_of_the_office_alone(signed_in: Callable[..., Any]) -> None:
    head = signed_in("instruction.oversee", **HERE)
    member = signed_in("accounts.view", name="麻生 翠", **HERE)
    other = make_staff("accounts.view", name="幸 健", office="川崎区役所", office_code="K02")
    page = head.get(at("/instruction/office/") + "?course=new_staff").content.decode()
    assert "麻生 翠" in page
    assert "幸 健" not in page
    sent = head.post(at("/instruction/office/prompt/"), {"pick": [other.login_id]}, follow=True)
    assert "SR-020" in sent.content.decode()
    sent = head.post(at("/instruction/office/prompt/"), {"pick": [member.staff.login_id, other.login_id]}, follow=True)
    assert "1人に受講を促しました" in sent.content.decode()
    assert set(Prompt.objects.values_list("login_id", flat=True)) == {member.staff.login_id}
    work = {one["label"]: one["count"] for one in member.get(at("/")).context["work"]}
    assert work["期限を過ぎた研修、促された研修"] >= 1
    assert "受ける研修" in member.get(at("/instruction/")).content.decode()


@TAUGHT
def test_lists_narrow_to_the_late_and_the_silent_and_the_home_page_counts_them(signed_in: Callable[..., Any]) -> None:
    from sasae.foundation.accounts.models import Grant

    head = signed_in("instruction.oversee", "instruction.manage", **HERE)
    late, fresh = make_staff("accounts.view", **HERE), make_staff("accounts.view", **HERE)
    Grant.objects.filter(user=late).update(since=clock.today() - timedelta(days=31))
    Grant.objects.filter(user=fresh).update(since=clock.today() - timedelta(days=30))
    actions.acknowledge(late, by=SYSTEM("tests"), on=clock.today(), now=clock.now())
    for course in {"platform_rules"} & {one.id for one in queries.courses_of(clock.today())}:
        took = actions.Holding(course, clock.today(), "会議室", "講師", "出席簿")
        actions.register(took, [late, fresh], organisation="", by=SYSTEM("tests"), on=clock.today(), now=clock.now())

    def listed(query: str) -> set[str]:
        rows = head.get(at("/instruction/everyone/") + query).context["list"].rows
        return {row.login_id for row in rows} & {late.login_id, fresh.login_id}

    assert listed("?late=yes") == {late.login_id}
    assert listed("?rules=no") == {fresh.login_id}
    assert listed("?course=any") == {late.login_id, fresh.login_id}
    assert listed("?course=responsible") == set()
    work = {one["label"]: one["count"] for one in head.get(at("/")).context["work"]}
    assert work["研修の期限を過ぎた所属の職員"] == 1
    assert work["規程を確認していない所属の職員"] == 1
    assert "氏名" in head.get(at("/instruction/everyone/") + "?export=csv").content.decode()
