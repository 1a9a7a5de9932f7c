"""Answering what linkage carries to us: permission and items are checked here again, and what leaves is logged before it does."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts import transfers
from sasae.foundation.history import SYSTEM, record, refuse
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.disclosures.models import Stop
from sasae.subsidy.disclosures.queries import stopped
from sasae.subsidy.people.models import Person
from sasae.subsidy.transfers.models import ITEMS, Outcome, Permission, State, Transfer, item_names
from sasae.subsidy.transfers.receivers import receiver, receiver_name
from sasae.subsidy.transfers.telling import tell


class NotHandedOver(ValueError):
    """Nothing leaves; `findings` say why, in Japanese."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = list(findings)


def hand_over(question: transfers.HandOverRequest, *, on: date, at: datetime) -> transfers.Transferred:
    """The permitted items of those who are in our file. The log's line stands before anything leaves, for a refusal too.

    Raises NotHandedOver.
    """
    with transaction.atomic():
        # A permission being withdrawn in this moment is waited for: it holds for all of the answer or for none.
        permission = Permission.objects.select_for_update().filter(number=question.permission).first()
        found = objections(question, permission, on=on)
        if not found:
            return _handed(question, permission, on=on, at=at)
        _logged(question, permission, Outcome.REFUSED, on=on, at=at, findings=[one.as_dict() for one in found])
    refuse(
        SYSTEM("linkage"), "transfers.refused", question.transfer_no, " ".join(one.message for one in found),
        question.atena_nos, office=receiver_name(question.office), permission=question.permission,
    )  # fmt: skip
    raise NotHandedOver(found)


def objections(question: transfers.HandOverRequest, permission: Permission | None, *, on: date) -> list[Finding]:
    """Why this may not be handed over; empty when it may."""
    to = receiver(question.office, on)
    if to is None or (question.purpose.basis, question.purpose.affair) != (to.basis, to.affair):
        return [error("IT-301", "purpose.basis", "条例に、この移転先・事務への移転の定めがありません。")]
    if permission is None or permission.office != question.office:
        return [error("IT-302", "permission", f"許可「{question.permission}」は、この移転先にありません。")]
    if permission.state != State.PERMITTED:
        said = f"許可「{permission.number}」は「{permission.get_state_display()}」です。"
        return [error("IT-303", "permission", said)]
    found = []
    if not permission.since <= on <= permission.until:
        period = f"{to_wareki(permission.since)}から{to_wareki(permission.until)}まで"
        found.append(error("IT-304", "permission", f"許可「{permission.number}」の期間は{period}です。"))
    if outside := [ITEMS[item] for item in question.items if item not in permission.items]:
        found.append(error("IT-305", "items", f"許可にない項目です：{'、'.join(outside)}"))
    return found


def _handed(
    question: transfers.HandOverRequest, permission: Permission | None, *, on: date, at: datetime
) -> transfers.Transferred:
    told, kept = tell(question, on=on), withheld(question)
    numbers, items = [one.atena_no for one in told], sorted({str(item) for item in question.items}) if told else []
    protected = [one.atena_no for one in told if one.protected]
    _logged(question, permission, Outcome.HANDED, on=on, at=at, told=numbers, told_items=items, protected=protected, findings=kept)
    record(
        SYSTEM("linkage"), "transfers.handed", question.transfer_no, numbers, office=receiver_name(question.office),
        count=len(numbers), permission=question.permission, items=item_names(items) or "なし", case=question.purpose.case,
    )  # fmt: skip
    ours = set(numbers)
    left = [one for one in dict.fromkeys(question.atena_nos) if one not in ours]
    return transfers.Transferred(transfer_no=question.transfer_no, told=told, not_ours=left)


def withheld(question: transfers.HandOverRequest) -> list[dict[str, Any]]:
    """Whose transfer is suspended, of those asked for, as the log names them."""
    stop = stopped(Stop.TRANSFER)
    rows = Person.objects.filter(pk__in=stop, atena_no__in=question.atena_nos) if stop else Person.objects.none()
    said = "宛名番号 {} の人は、利用停止の印（移転）があるため渡していません。"
    return [warning("IT-306", no, said.format(no)).as_dict() for no in rows.order_by("pk").values_list("atena_no", flat=True)]


def _logged(
    question: transfers.HandOverRequest, permission: Permission | None, state: Outcome, *, on: date, at: datetime,
    **more: object,
) -> None:  # fmt: skip
    why = question.purpose
    Transfer.objects.create(
        number=question.transfer_no, office=question.office, basis=why.basis, affair=why.affair, operator=why.operator,
        case=why.case, permission_no=question.permission, permission=permission,
        items=sorted({str(item) for item in question.items}), persons=list(dict.fromkeys(question.atena_nos)),
        state=state, on=on, at=at, **more,
    )  # fmt: skip
