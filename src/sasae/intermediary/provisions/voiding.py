"""The core says that nothing counts as provided under a permit: the inquirer gave the query up, or could not use it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from sasae.contracts.information_network import PermitVoid
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.queries import bases
from sasae.intermediary.provisions.models import Provision, State
from sasae.intermediary.records.actions import PROVIDED, Exchange, keep

_VOID = """
    INSERT INTO permit_use (permit_no) SELECT * FROM unnest(%s::text[]) AS wanted (permit_no) ORDER BY 1
    ON CONFLICT (permit_no) DO NOTHING
"""


@transaction.atomic
def make_void(body: Body, permits: Sequence[PermitVoid], *, now: datetime) -> None:
    """A permit that was not used cannot be used any more; what was done under one is recorded as come to nothing.

    Told twice, nothing changes.
    """
    basis = bases()
    by_number = {each.permit_no: each for each in permits}
    with acting_for(body.code):
        with connection.cursor() as cursor:
            cursor.execute(_VOID, [list(by_number)])
        done = list(Provision.objects.select_for_update().filter(permit_no__in=by_number).order_by("permit_no"))
        known = {each.permit_no: each for each in done}
        for each in done:
            each.state, each.message = State.VOID, by_number[each.permit_no].reason[:500]
        Provision.objects.bulk_update(done, ["state", "message"])
        keep([_exchange(body, one, known.get(number), basis) for number, one in by_number.items()], on=now.date())
    for number, one in by_number.items():
        persons = [f"{body.code}:{known[number].unified_no}"] if number in known and known[number].unified_no else []
        record(
            SYSTEM("network_core"), "provision.void", one.processing_no, persons, inquirer=one.inquirer,
            information=one.information, why=one.reason,
        )  # fmt: skip


def _exchange(body: Body, one: PermitVoid, done: Provision | None, basis: dict[str, str]) -> Exchange:
    return Exchange(
        side=PROVIDED, processing_no=one.processing_no, unified_no=(done.unified_no or "") if done else "",
        inquirer=one.inquirer, provider=body.code, affair=one.affair, procedure=one.procedure,
        information=one.information, requested_at=one.requested_at, result=InquiryState.ERROR.value,
        not_disclosed=one.not_disclosed, basis=basis.get(one.procedure, ""),
        permit_no=one.permit_no, permit_sha256=done.permit_sha256 if done else "", message=one.reason[:500],
    )  # fmt: skip
