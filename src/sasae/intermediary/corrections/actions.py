"""Listing whom to tell of a correction, and marking whom was told. Nothing is changed: each step is a row of its own."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sasae.foundation.history import Actor, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.inserting import insert
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import person
from sasae.intermediary.codes.models import Code
from sasae.intermediary.corrections.models import CORE, Correction, CorrectionLine, CorrectionMark, How, Kind, Mark
from sasae.intermediary.corrections.queries import WAITS, addressees_of, name_of_addressee, provided
from sasae.intermediary.keys.texts import seal_text
from sasae.intermediary.masters.queries import institution_names
from sasae.intermediary.protections.queries import hold_person
from sasae.intermediary.records.actions import KEEP_YEARS
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel.findings import Refusal
from sasae.kernel.wareki import to_wareki


class CannotTell(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def list_for_record(body: Body, old: ProvisionRecord, new: ProvisionRecord, *, by: Actor, now: datetime) -> int:
    """A record was put right: whoever stands in it besides this body is told, and who keeps the network's own records.

    番号法31条 (read with 個人情報の保護に関する法律97条). Called inside `acting_for`, in the transaction of the correction.
    """
    items = sorted(set(old.items) ^ set(new.items))
    made = Correction.objects.create(
        kind=Kind.RECORD, record=new.pk, unified_no=new.unified_no, information=new.information, items=items,
        order_no=new.order_no, noted_by=by.id, noted_at=now, keep_until=new.keep_until,
    )  # fmt: skip
    others = sorted({new.inquirer, new.provider} - {body.code})
    _add(made, [(code, new) for code in [*others, CORE]], now)
    return int(made.pk)


def list_for_information(
    body: Body, *, unified_no: str, information: str, items: Collection[str], since: date | None, order_no: str,
    by: Actor, on: date, now: datetime,
) -> int:  # fmt: skip
    """What was provided was wrong: every body it was provided to is told. Returns the correction's number."""
    if not order_no.strip():
        raise CannotTell("訂正の決定の文書番号を入れてください。", id="I-831", at="order_no")
    if since is not None and since > on:
        raise CannotTell("訂正前の内容を提供した始めの日は、今日以前の日にしてください。", id="I-832", at="since")
    with acting_for(body.code):
        if not Code.objects.filter(unified_no=unified_no).exists():
            raise CannotTell("この統合宛名番号の人は、この団体に登録されていません。", id="I-833", at="unified_no")
        hold_person(unified_no)
        same = {"unified_no": unified_no, "information": information, "items": sorted(items), "order_no": order_no.strip()[:60]}
        if Correction.objects.filter(kind=Kind.INFORMATION, **same).exists():
            raise CannotTell("この決定による訂正は、もう一覧になっています。「訂正の通知」で確かめてください。", id="I-843", at="order_no")
        rows = list(provided(unified_no, information, items, since))
        if not items or not rows:
            raise CannotTell("この項目を提供した団体はありません。知らせる相手はいません。", id="I-834", at="items")
        made = Correction.objects.create(
            kind=Kind.INFORMATION, since=since, noted_by=by.id, noted_at=now,
            keep_until=date(on.year + KEEP_YEARS.on(on), 12, 31), **same,
        )  # fmt: skip
        _add(made, [(row.inquirer, row) for row in rows], now)
    whom = len({row.inquirer for row in rows})
    record(by, "corrections.noted", str(made.pk), [person(body, unified_no)], order_no=order_no.strip(), count=whom)
    return int(made.pk)


def _add(made: Correction, exchanges: Iterable[tuple[str, ProvisionRecord]], now: datetime) -> None:
    """A line of each; one that stands in the list already stays as it is."""
    lines = [
        CorrectionLine(
            correction=made, addressee=code, processing_no=row.processing_no, permit_no=row.permit_no,
            items=sorted(set(row.items) & set(made.items)) if made.kind == Kind.INFORMATION else made.items,
            at=row.provided_at or row.requested_at, listed_at=now,
        )
        for code, row in exchanges
    ]  # fmt: skip
    insert(CorrectionLine, lines, once=True)


def list_again(body: Body, number: int, *, by: Actor, now: datetime) -> int:
    """What was provided since, before the right copy came, is added; who was told already is to be told again."""
    with acting_for(body.code):
        made = _found(number)
        if made.kind != Kind.INFORMATION:
            raise CannotTell("情報提供等記録の訂正の相手は、その記録で決まります。", id="I-835")
        before = CorrectionLine.objects.filter(correction=made).count()
        _add(
            made,
            [(row.inquirer, row) for row in provided(made.unified_no, made.information, made.items, made.since)],
            now,
        )
        added = CorrectionLine.objects.filter(correction=made).count() - before
    record(by, "corrections.listed_again", str(number), [person(body, made.unified_no)], count=added)
    return added


def tell(
    body: Body,
    number: int,
    addressee: str,
    *,
    told_on: date,
    how: How,
    document: str,
    by: Actor,
    on: date,
    now: datetime,
) -> None:
    """This person has told the addressee."""
    if told_on > on:
        raise CannotTell("知らせた日は、今日以前の日にしてください。", id="I-836", at="told_on")
    if how == How.LETTER and not document.strip():
        raise CannotTell("文書で知らせたときは、通知の文書番号を入れてください。", id="I-837", at="document")
    told = {"told_on": told_on, "how": how, "document": document.strip()[:60]}
    one, whom = _mark(body, number, addressee, Mark.TOLD, by, now, **told)
    words = {"whom": whom, "on": to_wareki(told_on), "how": how.label}
    record(by, "corrections.told", str(number), [person(body, one.unified_no)], **words)


def spare(body: Body, number: int, addressee: str, *, why: str, by: Actor, now: datetime) -> None:
    """The addressee need not be told, and why."""
    if not why.strip():
        raise CannotTell("知らせない理由を入れてください。", id="I-838", at="why")
    one, whom = _mark(body, number, addressee, Mark.NOT_NEEDED, by, now, reason=seal_text(body, why))
    record(by, "corrections.not_needed", str(number), [person(body, one.unified_no)], whom=whom)


def undo(body: Body, number: int, addressee: str, *, why: str, by: Actor, now: datetime) -> None:
    """The last mark was a mistake: it stays to be read and counts no more."""
    if not why.strip():
        raise CannotTell("取り消す理由を入れてください。", id="I-839", at="why")
    one, whom = _mark(body, number, addressee, Mark.UNDONE, by, now, reason=seal_text(body, why))
    record(by, "corrections.undone", str(number), [person(body, one.unified_no)], whom=whom)


def _mark(
    body: Body, number: int, addressee: str, mark: Mark, by: Actor, now: datetime, **more: object
) -> tuple[Correction, str]:
    """One mark after the other: a second click finds that the first has been made."""
    names = institution_names()
    with acting_for(body.code):
        one = _found(number)
        hold_person(one.unified_no)
        found = next((each for each in addressees_of(number, {}) if each.code == addressee), None)
        if found is None:
            raise CannotTell("この訂正を知らせる相手ではありません。", id="I-840")
        if (found.state == WAITS) == (mark == Mark.UNDONE):
            raise CannotTell(f"別の職員がすでに扱いました。今は「{found.state}」です。", id="I-841")
        CorrectionMark.objects.create(
            correction=one, addressee=addressee, mark=mark, marked_by=by.id, marked_at=now, **more
        )
    return one, name_of_addressee(addressee, names)


def _found(number: int) -> Correction:
    found = Correction.objects.filter(pk=number).first()
    if found is None:
        raise CannotTell("この番号の訂正はありません。", id="I-842")
    return found
