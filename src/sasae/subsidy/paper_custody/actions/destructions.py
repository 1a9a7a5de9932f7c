"""The end of papers: one person draws up the list, another sees them destroyed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Finding, Refusals, error, one_line
from sasae.kernel.numbers import custody
from sasae.subsidy.paper_custody.actions import boxes, write
from sasae.subsidy.paper_custody.models import (
    DESTRUCTION_MOVES,
    Box,
    Destruction,
    DestructionState,
    PaperState,
    PaperStep,
    TrackedPaper,
)
from sasae.subsidy.paper_custody.reading import CannotTrack, serial_in

MOST = 500  # lines of one list: what is destroyed is looked through by a person


WITNESS = Pair("paper_custody.destroy", thing="書類の廃棄", first="一覧の作成", second="立会い")


class CannotList(Refusals):
    """Some lines cannot be destroyed: each a finding."""


@transaction.atomic
def prepare(
    lines: Iterable[str], why: str, method: str, *, wards: Sequence[str] | None, by: Actor, at: datetime
) -> Destruction:
    """A list of papers, and of boxes with all that lies in them; of these wards alone (None: all). They stay where they
    are until it is done."""
    said = one_line(why, CannotTrack, missing="廃棄の理由を入れてください。")
    how = one_line(method, CannotTrack, missing="廃棄の方法を入れてください。", at="method", most=100)
    papers, with_boxes = _read(list(lines))
    locked = list(TrackedPaper.objects.select_for_update().filter(pk__in=papers).order_by("pk"))
    if wrong := [one for one in locked if one.state != PaperState.KEPT]:
        raise CannotList([_not_kept(one) for one in wrong])
    if wards is not None and any(one.ward_code and one.ward_code not in wards for one in locked):
        raise CannotTrack("担当する区のものでない書類が入っています。", id="SZ-126", at="numbers")
    made = Destruction.objects.create(
        why=said, method=how, count=len(locked), prepared_by=by.id, prepared_at=at,
        numbers=[*(one.number for one in locked), *(box.number for box in with_boxes)],
    )  # fmt: skip
    TrackedPaper.objects.filter(pk__in=papers).update(state=PaperState.LISTED, destruction=made)
    write(locked, PaperStep.LISTED, f"廃棄 {made.pk}", by=by, at=at)
    record(by, "destruction.prepared", str(made.pk), _persons(locked), count=len(locked), why=said)
    return made


@transaction.atomic
def confirm(number: int, *, by: Actor, at: datetime) -> Destruction:
    """Another person saw all of the list destroyed."""
    one = _held(number, DestructionState.DONE)
    refusal = CannotTrack("一覧を作った人は、立会いを記録できません。別の職員が立ち会ってください。", id="SZ-119")
    WITNESS.by_another_than(one.prepared_by, by, about=str(number), refusal=refusal)
    papers = list(one.papers.select_for_update().order_by("pk"))
    if any(paper.state != PaperState.LISTED for paper in papers):
        raise CannotTrack("一覧の書類に、所在不明のものがあります。見つけてから、立ち会ってください。", id="SZ-120")
    _end(one, DestructionState.DONE, by=by, at=at)
    one.papers.update(state=PaperState.DESTROYED, place=None, box=None, moved_at=at)
    write(papers, PaperStep.DESTROYED, f"廃棄 {one.pk}", by=by, at=at, note=one.method)
    for box in Box.objects.select_for_update().filter(pk__in=_boxes_of(one)):
        boxes.destroy(box, by=by, at=at)
    record(by, "destruction.done", str(one.pk), _persons(papers), count=len(papers))
    return one


@transaction.atomic
def withdraw(number: int, *, by: Actor, at: datetime) -> None:
    """Nothing of the list is destroyed."""
    one = _held(number, DestructionState.WITHDRAWN)
    papers = list(one.papers.select_for_update().filter(state=PaperState.LISTED))
    _end(one, DestructionState.WITHDRAWN, by=by, at=at)
    one.papers.filter(state=PaperState.LISTED).update(state=PaperState.KEPT, destruction=None)
    write(papers, PaperStep.UNLISTED, f"廃棄 {one.pk}", by=by, at=at)
    record(by, "destruction.withdrawn", str(one.pk), _persons(papers))


def _read(lines: list[str]) -> tuple[list[int], list[Box]]:
    """The papers of these lines, those in named boxes among them, and the boxes. Raises CannotList."""
    typed = [line.strip() for line in lines if line.strip()]
    if not 1 <= len(typed) <= MOST:
        raise CannotTrack(f"書類か箱の番号を、1行から{MOST}行までで入れてください。", id="SZ-121", at="numbers")
    serials = [serial_in(line) for line in typed]
    papers = set(TrackedPaper.objects.filter(pk__in=_of(serials, custody.PAPER)).values_list("pk", flat=True))
    with_boxes = {box.pk: box for box in Box.objects.filter(pk__in=_of(serials, custody.BOX))}
    known = {(custody.PAPER, pk) for pk in papers} | {(custody.BOX, pk) for pk in with_boxes}
    wrong = [
        error("SZ-122", "numbers", f"{place}行目「{line[:20]}」は、書類や箱の番号ではありません。")
        for place, (line, serial) in enumerate(zip(typed, serials, strict=True), start=1)
        if serial not in known
    ]
    if wrong:
        raise CannotList(wrong)
    inside = TrackedPaper.objects.filter(box__in=list(with_boxes)).exclude(state=PaperState.DESTROYED)
    found = sorted({*papers, *inside.values_list("pk", flat=True)})
    if not found:
        raise CannotTrack("一覧の箱に書類がありません。", id="SZ-124", at="numbers")
    return found, list(with_boxes.values())


def _of(serials: Iterable[tuple[str, int]], kind: str) -> list[int]:
    return [serial for each, serial in serials if each == kind]


def _not_kept(paper: TrackedPaper) -> Finding:
    state = paper.get_state_display()
    return error("SZ-123", "numbers", f"書類 {paper.label} は「{state}」のため、廃棄できません。先に保管場所にしまってください。")


def _persons(papers: list[TrackedPaper]) -> list[str]:
    return sorted({person for paper in papers for person in paper.persons})


def _boxes_of(one: Destruction) -> list[int]:
    """The boxes the list names."""
    return [custody.serial_of(number) for number in one.numbers if number[0] == custody.BOX]


def _held(number: int, state: DestructionState) -> Destruction:
    one = Destruction.objects.select_for_update().get(pk=number)
    if state not in DESTRUCTION_MOVES[DestructionState(one.state)]:
        raise CannotTrack(f"この廃棄は「{one.get_state_display()}」のため、できません。", id="SZ-125")
    return one


def _end(one: Destruction, state: DestructionState, *, by: Actor, at: datetime) -> None:
    one.state, one.ended_by, one.ended_at = state, by.id, at
    one.save()
