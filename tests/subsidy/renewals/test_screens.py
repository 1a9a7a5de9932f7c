"""The screens of the renewals: open with the right, refused without it, every person shown on record, writing nothing."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.subsidy.certificates.models import NextStep, ReturnedMail, ReturnReason
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.actions.replaying import replay_sample
from sasae.subsidy.renewals.models import Letter, Rehearsal, RehearsalLine, Step, StepState, Target
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import child, mother

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGES = [
    ("/renewals/", "renewals.view", "更新の一覧"),
    ("/renewals/{renewal}/", "renewals.view", "所得・世帯などの取寄せ"),
    ("/renewals/{renewal}/targets/", "renewals.view", "対象者一覧"),
    ("/renewals/targets/{target}/", "renewals.view", "判定の根拠"),
    ("/renewals/targets/{target}/early/", "renewals.work", "遅れた家庭の資格の始まりの受付"),
    ("/renewals/targets/{open}/income/", "renewals.work", "給与所得"),
    ("/renewals/targets/{open}/extension/", "renewals.work", "在学証明書"),
    ("/renewals/letters/{letter}/returned/", "certificates.recall", "返戻郵便の登録"),
    ("/rehearsals/", "renewals.view", "予行の一覧"),
    ("/rehearsals/{rehearsal}/", "renewals.view", "郵便料金"),
    ("/rehearsals/lines/{line}/", "renewals.view", "判定の根拠"),
    ("/whatif/", "whatif.use", "試算する"),
    ("/replays/", "renewals.view", "再現検査"),
]
BUTTONS = [
    ("/renewals/open/", "renewals.work"),
    ("/renewals/{renewal}/steps/judge/start/", "renewals.work"),
    ("/renewals/steps/{step}/approve/", "renewals.approve"),
    ("/renewals/steps/{step}/return/", "renewals.approve"),
    ("/renewals/{renewal}/again/", "renewals.view"),
    ("/rehearsals/new/", "renewals.work"),
    ("/rehearsals/{rehearsal}/again/", "renewals.work"),
]


@pytest.fixture
def places(decided: Any) -> dict[str, int]:
    """A judged renewal, a rehearsal that has ended, a night's replay."""
    rehearsal = actions.begin_rehearsal(2027, by=COUNTER, on=date(2026, 10, 1))
    run_now(rehearsal.run_id)
    replay_sample(on=date(2026, 10, 2), by=COUNTER)
    return {
        "renewal": decided.pk,
        "target": Target.objects.get(applicant__atena_no=mother(0)).pk,
        "open": Target.objects.get(applicant__atena_no=mother(2)).pk,
        "letter": Letter.objects.filter(target__applicant__atena_no=mother(2)).first().pk,
        "rehearsal": rehearsal.pk,
        "line": RehearsalLine.objects.get(applicant__atena_no=mother(1)).pk,
        "step": Step.objects.get(step="judge").pk,
    }


def test_every_page_opens_with_its_right_and_is_refused_without(signed_in, places):
    for page, right, words in PAGES:
        path = page.format(**places)
        answer = signed_in(right).get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path
        assert signed_in("claims.view").get(path).status_code == 403, path


def test_no_button_works_without_its_right(signed_in, places):
    for button, right in BUTTONS:
        path = button.format(**places)
        without = "claims.view" if right == "renewals.view" else "renewals.view"
        assert signed_in(without).post(path).status_code == 403, path
        assert signed_in(right).post(path).status_code == 302, path


def test_a_step_begun_by_the_button_is_approved_by_another_persons_button(signed_in, decided):
    starter, other = signed_in("renewals.work", "renewals.approve"), signed_in("renewals.approve", "renewals.view")
    starter.post(f"/renewals/{decided.pk}/steps/issue/start/")
    step = Step.objects.get(step="issue")
    assert step.state == StepState.AWAITING
    starter.post(f"/renewals/steps/{step.pk}/approve/")
    assert Step.objects.get(pk=step.pk).state == StepState.AWAITING
    other.post(f"/renewals/steps/{step.pk}/approve/")
    assert Step.objects.get(pk=step.pk).state == StepState.RUNNING
    assert "処理した家庭" in other.get(f"/renewals/{decided.pk}/").content.decode()


