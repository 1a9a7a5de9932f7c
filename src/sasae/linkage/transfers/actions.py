"""Taking permissions in, and carrying a question to the subsidy system when permission, basis, items and day agree."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from sasae.contracts import transfers
from sasae.foundation.history import SYSTEM, record, refuse
from sasae.foundation.partners import ask
from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import to_wareki
from sasae.linkage.links.legal_bases import objections as without_basis
from sasae.linkage.transfers.models import ITEMS, Outcome, Permission, State, Transfer
from sasae.wire.client import Refused, Unreachable

NOT_A_JUDGEMENT = {401, 403}  # our own line was not believed: says nothing of the question
_LISTS = {
    transfers.Item.ENTITLEMENT: "entitlements",
    transfers.Item.APPLICATION: "applications",
    transfers.Item.CERTIFICATE: "certificates",
    transfers.Item.BENEFIT: "benefits",
    transfers.Item.ADDRESS: "address",
}


class NotTransferred(ValueError):
    """Nothing leaves; `findings` say why, in Japanese."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = list(findings)


@transaction.atomic
def take_permission(told: transfers.Permission) -> int:
    """Keep a permission as told; what is older than what we have changes nothing. Returns the revision that stands."""
    kept, new = Permission.objects.select_for_update().get_or_create(
        number=told.number, defaults={**_columns(told), "revision": told.revision}
    )
    if not new and told.revision > kept.revision:
        for name, value in _columns(told).items():
            setattr(kept, name, value)
        kept.revision = told.revision
        kept.save()
    if kept.revision == told.revision:
        record(
            SYSTEM("subsidy"), "transfer.permission_told", told.number, office=told.office, revision=told.revision
        )  # fmt: skip
    return kept.revision


def _columns(told: transfers.Permission) -> dict[str, object]:
    return {
        "office": told.office, "basis": told.basis, "affair": told.affair, "items": [str(one) for one in told.items],
        "since": told.since, "until": told.until, "permitted_at": told.permitted_at, "withdrawn_at": told.withdrawn_at,
    }  # fmt: skip


def carry(question: transfers.AskRequest, *, office: str, on: date, at: datetime) -> transfers.Transferred:
    """Log the question, carry it to the subsidy system if it may be asked, log what came of it. Raises NotTransferred,
    and wire's Unreachable. Never inside a transaction: what was asked stays on record whatever happens next."""
    permission = Permission.objects.filter(number=question.permission, office=office).first()
    transfer = _opened(question, permission, office=office, on=on, at=at)
    found = objections(question, permission, office=office, on=on)
    if found:
        _refused(transfer, found, at=at)
        raise NotTransferred(found)
    try:
        answer = ask(transfers.HAND_OVER, _asked_of_us(question, transfer))
        overmuch = _more_than_asked(answer, question)
    except Refused as refusal:
        if refusal.status in NOT_A_JUDGEMENT:
            _failed(transfer, at=at)
            raise
        found = [error(one.id, one.at, one.message) for one in refusal.findings]
        _refused(transfer, found, at=at)
        raise NotTransferred(found) from refusal
    except Unreachable:
        _failed(transfer, at=at)
        raise
    if overmuch:
        _refused(transfer, overmuch, at=at)
        raise NotTransferred(overmuch)
    _handed(transfer, answer, at=at)
    return answer


def objections(
    question: transfers.AskRequest, permission: Permission | None, *, office: str, on: date
) -> list[Finding]:
    """Why this may not be transferred; empty when it may. A permission of another office is none."""
    found = without_basis(question.purpose, caller=office, operation=transfers.ASK.full_name, on=on)
    if not question.purpose.case.strip():
        found.append(error("L-406", "purpose.case", "移転先の案件の番号がありません。"))
    if permission is None:
        return [*found, error("L-401", "permission", f"許可「{question.permission}」は、この移転先にありません。")]
    if permission.withdrawn_at is not None:
        found.append(error("L-403", "permission", f"許可「{permission.number}」は取り消されています。"))
    if not permission.since <= on <= permission.until:
        period = f"{to_wareki(permission.since)}から{to_wareki(permission.until)}まで"
        found.append(error("L-402", "permission", f"許可「{permission.number}」の期間は{period}です。"))
    if (question.purpose.basis, question.purpose.affair) != (permission.basis, permission.affair):
        found.append(error("L-404", "purpose.basis", "根拠または事務が、許可と違います。"))
    if outside := [ITEMS[item] for item in question.items if item not in permission.items]:
        found.append(error("L-405", "items", f"許可にない項目です：{'、'.join(outside)}"))
    return found


