"""Loss: cover ends, its certificates are void at once and called back, the family is told, what follows is listed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate, Recall
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.changes import NoSuchFact, decided_application
from sasae.subsidy.entitlements.models import Entitlement, FamilyFact, FamilyMember
from sasae.subsidy.entitlements.queries import covered_on
from sasae.subsidy.notifications import actions
from sasae.subsidy.notifications.models import Consequence, ConsequenceState, LossNotice, Review, ReviewState
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import DAY, MIO, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
Notify = Callable[..., Any]
LATER = date(2026, 7, 1)


def cover() -> dict[str, tuple[date, str]]:
    """The last day of everybody's cover, and why it ended."""
    rows = Entitlement.objects.select_related("recipient__person")
    return {one.recipient.person.atena_no: (one.valid_to, one.loss_reason) for one in rows}


@pytest.mark.clause("BUS-4", "BUS-7")
@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (("04", {"what": "partner_began", "de_facto": True, "child_support_yen": None}), "03"),
        (("11", {"who": MISAKI, "reason": "12"}), "12"),
        (("11", {"who": MISAKI, "reason": "01"}), "01"),
        (("11", {"who": MISAKI, "reason": "03"}), "03"),
    ],
    ids=["a de-facto marriage", "a withdrawal", "a departure", "a marriage notified as a loss"],
)
def test_the_whole_family_loses_cover_by(
    confirmed: Notify, decided: Notify, what: tuple[str, dict[str, Any]], reason: str
) -> None:
    kind, content = what
    made = confirmed(kind, LATER, **content)
    decided(made.review)
    last = LATER - timedelta(days=1)
    assert cover() == {MISAKI: (last, reason), REN: (last, reason), MIO: (last, reason)}
    assert not Certificate.objects.filter(state="1").exists()
    assert Recall.objects.count() == 3
    assert covered_on(Certificate.objects.first().recipient.number, last)
    assert covered_on(Certificate.objects.first().recipient.number, LATER) is None


@pytest.mark.clause("SUB-1")
def test_one_child_who_leaves_ends_alone_and_the_last_one_takes_the_mother_along(
    confirmed: Notify, decided: Notify
) -> None:
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    year_end, last = date(2026, 12, 31), LATER - timedelta(days=1)
    assert cover() == {MISAKI: (year_end, ""), REN: (last, "04"), MIO: (year_end, "")}
    assert FamilyMember.objects.get(person__atena_no=REN).until == last
    decided(confirmed("09", LATER + timedelta(days=9), who=MIO, why="4").review)
    later = LATER + timedelta(days=8)
    assert cover() == {MISAKI: (later, "09"), REN: (last, "04"), MIO: (later, "09")}


@pytest.mark.parametrize(("scheme", "reason"), [("07", "07"), ("08", "08"), ("10", "10")])
def test_one_person_alone_loses_by_another_scheme_or_without_insurance(
    confirmed: Notify, decided: Notify, scheme: str, reason: str
) -> None:
    decided(confirmed("11", LATER, who=REN, reason=scheme).review)
    assert cover()[REN] == (LATER - timedelta(days=1), reason)
    assert cover()[MISAKI][1] == ""


def test_cover_ends_on_the_day_of_death_and_not_before(confirmed: Notify, decided: Notify) -> None:
    decided(confirmed("11", LATER, who=REN, reason="02").review)
    assert cover()[REN] == (LATER, "02")


def test_a_child_cannot_withdraw_for_itself(confirmed: Notify) -> None:
    with pytest.raises(actions.CannotMove, match="申請者について"):
        confirmed("11", LATER, who=REN, reason="12")


