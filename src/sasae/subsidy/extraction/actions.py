"""Asking for an extraction, approving it by another person, keeping and emptying its file."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from sasae.foundation import sealing
from sasae.foundation.batch.actions import resume, start
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.extraction.catalogue import Class
from sasae.subsidy.extraction.models import MOVES, Definition, Extraction, ExtractionFile, State
from sasae.subsidy.extraction.querying import Asked, CannotExtract, counted, words

KEPT_DAYS = 7
FORMATS = ("csv", "xlsx")


APPROVAL = Pair("extraction.approve", thing="自由抽出", first="求め", second="承認・差戻し")


def _moved(one: Extraction, state: State) -> None:
    if state not in MOVES[State(one.state)]:
        raise CannotExtract(f"この抽出は「{one.get_state_display()}」です。", id="EX-201")
    one.state = state


def _locked(pk: int) -> Extraction:
    return Extraction.objects.select_for_update().get(pk=pk)


def _require(asked: Asked, personal: bool) -> None:
    if asked.personal and not personal:
        raise CannotExtract("個人を示す列・条件を使う権限がありません。外してください。", id="EX-107", at="columns")


@transaction.atomic
def preview(asked: Asked, *, personal: bool, by: Actor, on: date) -> tuple[int, int]:
    """Count rows and persons, on record: counts tell of people as well. Raises CannotExtract."""
    _require(asked, personal)
    rows, persons = counted(asked, on)
    told = "、".join(words(asked, named=False)) or "条件なし"
    record(by, "extraction.counted", asked.view.label, rows=rows, persons_counted=persons, conditions=told)
    return rows, persons


@transaction.atomic
def ask(asked: Asked, *, purpose: str, format: str, personal: bool, by: Actor, on: date, at: datetime) -> Extraction:
    """Ask for an extraction; nothing is read but the counts. `personal`: whether the right to name persons is held."""
    said = one_line(purpose, CannotExtract, missing="何に使うかを入れてください。", at="purpose")
    _require(asked, personal)
    if format not in FORMATS:
        raise CannotExtract("形式を選んでください。", id="EX-108", at="format")
    rows, persons = counted(asked, on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_extraction_number')")
        number = f"X{cursor.fetchone()[0]:06d}"
    made = Extraction.objects.create(
        number=number, view=asked.view.name, columns=[one.name for one in asked.columns], conditions=list(asked.conditions),
        reach=asked.reach, purpose=said, format=format, rows=rows, persons=persons, asked_by=by.id, asked_at=at,
    )  # fmt: skip
    record(by, "extraction.asked", number, view=asked.view.label, rows=rows, persons_counted=persons, purpose=said)
    return made


@transaction.atomic
def approve(pk: int, *, by: Actor, at: datetime) -> Extraction:
    """Approve, as another person; the extraction begins in the background. Raises CannotExtract."""
    one = _locked(pk)
    _another(one, by)
    _moved(one, State.APPROVED)
    one.decided_by, one.decided_at = by.id, at
    run = start("extraction.run", {"extraction": one.pk}, Actor(one.asked_by, one.asked_by, "staff"), once=one.number)
    one.run_id = run.pk
    one.save()
    record(by, "extraction.approved", one.number)
    return one


@transaction.atomic
def refuse(pk: int, why: str, *, by: Actor, at: datetime) -> Extraction:
    """Send it back with a reason. Raises CannotExtract."""
    said = one_line(why, CannotExtract, missing="差し戻す理由を入れてください。")
    one = _locked(pk)
    _another(one, by)
    _moved(one, State.REFUSED)
    one.decided_by, one.decided_at, one.why = by.id, at, said
    one.save()
    record(by, "extraction.refused", one.number, why=said)
    return one


def _another(one: Extraction, by: Actor) -> None:
    refusal = CannotExtract("求めた人は承認できません。ほかの人が判断してください。", id="EX-202")
    APPROVAL.by_another_than(one.asked_by, by, about=one.number, refusal=refusal)


@transaction.atomic
def keep_file(
    pk: int, content: bytes, rows: int, *, left_out: int = 0, by: Actor, at: datetime, on: date
) -> ExtractionFile:
    """Keep what was extracted, encrypted, for some days. `left_out`: how many persons' use is suspended."""
    one = _locked(pk)
    _moved(one, State.DONE)
    one.save()
    made = ExtractionFile.objects.create(
        extraction=one, rows=rows, left_out=left_out, sha256=hashlib.sha256(content).hexdigest(), made_at=at,
        content=sealing.encrypt(content, f"extraction/{one.number}"), expires_on=on + timedelta(days=KEPT_DAYS),
    )  # fmt: skip
    record(by, "extraction.made", one.number, rows=rows, left_out=left_out)
    return made


