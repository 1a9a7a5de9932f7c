"""申請管理システム関連ファイル of the assessment, item by item: where each stands in this service and in the application file."""

import csv
import io
from datetime import datetime

import pytest

from sasae.formats.application_zip import VERIFY_COLUMNS
from sasae.formats.application_zip.members import CERTIFICATE, REQUIRED, SIGNATURE, VERIFY
from sasae.intake.applications.models import Application, Attachment, SignatureCheck
from sasae.intake.examination.models import CheckedDocument
from sasae.intake.handover.content_file import ITEMS, NOT_ASKED, WITHHELD, content_file
from sasae.intake.matching.models import SerialLink
from sasae.kernel.clock import TOKYO
from tests.intake.applications import CHILD_NUMBER, HANAKO, HANAKO_NUMBER, INSURANCE, form

pytestmark = pytest.mark.clause("FIL-5")
RECEIPT = "KW2026061500000001"
SIGNED = ("署名データ", "署名用電子証明書")
CHECKED = (
    "署名検証年月日", "署名検証結果", "利用者用証明書シリアル番号", "署名用証明書の氏名", "署名用証明書の生年月日",
    "署名用証明書の住所", "署名用証明書の性別",
)  # fmt: skip
TIES = (
    "シリアル番号", "宛名番号", "削除フラグ", "登録ユーザID", "登録ユーザ名称", "登録日時", "更新ユーザID", "更新ユーザ名称",
    "更新日時", "排他キー",
)  # fmt: skip
DOCUMENTS = (
    "親フォルダID", "フォルダID", "資料ID", "帳票グループID", "帳票種別ID", "イメージファイル名称", "イメージファイルパス",
    *(f"予備項目文字列{number}" for number in ("１", "２", "３", "４", "５", "６", "７", "８", "９", "１０")),
)  # fmt: skip
KEPT = (
    "受付番号", "カテゴリ名称", "制度名称", "制度バージョン", "手続きコード", "手続き名称", "手続き名称通称", "手続きバージョン",
    "サービス提供者コード", "サービス提供者名称", "申請ステータス", "申請日時", "氏名（漢字）", "氏名（フリガナ）", "生年月日", "現住所",
    "申請者電話番号",
)  # fmt: skip
LIST = (
    "受付番号、カテゴリ名称、制度名称、制度バージョン、手続きコード、手続き名称、手続き名称通称、手続きバージョン、サービス提供者コード、"
    "サービス提供者名称、申請ステータスコード、申請ステータス名称、申請日時、添付ファイル数、添付ファイル種別名称、添付ファイル名称、"
    "電話番号（連絡先）、メールアドレス（連絡先）、氏名（漢字）、氏名（フリガナ）、生年月日、性別、郵便番号、現住所、申請者電話番号、"
    "FAX番号、国籍、申請者個人番号、配偶者の有無、乳幼児等との続柄、今年の１月１日現在の住所、前年の１月１日現在の住所、"
    "配偶者氏名（漢字）、配偶者氏名（フリガナ）、配偶者生年月日、配偶者性別、配偶者個人番号、配偶者郵便番号、配偶者住所、"
    "乳幼児等氏名（漢字）、乳幼児等氏名（フリガナ）、乳幼児等生年月日、乳幼児等性別、乳幼児等郵便番号、乳幼児等住所、"
    "乳幼児等の保険の種類、被保険者の氏名、乳幼児等との続柄、被保険者記号及び番号、保険加入日、保険者番号、保険者名、"
    "乳幼児等との申請者との関係、他制度適用の有無、申請理由"
)
CONTENT = LIST.split("、")


@pytest.mark.parametrize(
    ("table", "items"),
    [
        (SignatureCheck, (*SIGNED, *CHECKED)), (SerialLink, TIES), (CheckedDocument, DOCUMENTS), (Application, KEPT),
        (Attachment, ("添付ファイル種別名称", "添付ファイル名称")),
    ],
    ids=lambda one: one._meta.verbose_name if hasattr(one, "_meta") else "",
)  # fmt: skip
def test_each_item_of_a_file_is_a_column_of_its_table(table: type, items: tuple[str, ...]) -> None:
    columns = {str(column.verbose_name) for column in table._meta.get_fields() if hasattr(column, "verbose_name")}  # type: ignore[attr-defined]
    assert [item for item in items if item not in columns] == []


def test_the_application_file_carries_signature_certificate_and_the_seven_items() -> None:
    assert {SIGNATURE, CERTIFICATE, VERIFY} <= set(REQUIRED)
    assert len(VERIFY_COLUMNS) == len(CHECKED)


def written(told: dict[str, object]) -> list[list[str]]:
    kept = Application(
        receipt_number=RECEIPT, category="子育て", scheme="ひとり親家庭等医療費助成", scheme_version="1",
        procedure="certificate_application", procedure_name="交付申請", procedure_alias="申請", procedure_version="2026-04-01",
        provider_code="141305", provider_name="川崎市", state="03", applied_at=datetime(2026, 6, 15, 9, 30, tzinfo=TOKYO),
    )  # fmt: skip
    content = content_file(kept, [("insurance", "保険証.png"), ("family", "戸籍.pdf")], told)
    assert content.count(b"\r\n") == 2 + len(told.get("children", [])[1:])  # type: ignore[index]
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def test_the_content_file_has_the_items_of_the_list_in_its_order_and_a_value_for_each_that_a_form_asks() -> None:
    head, row = written(form())
    assert head == CONTENT == [name for name, _ in ITEMS]
    empty = [name for name, cell in zip(head, row, strict=True) if not cell]
    assert empty == [name for name, read in ITEMS if read in (NOT_ASKED, WITHHELD)]
    told = {place: cell for place, cell in enumerate(row) if cell}
    for item, value in {
        "申請ステータス名称": "審査中", "申請日時": "2026-06-15T09:30:00+09:00", "添付ファイル数": "2",
        "添付ファイル名称": "保険証.png\n戸籍.pdf", "氏名（漢字）": HANAKO[0], "現住所": HANAKO[3], "配偶者の有無": "false",
        "乳幼児等氏名（漢字）": "川崎　一郎", "被保険者記号及び番号": "12 3456", "保険者番号": INSURANCE["insurer_number"], "申請理由": "02",
    }.items():  # fmt: skip
        assert told[CONTENT.index(item)] == value
    assert not {HANAKO_NUMBER, CHILD_NUMBER} & set(row)


def test_a_line_for_each_child_and_one_where_no_child_is_asked_for() -> None:
    child = form()["children"][0]
    _, *rows = written(form(children=[child, {**child, "name": "川崎　二郎"}]))
    assert [row[CONTENT.index("乳幼児等氏名（漢字）")] for row in rows] == ["川崎　一郎", "川崎　二郎"]
    _, alone = written({"applicant": form()["applicant"]})
    assert (alone[CONTENT.index("氏名（漢字）")], alone[CONTENT.index("乳幼児等氏名（漢字）")]) == (HANAKO[0], "")
