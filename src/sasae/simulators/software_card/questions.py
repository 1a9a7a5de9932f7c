"""What the card page is asked, read from an address or a form. Nothing of it is believed."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_ADDRESS = re.compile(r"https?://[!-\[\]-~]{1,2000}")  # printable ASCII without the backslash
_STATE = re.compile(r"[ -~]{1,500}")
_LONGEST_LABEL = 200


class NotAQuestion(ValueError):
    """The card does not answer this; the text says why, in Japanese."""


@dataclass(frozen=True)
class Question:
    """A question a card answers."""

    kind: str
    digest: str
    return_to: str
    state: str
    label: str

    @property
    def origin(self) -> str:
        """Who asks: scheme, host and port of the address to go back to."""
        return origin_of(self.return_to)

    def fields(self) -> dict[str, str]:
        """As forms carry it on."""
        return asdict(self)


def read(source: Mapping[str, str]) -> Question:
    """The question. Raises NotAQuestion."""
    kind, digest, state = source.get("kind", ""), source.get("digest", ""), source.get("state", "")
    if kind not in ("signing", "user"):
        raise NotAQuestion("どちらの証明書を使うかが示されていません。")
    if not _DIGEST.fullmatch(digest):
        raise NotAQuestion("署名する内容のダイジェスト（SHA-256）が正しくありません。")
    if not _STATE.fullmatch(state):
        raise NotAQuestion("照合用の値がないか、正しくありません。")
    return_to = source.get("return_to", "")
    if not _ADDRESS.fullmatch(return_to) or origin_of(return_to) not in settings.SASAE_CARD_RETURNS:
        raise NotAQuestion("署名を渡すことが認められていないページからの依頼です。")
    label = "".join(sign for sign in source.get("label", "") if sign.isprintable())[:_LONGEST_LABEL]
    return Question(kind, digest.lower(), return_to, state, label)


def origin_of(address: str) -> str:
    """scheme://host:port; empty for an address with a user name or without a host."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}"
