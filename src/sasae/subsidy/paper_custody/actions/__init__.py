"""Labelling papers, moving them, lending them: each step one line that stays."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.paper_custody.models import (
    PAPER_MOVES,
    BoxState,
    PaperKind,
    PaperMove,
    PaperState,
    PaperStep,
    TrackedPaper,
)
from sasae.subsidy.paper_custody.reading import CannotTrack, Target
from sasae.subsidy.people.models import Person

MOST = 50  # labels made at once


@dataclass(frozen=True)
class About:
    """What papers are about, as their labels say it, and whose they are."""

    kind: PaperKind
    subject: str
    title: str
    sheets: int
    person: Person | None
    persons: tuple[str, ...]
    ward_code: str
    received_on: date


@transaction.atomic
def label(about: About, count: int, target: Target, *, by: Actor, at: datetime, on: date) -> list[TrackedPaper]:
    """So many papers get labels; from this moment on they are somewhere: with whoever labels them, or where they say."""
    if not 1 <= count <= MOST:
        raise CannotTrack(f"ラベルは1枚から{MOST}枚までです。", id="SZ-104", at="count")
    if about.sheets < 1:
        raise CannotTrack("枚数を1以上で入れてください。", id="SZ-105", at="sheets")
    if about.received_on > on:
        raise CannotTrack("受付日が今日より後の日です。", id="SZ-106", at="received_on")
    put = _put(target)
    made = TrackedPaper.objects.bulk_create(
        [
            TrackedPaper(
                kind=about.kind, subject=about.subject, title=about.title, sheets=about.sheets, person=about.person,
                persons=list(about.persons), ward_code=about.ward_code, received_on=about.received_on, moved_at=at,
                registered_by=by.id, registered_at=at, **put,
            )
            for _ in range(count)
        ]
    )  # fmt: skip
    write(made, PaperStep.RECEIVED, target.words, by=by, at=at)
    for paper in made:
        told = {"kind": paper.get_kind_display(), "about": about.subject or about.title}
        record(by, "paper.labelled", paper.label, about.persons, **told)
    return made


@transaction.atomic
def move(serial: int, target: Target, *, by: Actor, at: datetime) -> TrackedPaper:
    """The paper goes to a place, into a box, or into somebody's hands. One that was missing is found."""
    paper = _locked(serial)
    put = _put(target)
    lost = paper.state == PaperState.MISSING
    if not lost and _is_there(paper, target):
        raise CannotTrack(f"書類 {paper.label} は、もうそこ（{target.words}）にあります。", id="SZ-107", at="scan")
    if paper.box is not None and paper.box.state == BoxState.SEALED and not lost:
        raise CannotTrack(f"書類 {paper.label} は封印した箱にあります。先に封印を開けてください。", id="SZ-117", at="scan")
    if paper.state == PaperState.LISTED:
        raise CannotTrack("廃棄の一覧にある書類は動かせません。先に廃棄を取りやめてください。", id="SZ-108", at="scan")
    _go(paper, put, at)
    step = PaperStep.FOUND if lost else _step_to(target)
    write([paper], step, target.words, by=by, at=at)
    record(by, "paper.found" if lost else "paper.moved", paper.label, paper.persons, where=target.words)
    return paper


@transaction.atomic
def lend(serial: int, borrower: str, due_on: date, why: str, *, by: Actor, at: datetime, on: date) -> TrackedPaper:
    """The paper leaves the office until a day; who it went to, and why."""
    who = one_line(borrower, CannotTrack, missing="貸出先を入れてください。", at="borrower", most=100)
    said = one_line(why, CannotTrack, missing="貸出しの目的を入れてください。", at="why")
    if due_on < on:
        raise CannotTrack("返却期限が今日より前の日です。", id="SZ-109", at="due_on")
    paper = _locked(serial)
    _go(paper, {**_nowhere(), "state": PaperState.LENT, "borrower": who, "due_on": due_on}, at)
    write([paper], PaperStep.LENT, who, by=by, at=at, note=said)
    record(by, "paper.lent", paper.label, paper.persons, where=who, due=to_wareki(due_on))
    return paper


def _locked(serial: int) -> TrackedPaper:
    return TrackedPaper.objects.select_for_update(of=("self",)).select_related("place", "box__place").get(pk=serial)


def _nowhere() -> dict[str, Any]:
    return {"place": None, "box": None, "holder": "", "borrower": "", "due_on": None}


def _put(target: Target) -> dict[str, Any]:
    """The columns of a paper that goes there."""
    if target.box is not None and target.box.state != BoxState.OPEN:
        raise CannotTrack(f"箱 {target.box.label} は「{target.box.get_state_display()}」のため、入れられません。", id="SZ-110", at="scan")
    state = PaperState.HELD if target.holder else PaperState.KEPT
    holder = target.holder.login_id if target.holder else ""
    return {**_nowhere(), "state": state, "place": target.place, "box": target.box, "holder": holder}


def _is_there(paper: TrackedPaper, target: Target) -> bool:
    if target.holder:
        return paper.state == PaperState.HELD and paper.holder == target.holder.login_id
    there = (paper.place_id, paper.box_id) == (target.place and target.place.pk, target.box and target.box.pk)
    return paper.state == PaperState.KEPT and there


def _go(paper: TrackedPaper, changed: dict[str, Any], at: datetime) -> None:
    state = changed["state"]
    if state not in PAPER_MOVES[PaperState(paper.state)]:
        raise CannotTrack(f"書類 {paper.label} は「{paper.get_state_display()}」のため、できません。", id="SZ-111", at="scan")
    for name, value in {**changed, "moved_at": at}.items():
        setattr(paper, name, value)
    paper.save()


def _step_to(target: Target) -> PaperStep:
    return PaperStep.HELD if target.holder else PaperStep.BOXED if target.box else PaperStep.KEPT


def write(papers: list[TrackedPaper], kind: PaperStep, where: str, *, by: Actor, at: datetime, note: str = "") -> None:
    """The line of each paper that stays."""
    PaperMove.objects.bulk_create(
        [PaperMove(paper=paper, kind=kind, where=where[:120], note=note, by=by.id, at=at) for paper in papers]
    )
