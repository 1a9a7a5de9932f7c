"""The nightly reconciliation: the core's own record is fetched and held against a body's, differences are kept until gone."""

from datetime import datetime, timedelta

from sasae.contracts import information_network as network
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.partners import ask
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.models import OPEN, Inquiry, State
from sasae.intermediary.provisions.models import Provision, ProvisionRefusal
from sasae.intermediary.provisions.models import State as ProvisionState
from sasae.intermediary.records.comparing import Difference, compare
from sasae.intermediary.records.models import Reconciliation, RecordDifference, Settled
from sasae.intermediary.records.queries import newest_records

LOOKS_BACK = timedelta(days=40)  # longer than any query may wait
SETTLES = timedelta(minutes=10)  # what was asked just now is still on its way


class CannotExplain(ValueError):
    """There is no such difference, or no explanation; the text says which, in Japanese."""


def reconcile(body: Body, *, now: datetime, since: datetime | None = None) -> int:
    """Compare, keep what is new, mark what is gone. Returns how many differences there are. Raises Unreachable."""
    begin, end = since or now - LOOKS_BACK, now - SETTLES
    cores = _fetched(body, begin, end)
    with acting_for(body.code):
        ours = newest_records(begin, end)
        under_way = set(Inquiry.objects.filter(state__in=OPEN).values_list("processing_no", flat=True)) | set(
            Provision.objects.filter(state=ProvisionState.NOT_AUTOMATIC).values_list("processing_no", flat=True)
        )
        refused = set(ProvisionRefusal.objects.filter(refused_at__gte=begin).values_list("processing_no", flat=True))
        found = [
            each for each in compare(ours, cores, body.code, under_way)
            if not _refused_without_record(each, refused)
        ]  # fmt: skip
        _keep(found, begin, end, now)
        Reconciliation.objects.create(since=begin, until=end, compared=len(cores), found=len(found), done_at=now)
    record(SYSTEM("intermediary"), "records.reconciled", body.code, compared=len(cores), found=len(found))
    return len(found)


def _refused_without_record(each: Difference, refused: set[str]) -> bool:
    """A permit that did not hold leaves a refusal on the provider's side, and no record of article 23."""
    return (
        each.side == "提供"
        and each.ours == "なし"
        and each.cores == State.REFUSED.label
        and each.processing_no in refused
    )


def _fetched(body: Body, begin: datetime, end: datetime) -> list[network.CoreRecord]:
    found: list[network.CoreRecord] = []
    more = True
    while more:
        page = ask(
            network.CORE_RECORDS,
            network.CoreRecordsRequest(
                body=body.code, requested_from=begin, requested_until=end,
                after=found[-1].processing_no if found else "",
            ),
        )  # fmt: skip
        found += page.records
        more = page.more and bool(page.records)
    return found


def _keep(found: list[Difference], begin: datetime, end: datetime, now: datetime) -> None:
    """New differences are written down; open ones that are not found any more are gone."""
    known = {
        (each.processing_no, each.side, each.kind): each
        for each in RecordDifference.objects.exclude(state=Settled.GONE).select_for_update()
    }
    keys = {each.key for each in found}
    new = [each for each in found if each.key not in known]
    RecordDifference.objects.bulk_create(
        [
            RecordDifference(
                processing_no=each.processing_no, side=each.side, kind=each.kind.value, ours=each.ours,
                cores=each.cores, found_at=now,
            )
            for each in new
        ]
    )  # fmt: skip
    gone = [each.pk for key, each in known.items() if key not in keys and begin <= each.found_at]
    RecordDifference.objects.filter(pk__in=gone).update(state=Settled.GONE, settled_at=now)


def explain(body: Body, difference: int, *, note: str, by: Actor, now: datetime) -> None:
    """A clerk says why a difference is right as it is, or what was done about it. Raises CannotExplain."""
    if not note.strip():
        raise CannotExplain("説明を入力してください。")
    with acting_for(body.code):
        moved = RecordDifference.objects.filter(pk=difference, state=Settled.OPEN).update(
            state=Settled.EXPLAINED, settled_at=now, settled_by=by.id, note=note.strip()[:500]
        )
        if not moved:
            raise CannotExplain("この違いは、すでに解消したか、説明がついています。")
    record(by, "records.explained", str(difference), why=note.strip()[:500])
