"""What stands in the letters to payees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.payments.models import LetterKind, Payment, PaymentItem

TEMPLATES = {LetterKind.NOTICE: "subsidy/payment_notices", LetterKind.REQUEST: "subsidy/account_request"}
TOO_LONG = "PR-002"  # the printing's word for a paper that does not keep to its pages
ACCOUNT_TYPES = {"1": "普通", "2": "当座", "4": "貯蓄", "9": "その他"}
OF_AN_ITEM = (
    "payment_id", "yen", "granted", "claim__number", "claim__treatment_month", "claim__provider", "claim__days",
    "claim__total_cost", "claim__insured_self_pay", "claim__meals", "claim__high_cost", "claim__year_benefit",
    "claim__fringe",
    "claim__other_public", "claim__school_insurance", "claim__person__name", "claim__person__atena_no",
)  # fmt: skip


def masked(account_number: str) -> str:
    """Only the last three digits of an account are printed."""
    return "****" + account_number[-3:]


def persons_of(payment: Payment) -> list[str]:
    """Whom a letter speaks of: the payee, and whose treatment it was."""
    patients = [item.claim.person.atena_no for item in payment.items.all()]
    return list(dict.fromkeys([payment.payee.atena_no, *patients]))


def data_of(
    payments: Sequence[Payment], kind: LetterKind, *, by: Actor, on: date
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """What the template is told of each payment, by its serial; what all share is shared by identity."""
    registered = registered_for([payment.payee for payment in payments], on)
    common = {"office": OFFICE.on(on), "date": to_wareki(on)}
    reason = f"{LetterKind(kind).label} {payments[0].run.number} の印刷"
    return {
        payment.serial: {
            **common,
            "number": f"{common['office']['document_prefix']}第{payment.serial}号",
            "name": payment.payee.name,
            **_place(payment, registered, reason, by, on),
            **_of_transfer(payment),
            "items": [_of_item(item) for item in payment.items.all()],
            "one_page": True,
        }
        for payment in payments
    }


def _place(payment: Payment, registered: Registered, reason: str, by: Actor, on: date) -> dict[str, str]:
    """Where the letter goes; the office answers questions about payments, not the wards' counters."""
    told = where_to(payment.payee, by=by, on=on, reason=reason, registered=registered)
    return {name: told[name] for name in ("postal_code", "address")}


def _of_transfer(payment: Payment) -> dict[str, Any]:
    return {
        "yen": payment.yen,
        "pay_on": to_wareki(payment.run.pay_on),
        "bank": payment.bank_name,
        "branch": payment.branch_name,
        "type": ACCOUNT_TYPES[payment.account_type],
        "account": masked(payment.account_number),
        "cause": payment.failure,
        "deducted": payment.deducted,
    }


def _of_item(item: PaymentItem) -> dict[str, Any]:
    claim = item.claim
    return {
        "number": claim.number,
        "name": claim.person.name,
        "month": month_to_wareki(Month.parse(claim.treatment_month).first),
        "provider": claim.provider,
        "days": claim.days,
        "total_cost": claim.total_cost,
        "self_pay": claim.insured_self_pay,
        "deducted": claim.deducted,
        "yen": item.granted,
    }