@pytest.mark.clause("BUS-7")
def test_the_letter_says_who_lost_when_and_why_and_how_to_object(confirmed: Notify, decided: Notify) -> None:
    decided(confirmed("11", LATER, who=MISAKI, reason="12").review)
    notice = LossNotice.objects.get()
    paper = PrintedDocument.objects.get(pk=notice.document_id)
    text = "".join(by_unicode_tables(bytes(paper.content)))
    for words in (
        "受給資格消滅通知書",
        "宮前　美咲",
        "宮前　蓮",
        "辞退",
        "令和8年6月30日",
        "令和8年7月1日",
        "審査請求",
    ):
        assert words.replace("　", "") in text.replace("　", "").replace(" ", ""), words
    assert set(paper.persons) == {MISAKI, REN, MIO}


def test_a_letter_goes_to_the_mailing_address_where_there_is_one(confirmed: Notify, decided: Notify) -> None:
    confirmed("07", what="new", postal_code="2100001", address="川崎区東田町９の９")
    decided(confirmed("11", LATER, who=MISAKI, reason="12").review)
    text = "".join(
        by_unicode_tables(bytes(PrintedDocument.objects.get(pk=LossNotice.objects.get().document_id).content))
    )
    assert "東田町" in text
    assert "宮前平１－２－３" not in text


@pytest.mark.clause("SUB-1")
def test_an_income_over_the_limit_ends_cover_from_its_first_day_and_back_again(
    confirmed: Notify, decided: Notify
) -> None:
    rich = {
        "salary": 9_000_000,
        "public_pension": 0,
        "other_general": 0,
        "dependants": 2,
        "proof": "課税（所得）証明書",
    }
    made = confirmed("05", who=MISAKI, year=2024, **rich)
    decided(made.review)
    assert cover() == {}
    assert Entitlement.ever.filter(annulled=True, loss_reason="11").count() == 3
    assert Certificate.objects.filter(state="3").count() == 3
    decided(confirmed("05", who=MISAKI, year=2024, **{**rich, "salary": 1_500_000}).review)
    assert cover().keys() == {MISAKI, REN, MIO}
    assert Certificate.objects.filter(state="1").count() == 3


def test_a_departure_taken_back_lets_cover_go_on_without_a_gap(linkage: Register, family: Any, decided: Notify) -> None:
    from sasae.subsidy.notifications.batches import take_register_changes

    linkage.happens(MISAKI, "転出", LATER, moved_out_on=LATER, resident_class="moved_out")
    take_register_changes()
    decided(Review.objects.get(cause="moved_out"))
    assert cover()[MISAKI] == (LATER - timedelta(days=1), "01")
    linkage.happens(MISAKI, "職権修正", LATER, moved_out_on=None, resident_class="resident")
    take_register_changes()
    decided(Review.objects.get(cause="corrected"))
    rows = Entitlement.objects.filter(recipient__person__atena_no=MISAKI).order_by("valid_from")
    assert [(one.valid_from, one.valid_to) for one in rows] == [
        (DAY, LATER - timedelta(days=1)), (LATER, date(2026, 12, 31)),
    ]  # fmt: skip
    assert Consequence.objects.filter(review__cause="corrected", kind="check").exists()


def test_a_decision_that_changes_nothing_leaves_cover_and_certificates_alone(
    confirmed: Notify, decided: Notify
) -> None:
    before, certificates = cover(), list(Certificate.objects.values_list("number", "state").order_by("pk"))
    decided(confirmed("04", what="support", de_facto=None, child_support_yen=1).review)
    assert cover() == before
    assert list(Certificate.objects.values_list("number", "state").order_by("pk")) == certificates
    assert not LossNotice.objects.exists()


def test_only_another_person_approves_a_decision_on_a_change(confirmed: Notify, decided: Notify) -> None:
    from sasae.subsidy.notifications.batches import examine_open_reviews

    review = confirmed("11", LATER, who=MISAKI, reason="12").review
    assert examine_open_reviews() == 1
    review.refresh_from_db()
    made = examinations.request_approval(review.examination_id, by=COUNTER)
    assert made.prepared_by == COUNTER.id
    with pytest.raises(examinations.CannotDecide, match="別の人"):
        actions.approve_change(made.pk, by=COUNTER, on=DAY, at=clock.now())
    with pytest.raises(examinations.CannotDecide, match="変更"):
        examinations.approve(made.pk, by=EXAMINER, on=DAY, at=clock.now())
    actions.approve_change(made.pk, by=EXAMINER, on=DAY, at=clock.now())
    review.refresh_from_db()
    assert review.state == ReviewState.DONE


