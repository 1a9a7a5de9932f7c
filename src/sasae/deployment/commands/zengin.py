"""`sasae zengin check FILE` looks at a bank transfer file, `sasae zengin name TEXT` at a name for one."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TextIO

from sasae.formats import zengin
from sasae.formats.incoming import Unusable, open_file
from sasae.formats.tables import findings_report, table
from sasae.formats.zengin.layouts import ACCOUNT_TYPES, KINDS
from sasae.kernel import clock
from sasae.kernel.findings import Severity, error
from sasae.kernel.kana import zengin_text

NAME = "zengin"
HELP = "全銀協の振込ファイルを検査する、名義を振込用の文字に直す"
SHOWN = 50
PAYEE_BYTES = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs and options of the command."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|name")
    check = verbs.add_parser("check", help="ファイルを検査する（終了コード 0：良い、1：誤りあり、2：読めない）")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--json", action="store_true", help="全件をJSONで出力する")
    name = verbs.add_parser("name", help="名義が振込ファイルでどうなるかを示す（終了コード 1：使えない）")
    name.add_argument("text", metavar="TEXT")


def run(args: argparse.Namespace) -> int:
    """0 good, 1 findings of severity error (or a name that is refused), 2 nothing that could be read."""
    return _name(args.text) if args.verb == "name" else _check(args.file, as_json=args.json)


def _name(text: str) -> int:
    made = zengin_text(text, "name")
    refused = any(finding.severity is Severity.ERROR for finding in made.findings)
    length = len(made.text.encode("cp932", "replace"))
    too_long = not refused and length > PAYEE_BYTES
    if not refused and not too_long:
        print(made.text)
    for finding in made.findings:
        print(f"{finding.id} {finding.at} {finding.message}", file=sys.stderr)
    if too_long:
        print(
            f"Z-601 全体 「{made.text}」は{length}バイトあり、受取人名の欄（{PAYEE_BYTES}バイト）に入りません。"
            "短い表記を口座名義で確かめてください。",
            file=sys.stderr,
        )
    return 1 if refused or too_long else 0


def _check(path: str, *, as_json: bool) -> int:
    try:
        with open_file(path) as stream:
            if as_json:
                found = _write_json(stream, sys.stdout)
            else:
                found = zengin.read(stream, around=clock.today(), taker=_First())
                _report(found)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        if as_json:
            nothing = zengin.ZenginFile([], [error("Z-000", "ファイル全体", str(reason))])
            print(_json(nothing.as_dict()))
        return 2
    if not found.recognised:
        return 2
    return 0 if found.good else 1


class _First:
    """Keeps the transfers that are shown and lets the others go."""

    def batch(self, batch: zengin.ReadBatch) -> None:
        """Nothing to do."""

    def transfer(self, batch: zengin.ReadBatch, transfer: zengin.Transfer) -> None:
        """Keep it while there is room."""
        if batch.counted.count <= SHOWN:
            batch.transfers.append(transfer)


class _JsonWriter:
    """Writes transfer by transfer, so that the size of the file does not matter."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.open: zengin.ReadBatch | None = None
        self.separator = "\n  "

    def batch(self, batch: zengin.ReadBatch) -> None:
        """End the batch before, begin this one."""
        self.end()
        self.out.write(self.separator + '{"header": ' + _json(batch.header_as_dict()) + ', "transfers": [')
        self.open, self.separator = batch, ",\n  "

    def transfer(self, batch: zengin.ReadBatch, transfer: zengin.Transfer) -> None:
        """One line."""
        self.out.write((",\n    " if batch.counted.count > 1 else "\n    ") + _json(transfer.as_dict()))

    def end(self) -> None:
        """The trailer of the batch that is open."""
        if self.open is not None:
            self.out.write('], "trailer": ' + _json(self.open.trailer_as_dict()) + "}")
        self.open = None


def _write_json(stream: BinaryIO, out: TextIO) -> zengin.ZenginFile:
    writer = _JsonWriter(out)
    out.write('{"batches": [')
    found = zengin.read(stream, around=clock.today(), taker=writer)
    writer.end()
    out.write('],\n "findings": ' + _json([finding.as_dict() for finding in found.findings]) + "}\n")
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _report(found: zengin.ZenginFile) -> None:
    for number, batch in enumerate(found.batches, start=1):
        print(f"【{number}】{KINDS.get(batch.kind, '種別不明')}（{batch.kind}）{'・結果' if batch.answered else ''}")
        print(f"委託者　：{batch.client_code} {batch.client_name}")
        print(f"振込元　：{batch.bank}-{batch.branch} {_account(batch.account_type)} {batch.account}")
        print(f"指定日　：{batch.date}" + (f"（{batch.day:%Y-%m-%d}）" if batch.day else ""))
        heading = ("番号", "銀行", "支店", "種目", "口座番号", "受取人", "金額")
        print(table(heading, list(_rows(batch.transfers)), right=(0, 6)), end="")
        if batch.counted.count > SHOWN:
            print(f"（ほか{batch.counted.count - SHOWN:,}件。全件は --json で出力します）")
        if batch.trailer:
            count, yen = batch.trailer.count, batch.trailer.yen
            print(f"合計　　：{_figure(count)}件 {_figure(yen)}円（ファイルの記載）")
        print()
    print(findings_report(found.findings), end="")


def _rows(transfers: Sequence[zengin.Transfer]) -> Iterator[Sequence[str]]:
    for number, transfer in enumerate(transfers, start=1):
        account = (_account(transfer.type), transfer.account, transfer.name, _figure(transfer.yen))
        yield (
            str(number),
            f"{transfer.bank} {transfer.bank_name}",
            f"{transfer.branch} {transfer.branch_name}",
            *account,
        )


def _account(code: str) -> str:
    return ACCOUNT_TYPES.get(code, code)


def _figure(value: int | None) -> str:
    return "？" if value is None else f"{value:,}"
