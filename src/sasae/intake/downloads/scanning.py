"""The scan for malware, as the operator has set it up: by a clamd, or expressly without one; nothing said is no leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from sasae.intake import clamd
from sasae.intake.downloads.checked import Scan, ScanResult
from sasae.intake.downloads.revocation import CannotCheckNow

PATTERNS_DAYS = 7  # older than that, somebody should look
MISSING = (
    "ウイルス検査の設定がありません。システム担当が sasae.toml の [scanner] に、clamd の住所か、"
    "検査をしない理由（without）を書くまで、申請は取り込まずに待ちます。"
)  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """How the scanner stands, for the page."""

    words: str
    state: str
    patterns: str = ""


class Scanner:
    """Looks at the files of one application, and can say afterwards how it was done."""

    def __init__(self) -> None:
        place = settings.SASAE_SCANNER
        self.address = str(place.get("clamd", ""))
        self.without = str(place.get("without", ""))
        if not self.address and not self.without:
            raise CannotCheckNow(MISSING)
        self.looked = 0
        self.found = False

    @property
    def inspect(self) -> Callable[[bytes], str] | None:
        """The look at one file: the name of what was found. None where the operator does without."""
        return self._look if self.address else None

    def _look(self, content: bytes) -> str:
        try:
            found = clamd.scan(self.address, content)
        except clamd.CannotScan as reason:
            raise CannotCheckNow(f"{reason}検査できるまで、申請は取り込まずに待ちます。") from reason
        self.looked += 1
        self.found = self.found or bool(found)
        return found

    def result(self) -> Scan:
        """What is kept with the file. Raises CannotCheckNow when clamd went away after its verdict."""
        if not self.address:
            return Scan(ScanResult.WITHOUT, self.without[:200])
        if not self.looked:
            return Scan(ScanResult.UNOPENED)
        try:
            base = clamd.patterns(self.address).text
        except clamd.CannotScan as reason:
            raise CannotCheckNow(str(reason)) from reason
        return Scan(ScanResult.FOUND if self.found else ScanResult.CLEAN, f"{base}（{self.looked}件）"[:200])


def outlook(now: datetime) -> Outlook:
    """How it stands at this moment: asked of clamd itself."""
    place = settings.SASAE_SCANNER
    if place.get("without"):
        return Outlook(f"検査をしない設定です（理由：{place['without']}）", "検査なし")
    if not place.get("clamd"):
        return Outlook(MISSING, "設定なし")
    try:
        base = clamd.patterns(str(place["clamd"]))
    except clamd.CannotScan as reason:
        return Outlook(f"{reason}検査できるまで、申請は取り込まずに待ちます。", "異常")
    if base.dated is None:
        return Outlook("パターンの日付が分かりません。", "注意", base.text)
    days = (now - base.dated) // timedelta(days=1)
    words = f"パターンは{max(days, 0)}日前のものです"
    if days > int(place.get("patterns_days", PATTERNS_DAYS)):
        return Outlook(f"{words}。古いので、更新（freshclam）を確かめてください。", "注意", base.text)
    return Outlook(f"{words}。", "正常", base.text)
