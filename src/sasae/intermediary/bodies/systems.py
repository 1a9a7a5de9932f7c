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
    "simulators": "試験用の相手（模擬）",
    "crl": "失効リスト",
}


def in_words(name: str) -> str:
    """One system."""
    return names_of([name])[name]


def names_of(names: Iterable[str]) -> dict[str, str]:
    """A body's linkage platform by the body's name; a system nobody has told us of by its short name."""
    wanted = set(names)
    bodies = dict(Body.objects.filter(caller__in=wanted).values_list("caller", "name"))
    return {
        each: f"{bodies[each]}の連携基盤" if each in bodies else _NAMES.get(each, f"連携先 {each}") for each in wanted
    }
