"""What a body recorded, held against what the core recorded. Pure: no database, no line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sasae.contracts.information_network import CoreRecord
from sasae.contracts.inquiries import InquiryState
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.records.models import ProvisionRecord


class Kind(StrEnum):
    """Ways in which two records of one query differ."""

    NOT_HERE = "not_here"
    NOT_AT_CORE = "not_at_core"
    RESULT = "result"
    PERMIT = "permit"
    ITEMS = "items"
    PARTIES = "parties"
    TIMES = "times"


# kind → what it is called, what the cause may be, who must act
WORDS: dict[str, tuple[str, str, str]] = {
    Kind.NOT_HERE: ("自団体に記録がない", "コアシステムからの電文が失われたか、自団体の記録が失われた。", "中間サーバーの運用担当者が、電文の送り直しをコアシステムに求める。"),
    Kind.NOT_AT_CORE: ("コアシステムに記録がない", "許可証が偽造されたか、コアシステムの記録が失われた。", "団体の責任者が、直ちに情報提供ネットワークシステムの運営者に確かめる。"),
    Kind.RESULT: ("結果が違う", "終わりを伝える電文が、どちらかに届いていない。", "中間サーバーの運用担当者が、翌日の照合でも残れば、コアシステムの運営者と確かめる。"),
    Kind.PERMIT: ("許可証が違う", "別の許可証で提供された。", "団体の責任者が、情報提供ネットワークシステムの運営者に確かめる。"),
    Kind.ITEMS: ("項目が違う", "許可された項目と違う項目が記録された。", "提供側の団体が、提供した内容を確かめ、誤りなら記録を訂正する。"),
    Kind.PARTIES: ("相手または内容が違う", "同じ処理通番で、別の求めが記録されている。", "団体の責任者が、情報提供ネットワークシステムの運営者に確かめる。"),
    Kind.TIMES: ("日時が違う", "どちらかの時計が合っていないか、記録が訂正された。", "中間サーバーの運用担当者が、時刻の同期と訂正の決定を確かめる。"),
}  # fmt: skip
_PARTIES = ("inquirer", "provider", "affair", "procedure", "information")


@dataclass(frozen=True)
class Difference:
    """One point in which the two differ."""

    processing_no: str
    side: str
    kind: Kind
    ours: str
    cores: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same difference on another night."""
        return self.processing_no, self.side, self.kind.value


def compare(
    ours: Mapping[tuple[str, str], ProvisionRecord], cores: Iterable[CoreRecord], body: str, under_way: set[str]
) -> list[Difference]:
    """Every difference. `ours`: the newest record of each query by side and number; `under_way`: numbers not ended yet."""
    found: list[Difference] = []
    known = {}
    for core in cores:
        known[core.processing_no] = core
        sides = [side for side, code in (("照会", core.inquirer), ("提供", core.provider)) if code == body]
        if core.settled and core.processing_no not in under_way:
            for side in sides:
                found += _of_one(side, ours.get((side, core.processing_no)), core)
    for (side, number), record in ours.items():
        if number not in known and record.permit_no and number not in under_way:
            text = f"{_label(record.result)}（許可証 {record.permit_no}）"
            found.append(Difference(number, side, Kind.NOT_AT_CORE, text, "なし"))
    return found


def _of_one(side: str, ours: ProvisionRecord | None, core: CoreRecord) -> list[Difference]:
    def differs(kind: Kind, mine: object, theirs: object) -> list[Difference]:
        return [Difference(core.processing_no, side, kind, str(mine)[:500], str(theirs)[:500])]

    if ours is None:
        return differs(Kind.NOT_HERE, "なし", _label(core.result.value))
    if ours.result != core.result.value:
        return differs(Kind.RESULT, _label(ours.result), _label(core.result.value))
    found = []
    parties = [(name, getattr(ours, name), getattr(core, name)) for name in _PARTIES]
    if wrong := [each for each in parties if each[1] != each[2]]:
        found += differs(Kind.PARTIES, *(", ".join(f"{each[0]} {each[place]}" for each in wrong) for place in (1, 2)))
    if ours.permit_no and ours.permit_no != core.permit_no:
        found += differs(Kind.PERMIT, ours.permit_no, core.permit_no)
    if core.result is InquiryState.ANSWERED and set(ours.items) != set(core.items):
        found += differs(Kind.ITEMS, "・".join(sorted(ours.items)), "・".join(sorted(core.items)))
    if ours.requested_at != core.requested_at or ours.provided_at != core.provided_at:
        found += differs(
            Kind.TIMES, f"{ours.requested_at}／{ours.provided_at}", f"{core.requested_at}／{core.provided_at}"
        )
    return found


def _label(result: str) -> str:
    return dict(State.choices).get(result, result)
