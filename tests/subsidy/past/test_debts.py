"""Debts and injuries as of one day, as known on another: what had been paid by then, and how far each had come."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.history import Actor
from sasae.foundation.history.as_of import AsOf
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.recovery import actions as recovery
from sasae.subsidy.recovery.models import OrderKind, Receivable
from sasae.subsidy.recovery.past import debts_stood
from sasae.subsidy.third_parties import actions
from sasae.subsidy.third_parties.models import InjuryCase
from sasae.subsidy.third_parties.past import injury_page
from tests.staff import make_staff
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER
from tests.subsidy.past.conftest import moment
from tests.subsidy.past.test_screens import main_of
from tests.subsidy.paying import neighbour
from tests.subsidy.recovery.debts import ASKED, again, decided, ordered, paid_claim, proposed, received
from tests.subsidy.test_list_questions import questions
from tests.subsidy.third_parties.test_claiming import INSURED, judged
from tests.subsidy.third_parties.test_open_cases import injury

RIGHTS = (
    "recovery.view", "recovery.enter", "recovery.decide", "third_parties.view", "third_parties.enter", "people.view",
    "claims.view", "printing.view",
)  # fmt: skip
PAID = date(2026, 8, 10)
both = pytest.mark.django_db(databases=["default", "journal"])
apart = pytest.mark.django_db(databases=["default", "journal"], transaction=True)


def stood(debt: Receivable, on: date, known: Any = None) -> Receivable:
    at = known or moment()
    return debts_stood([again(debt)], AsOf(on, at, at))[debt.pk]


def told(debt: Receivable, on: date) -> tuple[str, int, int]:
    one = stood(debt, on)
    return one.get_state_display(), one.owed, one.overpaid


@pytest.mark.clause("SUB-1")
@both
def test_a_debt_is_of_the_day_by_what_had_moved_it(granted: Recipient) -> None:
    debt = decided(paid_claim(granted))
    received(debt, 1_000, on=PAID)
    received(debt, 2_500, "2", on=PAID + timedelta(days=5))
    ordered(again(debt), OrderKind.REFUND, 500, on=PAID + timedelta(days=6))
    assert told(debt, PAID - timedelta(days=1)) == ("納付書送付", 3_000, 0)
    assert told(debt, PAID) == ("一部納付", 2_000, 0)
    assert told(debt, PAID + timedelta(days=4)) == ("一部納付", 2_000, 0)
    assert told(debt, PAID + timedelta(days=5)) == ("完納", 0, 500)
    assert told(debt, PAID + timedelta(days=6)) == ("完納", 0, 0)
    now = again(debt)
    assert told(debt, PAID + timedelta(days=6)) == (now.get_state_display(), now.owed, now.overpaid)


@both
@pytest.mark.parametrize(
    ("kind", "yen", "terms", "state"),
    [
        (OrderKind.REDUCE, 3_000, {}, "決定取消"),
        (OrderKind.REDUCE, 1_000, {}, "一部納付"),
        (OrderKind.WRITE_OFF, 3_000, {"ground": "waived"}, "不納欠損"),
    ],
    ids=["cancelled", "reduced", "written off"],
)
def test_a_debt_ends_on_its_day_as_it_stands_now(
    granted: Recipient, kind: OrderKind, yen: int, terms: dict[str, str], state: str
) -> None:
    debt = decided(paid_claim(granted))
    ordered(debt, kind, yen, on=PAID, **terms)
    assert again(debt).get_state_display() == state
    assert told(debt, PAID)[0] == state
    assert told(debt, PAID - timedelta(days=1)) == ("納付書送付", 3_000, 0)


@apart
def test_a_payment_is_not_known_before_it_was_recorded(granted: Recipient) -> None:
    waiting = proposed(paid_claim(granted))
    proposal = moment()
    recovery.decide(waiting.number, by=EXAMINER, on=ASKED)
    before = moment()
    received(waiting, 1_000, on=ASKED)
    after = moment()
    one = stood(waiting, ASKED, proposal)
    assert (one.get_state_display(), one.owed, one.decided_on, one.due_on) == ("起案（決定待ち）", 3_000, None, None)
    assert (stood(waiting, ASKED, before).owed, stood(waiting, ASKED, after).owed) == (3_000, 2_000)
    assert (stood(waiting, ASKED, before).decided_on, stood(waiting, ASKED, before).due_on) == (
        ASKED,
        again(waiting).due_on,
    )


@apart
def test_a_proposal_given_up_waited_until_then(granted: Recipient) -> None:
    debt = proposed(paid_claim(granted))
    before = moment()
    recovery.drop(debt.number, why="誤り", by=COUNTER)
    after = moment()
    assert stood(debt, ASKED, before).get_state_display() == "起案（決定待ち）"
    assert stood(debt, ASKED, after).get_state_display() == "起案取下げ"
    assert debts_stood([debt], AsOf(ASKED, after, before))[debt.pk].get_state_display() == "起案（決定待ち）"


@pytest.mark.clause("SUB-1")
@both
@pytest.mark.parametrize(("day", "owed", "there"), [("R8.8.2", "", False), ("R8.8.9", "3,000", True), ("R8.8.10", "2,000", True)],
                         ids=["the day before the proposal", "the day before the payment", "the day of the payment"])  # fmt: skip
def test_the_list_and_the_page_of_a_debt_show_the_day(
    granted: Recipient, signed_in: Any, day: str, owed: str, there: bool
) -> None:
    debt, clerk = decided(paid_claim(granted)), signed_in(*RIGHTS)
    received(debt, 1_000, on=PAID)
    page, rows = (main_of(clerk.get(url, {"as_of": day})) for url in (f"/recovery/{debt.number}/", "/recovery/"))
    assert ("まだ登録がありません" not in page) is there
    assert (f'href="/recovery/{debt.number}/?as_of={day}"' in rows) is there
    assert 'method="post"' not in page + rows
    assert owed in page
    assert owed in rows
    assert ("領収済通知書 1" in page) is (owed == "2,000")
    narrowed = main_of(clerk.get("/recovery/", {"as_of": day, "state": "30", "q": debt.number}))
    assert (f">{debt.number}<" in narrowed) is (owed == "2,000")
    assert 'method="post"' in main_of(clerk.get(f"/recovery/{debt.number}/"))


@pytest.mark.clause("SUB-1")
@both
@pytest.mark.parametrize(
    ("day", "there"), [("R8.7.9", False), ("R8.7.10", True)], ids=["the day before", "the day of the notification"]
)
def test_an_injury_is_there_from_the_day_it_was_notified(
    granted: Recipient, signed_in: Any, day: str, there: bool
) -> None:
    paid_claim(granted)
    case, clerk = injury(granted.person, **INSURED), signed_in(*RIGHTS)
    page, rows = (
        main_of(clerk.get(url, {"as_of": day})) for url in (f"/third-parties/{case.number}/", "/third-parties/")
    )
    assert ("まだ登録がありません" not in page) is there
    assert (f">{case.number}<" in rows) is there
    assert 'method="post"' not in page + rows
    assert 'method="post"' in main_of(clerk.get(f"/third-parties/{case.number}/"))


@both
@pytest.mark.parametrize(
    ("back", "settled"), [(1, None), (0, PAID)], ids=["the day before", "the day of the settlement"]
)
def test_an_injury_is_settled_from_the_day_of_the_settlement(
    granted: Recipient, signed_in: Any, back: int, settled: date | None
) -> None:
    case, at = injury(granted.person), PAID - timedelta(days=back)
    actions.settle(case.number, settled_on=PAID, settlement="示談書のとおり", by=COUNTER, on=PAID)
    known = moment()
    page = injury_page(InjuryCase.objects.get(), AsOf(at, known, known))
    assert page is not None
    assert page["one"].settled_on == settled
    rows = main_of(signed_in(*RIGHTS).get("/third-parties/", {"as_of": at.isoformat()}))
    assert ("令和8年8月10日" in rows.partition("<tbody")[2]) is (settled is not None)


@apart
def test_a_judgement_and_a_claim_for_money_are_not_known_before(granted: Recipient) -> None:
    paid_claim(granted)
    case = injury(granted.person, **INSURED)
    before = moment()
    judged(case)
    debt = actions.claim_money(case.number, from_insurer=True, by=COUNTER, on=ASKED)
    claimed = moment()
    recovery.decide(debt.number, by=EXAMINER, on=ASKED)
    found = InjuryCase.objects.select_related("person").get()
    pages = [injury_page(found, AsOf(ASKED, known, known)) for known in (before, claimed, moment())]
    assert [page and page["one"].get_state_display() for page in pages] == [
        "治療費の確認中",
        "賠償請求中",
        "賠償請求中",
    ]
    rows = [page["rows"][0] for page in pages if page]
    assert [row.get_judgement_display() for row in rows] == ["確認待ち", "この負傷による", "この負傷による"]
    assert [row.receivable and row.receivable.get_state_display() for row in rows] == [
        None,
        "起案（決定待ち）",
        "納付書送付",
    ]


@both
def test_the_past_of_debts_and_injuries_keeps_to_the_wards_of_now(granted: Recipient, signed_in: Any) -> None:
    debt, case = decided(paid_claim(granted)), injury(granted.person)
    Person.objects.filter(pk=granted.person_id).update(ward_code="141321")
    there, elsewhere = (signed_in(*RIGHTS, ward=ward) for ward in ("141321", "141313"))
    for url in (f"/recovery/{debt.number}/", f"/third-parties/{case.number}/"):
        assert [clerk.get(url, {"as_of": "R8.8.9"}).status_code for clerk in (there, elsewhere)] == [200, 403]
    for url, number in (("/recovery/", debt.number), ("/third-parties/", case.number)):
        assert [number in main_of(clerk.get(url, {"as_of": "R8.8.9"})) for clerk in (there, elsewhere)] == [True, False]


@both
def test_lists_of_a_past_ask_as_often_for_many_debts_and_injuries_as_for_one(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    pages, clerk = ("/recovery/?as_of=R8.8.9", "/third-parties/?as_of=R8.8.9&state=received"), signed_in(*RIGHTS)
    first = paid_claim(granted)
    decided(first)
    case = injury(granted.person, **INSURED)
    judged(case)
    one = f"/third-parties/{case.number}/?as_of=R8.8.9"
    few = {url: len(questions(clerk, url)) for url in (*pages, one)}
    for place in range(1, 5):
        other = neighbour(granted, place)
        proposed(paid_claim(other))
        injury(other.person, notified_on=LATER)
    for name in ("別の医院", "薬局", "歯科"):
        paid_claim(granted, provider=name, third_party="notified")
    actions.collect(case.number, by=COUNTER)
    many = {url: len(questions(clerk, url)) for url in (*pages, one)}
    assert {url: (few[url], many[url]) for url in many if many[url] > few[url]} == {}
    assert max(many[url] for url in pages) <= 12


@pytest.mark.parametrize("query", ["", "?as_of=R8.9.30"], ids=["now", "as of a day"])
@both
def test_a_debts_page_asks_as_often_for_many_movements_by_many_as_for_one(
    granted: Recipient, signed_in: Callable[..., Any], query: str
) -> None:
    debt = decided(paid_claim(granted))
    clerk, url = signed_in(*RIGHTS, "payments.view", "treasury.view"), f"/recovery/{debt.number}/{query}"

    def paid(place: int) -> None:
        by = Actor(make_staff(name=f"高津　{place}").login_id, f"高津　{place}", "staff")
        on = PAID + timedelta(days=place)
        recovery.pay(debt.number, yen=100, paid_on=on, reference=str(place), by=by, on=on)
        made = recovery.order(debt.number, OrderKind.REFUND, yen=50, why="誤納", by=by, on=on)
        recovery.approve(made.pk, by=EXAMINER, on=on)

    recovery.pay(debt.number, yen=3_100, paid_on=PAID, reference="0", by=COUNTER, on=PAID)
    for place in (1, 2):
        paid(place)
    few = questions(clerk, url)
    for place in range(3, 9):
        paid(place)
    many = questions(clerk, url)
    assert "高津　8" in main_of(clerk.get(url))
    assert len(many) <= len(few), sorted(set(many) - set(few))
