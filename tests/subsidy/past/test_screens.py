"""Every screen about a person: the control, days nobody can read, the notice, no steps, links that carry the days on."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import resolve

from sasae.foundation.gate import Declaration, declaration_of
from sasae.foundation.history.as_of import AsOf
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.past import of_day
from sasae.subsidy.desk.models import CaseNote
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.notifications.models import Notification, Review
from sasae.subsidy.people.models import Person
from tests.subsidy.town import DAY, MISAKI, REN

RIGHTS = (
    "people.view", "certificates.view", "certificates.issue", "certificates.recall", "applications.view",
    "applications.examine", "applications.approve", "applications.enter", "notifications.view", "notifications.enter",
    "notes.write", "claims.enter", "claims.view", "appeals.enter", "appeals.view", "printing.view", "desk.assign", "recovery.enter",
)  # fmt: skip
LATER = date(2026, 7, 1)
both = pytest.mark.django_db(databases=["default", "journal"])


def screens() -> dict[str, str]:
    """A screen of each kind, of the family."""
    review = Review.objects.first()
    return {
        "people": "/people/",
        "person": f"/people/{MISAKI}/",
        "family": f"/people/{MISAKI}/family/",
        "timeline": f"/desk/people/{MISAKI}/?family=1",
        "notes": f"/desk/people/{MISAKI}/notes/",
        "certificates": "/certificates/",
        "certificate": f"/certificates/{Certificate.objects.filter(recipient__person__atena_no=REN).get().number}/",
        "application": f"/applications/{Application.objects.get().receipt_number}/",
        "papers": f"/papers/{Application.objects.get().receipt_number}/",
        "examination": f"/examinations/{Examination.objects.first().pk}/",
        "notification": f"/notifications/{Notification.objects.get().number}/",
        "review": f"/notifications/reviews/{review.pk}/" if review else "/people/",
    }


def main_of(page: Any) -> str:
    """What stands between the header and the foot."""
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def with_days(url: str, **days: str) -> str:
    return url + ("&" if "?" in url else "?") + "&".join(f"{name}={text}" for name, text in days.items())


@pytest.mark.clause("SUB-1")
@both
def test_every_screen_of_a_past_says_so_offers_no_step_and_leads_on_into_it(confirmed: Callable[..., Any], signed_in: Any) -> None:
    confirmed("09", LATER, who=REN, why="custody")
    clerk = signed_in(*RIGHTS)
    for name, url in screens().items():
        now, then = main_of(clerk.get(url)), main_of(clerk.get(with_days(url, as_of="R8.7.2")))
        assert "過去の時点を見る" in now, name
        assert "を表示しています" not in now, name
        assert "令和8年7月2日時点／" in then, name
        assert 'method="post"' not in then, name
        assert "hx-post" not in then, name
        onward = re.findall(r'href="(/[^"]*)"', then.partition("今に戻る")[2])
        assert [one for one in onward if _declared(one).past and "as_of=R8.7.2" not in one] == [], name
        assert [one for one in onward if not (_declared(one).right or "").endswith(".view")] == [], name  # no way to a step
        shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
        assert "令和8年7月2日時点" in shown.detail["note"], name


def _declared(url: str) -> Declaration:
    found = declaration_of(resolve(url.partition("?")[0]).func)
    assert found is not None
    return found


@both
@pytest.mark.parametrize(
    ("days", "finding"),
    [
        ({"as_of": "いつか"}, "HI-001"), ({"as_of": "R8.2.30"}, "HI-001"), ({"known": "2026-06-15 25:00"}, "HI-001"), ({"as_of": "9" * 5000}, "HI-001"),
        ({"known": "2999-01-01"}, "HI-002"), ({"as_of": "0001-01-01"}, "HI-003"), ({"known": "0001-01-01"}, "HI-003"),
    ],
    ids=["no date", "no such day", "no such hour", "endless", "not known yet", "too early a day", "too early a moment"],
)  # fmt: skip
def test_nonsense_is_refused_with_a_finding_and_stays_in_its_field(family: Any, signed_in: Any, days: dict[str, str], finding: str) -> None:
    clerk = signed_in(*RIGHTS)
    for url in (f"/people/{MISAKI}/", "/certificates/"):
        page = clerk.get(url, days)
        assert page.status_code == 200
        text = main_of(page)
        assert f"（{finding}）" in text
        assert "今の内容を表示しています" in text
        assert f'value="{next(iter(days.values()))}"' in text


@both
@pytest.mark.parametrize("days", [{}, {"as_of": "", "known": " "}, {"as_of": "R8.6.15"}, {"as_of": "2026-06-15", "known": f"{clock.real_now():%Y-%m-%d}"}])
def test_todays_knowledge_of_today_is_the_present(family: Any, signed_in: Any, days: dict[str, str]) -> None:
    text = main_of(signed_in(*RIGHTS).get(f"/people/{MISAKI}/", days))
    assert "今に戻る" not in text
    assert "口座を変更する" in text


@both
@pytest.mark.parametrize(("day", "there"), [("R8.6.14", False), ("R8.6.15", True)], ids=["the day before", "the day it was issued"])
def test_a_certificate_is_there_from_the_day_it_was_issued(family: Any, signed_in: Any, day: str, there: bool) -> None:
    clerk, number = signed_in(*RIGHTS), Certificate.objects.get(recipient__person__atena_no=REN).number
    page, rows = main_of(clerk.get(f"/certificates/{number}/", {"as_of": day})), main_of(clerk.get("/certificates/", {"as_of": day}))
    assert ("まだ登録がありません" not in page) is there
    assert (number in rows) is there


@pytest.mark.parametrize(("day", "state"), [(19, "有効"), (20, "喪失により無効")], ids=["the day before", "the day it became void"])
def test_a_certificate_is_void_from_the_day_it_became_so(day: int, state: str) -> None:
    row = Certificate(state="3", voided_on=date(2026, 6, 20), issued_on=DAY)
    then = AsOf(date(2026, 6, day), clock.real_now())
    assert [one.get_state_display() for one in of_day([row], then)] == [state]


@both
def test_a_correction_of_a_note_is_not_known_before(family: Any, signed_in: Any) -> None:
    person = Person.objects.get(atena_no=MISAKI)
    CaseNote.objects.create(
        person=person, kind="memo", happened_on=DAY, text="ひとつめ", written_by="x", written_at=clock.now(), changed_by="x", changed_at=clock.now()
    )
    clerk, url = signed_in(*RIGHTS), f"/desk/people/{MISAKI}/notes/"
    assert "ひとつめ" in main_of(clerk.get(url, {"as_of": "R8.6.16"}))
    assert "ひとつめ" not in main_of(clerk.get(url, {"as_of": "R8.6.14"}))
    assert "ひとつめ" not in main_of(clerk.get(url, {"known": "2020-01-01"}))
    assert "新しい記録" not in main_of(clerk.get(url, {"as_of": "R8.6.16"}))


@both
def test_before_its_record_a_case_is_not_there_yet(confirmed: Callable[..., Any], signed_in: Any) -> None:
    confirmed("09", LATER, who=REN, why="custody")
    clerk = signed_in(*RIGHTS)
    for name in ("person", "certificate", "application", "examination", "notification", "review"):
        text = main_of(clerk.get(with_days(screens()[name], known="2020-01-01")))
        assert "このときは、まだ登録がありません" in text, name
        assert "宮前" not in text, name


@both
def test_filters_and_columns_of_a_list_keep_the_days(family: Any, signed_in: Any) -> None:
    text = main_of(signed_in(*RIGHTS).get("/certificates/?as_of=R8.7.2&q=ミヤマエ"))
    assert '<input type="hidden" name="as_of" value="R8.7.2">' in text
    assert '<input type="hidden" name="q" value="ミヤマエ">' in text
    assert 'href="/certificates/?as_of=R8.7.2">条件を消す' in text
    assert 'href="/certificates/?q=%E3%83%9F%E3%83%A4%E3%83%9E%E3%82%A8">今に戻る' in text


@both
def test_a_past_list_is_taken_out_as_it_was_and_the_journal_says_of_which_day(family: Any, signed_in: Any) -> None:
    clerk = signed_in("certificates.view", "certificates.export")
    number = Certificate.objects.get(recipient__person__atena_no=REN).number
    taken = {day: clerk.get("/certificates/", {"as_of": day, "export": "csv"}).content.decode() for day in ("R8.6.14", "R8.6.16")}
    assert number not in taken["R8.6.14"]
    assert number in taken["R8.6.16"]
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=clerk.staff.login_id).latest("pk")
    assert "書き出し、令和8年6月16日時点／" in shown.detail["note"]


@both
def test_another_wards_case_is_refused_in_the_past_as_well(confirmed: Callable[..., Any], signed_in: Any, refusals: Any) -> None:
    confirmed("09", LATER, who=REN, why="custody")
    clerk = signed_in(*RIGHTS, ward="141313")
    for name in ("certificate", "application", "papers", "examination", "notification", "review"):
        assert clerk.get(with_days(screens()[name], as_of="R8.7.2")).status_code == 403, name
