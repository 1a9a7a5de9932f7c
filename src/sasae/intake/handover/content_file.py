"""申請内容ファイル as the record list of the assessment names it: `application.csv`, for a business system that reads tables.

One line a child, or one where the procedure asks for none. An item no form asks for has a column and is always empty:
nobody is asked for more than the ordinance needs. RFC 4180, UTF-8, CRLF.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sasae.kernel.clock import TOKYO

if TYPE_CHECKING:  # no Django: the documents are made from the items as well
    from sasae.intake.applications.models import Application

NAME = "application.csv"
WITHHELD = "個人番号は書き出さない"
NOT_ASKED = "どの様式でも聞かない"
INNER = "\n"  # between several values of one cell


@dataclass(frozen=True)
class Told:
    """What one line is made of."""

    application: "Application"
    papers: list[tuple[str, str]]  # kind and name
    form: dict[str, Any]
    child: dict[str, Any]


def _kept(name: str) -> Callable[[Told], Any]:
    return lambda told: getattr(told.application, name)


def _asked(path: str, of_child: bool = False) -> Callable[[Told], Any]:
    def read(told: Told) -> Any:
        found: Any = told.child if of_child else told.form
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    return read


def _child(path: str) -> Callable[[Told], Any]:
    return _asked(path, of_child=True)


def _papers(at: int) -> Callable[[Told], str]:
    return lambda told: INNER.join(paper[at] for paper in told.papers)


# In the order of the record list. What is text says why the column stays empty.
ITEMS: tuple[tuple[str, Callable[[Told], Any] | str], ...] = (
    ("受付番号", _kept("receipt_number")),
    ("カテゴリ名称", _kept("category")),
    ("制度名称", _kept("scheme")),
    ("制度バージョン", _kept("scheme_version")),
    ("手続きコード", _kept("procedure")),
    ("手続き名称", _kept("procedure_name")),
    ("手続き名称通称", _kept("procedure_alias")),
    ("手続きバージョン", _kept("procedure_version")),
    ("サービス提供者コード", _kept("provider_code")),
    ("サービス提供者名称", _kept("provider_name")),
    ("申請ステータスコード", _kept("state")),
    ("申請ステータス名称", lambda told: told.application.get_state_display()),
    ("申請日時", lambda told: told.application.applied_at.astimezone(TOKYO).isoformat(timespec="seconds")),
    ("添付ファイル数", lambda told: len(told.papers)),
    ("添付ファイル種別名称", _papers(0)),
    ("添付ファイル名称", _papers(1)),
    ("電話番号（連絡先）", _asked("applicant.telephone")),
    ("メールアドレス（連絡先）", NOT_ASKED),
    ("氏名（漢字）", _asked("applicant.name")),
    ("氏名（フリガナ）", _asked("applicant.name_kana")),
    ("生年月日", _asked("applicant.birth_date")),
    ("性別", _asked("applicant.sex")),
    ("郵便番号", _asked("applicant.postal_code")),
    ("現住所", _asked("applicant.address")),
    ("申請者電話番号", _asked("applicant.telephone")),
    ("FAX番号", NOT_ASKED),
    ("国籍", NOT_ASKED),
    ("申請者個人番号", WITHHELD),
    ("配偶者の有無", _asked("has_partner")),
    ("乳幼児等との続柄", _asked("applicant.relation")),
    ("今年の１月１日現在の住所", NOT_ASKED),
    ("前年の１月１日現在の住所", NOT_ASKED),
    ("配偶者氏名（漢字）", NOT_ASKED),
    ("配偶者氏名（フリガナ）", NOT_ASKED),
    ("配偶者生年月日", NOT_ASKED),
    ("配偶者性別", NOT_ASKED),
    ("配偶者個人番号", NOT_ASKED),
    ("配偶者郵便番号", NOT_ASKED),
    ("配偶者住所", NOT_ASKED),
    ("乳幼児等氏名（漢字）", _child("name")),
    ("乳幼児等氏名（フリガナ）", _child("name_kana")),
    ("乳幼児等生年月日", _child("birth_date")),
    ("乳幼児等性別", _child("sex")),
    ("乳幼児等郵便番号", NOT_ASKED),
    ("乳幼児等住所", NOT_ASKED),
    ("乳幼児等の保険の種類", NOT_ASKED),
    ("被保険者の氏名", NOT_ASKED),
    ("乳幼児等との続柄", NOT_ASKED),  # the insured person's, as the list has it
    ("被保険者記号及び番号", lambda told: _symbol_and_number(told.child.get("insurance") or {})),
    ("保険加入日", _child("insurance.insured_since")),
    ("保険者番号", _child("insurance.insurer_number")),
    ("保険者名", NOT_ASKED),
    ("乳幼児等との申請者との関係", _child("lives_with_applicant")),
    ("他制度適用の有無", _asked("other_scheme")),
    ("申請理由", _child("reason")),
)


def columns() -> list[tuple[str, str]]:
    """Each column with what stands in it, for the documents."""
    return [(name, f"空（{read}）" if isinstance(read, str) else "申請の値") for name, read in ITEMS]


def content_file(application: "Application", papers: Iterable[tuple[str, str]], form: dict[str, Any]) -> bytes:
    """The table of one application. `form` is what may leave: without individual numbers."""
    held, children = list(papers), form.get("children") or [{}]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name for name, _ in ITEMS])
    for child in children:
        told = Told(application, held, form, child)
        writer.writerow(["" if isinstance(read, str) else _text(read(told)) for _, read in ITEMS])
    return text.getvalue().encode()


def _symbol_and_number(insurance: dict[str, str]) -> str:
    return " ".join(insurance[name] for name in ("symbol", "number") if insurance.get(name))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
