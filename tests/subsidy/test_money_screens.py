"""The screens of the money: open with the right, refused and journaled without it, every person shown on record."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel.numbers import health
from sasae.subsidy.claims.models import Attachment, Claim, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.batches import ledger_audit
from sasae.subsidy.payments.models import PaymentRun, RunState
from tests.subsidy import paying
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import claim
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ENTRY = {
    "month": "令和8年5月", "provider": "みなと医院", "days": "2", "total_cost": "10000", "insured_self_pay": "3000",
    "meals": "0", "high_cost": "0", "fringe": "0", "other_public": "0", "school_insurance": "0", "reason": "01",
    "kind": "1", "setting": "2", "claimed_on": "R8.6.15",
}  # fmt: skip
NEW = "/claims/folders/new/"


def typed(**entry: str) -> dict[str, str]:
    """The entry page as a browser sends it, with one receipt."""
    claimed_on = entry.pop("claimed_on")
    line = {f"lines-0-{name}": value for name, value in entry.items()}
    head = {"claimed_on": claimed_on, "channel": "counter", "once": "one", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
    return {**head, **line}


PAGES = [
    ("/claims/", "claims.view"),
    ("/claims/folders/new/", "claims.enter"),
    ("/claims/{claim}/", "claims.view"),
    ("/claims/{claim}/correct/", "claims.enter"),
    ("/claims/{claim}/receipt/", "claims.view"),
    ("/payments/", "payments.view"),
    ("/payments/new/", "payments.build"),
    ("/payments/{run}/", "payments.view"),
    ("/payments/{run}/files/payees_csv/", "payments.send"),
    ("/ledger/", "ledger.view"),
]
BUTTONS = [
    ("/claims/{claim}/decide/", "claims.decide"),
    ("/claims/{claim}/withdraw/", "claims.enter"),
    ("/payments/{run}/approve/", "payments.approve"),
    ("/payments/{run}/discard/", "payments.build"),
    ("/payments/{run}/send/", "payments.send"),
    ("/payments/{run}/result/", "payments.result"),
]
LISTS = [("/claims/", "claims"), ("/payments/", "payments"), ("/ledger/", "ledger"), ("/certificates/", "certificates")]


@pytest.fixture
def places(granted: Recipient) -> dict[str, str]:
    """A claim with a receipt in a run that was sent."""
    made = paying.owed(granted)
    Attachment.objects.create(
        folder=made.folder, claim=made, name="領収書", media_type="application/pdf", content=b"%PDF-1.7", digest="0" * 64
    )
    return {"claim": made.number, "run": paying.sent().number}


def shown_to(client: Any) -> set[str]:
    """Whose data the journal says this user saw."""
    lines = HistoryEntry.objects.filter(event="screen.shown", actor_id=client.staff.login_id)
    return {person for line in lines for person in line.persons}


@pytest.mark.parametrize(("path", "right"), PAGES)
def test_a_page_opens_with_its_right_and_is_refused_without(
    places: dict[str, str], signed_in: Any, refusals: Callable[[], list[str]], path: str, right: str
) -> None:
    assert signed_in(right).get(path.format(**places)).status_code == 200
    stranger = signed_in("people.view", "batch.view")
    assert stranger.get(path.format(**places)).status_code == 403
    assert all(f"'{word}'" in refusals()[-1] for word in ("screen.refused", stranger.staff.login_id))


@pytest.mark.parametrize(("path", "right"), BUTTONS)
def test_a_button_needs_its_right(
    places: dict[str, str], signed_in: Any, refusals: Callable[[], list[str]], path: str, right: str
) -> None:
    stranger = signed_in("claims.view", "payments.view", "ledger.view")
    assert stranger.post(path.format(**places)).status_code == 403
    assert f"'{stranger.staff.login_id}'" in refusals()[-1]
    assert stranger.get(path.format(**places)).status_code in (403, 405)
    assert signed_in(right).post(path.format(**places)).status_code == 302


@pytest.mark.parametrize(
    ("path", "right"),
    [page for page in PAGES if page[0] not in ("/claims/folders/new/", "/payments/", "/payments/new/")],
)
def test_every_person_a_page_shows_is_on_record(places: dict[str, str], signed_in: Any, path: str, right: str) -> None:
    desk = signed_in(right)
    desk.get(path.format(**places))
    assert shown_to(desk) == {MISAKI}


@pytest.mark.parametrize(("path", "area"), LISTS)
def test_a_list_is_exported_by_those_who_may_and_that_is_journaled(
    places: dict[str, str], signed_in: Any, path: str, area: str
) -> None:
    desk = signed_in(f"{area}.view", f"{area}.export")
    answer = desk.get(f"{path}?export=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert HistoryEntry.objects.get(event="list.exported", actor_id=desk.staff.login_id).detail["rows"] == len(rows) - 1
    only_looks = signed_in(f"{area}.view")
    assert only_looks.get(f"{path}?export=csv").status_code == 403
    assert "CSVで書き出す" in desk.get(path).content.decode()
    assert "CSVで書き出す" not in only_looks.get(path).content.decode()


def test_claims_are_found_sorted_and_paged(granted: Recipient, signed_in: Any) -> None:
    ren = Recipient.objects.get(person__atena_no=REN)
    for place in range(55):
        claim(granted.number, COUNTER, provider=f"医院{place:02}", insured_self_pay=100 + place)
    claim(ren.number, COUNTER, provider="歯科")
    desk = signed_in("claims.view")
    first = desk.get("/claims/").content.decode()
    assert "56件のうち 1～50件目" in first
    assert "医院00" not in first
    assert "医院00" in desk.get("/claims/?page=2").content.decode()
    assert "医院00" in desk.get("/claims/?sort=number").content.decode()
    found = desk.get(f"/claims/?q={ren.number}").content.decode()
    assert "歯科" in found
    assert "医院" not in found.split("<tbody>")[1].split("</tbody>")[0]
    assert "当てはまるものはありません" in desk.get(f"/claims/?state={State.PAID}").content.decode()
    part = desk.get("/claims/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="list"')


def test_runs_and_lines_are_filtered_and_sorted(places: dict[str, str], signed_in: Any) -> None:
    desk = signed_in("payments.view", "ledger.view")
    assert places["run"] in desk.get(f"/payments/?state={RunState.SENT}&sort=-yen").content.decode()
    assert places["run"] not in desk.get(f"/payments/?state={RunState.BUILT}").content.decode()
    for query, count in (
        ("", 4), (f"person={MISAKI}", 4), (f"person={MISAKI.lstrip('0')}", 4), ("person=9", 0), ("account=in_transit", 1),
        ("month=2026-06&sort=-yen", 4), ("month=2026-07", 0),
    ):  # fmt: skip
        assert f'<p role="status">{count}件' in desk.get(f"/ledger/?{query}").content.decode(), query


def test_the_ledger_shows_balances_and_the_last_audit(places: dict[str, str], signed_in: Any) -> None:
    desk = signed_in("ledger.view")
    page = desk.get("/ledger/").content.decode()
    assert "まだ検査していません" in page
    assert "合計（いつも0円）" in page
    ledger_audit(0)
    assert "差はありませんでした" in desk.get("/ledger/").content.decode()
    Claim.objects.update(amount=2_999)
    ledger_audit(0)
    assert "計算では3,000円です" in desk.get("/ledger/").content.decode()


class TestEntering:
    """The counter at the form."""

    def test_from_the_desk_to_the_decision_by_another(self, granted: Recipient, signed_in: Any) -> None:
        counter, examiner = signed_in("claims.view", "claims.enter"), signed_in("claims.view", "claims.decide")
        answer = counter.post(NEW, typed(**ENTRY, recipient_number=granted.number))
        assert answer.status_code == 302, answer.content.decode()
        made = Claim.objects.get()
        address = f"/claims/{made.number}/"
        assert (made.treatment_month, made.treated_on, made.entered_by) == ("2026-05", [], counter.staff.login_id)
        own = counter.get(address).content.decode()
        assert "入力を訂正する" in own
        assert "決定する</button>" not in own
        page = examiner.get(address).content.decode()
        assert "診療を受けた日に、受診者に資格があること。" in page  # May: no cover
        seen = page.split('name="seen" value="')[1].split('"')[0]
        examiner.post(f"{address}decide/", {"seen": seen})
        page = signed_in("claims.view", "printing.view").get(address).content.decode()
        assert "不支給決定" in page
        assert "不支給決定通知書を見る" in page

    def test_a_second_press_makes_no_second_claim(self, granted: Recipient, signed_in: Any) -> None:
        counter = signed_in("claims.view", "claims.enter")
        told = typed(**ENTRY, recipient_number=granted.number)
        first = counter.post(NEW, told)
        assert counter.post(NEW, told).url == first.url
        again = counter.post(NEW, {**told, "once": "another page"})
        assert Claim.objects.count() == 1
        assert f"{Claim.objects.get().number}（受付）がすでにあります" in again.content.decode()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"recipient_number": "0000017"}, "受給者番号を確かめてください"),
            ({"recipient_number": "999901" + health.check_digit("999901")}, "この受給者番号の人はいません"),
            ({"month": "令和8年13月"}, "年月として読めないか、ない月です"),
            ({"month": "2026-06"}, "翌月（令和8年7月1日）から受け付けます"),
            ({"claimed_on": "2026-06-16"}, "請求日が今日より後です"),
            ({"days": "32"}, "診療実日数"),
            ({"treated_on": "32"}, "1から31まで"),
            ({"treated_on": "3"}, "診療日の数と診療実日数が違います"),
            ({"insured_self_pay": "10001"}, "自己負担額が総医療費を超えています"),
            ({"meals": "-1"}, "0円以上"),
            ({"provider": ""}, "医療機関を入れてください"),
        ],
    )
    def test_a_wrong_entry_says_what_to_mend(
        self, granted: Recipient, signed_in: Any, changes: dict[str, str], said: str
    ) -> None:
        told = typed(**{**ENTRY, "recipient_number": granted.number, **changes})
        page = signed_in("claims.enter").post(NEW, told).content.decode()
        assert said in page, page[page.find("field__error") :][:600]
        assert Claim.objects.count() == 0

    def test_a_page_that_is_stale_decides_nothing(self, granted: Recipient, signed_in: Any) -> None:
        made = claim(granted.number, COUNTER)
        counter, examiner = signed_in("claims.view", "claims.enter"), signed_in("claims.view", "claims.decide")
        address = f"/claims/{made.number}/"
        seen = examiner.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
        mine = counter.get(f"{address}correct/").content.decode().split('name="seen"')[1]
        assert seen in mine
        told = {**ENTRY, "month": "2026-05", "why": "月の誤り", "seen": seen}
        assert counter.post(f"{address}correct/", told).status_code == 302
        page = examiner.post(f"{address}decide/", {"seen": seen}, follow=True).content.decode()
        assert "画面を開いた後に内容が変わりました" in page
        page = counter.post(f"{address}correct/", told).content.decode()
        assert "画面を開いた後に内容が変わりました" in page
        made.refresh_from_db()
        assert (made.state, made.treatment_month) == (State.RECEIVED, "2026-05")

    def test_a_withdrawal_at_the_screen_needs_its_reason(self, granted: Recipient, signed_in: Any) -> None:
        made = claim(granted.number, COUNTER)
        counter = signed_in("claims.view", "claims.enter")
        page = counter.post(f"/claims/{made.number}/withdraw/", {"why": ""}, follow=True).content.decode()
        assert "取下げの理由を入力してください。" in page
        page = counter.post(f"/claims/{made.number}/withdraw/", {"why": "取り違え"}, follow=True).content.decode()
        assert "取り下げました" in page


def test_the_run_is_led_to_its_end_by_the_buttons(granted: Recipient, signed_in: Any) -> None:
    paying.owed(granted)
    builder = signed_in("payments.view", "payments.build", "payments.send")
    approver = signed_in("payments.view", "payments.approve")
    sender = signed_in("payments.view", "payments.send")
    wrong = builder.post("/payments/new/", {"kind": "claims", "pay_on": "2026-07-11"}).content.decode()
    assert "振込指定日が銀行の休業日です。" in wrong
    address = builder.post("/payments/new/", {"kind": "claims", "pay_on": "令和8年9月25日"}).url
    assert "承認する</button>" not in builder.get(address).content.decode()
    approver.post(f"{address}approve/")
    assert "振込データと帳票を作成する" not in builder.get(address).content.decode()
    assert "振込データと帳票を作成する" in sender.get(address).content.decode()
    for _ in range(2):
        sender.post(f"{address}send/")
    page = builder.get(address).content.decode()
    assert "振込依頼済" in page
    assert "****567" in page
    assert "1234567" not in page
    paying.papers()
    assert (PaymentRun.objects.get().files.count(), PaymentRun.objects.get().built_by) == (5, builder.staff.login_id)
    assert EXAMINER.id not in page
