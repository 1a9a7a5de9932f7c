"""Which of the four ways to read a browser has chosen."""

from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest

COOKIE = "sasae_portal_reading"
LASTS = timedelta(days=365)


class Reading(StrEnum):
    """The ways a page can read."""

    JAPANESE = "ja"
    FURIGANA = "furigana"
    EASY = "easy"
    ENGLISH = "en"


NAMES = {
    Reading.JAPANESE: "日本語",
    Reading.FURIGANA: "ふりがな",
    Reading.EASY: "やさしい日本語",
    Reading.ENGLISH: "English",
}


CODES = frozenset(one.value for one in Reading)


def chosen(request: HttpRequest | None) -> Reading:
    """The reading of this browser; Japanese where nothing known was chosen."""
    code = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return Reading(code) if code in CODES else Reading.JAPANESE


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: the reading, and the switch with every other one."""
    now = chosen(request)
    return {
        "page_lang": "en" if now is Reading.ENGLISH else "ja",
        "readings": [(code.value, name, code is now) for code, name in NAMES.items()],
    }
