"""The layouts of every file that comes in or goes out, as one table each: made from the tables the programs work by.

Fixed-width layouts are found by themselves in `formats`; the others have their own shape and are read here.
"""

import dataclasses
import json
import pkgutil
from collections.abc import Iterator
from datetime import date
from html import escape
from importlib import import_module
from typing import Any

from sasae import formats
from sasae.deployment.documentation.markup import table
from sasae.formats import pmh
from sasae.formats.application_zip import members
from sasae.formats.application_zip.archive import Limits
from sasae.formats.fixed_width import Layout
from sasae.formats.inquiry_file import results
from sasae.formats.receipt import columns as receipt
from sasae.formats.receipt.lists.layout import bundled
from sasae.formats.zengin.layouts import FORMS, KINDS
from sasae.intake.handover import content_file
from sasae.intake.handover.layouts import ANSWER, INDEX
from sasae.linkage.non_residents.layout import ITEMS
from sasae.subsidy.old_system.layouts import layouts as old_layouts
from sasae.subsidy.treasury.adapter import layouts as treasury_layouts

_KIND = {"N": "数字（右詰め、前に0）", "C": "文字（左詰め、後ろに空白）"}
_RECEIPT = {
    "month": "請求・診療年月", "reviewer": "審査支払機関", "prefecture": "都道府県", "point_table": "点数表", "institution": "医療機関コード",
    "name": "名称・氏名", "volume": "マルチボリューム", "kana": "カタカナ氏名", "number": "番号（レセプト番号・保険者番号）", "kind": "レセプト種別",
    "sex": "男女区分", "birth": "生年月日", "share": "給付割合", "special": "特記事項", "department": "診療科", "patient_yen": "負担金額",
    "symbol": "記号", "card": "番号", "days": "実日数・日ごとの回数の先頭", "points": "合計点数・点数", "meals_yen": "食事の標準負担額", "covered_yen": "一部負担金のうち公費が負担する額",
    "payer": "公費負担者番号", "recipient": "公費受給者番号", "count": "回数", "burden": "負担区分",
}  # fmt: skip
_PMH = {
    "orgSpecificCertificateTypeId": "自治体独自の医療証の種類", "myNumber": "個人番号", "basicFiveInfo": "基本5情報", "isNotDisclosed": "不開示の有無",
    "medicalSubsidyInsurerNumber": "公費負担者番号", "certificationName": "医療証の名称", "medicalSubsidyRecipientNumber": "受給者番号",
    "isAlwaysReimbursement": "常に償還払いか", "validFrom": "有効期間の始まり", "validTo": "有効期間の終わり", "historyKey": "履歴キー",
    "isDeleted": "取消しか", "certificationDetail": "券面の記載（見出しと値）",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Record:
    """One kind of record: its columns as rows under `heading`."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    length: int = 0


@dataclasses.dataclass(frozen=True)
class File:
    """One kind of file."""

    id: str
    title: str
    about: str
    records: tuple[Record, ...]


def all_files() -> list[File]:
    """Every file, in the order of the page."""
    return [*_fixed(), *_receipts(), *_lists(), *_answers(), _zip(), _pmh(), _numbering(), *_treasury(), *_handover(), *_old()]


def as_json() -> str:
    """For machines."""
    return (
        json.dumps({"files": [dataclasses.asdict(each) for each in all_files()]}, ensure_ascii=False, indent=1) + "\n"
    )


def page() -> str:
    """For people."""
    found = all_files()
    listed = "\n".join(f'<li><a href="#{each.id}">{escape(each.title)}</a></li>' for each in found)
    parts = [f'<h1>ファイルの形</h1>\n<p><a href="layouts.json">機械で読む形（JSON）</a></p>\n<ul>\n{listed}\n</ul>']
    for each in found:
        parts.append(f'<h2 id="{each.id}">{escape(each.title)}</h2>\n<p>{escape(each.about)}</p>')
        for record in each.records:
            length = f"（{record.length}バイト）" if record.length else ""
            rows = [[escape(cell) for cell in row] for row in record.rows]
            parts.append(f"<h3>{escape(record.title)}{length}</h3>\n{table(list(record.heading), rows)}")
    return "\n".join(parts)


def _fixed() -> Iterator[File]:
    """Every fixed-width layout of `formats`, where it is made; those of one kind of file together."""
    seen: set[int] = set()
    for module in pkgutil.walk_packages(formats.__path__, "sasae.formats."):
        held = {} if module.ispkg else vars(import_module(module.name))
        for name, value in held.items():
            layouts = [] if name.startswith("_") else _together(value, held)
            if layouts and id(value) not in seen and not {id(one) for one in layouts} <= seen:
                seen |= {id(value), *map(id, layouts)}
                columns = held.get("columns") if held.get("ITEMS") is layouts[0].fields else None
                records = tuple(_record(one, columns) for one in layouts)
                yield File(
                    f"{_short(module.name)}-{name.lower()}", _title(value, module.name), _about(layouts, columns), records
                )


def _together(value: Any, held: dict[str, Any]) -> list[Layout]:
    """The layouts a name stands for: one, or those of a whole file."""
    if isinstance(value, Layout):
        return [value] if value is not held.get("END") else []
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return []
    inside = [getattr(value, one.name) for one in dataclasses.fields(value)]
    if not inside or not all(isinstance(one, Layout) for one in inside):
        return []
    return [*inside, *([held["END"]] if isinstance(held.get("END"), Layout) else [])]


def _about(layouts: list[Layout], columns: Any) -> str:
    if columns is not None:
        return "項目の長さは固定で、間をカンマで区切ります。長さはバイトで数えます。"
    return f"1件{layouts[0].length}バイトの固定長。文字はCP932で、長さはバイトで数えます。"


def _short(module: str) -> str:
    return module.removeprefix("sasae.formats.").replace(".", "-").replace("_", "-")


def _title(form: Any, module: str) -> str:
    kinds = [f"{KINDS[code]}（種別{code}）" for code, each in FORMS.items() if each is form]
    if isinstance(form, Layout):
        return f"全銀 振込の結果の{form.label}" if ".zengin." in module else form.label
    return f"全銀 {'・'.join(kinds)}" if kinds else module.rpartition(".")[2]


def _record(layout: Layout, columns: Any = None) -> Record:
    rows = [
        (
            columns(number) if columns else field.columns, field.label, _KIND[field.kind], str(field.width),
            "、".join(field.allowed), "" if field.blank == "error" else "可", field.default, field.name,
        )
        for number, field in enumerate(layout.fields)
    ]  # fmt: skip
    heading = ("位置", "項目", "種類", "バイト", "値", "空白", "既定", "識別名")
    return Record(layout.label, heading, tuple(rows), layout.length)


def _receipts() -> Iterator[File]:
    for kind in (value for value in vars(receipt).values() if isinstance(value, receipt.Kind)):
        records: list[tuple[str, Any]] = [(f"{name} 医療機関情報", columns) for name, columns in kind.headers.items()]
        records += [("RE レセプト共通", kind.patient), ("HO 保険者", kind.insurer), ("KO 公費", kind.public)]
        records += [(f"{name} 摘要", columns) for name, columns in kind.details.items()]
        about = "カンマで区切った可変長。1項目目は記録名。Shift_JIS。ここにない項目は読まずにそのまま保ちます。"
        made = tuple(Record(title, ("項目", "内容", "識別名"), tuple(_places(columns))) for title, columns in records)
        yield File(f"receipt-{kind.digit}", f"レセプト電算処理 {kind.label}", about, made)


def _places(columns: Any) -> list[tuple[str, ...]]:
    found = []
    for one in dataclasses.fields(columns):
        for place in value if isinstance(value := getattr(columns, one.name), tuple) else (value,):
            if place != receipt.ABSENT:
                found.append((place + 1, _RECEIPT.get(one.name, one.name), one.name))
    return [(f"{place}項目", label, name) for place, label, name in sorted(found)]


def _lists() -> Iterator[File]:
    for layout in bundled().values():
        rows = [
            (f"{number}列", column.heading, "必須" if column.required else "", "、".join(f"{a}→{b}" for a, b in column.values.items()), column.item)
            for number, column in enumerate(layout.columns, 1)
        ]  # fmt: skip
        record = Record("明細", ("列", "見出し", "必須", "値の読替え", "識別名"), tuple(rows))
        yield File(
            f"list-{layout.name}",
            layout.label,
            f"CSV。{'見出しあり。' if layout.heading else ''}出典：{layout.source}",
            (record,),
        )


def _answers() -> Iterator[File]:
    rows = [(f"{number}列", name) for number, name in enumerate(results.HEAD, 1)]
    rows.append((f"{len(results.HEAD) + 1}列から", "特定個人情報名ごとの項目（配信マスターの順）"))
    about = "カンマ区切り、UTF-8、CRLF、見出しなし。特定個人情報名ごとに1ファイル。"
    yield File("inquiry-file-results", "情報照会の結果", about, (Record("明細", ("列", "項目"), tuple(rows)),))


def _zip() -> File:
    limits = Limits()
    required = [(name, "必須", "") for name in members.REQUIRED]
    more = [
        (members.ATTACHMENT.pattern, "添付", "pdf・jpg・png"),
        (members.MANIFEST, "必須", "、".join(members.MANIFEST_COLUMNS)),
    ]
    verify = [(f"{number}列", name) for number, name in enumerate(members.VERIFY_COLUMNS, 1)]
    most = [
        ("ファイル全体", f"{limits.archive:,}バイト"), ("中身1つ", f"{limits.member:,}バイト"), ("展開後の合計", f"{limits.total:,}バイト"),
        ("中身の数", f"{limits.count}件"), ("展開の倍率", f"{limits.ratio}倍"),
    ]  # fmt: skip
    return File(
        "application-zip", "申請ファイル（申請ZIP）",
        f"電子署名の付いた申請。封緘した中身は名前の後ろに {members.SEALED} が付きます。manifest.csv は封を開いた後の大きさとSHA-256を示します。",
        (
            Record("中身", ("名前", "要否", "列・種類"), (*required, *more)),
            Record(members.VERIFY, ("列", "項目"), tuple(verify)),
            Record("上限", ("もの", "上限"), tuple(most)),
        ),
    )  # fmt: skip


def _pmh() -> File:
    person = pmh.Person("川崎　花子", "カワサキ　ハナコ", "神奈川県川崎市川崎区宮本町１", date(1990, 4, 1), "2")
    example = pmh.Registration(
        "HITORIOYA", "123456789018", person, False, "89141234", "ひとり親家庭等医療証", "1234567", False,
        date(2026, 1, 1), date(2026, 12, 31), "1234567-1", False, (("自己負担", "なし"),),
    )  # fmt: skip
    [element] = json.loads(pmh.write([example]))
    rows = [(name, _PMH.get(name, name), json.dumps(value, ensure_ascii=False)) for name, value in element.items()]
    about = "医療費助成対象者情報登録（PMH）。UTF-8のJSONの配列で、1要素が医療証の1つの有効期間です。"
    return File("pmh", "PMHへの登録", about, (Record("要素", ("名前", "項目", "例"), tuple(rows)),))


def _numbering() -> File:
    rows = [
        (item.name, {"X": "半角", "N": "全角"}.get(item.kind, item.kind), f"{item.most}{'（固定）' if item.fixed else 'まで'}" if item.most else "",
         "必須" if item.must else "", "・".join(item.among))
        for item in ITEMS
    ]  # fmt: skip
    about = (
        "住登外者宛名番号付番API v2.0 の要求（JSON）。認証はOAuth 2.0のクライアント認証（署名付きアサーション）です。"
    )
    return File(
        "non-residents",
        "住登外者の付番の要求",
        about,
        (Record("項目", ("名前", "種類", "桁", "要否", "値"), tuple(rows)),),
    )


def _treasury() -> Iterator[File]:
    for layout in treasury_layouts().values():
        rows = [(f"{number}列", label, name) for number, (name, label) in enumerate(layout.columns, 1)]
        about = (
            f"CSV、見出しあり、{layout.encoding}。ファイル名 {layout.file}。財務システムの形の代わりに置いた形です。"
        )
        yield File(
            f"treasury-{layout.kind}", layout.label, about, (Record("明細", ("列", "見出し", "識別名"), tuple(rows)),)
        )


def _old() -> Iterator[File]:
    for layout in old_layouts().values():
        rows = [
            (column.label, column.words, "必須" if column.required else "", column.example) for column in layout.columns
        ]
        record = Record("明細", ("見出し", "種類", "要否", "例"), tuple(rows))
        yield File(f"old-{layout.kind}", f"移行：{layout.label}（{layout.file}）", layout.about, (record,))


def _handover() -> Iterator[File]:
    about = "CSV（UTF-8、CRLF、見出しあり）、すべての値を二重引用符で囲む。"
    for id, title, columns, more in [
        ("handover-index", "媒体で渡す申請の一覧（index.csv）", INDEX, "申請ごとのフォルダ（application.json、application.csv と添付）に添えます。"),
        (
            "handover-content", "媒体で渡す申請内容の表（application.csv）", content_file.columns(),
            "児童一人につき一行（児童を聞かない手続きでは一行）。二重引用符は、要る値だけに付けます。",
        ),
        ("handover-answer", "業務システムの登録結果", ANSWER, "一つの申請につき、登録した項目の数だけ行を書きます。"),
    ]:
        rows = tuple(columns.items() if isinstance(columns, dict) else columns)
        yield File(id, title, about + more, (Record("明細", ("見出し", "内容"), rows),))
