"""The platform's own part: its index row, its journal."""

from datetime import date, datetime, time

from django.db.models import Q

from sasae.contracts.evidence import Entry, Evidence, Masked, Question, Row, Section, Want
from sasae.foundation.evidence.telling import lines_of
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki
from sasae.linkage.people.models import RegisteredPerson

HIDDEN = "［支援措置の期間中のため不開示］"


def protected_among(atena_nos: set[str], on: date) -> set[str]:
    """Who of these is under 支援措置 on a day, by this number or by another one of the same person."""
    direct = Q(protected_until__gte=on) | Q(unified__registered__protected_until__gte=on)
    rows = RegisteredPerson.objects.filter(direct, atena_no__in=atena_nos)
    return set(rows.values_list("atena_no", flat=True))


def tell(question: Question, person: RegisteredPerson, *, on: date) -> Evidence:
    """Lines or index row of the person."""
    hidden = bool(protected_among({person.atena_no}, on))
    if question.want is Want.FILE:
        masked = [Masked(rule="whereabouts", count=1)] if hidden else []
        return Evidence(sections=[_section(person, hidden)], masked=masked, hidden=hidden)
    lines, more = lines_of(
        _numbers(person), since=datetime.combine(question.since, time(), TOKYO), limit=question.limit,
        protected_among=lambda others: protected_among(others, on), hidden=hidden,
    )  # fmt: skip
    return Evidence(lines=lines, more=more, hidden=hidden)


def _numbers(person: RegisteredPerson) -> list[str]:
    """Every number the city knows the person by."""
    if person.unified_id is None:
        return [person.atena_no]
    return list(RegisteredPerson.objects.filter(unified=person.unified_id).values_list("atena_no", flat=True))


def _section(person: RegisteredPerson, hidden: bool) -> Section:
    told = {
        "宛名番号": person.atena_no,
        "団体内統合宛名番号": person.unified.unified_no if person.unified else "－",
        "氏名": person.name,
        "氏名カナ": person.name_kana,
        "生年月日": to_wareki(person.birth_date),
        "登録元": person.system,
        "住所": HIDDEN if hidden else "（医療費助成の登録と同じ。住民登録の担当課から受け取ったもの）",
        "直近の異動": f"{to_wareki(person.occurred_on)}　{'－' if hidden else person.event}",
    }
    rows = [Row(label=label, value=value) for label, value in told.items()]
    return Section(system="linkage", title="統合宛名", entries=[Entry(title="登録", rows=rows)])
