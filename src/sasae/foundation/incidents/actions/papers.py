"""Reports to the commission and notices to the persons affected, made as papers and kept as they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.module_loading import import_string

from sasae.foundation.evidence.rules import city
from sasae.foundation.history import Actor, record
from sasae.foundation.incidents import duties
from sasae.foundation.incidents.actions import CannotGoOn, in_work, line
from sasae.foundation.incidents.models import CommissionReport, Incident, ReportKind, Telling
from sasae.foundation.printing import keep, render
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki

MOST_LETTERS = 500  # made at one press; the next press makes the next
_YES_NO = {True: "あり", False: "なし"}


@dataclass(frozen=True)
class Notice:
    """What a letter to a person affected says of the incident."""

    number: str
    kind: str
    known_on: date
    items: str
    damage: str
    measures: tuple[str, ...]


@transaction.atomic
def make_report(number: str, kind: str, *, by: Actor, at: datetime) -> CommissionReport:
    """A report with what is known now. Made again before it is sent, the newest counts."""
    one, which = in_work(number), _kind(kind)
    if one.people is None:
        raise CannotGoOn.one("IC-140", "", "先に「内容」を書いてください。")
    _not_sent(one, which)
    on = at.astimezone(TOKYO).date()
    title = f"個人情報の漏えい等に関する報告（{which.label}）"
    pdf = render("foundation/incident_report", _content(one, which, title, on), title=title, day=on, exact=False)
    kept = keep(f"incident_{which}", number, pdf, by_id=by.id)
    made = CommissionReport.objects.create(incident=one, kind=which, document_id=kept.pk, made_by=by.id, made_at=at)
    line(one, f"委員会への{which.label}を作った。", by=by, at=at)
    record(by, "incident.report_made", number, report=which.label)
    return made


@transaction.atomic
def mark_sent(number: str, kind: str, *, by: Actor, at: datetime) -> None:
    """The newest report of the kind was sent to the commission."""
    one, which = in_work(number), _kind(kind)
    _not_sent(one, which)
    report = one.reports.select_for_update().filter(kind=which).order_by("-pk").first()
    if report is None:
        raise CannotGoOn.one("IC-141", "", f"先に{which.label}を作ってください。")
    report.sent_by, report.sent_at = by.id, at
    report.save()
    line(one, f"委員会に{which.label}を出した。", by=by, at=at)
    record(by, "incident.report_sent", number, report=which.label)


def _kind(kind: str) -> ReportKind:
    if kind not in ReportKind.values:
        raise CannotGoOn.one("IC-142", "", "速報か確報かを選んでください。")
    return ReportKind(kind)


def _not_sent(one: Incident, which: ReportKind) -> None:
    if one.reports.filter(kind=which, sent_at__isnull=False).exists():
        raise CannotGoOn.one("IC-143", "", f"{which.label}は、もう出しています。")


def _content(one: Incident, which: ReportKind, title: str, on: date) -> dict[str, Any]:
    """The items a report has by the rules, in their order."""
    known = one.reported_at.astimezone(TOKYO)
    facts = duties.Facts(one.people or 0, one.numbers, one.sensitive, one.malicious, one.spread)
    owed = duties.duty(facts, known.date())
    prevent = [f"{each.what}（{each.owner}、{to_wareki(each.due_on)}まで{'、済' if each.done_at else ''}）" for each in one.measures.order_by("due_on")]
    rows = {
        "報告の種類": f"{which.label}（{'、'.join(owed.reasons) if owed else '任意の報告'}）",
        "知った日時": f"{to_wareki(known.date())} {known:%H:%M}", "概要": f"{one.get_kind_display()}：{one.what}",
        "気付いた日": to_wareki(one.happened_on), "個人情報の項目": one.items,
        "本人の数": f"{one.people:,}人" + ("（調査中の数）" if which == ReportKind.FIRST else ""),
        "個人番号": _YES_NO[one.numbers], "原因": one.cause or "調査中", "二次被害とそのおそれ": one.damage or "確認されていない",
        "本人への対応": _told(one), "公表": one.publication or "検討中", "再発防止の措置": "\n".join(prevent) or "検討中",
        "その他": "、".join(str(each) for each in one.things.filter(found_at__isnull=True)[:20]) or "なし",
    }  # fmt: skip
    return {"title": title, "number": one.number, "made": to_wareki(on), "city": city(), "rows": [list(each) for each in rows.items()]}


def _told(one: Incident) -> str:
    counts: dict[str, int] = dict(one.affected.values_list("state").annotate(Count("pk")))
    later = counts.get(Telling.WAITING, 0) + counts.get(Telling.PRINTED, 0)
    return f"通知済 {counts.get(Telling.TOLD, 0)}人、通知しない {counts.get(Telling.EXCUSED, 0)}人、これから {later}人"


def letters_here() -> bool:
    """Whether this system knows where the persons live, and makes the letters."""
    return bool(getattr(settings, "SASAE_INCIDENT_LETTERS", ""))


@transaction.atomic
def make_notices(number: str, persons: Sequence[str], *, protected: bool, by: Actor, at: datetime) -> int:
    """Letters to those of them who wait for one. Who is under protection gets one alone, by itself. Returns how many."""
    one = in_work(number)
    if not letters_here():
        raise CannotGoOn.one("IC-144", "", "このシステムには住所がありません。医療費助成システムで通知書を作ってください。")
    if not one.items:
        raise CannotGoOn.one("IC-145", "", "先に「内容」を書いてください。")
    if protected and len(persons) != 1:
        raise CannotGoOn.one("IC-146", "", "支援措置の対象者の通知書は、1人ずつ作ってください。")
    rows = one.affected.select_for_update().filter(state=Telling.WAITING, protected=protected)
    rows = rows.filter(person__in=list(persons)) if persons else rows
    waiting = {row.person: row for row in rows.order_by("pk")[:MOST_LETTERS]}
    make = import_string(settings.SASAE_INCIDENT_LETTERS)
    made: Mapping[str, str] = make(_notice(one), list(waiting), protected=protected, by=by, at=at)
    if not made:
        raise CannotGoOn.one("IC-147", "", "通知書を作る人がいません（住所のわからない人、支援措置の対象者を除いています）。")
    for person, document in made.items():
        waiting[person].state, waiting[person].document_id = Telling.PRINTED, document  # type: ignore[assignment]
    one.affected.bulk_update([waiting[person] for person in made], ["state", "document_id"])
    line(one, f"通知書を{len(made)}人分作った。", by=by, at=at)
    record(by, "incident.notices_made", number, list(made))
    return len(made)


def _notice(one: Incident) -> Notice:
    done = tuple(one.measures.exclude(kind="respond").order_by("due_on").values_list("what", flat=True))
    return Notice(one.number, one.get_kind_display(), one.reported_at.astimezone(TOKYO).date(), one.items, one.damage, done)
