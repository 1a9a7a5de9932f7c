"""An ID of a contractor's person is tied to the register: the foundation asks here before it issues or changes one."""

from datetime import date

from sasae.kernel.wareki import to_wareki
from sasae.subsidy.contractors.models import Worker


def why_not(worker: str, name: str, ends_on: date | None, on: date) -> str:
    """Why this person may have no ID until that day, in Japanese; empty when it may be."""
    one = Worker.objects.select_related("contract").filter(number=worker).first() if worker else None
    if one is None:
        return "職員番号に、委託の登録簿の従事者番号（W…）を入れてください。（OC-601）"
    if one.name != name:
        return f"従事者 {worker} の氏名と違います。（OC-602）"
    if not one.pledge:
        return f"従事者 {worker} の誓約書をまだ受け取っていません。（OC-603）"
    last = min(one.until or one.contract.until, one.contract.until)
    if not one.contract.covers(on) or last < on:
        return f"契約 {one.contract.number} が有効ではありません。（OC-604）"
    if ends_on is None or ends_on > last:
        return f"利用終了日は、契約 {one.contract.number} の末日（{to_wareki(last)}）までにしてください。（OC-605）"
    return ""