def test_what_follows_is_decided_by_staff_one_by_one_and_once(confirmed: Notify, decided: Notify) -> None:
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    one = Consequence.objects.get(kind="collect")
    with pytest.raises(examinations.CannotDecide, match="理由"):
        actions.tick(one.pk, ConsequenceState.NOT_NEEDED, note="", by=COUNTER, at=clock.now())
    actions.tick(one.pk, ConsequenceState.DONE, note="窓口で受け取った", by=COUNTER, at=clock.now())
    with pytest.raises(examinations.CannotDecide, match="すでに"):
        actions.tick(one.pk, ConsequenceState.DONE, note="", by=EXAMINER, at=clock.now())


def test_a_review_ends_as_not_needed_only_with_a_reason(confirmed: Notify) -> None:
    review = confirmed("02", who=REN, name="山田　蓮", name_kana="ヤマダ　レン", why="養子縁組").review
    with pytest.raises(examinations.CannotDecide, match="理由"):
        actions.settle(review.pk, ReviewState.NOT_NEEDED, note="", by=COUNTER, at=clock.now())
    actions.settle(review.pk, ReviewState.DONE, note="差し替えた", by=COUNTER, at=clock.now())
    with pytest.raises(examinations.CannotDecide, match="処理済み"):
        actions.settle(review.pk, ReviewState.DONE, note="", by=COUNTER, at=clock.now())


@pytest.mark.clause("BUS-1", "SUB-1")
def test_who_lost_cover_is_covered_again_by_a_new_application_alone(
    linkage: Register, family: Any, confirmed: Notify, decided: Notify, examine: Notify
) -> None:
    """What was notified before the new application counts no more."""
    decided(confirmed("11", who=MISAKI, reason="12").review)
    assert cover() == {}
    linkage.publish("KW2026061500000002")
    fetch_applications()
    again = Application.objects.get(receipt_number="KW2026061500000002")
    made = examine(again)
    examinations.request_approval(made.pk, by=COUNTER)
    examinations.approve(made.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert cover().keys() == {MISAKI, REN, MIO}
    assert decided_application(family) == again
    decided(confirmed("04", what="support", de_facto=None, child_support_yen=1).review)
    assert cover().keys() == {MISAKI, REN, MIO}


@pytest.mark.clause("SUB-1")
def test_a_fact_recorded_wrongly_is_taken_back_with_a_reason_and_cover_goes_on(
    confirmed: Notify, decided: Notify
) -> None:
    """The child left a month later than was notified."""
    decided(confirmed("09", LATER, who=REN, why="custody").review)
    wrong = FamilyFact.objects.get()
    with pytest.raises(NoSuchFact, match="理由"):
        actions.correct_fact(wrong.pk, why="", by=COUNTER, at=clock.now())
    review = actions.correct_fact(wrong.pk, why="日付の誤り", by=COUNTER, at=clock.now())
    with pytest.raises(NoSuchFact, match="すでに"):
        actions.correct_fact(wrong.pk, why="日付の誤り", by=COUNTER, at=clock.now())
    confirmed("09", date(2026, 8, 1), who=REN, why="custody")
    decided(review)
    rows = Entitlement.objects.filter(recipient__person__atena_no=REN).order_by("valid_from")
    assert [(one.valid_from, one.valid_to) for one in rows] == [
        (DAY, LATER - timedelta(days=1)), (LATER, date(2026, 7, 31)),
    ]  # fmt: skip
    assert list(FamilyMember.objects.filter(person__atena_no=REN).order_by("since").values_list("until", flat=True)) == [
        LATER - timedelta(days=1), date(2026, 7, 31),
    ]  # fmt: skip
    wrong.refresh_from_db()
    assert wrong.superseded_at is not None
