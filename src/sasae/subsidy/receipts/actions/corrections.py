"""返戻・過誤・再審査: asked of the body in a list, answered by it, settled by its negative line."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.screens.lists import safe_cell
from sasae.kernel.findings import Finding, error
from sasae.subsidy.receipts.models import (
    CORRECTION_MOVES,
    Correction,
    CorrectionKind,
    CorrectionList,
    CorrectionState,
    LineState,
    ReceiptLine,
)
from sasae.subsidy.receipts.refusals import CannotDecide

HEADS = [
    "申出番号", "申出の種類", "請求年月", "診療年月", "医療機関コード", "点数表", "レセプト番号", "公費負担者番号", "受給者番号",
    "現物給付額", "理由",
]  # fmt: skip
RESULTS = {"1": CorrectionState.AGREED, "2": CorrectionState.REJECTED}
ANSWER_HEADS = ("申出番号", "結果", "回答")


def _move(correction: Correction, state: CorrectionState) -> None:
    if state not in CORRECTION_MOVES[CorrectionState(correction.state)]:
        raise CannotDecide(f"申出{correction.number}は「{correction.get_state_display()}」です。", id="RC-301")
    correction.state = state


@transaction.atomic
def ask(line_id: int, *, kind: CorrectionKind, why: str, by: Actor, on: date) -> Correction:
    """Ask the body to take an accepted line back, or to examine it again. One request at a time for a line."""
    if not why.strip():
        raise CannotDecide("申し出る理由を入力してください。", id="RC-302", at="why")
    line = ReceiptLine.objects.select_for_update(of=("self",)).select_related("file", "person").get(id=line_id)
    if line.state != LineState.ACCEPTED:
        raise CannotDecide("認定した明細だけを申し出られます。", id="RC-303")
    live = [CorrectionState.ASKED, CorrectionState.LISTED, CorrectionState.AGREED]
    if line.corrections.filter(state__in=live).exists():
        raise CannotDecide("この明細の申出はすでにあります。", id="RC-304")
    made = Correction.objects.create(
        kind=kind, line=line, reviewer=line.file.reviewer, why=why[:200], asked_by=by.id, asked_on=on
    )
    persons = [line.person.atena_no] if line.person else []
    record(by, "correction.asked", made.number, persons, kind=made.get_kind_display(), why=why)
    return made


@transaction.atomic
def withdraw(correction_id: int, *, by: Actor) -> Correction:
    """Not sent yet: not asked. A return is withdrawn by undoing its decision."""
    correction = Correction.objects.select_for_update().get(pk=correction_id)
    if correction.kind == CorrectionKind.RETURN:
        raise CannotDecide("返戻は、明細の画面で判断を取り消してください。", id="RC-305")
    _move(correction, CorrectionState.WITHDRAWN)
    correction.save()
    record(by, "correction.withdrawn", correction.number)
    return correction


@transaction.atomic
def make_list(reviewer: str, *, by: Actor, on: date) -> CorrectionList:
    """Everything that waits for this body, as one list; kept as it was made. Who is asked a second time finds nothing."""
    waiting = list(
        Correction.objects.select_for_update(of=("self",))
        .filter(reviewer=reviewer, state=CorrectionState.ASKED)
        .select_related("line__file", "line__person")
        .order_by("id")
    )
    if not waiting:
        raise CannotDecide("出すものはありません。", id="RC-306")
    made = CorrectionList.objects.create(
        number=_next_number(on), reviewer=reviewer, count=len(waiting), content=_content(waiting), made_on=on,
        made_by=by.id,
    )  # fmt: skip
    for correction in waiting:
        _move(correction, CorrectionState.LISTED)
        correction.list = made
    Correction.objects.bulk_update(waiting, ["state", "list"], batch_size=1000)
    persons = [each.line.person.atena_no for each in waiting if each.line.person]
    record(by, "corrections.listed", made.number, persons, count=made.count)
    return made


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_receipts_list_number')")
        return f"K{on:%Y}-{cursor.fetchone()[0]:05d}"


def _content(corrections: Sequence[Correction]) -> bytes:
    """CSV as the bodies' programs read it: CP932, CRLF. No name, no address."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    for each in corrections:
        line = each.line
        cells = [
            each.number, each.get_kind_display(), line.file.billing_month, line.treatment_month, line.provider,
            line.point_table, line.receipt_no, line.payers.split(",")[line.public_order - 1] if line.payers else "",
            line.recipient_number, line.in_kind_yen if line.in_kind_yen is not None else "", each.why,
        ]  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return text.getvalue().encode("cp932", "replace")


