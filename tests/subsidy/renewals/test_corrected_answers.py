"""Another body writes that its answer was wrong: it counts no more, is asked for again, and the family is looked at again."""

from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.entitlements import actions, corrections, inquiries
from sasae.subsidy.entitlements.batches import inquiry_results
from sasae.subsidy.entitlements.models import Examination, IncomeInquiry
from sasae.subsidy.notifications.actions.answers import look_at_corrections
from sasae.subsidy.notifications.models import Cause, Review
from sasae.subsidy.renewals.models import Gathered, Renewal, Target
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import mother
from tests.subsidy.renewals.test_elsewhere import YEAR, refresh, renewal  # noqa: F401
from tests.subsidy.town import Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LETTER = "みど税第123号　令和8年10月20日"


@pytest.fixture
def answered(renewal: Renewal, linkage: Linkage) -> IncomeInquiry:  # noqa: F811
    """The first mother's income was told, and her family decided on it."""
    refresh(renewal)
    linkage.answer("Q000001", salary=1_200_000, dependants=1)
    inquiries.fetch_results(by=COUNTER)
    refresh(renewal)
    target = Target.objects.get(renewal=renewal, applicant__atena_no=mother(0))
    told = Gathered.objects.filter(applicant=target.applicant).latest("pk").facts
    decided = Examination.objects.get(application=target.application)
    form = target.application.form
    for entry in (form["applicant"], *form["children"]):
        entry["name"] = "更新"
    form |= {"other_scheme": False, "receives_child_allowance": True}
    target.application.save()
    decided.facts = {**decided.facts, "income_year": YEAR, "incomes": told["incomes"]}
    decided.save()
    return IncomeInquiry.objects.get(inquiry_no="Q000001")


def note(one: IncomeInquiry, document: str = LETTER) -> None:
    corrections.note_correction(one.pk, document=document, by=COUNTER, at=clock.now())


def newest() -> IncomeInquiry:
    return IncomeInquiry.objects.filter(atena_no=mother(0)).latest("pk")


@pytest.mark.clause("USE-6")
def test_a_corrected_answer_is_asked_for_again_and_the_decided_family_put_up_with_the_difference_in_words(
    answered: IncomeInquiry, linkage: Linkage, signed_in: Any
) -> None:
    note(answered)
    inquiry_results(0)
    again = newest()
    assert (again.pk != answered.pk, again.state, again.provider) == (True, "requested", answered.provider)
    inquiry_results(0)
    assert newest() == again  # asked for once
    linkage.answer(again.inquiry_no or "", salary=3_400_000, dependants=2)
    inquiry_results(0)
    review = Review.objects.get()
    assert (review.cause, review.needs_examination, review.person.atena_no) == (Cause.CORRECTED, True, mother(0))
    assert "みどり野市が所得の回答を訂正した（みど税第123号" in review.to_do
    assert "給与所得（円） 1,200,000→3,400,000" in review.to_do
    assert "扶養親族等の人数 1→2" in review.to_do
    inquiry_results(0)
    assert Review.objects.count() == 1
    page = signed_in("applications.view").get(
        f"/examinations/{Examination.objects.get(application=answered.application).pk}/"
    )
    assert "1,200,000→3,400,000" in page.content.decode()


@pytest.mark.seals("subsidy_entitlements.IncomeInquiry.answer_cipher")
def test_a_new_answer_that_says_the_same_puts_nobody_up(answered: IncomeInquiry, linkage: Linkage) -> None:
    note(answered)
    inquiry_results(0)
    linkage.answer(newest().inquiry_no or "", salary=1_200_000, dependants=1)
    inquiry_results(0)
    assert not Review.objects.exists()


def test_a_record_that_is_gone_after_the_correction_is_a_difference(answered: IncomeInquiry, linkage: Linkage) -> None:
    note(answered)
    inquiry_results(0)
    linkage.settle(newest().inquiry_no or "", "nobody")
    inquiry_results(0)
    assert corrections.GONE in Review.objects.get().to_do


