"""The counter's screens: one form a kind, errors beside their field, nothing lost, nothing done twice."""

from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.notifications.kind_forms import FORMS
from sasae.subsidy.notifications.models import Kind, Notification, State
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.showings import let_see
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import ACCOUNT, MIO, MISAKI, REN, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RECEPTION = {
    "token": "one-page", "received_on": "令和8年6月15日", "filer": "applicant", "identity_checked": "運転免許証",
    "occurred_on": "R8.6.10",
}  # fmt: skip
NEWCOMER = f"{4005:015d}"
CHILD = {
    "name": "宮前　陸", "name_kana": "みやまえ　りく", "birth_date": "R8.6.1", "sex": "1", "insurer_number": "01130012",
    "number": "3456", "insured_since": "R8.6.1", "reason": "02", "reason_on": "R7.3.31", "lives_with_applicant": "yes",
}  # fmt: skip
SAID = {
    "01": {"who": [MISAKI, REN], "where": "within", "postal_code": "210-0001", "address": "川崎区１－１"},
    "02": {"who": REN, "name": "山田　蓮", "name_kana": "ヤマダ　レン", "why": "養子縁組"},
    "03": {"who": REN, "change": "new", "insurer_number": "138057", "number": "99"},
    "04": {"what": "partner_began", "de_facto": "yes"},
    "05": {"who": MISAKI, "year": "2024", "salary": "1500000", "public_pension": "0", "other_general": "0",
           "dependants": "2", "proof": "課税（所得）証明書"},
    "06": {**ACCOUNT, "number": "765", "holder_kana": "ミヤマエ　ミサキ"},
    "07": {"what": "new", "postal_code": "2100001", "address": "実家１"},
    "08": CHILD,
    "09": {"who": REN, "why": "custody"},
    "10": {"who": REN, "what_happened": "自転車との衝突", "opponent": "", "police": "yes"},
    "11": {"who": MISAKI, "reason": "12"},
    "12": {"who": REN, "why": "lost"},
    "13": {"year": "2027", "has_partner": "no", "household_changed": "no", "child_support_yen": "0",
           "receives_child_allowance": "yes"},
}  # fmt: skip


@pytest.fixture
def newcomer(linkage: Register) -> None:
    linkage.people[NEWCOMER] = person(NEWCOMER, "宮前　陸", "ミヤマエ　リク", "2026-06-01", "1", "子")


def place(kind: str) -> str:
    return f"/notifications/new/{MISAKI}/{kind}/"


@pytest.mark.clause("BUS-4", "ACQ-1", "ACQ-2", "ACQ-3")
@pytest.mark.usefixtures("family", "newcomer")
@pytest.mark.parametrize("kind", [kind.value for kind in Kind], ids=[kind.label for kind in Kind])
def test_each_kind_is_entered_by_one_and_takes_effect_by_another(signed_in: Any, kind: str) -> None:
    counter = signed_in("notifications.view", "notifications.enter", "people.view")
    page = counter.post(place(kind), {**RECEPTION, **SAID[kind]})
    assert page.status_code == 302, page.content.decode()
    made = Notification.objects.get()
    address = f"/notifications/{made.number}/"
    own = counter.get(address).content.decode()
    assert "別の人" in own
    assert "confirm/" not in own
    other = signed_in("notifications.view", "notifications.enter")
    seen = other.get(address).context["seen"]
    done = other.post(f"{address}confirm/", {"seen": seen}, follow=True).content.decode()
    assert "届出の効力が生じました" in done
    assert Notification.objects.get().state == State.EFFECTIVE


