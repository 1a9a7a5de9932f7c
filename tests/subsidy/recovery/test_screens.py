"""The pages of money back: who may do what, what is shown, and what was typed is never lost."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.recovery.models import Order, Receivable, State
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import file_of, receipt, take_in
from tests.subsidy.recovery.debts import again, decided, paid_claim, proposed

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALL = ("recovery.view", "recovery.enter", "recovery.decide", "people.view", "printing.view")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SASAE_TODAY", "2026-08-03")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_treatments_after_the_loss_are_proposed_together_for_who_was_paid(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    claim = paid_claim(granted, days=1, treated_on=[date(2026, 6, 20)])
    file = take_in(file_of(receipt(granted.number, points=500)), EXAMINER)
    client = signed_in(*ALL)
    assert "返還を検討する診療はありません" in text(client.get("/recovery/proposals/"))
    Entitlement.objects.filter(recipient=granted).update(
        valid_from=date(2026, 5, 1), valid_to=date(2026, 5, 31), loss_reason="02"
    )
    page = text(client.get("/recovery/proposals/"))
    keys = [f"claim:{claim.pk}", f"line:{file.lines.get().pk}"]
    assert all(key in page for key in keys)
    answer = client.post("/recovery/proposals/", {"picked": keys, "reason": "1", "why": "喪失後の診療"}, follow=True)
    assert "1件を起案しました" in text(answer)
    debt = Receivable.objects.get()
    assert (debt.parts.count(), debt.debtor, debt.state) == (2, granted.person, State.PROPOSED)
    assert "返還を検討する診療はありません" in text(client.get("/recovery/proposals/"))


def test_a_page_without_a_choice_says_what_to_choose(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    page = text(signed_in(*ALL).post("/recovery/proposals/", {"reason": "1", "why": "喪失後の診療"}))
    assert "返還を求める診療を選んでください" in page


def test_one_claim_is_asked_back_from_its_amount(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    claim, client = paid_claim(granted), signed_in(*ALL)
    there = f"/recovery/new/claim/{claim.pk}/"
    assert "3000" in text(client.get(there))
    typed = {"reason": "2", "debtor_kind": "person", "why": "高額療養費が支給された"}
    wrong = text(client.post(there, typed | {"yen": "3001"}))
    assert "RV-102" in wrong
    assert "高額療養費が支給された" in wrong
    client.post(there, typed | {"yen": "500"})
    assert Receivable.objects.get().yen == 500


def test_the_steps_of_a_debt_on_its_page(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    debt, client = proposed(paid_claim(granted)), signed_in(*ALL)
    there = f"/recovery/{debt.number}/"
    assert "決定して通知書と納付書を作る" in text(client.get(there))
    assert "納付書送付" in text(client.post(f"{there}decide/", follow=True))
    said = text(client.post(f"{there}pay/", {"paid_on": "2026-08-03", "yen": "", "reference": "R-1"}, follow=True))
    assert "収納した額（円）を入れてください" in said
    assert 'value="R-1"' in said
    client.post(f"{there}pay/", {"paid_on": "2026-08-03", "yen": "1000", "reference": "R-1"})
    assert again(debt).owed == 2_000
    said = text(client.post(f"{there}order/", {"kind": "plan", "count": "2", "why": "生活が苦しい"}, follow=True))
    assert "初回の納期限を入れてください" in said
    client.post(
        f"{there}order/", {"kind": "plan", "count": "2", "first_due_on": "R8.9.30", "why": "生活が苦しい"}, follow=True
    )
    order = Order.objects.get()
    assert (order.yen, order.terms["first_due_on"]) == (2_000, "2026-09-30")
    assert "承認する</button>" not in text(client.get(there))  # one's own
    Order.objects.update(proposed_by=COUNTER.id)
    assert "第2回" in text(client.post(f"/recovery/orders/{order.pk}/approve/", follow=True))


def test_what_is_refused_stays_typed(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    debt, client = decided(paid_claim(granted)), signed_in(*ALL)
    there = f"/recovery/{debt.number}/"
    typed = {"kind": "judgement", "on_day": "2026-07-01", "note": "川崎簡裁の判決"}
    said = text(client.post(f"{there}interrupt/", typed, follow=True))
    assert "RV-301" in said
    assert "川崎簡裁の判決" in said


@pytest.mark.parametrize(
    ("path", "rights", "expected"),
    [
        ("/recovery/", (), 403), ("/recovery/", ("recovery.view",), 200),
        ("/recovery/proposals/", ("recovery.view",), 403), ("/recovery/proposals/", ("recovery.enter",), 200),
    ],
)  # fmt: skip
def test_pages_open_to_their_right_alone(
    signed_in: Callable[..., Any], path: str, rights: tuple[str, ...], expected: int
) -> None:
    assert signed_in(*rights).get(path).status_code == expected


def test_the_list_tells_what_is_late(granted: Recipient, signed_in: Callable[..., Any], monkeypatch: Any) -> None:
    debt, client = decided(paid_claim(granted)), signed_in(*ALL)
    assert debt.number not in text(client.get("/recovery/?time=late"))
    monkeypatch.setenv("SASAE_TODAY", "2026-09-03")
    assert debt.number in text(client.get("/recovery/?time=late"))
    for asked in ("limited", "barred", "overpaid", "ordered"):
        assert debt.number not in text(client.get(f"/recovery/?time={asked}"))


@pytest.mark.parametrize(("rights", "ticks"), [(ALL, True), (("recovery.view",), False)], ids=["who reminds", "who looks"])
def test_rows_are_ticked_by_who_may_remind(
    granted: Recipient, signed_in: Callable[..., Any], rights: tuple[str, ...], ticks: bool
) -> None:
    decided(paid_claim(granted))
    assert ('form="picked"' in text(signed_in(*rights).get("/recovery/"))) is ticks


def test_ticked_debts_are_reminded_together(
    granted: Recipient, signed_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    debt, client = decided(paid_claim(granted)), signed_in(*ALL)
    monkeypatch.setenv("SASAE_TODAY", "2026-10-01")
    tick = re.search(r'form="picked" name="(\w+)" value="([^"]+)"', text(client.get("/recovery/?time=late")))
    assert tick is not None
    said = text(client.post("/recovery/reminders/", {tick[1]: tick[2]}, follow=True))
    assert "督促状を1通作成しました" in said
    assert debt.letters.filter(kind="reminder").count() == 1
