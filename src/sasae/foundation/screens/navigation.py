"""What a user may open: the service's own list (`<service>/navigation.py`) and the foundation's pages."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Entry:
    """One area of the navigation. `right` opens it; an empty one opens it to every member of staff."""

    label: str
    url_name: str
    right: str = ""
    note: str = ""


FOUNDATION = [
    Entry("一括処理", "batch:runs", "batch.view", "夜間・月次などの処理の進み具合"),
    Entry("操作履歴", "history:entries", "history.view", "だれが、だれの情報を、いつ見たか・変えたか"),
    Entry("利用者と権限", "accounts:users", "accounts.view", "利用者IDの発効・失効、権限の付与"),
]


def entries() -> list[Entry]:
    """The service's areas first, then the foundation's pages. Pages this listener does not serve are left out."""
    own: list[Entry] = import_module(settings.SASAE_NAVIGATION_MODULE).NAV
    return [*own, *(entry for entry in FOUNDATION if _served(entry))]


def _served(entry: Entry) -> bool:
    try:
        reverse(entry.url_name)
    except NoReverseMatch:
        return False
    return True
