"""The screens of lines, months and corrections: what is shown, what each right may do, what a refused form keeps."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.adjudication import RULES
from sasae.subsidy.receipts.models import Correction, CorrectionState, Cycle, CycleState, LineState, ReceiptLine
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.money import MISAKI_CARD, receipt
from tests.subsidy.receipts.listed import list_of, listed, take_in_as

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE = replace(MISAKI_CARD, insurer="06132013")


@pytest.fixture
def lines(granted: Recipient) -> list[ReceiptLine]:
    """One accepted, one held for its insurer, one of nobody."""
    content = list_of([
        *listed(receipt(granted.number)), *listed(receipt(granted.number, ELSEWHERE), clinic="9990002", first=2),
        *listed(receipt("0000018"), clinic="9990003", first=3),
    ])  # fmt: skip
    take_in_as(content, EXAMINER)
    return list(ReceiptLine.objects.order_by("id"))


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("BUS-2")
def test_a_line_shows_every_rule_with_what_it_looked_at_and_the_register_beside_it(lines: Any, signed_in: Any) -> None:
    page = text(signed_in("receipts.view").get(f"/receipts/lines/{lines[1].pk}/"))
    assert all(f"{code} " in page for code in RULES)
    assert "レセプトの保険者番号は06132013、診療月の登録は01130012です。" in page
    assert page.count("満たさない") == 1
    assert "当市の登録" in page
    assert "{" not in page.split("審査の根拠")[1].split("</table>")[0]


def test_lines_are_filtered_by_month_provider_reason_and_exported_by_right(lines: Any, signed_in: Any) -> None:
    desk = signed_in("receipts.view", "receipts.export")
    for query, count in (
        ("provider=9990002", 1),
        ("treated=令和8年6月", 3),
        ("treated=2026-05", 0),
        ("billed=2026-07", 3),
        ("reason=H03", 1),
    ):
        assert (f"{count}件" in text(desk.get(f"/receipts/lines/?{query}"))) is True, query
    exported = desk.get("/receipts/lines/?state=held&export=csv").content.decode("utf-8-sig")
    assert len(exported.splitlines()) == 3
    assert signed_in("receipts.view").get("/receipts/lines/?export=csv").status_code == 403


def test_many_lines_are_decided_from_the_list_and_the_rest_is_told(lines: Any, signed_in: Any) -> None:
    desk = signed_in("receipts.view", "receipts.decide")
    picked = [line.pk for line in lines]
    told = desk.post("/receipts/lines/decide/", {"pick": picked, "decision": "accept", "note": "確認"}, follow=True)
    assert "1件の判断を記録しました。" in text(told)
    assert f"明細{lines[0].pk}" in text(told)
    assert list(ReceiptLine.objects.order_by("id").values_list("state", flat=True)) == ["accepted", "accepted", "held"]
    empty = desk.post("/receipts/lines/decide/", {"decision": "accept", "note": ""}, follow=True)
    assert "判断と理由を入れてください" in text(empty)


def test_a_decision_is_undone_at_the_screen_by_another_person_only(lines: Any, signed_in: Any) -> None:
    first, second = signed_in("receipts.view", "receipts.decide"), signed_in("receipts.view", "receipts.decide")
    url = f"/receipts/lines/{lines[1].pk}/"
    first.post(url, {"decision": "accept", "note": "転職を確認"})
    assert "判断の取消し" not in text(first.get(url))
    assert "判断の取消し" in text(second.get(url))
    assert "理由を入力してください" in text(second.post(f"{url}undo/", {"note": ""}, follow=True))
    assert "取り消し" in text(second.post(f"{url}undo/", {"note": "別人でした"}, follow=True))
    page = text(first.get(url))
    assert "別人でした" in page
    assert ReceiptLine.objects.get(pk=lines[1].pk).state == LineState.HELD


def test_a_line_is_put_back_and_a_mistake_is_asked_listed_and_answered(lines: Any, signed_in: Any) -> None:
    desk = signed_in("receipts.view", "receipts.decide", "receipts.correct", "receipts.export")
    url = f"/receipts/lines/{lines[0].pk}/"
    desk.post(f"{url}ask/", {"kind": "mistake", "why": "資格喪失後の受診"})
    assert "申出待ち" in text(desk.get(url))
    assert "一覧を作る（1件）" in text(desk.get("/receipts/corrections/"))
    assert "申出中" in text(desk.post("/receipts/corrections/list/", {"reviewer": "2"}, follow=True))
    made = Correction.objects.get()
    taken = desk.get(f"/receipts/corrections/lists/{made.list_id}/")
    assert made.number in taken.content.decode("cp932")
    wrong = SimpleUploadedFile("a.csv", "申出番号,結果,回答\r\nK1,1,x\r\n".encode())
    assert "RK-104" in text(desk.post("/receipts/corrections/answers/", {"file": wrong}, follow=True))
    form = f"/receipts/corrections/{made.pk}/answer/"
    assert "選んでください" in text(desk.post(form, {"answer": "あとで"}))
    desk.post(form, {"result": "rejected", "answer": "原審どおり"})
    assert Correction.objects.get().state == CorrectionState.REJECTED
    assert "原審どおり" in text(desk.get(url))


def test_a_month_goes_from_the_bill_to_the_payment_at_the_screens(lines: Any, signed_in: Any) -> None:
    clerk, approver = signed_in("receipts.view", "receipts.close"), signed_in("receipts.view", "receipts.approve")
    payer, url = signed_in("receipts.view", "receipts.pay"), f"/receipts/months/{Cycle.objects.get().pk}/"
    assert "請求書の金額を入れると" not in text(clerk.get(url))
    assert "数字で入れてください" in text(clerk.post(f"{url}bill/", {"count": "x", "yen": "y"}, follow=True))
    clerk.post(f"{url}bill/", {"count": 3, "yen": 3000})
    refused = text(clerk.post(f"{url}closing/", {"explanation": ""}, follow=True))
    assert "差の理由を入力してください" in refused
    clerk.post(f"{url}closing/", {"explanation": "保留の2件"})
    assert "締めを承認する" not in text(clerk.get(url))
    approver.post(f"{url}back/", {"why": "もう一度"})
    assert "差戻し：もう一度" in text(clerk.get(url))
    clerk.post(f"{url}closing/", {"explanation": "保留の2件"})
    approver.post(f"{url}close/")
    page = text(approver.get(url))
    assert "月次報告（PDF）" in page
    assert approver.get(f"{url}report/pdf/").content.startswith(b"%PDF")
    assert approver.get(f"{url}report/xml/").status_code == 404
    assert "支払日" in text(payer.post(f"{url}pay/", {"paid_on": ""}, follow=True))
    payer.post(f"{url}pay/", {"paid_on": "2026-06-10"})
    assert Cycle.objects.get().state == CycleState.PAID
    assert "支払済" in text(payer.get("/receipts/months/"))


@pytest.mark.parametrize(
    "path",
    ["lines/decide/", "lines/{line}/undo/", "lines/{line}/hold/", "lines/{line}/ask/", "months/{month}/bill/",
     "months/{month}/closing/", "months/{month}/back/", "months/{month}/close/", "months/{month}/pay/",
     "corrections/list/", "corrections/answers/"],
)  # fmt: skip
def test_what_changes_something_needs_its_right(lines: Any, signed_in: Any, path: str) -> None:
    where = "/receipts/" + path.format(line=lines[0].pk, month=Cycle.objects.get().pk)
    assert signed_in("receipts.view").post(where, {}).status_code == 403


def test_a_registered_file_that_differs_from_its_cover_is_refused_with_the_findings_on_its_page(
    granted: Recipient, signed_in: Any
) -> None:
    from sasae.foundation.batch import run_now
    from sasae.foundation.batch.models import BatchRun

    desk = signed_in("receipts.view", "receipts.import", "batch.view")
    file = SimpleUploadedFile("list.csv", list_of(listed(receipt(granted.number))))
    assert "年月" in text(desk.post("/receipts/upload/", {"file": file, "month": "あ"}))
    file.seek(0)
    answer = desk.post("/receipts/upload/", {"file": file, "month": "令和8年6月", "reviewer": "2", "count": "2"})
    run_now(BatchRun.objects.get(kind="receipts.import"))
    page = text(desk.get(answer.url))
    assert "取り込めませんでした" in page
    assert "RF-206" in page
    assert "RF-212" in page
