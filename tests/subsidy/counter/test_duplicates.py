"""One person under two numbers: found, compared, taken for one by two people, parted again with nothing lost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.law import decide_claim
from sasae.subsidy.claims.actions import CannotClaim, decide, withdraw
from sasae.subsidy.claims.balances import wrong_amounts
from sasae.subsidy.claims.cases import case_of
from sasae.subsidy.desk.actions import write_note
from sasae.subsidy.desk.models import NoteKind
from sasae.subsidy.duplicates import actions
from sasae.subsidy.duplicates.groups import one_with
from sasae.subsidy.duplicates.models import Merge, State
from sasae.subsidy.duplicates.queries import candidates
from sasae.subsidy.entitlements.granting import AlreadyCovered, refuse_second_cover
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.showings import let_see
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim
from tests.subsidy.town import DAY, LAN, MIO, MISAKI, REN, SAORI, person
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def twice(granted: Recipient) -> Person:
    """Misaki once more, as she came back into the city years ago: another number, another shape of her name."""
    keep_people(
        [
            person(SAORI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8"),
            person(LAN, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-02", "2", "世帯主", household_no="H9"),
        ],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    return Person.objects.get(atena_no=SAORI)


def propose(kept: str = MISAKI, other: str = SAORI) -> Merge:
    return actions.propose(kept, other, why="転出入の履歴で確認", by=COUNTER, at=clock.now())


def test_one_name_on_one_birth_date_is_found_and_a_day_apart_is_not(twice: Person) -> None:
    assert [{one.atena_no for one in pair} for pair in candidates()] == [{MISAKI, SAORI}]


def test_a_pair_somebody_looked_at_is_not_listed_until_it_is_undone(twice: Person) -> None:
    merge = propose()
    assert candidates() == []
    actions.confirm(merge.pk, by=EXAMINER)
    assert candidates() == []
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert len(candidates()) == 1
    again = propose()
    actions.tell_apart(again.pk, why="本籍が違う", by=EXAMINER)
    assert candidates() == []


def test_who_proposes_does_not_confirm_in_code_nor_in_the_database(twice: Person) -> None:
    merge = propose()
    refused("duplicates.confirm", lambda by: actions.confirm(merge.pk, by=by), same=COUNTER, other=EXAMINER, says="別の人")
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(state="merged", decided_by=COUNTER.id)
    assert actions.confirm(merge.pk, by=EXAMINER).state == State.MERGED


def test_nobody_is_merged_with_themselves_nor_twice(twice: Person) -> None:
    with pytest.raises(actions.CannotMerge, match="2人"):
        propose(MISAKI, MISAKI)
    with pytest.raises(actions.CannotMerge, match="理由"):
        actions.propose(MISAKI, SAORI, why=" ", by=COUNTER, at=clock.now())
    propose()
    with pytest.raises(actions.CannotMerge, match="すでに"):
        propose(LAN, SAORI)
    with pytest.raises(actions.CannotMerge, match="すでに"):
        propose(SAORI, LAN)


def pages(client: Any, who: str) -> str:
    return client.get(at(f"/people/{who}/")).content.decode() + client.get(at(f"/desk/people/{who}/")).content.decode()


def test_merged_they_have_one_history_and_parted_each_has_its_own(
    twice: Person, granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    write_note(
        twice, kind=NoteKind.MEMO, happened_on=DAY, counterpart="", text="前の番号での相談", by=COUNTER, at=clock.now()
    )
    client = signed_in("people.view")
    before = Person.objects.get(atena_no=SAORI)
    assert "前の番号での相談" not in pages(client, MISAKI)
    merge = propose()
    actions.confirm(merge.pk, by=EXAMINER)
    assert set(one_with(twice)) == {twice.pk, granted.person_id}
    kept, other = pages(client, MISAKI), pages(client, SAORI)
    assert "前の番号での相談" in kept
    assert f"宛名番号 {SAORI} の記録も並んでいます" in kept
    assert "ほかの宛名番号と統合されています" in other
    assert "有効" in other  # the certificate issued under the other number
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert "前の番号での相談" not in pages(client, MISAKI)
    after = Person.objects.get(atena_no=SAORI)
    assert {field.name: getattr(before, field.name) for field in Person._meta.concrete_fields} == {
        field.name: getattr(after, field.name) for field in Person._meta.concrete_fields
    }
    done = [event for event in HistoryEntry.objects.order_by("pk").values_list("event", flat=True) if "merge." in event]
    assert done == ["merge.proposed", "merge.merged", "merge.undone"]


def _result(who: str) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(person=who, eligible_from=DAY, eligible_to=DAY)


def test_merged_they_are_not_covered_twice_and_parted_they_may_be(twice: Person, granted: Recipient) -> None:
    recipient = Recipient.objects.create(person=twice, number="9999990")
    merge = propose()
    refuse_second_cover([_result(SAORI)], {SAORI: recipient})
    actions.confirm(merge.pk, by=EXAMINER)
    with pytest.raises(AlreadyCovered):
        refuse_second_cover([_result(SAORI)], {SAORI: recipient})
    actions.undo(merge.pk, why="別人", by=COUNTER)
    refuse_second_cover([_result(SAORI)], {SAORI: recipient})


def test_two_who_are_covered_on_the_same_days_are_not_merged(twice: Person, granted: Recipient) -> None:
    cover = Entitlement.objects.get(recipient=granted)
    recipient = Recipient.objects.create(person=twice, number="9999990")
    Entitlement.objects.create(
        recipient=recipient, family=cover.family, examination=cover.examination, valid_from=cover.valid_to,
        valid_to=cover.valid_to,
    )  # fmt: skip
    with pytest.raises(actions.CannotMerge, match="重なっています"):
        propose()
    Entitlement.objects.filter(recipient=recipient).update(
        valid_from=cover.valid_from.replace(year=2025), valid_to=cover.valid_from.replace(day=14)
    )
    assert propose().state == State.PROPOSED


@pytest.fixture
def thrice(twice: Person, granted: Recipient) -> Merge:
    """Merged with the number of years ago; a third number, of the same years, has its own recipient's number and cover."""
    cover, first = Entitlement.objects.get(recipient=granted), date(2025, 1, 1)
    for number, who in (("9999990", SAORI), ("8888880", LAN)):
        Entitlement.objects.create(
            recipient=Recipient.objects.create(person=Person.objects.get(atena_no=who), number=number), family=cover.family,
            examination=cover.examination, valid_from=first, valid_to=cover.valid_from - timedelta(days=1),
        )  # fmt: skip
    return actions.confirm(propose().pk, by=EXAMINER)


