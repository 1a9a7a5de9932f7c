"""Letters to payees: each a paper of its own in an envelope of its own, written once, with a masked account."""

import re
from datetime import date
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import LetterKind, PaymentLetter, PaymentRun
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy import paying
from tests.subsidy.conftest import APPROVER, COUNTER, SENDER
from tests.subsidy.money import LATER
from tests.subsidy.town import HOME, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def text_of(paper: bytes) -> str:
    """What a paper says, without spaces and line ends."""
    return "".join("".join(by_unicode_tables(paper)).split())


@pytest.fixture
def run(granted: Recipient) -> PaymentRun:
    """Two payees: Misaki with her own claim and her son's, and a neighbour."""
    ren = Recipient.objects.get(person__atena_no=REN)
    for recipient, yen in ((granted, 1_234), (ren, 766), (paying.neighbour(granted, 1), 3_000)):
        paying.owed(recipient, insured_self_pay=yen)
    return paying.sent()


@pytest.mark.clause("SUB-2")
def test_the_notice_tells_payee_patients_amounts_and_account(run: PaymentRun) -> None:
    notices = paying.letters()
    assert len(notices) == run.count == 2
    notice = text_of(notices[0])
    for words in (
        "支払通知書", "宮前美咲様", "〒216-0006", HOME, "2,000円", "令和8年9月25日", "みずほ東京営業部普通****567",
        "宮前美咲", "宮前蓮", "令和8年6月", "あさお台耳鼻咽喉科", "10,000円", "1,234円", "766円", "川崎市長", "審査請求",
    ):  # fmt: skip
        assert words in notice, words
    assert "1234567" not in notice
    assert PrintedDocument.objects.filter(kind="payment_notice").order_by("subject")[0].persons == [MISAKI, REN]


def test_each_payee_has_an_envelope_of_its_own_and_a_protected_one_is_enclosed_apart(run: PaymentRun) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=date(2026, 12, 31))
    paying.letters()
    waiting = papers.waiting(papers.Wish(["payment_notice"], LATER))
    made = print_runs.prepare(waiting, title="支払通知書", duplex=False, on=LATER, by=COUNTER, at=clock.now())
    told = list(made.envelopes.order_by("serial").values_list("addressee__atena_no", "protected"))
    assert len(told) == 2
    assert dict(told)[MISAKI]
    assert papers.waiting(papers.Wish(["payment_notice"], LATER)) == []


def test_written_again_after_the_batch_nothing_more_is_written(run: PaymentRun) -> None:
    first = paying.letters()
    serials = list(run.payments.values_list("serial", flat=True))
    outcomes = actions.write_letters(serials, LetterKind.NOTICE, by=SENDER, on=LATER)
    assert set(outcomes.values()) == {"作成済み"}
    actions.send(run.pk, by=SENDER, on=LATER, at=clock.now())
    assert paying.letters() == first
    assert BatchRun.objects.filter(kind=actions.LETTERS).count() == 1
    assert HistoryEntry.objects.filter(event="payments.letters_written").count() == 1


def test_a_name_no_font_shows_is_an_outcome_of_its_own_letter_and_the_others_are_written(run: PaymentRun) -> None:
    Person.objects.filter(atena_no=MISAKI).update(name="ꙮ前　美咲")
    assert len(paying.letters()) == 1
    batch = BatchRun.objects.get(kind=actions.LETTERS)
    assert (batch.done_count, batch.refused_count) == (1, 1)


def test_a_notice_of_many_claims_counts_its_pages_and_one_of_few_stands_on_one(granted: Recipient) -> None:
    many = paying.neighbour(granted, 1)
    for place in range(40):
        paying.owed(many, provider=f"医院{place}", insured_self_pay=700)
    paying.owed(granted, provider="医療法人社団多摩川河川敷健康長寿会附属総合リハビリテーション病院整形外科皮膚科小児科第二外来")
    paying.sent()
    few, long = sorted(paying.letters(), key=len)
    pages = by_unicode_tables(long)
    numbers = [re.findall(r"(\d)/(\d)$", "".join(page.split())) for page in pages]
    assert numbers == [[(str(place), str(len(pages)))] for place in range(1, len(pages) + 1)]
    assert len(pages) >= 2
    assert len(by_unicode_tables(few)) == 1
    assert "第二外来" in text_of(few)


@pytest.mark.parametrize("claims", [6, 7])
def test_what_is_set_together_and_what_is_set_alone_say_the_same(granted: Recipient, claims: int) -> None:
    for place in range(claims):
        paying.owed(granted, provider=f"医院{place}", insured_self_pay=700)
    paying.sent()
    [notice] = paying.letters()
    assert all(f"医院{place}" in text_of(notice) for place in range(claims))
    assert f"{700 * claims:,}円" in text_of(notice)


class TestRequest:
    """Who could not be paid is asked for the account."""

    def test_a_failed_payee_is_asked_with_the_cause_and_a_paid_one_is_not(self, run: PaymentRun) -> None:
        failing = run.payments.order_by("serial")[0]
        paying.settled(run, {failing.serial: "2"})
        [request] = paying.letters(LetterKind.REQUEST)
        for words in ("振込口座の確認のお願い", "宮前美咲様", "名義相違", "2,000円", "****567"):
            assert words in text_of(request), words
        assert PaymentLetter.objects.get(kind=LetterKind.REQUEST).payment == failing

    def test_nobody_is_asked_when_everything_arrived(self, run: PaymentRun) -> None:
        paying.settled(run)
        assert paying.letters(LetterKind.REQUEST) == []

    def test_it_goes_out_by_the_print_runs(self, run: PaymentRun, signed_in: Any) -> None:
        paying.settled(run, {run.payments.order_by("serial")[0].serial: "1"})
        paying.letters()
        waiting = papers.waiting(papers.Wish(["account_request"], LATER))
        assert [paper.addressee.atena_no for paper in waiting] == [MISAKI]


def test_letters_killed_in_the_middle_go_on_where_they_were(run: PaymentRun) -> None:
    batch = BatchRun.objects.get(kind=actions.LETTERS)
    serial = run.payments.order_by("serial")[1].serial
    actions.write_letters([serial], LetterKind.NOTICE, by=APPROVER, on=LATER)  # committed before the death
    run_now(batch)
    assert PaymentLetter.objects.count() == 2
    assert PrintedDocument.objects.filter(kind="payment_notice").count() == 2
