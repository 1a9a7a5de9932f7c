"""The rights there are: the foundation's own and the service's, and the pairs nobody may combine."""

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module

from django.conf import settings

FOUNDATION_RIGHTS = {
    "accounts.view": "利用者と権限の一覧を見る",
    "accounts.manage": "利用者IDの発効・失効と権限の付与",
    "accounts.approve": "利用者の一斉の異動の承認",
    "resets.ask": "所属の職員のパスワード・認証アプリの再設定の申請（対面での本人確認）",
    "history.view": "操作履歴を見る",
    "history.export": "操作履歴を書き出す",
    "removals.manage": "保存期間を過ぎた操作履歴の抽出と消去の確認",
    "removals.approve": "保存期間を過ぎた操作履歴の消去の承認",
    "inspections.view": "閲覧の点検を見る",
    "inspections.decide": "閲覧の点検の判断",
    "inspections.confirm": "閲覧の点検の確認",
    "incidents.view": "事故の記録を見る",
    "incidents.handle": "事故の報告の確認・対応の記録",
    "incidents.close": "事故の対応の終了の承認",
    "places.view": "拠点の点検と施錠する保管場所を見る",
    "places.manage": "拠点の点検の記録、保管場所の登録",
    "places.confirm": "拠点の点検と不備の手当ての確認",
    "emergency.take": "緊急時に権限を取る",
    "emergency.review": "緊急時の利用の振返り",
    "windows.open": "委託先の作業時間の登録と立会い",
    "covers.use": "不在の登録、代決と後閲",
    "covers.manage": "代決の順位を定める、代決の一覧を見る",
    "batch.view": "一括処理の状況を見る",
    "batch.run": "一括処理を実行する",
    "printing.view": "出力した文書を見る",
    "protected.view": "支援措置対象者の住所等を見る",
    "audits.audit": "内部監査（標本の抽出・確認・書き出し）",
    "instruction.oversee": "所属の職員の研修と規程の確認、受講の催促（保護責任者）",
    "instruction.manage": "研修の登録、全職員の研修と規程の確認",
}

FOUNDATION_EXCLUSIVE = [("accounts.manage", "protected.view")]
LOOKING = (".view", ".export", ".watch")  # what rights to look end with


DECIDING = {"approve", "decide", "permit", "rule"}  # what a right of the city's own decisions ends with
FOUNDATION_NOT_FOR_CONTRACTORS = {
    "accounts.manage", "history.export", "protected.view", "emergency.take", "emergency.review", "windows.open",
    "covers.use", "covers.manage", "resets.ask",
}  # fmt: skip


@lru_cache(maxsize=1)
def rights() -> dict[str, str]:
    """Code and Japanese name of every right of this service, which may name the foundation's in its own words."""
    own: dict[str, str] = import_module(settings.SASAE_RIGHTS_MODULE).RIGHTS
    return {**FOUNDATION_RIGHTS, **own}


@lru_cache(maxsize=1)
def exclusive() -> list[tuple[str, str]]:
    """Pairs of rights that no single person may hold at the same time."""
    own: list[tuple[str, str]] = list(import_module(settings.SASAE_RIGHTS_MODULE).EXCLUSIVE)
    return [*own, *FOUNDATION_EXCLUSIVE, *of_auditors(rights())]


def of_auditors(known: Iterable[str]) -> list[tuple[str, str]]:
    """Whoever audits looks and changes nothing: the right to audit with each that is not for looking alone."""
    return [("audits.audit", right) for right in known if right != "audits.audit" and not right.endswith(LOOKING)]


def rivals(right: str) -> set[str]:
    """The rights that exclude this one."""
    return {b for a, b in exclusive() if a == right} | {a for a, b in exclusive() if b == right}


def name_of(right: str) -> str:
    """The Japanese name of a right; an unknown one by its code."""
    return rights().get(right, right)


def for_contractors(right: str) -> bool:
    """Whether a contractor's person may hold the right: no decision of the city's, and nothing the service keeps from them."""
    own = set(getattr(import_module(settings.SASAE_RIGHTS_MODULE), "NOT_FOR_CONTRACTORS", ()))
    return right.rpartition(".")[2] not in DECIDING and right not in own | FOUNDATION_NOT_FOR_CONTRACTORS
