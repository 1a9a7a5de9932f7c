"""Finding something for an application, and taking a finding back."""

from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application
from sasae.subsidy.people.models import Person
from sasae.subsidy.recognitions.models import OF_THE_FAMILY, Kind, Recognition


class CannotFind(Refusal):
    """This cannot be found so; the text says why, in Japanese."""


@transaction.atomic
def find(
    application_id: int,
    kind: Kind,
    *,
    atena_no: str,
    since: date,
    until: date | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Recognition:
    """Find. It counts from the next examination on. Raises CannotFind."""
    application = _open(application_id)
    reason = one_line(reason, CannotFind, missing="認定の理由と確かめた書類を入れてください。", at="reason")
    if until is not None and until < since:
        raise CannotFind("末日が初日より前です。", at="until")
    persons = application.form["persons"]
    wanted = persons.get("applicant") if kind in OF_THE_FAMILY else atena_no
    children = [person for place, person in persons.items() if place != "applicant"]
    if wanted is None or (kind not in OF_THE_FAMILY and wanted not in children):
        raise CannotFind("だれについての認定か、申請の児童から選んでください。", at="atena_no")
    if kind is Kind.EARLY_START:
        _check_start(application, since)
    standing = application.recognitions.filter(taken_back_by="", kind=kind, person__atena_no=wanted)
    if standing.filter(since=since, until=until).exists():
        raise CannotFind("同じ認定がすでにあります。")
    found = Recognition.objects.create(
        application=application, kind=kind, person=Person.objects.get(atena_no=wanted), since=since, until=until,
        reason=reason, found_by=by.id, found_at=at,
    )  # fmt: skip
    record(
        by,
        "recognition.found",
        application.receipt_number,
        [wanted],
        kind=kind.label,
        since=to_wareki(since),
        why=reason,
    )
    return found


def _check_start(application: Application, since: date) -> None:
    if since >= application.received_on:
        raise CannotFind("さかのぼりの日は、申請を受け付けた日より前の日を入れてください。")
    if application.recognitions.filter(kind=Kind.EARLY_START, taken_back_by="").exists():
        raise CannotFind("さかのぼりはすでに認定されています。取り消してから認定し直してください。")


@transaction.atomic
def take_back(recognition_id: int, *, why: str, by: Actor) -> Recognition:
    """Take a finding back. Raises CannotFind."""
    found = (
        Recognition.objects.select_for_update(of=("self",))
        .select_related("application", "person")
        .get(pk=recognition_id)
    )
    _open(found.application_id)
    why = one_line(why, CannotFind, missing="取り消す理由を入れてください。")
    if found.taken_back_by:
        raise CannotFind("この認定はすでに取り消されています。")
    found.taken_back_by = by.id
    found.save()
    record(
        by, "recognition.taken_back", found.application.receipt_number, [found.person.atena_no],
        kind=found.get_kind_display(), why=why,
    )  # fmt: skip
    return found


def _open(application_id: int) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.state not in OPEN:
        raise CannotFind(f"この申請は「{application.get_state_display()}」です。")
    return application