def test_the_list_of_targets_shows_filters_and_exports_and_says_whom_it_showed(signed_in, places):
    client = signed_in("renewals.view", "renewals.export")
    page = client.get(f"/renewals/{places['renewal']}/targets/?movement=喪失").content.decode()
    assert mother(1) in page
    assert mother(0) not in page
    exported = client.get(f"/renewals/{places['renewal']}/targets/?export=csv").content.decode("utf-8-sig")
    rows = {row["宛名番号"]: row for row in csv.DictReader(io.StringIO(exported))}
    assert sorted(rows) == [mother(number) for number in range(4)]
    assert rows[mother(1)]["判定所得／限度額"] == "申請者 3,120,000／3,120,000"
    assert rows[mother(1)]["送付物"] == "不交付決定通知書"
    assert rows[mother(2)]["判定所得／限度額"] == "申請者 不明"
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=client.staff.login_id)
    assert {person for entry in shown for person in entry.persons} == {mother(number) for number in range(4)}


def test_nobody_exports_the_targets_without_the_right_to(signed_in, places):
    client = signed_in("renewals.view")
    assert client.get(f"/renewals/{places['renewal']}/targets/?export=csv").status_code == 403


def test_a_paper_taken_at_the_screen_brings_the_family_back_to_judgement(signed_in, places, monkeypatch):
    monkeypatch.setenv("SASAE_TODAY", "2026-11-20")
    late = Target.objects.get(applicant__atena_no=mother(2))
    paper = {"person": mother(2), "proved_on": "R8.11.20", "dependants": "2", "salary": "1,200,000"}
    client = signed_in("renewals.work", "renewals.view")
    page = client.post(f"/renewals/targets/{late.pk}/income/", _zeros() | paper, follow=True).content.decode()
    assert "受け付けました" in page
    late.refresh_from_db()
    assert late.state == "extracted"


def _zeros() -> dict[str, str]:
    from sasae.subsidy.renewals.forms import AMOUNTS, PERSONS

    return dict.fromkeys([*AMOUNTS, *PERSONS], "0")


def test_a_paper_with_a_day_that_cannot_be_read_changes_nothing_and_says_so(signed_in, places):
    late = Target.objects.get(applicant__atena_no=mother(2))
    nothing = signed_in("renewals.work").post(f"/renewals/targets/{late.pk}/income/", {"person": mother(2)})
    assert "給与所得（控除後の金額、円）を入れてください" in nothing.content.decode()
    typed = _zeros() | {"person": mother(2), "proved_on": "R8.13.40", "salary": "1,234,567"}
    page = signed_in("renewals.work").post(f"/renewals/targets/{late.pk}/income/", typed).content.decode()
    assert Target.objects.get(pk=late.pk).state == "open"
    assert "入力を確かめてください" in page
    assert 'value="1,234,567"' in page
    assert 'value="R8.13.40"' in page


@pytest.mark.parametrize("right", ["notifications.enter", ""], ids=["who may enter notifications", "who may not"])
def test_the_one_door_for_a_report_is_the_notification(signed_in, places, right):
    client = signed_in("renewals.work", "renewals.view", *([right] if right else []))
    page = client.get(f"/renewals/targets/{places['open']}/").content.decode()
    assert (f'href="/notifications/new/{mother(2)}/13/?year=2027"' in page) is bool(right)
    assert client.post(f"/renewals/targets/{places['open']}/report/", {"filed_on": "R8.11.20"}).status_code == 404
    assert Target.objects.get(pk=places["open"]).report == "covered_by_allowance"


