"""What the systems on the line are called by people; certificates, calls and alarms know them by short names."""

from collections.abc import Iterable

from sasae.intermediary.bodies.models import Body

_NAMES = {
    "network_core": "情報提供ネットワークシステム",
    "jlis_gateway": "住民基本台帳ネットワークの接続先（住基GW）",
    "intermediary": "中間サーバー",
    "linkage": "システム連携基盤",
    "subsidy": "医療費助成システム",
    "portal": "サービス検索・電子申請機能",
    "intake": "申請管理システム",
    "personnel": "人事システム",
    "resident_register": "既存住基システム",
    "tax": "税システム",
    "public_assistance": "生活保護システム",
    "child_allowance": "児童手当システム",
    "childrens_subsidy": "小児医療費助成システム",
    "disability_subsidy": "重度障害者医療費助成システム",
    "review_body": "審査支払機関",
    "bank": "指定金融機関",
    "card_authority": "電子証明書の認証局",
    "simulators": "試験用の相手（模擬）",
    "crl": "失効リスト",
}


def in_words(name: str) -> str:
    """One system."""
    return names_of([name])[name]


def every_name() -> dict[str, str]:
    """All that are known, for a list whose rows name some of them."""
    return _NAMES | {caller: f"{name}の連携基盤" for caller, name in Body.objects.values_list("caller", "name")}


def names_of(names: Iterable[str]) -> dict[str, str]:
    """A body's linkage platform by the body's name; a system nobody has told us of by its short name."""
    wanted = set(names)
    bodies = dict(Body.objects.filter(caller__in=wanted).values_list("caller", "name"))
    return {
        each: f"{bodies[each]}の連携基盤" if each in bodies else _NAMES.get(each, f"連携先 {each}") for each in wanted
    }
