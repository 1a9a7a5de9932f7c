"""What lies beside the families' files: its last day and the day after, and what it takes along."""

from datetime import date, datetime
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.retention.holds import CannotDelete
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from sasae.subsidy import keeping
from sasae.subsidy.applications.models import Application, ApplicationDifference
from sasae.subsidy.certificates.models import ReturnedMail
from sasae.subsidy.disclosures.models import Letter, LetterKind, PaperRequest, Suspension
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.old_system.models import Migration, PastPayment
from sasae.subsidy.people.models import Person
from sasae.subsidy.third_parties.models import InjuryCase
from sasae.subsidy.transfers.models import Transfer
from tests.subsidy.conftest import COUNTER
from tests.subsidy.retention.test_family import FAR, carried_out
from tests.subsidy.town import MISAKI

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
ENDED = datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)  # the last minute of fiscal year 2026
DAY = ENDED.date()


def misaki() -> Person:
    return Person.objects.get(atena_no=MISAKI)


def printed() -> str:
    paper = PrintedDocument.objects.create(
        kind="x", subject="x", persons=[MISAKI], content=b"x", sha256="0" * 64, pages=1, printed_by="a"
    )
    return f"DO-{str(paper.pk).upper()}"


def test_an_application_that_led_to_nothing_goes_with_its_differences_and_then_its_persons(
    received: Application,
) -> None:
    Application.objects.update(state="withdrawn")
    ApplicationDifference.objects.get_or_create(
        application=received, place="x", defaults={"label": "x", "applied": "a", "registered": "b"}
    )
    carried_out(date(2040, 4, 1))
    assert (Application.objects.count(), ApplicationDifference.objects.count()) == (0, 0)


def test_a_paper_that_a_row_names_stays_until_nothing_does(granted: Recipient) -> None:
    key = printed()
    kept = ReturnedMail.objects.create(
        person=misaki(), document_id=key.removeprefix("DO-").lower(), returned_on=DAY, reason="unknown", next_step="visit",
        state="open", handled_by="a",
    )  # fmt: skip
    assert key not in {one.key for one in keeping.due(FAR)}
    ReturnedMail.objects.filter(pk=kept.pk).update(document_id="")
    assert key in {one.key for one in keeping.due(FAR)}


def test_a_request_goes_with_its_letters_but_not_while_its_mark_stands(granted: Recipient) -> None:
    said: dict[str, Any] = {
        "office": "family",
        "kind": "suspension",
        "asker": "self",
        "identity": ["card"],
        "what": "x",
    }
    asked = PaperRequest.objects.create(
        number="K8-1", person=misaki(), requested_on=DAY, state="withdrawn", due_on=DAY, entered_by="a", entered_at=ENDED, note="x", **said
    )  # fmt: skip
    mark = Suspension.objects.create(request=asked, person=misaki(), scope="x", since=DAY, set_by="a")
    Letter.objects.create(
        kind=LetterKind.values[0], subject="K8-1", person=misaki(), document_id="", made_by="a", made_at=ENDED
    )
    assert "DR-K8-1" not in {one.key for one in keeping.due(FAR)}
    Suspension.objects.filter(pk=mark.pk).update(lifted_on=DAY, lifted_by="b", why_lifted="x")
    carried_out()
    assert (PaperRequest.objects.count(), Suspension.objects.count(), Letter.objects.count()) == (0, 0, 0)


def test_a_coming_over_goes_with_its_bookings(granted: Recipient) -> None:
    migration = Migration.objects.create(
        number="M8-1",
        cutover_on=DAY,
        state="cleared",
        opened_by="a",
        opened_at=ENDED,
        approved_by="b",
        approved_at=ENDED,
    )
    paid = PastPayment.objects.create(
        migration=migration, number="S1", person=misaki(), scheme="1", provider="x", treatment_month="2026-04", days=1,
        total_cost=3000, self_pay=900, yen=900, paid_on=DAY,
    )  # fmt: skip
    about: tuple[Any, ...] = (paid.person_id, "x", "2026-04", Scheme.IN_KIND)
    post(
        [Entry("opening:S1", "x", (Line(Account.IN_KIND, 900, *about), Line(Account.BANK, -900, *about)))],
        on=DAY,
        by=COUNTER,
    )
    carried_out()
    assert (Migration.objects.count(), PastPayment.objects.count(), PostingLine.objects.count()) == (0, 0, 0)


def test_what_a_kind_lists_is_nothing_where_nothing_is_over(granted: Recipient) -> None:
    assert list(keeping.due(clock.today())) == []
    assert (InjuryCase.objects.count(), Transfer.objects.count()) == (0, 0)
    with pytest.raises(CannotDelete):
        carried_out(clock.today())


NOTHING = ("", "TM", "TM-", "XX-1", "TM-x", "TM-٣", "DO-1", "TM-99999999999999999999", "999999999999999")


def test_a_number_of_nothing_names_and_deletes_nothing(granted: Recipient) -> None:
    assert [key for key in NOTHING if keeping.exists(key)] == []
    for key in NOTHING:
        keeping.delete(key)
    assert Person.objects.filter(atena_no=MISAKI).exists()
