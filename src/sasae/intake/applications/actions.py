"""Keeping an application whose checks are passed, and moving it on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from sasae.foundation import sealing
from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.intake.applications.content import part
from sasae.intake.applications.models import (
    ALLOWED_MOVES,
    Against,
    Application,
    ApplicationNumber,
    Attachment,
    CosignerCheck,
    ListFile,
    SignatureCheck,
    SignerComparison,
    State,
    StateChange,
)
from sasae.intake.applications.procedures import procedures, read_form
from sasae.intake.downloads.checked import Content, Signed
from sasae.intake.downloads.models import Download
from sasae.intake.handover.reports import report
from sasae.kernel.findings import Finding

LISTS_KEPT = 7  # days a list that was taken out can be fetched
# What the resident reads with a status; no personal data.
WORDS = {
    State.FETCHED: "市が申請を受け取り、電子署名を確認しました。",
    State.EXAMINING: "審査を始めました。",
}


class CannotMove(ValueError):
    """The application is not in a state that allows this; the text says which, in Japanese."""


def keep_signature(download: Download, signed: Signed, *, at: datetime) -> SignatureCheck:
    """Keep the result of the signature check, good or bad. Part of the caller's transaction."""
    kept = {
        "checked_at": at,
        "result": signed.result,
        "user_serial": signed.user_serial,
        "name": signed.name,
        "birth_date": signed.birth_date,
        "address": signed.address,
        "sex": signed.sex,
        "signing_serial": signed.signing_serial,
        "replaced": signed.replaced,
        "revocation": signed.revocation,
        "findings": [finding.as_dict() for finding in signed.findings],
        "certificate": signed.certificate,
        "signature": signed.signature,
    }
    check, _ = SignatureCheck.objects.update_or_create(download=download, defaults=kept)  # a file may be fetched again
    keep_comparisons(check, Against.APPLICATION, signed.comparisons, at=at)
    _keep_cosigners(download, signed, at=at)
    return check


def _keep_cosigners(download: Download, signed: Signed, *, at: datetime) -> None:
    """The checks of the signatures beside the applicant's, good or bad; of a file fetched again the newer ones stand."""
    download.cosigner_checks.all().delete()
    CosignerCheck.objects.bulk_create(
        CosignerCheck(
            download=download, number=one.number, place=one.place, checked_at=at, result=one.result,
            user_serial=one.user_serial, name=one.name, birth_date=one.birth_date, signing_serial=one.signing_serial,
            replaced=one.replaced, revocation=one.revocation, findings=[each.as_dict() for each in one.findings],
            certificate=one.certificate, signature=one.signature, answer=one.answer,
        )
        for one in signed.beside
    )  # fmt: skip


def note_cosigners(application: Application, told: Mapping[int, tuple[str, str]], *, at: datetime) -> list[str]:
    """Keep what linkage said of who signed beside the applicant: 宛名番号, or why none. Returns whom it found.

    Part of the caller's transaction.
    """
    checks = [one for one in application.download.cosigner_checks.all() if one.number in told]
    for one in checks:
        one.atena_no, one.doubt = told[one.number]
        one.asked_at = at
    CosignerCheck.objects.bulk_update(checks, ["atena_no", "doubt", "asked_at"])
    return [one.atena_no for one in checks if one.atena_no]


def keep_comparisons(
    check: SignatureCheck, against: Against, found: Iterable[tuple[str, str]], *, at: datetime
) -> None:
    """Keep how the certificate's items agree with another writing of them; asked again, the newer outcome stands."""
    for item, outcome in found:
        SignerComparison.objects.update_or_create(
            check_of=check, against=against, item=item, defaults={"outcome": outcome, "compared_at": at}
        )


def keep(
    download: Download, content: Content, warnings: Iterable[Finding] = (), *, by: Actor, at: datetime
) -> Application:
    """Keep a verified application with its papers and what was noticed in them. Part of the caller's transaction."""
    procedure = procedures()[download.procedure]
    form = read_form(procedure.code, content.application)
    parted = part(form)
    applicant = parted.form["applicant"]
    application = Application.objects.create(
        download=download,
        receipt_number=download.receipt_number,
        category=procedure.category,
        scheme=procedure.scheme,
        scheme_version=procedure.scheme_version,
        procedure=procedure.code,
        procedure_name=procedure.name,
        procedure_alias=procedure.alias,
        procedure_version=form["form_version"],
        provider_code=procedure.provider_code,
        provider_name=procedure.provider_name,
        state=State.FETCHED,
        applied_at=download.received_at,
        applicant_name=applicant["name"],
        applicant_kana=applicant["name_kana"],
        applicant_birth=applicant["birth_date"],
        address=parted.address,
        telephone=parted.telephone,
        form=parted.form,
        form_sha256=content.sha256,
        warnings=[finding.as_dict() for finding in warnings],
        printed_form=content.printed_form,
        stored_at=at,
        moved_at=at,
    )
    _keep_numbers(application, parted.numbers)
    _keep_attachments(application, content)
    _note(application, State.FETCHED, WORDS[State.FETCHED], by=by, at=at)
    return application


