"""Permissions to transfer: examined by one person, given by another, told to linkage; and the pages about them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.outbox.models import OutboxMessage
from sasae.kernel import clock
from sasae.subsidy.transfers import actions
from sasae.subsidy.transfers.actions import CannotPermit
from sasae.subsidy.transfers.models import Permission, State, Transfer
from tests import two_persons
from tests.subsidy.conftest import APPROVER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, Linkage
from tests.subsidy.transfers.asking import OFFICE, SINCE, UNTIL, examined, permit, question
from tests.subsidy.transfers.asking import carry as carry
from tests.subsidy.transfers.asking import permitted as permitted
from tests.subsidy.transfers.asking import this_day as this_day

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TYPED = {
    "office": OFFICE, "items": ["entitlement", "address"], "since": "R8.4.1", "until": "2027-03-31",
    "usage": "資格の重なりの確認", "need": "どちらで支払うかを決めるため",
}  # fmt: skip


@pytest.mark.clause("TRF-3")
def test_one_person_examines_another_permits_and_linkage_is_told_of_it_and_of_its_end(
    linkage: Linkage, this_day: None
) -> None:
    made = examined()
    assert not OutboxMessage.objects.exists()
    no = lambda by: actions.refuse_permission(made.number, "x", by=by, at=clock.now())  # noqa: E731
    two_persons.refused("transfers.permit", no, same=EXAMINER, other=APPROVER, says="IT-201")
    one = two_persons.tried(
        "transfers.permit", lambda by: actions.permit(made.number, by=by, on=DAY, at=clock.now()), same=EXAMINER,
        other=APPROVER, says="IT-201",
    )  # fmt: skip
    assert (one.state, one.examined_by, one.permitted_by) == (State.PERMITTED, "examiner1", "approver1")
    actions.withdraw(made.number, "用途が終わった", by=APPROVER, at=clock.now())
    keys = list(OutboxMessage.objects.order_by("pk").values_list("operation", "key"))
    assert keys == [("transfers.permit", f"permission-{made.number}-{each}") for each in (1, 2)]


@pytest.mark.clause("TRF-3")
@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"office": "tax"}, "IT-101"),
        ({"items": []}, "IT-102"),
        ({"items": ["entitlement", "individual_number"]}, "IT-102"),
        ({"until": SINCE - timedelta(days=1)}, "IT-103"),
        ({"until": DAY}, ""),
        ({"until": DAY - timedelta(days=1)}, "IT-104"),
        ({"until": date(2031, 3, 31)}, ""),
        ({"until": date(2031, 4, 1)}, "IT-105"),
        ({"usage": " "}, "UK-301"),
        ({"need": ""}, "UK-301"),
        ({"usage": "長" * 301}, "UK-302"),
    ],
)
def test_what_is_not_of_the_ordinance_or_not_examined_is_not_put_before_another(
    changed: dict[str, Any], id: str
) -> None:
    if not id:
        assert examined(**changed).state == State.EXAMINED
        return
    with pytest.raises(CannotPermit, match=id):
        examined(**changed)
    assert not Permission.objects.exists()


def test_a_permission_goes_one_way_and_each_step_once(linkage: Linkage, this_day: None) -> None:
    made = examined()
    actions.refuse_permission(made.number, "用途が広すぎる", by=APPROVER, at=clock.now())
    for step in (
        lambda: actions.permit(made.number, by=APPROVER, on=DAY, at=clock.now()),
        lambda: actions.withdraw(made.number, "x", by=APPROVER, at=clock.now()),
        lambda: actions.refuse_permission(made.number, "x", by=APPROVER, at=clock.now()),
    ):
        with pytest.raises(CannotPermit, match="IT-202"):
            step()
    late = examined(until=DAY)
    with pytest.raises(CannotPermit, match="IT-203"):
        actions.permit(late.number, by=APPROVER, on=DAY + timedelta(days=1), at=clock.now())


def test_a_permission_is_examined_and_given_on_screen(linkage: Linkage, this_day: None, signed_in: Any) -> None:
    examiner = signed_in("transfers.view", "transfers.examine", "transfers.permit")
    wrong = examiner.post("/transfers/permissions/new/", {**TYPED, "until": "R8.2.30", "need": ""}).content.decode()
    assert "資格の重なりの確認" in wrong
    assert "項目が必要な理由を入れてください" in wrong
    over = examiner.post("/transfers/permissions/new/", {**TYPED, "until": "R8.4.2"}).content.decode()
    assert "末日が過ぎています。（IT-104）" in over
    page = examiner.post("/transfers/permissions/new/", TYPED, follow=True).content.decode()
    assert "別の人が許可すると" in page
    assert "許可する</button>" not in page
    one = Permission.objects.get()
    refused = examiner.post(f"/transfers/permissions/{one.number}/permit/", follow=True).content.decode()
    assert "審査した人とは別の人" in refused
    chief = signed_in("transfers.view", "transfers.permit")
    address = f"/transfers/permissions/{one.number}/"
    empty = chief.post(f"{address}refuse/", {"why": " "}, follow=True).content.decode()
    assert "不許可の理由を入れてください" in empty
    done = chief.post(f"{address}permit/", follow=True).content.decode()
    assert "許可しました" in done
    again = chief.post(f"{address}permit/", follow=True).content.decode()
    assert "この許可は「許可済」です" in again
    assert "許可を取り消しました" in chief.post(f"{address}withdraw/", {"why": "終了"}, follow=True).content.decode()
    assert "を取り消した：終了" in chief.get(address).content.decode()


@pytest.mark.parametrize(
    ("rights", "address", "method"),
    [
        (("transfers.view",), "/transfers/permissions/new/", "get"),
        (("transfers.view", "transfers.permit"), "/transfers/permissions/new/", "post"),
        (("transfers.view", "transfers.examine"), "/transfers/permissions/{number}/permit/", "post"),
        (("transfers.view", "transfers.examine"), "/transfers/permissions/{number}/withdraw/", "post"),
        (("people.view",), "/transfers/", "get"),
        (("people.view",), "/transfers/permissions/", "get"),
        (("transfers.view",), "/transfers/?export=csv", "get"),
    ],
)
def test_each_step_needs_its_own_right(
    this_day: None, signed_in: Any, rights: tuple[str, ...], address: str, method: str
) -> None:
    number = examined().number
    assert getattr(signed_in(*rights), method)(address.format(number=number)).status_code == 403
    assert Permission.objects.get().state == State.EXAMINED


def test_whose_right_reaches_one_ward_sees_no_transfer_of_the_city(
    granted: Any, permitted: Permission, carry: Callable[..., Any], signed_in: Any
) -> None:
    carry(question(permission=permitted.number))
    ward = signed_in("transfers.view", "transfers.examine", ward="141313")
    for address in ("/transfers/", f"/transfers/{Transfer.objects.get().pk}/", "/transfers/permissions/new/"):
        assert ward.get(address).status_code == 403, address


@pytest.mark.clause("TRF-4")
def test_an_auditor_sees_each_transfer_with_permission_items_and_time_and_takes_the_list_out(
    granted: Any, permitted: Permission, carry: Callable[..., Any], signed_in: Any
) -> None:
    carry(question(MISAKI, "000000000099999", permission=permitted.number))
    carry(question(permission=permitted.number, items=("benefit",), transfer_no="IT2"))
    auditor = signed_in("transfers.view", "transfers.export")
    assert "0件" in auditor.get("/transfers/").content.decode()
    file = auditor.get("/transfers/", {"export": "csv"}).content.decode().splitlines()
    assert len(file) == 3
    assert all(permitted.number in line for line in file[1:])
    refused, handed = Transfer.objects.order_by("-pk")
    page = auditor.get(f"/transfers/{handed.pk}/").content.decode()
    assert "宮前　美咲" in page
    assert "この助成の対象でない" in page
    assert "許可にない項目です：助成の額" in auditor.get(f"/transfers/{refused.pk}/").content.decode()
    for asked, rows in (
        ({"person": MISAKI.lstrip("0")}, 2), ({"person": "1"}, 0), ({"check": "improper"}, 0), ({"state": "refused"}, 1),
        ({"since": UNTIL.isoformat()}, 0), ({"until": "にせ"}, 0), ({"office": OFFICE}, 2),
    ):  # fmt: skip
        assert len(list(auditor.get("/transfers/", asked).context["list"].rows)) == rows, asked


def test_a_permission_whose_period_is_over_says_so(linkage: Linkage, this_day: None, signed_in: Any) -> None:
    over = permit(until=DAY)
    client = signed_in("transfers.view")
    assert "期間が過ぎています" not in client.get(f"/transfers/permissions/{over.number}/").content.decode()


def test_the_day_after_its_last_day_a_permission_s_page_says_that_it_is_over(
    linkage: Linkage, this_day: None, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = permit(until=DAY)
    monkeypatch.setenv("SASAE_TODAY", (DAY + timedelta(days=1)).isoformat())
    page = signed_in("transfers.view").get(f"/transfers/permissions/{over.number}/").content.decode()
    assert "期間が過ぎています" in page
