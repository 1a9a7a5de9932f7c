"""What clerks write about a person: sealed to the body like a copy, for who runs the platform is not to read it either."""

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway, open_many
from sasae.intermediary.keys.envelope import CannotOpen, encrypt

LONGEST = 500  # characters
NO_KEY = "（使用中の鍵がなかったため、理由は保存されていません）"
AWAY = "（鍵代理が動いていないため、読めません）"
UNREADABLE = "（いまの鍵では開けません）"


def seal_text(body: Body, text: str) -> str:
    """The text as it is kept; an empty one stays empty."""
    if not text.strip():
        return ""
    # A person is protected, and a query decided, also while the body has no key: what cannot be sealed is not kept.
    return encrypt(body.public_key, text.strip()[:LONGEST].encode()) if body.public_key else NO_KEY


def open_texts(body: Body, about: str, texts: list[str]) -> list[str]:
    """The texts as they are shown; in the place of one that does not open, why. What was kept in plain is told as it is."""
    sealed = [(f"{about} {place}", text) for place, text in enumerate(texts) if _is_sealed(text)]
    if not sealed:
        return list(texts)
    try:
        opened = iter(open_many(body.code, sealed))
    except AgentAway:
        return [AWAY if _is_sealed(text) else text for text in texts]
    return [_told(next(opened)) if _is_sealed(text) else text for text in texts]


def _told(opened: bytes | CannotOpen) -> str:
    return UNREADABLE if isinstance(opened, CannotOpen) else opened.decode()


def _is_sealed(text: str) -> bool:
    return text.startswith("ey") and text.count(".") == 4
