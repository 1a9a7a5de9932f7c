"""Beside the income: allowance, public assistance, pension, disability, asked of other bodies in bulk for a renewal."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts.inquiries import AskableInformation
from sasae.law import Outcome
from sasae.subsidy.entitlements import inquiries
from sasae.subsidy.entitlements.asked import ALLOWANCE, ASSISTANCE, DISABILITY, PENSION, TAX
from sasae.subsidy.entitlements.elsewhere import rows_of
from sasae.subsidy.entitlements.models import IncomeInquiry
from sasae.subsidy.renewals.elsewhere import elsewhere_of
from sasae.subsidy.renewals.models import Gathered, Renewal, Target
from sasae.wire.client import Unreachable
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import child, mother
from tests.subsidy.renewals.test_elsewhere import OCTOBER, refresh, renewal  # noqa: F401
from tests.subsidy.town import OTHER_CITY, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PENSION_BODY = "900001"
LATE = "自動応答の対象外です。提供側の職員が確認します。"
NOT_GIVEN = "提供側の職員の判断により、提供されませんでした。"
WRONG = "届いた回答に誤りがあったため、使えません。"


@pytest.fixture(autouse=True)
def _masters(linkage: Linkage) -> None:
    linkage.askable = [
        AskableInformation(information=code, name=code, consent=code == TAX, providers=[PENSION_BODY if code == PENSION else "*"])
        for code in (TAX, ALLOWANCE, ASSISTANCE, PENSION, DISABILITY)
    ]  # fmt: skip


def number_of(who: str, information: str) -> str:
    return IncomeInquiry.objects.filter(atena_no=who, information=information).latest("pk").inquiry_no or ""


def shown(renewal: Renewal, who: str) -> dict[str, tuple[str, str, str]]:  # noqa: F811
    """What the examination's page would say of one family, by kind: words, source, difference."""
    target = Target.objects.get(renewal=renewal, applicant__atena_no=who)
    facts = Gathered.objects.filter(applicant=target.applicant).latest("pk").facts
    asked = IncomeInquiry.objects.filter(application=target.application).order_by("pk")
    rows = rows_of(target.application.form, facts, asked)
    return {row["kind"]: (row["words"], row["source"], row["differs"]) for row in rows}


@pytest.mark.clause("USE-5")
def test_every_kind_is_asked_in_one_message_of_the_body_that_knows_it_and_of_adults_alone(
    renewal: Renewal, linkage: Linkage  # noqa: F811
) -> None:  # fmt: skip
    refresh(renewal)
    assert [name for name, _ in linkage.asked].count("inquiries.request_many") == 1
    rows = IncomeInquiry.objects.filter(atena_no=mother(0)).values_list("information", "provider", "consent_on")
    assert {information: provider for information, provider, _ in rows} == {
        TAX: OTHER_CITY, ALLOWANCE: OTHER_CITY, ASSISTANCE: OTHER_CITY, DISABILITY: OTHER_CITY, PENSION: PENSION_BODY,
    }  # fmt: skip
    assert {information for information, _, consent in rows if consent} == {TAX}
    assert not IncomeInquiry.objects.filter(atena_no=child(0, 0)).exists()
    assert IncomeInquiry.objects.count() == 4 * 5
    refresh(renewal)
    assert IncomeInquiry.objects.count() == 4 * 5


def test_what_the_masters_do_not_let_us_ask_is_not_asked(renewal: Renewal, linkage: Linkage) -> None:  # noqa: F811
    linkage.askable = [one for one in linkage.askable if one.information in (TAX, ALLOWANCE)]
    refresh(renewal)
    assert set(IncomeInquiry.objects.values_list("information", flat=True)) == {TAX, ALLOWANCE}


def test_a_family_without_consent_is_asked_about_by_all_but_the_tax(renewal: Renewal, linkage: Linkage) -> None:  # noqa: F811
    application = Target.objects.get(renewal=renewal, applicant__atena_no=mother(1)).application
    application.form["consent_to_inquiries"] = False
    application.save()
    refresh(renewal)
    asked = IncomeInquiry.objects.filter(atena_no=mother(1)).values_list("information", flat=True)
    assert set(asked) == {ALLOWANCE, ASSISTANCE, PENSION, DISABILITY}


@pytest.mark.clause("USE-6")
def test_answers_stand_with_source_and_time_and_what_does_not_agree_is_said_in_words(
    renewal: Renewal, linkage: Linkage  # noqa: F811
) -> None:  # fmt: skip
    refresh(renewal)
    linkage.answer(number_of(mother(0), ALLOWANCE), since="2024-05-01", until=None)
    linkage.answer(number_of(mother(0), ASSISTANCE), since="2020-05-01", until="2021-03-31")
    linkage.answer(number_of(mother(0), PENSION), since="2020-04", kind="遺族基礎年金", yearly_yen=816_000)
    linkage.answer(number_of(mother(1), ASSISTANCE), since="2026-01-10")
    inquiries.fetch_results(by=COUNTER)
    assert shown(renewal, mother(0))["年金"][0] == "回答が届いています。もう一度審査すると取り入れます。"
    refresh(renewal)
    first, second = shown(renewal, mother(0)), shown(renewal, mother(1))
    assert first["年金"] == ("遺族基礎年金　令和2年4月1日から　年816,000円", "情報照会（年金保険者）", "")
    assert first["児童扶養手当"][2] == "申請では児童扶養手当を受けていません"
    assert first["生活保護"][2] == ""  # over for years
    assert second["生活保護"][1:] == ("情報照会（みどり野市）", "ほかの市区町村で生活保護を受けています")
    assert first["障害"][0] == "回答を待っています"
    told = Gathered.objects.filter(applicant__atena_no=mother(0)).latest("pk").facts["told_elsewhere"]
    assert {one["told_at"][10] for one in told} == {"T"}


