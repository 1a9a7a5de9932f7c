"""Media that carry applications in: their keys, what was on them, and that they are clean again."""

import hashlib
from collections import Counter
from datetime import date, datetime, timedelta

import pyrage
from django.db import transaction

from sasae.foundation.custody import actions as custody
from sasae.foundation.custody.models import Medium, MediumState, Sealing
from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.sealing import decrypt, encrypt
from sasae.intake.carrying.models import CarriedFile, CarryIn, CarryKey, CarryState, Outcome
from sasae.intake.carrying.opening import Looked, key_context, receipt_number
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
    key: CarryKey, content: bytes, findings: list[Finding], files: dict[str, bytes], erase_by: date, *, by: Actor, at: datetime
) -> CarryIn:
    """Keep what was carried in, for the checks that follow, or refused whole with its findings; nothing is lost."""
    one = CarryIn.objects.create(
        medium=key.medium, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        findings=[finding.as_dict() for finding in findings], carried_by=by.id, carried_at=at, erase_by=erase_by,
    )  # fmt: skip
    if findings:
        CarryIn.objects.filter(pk=one.pk).update(content_cipher=encrypt(content, content_context(one)))
        said = " ".join(dict.fromkeys(finding.id for finding in findings))
        record(by, "carrying.refused", str(one.pk), medium=key.medium.code, findings=said)
        return one
    CarriedFile.objects.bulk_create(
        CarriedFile(
            carry_in=one, name=name[:100], receipt_number=receipt_number(name), size=len(each),
            sha256=hashlib.sha256(each).hexdigest(), outcome=Outcome.CHECKING,
            content_cipher=encrypt(each, content_context(one)),
        )
        for name, each in sorted(files.items())
    )  # fmt: skip
    numbers = [number for name in sorted(files) if (number := receipt_number(name))]
    record(by, "carrying.brought", str(one.pk), numbers, medium=key.medium.code, count=len(files), sha256=one.sha256)
    return one


def content_of(file: CarriedFile) -> bytes:
    """The bytes of a file that is not checked yet, or was refused."""
    return decrypt(bytes(file.content_cipher or b""), content_context(file.carry_in))


@transaction.atomic
def settle(file_id: int, looked: Looked, *, by: Actor, at: datetime) -> Outcome:
    """What the checks say of one file; what stands on the portal's list is taken in as a fetched one is. Again, nothing."""
    line = CarriedFile.objects.select_for_update(of=("self",)).select_related("carry_in__medium").get(pk=file_id)
    if line.outcome != Outcome.CHECKING:
        return Outcome(line.outcome)
    line.findings = [finding.as_dict() for finding in looked.findings]
    if looked.entry is None or looked.verdict is None:
        line.outcome = Outcome.KNOWN if looked.known else Outcome.REFUSED
    else:
        taken = take_in(looked.entry, looked.content, looked.verdict, by=by, at=at)
        line.outcome = Outcome.KNOWN if taken is None else _OUTCOMES[State(taken.state)]
    if line.outcome != Outcome.REFUSED:
        line.content_cipher = None
    line.save()
    _note_end(line.carry_in, by=by)
    return Outcome(line.outcome)


def _note_end(one: CarryIn, *, by: Actor) -> None:
    """The last file is checked: what became of all of them stands in the journal."""
    files = list(one.files.defer("content_cipher").order_by("pk"))
    told = Counter(file.outcome for file in files)
    if not told[Outcome.CHECKING]:
        numbers = [file.receipt_number for file in files if file.receipt_number]
        record(
            by, "carrying.taken", str(one.pk), numbers, medium=one.medium.code, count=len(files), sha256=one.sha256,
            stored=told[Outcome.STORED] + told[Outcome.QUARANTINED], refused=told[Outcome.REFUSED],
        )  # fmt: skip


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