@transaction.atomic
def give_up(pk: int, why: str, *, by: Actor) -> None:
    """It was approved and can be made no more: whoever asked reads why. Nothing where it was made or given up already."""
    one = _locked(pk)
    if one.state == State.APPROVED:
        _moved(one, State.REFUSED)
        one.why = why[:200]
        one.save()
        record(by, "extraction.given_up", one.number, why=one.why)


@transaction.atomic
def go_on(pk: int, *, by: Actor) -> None:
    """An approved extraction whose work stopped goes on where it was; made once, however often this is asked for.

    Raises CannotExtract for one that is not under way.
    """
    one = _locked(pk)
    if one.state != State.APPROVED:
        raise CannotExtract(f"この抽出は「{one.get_state_display()}」です。", id="EX-201")
    run = BatchRun.objects.filter(pk=one.run_id).first()
    if run is None or run.state == RunState.CANCELLED:
        give_up(pk, "抽出の処理が取りやめられました。もう一度求めてください。", by=by)
    elif run.state != RunState.FINISHED:
        resume(run, by=by)


def under_way() -> list[int]:
    """Extractions that were approved and not made yet."""
    return list(Extraction.objects.filter(state=State.APPROVED).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def handed_over(one: Extraction, *, by: Actor) -> bytes:
    """The file's bytes, for whoever asked; each time is journaled. Raises CannotExtract when its days are over."""
    if by.id != one.asked_by:
        raise CannotExtract("求めた人だけが受け取れます。", id="EX-204")
    file = ExtractionFile.objects.filter(extraction=one).first()
    if file is None or file.content is None:
        raise CannotExtract("受け取れるファイルがありません。", id="EX-203")
    record(by, "extraction.handed_over", one.number, rows=file.rows)
    return sealing.decrypt(file.content, f"extraction/{one.number}")


@transaction.atomic
def expire(on: date, *, by: Actor) -> int:
    """Empty the files whose last day is over. Returns how many."""
    files = list(
        ExtractionFile.objects.select_for_update().filter(expires_on__lt=on, content__isnull=False).order_by("pk")
    )
    for file in files:
        one = _locked(file.extraction_id)
        _moved(one, State.EXPIRED)
        one.save()
        file.content = None
        file.save()
        record(by, "extraction.expired", one.number)
    return len(files)


def keep_definition(asked: Asked, name: str, *, by: Actor) -> Definition:
    """Keep columns and conditions under a name; a condition that names a person is nobody's to keep."""
    said = one_line(name, CannotExtract, missing="定義の名前を入れてください。", at="name", most=40)
    kept = [one for one in asked.conditions if asked.view.column(one["column"]).of is not Class.PERSONAL]
    values = {"view": asked.view.name, "columns": [one.name for one in asked.columns], "conditions": kept}
    made, _ = Definition.objects.update_or_create(login_id=by.id, name=said, defaults=values)
    return made


def forget_definitions(pks: Sequence[int], *, by: Actor) -> None:
    """Only one's own."""
    Definition.objects.filter(pk__in=pks, login_id=by.id).delete()
