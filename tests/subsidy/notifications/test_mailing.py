"""送付先: every letter to the person goes there and nowhere else; the certificate itself names the address."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.subsidy.appeals import actions as appeals
from sasae.subsidy.applications.batches import fetch_applications
from sasae.subsidy.applications.models import Application
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.duplicates import actions as duplicates
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.models import Examination, Family
from sasae.subsidy.notifications.mailing import where_to
from sasae.subsidy.papers import actions as papers_asked
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy import paying
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import DAY, MISAKI, SAORI, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ELSEWHERE, HOME = "東田町９の９", "宮前平１－２－３"
SECOND = "KW2026061500000002"


def text_of(content: bytes) -> str:
    return "".join("".join(by_unicode_tables(content)).split())


def document(pk: str) -> str:
    return text_of(bytes(PrintedDocument.objects.get(pk=pk).content))


def _appeal(family: Family) -> str:
    made = appeals.receive(
        Examination.objects.get().pk, known_on=DAY, filed_on=DAY, purport="取消し", by=COUNTER, at=clock.now(), on=DAY
    )
    return document(made.document_id)


def _claim(family: Family) -> str:
    number = family.applicant.recipient.number
    made = claim(number, COUNTER, month=Month(2026, 5))
    claims.decide(made.pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    return document(made.refusal_document)


def _payment(family: Family) -> str:
    paying.owed(family.applicant.recipient, insured_self_pay=1_234)
    paying.sent()
    return text_of(paying.letters()[0])


def _cover(family: Family) -> str:
    run = print_runs.prepare(
        papers.waiting(papers.Wish(["certificate"], DAY)),
        title="医療証",
        duplex=False,
        on=DAY,
        by=COUNTER,
        at=clock.now(),
    )
    assert [one.postal_code for one in run.envelopes.all()] in (["2100001"], ["2160006"])
    return document(run.proof_document).split("福祉医療証", maxsplit=1)[0]


def _asked(family: Family) -> str:
    application = Application.objects.get(receipt_number=SECOND)
    papers_asked.list_papers(application.pk, by=COUNTER)
    return document(papers_asked.ask(application.pk, by=COUNTER, on=DAY).document_id)


LETTERS = {
    "the acknowledgement of an appeal": _appeal, "the refusal of a claim": _claim, "the notice of a payment": _payment,
    "the cover of an envelope": _cover, "the request for papers": _asked,
}  # fmt: skip


@pytest.fixture
def another(family: Family, linkage: Register) -> None:
    """The family applies once more, and papers are missing."""
    linkage.publish(SECOND)
    fetch_applications()


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())
def test_it_goes_to_the_mailing_address_where_one_is_registered(
    family: Family, confirmed: Callable[..., Any], letter: Callable[[Family], str]
) -> None:
    confirmed("07", what="new", postal_code="2100001", address=f"川崎区{ELSEWHERE}")
    text = letter(family)
    assert ELSEWHERE in text
    assert HOME not in text


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())
def test_it_goes_to_the_address_again_from_the_day_the_mailing_address_ends(
    family: Family, confirmed: Callable[..., Any], letter: Callable[[Family], str]
) -> None:
    confirmed("07", what="new", postal_code="2100001", address=f"川崎区{ELSEWHERE}")
    confirmed("07", what="partner_ended")
    text = letter(family)
    assert HOME in text
    assert ELSEWHERE not in text


def test_a_letter_to_another_number_of_the_same_person_goes_there_until_they_are_parted(
    family: Family, confirmed: Callable[..., Any]
) -> None:
    keep_people(
        [person(SAORI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8")],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    other = Person.objects.get(atena_no=SAORI)

    def told() -> str:
        return where_to(other, by=COUNTER, on=DAY, reason="試験")["address"]

    confirmed("07", what="new", postal_code="2100001", address=f"川崎区{ELSEWHERE}")
    assert ELSEWHERE not in told()
    merge = duplicates.propose(MISAKI, SAORI, why="転出入の履歴", by=COUNTER, at=clock.now())
    duplicates.confirm(merge.pk, by=EXAMINER)
    assert ELSEWHERE in told()
    duplicates.undo(merge.pk, why="別人と判明", by=COUNTER)
    assert ELSEWHERE not in told()


def test_a_refusal_goes_there_too_and_the_certificate_names_the_address(
    family: Family, confirmed: Callable[..., Any], linkage: Register, examine: Callable[..., Any]
) -> None:
    confirmed("07", what="new", postal_code="2100001", address=f"川崎区{ELSEWHERE}")
    confirmed("12", who=MISAKI, why="lost")
    newest = PrintedDocument.objects.filter(kind="certificate").latest("printed_at")
    assert HOME in text_of(bytes(newest.content))
    linkage.incomes[MISAKI] = 9_000_000
    linkage.publish(SECOND)
    fetch_applications()
    made = examine(Application.objects.get(receipt_number=SECOND))
    examinations.request_approval(made.pk, by=COUNTER)
    examinations.approve(made.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert ELSEWHERE in text_of(bytes(PrintedDocument.objects.get(kind="refusal").content))
