"""The way of a run: prepared with a proof, approved by another, printed by the batch, counted back, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from sasae.foundation.batch import cancel, start
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusals, error, one_line
from sasae.subsidy.print_runs import planning
from sasae.subsidy.print_runs.checking import Checked, Manifest, check
from sasae.subsidy.print_runs.lapsed import lapsed_in
from sasae.subsidy.print_runs.models import RUN_MOVES, Envelope, PrintFile, PrintRun, RunState, ScanRound, Sheet
from sasae.subsidy.print_runs.papers import Paper, still_waiting
from sasae.subsidy.print_runs.printing import print_envelopes, print_lists

RENDER = "print_runs.render"
PULLED = "印刷した後に医療証が無効になったため、抜き取りました。ほかの印刷物は、次の印刷で送ります。"


APPROVAL = Pair("print_runs.approve", thing="印刷", first="作成", second="承認")


class CannotRun(Refusals):
    """The step is not allowed; `findings` say why."""


def _move(run: PrintRun, state: RunState) -> None:
    if state not in RUN_MOVES[RunState(run.state)]:
        raise CannotRun.one("PR-101", "state", f"印刷 {run.number} は「{RunState(run.state).label}」です。")
    run.state = state


def _locked(number: str) -> PrintRun:
    return PrintRun.objects.select_for_update().get(number=number)


@transaction.atomic
def prepare(
    papers: Sequence[Paper], *, title: str, duplex: bool, on: date, by: Actor, at: datetime, guarded: bool = False
) -> PrintRun:  # fmt: skip
    """Plan the envelopes and make the proof. `guarded`: it holds protected persons alone. Raises CannotRun.

    Who cannot be written to, and papers that are not there, are left out and named; everybody else goes on.
    """
    _one_at_a_time()
    papers = still_waiting(papers)
    if not papers:
        raise CannotRun.one("PR-102", "papers", "この条件で、まだ送っていない印刷物はありません。")
    filled, findings = planning.sort_out(planning.fill(planning.with_moves(papers, on)), duplex=duplex)
    if not filled:
        raise CannotRun(findings)
    run = PrintRun(
        number=_next_number(), title=title, duplex=duplex, on=on, prepared_by=by.id, prepared_at=at, guarded=guarded,
        left_out=[finding.as_dict() for finding in findings],
    )  # fmt: skip
    planned = planning.plan(run, filled)
    run.envelope_count, run.sheet_count = len(planned), sum(len(sheets) for _, sheets in planned)
    run.wards = sorted({one.addressee.ward_code for one in filled})
    run.save()
    envelopes = Envelope.objects.bulk_create([envelope for envelope, _ in planned], batch_size=1000)
    for envelope, sheets in planned:
        for sheet in sheets:
            sheet.envelope = envelope
    Sheet.objects.bulk_create([sheet for _, sheets in planned for sheet in sheets], batch_size=1000)
    PrintFile.objects.bulk_create(planning.files(run, envelopes))
    _prove(run, envelopes, by)
    run.save()
    persons = [envelope.addressee.atena_no for envelope in envelopes]
    record(
        by, "print_run.prepared", run.number, persons, title=title, envelopes=run.envelope_count, sheets=run.sheet_count,
        left_out=len(run.left_out),
    )  # fmt: skip
    return run


def _one_at_a_time() -> None:
    """Two who prepare at once would each find the same papers waiting: the second looks when the first is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('print_runs/prepare', 0))")


def _prove(run: PrintRun, envelopes: Sequence[Envelope], by: Actor) -> None:
    """The proof, of envelopes that can be printed. Raises CannotRun when there is none."""
    good = list(envelopes)
    while good:
        printed = print_envelopes(run, _sample(good), by=by, subject=f"{run.number} 見本", proof=True)
        _leave_out(run, printed.left_out)
        good = [one for one in good if one.serial not in printed.left_out]
        if printed.document_id:
            run.proof_document = printed.document_id
            return
    raise CannotRun([error(told["id"], told["at"], told["message"]) for told in run.left_out])


