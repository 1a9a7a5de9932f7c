"""What an examination compares, what staff find for it, and what addresses tell: of protected persons nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.contracts.other_schemes import Enrolment, Scheme
from sasae.kernel import clock
from sasae.law import Outcome
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.actions import decision_of, replay
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.entitlements.side_by_side import rows_of
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.recognitions import actions
from sasae.subsidy.recognitions.models import Kind, Recognition
from tests.staff import at
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, MIO, MISAKI, OBASAN, RECEIPT, REN, SAORI, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE = {"postal_code": "2160006", "text": "神奈川県川崎市宮前区有馬９－９", "ward_code": "141364"}


def differing(examination: Examination) -> dict[str, str]:
    return {row.item: row.differs for row in rows_of(examination) if row.differs}


def test_where_all_agrees_nothing_is_marked(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    linkage.enrolments = [Enrolment(atena_no=MISAKI, scheme=Scheme.CHILD_ALLOWANCE, since=date(2025, 4, 1))]
    assert differing(examine(received)) == {}


def test_what_differs_between_the_sources_is_marked(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    linkage.enrolments = [Enrolment(atena_no=MISAKI, scheme=Scheme.PUBLIC_ASSISTANCE, since=date(2026, 1, 1))]
    linkage.people[MIO] = person(MIO, "宮前　澪", "ミヤマエ　ミオ", "2018-10-11", "2", "子", household_no="H2")
    linkage.people[OBASAN] = person(OBASAN, "宮前　健", "ミヤマエ　ケン", "1985-01-01", "1", "夫")
    found = differing(examine(received))
    assert found == {
        "生年月日": "生年月日が違います",
        "申請者と同居": "申請の同居と住民票の世帯が違います",
        "ほかの制度": "申請にない制度を受けています、児童扶養手当の受給の登録がありません",
        "配偶者・事実婚の相手": "住民票に配偶者がいます",
    }


def test_last_time_stands_beside_this_time(
    granted: Any, linkage: Linkage, examine: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    linkage.incomes[MISAKI] = 1_800_000
    linkage.publish("KW2026061500000009", child_support_yen=0)
    fetch_applications()
    examination = examine(Application.objects.get(receipt_number="KW2026061500000009"))
    found = differing(examination)
    assert found["所得（給与・年金・その他）"] == "前回から300,000円"
    assert found["養育費（年）"] == "前回の申請と違います"
    page = signed_in("applications.view").get(at(f"/examinations/{examination.pk}/")).content.decode()
    for words in ("前回の決定", "前回から300,000円", "2024年 1,500,000円", "2024年 1,800,000円"):
        assert words in page


def find(application: Application, kind: Kind, since: date, **more: Any) -> Recognition:
    told = {"atena_no": REN, "until": None, "reason": "窓口で確認した", **more}
    return actions.find(application.pk, kind, since=since, by=COUNTER, at=clock.now(), **told)


def start_of(examination: Examination) -> set[Any]:
    return {result.eligible_from for result in decision_of(examination).persons}


def test_a_start_staff_moved_back_counts_and_says_why(received: Application, examine: Callable[..., Any]) -> None:
    assert start_of(examine(received)) == {DAY}
    find(received, Kind.EARLY_START, date(2026, 6, 1), reason="窓口の案内の誤りによる")
    examination = examine(received)
    assert start_of(examination) == {date(2026, 6, 1)}
    assert "窓口の案内の誤りによる" in examination.decision
    assert replay(examination) == examination.decision.encode()


def test_the_day_before_the_application_may_be_found_and_its_own_day_not(received: Application) -> None:
    with pytest.raises(actions.CannotFind, match="より前の日"):
        find(received, Kind.EARLY_START, DAY)
    find(received, Kind.EARLY_START, date(2026, 6, 14))
    with pytest.raises(actions.CannotFind, match="すでに認定"):
        find(received, Kind.EARLY_START, date(2026, 6, 13))


def test_what_is_taken_back_counts_no_more_and_stays(received: Application, examine: Callable[..., Any]) -> None:
    found = find(received, Kind.EARLY_START, date(2026, 6, 1))
    with pytest.raises(actions.CannotFind, match="理由"):
        actions.take_back(found.pk, why="", by=EXAMINER)
    actions.take_back(found.pk, why="根拠が足りない", by=EXAMINER)
    assert start_of(examine(received)) == {DAY}
    assert Recognition.objects.get().taken_back_by == EXAMINER.id
    with pytest.raises(IntegrityError, match="reason"), transaction.atomic():
        Recognition.objects.update(reason="")


def test_parents_who_have_custody_bar_a_caregiver(
    linkage: Linkage, received: Application, examine: Callable[..., Any]
) -> None:
    received.form["applicant"]["relation"] = "20"
    received.save()
    assert Outcome(examine(received).outcome) is not Outcome.NOT_ELIGIBLE
    for child in (REN, MIO):
        find(received, Kind.PARENTS_CUSTODY, date(2020, 1, 1), atena_no=child)
    assert Outcome(examine(received).outcome) is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize(("until", "covered"), [(date(2026, 6, 15), True), (date(2026, 6, 14), False)])
def test_school_that_was_proved_covers_until_its_last_day(
    received: Application, examine: Callable[..., Any], linkage: Linkage, until: date, covered: bool
) -> None:
    linkage.people[REN] = person(REN, "宮前　蓮", "ミヤマエ　レン", "2007-05-05", "1", "子")
    find(received, Kind.HIGH_SCHOOL, date(2024, 4, 1), until=until)
    result = next(one for one in decision_of(examine(received)).persons if one.person == REN)
    assert (result.eligible_from is not None) is covered


def test_a_move_between_wards_is_a_fact_of_the_next_examination(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    assert examine(received).facts["wards"] == [{"since": "2019-04-01", "ward": "141364"}]
    moved = {"postal_code": "2140014", "text": "神奈川県川崎市多摩区登戸１", "ward_code": "141356"}
    linkage.people[MISAKI] = person(
        MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", address=moved
    )
    examination = examine(received)
    assert [stay["ward"] for stay in examination.facts["wards"]] == ["141364", "141356"]
    assert replay(examination) == examination.decision.encode()


def test_of_a_protected_applicant_no_ward_and_no_address_enters_the_facts(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    hidden = person(MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", protected_until="2026-06-15")
    linkage.people[MISAKI] = hidden
    linkage.people[OBASAN] = person(OBASAN, "宮前　節", "ミヤマエ　セツ", "1960-01-01", "2", "同居人")
    facts = examine(received).facts
    assert "wards" not in facts
    assert "same_address" not in facts
    linkage.people[MISAKI] = hidden.model_copy(update={"protected_until": date(2026, 6, 14)})
    facts = examine(received).facts
    assert {"wards", "same_address"} <= facts.keys()


def test_who_is_unclear_and_lives_at_the_same_address_is_taken_to_share_the_household(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    linkage.incomes[OBASAN] = 20_000_000
    unclear = person(OBASAN, "宮前　節", "ミヤマエ　セツ", "1960-01-01", "2", "縁故者")
    linkage.people[OBASAN] = unclear.model_copy(update={"address": unclear.address.model_copy(update=ELSEWHERE)})
    assert OBASAN not in examine(received).facts.get("same_address", ())
    linkage.people[OBASAN] = unclear
    assert OBASAN in examine(received).facts["same_address"]


def test_other_households_at_the_address_are_shown_to_staff_but_never_of_the_protected(
    received: Application, examine: Callable[..., Any], signed_in: Callable[..., Any]
) -> None:
    examination = examine(received)
    page = at(f"/examinations/{examination.pk}/")
    client = signed_in("applications.view")
    for until, shown in ((None, True), ("2026-06-15", False), ("2026-06-14", True)):
        other = person(
            SAORI, "幸　沙織", "サイワイ　サオリ", "1988-12-01", "2", "世帯主", household_no="H9", protected_until=until
        )
        keep_people([other], by=COUNTER, affair="試験", fetched_at=clock.now())
        assert ("幸　沙織" in client.get(page).content.decode()) is shown
    own = person(MISAKI, "宮前　美咲", "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主", protected_until="2026-06-15")
    keep_people([own], by=COUNTER, affair="試験", fetched_at=clock.now())
    assert "幸　沙織" not in client.get(page).content.decode()


def test_findings_are_entered_and_taken_back_on_screen(received: Application, signed_in: Callable[..., Any]) -> None:
    client = signed_in("applications.view", "applications.examine")
    page = at(f"/recognitions/{RECEIPT}/")
    wrong = client.post(page, {"kind": "high_school", "since": "R6.4.1", "reason": "在学証明書"})
    assert "児童から選んでください" in wrong.content.decode()
    client.post(
        page, {"kind": "high_school", "atena_no": REN, "since": "R6.4.1", "until": "R9.3.31", "reason": "在学証明書"}
    )
    found = Recognition.objects.get()
    assert (found.person.atena_no, found.until) == (REN, date(2027, 3, 31))
    client.post(f"{page}{found.pk}/", {"why": "別の人の証明書"})
    assert "取消済" in client.get(page).content.decode()
    assert signed_in("applications.view").get(page).status_code == 403


def test_nothing_is_found_after_the_decision(granted: Any) -> None:
    with pytest.raises(actions.CannotFind, match="決定済"):
        find(Application.objects.get(), Kind.EARLY_START, date(2026, 6, 1))
