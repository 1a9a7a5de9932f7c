"""What cannot be on a notification: said with an id beside its field, all typed kept, nothing done; and sent twice."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Family, FamilyFact
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.models import Consequence, Kind, Notification, Review
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.test_desk import RECEPTION, SAID, place
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WRONG = {
    "30 February": ("02", {"occurred_on": "令和8年2月30日"}, "occurred_on", "ない日付です"),
    "a Heisei day after Heisei": ("02", {"occurred_on": "平成31年5月1日"}, "occurred_on", "平成にない日付です"),
    "a month without a day": ("02", {"received_on": "平成31年5月"}, "received_on", "日付として読めません"),
    "a reception tomorrow": ("02", {"received_on": "R8.6.16"}, "received_on", "UK-005"),
    "an event after its reception": ("02", {"occurred_on": "R8.6.16"}, "occurred_on", "UK-201"),
    "a filer nobody is": ("02", {"filer": "neighbour"}, "filer", "候補にありません"),
    "a person of another family": ("02", {"who": f"{9999:015d}"}, "who", "候補にありません"),
    "a reading that is none": ("02", {"name_kana": "山田"}, "name_kana", "UK-003"),
    "an insurer nobody is": ("03", {"insurer_number": "138058"}, "insurer_number", "UK-002"),
    "an insurer of seven digits": ("03", {"insurer_number": "1380571"}, "insurer_number", "UK-001"),
    "a postal code of six digits": ("01", {"postal_code": "210-000"}, "postal_code", "UK-001"),
    "an income of this year": ("05", {"year": "2026"}, "year", "UK-203"),
    "an income of a year long past": ("05", {"year": "1999"}, "year", "2015"),
    "an income beyond counting": ("05", {"salary": "9" * 12}, "salary", "999999999"),
    "an income in words": ("05", {"salary": "百万"}, "salary", "整数"),
    "a bank of letters": ("06", {"bank": "みずほ"}, "bank", "UK-001"),
    "a branch that is none": ("06", {"branch": "998"}, "branch", "この銀行・支店のコードはありません"),
    "a child born tomorrow": ("08", {"birth_date": "R8.6.16"}, "birth_date", "UK-005"),
    "a child insured before birth": ("08", {"insured_since": "R8.5.31"}, "insured_since", "UK-101"),
    "custody before birth": ("08", {"occurred_on": "R8.5.31"}, "occurred_on", "UK-204"),
    "a reason that is none": ("08", {"reason": "10"}, "reason", "候補にありません"),
    "a loss for no reason there is": ("11", {"reason": "05"}, "reason", "候補にありません"),
    "a report for a year far off": ("13", {"year": "2029"}, "year", "UK-205"),
}  # fmt: skip


@pytest.mark.usefixtures("family")
@pytest.mark.parametrize(("kind", "changed", "at", "said"), WRONG.values(), ids=WRONG.keys())
def test_it_is_said_beside_its_field_and_everything_typed_stays(
    signed_in: Any, kind: str, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {**RECEPTION, **SAID[kind], **changed}
    page = signed_in("notifications.enter").post(place(kind), sent)
    assert page.status_code == 200
    text = page.content.decode()
    at_error = text.index(f'id="id_{at}_error"')
    assert said in text[at_error : at_error + 600]
    for name, typed in sent.items():
        chosen = name == at and said == "候補にありません"  # a browser sends no such choice
        if isinstance(typed, str) and typed and not chosen:
            assert f'value="{typed}"' in text[text.index(f'name="{name}"') :], name
    assert (Notification.objects.count(), FamilyFact.objects.count(), Review.objects.count()) == (0, 0, 0)


def test_confirmed_twice_takes_effect_once(signed_in: Any, notify: Any) -> None:
    made = notify("04", date(2026, 6, 10), what="support", de_facto=False, child_support_yen=1)
    other = signed_in("notifications.view", "notifications.enter")
    address = f"/notifications/{made.number}/"
    sent = {"seen": other.get(address).context["seen"]}
    other.post(f"{address}confirm/", sent)
    assert "「処理済み」のため" in other.post(f"{address}confirm/", sent, follow=True).content.decode()
    assert FamilyFact.objects.count() == 1


@pytest.mark.parametrize("action", ["settle", "tick"])
def test_what_is_settled_already_is_said_and_the_words_typed_are_not_lost(
    signed_in: Any, confirmed: Any, action: str
) -> None:
    review = confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="その他").review
    desk = signed_in("notifications.view", "applications.examine")
    address = f"/notifications/reviews/{review.pk}/settle/"
    if action == "tick":
        address = f"/notifications/reviews/consequences/{Consequence.objects.get().pk}/"
    desk.post(address, {"state": "done", "note": "差し替えた"})
    text = desk.post(address, {"state": "not_needed", "note": "もう一度書いた"}, follow=True).content.decode()
    assert "処理済み" in text
    assert "もう一度書いた" in text


def test_a_failure_half_way_leaves_nothing_of_the_effect(family: Family, notify: Any) -> None:
    """A loss a child cannot notify is refused after its first writes: all of it is undone."""
    made = notify("11", date(2026, 6, 10), who=REN, reason="12")
    with pytest.raises(actions.CannotMove):
        actions.confirm(made.pk, [], seen=actions.fingerprint(made), by=EXAMINER, on=DAY, at=clock.now())
    made.refresh_from_db()
    assert (made.state, made.confirmed_by) == ("entered", "")
    assert (FamilyFact.objects.count(), Review.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_the_same_page_twice_at_once_is_entered_once(family: Family) -> None:
    made: list[str] = []

    def send() -> None:
        one = actions.enter(
            Kind.INCOME, family, content={"filer": "applicant", "who": MISAKI}, received_on=DAY, occurred_on=DAY,
            identity_checked="旅券", token="at-once", by=COUNTER, at=clock.now(),
        )  # fmt: skip
        made.append(one.number)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=120)
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Notification.objects.count() == 1