def _keep_numbers(application: Application, numbers: dict[str, str]) -> None:
    ApplicationNumber.objects.bulk_create(
        ApplicationNumber(
            application=application,
            place=place,
            cipher=sealing.encrypt(number, number_context(application.receipt_number, place)),
        )
        for place, number in numbers.items()
    )


def number_context(receipt_number: str, place: str) -> str:
    """What an individual number's ciphertext is bound to."""
    return f"intake_applications_applicationnumber/{receipt_number}/{place}"


def _keep_attachments(application: Application, content: Content) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            application=application,
            number=one.number,
            kind=one.kind,
            name=one.name,
            media_type=one.media_type,
            size=len(one.content),
            sha256=one.sha256,
            content=one.content,
        )
        for one in content.attachments
    )


@transaction.atomic
def move(receipt_number: str, state: State, message: str = "", *, by: Actor, at: datetime) -> Application:
    """Change the status and tell the resident. The same status again changes nothing. Raises CannotMove."""
    application = Application.objects.select_for_update().get(receipt_number=receipt_number)
    if application.state == state:
        return application
    if state not in ALLOWED_MOVES[State(application.state)]:
        raise CannotMove(
            f"申請 {receipt_number} は「{State(application.state).label}」のため、「{state.label}」にできません。"
        )
    application.state = state
    application.moved_at = at
    application.save()
    _note(application, state, message or WORDS.get(state, ""), by=by, at=at)
    return application


def _note(application: Application, state: State, message: str, *, by: Actor, at: datetime) -> None:
    StateChange.objects.create(application=application, state=state, message=message, by=by.name, at=at)
    report(application.receipt_number, state.value, message, at=at)
    record(by, "application.moved", application.receipt_number, persons_of(application), state=state.label)


def identify(application: Application, atena_no: str, protected_until: Any) -> None:
    """Note whose application it is. Part of the caller's transaction, which holds the row."""
    application.atena_no = atena_no
    application.protected_until = protected_until
    application.save()


def persons_of(application: Application) -> list[str]:
    """Whom the journal names: the person when known, else the receipt number."""
    return [application.atena_no or application.receipt_number]


def cosigners_of(application: Application) -> list[str]:
    """Who signed beside the applicant, where linkage knows them."""
    found = application.download.cosigner_checks.exclude(atena_no="").order_by("number")
    return list(found.values_list("atena_no", flat=True))


@transaction.atomic
def note_evidence_taken(application: Application, reason: str, *, by: Actor) -> None:
    """The evidence file is taken out, and why."""
    record(by, "application.evidence_exported", application.receipt_number, persons_of(application), reason=reason)


@transaction.atomic
def take_list_out(
    asked: dict[str, str], procedures: list[str] | None, format: str, reason: str, *, by: Actor, on: date
) -> BatchRun:
    """Begin to write the list to a file; None stands for every procedure."""
    params = {"asked": asked, "procedures": procedures, "format": format, "on": on.isoformat()}
    run = start("applications.export", params, by)
    record(by, "applications.list_taken_out", str(run.pk), format=format, reason=reason)
    return run


def list_context(run_id: int) -> str:
    """What a list's ciphertext is bound to."""
    return f"intake_applications_listfile/{run_id}"


def keep_list(run: BatchRun, content: bytes, rows: int, *, on: date, at: datetime) -> ListFile:
    """Keep the written list for some days. Part of the run's transaction."""
    return ListFile.objects.create(
        run_id=run.pk, format=run.params["format"], requested_by=run.started_by, rows=rows, made_at=at,
        content=sealing.encrypt(content, list_context(run.pk)), expires_on=on + timedelta(days=LISTS_KEPT),
    )  # fmt: skip


@transaction.atomic
def note_list_fetched(file: ListFile, *, by: Actor) -> None:
    """Note that the file was handed over."""
    record(by, "applications.list_fetched", str(file.run_id), rows=file.rows)


def expire_lists(on: date) -> int:
    """Empty the files whose last day is over. Returns how many."""
    return ListFile.objects.filter(expires_on__lt=on, content__isnull=False).update(content=None)
