"""A single inquiry on screen: purpose first, then what the masters allow; the answer to whom asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts.information_network import PermittedUse
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.inquiries.models import DistributedMasters, Inquiry
from sasae.linkage.people.models import RegisteredPerson
from tests.linkage.masters import AFFAIR, ALLOWANCE, MIDORINO, PROCEDURE, SAGAMI, SECRET, TAX, Intermediary, Masters
from tests.linkage.register import HANAKO, HIDDEN, Register
from tests.wire.counterparts import Counterparts

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
CHOSEN = {
    "basis": "number_act_19_9", "affair": "資格審査", "atena_no": "17", "affair_code": AFFAIR,
    "wanted": f"{PROCEDURE}|{TAX}", "provider": MIDORINO, "period_from": "R7.1.1", "period_to": "令和7年12月31日",
    "consent_on": "2026-06-10",
}  # fmt: skip


@pytest.fixture
def intermediary(far: Counterparts) -> Intermediary:
    return Intermediary(far)


@pytest.fixture
def operator(taken_in: Register, intermediary: Intermediary, signed_in: Any) -> Any:
    return signed_in("inquiries.view", "inquiries.ask", name="宮前 亮")


@pytest.mark.clause("NET-1")
def test_purpose_and_basis_are_chosen_before_anybody_can_be_asked_about(operator: Any) -> None:
    first = operator.get("/inquiries/new/").content.decode()
    assert "番号法第19条第9号" in first
    assert "宛名番号" not in first
    assert "番号条例第3条" not in first
    second = operator.get("/inquiries/new/?basis=number_act_19_9&affair=資格審査").content.decode()
    assert "対象者の宛名番号" in second
    halfway = operator.get("/inquiries/new/?basis=number_act_19_9&affair=窓口照会").content.decode()
    assert "対象者の宛名番号" not in halfway


@pytest.mark.clause("NET-1")
def test_only_what_the_masters_allow_can_be_chosen(operator: Any, masters: Masters) -> None:
    masters.permit(
        PermittedUse(
            procedure=PROCEDURE, information=ALLOWANCE, inquirer="*", provider=SAGAMI, items=["since"],
            valid_from=date(2026, 1, 1),
        )
    )  # fmt: skip
    page = operator.get("/inquiries/new/?basis=number_act_19_9&affair=資格審査").content.decode()
    assert ("児童扶養手当関係情報" in page, "地方税関係情報</option>" in page) == (True, False)
    assert ("さがみ市" in page, "みどり野市" in page, "川崎市</option>" in page) == (True, False, False)
    refused = operator.post("/inquiries/new/", CHOSEN).content.decode()
    assert "選択肢" in refused or "選んで" in refused
    assert not Inquiry.objects.exists()


def test_before_the_first_masters_the_page_says_that_nothing_can_be_asked(operator: Any) -> None:
    DistributedMasters.objects.all().delete()
    assert "配信マスターがまだ届いていません" in operator.get("/inquiries/new/").content.decode()
    assert "配信マスターがまだ届いていません" in operator.post("/inquiries/new/", CHOSEN).content.decode()


@pytest.mark.clause("LNK-4")
@pytest.mark.clause("NET-2")
def test_what_is_asked_on_screen_is_answered_on_screen_and_each_showing_is_recorded(
    operator: Any, deliver: Any, intermediary: Intermediary
) -> None:
    answer = operator.post("/inquiries/new/", CHOSEN)
    one = Inquiry.objects.get()
    assert answer["Location"] == f"/inquiries/{one.inquiry_no}/"
    assert (one.asked_by, one.operator, one.period_to, one.consent_on) == (
        "linkage", operator.staff.login_id, date(2025, 12, 31), date(2026, 6, 10),
    )  # fmt: skip
    deliver()
    later = operator.post(f"/inquiries/{one.inquiry_no}/fetch/", follow=True).content.decode()
    assert "まだ結果は届いていません" in later
    intermediary.say(InquiryState.ANSWERED)
    assert "結果が届きました" in operator.post(f"/inquiries/{one.inquiry_no}/fetch/", follow=True).content.decode()
    page = operator.get(f"/inquiries/{one.inquiry_no}/").content.decode()
    assert ("回答を表示する" in page, str(SECRET) in page) == (True, False)
    shown = operator.post(f"/inquiries/{one.inquiry_no}/answer/").content.decode()
    assert ("給与所得（円）" in shown, f"{SECRET:,}" in shown) == (True, True)
    assert HistoryEntry.objects.get(event="inquiry.handed_over").actor_id == operator.staff.login_id


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"consent_on": ""}, "L-102"),
        ({"consent_on": "R8.6.16"}, "L-107"),
        ({"atena_no": "9999"}, "L-103"),
        ({"atena_no": "花子"}, "field--wrong"),
        ({"period_to": "R6.12.31"}, "L-105"),
        ({"period_from": "いつか"}, "field--wrong"),
        ({"basis": "number_ordinance_3_1_3"}, "field--wrong"),
    ],
)
def test_what_may_not_be_asked_is_said_beside_its_field_and_what_was_typed_stays(
    operator: Any, changed: dict[str, str], said: str
) -> None:
    page = operator.post("/inquiries/new/", {**CHOSEN, **changed, "case": "R8-77"}).content.decode()
    assert said in page
    assert "R8-77" in page
    assert not Inquiry.objects.exists()


def test_a_protected_person_is_marked_not_to_be_disclosed_by_itself(operator: Any) -> None:
    operator.post("/inquiries/new/", {**CHOSEN, "atena_no": HIDDEN})
    one = Inquiry.objects.get()
    assert one.not_disclosed
    assert "本人に開示しません" in operator.get(f"/inquiries/{one.inquiry_no}/").content.decode()


@pytest.mark.clause("ACC-2")
def test_an_answer_a_business_system_asked_for_is_not_for_operators(operator: Any) -> None:
    operator.post("/inquiries/new/", CHOSEN)
    number = Inquiry.objects.get().inquiry_no
    Inquiry.objects.update(asked_by="subsidy", state="answered")
    assert operator.post(f"/inquiries/{number}/answer/").status_code == 404
    assert "表示しません" in operator.get(f"/inquiries/{number}/").content.decode()


def test_while_the_intermediary_is_away_the_page_says_so_and_the_inquiry_waits(
    operator: Any, deliver: Any, far: Counterparts
) -> None:
    operator.post("/inquiries/new/", CHOSEN)
    deliver()
    far.away.add("intermediary")
    number = Inquiry.objects.get().inquiry_no
    page = operator.post(f"/inquiries/{number}/fetch/", follow=True).content.decode()
    assert "中間サーバーに尋ねられません" in page
    assert Inquiry.objects.get().state == "requested"


@pytest.mark.parametrize(("hours", "late"), [(23, False), (25, True)])
def test_what_has_no_result_for_more_than_a_day_is_called_late(operator: Any, hours: int, late: bool) -> None:
    from sasae.kernel import clock

    operator.post("/inquiries/new/", CHOSEN)
    Inquiry.objects.update(moved_at=clock.real_now() - timedelta(hours=hours))
    number = Inquiry.objects.get().inquiry_no
    assert (number in operator.get("/inquiries/?overdue=1").content.decode()) is late
    assert ("1日を過ぎても結果が届きません" in operator.get(f"/inquiries/{number}/").content.decode()) is late


def test_a_refused_one_can_be_asked_again_with_what_was_chosen(operator: Any) -> None:
    operator.post("/inquiries/new/", CHOSEN)
    Inquiry.objects.update(state="refused")
    number = Inquiry.objects.get().inquiry_no
    page = operator.get(f"/inquiries/{number}/").content.decode()
    link = page.split("同じ内容でもう一度照会")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    again = operator.get(link).content.decode()
    assert HANAKO in again
    assert f'name="provider" value="{MIDORINO}"' in again


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("みどり野市", ""), ("みどり", ""), (f" {MIDORINO} ", ""), ("市", "一つに決まりません"), ("川崎市", "配信マスターにありません"),
        ("", "field--wrong"),
    ],
)  # fmt: skip
def test_the_provider_is_found_by_code_or_name(operator: Any, typed: str, said: str) -> None:
    answer = operator.post("/inquiries/new/", {**CHOSEN, "provider": typed})
    assert said in answer.content.decode()
    assert [one.provider for one in Inquiry.objects.all()] == ([] if said else [MIDORINO])


def test_who_may_only_look_asks_nobody(operator: Any, signed_in: Any) -> None:
    looker = signed_in("inquiries.view")
    assert looker.get("/inquiries/new/").status_code == 403
    assert "照会する</a>" not in looker.get("/inquiries/").content.decode()
    assert RegisteredPerson.objects.filter(atena_no=HANAKO).exists()
