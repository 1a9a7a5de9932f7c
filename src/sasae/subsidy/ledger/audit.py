"""The self-audit: every yen of the books derived again from claims, receipts and payments, and compared.

Nothing is changed. An error is money that the books and the cases disagree on, or that went out twice; a warning is
what a person should look at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.period import Period
from sasae.law.single_parent.benefit import amount, claim_benefits, claim_covered
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.claims.queries import as_case, month_self_pays
from sasae.subsidy.duplicates.groups import all_merged
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme
from sasae.subsidy.ledger.queries import balances, summed
from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentState
from sasae.subsidy.receipts.models import LineState, ReceiptLine

Key = tuple[int, str, str, str, str]  # person, provider, treatment month, scheme, account
CHUNK = 2000


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
    findings = [
        *unbalanced(),
        *wrong_balances(),
        *differences(),
        *wrong_amounts(),
        *paid_twice(),
        *looks_alike(),
        *wrong_totals(),
    ]
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
    rows = PostingLine.objects.values_list("posting__cause").annotate(yen=Sum("yen")).exclude(yen=0)
    for cause, yen in rows:
        yield error("LG-101", cause, f"記帳の合計が0円ではありません（{yen:,}円）。")


def wrong_balances() -> Iterator[Finding]:
    """Accounts whose balance, as the page shows it, is not the sum of their lines."""
    kept, lines = balances(), summed()
    for account in Account:
        if kept[account] != lines[account]:
            said = f"残高は{kept[account]:,}円ですが、明細の合計は{lines[account]:,}円です。"
            yield error("LG-110", account.label, said)


def derived() -> Counter[Key]:
    """The balance every account must have by person, provider, month and scheme: from the cases, not from the books."""
    found: Counter[Key] = Counter()
    receipts = ReceiptLine.objects.filter(state=LineState.ACCEPTED).values_list(
        "person_id", "provider", "treatment_month", "in_kind_yen"
    )
    for person, provider, month, yen in receipts.iterator(CHUNK):
        found[person, provider, month, Scheme.IN_KIND, Account.IN_KIND] += yen
        found[person, provider, month, Scheme.IN_KIND, Account.PAYABLE_TO_BODY] -= yen
    where = _where_the_money_is()
    claims = Claim.objects.filter(state__in=Claim.GRANTED).values_list(
        "id", "person_id", "provider", "treatment_month", "amount"
    )
    for claim, person, provider, month, yen in claims.iterator(CHUNK):
        about = (person, provider, month, Scheme.REIMBURSEMENT)
        found[*about, Account.REIMBURSEMENT] += yen
        found[*about, where.get(claim, Account.PAYABLE_TO_PERSON)] -= yen
    return Counter({key: yen for key, yen in found.items() if yen})


def _where_the_money_is() -> dict[int, Account]:
    """For every claim whose money has left: on its way, or arrived."""
    accounts = {PaymentState.SENT: Account.IN_TRANSIT, PaymentState.PAID: Account.BANK}
    items = PaymentItem.objects.filter(payment__state__in=accounts).values_list("claim_id", "payment__state")
    return {claim: accounts[PaymentState(state)] for claim, state in items.iterator(CHUNK)}


def booked() -> Counter[Key]:
    """The same as the books have it."""
    rows = PostingLine.objects.values_list("person_id", "provider", "treatment_month", "scheme", "account")
    found = rows.annotate(balance=Sum("yen")).exclude(balance=0).order_by()
    return Counter({tuple(row[:5]): row[5] for row in found.iterator(CHUNK)})


def differences() -> Iterator[Finding]:
    """Where the books and the cases disagree."""
    books, cases = booked(), derived()
    for key in sorted(books.keys() | cases.keys()):
        if books[key] != cases[key]:
            person, provider, month, scheme, account = key
            place = f"受診者{person} {provider} {month} {Scheme(scheme).label}・{Account(account).label}"
            yield error("LG-102", place, f"台帳は{books[key]:,}円、請求と支払からは{cases[key]:,}円です。")


def wrong_amounts() -> Iterator[Finding]:
    """Grants the law does not give: another amount, no cover (any more), a high-cost benefit that is still open."""
    covered: dict[int, list[Period]] = defaultdict(list)
    for person, first, last in Entitlement.objects.values_list("recipient__person_id", "valid_from", "valid_to"):
        covered[person].append(Period(first, last))
    covered |= {one: [period for each in ones for period in covered[each]] for one, ones in all_merged().items()}
    borne = month_self_pays()
    claims = Claim.objects.filter(state__in=Claim.GRANTED).select_related("person").defer("receipt").order_by("id")
    for claim in claims.iterator(CHUNK):
        case = as_case(claim, covered[claim.person_id], borne[claim.person_id, claim.treatment_month])
        if claim.amount != amount(case):
            said = f"助成額は{claim.amount:,}円ですが、計算では{amount(case):,}円です。"
            yield error("LG-103", claim.number, said)
        if claim_benefits(case).met is None:
            yield warning("LG-204", claim.number, "高額療養費・附加給付の有無を確かめないまま支給が決定しています。")
        if not claim_covered(case).met:
            yield warning(
                "LG-206", claim.number, "いまの資格では、この診療は助成の対象ではありません。返還を検討してください。"
            )


def paid_twice() -> Iterator[Finding]:
    """The same treatment granted in kind and by reimbursement, or twice by reimbursement; a claim in two payments."""
    in_kind = {
        (person, month, provider_key(named))
        for person, month, *names in ReceiptLine.objects.filter(state=LineState.ACCEPTED)
        .values_list("person_id", "treatment_month", "provider", "provider_name")
        .iterator(CHUNK)
        for named in names
    }
    seen: dict[tuple[int, str, str], str] = {}
    for number, person, month, provider in _granted("number", "person_id", "treatment_month", "provider"):
        key = (person, month, provider_key(provider))
        if key in in_kind:
            yield error("LG-104", number, "同じ人・診療月・医療機関の現物給付があり、二重に助成しています。")
        if key in seen:
            yield error("LG-105", number, f"請求 {seen[key]} と同じ診療に、二重に助成しています。")
        seen.setdefault(key, number)
    out = PaymentItem.objects.filter(payment__state__in=[PaymentState.SENT, PaymentState.PAID])
    for number, times in out.values_list("claim__number").annotate(times=Count("id")).filter(times__gt=1):
        yield error("LG-106", number, f"この請求は{times}回支払われています。")


def looks_alike() -> Iterator[Finding]:
    """Treatments of one person and month with the same days and the same self-pay, under two names of a provider."""
    groups: dict[tuple[int, str, int, int], list[str]] = {}
    rows = _granted("person_id", "treatment_month", "days", "insured_self_pay", "number")
    for person, month, days, yen, number in rows:
        groups.setdefault((person, month, days, yen), []).append(f"請求 {number}")
    lines = ReceiptLine.objects.filter(state=LineState.ACCEPTED, self_pay_yen__gt=0)
    values = lines.values_list("person_id", "treatment_month", "days", "self_pay_yen", "receipt_no")
    for person, month, days, yen, number in values.iterator(CHUNK):
        if (person, month, days, yen) in groups:
            groups[person, month, days, yen].append(f"レセプト {number}")
    for (_, month, days, yen), members in groups.items():
        if len(members) > 1:
            said = f"{month}・{days}日・自己負担額{yen:,}円が同じです。同じ診療でないか確かめてください。"
            yield warning("LG-205", "、".join(members), said)


def wrong_totals() -> Iterator[Finding]:
    """Runs whose total is not the sum of their payments, payments that are not the sum of their claims."""
    payments = (
        Payment.objects.values_list("run__number", "run__yen").annotate(sum=Sum("yen")).exclude(sum=F("run__yen"))
    )
    for number, yen, total in payments.order_by("run__number"):
        yield error("LG-107", number, f"支払の合計は{yen:,}円ですが、明細の合計は{total:,}円です。")
    items = PaymentItem.objects.values_list("payment__serial", "payment__yen").annotate(sum=Sum("yen"))
    for serial, yen, total in items.exclude(sum=F("payment__yen")).order_by("payment__serial"):
        yield error("LG-108", serial, f"振込の金額は{yen:,}円ですが、内訳の合計は{total:,}円です。")
    unlike = PaymentItem.objects.exclude(yen=F("claim__amount")).exclude(claim__state=ClaimState.EXAMINING)
    live = unlike.filter(live=True).values_list("claim__number", "yen", "claim__amount")
    for number, yen, granted in live:
        yield error("LG-109", number, f"支払の内訳は{yen:,}円ですが、助成額は{granted:,}円です。")


def _granted(*names: str) -> Iterable[tuple[object, ...]]:
    rows = Claim.objects.filter(state__in=Claim.GRANTED).order_by("id")
    return rows.values_list(*names).iterator(CHUNK)
