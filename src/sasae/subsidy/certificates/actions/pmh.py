"""The registration file for PMH: the one thing that leaves with individual numbers. Off unless the installation says so."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from sasae.formats import pmh
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.release import release
from sasae.kernel.findings import Finding, error, warning
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.people.queries import protected_among

TYPE = "HITORIOYA"
NAME = "福祉医療証（ひとり親家庭等医療費助成）"
DELETED = (State.REISSUED, State.LOST_ENTITLEMENT, State.COLLECTED)


class Off(PermissionError):
    """This installation makes no such file."""


@transaction.atomic
def export_pmh(*, since: date, until: date, by: Actor, on: date) -> tuple[bytes, list[Finding], list[str]]:
    """The file of what was issued or became void in these days, what was left out and why, and whose numbers are in it.

    Protected persons are left out and registered by hand. Raises Off, and formats.pmh.PmhRefused.
    """
    if not settings.SASAE_PMH:
        raise Off("PMHへの登録は、この設置では行いません（sasae.toml の pmh）。")
    payer_number, period = OFFICE.on(on)["payer_number"], (since, until)
    rows = Certificate.objects.filter(Q(issued_on__range=period) | Q(voided_on__range=period))
    rows = rows.exclude(state=State.EXPIRED).select_related("recipient__person").order_by("pk")
    guarded = protected_among((one.recipient.person.atena_no for one in rows), on)
    registrations, left_out, persons = [], [], []
    for certificate in rows:
        person = certificate.recipient.person
        if person.atena_no in guarded:
            left_out.append(warning("PMH-201", certificate.number, "支援措置の対象者です。手作業で登録してください。"))
        elif not person.individual_number_cipher:
            left_out.append(error("PMH-202", certificate.number, "個人番号がありません。"))
        else:
            registrations.append(_registration(certificate, payer_number, by))
            persons.append(person.atena_no)
    content = pmh.write(registrations)
    record(
        by, "pmh.exported", on.isoformat(), persons, since=since.isoformat(), until=until.isoformat(),
        certificates=len(registrations),
    )  # fmt: skip
    return content, left_out, persons


def _registration(certificate: Certificate, payer_number: str, by: Actor) -> pmh.Registration:
    person = certificate.recipient.person
    address = release(
        person.address, actor=by, way="file", person=person.atena_no, protected=False, reason="PMHへの登録"
    )
    return pmh.Registration(
        certificate_type=TYPE, individual_number=sealing.decrypt(person.individual_number_cipher).decode("ascii"),
        person=pmh.Person(person.name, person.name_kana, address, person.birth_date, person.sex), not_disclosed=False,
        payer_number=payer_number, certificate_name=NAME,
        recipient_number=certificate.recipient.number, always_reimbursed=False, valid_from=certificate.valid_from,
        valid_to=certificate.valid_to, history_key=f"{certificate.number}-{certificate.copy:02d}",
        deleted=certificate.state in DELETED, details=(("医療証番号", certificate.number),),
    )  # fmt: skip