def test_what_was_taken_back_counts_no_more_and_the_income_is_unknown_until_the_new_answer_is_there(
    answered: IncomeInquiry, renewal: Renewal, linkage: Linkage  # noqa: F811
) -> None:  # fmt: skip
    note(answered)
    assert inquiries.answers_of([answered.application_id], YEAR) == {}
    refresh(renewal)
    assert Gathered.objects.filter(applicant__atena_no=mother(0)).latest("pk").facts["incomes"] == []


def test_a_family_that_was_not_decided_on_it_is_not_put_up(answered: IncomeInquiry, linkage: Linkage) -> None:
    decided = Examination.objects.get(application=answered.application)
    decided.facts = {**decided.facts, "incomes": []}
    decided.save()
    note(answered)
    inquiry_results(0)
    linkage.answer(newest().inquiry_no or "", salary=3_400_000)
    inquiry_results(0)
    assert not Review.objects.exists()


def test_nothing_is_approved_on_an_answer_that_was_taken_back(answered: IncomeInquiry) -> None:
    examined = Examination.objects.get(application=answered.application)
    actions.refuse_corrected(examined)
    note(answered)
    with pytest.raises(actions.CannotDecide, match="訂正の知らせ"):
        actions.refuse_corrected(examined)


@pytest.mark.parametrize(
    "document", ["", "　", "x" * 101, "a\0"], ids=["empty", "blank", "too long", "a sign nobody types"]
)
def test_a_notice_without_its_document_is_refused_and_changes_nothing(answered: IncomeInquiry, document: str) -> None:
    with pytest.raises(corrections.CannotCorrect):
        note(answered, document)
    answered.refresh_from_db()
    assert answered.state == "answered"


def test_a_notice_typed_twice_is_noted_once(answered: IncomeInquiry) -> None:
    note(answered)
    with pytest.raises(corrections.CannotCorrect, match="訂正の知らせあり"):
        note(answered, "別の文書")
    answered.refresh_from_db()
    assert answered.correction == LETTER


def test_an_answer_still_waited_for_cannot_be_corrected(answered: IncomeInquiry) -> None:
    with pytest.raises(corrections.CannotCorrect, match="回答待ち"):
        note(IncomeInquiry.objects.get(inquiry_no="Q000002"))


def test_while_linkage_is_away_the_notice_stands_and_is_asked_afterwards(
    answered: IncomeInquiry, linkage: Linkage
) -> None:
    note(answered)
    linkage.away = True
    inquiry_results(0)
    linkage.away = False
    inquiry_results(0)
    assert newest().state == "requested"
    assert look_at_corrections(by=COUNTER, at=clock.now()) == 0


def test_an_answer_corrected_twice_is_compared_with_the_one_before_each_time(
    answered: IncomeInquiry, linkage: Linkage
) -> None:
    for yen in (3_400_000, 2_000_000):
        note(newest())
        inquiry_results(0)
        linkage.answer(newest().inquiry_no or "", salary=yen, dependants=1)
        inquiry_results(0)
    told = [row["compared"] for row in corrections.rows_of(answered.application, {})]
    assert told == ["給与所得（円） 1,200,000→3,400,000", "給与所得（円） 3,400,000→2,000,000", ""]


def test_on_the_page_the_notice_is_typed_by_who_examines_and_refused_words_stay(
    answered: IncomeInquiry, signed_in: Any
) -> None:
    pk = Examination.objects.get(application=answered.application).pk
    to = f"/examinations/{pk}/answers/{answered.pk}/correct/"
    assert signed_in("applications.view").post(to, {"document": LETTER}).status_code == 403
    staff = signed_in("applications.view", "applications.examine")
    assert "訂正の知らせを入れる" in staff.get(f"/examinations/{pk}/").content.decode()
    assert "文書番号と日付を入力" in staff.post(to, {"document": ""}, follow=True).content.decode()
    long = "みど税第" + "1" * 97
    assert long in staff.post(to, {"document": long}, follow=True).content.decode()
    assert "もう一度照会します" in staff.post(to, {"document": LETTER}, follow=True).content.decode()
    other = Examination.objects.exclude(pk=pk).first()
    assert other is not None
    assert staff.post(f"/examinations/{other.pk}/answers/{answered.pk}/correct/", {"document": "x"}).status_code == 404
