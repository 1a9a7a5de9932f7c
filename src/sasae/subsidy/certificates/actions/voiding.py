"""Certificates that end: by loss of the entitlement, and by the calendar."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from sasae.foundation.history import Actor, record
from sasae.subsidy.certificates.actions.recalls import open_recalls
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.entitlements.models import Entitlement

ONE_DAY = timedelta(days=1)


@transaction.atomic
def void_lost(entitlements: Sequence[Entitlement | int], *, by: Actor, on: date) -> list[Certificate]:
    """Void the valid certificates of lost entitlements at once and call them back. None, one or many.

    Returns the certificates that became void; those that were void before stay as they are.
    """
    keys = [one if isinstance(one, int) else one.pk for one in entitlements]
    rows = Certificate.objects.filter(entitlement__in=keys, state=State.VALID)
    return _void(list(_held(rows)), by=by, on=on)


@transaction.atomic
def expire(*, by: Actor, on: date) -> int:
    """What the calendar ends: certificates past their last day, and those whose entitlement has ended before it.

    Returns how many. Every day by the batch; any number of times.
    """
    lost = _void(list(_held(Certificate.objects.filter(state=State.VALID, entitlement__valid_to__lt=on, valid_to__gte=on))),
                 by=by, on=on)  # fmt: skip
    past = Certificate.objects.filter(state=State.VALID, valid_to__lt=on)
    ended = past.update(state=State.EXPIRED, voided_on=F("valid_to") + ONE_DAY)
    if ended:
        record(by, "certificates.expired", on.isoformat(), certificates=ended)
    return ended + len(lost)


def _held(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return rows.select_for_update(of=("self",)).select_related("recipient__person").order_by("pk")


def _void(certificates: list[Certificate], *, by: Actor, on: date) -> list[Certificate]:
    if not certificates:
        return []
    pks = [certificate.pk for certificate in certificates]
    Certificate.objects.filter(pk__in=pks).update(state=State.LOST_ENTITLEMENT, voided_on=on)
    for certificate in certificates:
        certificate.state, certificate.voided_on = State.LOST_ENTITLEMENT, on
    open_recalls(certificates, by=by, on=on)
    persons = [certificate.recipient.person.atena_no for certificate in certificates]
    numbers = "、".join(certificate.number for certificate in certificates[:5])
    record(by, "certificates.voided", numbers, persons, certificates=len(certificates))
    return certificates
