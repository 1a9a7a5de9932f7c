"""規定集: every rule and every dated value as Markdown, made from the same data the decisions use."""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from sasae.kernel.wareki import to_wareki
from sasae.law.articles import ALL_RULES, ALL_WORDINGS, GUIDANCE, INCOME_TABLES, TABLES
from sasae.law.case import Dependants
from sasae.law.codes import FamilyKind
from sasae.law.common import dependents
from sasae.law.common.income import STEPS
from sasae.law.decision import Loss, Outcome, OverLimit, Rule
from sasae.law.rule_functions import name_of
from sasae.law.single_parent import values

_CHAPTERS = (
    ("applicant.", "申請者の要件"),
    ("child.", "児童の要件"),
    ("person.", "一人ひとりの要件"),
    ("family.", "家庭全体の要件"),
    ("income.", "所得の額の計算"),
    ("validity.", "医療証の期間"),
    ("claim.", "償還払い"),
)


def rulebook() -> str:
    """The whole book. The same data give the same bytes."""
    return "\n".join([*_head(), *_rules(), *_codes(), *_limits(), *_tables(), *_assumed()]) + "\n"


def table_files() -> list[str]:
    """Every file of dated values, relative to the law."""
    return sorted([*TABLES, *INCOME_TABLES, *GUIDANCE, "legal_basis.yaml"])


def _head() -> Iterator[str]:
    yield "# ひとり親家庭等医療費助成　規定集"
    yield ""
    yield "判定・通知に使う規定と金額を、判定と同じデータから作ったものです。"
    yield "【推定】は、条例・規則の本文で確かめられず、ほかの資料から推し量った部分を含みます。"
    yield "各規定の終わりの（　）は、規定の番号と、その規定を計算するプログラムの関数の名前です。"
    yield ""


def _mark(assumed: bool) -> str:
    return "【推定】" if assumed else ""


def _rules() -> Iterator[str]:
    for prefix, title in _CHAPTERS:
        yield f"## {title}"
        yield ""
        for key, dated in ALL_WORDINGS.items():
            if key.startswith(prefix):
                for row in dated.rows:
                    since = f"（{to_wareki(row.since)}から）" if len(dated.rows) > 1 else ""
                    yield from _rule(row.value, since) if row.value else ()


def _rule(rule: Rule, since: str) -> Iterator[str]:
    yield f"- {since}**{rule.text}**{_mark(rule.assumed)}"
    yield f"  - 根拠：{rule.article}　資料：{rule.source}　（{rule.id}）（関数 {name_of(rule.id)}）"
    yield ""


def _codes() -> Iterator[str]:
    yield "## コード"
    yield ""
    for title, codes in (
        ("判定結果", Outcome),
        ("資格喪失理由", Loss),
        ("超過者区分（通知には区分だけを書く）", OverLimit),
        ("家庭区分", FamilyKind),
    ):
        yield f"| {title} | 意味 |"
        yield "|---|---|"
        yield from (f"| {code.value} | {code.label} |" for code in codes)
        yield ""
    yield "一人に二つ以上の判定が当てはまるときは、21・22・31・20・30・40・10 の順に、先のものを答えとします。"
    yield ""


_MOST_SHOWN = 5


def _limits() -> Iterator[str]:
    """The limits by number of dependants, computed by the function that decides."""
    yield "## 限度額の早見表（加算のない場合）"
    yield ""
    yield "判定する所得（一律の控除の後）が、この額未満であることが必要です。印刷用の額は、一律の控除の分を足したものです。"
    yield ""
    numbers = range(_MOST_SHOWN + 1)
    for table in values.LIMITS.values():
        for row in table.rows:
            if row.value is None:
                continue
            yield f"### {table.label}　{to_wareki(row.since)}から"
            yield ""
            yield "| 扶養親族等 | " + " | ".join(_WHO[column] for column in row.value._fields) + " | 父母の印刷用の額 |"
            yield "|---|" + "---|" * (len(row.value._fields) + 1)
            for number in numbers:
                yield _limit_row(number, row.value, row.since)
            yield ""


_WHO = {"parent": "父母・養育者", "orphans_caregiver": "孤児等の養育者", "obligor": "配偶者・扶養義務者"}


def _limit_row(number: int, table: values.LimitTable, since: Any) -> str:
    count = Dependants(total=number)
    cells = [dependents.limit(column, count, counts_maintained=False) for column in table]
    printed = cells[0] + STEPS.on(since).flat
    return f"| {number}人 | " + " | ".join(f"{cell:,}円" for cell in [*cells, printed]) + " |"


def _load(filename: str) -> Any:
    return yaml.safe_load(resources.files("sasae.law").joinpath(filename).read_text("utf-8"))


def _tables() -> Iterator[str]:
    words = _load("rulebook_words.yaml")["words"]
    yield "## 金額・年齢・期間の表"
    yield ""
    for filename in table_files():
        table = _load(filename)
        yield f"### {table['label']}（単位：{table['unit']}）"
        yield ""
        yield "| 適用の始まり | 内容 | 資料 |"
        yield "|---|---|---|"
        for row in table["rows"]:
            content = "<br>".join(_lines(row["value"], words))
            source = row["source"] + _mark(row.get("assumed", False))
            yield f"| {to_wareki(row['since'])} | {content} | {source} |"
        yield ""


def _lines(value: Any, words: dict[str, str], under: str = "") -> Iterator[str]:
    if under and isinstance(value, dict) and not any(isinstance(inner, dict) for inner in value.values()):
        parts = [f"{words.get(str(key), str(key))} {_shown(inner, words)}" for key, inner in value.items()]
        yield f"{under}：{'、'.join(parts)}"
    elif isinstance(value, dict):
        for key, inner in value.items():
            word = words.get(str(key), str(key))
            yield from _lines(inner, words, f"{under}・{word}" if under else word)
    else:
        shown = _shown(value, words)
        yield f"{under}：{shown}" if under else shown


def _shown(value: Any, words: dict[str, str]) -> str:
    if value is None:
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return "・".join(_shown(part, words) for part in value)
    return f"{value:,}" if isinstance(value, int) else words.get(str(value), str(value))


def _assumed() -> Iterator[str]:
    yield "## 推定を含む規定と表"
    yield ""
    for rule in ALL_RULES.values():
        if rule.assumed:
            yield f"- {rule.id}：{rule.text}（資料：{rule.source}）"
    for filename in table_files():
        table = _load(filename)
        for row in table["rows"]:
            if row.get("assumed", False):
                yield f"- {table['label']}（{to_wareki(row['since'])}から）：{row['source']}"
