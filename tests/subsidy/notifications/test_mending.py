"""An entry mended by who made it, until another has compared it; and what a marriage that ended leads to."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import GuardedText
from sasae.kernel import clock
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Entitlement, Family
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.models import Kind, Notification, State
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.notifications.test_desk import CHILD, NEWCOMER, RECEPTION, SAID, place
from tests.subsidy.town import MISAKI, REN, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("notifications.view", "notifications.enter")


def entered(signed_in: Any, kind: str = "02", **changes: Any) -> tuple[Any, Notification, str]:
    counter = signed_in(*RIGHTS)
    page = counter.post(place(kind), {**RECEPTION, **SAID[kind], **changes})
    assert page.status_code == 302, page.content.decode()
    made = Notification.objects.get()
    return counter, made, f"/notifications/{made.number}/mend/"


def shown_by(page: Any) -> dict[str, Any]:
    """What a browser would send back when nothing is touched."""
    form = page.context["form"]
    sent = {bound.html_name: bound.value() for bound in form}
    plain = {
        name: bound.field.widget.format_value(bound.value()) if bound.value() is not None else ""
        for name, bound in ((bound.html_name, bound) for bound in form)
        if bound.value()
        or not getattr(bound.field.widget, "allow_multiple_selected", False)  # nothing ticked, nothing sent
    }
    lists = {name: value for name, value in sent.items() if isinstance(value, list)}
    picked = {name: value[0] if isinstance(value, list) and value else value for name, value in plain.items()}
    return {**{name: value or "" for name, value in picked.items()}, **lists, "seen": page.context["seen"]}


@pytest.mark.clause("ACQ-2")
@pytest.mark.usefixtures("family")
@pytest.mark.parametrize("kind", [kind.value for kind in Kind], ids=[kind.label for kind in Kind])
def test_every_kind_shows_what_was_typed_and_saved_untouched_changes_nothing(
    signed_in: Any, linkage: Register, kind: str
) -> None:
    linkage.people[NEWCOMER] = person(NEWCOMER, "宮前　陸", "ミヤマエ　リク", "2026-06-01", "1", "子")
    counter, made, address = entered(signed_in, kind)
    before = actions.fingerprint(made)
    page = counter.get(address)
    assert page.status_code == 200
    assert counter.post(address, shown_by(page)).status_code == 302
    made = Notification.objects.get()
    assert (actions.fingerprint(made), made.version) == (before, 1)


@pytest.mark.clause("ACQ-2")
@pytest.mark.usefixtures("family")
def test_who_entered_it_mends_it_and_the_entry_before_stays(signed_in: Any) -> None:
    counter, made, address = entered(signed_in)
    sent = {**shown_by(counter.get(address)), "name": "山野　蓮", "occurred_on": "R8.6.1"}
    assert "入力を直しました" in counter.post(address, sent, follow=True).content.decode()
    made.refresh_from_db()
    assert (made.content["name"], made.occurred_on, made.version) == ("山野　蓮", date(2026, 6, 1), 2)
    versions = Notification.pgh_event_model.objects.filter(pgh_obj_id=made.pk).order_by("pgh_id")
    assert [one.content["name"] for one in versions] == ["山田　蓮", "山野　蓮"]
    entry = HistoryEntry.objects.get(event="notification.mended")
    assert entry.detail["fields"] == "届出の内容・異動日"
    assert "山野" not in str(entry.detail)


@pytest.mark.usefixtures("family")
def test_nobody_else_mends_it_and_nobody_after_the_second_look(signed_in: Any) -> None:
    counter, made, address = entered(signed_in)
    sent = {**shown_by(counter.get(address)), "name": "別　人"}
    other = signed_in(*RIGHTS)
    assert "入力した人が" in other.post(address, sent, follow=True).content.decode()
    seen = other.get(f"/notifications/{made.number}/").context["seen"]
    other.post(f"/notifications/{made.number}/confirm/", {"seen": seen})
    assert "入力した人が" in counter.post(address, sent, follow=True).content.decode()
    made.refresh_from_db()
    assert (made.content["name"], made.state) == ("山田　蓮", State.EFFECTIVE)


@pytest.mark.usefixtures("family")
def test_what_was_mended_meanwhile_is_not_confirmed_by_a_page_of_before(signed_in: Any) -> None:
    counter, made, address = entered(signed_in)
    other = signed_in(*RIGHTS)
    seen = other.get(f"/notifications/{made.number}/").context["seen"]
    counter.post(address, {**shown_by(counter.get(address)), "name": "山野　蓮"})
    text = other.post(f"/notifications/{made.number}/confirm/", {"seen": seen}, follow=True).content.decode()
    assert "この届出の内容が変わりました" in text
    assert Notification.objects.get().state == State.ENTERED


@pytest.mark.usefixtures("family")
def test_two_tabs_of_the_same_clerk_do_not_overwrite_one_another(signed_in: Any) -> None:
    counter, made, address = entered(signed_in)
    first, second = shown_by(counter.get(address)), shown_by(counter.get(address))
    counter.post(address, {**first, "name": "山野　蓮"})
    page = counter.post(address, {**second, "name": "山本　蓮"})
    text = page.content.decode()
    assert "この届出の内容が変わりました" in text
    assert 'value="山本　蓮"' in text
    assert Notification.objects.get().content["name"] == "山野　蓮"


@pytest.mark.usefixtures("family")
def test_only_an_address_changed_makes_the_page_of_before_stale(signed_in: Any) -> None:
    counter, made, address = entered(signed_in, "07")
    before = actions.fingerprint(made)
    counter.post(address, {**shown_by(counter.get(address)), "address": "実家２"})
    made.refresh_from_db()
    assert actions.fingerprint(made) != before
    assert made.address == GuardedText("実家２")


@pytest.mark.usefixtures("family")
def test_a_protected_familys_address_is_mended_by_the_right_to_see_it_alone(signed_in: Any, refusals: Any) -> None:
    counter, made, address = entered(signed_in, "07", address="かくれが９")
    Person.objects.filter(atena_no=MISAKI).update(protected_until="2027-03-31")
    assert counter.get(address).status_code == 403
    text = counter.get(f"/notifications/{made.number}/").content.decode()
    assert "210-0001" not in text
    assert "かくれが" not in text


@pytest.mark.usefixtures("family")
def test_a_child_nobody_finds_is_said_when_mending_too(signed_in: Any, linkage: Register) -> None:
    linkage.people[NEWCOMER] = person(NEWCOMER, "宮前　陸", "ミヤマエ　リク", "2026-06-01", "1", "子")
    counter, made, address = entered(signed_in, "08")
    page = counter.post(address, {**shown_by(counter.get(address)), **CHILD, "birth_date": "R8.5.31"})
    assert "住民票に見つかりません" in page.content.decode()
    assert Notification.objects.get().content["child"]["birth_date"] == "2026-06-01"


MARRIED, DIVORCED = date(2026, 6, 1), date(2026, 6, 12)


@pytest.mark.clause("BUS-4")
def test_after_a_loss_the_end_of_the_marriage_says_how_to_apply_anew_and_the_history_goes_on(
    confirmed: Callable[..., Any], decided: Callable[..., Any], linkage: Register, family: Family, signed_in: Any
) -> None:
    decided(confirmed("11", date(2026, 6, 15), who=MISAKI, reason="03").review)
    assert not Entitlement.objects.filter(valid_to__gte=date(2026, 6, 15)).exists()
    told = confirmed("04", date(2026, 6, 20), what="partner_ended", de_facto=False, child_support_yen=None)
    assert (told.review.needs_examination, told.review.state) == (False, "open")
    page = signed_in("notifications.view", "applications.examine", "applications.enter").get(
        f"/notifications/reviews/{told.review.pk}/"
    )
    text = page.content.decode()
    assert "新しい申請の受付日から始まり" in text
    assert 'href="/applications/new/"' in text
    numbers = {one.recipient.number for one in Entitlement.ever.all()}
    linkage.publish("KW2026061500000002")
    fetch_applications()
    application = Application.objects.get(receipt_number="KW2026061500000002")
    on = date(2026, 6, 21)
    facts, people = gather(application, on=on, by=COUNTER, at=clock.now())
    made = examinations.prepare(application.pk, facts, people, on=on, by=COUNTER, at=clock.now())
    assert made.outcome == "10"
    examinations.request_approval(made.pk, by=COUNTER)
    examinations.approve(made.pk, by=EXAMINER, on=on, at=clock.now())
    again = Entitlement.objects.filter(examination=made)
    assert {one.recipient.number for one in again} == numbers
    assert {one.family_id for one in again} == {family.pk}


def test_before_a_loss_the_end_of_a_marriage_is_examined(confirmed: Callable[..., Any]) -> None:
    confirmed("04", MARRIED, what="partner_began", de_facto=False, child_support_yen=None)
    told = confirmed("04", DIVORCED, what="partner_ended", de_facto=False, child_support_yen=None)
    assert told.review.needs_examination


NEW_NUMBER = "222222222226"


@pytest.mark.clause("USE-1")
class TestAChangedIndividualNumber:
    @pytest.fixture
    def review(self, family: Family) -> Any:
        from sasae.subsidy.notifications.actions.reviews import open_review
        from sasae.subsidy.notifications.models import Cause

        ren = Person.objects.get(atena_no=REN)
        return open_review(
            family, ren, Cause.NUMBER, occurred_on=date(2026, 6, 10), to_do="登録し直す", examine=False, by=COUNTER,
            at=clock.now(),
        )  # fmt: skip

    def send(self, signed_in: Any, review: Any, number: str = NEW_NUMBER) -> str:
        from sasae.kernel.numbers import individual

        digits = number[:11] + str(individual.check_digit(number[:11]))
        clerk = signed_in("notifications.view", "individual_number.search", "applications.examine")
        page = clerk.get(f"/notifications/reviews/{review.pk}/").content.decode()
        assert f"/notifications/reviews/{review.pk}/number/" in page
        sent = {"individual_number": digits, "shown": "on", "paper": "個人番号カード"}
        answer = clerk.post(f"/notifications/reviews/{review.pk}/number/", sent, follow=True).content.decode()
        assert digits not in answer
        review.refresh_from_db()
        return answer

    def known(self, linkage: Register, who: str, number: str = NEW_NUMBER) -> None:
        from sasae.kernel.numbers import individual

        linkage.numbers[number[:11] + str(individual.check_digit(number[:11]))] = who

    def test_is_kept_when_linkage_says_whose_it_is(self, signed_in: Any, linkage: Register, review: Any) -> None:
        before = Person.objects.get(atena_no=REN).individual_number_index
        self.known(linkage, REN)
        assert "新しい個人番号を登録し" in self.send(signed_in, review)
        assert review.state == "done"
        assert Person.objects.get(atena_no=REN).individual_number_index != before
        assert HistoryEntry.objects.filter(event="person.number_changed", persons=[REN]).exists()

    @pytest.mark.parametrize("whose", [None, MISAKI], ids=["nobody's", "the mother's"])
    def test_is_not_kept_when_it_is(
        self, signed_in: Any, linkage: Register, review: Any, refusals: Any, whose: str | None
    ) -> None:
        before = Person.objects.get(atena_no=REN).individual_number_index
        if whose:
            self.known(linkage, whose)
        text = self.send(signed_in, review)
        assert ("別の人のものです" if whose else "まだ連携基盤にいません") in text
        assert review.state == "open"
        assert Person.objects.get(atena_no=REN).individual_number_index == before

    def test_of_one_life_is_not_given_to_a_second(
        self, signed_in: Any, linkage: Register, review: Any, refusals: Any
    ) -> None:
        from sasae.kernel.numbers import individual
        from sasae.subsidy.people.actions import keep_individual_numbers

        self.known(linkage, REN)
        digits = NEW_NUMBER[:11] + str(individual.check_digit(NEW_NUMBER[:11]))
        keep_individual_numbers({MISAKI: digits}, by=COUNTER)
        assert "別の宛名番号の人のものとして登録されています" in self.send(signed_in, review)
        assert review.state == "open"
