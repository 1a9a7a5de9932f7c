"""What can be paid and to which account, and what cannot and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sasae.kernel.findings import has_errors
from sasae.kernel.kana import zengin_text
from sasae.reference import banks
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.payments.models import Payment, PaymentState
from sasae.subsidy.people.models import BankAccount

LONGEST_HOLDER = 30  # bytes
AccountKey = tuple[str, str, str, str]  # bank, branch, type, number


@dataclass(frozen=True)
class Payee:
    """One payee's claims and account, ready to be paid."""

    account: BankAccount
    holder: str
    claims: list[Claim]


def sort_out(claims: Sequence[Claim]) -> tuple[list[Payee], list[dict[str, str]]]:
    """Claims by payee, and those left out with the reason."""
    accounts = {
        account.person_id: account
        for account in BankAccount.objects.filter(
            person_id__in={claim.payee_id for claim in claims}, until__isnull=True
        ).select_related("person")
    }
    failed = _accounts_that_failed({claim.payee_id for claim in claims})
    by_payee: dict[int, list[Claim]] = defaultdict(list)
    left_out = []
    for claim in claims:
        account = accounts.get(claim.payee_id)
        reason = _obstacle(account, failed.get(claim.payee_id))
        if reason:
            left_out.append({"claim": claim.number, "payee": claim.payee.atena_no, "reason": reason})
        else:
            by_payee[claim.payee_id].append(claim)
    return [Payee(accounts[payee], _holder(accounts[payee]), found) for payee, found in by_payee.items()], left_out


def _accounts_that_failed(payees: Iterable[int]) -> dict[int, AccountKey]:
    """The account of each payee's last payment, where that failed: nothing goes there again before it is corrected."""
    settled = Payment.objects.filter(payee_id__in=payees, state__in=[PaymentState.PAID, PaymentState.FAILED]).order_by(
        "settled_at", "id"
    )
    last = {payment.payee_id: payment for payment in settled}
    return {payee: key_of(payment) for payee, payment in last.items() if payment.state == PaymentState.FAILED}


def key_of(payment: Payment) -> AccountKey:
    return payment.bank, payment.branch, payment.account_type, payment.account_number


def _obstacle(account: BankAccount | None, failed: AccountKey | None) -> str:
    if account is None:
        return "振込口座の届出がありません。"
    if banks.branch(account.bank, account.branch) is None:
        return "届出の銀行・支店がありません。"
    holder = zengin_text(account.holder_kana.strip(), "name")
    if has_errors(list(holder.findings)):
        return "口座名義に使えない文字があります。"
    if len(holder.text.encode("cp932")) > LONGEST_HOLDER:
        return "口座名義が30文字を超えます。"
    if failed == (account.bank, account.branch, account.type, account.number):
        return "前回の振込が不能でした。口座の変更の届出が必要です。"
    return ""


def _holder(account: BankAccount) -> str:
    return zengin_text(account.holder_kana.strip(), "name").text


def earlier_accounts(payees: Iterable[int]) -> dict[int, set[AccountKey]]:
    """Every account a transfer to these payees went to before."""
    found: dict[int, set[AccountKey]] = defaultdict(set)
    settled = [PaymentState.PAID, PaymentState.FAILED]
    for payment in Payment.objects.filter(payee_id__in=payees, state__in=settled):
        found[payment.payee_id].add(key_of(payment))
    return found


def new_code(account: BankAccount, earlier: set[AccountKey]) -> str:
    """新規コード: 1 the first transfer to this payee, 2 another account than before, 0 neither."""
    if not earlier:
        return "1"
    return "0" if (account.bank, account.branch, account.type, account.number) in earlier else "2"