def test_where_a_protected_family_lives_is_in_no_list_and_found_by_no_filter(signed_in, places):
    hidden = Person.objects.get(atena_no=mother(0))
    Person.objects.filter(pk=hidden.pk).update(protected_until=date(2027, 12, 31))
    client = signed_in("renewals.view", "renewals.export")
    exported = client.get(f"/renewals/{places['renewal']}/targets/?export=csv").content.decode("utf-8-sig")
    rows = {row["宛名番号"]: row for row in csv.DictReader(io.StringIO(exported))}
    assert (rows[mother(0)]["区"], rows[mother(0)]["郵便番号"]) == (MASK, MASK)
    assert rows[mother(1)]["区"] == "宮前区"
    for path in (f"/renewals/{places['renewal']}/targets/", f"/rehearsals/{places['rehearsal']}/"):
        assert mother(0) not in client.get(f"{path}?ward={hidden.ward_code}").content.decode()
        assert mother(0) in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("returned_on", "taken"),
    [("R8.10.1", True), ("R8.9.30", False)],
    ids=["on the letter's own day", "the day before it was sent"],
)
def test_a_letter_that_came_back_is_written_down_and_stands_on_the_family_s_page(
    signed_in, places, monkeypatch, returned_on, taken
):
    monkeypatch.setenv("SASAE_TODAY", "2026-10-15")
    client = signed_in("certificates.recall", "renewals.view", "renewals.work")
    told = {"returned_on": returned_on, "reason": ReturnReason.values[0], "next_step": NextStep.values[0]}
    client.post(f"/renewals/letters/{places['letter']}/returned/", told)
    assert ReturnedMail.objects.filter(person__atena_no=mother(2)).exists() is taken
    page = client.get(f"/renewals/targets/{places['open']}/").content.decode()
    assert (ReturnReason(ReturnReason.values[0]).label in page) is taken
    again = client.post(f"/renewals/letters/{places['letter']}/returned/", told).content.decode()
    assert ("対応待ちの返戻郵便" in again) is taken


def test_the_family_s_page_tells_the_difference_by_names_and_the_list_by_numbers(signed_in, places):
    Target.objects.filter(pk=places["target"]).update(words=f"児童（宛名番号 {child(0, 0)}）が対象外になります。")
    page = signed_in("renewals.view").get(f"/renewals/targets/{places['target']}/").content.decode()
    name = Person.objects.get(atena_no=child(0, 0)).name
    assert f"児童 {name}さんが対象外になります。" in page


def test_the_page_of_a_renewal_compares_it_with_its_rehearsal_and_repeats_its_judgements(signed_in, places):
    client = signed_in("renewals.view")
    page = client.get(f"/renewals/{places['renewal']}/").content.decode()
    assert "予行との比べ" in page
    other = client.get(f"/renewals/{places['renewal']}/targets/?rehearsal=other").content.decode()
    assert mother(3) in other  # rehearsed as if the report came; it never did
    assert mother(0) not in other
    again = client.post(f"/renewals/{places['renewal']}/again/", follow=True).content.decode()
    assert "4件すべてが1バイトも違わず一致しました" in again


def test_what_if_is_asked_on_the_screen_and_answered_with_bars_and_words_in_the_pages_own_font(signed_in, decided):
    asked = {"on": "R8.6.15", "path1": "limits.A.parent.base", "value1": "1,000"}
    client = signed_in("whatif.use")
    page = client.get("/whatif/", asked).content.decode()
    drawn = [one.partition("</svg>")[0] for one in page.split("<svg")[1:]]
    assert any('width="320" height="13" fill="#c5000f"' in one for one in drawn)
    assert not any("<text" in one for one in drawn)
    assert "data:image" not in page
    wrong = client.get("/whatif/", {**asked, "value1": "たくさん"}).content.decode()
    assert "整数で書いてください" in wrong


def test_the_values_one_may_change_are_told_in_words(signed_in):
    page = signed_in("whatif.use").get("/whatif/", {"on": "R8.6.15"}).content.decode()
    assert "（今 なし）" in page
    assert [word for word in ("None", "True", "False") if f"今 {word}）" in page] == []


def test_the_screen_of_a_rehearsal_says_that_the_frozen_facts_give_the_same_result(signed_in, places):
    client = signed_in("renewals.view", "renewals.work")
    answer = client.post(f"/rehearsals/{places['rehearsal']}/again/", follow=True)
    assert "一致しました" in answer.content.decode()
    RehearsalLine.objects.filter(pk=places["line"]).update(
        frozen=RehearsalLine.objects.exclude(pk=places["line"])[0].frozen
    )
    answer = client.post(f"/rehearsals/{places['rehearsal']}/again/", follow=True)
    assert "一致しません" in answer.content.decode()
    assert Rehearsal.objects.get(pk=places["rehearsal"]).sha256
