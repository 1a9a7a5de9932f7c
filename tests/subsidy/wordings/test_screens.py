"""The screens of wordings: the list with its search, a proposal with its preview, approval by another, a year's calendar."""

from typing import Any

import pytest

from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.seals import as_text
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import approved, png, proposed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TOLD = {"p": "川崎市長職務代理者", "since": "令和8年6月25日", "source": "起案第1号"}
ALL = ("wordings.view", "wordings.propose", "wordings.approve")


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.clause("BUS-7")
def test_from_proposal_to_approval(signed_in: Any) -> None:
    one, other = signed_in(*ALL), signed_in("wordings.view", "wordings.approve")
    assert "市長" in page(one, "/wordings/")
    assert one.get("/wordings/office.nothing/").status_code == 404
    wrong = one.post("/wordings/office.mayor/propose/", {**TOLD, "since": "令和8年6月14日"}).content.decode()
    assert "今日以後の日" in wrong
    one.post("/wordings/office.mayor/propose/", TOLD)
    change = Rewording.objects.get()
    place = f"/wordings/changes/{change.pk}/"
    assert "起案した人とは別の職員" in page(one, place)
    for paper in ("sample.pdf", "before.pdf"):
        assert other.get(place + paper).content.startswith(b"%PDF-")
    assert other.post("/wordings/office.mayor/propose/", TOLD).status_code == 403
    one.post(f"{place}approve/")
    other.post(f"{place}approve/")
    change.refresh_from_db()
    assert (change.state, change.approved_by) == (State.APPROVED, other.staff.login_id)
    assert "令和8年6月25日から（承認済）" in page(one, "/wordings/")
    assert "川崎市長職務代理者" in page(one, "/wordings/office.mayor/")


def test_a_preview_shows_both_papers_and_keeps_nothing(signed_in: Any) -> None:
    one = signed_in("wordings.view", "wordings.propose")
    shown = one.post("/wordings/office.mayor/propose/", {**TOLD, "preview": "yes"}).content.decode()
    assert shown.count("data:image/png;base64,") == 2
    assert "<ins>" in shown
    assert 'class="differs"' in shown
    assert "川崎市長職務代理者" in shown
    assert not Rewording.objects.exists()
    same = one.post("/wordings/office.mayor/propose/", {**TOLD, "p": "川崎市長", "preview": "yes"}).content.decode()
    assert "いまの内容と同じです" in same
    assert 'class="differs"' not in same


def test_what_is_wrong_with_a_letter_stands_at_its_text_and_what_was_typed_is_kept(signed_in: Any) -> None:
    one = signed_in("wordings.view", "wordings.propose")
    typed = {"p_title": "お知らせ", "p_intro": "通知します。", "since": "令和8年6月25日", "source": "起案第1号"}
    shown = one.post("/wordings/letters.refusal/propose/", typed).content.decode()
    assert "差し込みの場所「{applied_on}」がありません" in shown
    assert 'href="#id_p_intro"' in shown
    assert "通知します。" in shown
    assert not Rewording.objects.exists()


def test_a_seal_stays_with_the_form_from_preview_to_proposal(signed_in: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = signed_in("wordings.view", "wordings.propose")
    rest = {"since": "令和8年6月25日", "source": "起案第2号"}
    path = "/wordings/office.seal.picture/propose/"
    refused = one.post(path, {**rest, "preview": "yes", "file": SimpleUploadedFile("seal.png", b"GIF89a")})
    assert "PNGでもSVGでもありません" in refused.content.decode()
    content = png(200, 200)
    shown = one.post(path, {**rest, "preview": "yes", "file": SimpleUploadedFile("seal.gif", content)}).content.decode()
    assert as_text(content) in shown
    one.post(path, {**rest, "p": as_text(content)})
    assert Rewording.objects.get().value["svg"].startswith("<svg")
    assert "画像（照合番号" in page(one, f"/wordings/changes/{Rewording.objects.get().pk}/")


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("q=審査請求受付書", "審査請求受付書", "川崎区の窓口"),
        ("q=東田町", "川崎区の窓口", "幸区の窓口"),
        ("group=期限", "医療証の返却期限", "川崎区の窓口"),
        ("only=changed", "電話番号", "川崎区の窓口"),
        ("only=coming", "発行者", "川崎区の窓口"),
        ("q=どこにもない言葉", "当てはまるものはありません", "川崎区の窓口"),
    ],
)
def test_the_list_is_searched_by_words_group_and_change(signed_in: Any, query: str, there: str, absent: str) -> None:
    approved("office.telephone", "044-111-2222", DAY)
    approved("office.mayor", "新市長")
    shown = page(signed_in("wordings.view"), f"/wordings/?{query}")
    assert there in shown
    assert absent not in shown


def test_the_list_asks_no_more_for_many_changes_than_for_one(
    signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    one = signed_in("wordings.view")
    for key in ("office.mayor", "office.section", "office.telephone"):
        approved(key, "044-111-2222", DAY)
    with django_assert_max_num_queries(40):
        page(one, "/wordings/")


def test_a_change_tells_of_its_rivals_and_of_what_came_between(signed_in: Any) -> None:
    first, second = proposed("office.mayor", "新市長"), proposed("office.mayor", "別の市長")
    other = signed_in("wordings.view", "wordings.approve")
    assert "同じ適用日の変更がほかにあります" in page(other, f"/wordings/changes/{first.pk}/")
    other.post(f"/wordings/changes/{first.pk}/approve/")
    assert "別の変更が承認されました" in page(other, f"/wordings/changes/{second.pk}/")
    other.post(f"/wordings/changes/{second.pk}/approve/")
    second.refresh_from_db()
    assert second.state == State.PROPOSED


def test_a_years_calendar_is_seen_and_copied_from_the_year_before(signed_in: Any) -> None:
    one = signed_in("wordings.view", "wordings.propose")
    shown = page(one, "/wordings/calendar/2027/")
    assert "令和8年10月25日" in shown
    assert "市役所の休みの日です" in shown
    assert one.get("/wordings/calendar/1990/").status_code == 404
    form = page(one, "/wordings/calendar.year/propose/?year=2028")
    assert "令和10年1月1日" in form
    assert "11月29日" in form  # the 28th of 2027 is a Sunday
    assert "令和9年1月1日" in page(one, "/wordings/calendar.year/propose/?year=1990")


def test_who_may_only_look_neither_proposes_nor_approves(signed_in: Any) -> None:
    change = proposed("office.mayor", "新市長")
    looker = signed_in("wordings.view")
    assert "変更を起案する" not in page(looker, "/wordings/office.mayor/")
    assert looker.get("/wordings/office.mayor/propose/").status_code == 403
    for step in ("approve", "send-back", "withdraw"):
        assert looker.post(f"/wordings/changes/{change.pk}/{step}/").status_code == 403
    assert signed_in().get("/wordings/").status_code == 403
