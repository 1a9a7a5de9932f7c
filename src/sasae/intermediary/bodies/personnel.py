"""Personnel notices of a body, handed over by its linkage platform: judged line by line, kept, and applied on their day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from sasae.contracts.body_personnel import StaffNotice as Line
from sasae.foundation.accounts.models import StaffNotice
from sasae.foundation.accounts.personnel import ACTOR, TAKES_BACK, apply_due, keep, organisation
from sasae.foundation.history import record
from sasae.intermediary.bodies.models import Body
from sasae.kernel.findings import Finding, Refusal, error
from sasae.kernel.wareki import to_wareki

EVENTS = ("採用", "異動", "退職", "休職", "復職", TAKES_BACK)


@dataclass
class Judged:
    """Every line once: new, known, or refused."""

    new: list[StaffNotice] = field(default_factory=list)
    known: int = 0
    findings: list[tuple[int, Line, Finding]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len({row for row, _, _ in self.findings})


@transaction.atomic
def take(body: Body, lines: Sequence[Line], *, on: date) -> Judged:
    """Keep what is good, apply at once what is due. Messages of one body are taken one after the other.

    Raises Refusal for the body whose personnel office is asked from here: two counts of one body's notices would mix.
    """
    if body.code == organisation():
        message = "この団体の人事の知らせは、人事システムから直接届きます。この操作では送らないでください。"
        raise Refusal(message, id="I-751", at="caller")
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    judged = _judge(body, lines)
    keep(judged.new, body.code)
    if judged.refused:
        ids = "、".join(sorted({finding.id for _, _, finding in judged.findings}))
        record(ACTOR, "accounts.notices_refused", f"{body.code} の人事", count=judged.refused, findings=ids)
    apply_due(on, body.code)
    return judged


def _judge(body: Body, lines: Sequence[Line]) -> Judged:
    numbers = {line.sequence for line in lines} | {line.replaces for line in lines if line.replaces}
    of_body = StaffNotice.objects.filter(organisation=body.code)
    there = {each.sequence: each for each in of_body.filter(sequence__in=numbers)}
    replaced = set(of_body.filter(replaces__in=numbers).values_list("replaces", flat=True))
    judged = Judged()
    for row, line in enumerate(lines, 1):
        day = _day(line.effective_on)
        found = _unreadable(line, day)
        notice = _notice(body, line, day) if day else None
        before = there.get(line.sequence)
        if notice and before and not found:
            found = [] if _same(notice, before) else [_other_content()]
            judged.known += not found
        elif notice and not found and not (found := _wrong_correction(line, there, replaced)):
            judged.new.append(notice)
            there[line.sequence] = notice
            replaced |= {line.replaces} if line.replaces else set()
        judged.findings += [(row, line, each) for each in found]
    return judged


def _notice(body: Body, line: Line, day: date) -> StaffNotice:
    return StaffNotice(
        organisation=body.code, sequence=line.sequence, staff_number=line.staff_no.strip(), event=line.event,
        office=line.office, effective_on=day, replaces=line.replaces,
    )  # fmt: skip


def _day(text: str) -> date | None:
    """The day, if it is one that a screen can show: no year has a name before Meiji."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
        to_wareki(day)
    except ValueError:
        return None
    return day


def _unreadable(line: Line, day: date | None) -> list[Finding]:
    found = []
    if not line.staff_no.strip():
        found.append(error("I-752", "staff_no", "職員番号を入れてください。"))
    if line.event not in EVENTS:
        found.append(error("I-753", "event", f"異動の種類は {'・'.join(EVENTS)} のどれかにしてください。"))
    if day is None:
        found.append(error("I-754", "effective_on", "発令日を「2027-04-01」の形の、ある日にしてください。"))
    if line.event == TAKES_BACK and line.replaces is None:
        found.append(error("I-755", "replaces", "取り消す知らせの一連番号を入れてください。"))
    return found


def _same(one: StaffNotice, other: StaffNotice) -> bool:
    said = ("staff_number", "event", "office", "effective_on", "replaces")
    return all(getattr(one, name) == getattr(other, name) for name in said)


def _other_content() -> Finding:
    return error("I-756", "sequence", "この一連番号の知らせは、別の内容で届いています。新しい番号で送ってください。")


def _wrong_correction(line: Line, there: dict[int, StaffNotice], replaced: set[int | None]) -> list[Finding]:
    if line.replaces is None:
        return []
    old = there.get(line.replaces)
    if old is None or old.staff_number != line.staff_no.strip() or line.replaces >= line.sequence:
        return [
            error(
                "I-757",
                "replaces",
                "改める知らせが、この職員番号の前の知らせの中にありません。一連番号と職員番号を確かめてください。",
            )
        ]
    if old.applied_at is not None or line.replaces in replaced:
        return [
            error("I-758", "replaces", "改める知らせは、もう反映したか、改められています。ID管理者に知らせてください。")
        ]
    return []
