"""Setting and lifting flags. What the body's linkage sets, it lifts; what an operator sets, two operators lift."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection

from sasae.contracts import body_copies
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.codes.models import Code
from sasae.intermediary.keys.texts import seal_text
from sasae.intermediary.protections.models import Kind, Protection, Source
from sasae.intermediary.protections.queries import hold_person, standing
from sasae.kernel.findings import Refusal

LIFTING = Pair("protections.lift", thing="提供の制限", first="解除の申出", second="解除の承認")


class CannotProtect(Refusal):
    """The flag cannot be set or lifted so; the text says why, in Japanese."""


def take(body: Body, told: Sequence[body_copies.ProtectionOfPerson], *, now: datetime) -> int:
    """Keep what the body's linkage says. A version that is known, or older than a known one, changes nothing.

    Returns how many were new. Persons are held in the order of their numbers, so that two messages do not block each other.
    """
    new = 0
    with acting_for(body.code):
        for one in sorted(told, key=lambda each: (each.unified_no, each.flag_no, each.version)):
            hold_person(one.unified_no)
            later = Protection.objects.filter(source=Source.BODY, flag_no=one.flag_no, version__gte=one.version)
            if not later.exists():
                said = {**one.model_dump(mode="python"), "reason": seal_text(body, one.reason)}
                Protection.objects.create(source=Source.BODY, set_by=body.caller, set_at=now, **said)
                new += 1
    if new:
        persons = list(dict.fromkeys(person(body, one.unified_no) for one in told))
        record(SYSTEM(body.caller), "protections.told", body.code, persons, count=new)
    return new


def protect(
    body: Body, *, unified_no: str, information: str, kind: Kind, valid_from: date, valid_to: date | None, reason: str,
    by: Actor, now: datetime,
) -> Protection:  # fmt: skip
    """An operator protects a person at once; it takes one person to protect, and two to lift."""
    if valid_to is not None and valid_to < valid_from:
        raise CannotProtect("期間の末日は、初日以後の日にしてください。", id="I-501", at="valid_to")
    with acting_for(body.code):
        if not Code.objects.filter(unified_no=unified_no).exists():
            raise CannotProtect("この統合宛名番号の人は、この団体に登録されていません。", id="I-502", at="unified_no")
        hold_person(unified_no)
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('protection_seq')")
            flag_no = f"OP{cursor.fetchone()[0]:08d}"
        made = Protection.objects.create(
            source=Source.OPERATOR, flag_no=flag_no, version=1, unified_no=unified_no, information=information,
            kind=kind, valid_from=valid_from, valid_to=valid_to, reason=seal_text(body, reason), set_by=by.id, set_at=now,
        )  # fmt: skip
    record(by, "protection.set", flag_no, [person(body, unified_no)], kind=kind.label)
    return made


def ask_to_lift(body: Body, number: int, *, why: str, by: Actor, now: datetime) -> None:
    """The first of two operators. The flag holds on until the second agrees."""
    if not why.strip():
        raise CannotProtect("解除の理由を入れてください。", id="I-503", at="why")
    with acting_for(body.code):
        found = _of_operators(number)
        moved = Protection.objects.filter(pk=found.pk, asked_by="").update(
            asked_by=by.id, asked_at=now, asked_why=seal_text(body, why)
        )
        if not moved:
            raise CannotProtect("解除は、すでに申し出られています。", id="I-504")
    record(by, "protection.lift_asked", found.flag_no, [person(body, found.unified_no)])


def settle_lifting(body: Body, number: int, *, agree: bool, by: Actor, now: datetime) -> None:
    """The second operator agrees or not. Who asked cannot agree; taking the wish back is open to both."""
    with acting_for(body.code):
        found = _of_operators(number)
        if not found.asked_by:
            raise CannotProtect("解除は申し出られていません。", id="I-505")
        if agree:
            refusal = CannotProtect("解除を申し出た人は、承認できません。別の職員が確かめてください。", id="I-506")
            LIFTING.by_another_than(found.asked_by, by, about=found.flag_no, refusal=refusal)
        hold_person(found.unified_no)
        moved = Protection.objects.filter(pk=found.pk, asked_by=found.asked_by).update(
            asked_by="", asked_at=None, asked_why=""
        )
        if not moved:
            raise CannotProtect("別の職員がすでに扱いました。", id="I-507")
        if agree:
            _lifted_version(found, by, now)
    event = "protection.lifted" if agree else "protection.lift_declined"
    record(by, event, found.flag_no, [person(body, found.unified_no)], asked_by=found.asked_by)


def _lifted_version(found: Protection, by: Actor, now: datetime) -> None:
    Protection.objects.create(
        source=found.source, flag_no=found.flag_no, version=found.version + 1, unified_no=found.unified_no,
        information=found.information, kind=found.kind, valid_from=found.valid_from, valid_to=found.valid_to,
        lifted=True, reason=found.asked_why, asked_by=found.asked_by, asked_at=found.asked_at, set_by=by.id, set_at=now,
    )  # fmt: skip


def _of_operators(number: int) -> Protection:
    """The newest version of the flag that bears this number."""
    flag = Protection.objects.filter(pk=number, source=Source.OPERATOR).first()
    found = standing().filter(source=Source.OPERATOR, flag_no=flag.flag_no).first() if flag else None
    if found is None or found.lifted:
        raise CannotProtect("運用担当者が入れた、解除できる登録ではありません。", id="I-508")
    return found
