"""The screens of folders, holds and insurers: open with the right, everything typed kept, findings beside the fields."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, Hold, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import ReceiptLine
from tests.subsidy.claims.folders import COVERED, PNG, compared, family_of, handed_in, line, picture
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim, file_of, receipt, take_in
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LINE = {
    "month": "令和8年5月", "provider": "みなと医院", "reason": "01", "kind": "1", "setting": "2", "days": "2",
    "total_cost": "１０，０００円", "insured_self_pay": "3000", "meals": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_day_in_august(monkeypatch: pytest.MonkeyPatch) -> None:
    """June and July can be claimed."""
    monkeypatch.setenv("SASAE_TODAY", "2026-08-03")


def typed(*lines: dict[str, Any], total: int = 3, **head: Any) -> dict[str, Any]:
    """The entry page as a browser sends it: lines nobody filled in are there, with what they begin with."""
    sent = {"claimed_on": "R8.6.15", "channel": "counter", "note": "", "once": "abc", **head}
    sent |= {"lines-TOTAL_FORMS": total, "lines-INITIAL_FORMS": 0}
    for place in range(total):
        values = lines[place] if place < len(lines) else {"kind": "1", "setting": "2"}
        sent |= {f"lines-{place}-{name}": value for name, value in values.items()}
    return sent


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


PAGES = [
    ("/claims/folders/", "claims.view"),
    ("/claims/folders/new/", "claims.enter"),
    ("/claims/folders/{folder}/", "claims.view"),
    ("/claims/folders/{folder}/attachments/{attachment}/", "claims.view"),
    ("/claims/holds/", "claims.view"),
    ("/claims/insurers/", "claims.view"),
    ("/claims/{claim}/notice/", "claims.enter"),
]
BUTTONS = [
    ("/claims/folders/check/", "claims.enter"),
    ("/claims/folders/decide/", "claims.decide"),
    ("/claims/folders/{folder}/compare/", "claims.decide"),
    ("/claims/folders/{folder}/send-back/", "claims.decide"),
    ("/claims/folders/{folder}/decide/", "claims.decide"),
    ("/claims/folders/{folder}/attach/", "claims.enter"),
    ("/claims/folders/{folder}/papers/", "claims.enter"),
    ("/claims/holds/{hold}/", "claims.enter"),
]


@pytest.fixture
def places(granted: Recipient) -> dict[str, Any]:
    """A folder with a picture, a claim that waits, and care in kind above the cap."""
    made = handed_in(line(granted.number, files=[picture()]))
    waiting = claim(granted.number, COUNTER, provider="大きな病院", total_cost=200_000, insured_self_pay=60_000)
    actions.decide(waiting.pk, by=EXAMINER, on=LATER)
    take_in(file_of(receipt(granted.number, points=11_800)), EXAMINER)
    ReceiptLine.objects.update(self_pay_yen=60_000, points=20_000)
    return {
        "folder": made.number, "attachment": made.attachments.get().pk, "claim": waiting.number, "hold": Hold.objects.get().pk,
    }  # fmt: skip


def test_every_page_and_button_needs_its_right_and_every_person_shown_is_on_record(
    places: dict[str, Any], signed_in: Any
) -> None:
    stranger = signed_in("people.view")
    for path, right in PAGES:
        desk = signed_in(right)
        assert desk.get(path.format(**places)).status_code == 200, path
        assert stranger.get(path.format(**places)).status_code == 403, path
        if path != "/claims/folders/new/":
            lines = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id)
            assert {person for entry in lines for person in entry.persons} == {MISAKI}, path
    for path, right in BUTTONS:
        assert stranger.post(path.format(**places)).status_code == 403, path
        assert signed_in(right).post(path.format(**places)).status_code in (200, 302), path


@pytest.mark.clause("BUS-2")
def test_a_folder_is_typed_in_compared_and_decided_by_three_pages(granted: Recipient, signed_in: Any) -> None:
    mother, child = family_of(granted)
    counter, other = signed_in("claims.enter", "claims.view"), signed_in("claims.decide", "claims.view")
    files = {"lines-1-receipt": SimpleUploadedFile("領収書.png", PNG + b"1", "text/plain")}
    lines = (
        {**LINE, "month": "R8.6", "recipient_number": mother},
        {**LINE, "month": "R8.6", "recipient_number": child},
    )
    answer = counter.post("/claims/folders/new/", typed(*lines, claimed_on="R8.7.6") | files)
    made = ClaimFolder.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/claims/folders/{made.number}/"
    assert list(made.claims.order_by("place").values_list("person__atena_no", "total_cost")) == [
        (MISAKI, 10_000),
        (REN, 10_000),
    ]
    assert made.attachments.get().media_type == "image/png"
    page = text(other.get(f"/claims/folders/{made.number}/"))
    assert "領収書と一致" in page
    assert "請求書をまとめて決定する" not in page
    assert "入力した人とは別の職員" not in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    other.post(f"/claims/folders/{made.number}/compare/", {"seen": seen[1]})
    page = text(other.get(f"/claims/folders/{made.number}/"))
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    other.post(f"/claims/folders/{made.number}/decide/", {"seen": seen[1]})
    assert set(made.claims.values_list("state", flat=True)) == {State.GRANTED}
    assert "支給決定" in text(other.get(f"/claims/folders/{made.number}/"))


def test_a_refused_folder_keeps_everything_typed_with_the_findings_beside_the_fields(
    granted: Recipient, signed_in: Any
) -> None:
    counter = signed_in("claims.enter", "claims.view")
    lines = (
        {**LINE, "recipient_number": granted.number},
        {**LINE, "recipient_number": granted.number, "provider": "みなと　医院"},
    )
    answer = counter.post("/claims/folders/new/", typed(*lines, note="郵送で届いた"))
    page = text(answer)
    assert answer.status_code == 200
    assert ClaimFolder.objects.count() == 0
    assert re.search(r'id="id_lines-1-provider_error"><p>1行目と同じ人・診療月・医療機関・種類です。', page)
    assert 'href="#id_lines-1-provider"' in page
    for kept in ("みなと　医院", "１０，０００円", "郵送で届いた", "令和8年5月"):
        assert kept in answer.content.decode(), kept
    answer = counter.post("/claims/folders/new/", typed({**LINE, "recipient_number": "123", "days": "なし"}))
    assert all(words in text(answer) for words in ("受給者番号を確かめてください", "id_lines-0-days_error"))
    assert "領収書を1件以上" in text(counter.post("/claims/folders/new/", typed()))


def test_a_line_that_was_added_and_stays_empty_is_not_filled_in(granted: Recipient, signed_in: Any) -> None:
    counter = signed_in("claims.view", "claims.enter")
    page = counter.post("/claims/folders/new/", typed({**LINE, "recipient_number": granted.number}) | {"more": "1"})
    lines = page.context["lines"]
    empty = {f"{one.prefix}-{name}": one[name].value() for one in lines.forms[1:] for name in ("kind", "setting")}
    assert set(empty.values()) == {"1", "2"}
    sent = typed({**LINE, "recipient_number": granted.number}) | empty | {"lines-TOTAL_FORMS": str(len(lines.forms))}
    counter.post("/claims/folders/new/", sent)
    assert Claim.objects.count() == 1


def test_more_lines_are_added_without_losing_what_was_typed(granted: Recipient, signed_in: Any) -> None:
    counter = signed_in("claims.enter", "claims.view")
    page = text(counter.post("/claims/folders/new/", typed({**LINE, "recipient_number": "12"}) | {"more": "1"}))
    assert 'name="lines-TOTAL_FORMS" value="5"' in page
    assert "みなと医院" in page
    assert "入力を確かめてください" not in page


def test_while_typing_the_page_says_whose_receipt_it_is_what_stands_against_it_and_the_sums(
    granted: Recipient, signed_in: Any
) -> None:
    mother, child = family_of(granted)
    claim(child, COUNTER, provider="みなと医院")
    counter = signed_in("claims.enter")
    lines = (
        {**LINE, "month": "R8.6", "recipient_number": mother}, {**LINE, "month": "R8.6", "recipient_number": child},
        {**LINE, "month": "R8.6", "recipient_number": mother, "provider": "大病院", "total_cost": "200000", "insured_self_pay": "60000"},
        {"recipient_number": mother},
    )  # fmt: skip
    page = text(counter.post("/claims/folders/check/", typed(*lines, total=4, claimed_on="R8.7.6")))
    assert "宮前 美咲" in page.replace("　", " ")
    assert "C-106" in page
    assert "高額療養費の一番低い限度額を超えるとき" in page
    assert "66,000円" in page
    assert ">0円" in page  # the other receipt of the month, two lines below, holds the first line as well
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=counter.staff.login_id).last()
    assert shown is not None
    assert set(shown.persons) == {MISAKI, REN}
    assert (ClaimFolder.objects.count(), Claim.objects.count()) == (1, 1)


def test_a_reason_that_is_missing_is_asked_for_beside_its_field(places: dict[str, Any], signed_in: Any) -> None:
    desk = signed_in("claims.decide", "claims.enter", "claims.view")
    answer = desk.post(f"/claims/folders/{places['folder']}/send-back/", {"why": ""}, follow=True)
    assert 'id="back-why_error"><p>差戻しの理由を入力してください。（C-209）' in text(answer)
    answer = desk.post(f"/claims/holds/{places['hold']}/", {"next_on": "きのう", "note": "電話した"}, follow=True)
    page = text(answer)
    assert re.search(r'id="next-\d+_error"', page)
    assert 'value="電話した"' in page
    answer = desk.post(f"/claims/{places['claim']}/withdraw/", {"why": ""}, follow=True)
    assert "取下げの理由を入力してください。（C-205）" in text(answer)


def test_papers_are_noted_and_asked_for_on_the_folders_page(places: dict[str, Any], signed_in: Any) -> None:
    desk = signed_in("claims.enter", "claims.view")
    where = f"/claims/folders/{places['folder']}/papers/"
    assert "C-243" in text(desk.post(where, {"verb": "want"}, follow=True))
    assert "足りない書類を記録しました" in text(desk.post(where, {"verb": "want", "kinds": ["account"]}, follow=True))
    assert "手紙を作りました" in text(desk.post(where, {"verb": "ask"}, follow=True))
    assert "C-248" in text(desk.post(where, {"verb": "take_in", "kind": "receipt"}, follow=True))
    assert "提出済" in text(desk.post(where, {"verb": "take_in", "kind": "account"}, follow=True))


def test_the_insurers_notice_is_typed_and_what_is_wrong_stays_on_the_page(
    places: dict[str, Any], signed_in: Any
) -> None:
    desk = signed_in("claims.enter", "claims.view")
    where = f"/claims/{places['claim']}/notice/"
    page = text(desk.post(where, {"noticed_on": "R8.6.30", "high_cost": "60001", "fringe": "0"}))
    assert re.search(
        r'id="id_high_cost_error"><p>高額療養費と附加給付の合計が、食事等を除いた自己負担額を超えています。（C-226）', page
    )
    assert 'value="60001"' in page
    assert desk.post(where, {"noticed_on": "R8.6.30", "high_cost": "24600", "fringe": "0"}).status_code == 302
    assert Claim.objects.get(number=places["claim"]).high_cost == 24_600


def test_clean_folders_are_ticked_and_decided_from_the_list(granted: Recipient, signed_in: Any) -> None:
    clean, fresh = (
        compared(line(granted.number, **COVERED)),
        handed_in(line(granted.number, provider="別の医院", insured_self_pay=5)),
    )
    desk = signed_in("claims.decide", "claims.view")
    assert f'value="{clean.pk}"' in text(desk.get("/claims/folders/?open=yes"))
    page = text(desk.post("/claims/folders/decide/", {"pick": [clean.pk, fresh.pk]}, follow=True))
    assert "1件の請求書を決定しました" in page
    assert f"{fresh.number}：領収書との照合が済んでいません" in page
    assert "C-211" in text(desk.post("/claims/folders/decide/", {}, follow=True))
    assert clean.number in text(desk.get(f"/claims/folders/?state={FolderState.COMPARED}&q={granted.number}&open=no"))


def test_the_lists_are_taken_out_by_those_who_may(places: dict[str, Any], signed_in: Any) -> None:
    desk = signed_in("claims.view", "claims.export")
    for path in ("/claims/folders/", "/claims/holds/", "/claims/insurers/"):
        answer = desk.get(f"{path}?export=csv")
        assert answer["Content-Type"].startswith("text/csv"), path
        assert len(answer.content.decode().splitlines()) >= 2, path
    assert "24,600" in desk.get("/claims/insurers/?export=csv&month=R8.6").content.decode()
    assert "読み取れません" in text(desk.get("/claims/insurers/?month=いつか"))