@transaction.atomic
def answer(correction_id: int, *, agreed: bool, text: str, by: Actor, on: date) -> Correction:
    """What the body says. Agreed: the money comes back by a negative line of a later month, which settles it."""
    correction = Correction.objects.select_for_update().get(pk=correction_id)
    _answer(correction, agreed=agreed, text=text, by=by, on=on)
    correction.save()
    record(by, "correction.answered", correction.number, state=correction.get_state_display(), answer=text)
    return correction


def _answer(correction: Correction, *, agreed: bool, text: str, by: Actor, on: date) -> None:
    settled = agreed and correction.kind == CorrectionKind.RETURN  # nothing was paid: nothing comes back
    state = CorrectionState.AGREED if agreed else CorrectionState.REJECTED
    _move(correction, CorrectionState.SETTLED if settled else state)
    correction.answer, correction.answered_on, correction.answered_by = text[:200], on, by.id


@transaction.atomic
def take_answers(content: bytes, *, by: Actor, on: date) -> tuple[int, list[Finding]]:
    """The body's answers as a file: 申出番号, 結果 (1 認める, 2 認めない), 回答. All of it, or nothing with the findings."""
    rows, findings = _read(content)
    known = {
        each.number: each
        for each in Correction.objects.select_for_update().filter(state=CorrectionState.LISTED).order_by("id")
    }
    taken = []
    for place, (number, result, text) in rows:
        correction = known.pop(number, None)
        if correction is None:
            findings.append(
                error("RK-104", f"{place}行目", f"申出番号{number}は申出中のものにありません（二度目の行も含みます）。")
            )
        elif result not in RESULTS:
            findings.append(
                error("RK-105", f"{place}行目", f"結果「{result}」は1（認める）か2（認めない）ではありません。")
            )
        else:
            _answer(correction, agreed=RESULTS[result] == CorrectionState.AGREED, text=text, by=by, on=on)
            taken.append(correction)
    if findings:
        return 0, findings
    Correction.objects.bulk_update(taken, ["state", "answer", "answered_on", "answered_by"], batch_size=1000)
    record(by, "corrections.answered", "", count=len(taken))
    return len(taken), []


def _read(content: bytes) -> tuple[list[tuple[int, tuple[str, str, str]]], list[Finding]]:
    text = None
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        return [], [
            error("RK-101", "ファイル全体", "Shift_JIS（CP932）かUTF-8で書かれていません。取り直してください。")
        ]
    lines = list(csv.reader(io.StringIO(text)))
    if not lines or tuple(cell.strip() for cell in lines[0][:3]) != ANSWER_HEADS:
        return [], [error("RK-102", "1行目", f"見出しが{'・'.join(ANSWER_HEADS)}ではありません。")]
    rows, findings = [], []
    for place, cells in enumerate(lines[1:], 2):
        if len(cells) < 3:
            findings.append(
                error("RK-103", f"{place}行目", "列が3つありません。途中で切れていないか確かめてください。")
            )
            continue
        if any(cell.strip() for cell in cells[3:]):
            said = f"{'・'.join(ANSWER_HEADS)}のほかの欄があります。その欄を消して取り直してください。"
            findings.append(error("RK-106", f"{place}行目", said))
            continue
        rows.append((place, (cells[0].strip(), cells[1].strip(), cells[2].strip())))
    return rows, findings
