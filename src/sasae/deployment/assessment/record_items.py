"""別添１ against the schema: which named item has its column, and which does not."""

from functools import lru_cache
from importlib.resources import files

import yaml

from sasae.deployment.assessment.looking import Answer, Look, control, unless
from sasae.deployment.assessment.threshold import stated

BESIDE = "別添１のほか（Ⅱ-2-④）"
_COLUMN = "SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s AND column_name = %s)"


@lru_cache(maxsize=1)
def record_items() -> dict[str, dict[str, str]]:
    """The items of each file with the column that keeps it, `system.table.column`; empty where none does."""
    told: dict[str, dict[str, str]] = yaml.safe_load((files(__package__) / "record_items.yaml").read_text("utf-8"))
    return told


def without_column(look: Look, file: str) -> list[str]:
    """The items of a file that no column of the running systems keeps."""
    found = []
    for item, place in record_items()[file].items():
        system, table, column = place.split(".") if place else ("", "", "")
        if not place or not look.one(system, _COLUMN, [table, column]):
            found.append(item)
    return found


def _answer(look: Look, file: str) -> Answer:
    items = record_items()[file]
    return unless(without_column(look, file), "記録する列のない項目", good=f"{len(items)}項目すべてに記録する列がある")


@control("資格関連ファイルの項目")
def items_of_eligibility(look: Look, system: str) -> Answer:
    """Every item of the eligibility file has its column."""
    return _answer(look, "資格関連ファイル")


@control("助成実績関連ファイルの項目")
def items_of_subsidy(look: Look, system: str) -> Answer:
    """Every item of the subsidy file has its column."""
    return _answer(look, "助成実績関連ファイル")


@control("レセプト関連ファイルの項目")
def items_of_receipts(look: Look, system: str) -> Answer:
    """Every item of the receipt file has its column."""
    return _answer(look, "レセプト関連ファイル")


@control("申請管理システム関連ファイルの項目")
def items_of_intake(look: Look, system: str) -> Answer:
    """Every item of the intake files has its column."""
    return _answer(look, "申請管理システム関連ファイル")


@control("別添１のほかの項目")
def items_beside(look: Look, system: str) -> Answer:
    """What the assessment names beside 別添１ has its column."""
    return _answer(look, BESIDE)


def contradictions() -> list[str]:
    """Where the document contradicts itself, in Japanese."""
    count = sum(len(items) for file, items in record_items().items() if file != BESIDE)
    band = stated()["items"]
    if band["least"] <= count < band["below"]:
        return []
    return [
        f"評価書は記録項目を{band['least']}項目以上{band['below']}項目未満（{band['where']}）とするが、別添１には{count}項目以上ある。"
    ]
