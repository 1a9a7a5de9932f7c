"""Branches that close, as their banks announce it."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.reference import banks
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.models import BranchClosure


@transaction.atomic
def close_branch(bank: str, branch: str, *, closed_on: date, source: str, by: Actor) -> BranchClosure:
    """From this day on nothing is transferred to the branch. Registered once. Raises CannotPay."""
    said = one_line(source, CannotPay.said, missing="銀行の知らせの日付や番号を入れてください。", at="source")
    if banks.branch(bank, branch) is None:
        raise CannotPay.one("P-601", "branch", "この銀行・支店のコードはありません。")
    made, new = BranchClosure.objects.get_or_create(
        bank=bank, branch=branch, defaults={"closed_on": closed_on, "source": said, "registered_by": by.id}
    )
    if not new:
        raise CannotPay.one("P-602", "branch", "この支店の統廃合は登録済みです。")
    record(by, "payments.branch_closed", f"{bank}-{branch}", closed_on=str(closed_on), source=said)
    return made
