"""Branches that close, as their banks announce it."""

from datetime import date, datetime

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
        bank=bank, branch=branch, withdrawn_by="",
        defaults={"closed_on": closed_on, "source": said, "registered_by": by.id},
    )  # fmt: skip
    if not new:
        raise CannotPay.one("P-602", "branch", "この支店の統廃合は登録済みです。")
    record(by, "payments.branch_closed", f"{bank}-{branch}", closed_on=str(closed_on), source=said)
    return made


@transaction.atomic
def withdraw_closure(closure_id: int, *, why: str, by: Actor, at: datetime) -> BranchClosure:
    """It was registered by mistake: the branch is transferred to again. What was registered stays. Raises CannotPay."""
    said = one_line(why, CannotPay.said, missing="取り下げる理由を入力してください。")
    found = BranchClosure.objects.select_for_update().get(pk=closure_id)
    if found.withdrawn_by:
        raise CannotPay.one("P-603", "branch", "この登録は取り下げてあります。")
    found.withdrawn_by, found.withdrawn_at, found.why_withdrawn = by.id, at, said
    found.save(update_fields=["withdrawn_by", "withdrawn_at", "why_withdrawn"])
    record(by, "payments.closure_withdrawn", f"{found.bank}-{found.branch}", why=said)
    return found