def _leave_out(run: PrintRun, faults: Mapping[int, str], id: str = "PR-504") -> None:
    """Take these envelopes out of a run, each with its reason; their papers wait for another. The caller saves."""
    for envelope in run.envelopes.filter(serial__in=faults, left_out="").select_related("addressee").order_by("serial"):
        envelope.left_out = faults[envelope.serial][:300]
        envelope.save()
        run.envelope_count, run.sheet_count = run.envelope_count - 1, run.sheet_count - envelope.sheet_count
        said = f"封筒 {envelope.serial}（{envelope.addressee.name}さん）を除きました：{envelope.left_out}"
        run.left_out.append(error(id, f"封筒 {envelope.serial}", said).as_dict())


def _sample(envelopes: Sequence[Envelope]) -> list[Envelope]:
    """The first, the thickest and the last; protected persons only where there is nobody else."""
    open_ones = [one for one in envelopes if not one.protected] or list(envelopes)
    chosen = [open_ones[0], max(open_ones, key=lambda one: one.sheet_count), open_ones[-1]]
    return list({one.serial: one for one in chosen}.values())


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_print_run')")
        return f"{cursor.fetchone()[0]:06d}"


@transaction.atomic
def approve(number: str, *, by: Actor, at: datetime) -> PrintRun:
    """Another person has looked at the proof; the files are made in the background."""
    run = _locked(number)
    refusal = CannotRun.one("PR-201", "approved_by", "作成した人とは別の人が、見本を確かめて承認してください。")
    APPROVAL.by_another_than(run.prepared_by, by, about=number, refusal=refusal)
    _move(run, RunState.APPROVED)
    run.approved_by, run.approved_at = by.id, at
    run.batch = start(RENDER, {"run": run.number}, by, once=run.number).pk
    run.save()
    record(by, "print_run.approved", number)
    return run


def make_file(number: str, part: int, *, by: Actor) -> int:
    """One file of an approved run; how many sheets. Part of the batch's transaction. Raises CannotRun.

    An envelope that cannot be printed now is left out of the run and named; the rest of the file is made.
    """
    run = PrintRun.objects.get(number=number)
    if run.state != RunState.APPROVED:
        raise CannotRun.one("PR-101", "state", f"印刷 {number} は「{RunState(run.state).label}」です。")
    file = PrintFile.objects.select_for_update().get(run=run, part=part)
    rows = run.envelopes.filter(serial__range=(file.first, file.last), left_out="")
    envelopes = list(rows.select_related("addressee").order_by("serial"))
    printed = print_envelopes(run, envelopes, by=by, subject=f"{number} {part}")
    file.document_id, file.sheets, file.made = printed.document_id, printed.sheets, True
    file.save()
    if printed.left_out:
        run = _locked(number)
        _leave_out(run, printed.left_out)
        run.save()
    persons = [one.addressee.atena_no for one in envelopes]
    record(
        by, "print_run.file_made", number, persons, part=part, first=file.first, last=file.last,
        left_out=len(printed.left_out),
    )  # fmt: skip
    return file.sheets


def finish_printing(number: str, *, by: Actor) -> None:
    """Every file is there: the lists, and the run waits for its envelopes. Part of the batch's transaction."""
    run = _locked(number)
    if run.state != RunState.APPROVED or run.files.filter(made=False).exists():
        return
    run.manifest_documents = print_lists(run, by=by)
    _move(run, RunState.PRINTED)
    run.save()
    record(by, "print_run.printed", number)


def manifest_of(run: PrintRun) -> Manifest:
    """What the sheets are counted against."""
    rows = list(run.envelopes.filter(left_out="").values_list("serial", "sheet_count", "whole_at"))
    return Manifest(
        run.number, run.duplex, {serial: sheets for serial, sheets, _ in rows},
        {serial for serial, _, whole_at in rows if whole_at}, {one.serial for one in lapsed_in(run)},
    )  # fmt: skip