def test_a_third_number_covered_or_paid_on_the_days_of_the_second_is_not_merged_with_the_first(
    thrice: Merge,
) -> None:
    with pytest.raises(actions.CannotMerge, match="重なっています"):
        propose(MISAKI, LAN)
    Entitlement.objects.filter(recipient__number="8888880").delete()
    assert propose(MISAKI, LAN).state == State.PROPOSED


def test_what_was_entered_under_a_second_number_meanwhile_is_seen_when_a_third_is_confirmed(
    thrice: Merge, granted: Recipient
) -> None:
    cover = Entitlement.objects.filter(recipient__number="8888880")
    days = cover.values("valid_from", "valid_to").get()
    cover.update(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    third = propose(MISAKI, LAN)
    cover.update(**days)
    with pytest.raises(actions.CannotMerge, match="重なっています"):
        actions.confirm(third.pk, by=EXAMINER)
    cover.update(valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    one, two = claim("9999990", COUNTER), claim("8888880", COUNTER)
    with pytest.raises(actions.CannotMerge, match=f"{one.number} と {two.number}"):
        actions.confirm(third.pk, by=EXAMINER)


def test_the_whole_course_on_screen_by_two_people(twice: Person, signed_in: Callable[..., Any]) -> None:
    one, other = signed_in("people.view", "people.merge"), signed_in("people.view", "people.merge")
    assert f"{MISAKI}／{SAORI}" in one.get(at("/duplicates/")).content.decode().replace("\n", "")
    page = at(f"/duplicates/{MISAKI}/{SAORI}/")
    assert "違う" in one.get(page).content.decode()
    one.post(page + "propose/", {"why": "転出入の履歴で確認"})
    merge = Merge.objects.get()
    assert "同じ人と確認して統合する" not in one.get(page).content.decode()
    decide = at(f"/duplicates/{merge.pk}/")
    one.post(decide, {"verb": "confirm"})
    merge.refresh_from_db()
    assert merge.state == State.PROPOSED
    other.post(decide, {"verb": "confirm"})
    other.post(decide, {"verb": "undo", "why": "取り違え"})
    merge.refresh_from_db()
    assert (merge.state, merge.undone_why) == (State.UNDONE, "取り違え")
    assert signed_in("people.view").get(page).status_code == 403
    assert {REN, MIO} & set(HistoryEntry.objects.filter(subject="duplicates:compare").latest("pk").persons) == set()


def test_a_protected_address_is_compared_by_those_alone_who_may_see_it(
    twice: Person, signed_in: Callable[..., Any]
) -> None:
    Person.objects.filter(atena_no=SAORI).update(protected_until=DAY, address="神奈川県川崎市幸区秘密１")
    page = at(f"/duplicates/{MISAKI}/{SAORI}/")
    assert "秘密" not in signed_in("people.merge").get(page).content.decode()
    trusted = signed_in("people.merge", "protected.view")
    assert "秘密" not in trusted.get(page).content.decode()
    assert "秘密" in let_see(trusted, SAORI).get(page).content.decode()


@pytest.fixture
def merged(twice: Person, granted: Recipient) -> Merge:
    """Taken for one; the other number has a recipient's number too, and cover of the year before."""
    cover = Entitlement.objects.get(recipient=granted)
    other = Recipient.objects.create(person=twice, number="9999990")
    Entitlement.objects.create(
        recipient=other, family=cover.family, examination=cover.examination, valid_from=cover.valid_from.replace(year=2025),
        valid_to=cover.valid_from - timedelta(days=1),
    )  # fmt: skip
    return actions.confirm(propose().pk, by=EXAMINER)


def test_what_was_claimed_under_one_number_is_not_claimed_again_under_the_other_until_they_are_parted(
    merged: Merge, granted: Recipient
) -> None:
    claim(granted.number, COUNTER)
    with pytest.raises(CannotClaim, match="すでにあります"):
        claim("9999990", COUNTER)
    actions.undo(merged.pk, why="別人と判明", by=COUNTER)
    assert claim("9999990", COUNTER).person.atena_no == SAORI


def test_a_claim_stands_on_the_cover_under_either_number_and_parted_on_its_own_alone(
    merged: Merge, granted: Recipient
) -> None:
    other = claim("9999990", COUNTER, treated_on=[date(2026, 6, 20), date(2026, 6, 22)])
    assert decide_claim(case_of(other), LATER).outcome.name == "PAID"
    decide(other.pk, by=EXAMINER, on=LATER)
    assert [one.id for one in wrong_amounts() if one.id == "LG-206"] == []
    actions.undo(merged.pk, why="別人と判明", by=COUNTER)
    assert [one.at for one in wrong_amounts() if one.id == "LG-206"] == [other.number]


def test_the_same_treatment_claimed_under_both_numbers_is_settled_before_they_are_merged(
    twice: Person, granted: Recipient
) -> None:
    cover = Entitlement.objects.get(recipient=granted)
    other = Recipient.objects.create(person=twice, number="9999990")
    Entitlement.objects.create(
        recipient=other, family=cover.family, examination=cover.examination, valid_from=cover.valid_from.replace(year=2025),
        valid_to=cover.valid_from - timedelta(days=1),
    )  # fmt: skip
    first, second = claim(granted.number, COUNTER), claim("9999990", COUNTER)
    with pytest.raises(actions.CannotMerge, match=f"{first.number} と {second.number}"):
        propose()
    withdraw(second.pk, why="二重の請求", by=COUNTER, on=LATER)
    assert propose().state == State.PROPOSED


def test_ledger_family_account_and_notes_lie_under_one_person_and_part_again(
    merged: Merge, granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    paid = claim("9999990", COUNTER)
    decide(paid.pk, by=EXAMINER, on=LATER)
    client = signed_in("people.view", "ledger.view", "claims.view", "certificates.view")

    def seen(who: str) -> tuple[bool, bool, bool]:
        page = client.get(at(f"/people/{who}/")).content.decode()
        lines = client.get(at("/ledger/"), {"person": who}).context["list"].rows
        return paid.number in page, "宮前　蓮" in page, bool(lines)

    assert seen(MISAKI) == seen(SAORI) == (True, True, True)
    assert "口座番号の末尾" in client.get(at(f"/people/{SAORI}/")).content.decode()
    actions.undo(merged.pk, why="別人と判明", by=COUNTER)
    assert (seen(MISAKI), seen(SAORI)) == ((False, True, False), (True, False, True))
    assert "口座番号の末尾" not in client.get(at(f"/people/{SAORI}/")).content.decode()


def test_pairs_of_another_ward_are_not_listed_compared_nor_decided(
    twice: Person, signed_in: Callable[..., Any]
) -> None:
    own, other = signed_in("people.merge", ward="141364"), signed_in("people.merge", ward="141356")
    page = at(f"/duplicates/{MISAKI}/{SAORI}/")
    assert SAORI in own.get(at("/duplicates/")).content.decode()
    assert SAORI not in other.get(at("/duplicates/")).content.decode()
    assert (own.get(page).status_code, other.get(page).status_code) == (200, 403)
    merge = propose()
    assert SAORI not in other.get(at("/duplicates/")).content.decode()
    assert other.post(at(f"/duplicates/{merge.pk}/"), {"verb": "confirm"}).status_code == 403
    assert own.post(at(f"/duplicates/{merge.pk}/"), {"verb": "confirm"}).status_code == 302
