"""Which papers wait for an envelope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.certificates.models import Certificate, Form, Refusal, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs.models import RunState, Sheet

CERTIFICATE, CARD, LETTER, COVER = "certificate", "card", "letter", "cover"


@dataclass(frozen=True)
class Paper:
    """One kept paper on its way to an addressee. `about`: who stands on it, for the protection of all of them.

    `layout`: certificate (A6, on a sheet of its own), card (both sides on one sheet), letter (A4, as many pages as it has).
    """

    document_id: str
    layout: str
    addressee: Person
    about: tuple[Person, ...] = ()
    pages: int = 1


def _not_yet_sent(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    """Whose paper lies in no run that stands."""
    live = Sheet.objects.filter(document_id=OuterRef("document_id")).exclude(envelope__run__state=RunState.DISCARDED)
    return rows.exclude(document_id="").filter(~Exists(live))


def certificates(since: date, until: date, *, kind: str = "", ward: str = "") -> list[Paper]:
    """Valid certificates issued in these days and not yet sent; of one kind, of one ward."""
    rows = _not_yet_sent(Certificate.objects.filter(state=State.VALID, issued_on__range=(since, until)))
    if kind:
        rows = rows.filter(kind=kind)
    if ward:
        rows = rows.filter(entitlement__family__applicant__ward_code=ward)
    rows = rows.select_related("recipient__person", "entitlement__family__applicant").order_by("pk")
    return [
        Paper(
            row.document_id, CARD if row.form == Form.CARD else CERTIFICATE, row.entitlement.family.applicant,
            (row.recipient.person,),
        )
        for row in rows
    ]  # fmt: skip


def refusals(since: date, until: date, *, ward: str = "") -> list[Paper]:
    """Notices of refusal of these days, not yet sent."""
    rows = _not_yet_sent(Refusal.objects.filter(issued_on__range=(since, until)))
    if ward:
        rows = rows.filter(examination__application__applicant__ward_code=ward)
    rows = rows.select_related("examination__application__applicant").order_by("pk")
    papers = [(row.document_id, row.examination.application.applicant) for row in rows]
    pages = pages_of(document for document, _ in papers)
    return [Paper(document, LETTER, who, (who,), pages[document]) for document, who in papers if who]


def pages_of(documents: Iterable[str]) -> dict[str, int]:
    """How many pages kept papers have."""
    rows = PrintedDocument.objects.filter(pk__in=list(documents)).values_list("pk", "pages")
    return {str(pk): pages for pk, pages in rows}
