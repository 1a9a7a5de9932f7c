"""One person, one kind of information, asked of another body from an examination: purpose and basis first."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.asked import ALLOWANCE, ASSISTANCE, DISABILITY, PENSION, TAX
from sasae.subsidy.entitlements.models import Examination, IncomeInquiry
from sasae.subsidy.entitlements.showing import page_of
from sasae.subsidy.entitlements.single import asked_rows
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import MISAKI, OTHER_CITY, REN, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATE = "自動応答の対象外です。提供側の職員が確認します。"
NETWORK_WORDS = ("拒否", "エラー", "該当者なし", "提供側", "自動応答")


@pytest.fixture
def examination(received: Application, examine: Callable[..., Any], linkage: Linkage) -> Examination:
    """Misaki lived elsewhere on 1 January."""
    del linkage.incomes[MISAKI]
    linkage.unknown[MISAKI] = OTHER_CITY
    made: Examination = examine(received)
    return made


def question(information: str, who: str = MISAKI, **changes: str) -> dict[str, str]:
    plain = {"basis": "number_act_19_9", "affair": "資格審査", "provider": OTHER_CITY, "other": ""}
    return {**plain, "who": who, "information": information, **changes}


@pytest.fixture
def desk(examination: Examination, signed_in: Any) -> Callable[..., str]:
    """The page after this question was sent."""
    client = signed_in("applications.view", "applications.examine")
    to = at(reverse("entitlements:ask", args=[examination.pk]))

    def send(*about: Any, **changes: str) -> str:
        page: str = client.post(to, question(*about, **changes), follow=True).content.decode()
        return page

    return send


@pytest.mark.clause("USE-5")
@pytest.mark.clause("NET-1")
def test_every_kind_is_asked_for_one_person_and_its_answer_stands_in_the_next_examination_with_source_and_time(
    examination: Examination, examine: Callable[..., Any], linkage: Linkage, desk: Callable[..., str]
) -> None:
    for kind in (TAX, ALLOWANCE, ASSISTANCE, DISABILITY, PENSION):
        assert "を照会しました" in desk(kind)
    asked = [message for name, message in linkage.asked if name == "inquiries.request"]
    assert {(one.information, one.provider) for one in asked} == {
        (TAX, OTHER_CITY), (ALLOWANCE, OTHER_CITY), (ASSISTANCE, OTHER_CITY), (DISABILITY, OTHER_CITY), (PENSION, "900001"),
    }  # fmt: skip
    assert {(one.purpose.affair, one.purpose.basis) for one in asked} == {("資格審査", "number_act_19_9")}
    assert [one.information for one in asked if one.consent_on] == [TAX]
    numbers = dict(IncomeInquiry.objects.values_list("information", "inquiry_no"))
    linkage.answer(numbers[TAX], salary=1_200_000, dependants=2)
    linkage.answer(numbers[ALLOWANCE], since="2024-05-01", until="2024-12-31")
    linkage.answer(numbers[ASSISTANCE], since="2026-01-10")
    linkage.answer(numbers[DISABILITY], since="2022-04-01", grade="身体障害者手帳2級")
    linkage.answer(numbers[PENSION], since="2020-04", kind="遺族基礎年金", yearly_yen=816_000)
    inquiries.fetch_results(by=COUNTER)
    again = examine(examination.application)
    facts = again.facts
    assert [(row["salary"], row["source"]) for row in facts["incomes"]] == [(1_200_000, "情報照会（みどり野市）")]
    assert {row["information"] for row in facts["told_elsewhere"]} == {ALLOWANCE, ASSISTANCE, DISABILITY, PENSION}
    assert {row["told_at"][10] for row in facts["told_elsewhere"]} == {"T"}
    assert [row["words"] for row in asked_rows(again, {})] == ["回答あり（この審査に入っています）"] * 5
    assert {row["words"] for row in asked_rows(examination, {})} == {"回答が届いています。もう一度審査すると取り入れます。"}
    (line, *_) = HistoryEntry.objects.filter(event="inquiry.requested").order_by("pk")
    assert (line.detail["kind"], line.detail["affair"], line.detail["basis"]) == ("所得", "資格審査", "number_act_19_9")


def test_of_an_application_that_was_taken_back_nobody_is_asked(
    examination: Examination, linkage: Linkage, desk: Callable[..., str]
) -> None:
    Application.objects.update(state="withdrawn")
    examination.application.refresh_from_db()
    assert "SK-211" in desk(ALLOWANCE)
    with pytest.raises(inquiries.CannotInquire):
        inquiries.request(examination.application, MISAKI, year=2025, provider=OTHER_CITY, by=COUNTER)
    assert "inquiries.request" not in {name for name, _ in linkage.asked}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"basis": ""}, "照会の根拠を選んでください"),
        ({"affair": ""}, "照会の目的（事務）を選んでください"),
        ({"who": "000000000009999"}, "照会する人"),
        ({"information": TAX, "who": REN}, "SK-204"),
        ({"provider": ""}, "SK-206"),
        ({"other": "141305"}, "SK-207"),
        ({"other": "141364"}, "SK-207"),
        ({"other": "149994"}, "SK-210"),
    ],
)
def test_what_may_not_be_asked_is_said_beside_its_field_and_nobody_is_asked(
    desk: Callable[..., str], linkage: Linkage, changes: dict[str, str], said: str
) -> None:
    page = desk(**{**question(ALLOWANCE), **changes})
    assert (said in page, "を照会しました" in page) == (True, False)
    assert not IncomeInquiry.objects.exists()
    assert "inquiries.request" not in [name for name, _ in linkage.asked]


def test_a_municipality_that_is_not_on_the_list_is_asked_by_its_code(desk: Callable[..., str]) -> None:
    desk(DISABILITY, REN, provider="", other="131016")
    assert IncomeInquiry.objects.values_list("atena_no", "provider").get() == (REN, "131016")


def test_without_consent_the_income_alone_is_not_asked(examination: Examination, desk: Callable[..., str]) -> None:
    application = examination.application
    application.form["consent_to_inquiries"] = False
    application.save()
    assert "SK-205" in desk(TAX)
    assert "を照会しました" in desk(ALLOWANCE)


def test_asked_already_it_is_not_asked_again_until_the_try_was_in_vain(desk: Callable[..., str], linkage: Linkage) -> None:
    desk(ASSISTANCE)
    assert "SK-208" in desk(ASSISTANCE)
    linkage.settle(IncomeInquiry.objects.get().inquiry_no or "", "refused", None, "提供側の判断により、提供できません。")
    inquiries.fetch_results(by=COUNTER)
    assert "を照会しました" in desk(ASSISTANCE)
    assert len(set(linkage.keys)) == len(linkage.keys) > 1


def test_an_answer_about_another_year_is_no_answer_about_this_one(
    examination: Examination, desk: Callable[..., str], linkage: Linkage
) -> None:
    desk(TAX)
    IncomeInquiry.objects.update(year=2025)
    linkage.answer(IncomeInquiry.objects.get().inquiry_no or "", salary=1)
    inquiries.fetch_results(by=COUNTER)
    (row,) = asked_rows(examination, {})
    assert row["words"] == "回答あり（2025年の所得で審査するときに使います）"
    assert [one["inquiry"] for one in page_of(examination)["unknown"]] == [None]


def test_while_linkage_is_away_the_page_says_so_and_keeps_what_was_chosen(
    desk: Callable[..., str], linkage: Linkage
) -> None:
    linkage.away = True
    page = desk(PENSION)
    assert "連携基盤につながりません" in page
    assert f'<option value="{PENSION}" selected>' in page


def test_a_decided_examination_asks_nothing(granted: Any, signed_in: Any) -> None:
    decided = Examination.objects.get()
    client = signed_in("applications.view", "applications.examine")
    to = at(reverse("entitlements:ask", args=[decided.pk]))
    assert to.partition("?")[0] not in client.get(at(f"/examinations/{decided.pk}/")).content.decode()
    assert "SK-201" in client.post(to, question(PENSION, provider="")).content.decode()
    assert signed_in("applications.view").get(to).status_code == 403


@pytest.mark.parametrize("state", ["requested", "not_automatic", "nobody", "refused", "error", "answered"])
def test_staff_read_plain_words_and_never_why_another_body_tells_nothing(
    examination: Examination, desk: Callable[..., str], linkage: Linkage, signed_in: Any, state: str
) -> None:
    desk(TAX)
    desk(ALLOWANCE)
    for one in IncomeInquiry.objects.all():
        told = {"salary": 1} if one.information == TAX else {"since": "2024-05-01"}
        linkage.settle(one.inquiry_no or "", state, {"records": [told]} if state == "answered" else None, LATE)
    inquiries.fetch_results(by=COUNTER)
    client = signed_in("applications.view", "applications.examine")
    for page in (f"/examinations/{examination.pk}/", f"/examinations/{examination.pk}/ask/"):
        text = client.get(at(page)).content.decode()
        assert [word for word in NETWORK_WORDS if word in text] == []
        words = {"requested": "回答を待っています", "not_automatic": "回答を待っています", "nobody": "該当する記録なし"}
        assert words.get(state, "回答が届いています" if state == "answered" else "回答が得られていません") in text
    if state in ("nobody", "refused", "error"):
        assert "所得の証明書を求めてください" in text