@transaction.atomic
def scan(number: str, text: str, *, by: Actor, at: datetime) -> Checked:
    """Take in what was scanned: whole envelopes are closed, faults are kept and named. Raises CannotRun."""
    run = _locked(number)
    if run.state != RunState.PRINTED:
        raise CannotRun.one("PR-101", "state", f"印刷 {number} は「{RunState(run.state).label}」です。")
    checked = check(manifest_of(run), text)
    run.envelopes.filter(serial__in=checked.whole, whole_at__isnull=True).update(whole_at=at)
    ScanRound.objects.create(
        run=run, text=text, whole=len(checked.whole), affected=sorted(checked.affected), scanned_by=by.id, scanned_at=at,
        findings=[finding.as_dict() for finding in checked.findings],
    )  # fmt: skip
    record(by, "print_run.scanned", number, whole=len(checked.whole), findings=len(checked.findings))
    return checked


@transaction.atomic
def pull(number: str, text: str, *, by: Actor, at: datetime) -> Checked:
    """Envelopes that a void certificate lies in were taken out: every sheet of theirs is scanned, and they are left out.

    What else lay in them waits for another run, where it is printed anew. Raises CannotRun.
    """
    run = _locked(number)
    if run.state != RunState.PRINTED:
        raise CannotRun.one("PR-101", "state", f"印刷 {number} は「{RunState(run.state).label}」です。")
    manifest = manifest_of(run)
    checked = check(replace(manifest, done=(), void=()), text)
    for serial in sorted(checked.whole - set(manifest.void)):
        said = f"封筒 {serial} に、無効になった医療証はありません。抜き取らずに戻してください。"
        checked.wrong("PC-09", f"封筒 {serial}", said, serial)
    checked.whole -= checked.affected
    sheets = run.sheet_count
    _leave_out(run, dict.fromkeys(checked.whole, PULLED), "PR-505")
    run.pulled += sheets - run.sheet_count
    run.save()
    ScanRound.objects.create(
        run=run, text=text, whole=0, pulled=len(checked.whole), affected=sorted(checked.affected), scanned_by=by.id,
        scanned_at=at, findings=[finding.as_dict() for finding in checked.findings],
    )  # fmt: skip
    persons = run.envelopes.filter(serial__in=checked.whole).values_list("addressee__atena_no", flat=True)
    record(by, "print_run.pulled", number, list(persons), pulled=len(checked.whole), findings=len(checked.findings))
    return checked


@transaction.atomic
def close(number: str, *, counted: int, spoiled: int, by: Actor, at: datetime) -> PrintRun:
    """Every envelope is whole, none has a void certificate in it, and the printer's count is that of the sheets, of the
    pulled and of the spoiled ones. Raises CannotRun."""
    run = _locked(number)
    left = list(run.envelopes.filter(whole_at__isnull=True, left_out="").order_by("serial").values_list("serial", flat=True)[:20])
    findings = []
    if left:
        open_ones = "、".join(map(str, left))
        findings.append(error("PR-301", "envelopes", f"まだ確かめていない封筒があります（封筒 {open_ones}）。"))
    if void := lapsed_in(run, lock=True):
        told = "、".join(f"封筒 {one.serial}：医療証 {one.number}" for one in void[:20])
        said = f"無効になった医療証の入った封筒があります（{told}）。抜き取って、抜き取りとして読み取ってください。"
        findings.append(error("PR-303", "envelopes", said))
    if counted != run.sheet_count + run.pulled + spoiled:
        pulled = f"と抜き取った {run.pulled} " if run.pulled else ""
        said = f"印刷機の枚数 {counted} が、用紙 {run.sheet_count} {pulled}と書損 {spoiled} の合計と合いません。"
        findings.append(error("PR-302", "counted", said))
    if findings:
        raise CannotRun(findings)
    _move(run, RunState.CLOSED)
    run.counted, run.spoiled, run.closed_by, run.closed_at = counted, spoiled, by.id, at
    run.save()
    record(by, "print_run.closed", number, counted=counted, spoiled=spoiled)
    return run


@transaction.atomic
def discard(number: str, *, why: str, by: Actor) -> PrintRun:
    """Give the run up; its papers can go into another. Raises CannotRun."""
    why = one_line(why, CannotRun.said, missing="取りやめる理由を入れてください。")
    run = _locked(number)
    printing = run.state == RunState.APPROVED
    _move(run, RunState.DISCARDED)
    run.note = why
    run.save()
    if printing and run.batch:
        cancel(run.batch, by=by)
    record(by, "print_run.discarded", number, why=run.note)
    return run
