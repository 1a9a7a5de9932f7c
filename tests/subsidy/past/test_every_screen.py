"""No screen about a person is forgotten: it shows the past, or the manual says why it shows the present alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from sasae.foundation.gate import declaration_of

MANUAL = Path(__file__).parents[3] / "docs/manual/history.md"
PRESENT = {
    "仕事の一覧・担当と期限": {"desk:work", "desk:handling"},
    "申請・届出・見直し・審査請求・請求などの一覧": {
        "applications:applications", "papers:waiting", "notifications:notifications", "notifications:reviews",
        "notifications:consequences", "online:all_sent", "appeals:appeals", "claims:claims", "claims:folders", "claims:holds", "claims:insurers",
    },
    "返却を求めた医療証・返戻郵便・QRコードの確認": {"certificates:recalls", "certificates:returned", "certificates:check"},
    "印刷物・領収書の写し": {"printing:document", "claims:receipt", "claims:attachment", "online:paper"},
    "レセプト・支払・印刷と封入": {
        "receipts:lines", "receipts:line", "receipts:corrections", "payments:run", "payments:payment", "payments:left_out",
        "payments:payees", "payments:returns", "payments:statement", "payments:statement_file", "payments:file",
        "payments:file_part", "arrivals:questions", "arrivals:question", "print_runs:run",
    },
    "更新・予行": {"renewals:line", "renewals:rehearsal", "renewals:returned", "renewals:target", "renewals:targets"},
    "台帳の勘定": {"ledger:account"},
    "台帳の記帳・年間上限の見込み": {"ledger:posting", "claims:years", "claims:year"},
    "移転・誤ったひも付けの報告・書類を求めた件数": {
        "transfers:transfers", "transfers:transfer", "tie_reports:reports", "tie_reports:report", "papers:asked_although",
    },
    "電子申請の届出": {"online:sent"},
    "収納消込のファイル": {"treasury:cleared"},
    "書類の所在": {
        "paper_custody:papers", "paper_custody:paper", "paper_custody:unlabelled", "paper_custody:box", "paper_custody:destruction",
    },
    "開示等の請求・取扱いの問合せ・事故の記録": {
        "disclosures:requests", "disclosures:request", "inquiries:inquiries", "inquiries:inquiry", "incidents:incidents", "incidents:incident",
    },
    "住所等の表示の許可": {"showings:showing"},
    "電話メモ": {"telephone:memo", "telephone:memos"},
    "保存期限切れの消去・保全": {"retention:run", "retention:holds", "retention:hold"},
    "閲覧の点検": {"inspections:sheet", "inspections:cases"},
    "操作履歴・一括処理・旧システムとの比較": {"history:entries", "batch:run", "old_system:differences", "old_system:report"},
}  # fmt: skip
STEPS = {"disclosures:step", "disclosures:packet_file", "renewals:judge_again"}  # by a right to look, and yet a step


def views(patterns: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from views(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", declaration_of(one.callback)


def test_every_screen_to_look_at_shows_the_past_or_stands_in_the_manual_with_the_reason() -> None:
    declared = {name: one for name, one in views(get_resolver().url_patterns) if one is not None and one.shows}
    looks = {name for name, one in declared.items() if (one.right or "").endswith(".view") and not one.past} - STEPS
    told = set().union(*PRESENT.values())
    assert looks - told == set()
    assert {name for name in told if declared[name].past} == set()


@pytest.mark.parametrize("words", list(PRESENT))
def test_the_manual_says_why_a_screen_shows_the_present_alone(words: str) -> None:
    rows = [line for line in MANUAL.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {words} |")]
    assert len(rows) == 1
    assert len(rows[0].split("|")[2].strip()) > 10
