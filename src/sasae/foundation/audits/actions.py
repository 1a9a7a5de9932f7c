"""Drawing samples, drawing them again, and writing down what was found. An audit changes nothing but its own records."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Cast, Concat

from sasae.foundation.audits.kinds import Kind, Rows, kinds, kinds_of
from sasae.foundation.audits.models import ALLOWED_MOVES, Drawn, Result, Sample
from sasae.foundation.history import Actor, record
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line

MOST = 200  # things on one sample: what a person can look at


class CannotAudit(Refusal):
    """The step is not taken; the text says why, in Japanese."""


class Lot(Func):
    """SHA-256 of a text, in hex: whoever knows the seed and the keys computes the same with any tool."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def _rows(kind: Kind, since: date, until: date, of: str) -> Rows:
    return kind.reach(of, kind.rows(_midnight(since), _midnight(until + timedelta(days=1))))


def lots(kind: Kind, since: date, until: date, seed: str, size: int, of: str = "") -> list[tuple[str, str]]:
    """Keys and lots of the smallest `size` lots: SHA-256 of 「種|種類|鍵」. The same rows give the same sample."""
    text = Concat(Value(f"{seed}|{kind.name}|"), Cast(F(kind.key), TextField()), output_field=TextField())
    rows = _rows(kind, since, until, of)
    drawn = rows.annotate(lot=Lot(text)).order_by("lot").values_list(kind.key, "lot")[:size]
    with kind.inside(of):
        return [(str(key), lot) for key, lot in drawn]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)


@transaction.atomic
def draw(
    name: str, since: date, until: date, *, seed: str, size: int, why: str, by: Actor, now: datetime, of: str = "",
) -> Sample:  # fmt: skip
    """Draw a sample and keep it. The days must be over: what still comes would change the draw. `of`: the auditor's
    organisation, where many share the service. Raises CannotAudit."""
    kind = kinds_of(of).get(name)
    if kind is None:
        raise CannotAudit("標本の種類を選んでください。", id="AU-101", at="kind")
    seed = one_line(seed, CannotAudit, missing="抽選の種を入れてください。", at="seed", most=40)
    said = one_line(why, CannotAudit, missing="監査の目的を入れてください。", at="why")
    if not since <= until < now.astimezone(TOKYO).date():
        raise CannotAudit("期間は、始めから終わりの順で、昨日までにしてください。", id="AU-102", at="until")
    if not 1 <= size <= MOST:
        raise CannotAudit(f"標本の数は1から{MOST}までです。", id="AU-103", at="size")
    found, population = lots(kind, since, until, seed, size, of), _population(kind, since, until, of)
    if not found:
        raise CannotAudit("この期間に、対象が一件もありません。", id="AU-104", at="since")
    made = Sample.objects.create(
        kind=name, since=since, until=until, seed=seed, size=size, population=population, why=said,
        drawn_by=by.id, drawn_at=now, organisation=of,
    )  # fmt: skip
    _keep(made, kind, found)
    record(
        by, "audit.drawn", str(made.pk), kind=kind.title, since=str(since), until=str(until), seed=seed,
        population=population, count=len(found),
    )  # fmt: skip
    return made


def _population(kind: Kind, since: date, until: date, of: str) -> int:
    with kind.inside(of):
        return _rows(kind, since, until, of).count()


def _keep(sample: Sample, kind: Kind, found: list[tuple[str, str]]) -> None:
    of = sample.organisation
    with kind.inside(of):
        named = kind.named([key for key, _ in found])
    Drawn.objects.bulk_create(
        Drawn(
            sample=sample, position=place, key=key, lot=lot, subject=named[key][0][:200],
            persons=[kind.person(of, number) for number in named[key][1]],
        )
        for place, (key, lot) in enumerate(found, 1)
    )


@transaction.atomic
def draw_again(number: int, *, by: Actor) -> int:
    """By the same seed from the same days: how many of the sample are not what was drawn then. Raises CannotAudit."""
    sample = _sample(number)
    kind, of = kinds()[sample.kind], sample.organisation
    again = [key for key, _ in lots(kind, sample.since, sample.until, sample.seed, sample.size, of)]
    then = list(sample.drawn.order_by("position").values_list("key", flat=True))
    differing = len(set(again) ^ set(then))
    record(by, "audit.drawn_again", str(number), differing=differing)
    return differing


@transaction.atomic
def mark(number: int, result: str, remark: str, *, by: Actor, now: datetime) -> Drawn:
    """What the auditor found of one thing. Raises CannotAudit."""
    one = Drawn.objects.select_for_update().filter(pk=number).first()
    if one is None:
        raise CannotAudit("この番号のものは、標本にありません。", id="AU-201")
    if result not in ALLOWED_MOVES[Result(one.result)]:
        raise CannotAudit(
            f"この一件は「{one.get_result_display()}」です。画面を開き直してください。", id="AU-202", at="result"
        )
    missing = "要確認とした理由を入れてください。" if result == Result.ASK else ""
    one.remark = one_line(remark, CannotAudit, missing=missing, at="remark")
    one.result, one.looked_by, one.looked_at = Result(result), by.id, now
    one.save()
    record(by, "audit.looked", one.subject, one.persons, sample=str(one.sample_id), result=one.get_result_display())
    return one


def _sample(number: int) -> Sample:
    found = Sample.objects.filter(pk=number).first()
    if found is None:
        raise CannotAudit("この標本はありません。", id="AU-203")
    return found