@transaction.atomic
def _opened(
    question: transfers.AskRequest, permission: Permission | None, *, office: str, on: date, at: datetime
) -> Transfer:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_transfer_no')")
        number = f"IT{on:%Y%m%d}{cursor.fetchone()[0] % 1_000_000:06d}"
    why = question.purpose
    return Transfer.objects.create(
        number=number, office=office, basis=why.basis, affair=why.affair, operator=why.operator, case=why.case,
        permission_no=question.permission, permission=permission, items=_names(question.items),
        persons=_each_once(question.atena_nos), on=on, asked_at=at,
    )  # fmt: skip


def _names(items: Sequence[transfers.Item]) -> list[str]:
    return sorted({str(item) for item in items})


def _each_once(numbers: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(numbers))


def _asked_of_us(question: transfers.AskRequest, transfer: Transfer) -> transfers.HandOverRequest:
    return transfers.HandOverRequest.model_validate(
        {
            "transfer_no": transfer.number, "office": transfer.office, "purpose": question.purpose.model_dump(),
            "permission": question.permission, "items": transfer.items, "atena_nos": transfer.persons,
        }
    )  # fmt: skip


def _more_than_asked(answer: transfers.Transferred, question: transfers.AskRequest) -> list[Finding]:
    """An answer that tells more than was asked stays here: of other persons, or in items not asked for."""
    if {one.atena_no for one in answer.told} - set(question.atena_nos):
        return [error("L-407", "told", "回答に、求めていない人が入っています。渡しませんでした。")]
    if set(_items_told(answer)) - {str(item) for item in question.items}:
        return [error("L-408", "told", "回答に、求めていない項目が入っています。渡しませんでした。")]
    return []


def _items_told(answer: transfers.Transferred) -> list[str]:
    """The items an answer carries, seen from the answer itself."""
    return sorted(
        str(item) for item, name in _LISTS.items() if any(getattr(one, name) is not None for one in answer.told)
    )


@transaction.atomic
def _handed(transfer: Transfer, answer: transfers.Transferred, *, at: datetime) -> None:
    told, items = [one.atena_no for one in answer.told], _items_told(answer)
    Outcome.objects.create(transfer=transfer, state=State.HANDED, told=told, told_items=items, at=at)
    named = "、".join(ITEMS[transfers.Item(item)] for item in items) or "なし"
    record(
        SYSTEM(transfer.office), "transfer.handed", transfer.number, told, office=transfer.office, count=len(told),
        permission=transfer.permission_no, items=named, case=transfer.case,
    )  # fmt: skip


def _refused(transfer: Transfer, found: Sequence[Finding], *, at: datetime) -> None:
    _close(transfer, State.REFUSED, at=at, findings=[one.as_dict() for one in found])
    refuse(
        SYSTEM(transfer.office), "transfer.refused", transfer.number, " ".join(one.message for one in found),
        transfer.persons, office=transfer.office, permission=transfer.permission_no,
    )  # fmt: skip


@transaction.atomic
def _failed(transfer: Transfer, *, at: datetime) -> None:
    _close(transfer, State.FAILED, at=at)
    record(SYSTEM(transfer.office), "transfer.failed", transfer.number, transfer.persons, office=transfer.office)


@transaction.atomic
def _close(transfer: Transfer, state: State, *, at: datetime, findings: Sequence[dict[str, str]] = ()) -> None:
    Outcome.objects.create(transfer=transfer, state=state, findings=list(findings), at=at)
