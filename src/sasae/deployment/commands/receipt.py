"""`sasae receipt read FILE`: look at a medical receipt file, or at a body's monthly list, as a report or as JSON."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from sasae.formats.incoming import Unusable, open_file
from sasae.formats.receipt import Header, Receipt, ReceiptReader, Totals, open_receipts
from sasae.formats.receipt.columns import POINT_TABLES, REVIEWERS
from sasae.formats.receipt.lists import STANDARD, ListReader, ListTotals, open_list
from sasae.formats.tables import findings_report, table
from sasae.kernel.findings import error

NAME = "receipt"
HELP = "レセプト電算処理のファイルを読み、内容と指摘を表示する"
SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs and options of the command."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="read")
    read = verbs.add_parser("read", help="ファイルを読む（終了コード 0：良い、1：誤りあり、2：読めない）")
    read.add_argument("file", metavar="FILE")
    read.add_argument("--json", action="store_true", help="全件をJSONで出力する")
    read.add_argument(
        "--list",
        nargs="?",
        const=STANDARD,
        metavar="LAYOUT",
        help="審査支払機関の月次一覧（CSV）として読む。LAYOUT は一覧の形の名か .yaml ファイル",
    )


def run(args: argparse.Namespace) -> int:
    """0 good, 1 findings of severity error, 2 nothing that could be read."""
    if args.list:
        return _read_list(args.file, args.list, as_json=args.json)
    try:
        with open_file(args.file) as stream:
            reader = open_receipts(stream)
            (_write_json if args.json else _write_report)(reader, sys.stdout)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        if args.json:
            _write_nothing(str(reason), sys.stdout)
        return 2
    if not reader.recognised:
        return 2
    return 1 if reader.issues.errors else 0


def _write_json(reader: ReceiptReader, out: TextIO) -> None:
    """Receipt by receipt, so that the size of the file does not matter."""
    out.write('{"header": ' + _json(reader.header.as_dict()) + ',\n "receipts": [')
    separator = "\n  "
    for receipt in reader:
        out.write(separator + _json(receipt.as_dict()))
        separator = ",\n  "
    out.write('],\n "totals": ' + _json(reader.totals.as_dict()))
    out.write(',\n "findings": ' + _json([finding.as_dict() for finding in reader.findings]) + "}\n")


def _write_nothing(reason: str, out: TextIO) -> None:
    """The same shape for a file that cannot be opened, so that a program that asked gets its answer."""
    found = [error("R-100", "ファイル全体", reason).as_dict()]
    nothing = {"header": Header().as_dict(), "receipts": [], "totals": Totals().as_dict(), "findings": found}
    out.write(_json(nothing) + "\n")


def _read_list(path: str, layout: str, *, as_json: bool) -> int:
    try:
        with open_file(path) as stream:
            reader = open_list(stream, layout)
            (_write_list_json if as_json else _write_list_report)(reader, sys.stdout)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        if as_json:
            found = [error("RL-100", "ファイル全体", str(reason)).as_dict()]
            nothing = {"layout": layout, "lines": [], "totals": ListTotals().as_dict(), "findings": found}
            print(_json(nothing))
        return 2
    if not reader.recognised:
        return 2
    return 1 if reader.issues.errors else 0


def _write_list_json(reader: ListReader, out: TextIO) -> None:
    out.write('{"layout": ' + _json(reader.layout.name) + ',\n "lines": [')
    separator = "\n  "
    for line in reader:
        out.write(separator + _json(line.as_dict()))
        separator = ",\n  "
    out.write('],\n "totals": ' + _json(reader.totals.as_dict()))
    out.write(',\n "findings": ' + _json([finding.as_dict() for finding in reader.issues.found]) + "}\n")


def _write_list_report(reader: ListReader, out: TextIO) -> None:
    out.write(f"一覧の形：{reader.layout.label}\n\n")
    rows: list[Sequence[str]] = []
    for line in reader:
        if len(rows) < SHOWN:
            money = (line.decided_yen, line.self_pay_yen, line.window_yen, line.in_kind_yen)
            who = (line.recipient_number, line.name, line.institution, line.insurer_number)
            rows.append([str(line.line), str(line.month or ""), *who, *map(_figure, (line.days, *money))])
    heading = (
        "行", "診療年月", "受給者番号", "氏名", "医療機関", "保険者番号", "日数", "決定金額", "自己負担額", "窓口負担額",
        "現物給付額",
    )  # fmt: skip
    out.write(table(heading, rows, right=(0, 6, 7, 8, 9, 10)))
    totals = reader.totals
    if totals.count > SHOWN:
        out.write(f"（ほか{totals.count - SHOWN:,}件。全件は --json で出力します）\n")
    out.write(f"\n{totals.count:,}件、決定金額 {totals.decided_yen:,}円、現物給付額 {totals.in_kind_yen:,}円\n\n")
    out.write(findings_report(reader.issues.found))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_report(reader: ReceiptReader, out: TextIO) -> None:
    out.write("\n".join(_about(reader.header)) + "\n\n")
    rows: list[Sequence[str]] = []
    count = 0
    for receipt in reader:
        count += 1
        if count <= SHOWN:
            rows.extend(_rows(receipt))
    heading = (
        "番号",
        "種別",
        "診療年月",
        "氏名",
        "生年月日",
        "負担",
        "負担者番号",
        "受給者番号",
        "日数",
        "合計点数",
        "負担額",
    )
    out.write(table(heading, rows, right=(8, 9, 10)))
    if count > SHOWN:
        out.write(f"（ほか{count - SHOWN:,}件。全件は --json で出力します）\n")
    totals = reader.totals
    out.write(f"\nレセプト {count:,}件")
    if totals.count is not None and totals.points is not None:
        out.write(f"、請求書（GO）の総件数 {totals.count:,}・総合計点数 {totals.points:,}")
    out.write("\n\n" + findings_report(reader.findings))


def _about(header: Header) -> Iterator[str]:
    yield f"審査支払機関：{REVIEWERS.get(header.reviewer or '', '不明')}"
    point_table = POINT_TABLES.get(header.point_table or "", "不明")
    yield f"医療機関　　：{header.prefecture or '？'}-{header.institution or '？'} {header.name or ''}（{point_table}）"
    yield f"請求年月　　：{header.billing_month or '不明'}"


def _rows(receipt: Receipt) -> Iterator[Sequence[str]]:
    """A line for each payer; the patient stands on the first."""
    patient = [
        str(receipt.number or ""),
        receipt.kind,
        str(receipt.month or ""),
        receipt.name,
        str(receipt.birth_date or ""),
    ]
    insurer = receipt.insurer
    if insurer:
        yield [*patient, "保険", insurer.number or "", "", *map(_figure, (insurer.days, insurer.points))] + [
            _figure(insurer.patient_yen)
        ]
        patient = [""] * 5
    for public in receipt.publics:
        numbers = [f"公費{public.order}", public.payer_number or "", public.recipient_number or ""]
        yield [*patient, *numbers, *map(_figure, (public.days, public.points, public.patient_yen))]
        patient = [""] * 5
    if not insurer and not receipt.publics:
        yield [*patient, "なし", "", "", "", "", ""]


def _figure(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
