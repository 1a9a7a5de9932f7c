"""Media that carry applications in: their keys, what was on them, and that they are clean again."""

import hashlib
from collections import Counter
from datetime import date, datetime, timedelta

import pyrage
from django.db import transaction

from sasae.foundation.custody import actions as custody
from sasae.foundation.custody.models import Medium, MediumState, Sealing
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.sealing import encrypt
from sasae.intake.carrying.models import CarriedFile, CarryIn, CarryKey, CarryState, Outcome
from sasae.intake.carrying.opening import Looked, key_context
from sasae.intake.downloads.actions import take_in
from sasae.intake.downloads.models import State
from sasae.kernel.findings import Finding, Refusal, one_line

LONGEST = timedelta(days=7)  # that what was carried in may lie on its medium
BY = BATCH("carrying", "媒体の消去の知らせ")


class CannotCarry(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def make_key(code: str, kind: str, sealing: str, *, by: Actor, at: datetime) -> Medium:
    """Register a medium for carrying in. Its private key stays here; the public one is registered in the portal."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public()) if sealing == Sealing.AGE else ""
    medium = custody.register(code, kind, public, sealing, by=by, at=at)
    cipher = encrypt(str(identity), key_context(medium.code))
    CarryKey.objects.create(medium=medium, identity_cipher=cipher, made_by=by.id, made_at=at)
    record(by, "carrying.key_made", medium.code)
    return medium


def key_of(code: str) -> CarryKey:
    """The key of a medium in use. Raises CannotCarry."""
    found = CarryKey.objects.select_related("medium").filter(medium__code=code).first()
    if found is None or found.medium.state != MediumState.IN_USE:
        raise CannotCarry("この媒体は、持込みに使えません。持込み用に登録した媒体を選んでください。", id="CY-101", at="medium")
    if CarryIn.objects.filter(medium=found.medium, state=CarryState.WAITING).exists():
        raise CannotCarry("この媒体の前のデータが、まだ消去されていません。", id="CY-102", at="medium")
    return found


def check_day(erase_by: date, on: date) -> None:
    """The medium is clean again within days. Raises CannotCarry."""
    if not on <= erase_by <= on + LONGEST:
        raise CannotCarry(f"消去の期限は、今日から{LONGEST.days}日以内にしてください。", id="CY-105", at="erase_by")


@transaction.atomic
def carry_in(
    key: CarryKey, content: bytes, findings: list[Finding], files: list[Looked], erase_by: date, *, by: Actor, at: datetime
) -> CarryIn:
    """Keep what was carried in: stored, held, or refused with its findings; nothing is lost."""
    one = CarryIn.objects.create(
        medium=key.medium, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        findings=[finding.as_dict() for finding in findings], carried_by=by.id, carried_at=at, erase_by=erase_by,
    )  # fmt: skip
    if findings:
        CarryIn.objects.filter(pk=one.pk).update(content_cipher=encrypt(content, content_context(one)))
        said = " ".join(dict.fromkeys(finding.id for finding in findings))
        record(by, "carrying.refused", str(one.pk), medium=key.medium.code, findings=said)
        return one
    kept = [_kept(one, file, by=by, at=at) for file in files]
    CarriedFile.objects.bulk_create(kept)
    told = Counter(file.outcome for file in kept)
    numbers = [file.receipt_number for file in kept if file.receipt_number]
    record(
        by, "carrying.taken", str(one.pk), numbers, medium=key.medium.code, count=len(kept), sha256=one.sha256,
        stored=told[Outcome.STORED] + told[Outcome.QUARANTINED], refused=told[Outcome.REFUSED],
    )  # fmt: skip
    return one


def _kept(carried: CarryIn, file: Looked, *, by: Actor, at: datetime) -> CarriedFile:
    """The line of one file; what stands on the portal's list is taken in as a fetched one is."""
    line = CarriedFile(
        carry_in=carried, name=file.name[:100], receipt_number=file.receipt_number, size=len(file.content), sha256=file.sha256,
        findings=[finding.as_dict() for finding in file.findings],
    )  # fmt: skip
    if file.entry is None or file.verdict is None:
        line.outcome = Outcome.KNOWN if file.known else Outcome.REFUSED
    else:
        taken = take_in(file.entry, file.content, file.verdict, by=by, at=at)
        line.outcome = Outcome.KNOWN if taken is None else _OUTCOMES[State(taken.state)]
    if line.outcome == Outcome.REFUSED:
        line.content_cipher = encrypt(file.content, content_context(carried))
    return line


_OUTCOMES = {State.STORED: Outcome.STORED, State.QUARANTINED: Outcome.QUARANTINED}


def content_context(carried: CarryIn) -> str:
    """What kept bytes of a carrying-in are bound to."""
    return f"intake_carrying_carryin/{carried.pk}"


@transaction.atomic
def attest_erased(number: int, how: str, *, by: Actor, at: datetime) -> None:
    """Somebody saw that the data is gone from the medium, before it goes back."""
    one = CarryIn.objects.select_for_update().filter(pk=number).first()
    said = one_line(how, CannotCarry, missing="消去の方法を入れてください。", at="how")
    if one is None or one.state != CarryState.WAITING:
        raise CannotCarry("この持込みの媒体は、消去を確かめてあります。", id="CY-103")
    CarryIn.objects.filter(pk=number).update(state=CarryState.ERASED, how=said, erased_by=by.id, erased_at=at)
    record(by, "carrying.erased", str(number), how=said)


@transaction.atomic
def remind(on: date) -> int:
    """Write down once a day which media should be clean by now. Returns how many."""
    due = CarryIn.objects.select_for_update(of=("self",)).filter(state=CarryState.WAITING, erase_by__lt=on)
    late = list(due.exclude(reminded_on=on).values_list("pk", "medium__code"))
    for number, code in late:
        record(BY, "carrying.overdue", str(number), medium=code)
    CarryIn.objects.filter(pk__in=[number for number, _ in late]).update(reminded_on=on)
    return len(late)
