"""The self-audit: every yen of the books derived again from the cases, and compared.

Nothing is changed. An error is money that the books and the cases disagree on, or that went out twice; a warning is
what a person should look at. What an account must stand at, and what else is to be looked at, each area tells in its
`balances.py` (see `deriving.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.ledger.deriving import all_checks, disagreements
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances, summed
from sasae.subsidy.receipts.models import LineState, ReceiptLine


@dataclass(frozen=True)
class Audit:
    """What was looked at and what was found. `yen` is everything ever granted, by the books."""

    lines: int
    claims: int
    receipts: int
    yen: int
    findings: list[Finding]


def audit() -> Audit:
    """Look at everything."""
    findings = [*unbalanced(), *wrong_balances(), *differences(), *all_checks()]
    granted = PostingLine.objects.filter(account__in=[Account.IN_KIND, Account.REIMBURSEMENT])
    return Audit(
        lines=PostingLine.objects.count(),
        claims=Claim.objects.filter(state__in=Claim.GRANTED).count(),
        receipts=ReceiptLine.objects.filter(state=LineState.ACCEPTED).count(),
        yen=granted.aggregate(yen=Sum("yen"))["yen"] or 0,
        findings=findings,
    )


def unbalanced() -> Iterator[Finding]:
    """Postings that do not sum to zero. The database refuses them; if one is there, the database was tampered with."""
    rows = PostingLine.objects.order_by().values_list("posting__cause").annotate(yen=Sum("yen")).exclude(yen=0)
    for cause, yen in rows.iterator():
        yield error("LG-101", cause, f"記帳の合計が0円ではありません（{yen:,}円）。")


def wrong_balances() -> Iterator[Finding]:
    """Accounts whose balance, as the page shows it, is not the sum of their lines."""
    kept, lines = balances(), summed()
    for account in Account:
        if kept[account] != lines[account]:
            said = f"残高は{kept[account]:,}円ですが、明細の合計は{lines[account]:,}円です。"
            yield error("LG-110", account.label, said)


def differences() -> Iterator[Finding]:
    """Where the books and the cases disagree."""
    for (person, provider, month, scheme, account), books, cases in disagreements():
        place = f"受診者{person} {provider} {month} {Scheme(scheme).label}・{Account(account).label}"
        yield error("LG-102", place, f"台帳は{books:,}円、請求と支払からは{cases:,}円です。")
