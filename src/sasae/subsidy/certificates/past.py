"""Certificates as of one day, as known on another: issued by the day, and void only from the day they became so."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sasae.foundation.history.as_of import AsOf, as_known, standing
from sasae.subsidy.certificates.models import Certificate, Recall, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person


def certificates_then(recipients: QuerySet[Recipient], then: AsOf) -> list[Certificate]:
    """Those issued to these persons by the day, the newest first."""
    rows = Certificate.objects.filter(recipient__in=recipients).order_by("-issued_on", "-id")
    return of_day(as_known(rows, then.known_at), then)


def of_day(rows: Iterable[Certificate], then: AsOf) -> list[Certificate]:
    """Those that were issued, each in its state of the day."""
    found = [row for row in rows if row.issued_on <= then.on]
    for row in found:
        row.state, row.voided_on = state_of(row, then), void_on(row, then)
    return found


def state_of(row: Any, then: AsOf) -> str:
    """The state of the day: what became void later was valid."""
    return row.state if void_on(row, then) else State.VALID.value


def void_on(row: Any, then: AsOf) -> Any:
    """Since when it was void, on the day."""
    return row.voided_on if row.voided_on is not None and row.voided_on <= then.on else None


def in_state(rows: QuerySet[Any], state: str, then: AsOf) -> QuerySet[Any]:
    """A list of versions narrowed to a state of the day."""
    void = Q(voided_on__lte=then.on)
    return rows.exclude(void) if state == State.VALID else rows.filter(void, state=state)


def page_of(certificate: Certificate, then: AsOf) -> dict[str, Any]:
    """What a certificate's page shows of the day: the copies, the recall and the returned letters there were. `one` is None
    where it was not issued yet."""
    copies = of_day(as_known(certificate.entitlement.certificates.select_related("recipient__person").order_by("copy"), then.known_at), then)
    recalls = as_known(Recall.objects.filter(certificate=certificate).select_related("letter"), then.known_at)
    mail = as_known(certificate.returned_mail.order_by("-pk"), then.known_at)
    return {
        "one": next((each for each in copies if each.pk == certificate.pk), None),
        "copies": copies,
        "recall": next((each for each in recalls if each.asked_on <= then.on), None),
        "mail": [each for each in mail if each.returned_on <= then.on],
    }


def ever_issued(then: AsOf) -> QuerySet[Any]:
    """Every certificate issued by the day as it was known, as rows of a list."""
    names = standing(Person, then.known_at).filter(pgh_obj_id=OuterRef("recipient__person"))
    rows = standing(Certificate, then.known_at).filter(issued_on__lte=then.on).select_related("recipient__person")
    return rows.annotate(name_then=Subquery(names.values("name")[:1]))
