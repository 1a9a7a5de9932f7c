"""The scanner of what intake fetches: whether there is one, whether it answers, how old its patterns are."""

from collections.abc import Iterator
from datetime import timedelta

from sasae.deployment.health.looks import Look, attention, well, wrong
from sasae.deployment.home import Home
from sasae.intake import clamd
from sasae.kernel import clock

AREA = "ウイルス検査"
PATTERNS_DAYS = 7


def scanner(home: Home) -> Iterator[Look]:
    """As `sasae.toml` says it is done."""
    place = home.settings.get("scanner", {})
    if not place:
        if home.path.exists():
            yield attention(
                AREA, "設定がないので、電子申請は取り込まれずに待ちます",
                "sasae.toml の [scanner] に clamd の住所を書いてください（docs/operations/installation.md）。",
            )  # fmt: skip
        return
    if "without" in place:
        yield attention(
            AREA, f"検査をしない設定です（理由：{place['without']}）", "実際の業務では clamd を使ってください。"
        )
        return
    try:
        base = clamd.patterns(place["clamd"])
    except clamd.CannotScan as trouble:
        yield wrong(
            AREA, f"{place['clamd']}：{trouble}", "clamd を起動し、住所と権限を確かめてください。申請は待っています。"
        )
        return
    yield _age(base, place.get("patterns_days", PATTERNS_DAYS))


def _age(base: clamd.Patterns, most: int) -> Look:
    if base.dated is None:
        return attention(AREA, f"{base.text}：パターンの日付が分かりません", "freshclam の設定を確かめてください。")
    days = (clock.real_now() - base.dated) // timedelta(days=1)
    if days > most:
        return attention(AREA, f"{base.text}：パターンが{days}日前のものです", "freshclam を動かしてください。")
    return well(AREA, f"{base.text}：動いています")
