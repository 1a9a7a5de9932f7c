"""Which bodies belong together, and what is said of one that takes part no more."""

from collections.abc import Iterable

from sasae.intermediary.bodies.models import Body, BodyState
from sasae.kernel.wareki import to_wareki


def predecessors(body: Body) -> list[Body]:
    """The bodies this one has succeeded, those of its predecessors too, whose records are still kept."""
    found: dict[str, Body] = {}
    codes = {body.code}
    while codes:
        before = [each for each in Body.objects.filter(successor__in=codes).order_by("code") if each.code not in found]
        found |= {each.code: each for each in before}
        codes = {each.code for each in before}
    return [each for each in found.values() if each.state == BodyState.CLOSED]


def heir_of(body: Body) -> Body | None:
    """Who takes this body's place today: the successor, or the successor's own."""
    seen, heir = {body.code}, body
    while heir.successor and heir.successor not in seen:
        seen.add(heir.successor)
        heir = Body.objects.get(code=heir.successor)
    return heir if heir != body and heir.state == BodyState.ACTIVE else None


def ended_words(body: Body) -> str:
    """What whoever asks is told of a body that takes part no more: since when, and whom to ask instead."""
    since = f"{to_wareki(body.closed_on)}に" if body.closed_on else ""
    heir = heir_of(body)
    if heir is not None:
        return f"{body.name}（{body.code}）は{since}合併により{heir.name}（{heir.code}）に承継されました。新しい団体コードに照会してください。"
    return f"{body.name}（{body.code}）は{since}情報連携を終えました。"


def ended(codes: Iterable[str]) -> dict[str, str]:
    """Of these bodies those that take part no more, with what is said of each."""
    return {each.code: ended_words(each) for each in Body.objects.filter(code__in=set(codes)).exclude(state="active")}
