"""A protected person stays protected under every number merged with theirs: the notice, papers, letters, print runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates.models import Certificate, Reason, RecallLetter
from sasae.subsidy.duplicates import actions
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions as print_runs
from sasae.subsidy.print_runs import papers
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at
from tests.subsidy.conftest import COUNTER
from tests.subsidy.counter.test_merged import merged, other, protect
from tests.subsidy.counter.test_protected import BANNER
from tests.subsidy.town import DAY, MISAKI, SAORI

__all__ = ["other"]
pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ORDERS = pytest.mark.parametrize(("kept", "gone"), [(MISAKI, SAORI), (SAORI, MISAKI)])


@pytest.fixture
def client(signed_in: Callable[..., Any]) -> Any:
    return signed_in("people.view")


@ORDERS
@pytest.mark.parametrize("protected", [MISAKI, SAORI])
def test_the_notice_stands_above_the_page_of_every_number_until_they_are_parted(
    other: Person, client: Any, kept: str, gone: str, protected: str
) -> None:
    protect(protected)
    merge = merged(kept, gone)
    for number in (MISAKI, SAORI):
        page = client.get(at(f"/people/{number}/")).content.decode()
        assert page.count(BANNER) == 1
    actions.undo(merge.pk, why="別人と判明", by=COUNTER)
    shown = {number: BANNER in client.get(at(f"/people/{number}/")).content.decode() for number in (MISAKI, SAORI)}
    assert shown == {MISAKI: protected == MISAKI, SAORI: protected == SAORI}


def test_the_notice_names_the_later_of_two_days(other: Person, client: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    Person.objects.filter(atena_no=SAORI).update(protected_until=DAY + timedelta(days=400))
    merged()
    assert "令和9年7月20日" in client.get(at(f"/people/{MISAKI}/")).content.decode()


def letter_of(holder: Certificate) -> tuple[RecallLetter, str]:
    letter = certificates.write_letter(holder.number, by=COUNTER, on=DAY)
    content = bytes(PrintedDocument.objects.get(pk=letter.document_id).content)
    return letter, "".join("".join(by_unicode_tables(content)).split())


@ORDERS
def test_a_letter_under_the_unprotected_number_names_no_counter_and_goes_apart(
    other: Person, kept: str, gone: str
) -> None:
    protect(SAORI)
    holder = Certificate.objects.get(recipient__person__atena_no=MISAKI)
    certificates.reissue(holder.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    merged(kept, gone)
    assert "宮前区役所" not in letter_of(holder)[1]
    run = print_runs.prepare(
        papers.waiting(papers.Wish(["recall_letter"], DAY)),
        title="試験",
        duplex=False,
        on=DAY,
        by=COUNTER,
        at=clock.now(),
    )
    assert [(one.protected, one.ward_code) for one in run.envelopes.all()] == [(True, "")]


def test_parted_again_the_letter_names_the_counter_as_anybodys(other: Person) -> None:
    protect(SAORI)
    holder = Certificate.objects.get(recipient__person__atena_no=MISAKI)
    certificates.reissue(holder.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    actions.undo(merged().pk, why="別人と判明", by=COUNTER)
    assert "宮前区役所" in letter_of(holder)[1]


@ORDERS
def test_the_address_on_a_certificate_leaves_by_the_release_point_as_a_protected_persons(
    other: Person, kept: str, gone: str
) -> None:
    def released() -> int:
        return HistoryEntry.objects.filter(event="protected.released", persons__contains=[MISAKI]).count()

    protect(SAORI)
    holder = Certificate.objects.get(recipient__person__atena_no=MISAKI)
    before = released()
    holder = certificates.reissue(holder.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    assert released() == before
    merged(kept, gone)
    certificates.reissue(holder.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    assert released() == before + 1
