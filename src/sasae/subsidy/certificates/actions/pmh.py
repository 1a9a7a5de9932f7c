"""Files for PMH: the one thing that leaves with individual numbers. Off unless the installation says so.

A file waits until somebody hands it over, and until what PMH answered is written down. What lies in a file that stands is
not told again; what was refused or given up is told in the next one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from sasae.formats import pmh
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record, refuse
from sasae.foundation.release import release
from sasae.kernel.findings import Finding, Refusal, error, one_line, warning
from sasae.subsidy.certificates.models import Certificate, PmhEntry, PmhFile, State
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.certificates.pmh_models import PMH_MOVES, PmhState
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.people.wards import within

TYPE = "HITORIOYA"
NAME = "福祉医療証（ひとり親家庭等医療費助成）"
DELETED = (State.REISSUED, State.LOST_ENTITLEMENT, State.COLLECTED)


class Off(PermissionError):
    """This installation makes no such file."""


class CannotRegister(Refusal):
    """The step is not allowed now; the text says why, in Japanese."""


@dataclass
class _Told:
    """What a file is made of."""

    registrations: list[pmh.Registration] = field(default_factory=list)
    entries: list[PmhEntry] = field(default_factory=list)
    left_out: list[Finding] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    wards: set[str] = field(default_factory=set)


@transaction.atomic
def make_pmh(
    *, since: date, until: date, by: Actor, on: date, at: datetime, wards: Sequence[str] | None = None
) -> PmhFile:
    """The file of what was issued or became void in these days and is not told yet, for people of these wards or of all.

    Protected persons are left out and registered by hand. Raises Off, CannotRegister, and formats.pmh.PmhRefused.
    """
    _require_on()
    _one_at_a_time()
    told = _told(within(_of_days(since, until), wards, "recipient__person__ward_code"), by, on)
    if not told.registrations and not told.left_out:
        raise CannotRegister("この期間に、まだ登録していない医療証はありません。", id="PMH-301", at="until")
    content = pmh.write(told.registrations)
    file = PmhFile(
        number=_next_number(on), since=since, until=until, wards=sorted(told.wards), persons=told.persons,
        left_out=[one.as_dict() for one in told.left_out], count=len(told.registrations),
        sha256=hashlib.sha256(content).hexdigest(), made_by=by.id, made_at=at,
    )  # fmt: skip
    file.content = sealing.encrypt(content, f"pmh/{file.number}")
    file.save()
    for entry in told.entries:
        entry.file = file
    PmhEntry.objects.bulk_create(told.entries)
    record(
        by, "pmh.exported", file.number, told.persons, since=since.isoformat(), until=until.isoformat(),
        certificates=file.count,
    )  # fmt: skip
    return file


@transaction.atomic
def take_pmh(number: str, *, by: Actor, on: date) -> bytes:
    """The file's bytes, to be handed over: whose numbers are in it is journaled each time.

    Who became protected since it was made is not handed over: the file is given up and made again. Raises Off, CannotRegister.
    """
    _require_on()
    file = PmhFile.objects.get(number=number)
    if file.content is None:
        raise CannotRegister(f"登録ファイル {number} は「{file.get_state_display()}」です。内容は消してあります。")
    if protected_among(file.persons, on):
        said = f"登録ファイル {number} には、作成の後に支援措置の対象となった人がいます。このファイルを破棄し、作り直してください。"
        refuse(by, "pmh.refused", number, said, file.persons)
        raise CannotRegister(said, id="PMH-303")
    record(by, "pmh.taken", number, file.persons, certificates=file.count)
    return sealing.decrypt(file.content, f"pmh/{number}")


@transaction.atomic
def move_pmh(number: str, state: PmhState, *, note: str, by: Actor, at: datetime) -> PmhFile:
    """It was handed over, was answered, or is given up. Raises Off, CannotRegister."""
    _require_on()
    file = PmhFile.objects.select_for_update().get(number=number)
    if state not in PMH_MOVES[PmhState(file.state)]:
        told = f"登録ファイル {number} は「{file.get_state_display()}」のため、「{state.label}」にできません。"
        raise CannotRegister(told, id="PMH-302")
    needed = state in (PmhState.REFUSED, PmhState.DISCARDED)
    file.note = one_line(note, CannotRegister, missing="理由を入れてください。" if needed else "", at="note")
    file.state = state
    if state == PmhState.SENT:
        file.sent_by, file.sent_at = by.id, at
    else:
        file.content, file.ended_by, file.ended_at = None, by.id, at
    file.save()
    if needed:
        file.entries.update(live=False)
    record(by, "pmh.moved", number, file.persons, state=state.label, note=file.note)
    return file


def _require_on() -> None:
    if not settings.SASAE_PMH:
        raise Off("PMHへの登録は、この設置では行いません（sasae.toml の pmh）。")


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('certificates/pmh', 0))")


def _of_days(since: date, until: date) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(Q(issued_on__range=(since, until)) | Q(voided_on__range=(since, until)))
    return rows.exclude(state=State.EXPIRED).select_related("recipient__person").order_by("pk")


def _told(rows: QuerySet[Certificate], by: Actor, on: date) -> _Told:
    payer_number, told = OFFICE.on(on)["payer_number"], _Told()
    before = set(PmhEntry.objects.filter(live=True).values_list("certificate", "deleted"))
    fresh = [one for one in rows if (one.number, one.state in DELETED) not in before]
    guarded = protected_among((one.recipient.person.atena_no for one in fresh), on)
    for certificate in fresh:
        person = certificate.recipient.person
        if person.atena_no in guarded:
            told.left_out.append(warning("PMH-201", certificate.number, "支援措置の対象者です。手作業で登録してください。"))
        elif not person.individual_number_cipher:
            told.left_out.append(error("PMH-202", certificate.number, "個人番号がありません。"))
        else:
            told.registrations.append(_registration(certificate, payer_number, by))
            told.entries.append(PmhEntry(certificate=certificate.number, deleted=certificate.state in DELETED))
            told.persons.append(person.atena_no)
        told.wards.add(person.ward_code)
    told.persons = list(dict.fromkeys(told.persons))
    return told


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


def _next_number(on: date) -> str:
    """Within the lock: nobody else numbers a file."""
    last = PmhFile.objects.filter(number__startswith=f"PM{on:%Y}-").order_by("-number").values_list("number", flat=True)
    return f"PM{on:%Y}-{int(last[0].rpartition('-')[2]) + 1 if last else 1:06d}"