@pytest.mark.parametrize(
    ("state", "answer", "message", "words"),
    [
        ("answered", {"records": [{"since": "2020-04", "kind": "遺族基礎年金", "yearly_yen": 1}]}, "", "遺族基礎年金　令和2年4月1日から　年1円"),
        ("nobody", None, "該当者がありません。", "該当する記録なし"),
        ("refused", None, "提供側の判断により、提供できません。", "回答が得られていません"),
        ("not_automatic", None, LATE, "回答を待っています"),
        ("requested", None, "", "回答を待っています"),
        ("error", None, WRONG, "回答が得られていません"),
        ("answered", {"records": [{"account": "1234567"}]}, "", "回答が得られていません"),
        ("answered", {"records": [{"since": "きのう"}]}, "", "回答が得られていません"),
        ("answered", {"records": [{"yearly_yen": "多い"}]}, "", "回答が得られていません"),
        ("answered", {}, "", "回答が得られていません"),
    ],
    ids=[
        "answers", "nobody", "refuses", "late", "silent", "wrong at the network", "an item nobody asked for", "no day",
        "no amount", "no record",
    ],
)  # fmt: skip
def test_whatever_the_pension_body_does_about_one_person_the_others_are_answered(
    renewal: Renewal, linkage: Linkage, state: str, answer: Any, message: str, words: str  # noqa: F811
) -> None:  # fmt: skip
    refresh(renewal)
    linkage.settle(number_of(mother(0), PENSION), state, answer, message)
    linkage.answer(number_of(mother(1), PENSION), since="2021-04", kind="障害基礎年金", yearly_yen=900_000)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    if state == "answered" and words.startswith("回答"):  # what cannot be read is asked again
        assert IncomeInquiry.objects.filter(atena_no=mother(0), information=PENSION).count() == 2
        words = "回答を待っています"
    if state == "error":
        assert IncomeInquiry.objects.filter(atena_no=mother(0), information=PENSION).count() == 2
        words = "回答を待っています"
    assert shown(renewal, mother(0))["年金"][0] == words
    assert shown(renewal, mother(1))["年金"][0].startswith("障害基礎年金")


def test_a_late_answer_is_taken_when_it_comes(renewal: Renewal, linkage: Linkage) -> None:  # noqa: F811
    refresh(renewal)
    late = number_of(mother(0), PENSION)
    linkage.settle(late, "not_automatic", None, LATE)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    linkage.answer(late, since="2021-04", kind="障害基礎年金", yearly_yen=900_000)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    assert shown(renewal, mother(0))["年金"][0].startswith("障害基礎年金")


def test_no_answer_about_a_protected_person_reads_like_any_other_no_answer(
    renewal: Renewal, linkage: Linkage  # noqa: F811
) -> None:  # fmt: skip
    refresh(renewal)
    linkage.settle(number_of(mother(0), ALLOWANCE), "refused", None, NOT_GIVEN)
    linkage.settle(number_of(mother(1), ALLOWANCE), "refused", None, "提供側の判断により、提供できません。")
    linkage.settle(number_of(mother(2), ALLOWANCE), "not_automatic", None, LATE)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    assert shown(renewal, mother(0))["児童扶養手当"] == shown(renewal, mother(1))["児童扶養手当"]
    assert (
        shown(renewal, mother(2))["児童扶養手当"] == shown(renewal, mother(3))["児童扶養手当"]
    )  # one nobody has answered


def test_a_worker_killed_before_it_kept_what_was_asked_asks_the_same_pages_again(
    renewal: Renewal, linkage: Linkage, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    from sasae.contracts import inquiries as words

    monkeypatch.setattr(words, "MOST_QUESTIONS", 7)
    refresh(renewal)
    keys = dict(linkage.keys)
    last = IncomeInquiry.objects.order_by("-pk").values_list("pk", flat=True)[:6]  # the third page
    IncomeInquiry.objects.filter(pk__in=list(last)).delete()
    refresh(renewal)
    assert linkage.keys == keys
    assert IncomeInquiry.objects.count() == 20


def test_while_linkage_is_away_no_kind_counts_as_asked(renewal: Renewal, linkage: Linkage) -> None:  # noqa: F811
    linkage.away = True
    with pytest.raises(Unreachable):
        refresh(renewal)
    assert not IncomeInquiry.objects.exists()


def test_the_pages_say_how_far_each_kind_is_and_the_judgement_is_the_same_with_and_without(
    renewal: Renewal, linkage: Linkage, signed_in: Any, work: Any  # noqa: F811
) -> None:  # fmt: skip
    from sasae.contracts.other_schemes import Enrolment

    linkage.enrolments = [Enrolment(atena_no=mother(one), scheme="A", since=date(2025, 4, 1)) for one in range(4)]
    refresh(renewal)
    for one in range(3):
        linkage.answer(number_of(mother(one), TAX), salary=1_000_000, dependants=1)
        linkage.answer(number_of(mother(one), ASSISTANCE), since="2026-01-10")
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    told = elsewhere_of(renewal, renewal.targets.all())
    assert told is not None
    assert [turn.after for turn in told.turns] == [4, 1]  # 所得不明
    assert dict(told.others)["生活保護"] == [("回答待ち", 1), ("回答あり", 3)]
    page = signed_in("renewals.view").get(f"/renewals/{renewal.pk}/").content.decode()
    assert "所得のほかに照会したこと" in page
    for key in ("report", "judge"):
        work(renewal, key, OCTOBER)
    outcomes = list(renewal.targets.order_by("pk").values_list("outcome", flat=True))
    assert outcomes.count(Outcome.INCOME_UNKNOWN.value) == 1
    assert outcomes.count(Outcome.GRANTED.value) == 3
