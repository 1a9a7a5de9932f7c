"""An incident's life: reported by one, taken by the superior, described, closed by two. Each step is a line of its time line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.incidents import duties
from sasae.foundation.incidents.models import MOVES, Incident, IncidentLine, Kind, Outcome, ReportKind, State, Telling
from sasae.foundation.numbering import next_of_year
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Finding, Refusals, error, one_line
from sasae.kernel.wareki import to_wareki

READING = Pair("incidents.take", thing="事故", first="報告", second="上司としての確認")
ENDING = Pair("incidents.close", thing="事故", first="終了の求め", second="終了の承認・差戻し")


class CannotGoOn(Refusals):
    """The step is not allowed now; the findings say why, in Japanese."""


@dataclass(frozen=True)
class Description:
    """What has been found out."""

    items: str
    people: int
    numbers: bool
    sensitive: bool
    malicious: bool
    spread: bool
    cause: str
    damage: str
    publication: str
    lessons: str

    @property
    def facts(self) -> duties.Facts:
        return duties.Facts(self.people, self.numbers, self.sensitive, self.malicious, self.spread)


@transaction.atomic
def report(kind: str, what: str, happened_on: date, *, by: Actor, office: str, at: datetime) -> Incident:
    """Somebody suspects a loss: three fields, kept with the moment, and before the superior at once."""
    on = at.astimezone(TOKYO).date()
    if happened_on > on:
        raise CannotGoOn.one("IC-101", "happened_on", "気付いた日は、今日までの日を入れてください。")
    said = one_line(what, CannotGoOn.said, missing="何が起きたかを入れてください。", at="what", most=500)
    made = Incident.objects.create(
        number=next_of_year(Incident, "I", on), kind=Kind(kind), what=said, happened_on=happened_on, reported_by=by.id,
        reported_at=at, office=office,
    )  # fmt: skip
    line(made, "報告した。", by=by, at=at)
    record(by, "incident.reported", made.number, kind=made.get_kind_display())
    return made


def line(incident: Incident, text: str, *, by: Actor, at: datetime) -> None:
    """One line of the time line."""
    IncidentLine.objects.create(incident=incident, at=at, by=by.id, text=text[:500])


@transaction.atomic
def take(number: str, *, by: Actor, at: datetime) -> None:
    """The superior has read the report; another than who reported it."""
    one = locked(number)
    refusal = CannotGoOn.one("IC-102", "", "報告した人は、上司としての確認ができません。別の職員が確認してください。")
    READING.by_another_than(one.reported_by, by, about=number, refusal=refusal)
    _move(one, State.OPEN, taken_by=by.id, taken_at=at)
    line(one, "上司が報告を確認した。", by=by, at=at)
    record(by, "incident.taken", number)


@transaction.atomic
def note(number: str, text: str, *, by: Actor, at: datetime) -> None:
    """What was done or learned, in words."""
    one = locked(number)
    if one.state == State.CLOSED:
        raise CannotGoOn.one("IC-103", "text", "終了した事故には書き足せません。新しく報告してください。")
    line(one, one_line(text, CannotGoOn.said, missing="経過を入れてください。", at="text", most=500), by=by, at=at)
    record(by, "incident.noted", number)


@transaction.atomic
def describe(number: str, told: Description, *, by: Actor, at: datetime) -> None:
    """What has been found out so far; which reports are owed and whether it is serious follow from it by rule."""
    one = in_work(number)
    known = one.reported_at.astimezone(TOKYO).date()
    for name in ("items", "people", "numbers", "sensitive", "malicious", "spread", "cause", "damage", "publication", "lessons"):
        setattr(one, name, getattr(told, name))
    owed = duties.duty(told.facts, known)
    one.serious = duties.serious(told.facts, known)
    one.first_due_on, one.final_due_on = (owed.first_on, owed.final_on) if owed else (None, None)
    one.save()
    first = to_wareki(one.first_due_on) if one.first_due_on else "なし"
    line(one, f"内容を改めた（本人 {one.people}人、重大事故 {'はい' if one.serious else 'いいえ'}、速報の期限 {first}）。", by=by, at=at)
    record(by, "incident.described", number, serious="はい" if one.serious else "いいえ", first_due=first)


@transaction.atomic
def ask_closing(number: str, outcome: str, *, by: Actor, at: datetime) -> None:
    """Everything is done: another person looks whether it is. What is still open is said, all of it."""
    one = in_work(number)
    if outcome not in Outcome.values:
        raise CannotGoOn.one("IC-104", "outcome", "結論を選んでください。")
    if left := list(left_open(one, Outcome(outcome))):
        raise CannotGoOn(left)
    _move(one, State.CLOSING, outcome=outcome, asked_by=by.id)
    line(one, f"終了の承認を求めた（{one.get_outcome_display()}）。", by=by, at=at)
    record(by, "incident.closing_asked", number)


def left_open(one: Incident, outcome: Outcome) -> Iterable[Finding]:
    """What keeps an incident from being closed."""
    if one.measures.filter(done_at__isnull=True).exists():
        yield error("IC-110", "outcome", "終わっていない対策があります。終えるか、結果を記録してください。")
    if not one.lessons:
        yield error("IC-111", "outcome", "教訓を「内容」に書いてください。")
    if outcome == Outcome.NONE:
        return
    if not one.cause or one.people is None:
        yield error("IC-112", "outcome", "原因と人数を「内容」に書いてください。")
    if one.affected.filter(state__in=[Telling.WAITING, Telling.PRINTED]).exists():
        yield error("IC-113", "outcome", "通知の結果が決まっていない人がいます。")
    sent = set(one.reports.filter(sent_at__isnull=False).values_list("kind", flat=True))
    if one.first_due_on and not sent >= {ReportKind.FIRST, ReportKind.FINAL}:
        yield error("IC-114", "outcome", "委員会への速報と確報の提出を記録してください。")
    if not one.measures.exclude(kind="respond").exists():
        yield error("IC-115", "outcome", "再発防止か事務フローの見直しを、一つは記録してください。")


@transaction.atomic
def close(number: str, *, by: Actor, at: datetime) -> None:
    """Another person ends it. A suspicion that came to nothing is no serious incident."""
    one = locked(number)
    _by_another(one, by)
    serious = one.serious and one.outcome == Outcome.REAL
    _move(one, State.CLOSED, closed_by=by.id, closed_at=at, serious=serious)
    line(one, "終了を承認した。", by=by, at=at)
    record(by, "incident.closed", number)


@transaction.atomic
def send_back(number: str, why: str, *, by: Actor, at: datetime) -> None:
    """It is not at its end yet."""
    one = locked(number)
    _by_another(one, by)
    said = one_line(why, CannotGoOn.said, missing="差戻しの理由を入れてください。", at="why", most=300)
    _move(one, State.OPEN, asked_by="", outcome="")
    line(one, f"終了を差し戻した：{said}", by=by, at=at)
    record(by, "incident.sent_back", number, why=said)


def _by_another(one: Incident, by: Actor) -> None:
    asked_by = one.asked_by if one.state == State.CLOSING else ""
    refusal = CannotGoOn.one("IC-105", "", "終了を求めた人は、承認・差戻しができません。別の職員が確かめてください。")
    ENDING.by_another_than(asked_by, by, about=one.number, refusal=refusal)


def locked(number: str) -> Incident:
    """The incident, nobody else changing it meanwhile."""
    return Incident.objects.select_for_update().get(number=number)


def in_work(number: str) -> Incident:
    """The same, where it is being worked on."""
    one = locked(number)
    if one.state != State.OPEN:
        raise CannotGoOn.one("IC-106", "", f"この事故は「{one.get_state_display()}」のため、変えられません。")
    return one


def _move(one: Incident, state: State, **changed: Any) -> None:
    if state not in MOVES[State(one.state)]:
        raise CannotGoOn.one("IC-107", "", f"この事故は「{one.get_state_display()}」です。画面を開き直してください。")
    one.state = state
    for name, value in changed.items():
        setattr(one, name, value)
    one.save()
