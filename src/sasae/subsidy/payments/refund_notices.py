"""What the letters about refunds say beside what every letter about a transfer says."""

from collections.abc import Sequence
from typing import Any

from sasae.kernel.wareki import to_wareki
from sasae.subsidy.payments.models import LetterKind, Payment, PaymentRefund

TEMPLATES = {LetterKind.NOTICE: "subsidy/refund_notices", LetterKind.REQUEST: "subsidy/account_request"}
_LETTERS = {LetterKind.NOTICE: "refund_notice", LetterKind.REQUEST: "refund_request"}


def with_refunds(
    told: dict[str, dict[str, Any]], payments: Sequence[Payment], kind: LetterKind
) -> dict[str, dict[str, Any]]:
    """What the template is told of each payment, with the debts that were paid too much."""
    rows = PaymentRefund.objects.filter(payment__in=payments).order_by("id")
    names = ("payment__serial", "refund__movement__receivable__number", "refund__movement__on", "yen")
    for one in told.values():
        one |= {"refunds": [], "letter": _LETTERS[LetterKind(kind)]}
    for serial, number, on, yen in rows.values_list(*names):
        told[serial]["refunds"].append({"number": number, "decided_on": to_wareki(on), "yen": yen})
    return told