@pytest.mark.clause("ACQ-3")
def test_a_form_takes_the_items_of_its_kind_and_no_other() -> None:
    common = {"token", "received_on", "filer", "identity_checked", "identity_note", "occurred_on"}
    asked = {kind.value: set(form.base_fields) - common for kind, form in FORMS.items()}
    assert {kind: fields ^ set(SAID[kind]) - {"symbol"} for kind, fields in asked.items()} == {
        **{kind.value: set() for kind in Kind}, "03": {"symbol"},
        "04": {"child_support_yen", "who", "reason", "earlier_until"}, "06": {"symbol"}, "08": {"symbol"},
    }  # fmt: skip


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("02", {"identity_checked": ""}, "本人確認に使った書類を選んでください。"),
        ("02", {"identity_checked": "その他"}, "「その他」のときは"),
        ("02", {"who": ""}, "だれの氏名かを選んでください。"),
        ("02", {"occurred_on": "R8.6.16"}, "まだ起きていないことは届け出られません"),
        ("02", {"received_on": "R8.6.16"}, "受付日が今日より後の日です。"),
        ("02", {"occurred_on": "R99.1.1"}, "field__error"),
        ("03", {"insurer_number": ""}, "新しい保険の保険者番号を入れてください。"),
        ("04", {"what": "support"}, "養育費の年額を入れてください。"),
        ("06", {"branch": "998"}, "この銀行・支店のコードはありません。"),
        ("07", {"address": ""}, "送付先を入れてください。"),
        ("09", {"who": MISAKI}, "正しく選択してください"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_what_was_typed_stays(
    signed_in: Any, kind: str, changed: dict[str, str], said: str
) -> None:
    page = signed_in("notifications.enter").post(place(kind), {**RECEPTION, **SAID[kind], **changed})
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    for name, typed in {**SAID[kind], **changed}.items():
        if typed and name not in ("who", *changed) and name in ("name", "number", "postal_code"):
            assert typed in text
    assert Notification.objects.count() == 0


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(("reason", "entered"), [("12", 1), ("02", 0)], ids=["a withdrawal", "a death"])
def test_only_a_day_that_may_lie_ahead_does(signed_in: Any, reason: str, entered: int) -> None:
    told = {**RECEPTION, **SAID["11"], "reason": reason, "occurred_on": "R8.7.1"}
    signed_in("notifications.enter").post(place("11"), told)
    assert Notification.objects.count() == entered


@pytest.mark.usefixtures("family")
def test_a_page_sent_twice_is_entered_once(signed_in: Any) -> None:
    counter = signed_in("notifications.enter", "notifications.view")
    addresses = {counter.post(place("02"), {**RECEPTION, **SAID["02"]})["Location"] for _ in range(2)}
    assert len(addresses) == 1
    assert Notification.objects.count() == 1
    assert HistoryEntry.objects.filter(event="notification.entered").count() == 1


@pytest.mark.usefixtures("family")
def test_a_page_sent_again_with_other_words_loses_nothing_and_is_another_entry_the_next_time(signed_in: Any) -> None:
    counter = signed_in("notifications.enter", "notifications.view")
    counter.post(place("02"), {**RECEPTION, **SAID["02"]})
    changed = {**RECEPTION, **SAID["02"], "name": "川崎　蓮"}
    page = counter.post(place("02"), changed)
    for words in ("UK-206", Notification.objects.get().number, 'value="川崎　蓮"'):
        assert words in page.content.decode()
    counter.post(place("02"), {**changed, "token": page.context["form"]["token"].value()})
    assert {one.content["name"] for one in Notification.objects.all()} == {"山田　蓮", "川崎　蓮"}


@pytest.mark.usefixtures("family")
def test_a_page_of_before_is_told(signed_in: Any) -> None:
    signed_in("notifications.enter").post(place("02"), {**RECEPTION, **SAID["02"]})
    other = signed_in("notifications.enter", "notifications.view")
    address = f"/notifications/{Notification.objects.get().number}/"
    text = other.post(f"{address}confirm/", {"seen": "of-before"}, follow=True).content.decode()
    assert "この届出の内容が変わりました" in text
    other.post(f"{address}withdraw/", {"why": "入力の誤り"})
    text = other.post(f"{address}confirm/", {"seen": "of-before"}, follow=True).content.decode()
    assert "取下げ" in text
    assert Notification.objects.get().state == State.WITHDRAWN


@pytest.mark.usefixtures("family")
def test_while_linkage_is_away_nothing_takes_effect_and_the_clerk_is_told(signed_in: Any, linkage: Register) -> None:
    signed_in("notifications.enter").post(place("02"), {**RECEPTION, **SAID["02"]})
    other = signed_in("notifications.enter", "notifications.view")
    address = f"/notifications/{Notification.objects.get().number}/"
    seen = other.get(address).context["seen"]
    linkage.away = True
    text = other.post(f"{address}confirm/", {"seen": seen}, follow=True).content.decode()
    assert "連携基盤につながりません" in text
    assert Notification.objects.get().state == State.ENTERED


@pytest.mark.usefixtures("family")
def test_a_child_nobody_finds_in_the_register_is_not_taken_in(signed_in: Any) -> None:
    page = signed_in("notifications.enter").post(place("08"), {**RECEPTION, **SAID["08"]})
    assert "住民票に見つかりません" in page.content.decode()
    assert "みやまえ　りく" in page.content.decode()
    assert Notification.objects.count() == 0


@pytest.mark.usefixtures("family")
def test_a_protected_familys_new_address_stays_masked(signed_in: Any) -> None:
    signed_in("notifications.enter").post(place("07"), {**RECEPTION, **SAID["07"], "address": "かくれが９"})
    Person.objects.filter(atena_no=MISAKI).update(protected_until="2027-03-31")
    address = f"/notifications/{Notification.objects.get().number}/"
    text = signed_in("notifications.view").get(address).content.decode()
    assert "かくれが" not in text
    assert MASK in text
    trusted = signed_in("notifications.view", "protected.view")
    assert "かくれが" not in trusted.get(address).content.decode()
    assert "かくれが" in let_see(trusted, MISAKI).get(address).content.decode()


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(
    ("right", "method", "address"),
    [
        ("notifications.view", "get", f"/notifications/new/{MISAKI}/"),
        ("notifications.view", "post", f"/notifications/new/{MISAKI}/02/"),
        ("people.view", "get", "/notifications/"),
        ("people.view", "get", "/notifications/reviews/"),
        ("notifications.enter", "get", "/notifications/reviews/consequences/"),
        ("notifications.view", "get", f"/people/{MISAKI}/?as_of=R8.6.14"),
        ("notifications.view", "get", f"/people/{MISAKI}/family/"),
    ],
)
def test_without_its_right_no_page_opens(signed_in: Any, refusals: Any, right: str, method: str, address: str) -> None:
    assert getattr(signed_in(right), method)(address).status_code == 403


@pytest.mark.clause("ACC-7")
@pytest.mark.usefixtures("family")
def test_whom_a_page_shows_is_journaled(signed_in: Any) -> None:
    counter = signed_in("notifications.enter", "notifications.view", "people.view")
    counter.get(f"/notifications/new/{REN}/")
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=counter.staff.login_id).latest("pk")
    assert set(shown.persons) == {MISAKI, REN, MIO}
    counter.post(place("02"), {**RECEPTION, **SAID["02"]})
    counter.get(f"/notifications/{Notification.objects.get().number}/")
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=counter.staff.login_id).latest("pk")
    assert set(shown.persons) == {MISAKI, REN}


@pytest.mark.usefixtures("family", "newcomer")
def test_a_kind_that_does_not_exist_and_a_person_without_a_family_have_no_page(
    linkage: Register, signed_in: Any
) -> None:
    keep_people([linkage.people[NEWCOMER]], by=COUNTER, affair="届出審査", fetched_at=clock.now())
    counter = signed_in("notifications.enter")
    assert counter.get(place("99")).status_code == 404
    assert counter.get(f"/notifications/new/{NEWCOMER}/").status_code == 404
    assert counter.get(f"/notifications/new/{REN}/").status_code == 200
