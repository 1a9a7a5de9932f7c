"""What the claims say the books must hold, and what the law says of what was granted."""

from collections import defaultdict
from collections.abc import Iterator

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat

from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.period import Period
from sasae.law.single_parent.benefit import amount, claim_benefits, claim_covered
from sasae.subsidy.claims.cases import as_case
from sasae.subsidy.claims.models import Claim, provider_key_in_sql
from sasae.subsidy.claims.queries import month_self_pays
from sasae.subsidy.duplicates.groups import all_merged
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.ledger.deriving import Rows, balance, one_after_another
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import LineState, ReceiptLine

CHUNK = 2000


def _granted() -> Rows:
    return Claim.objects.filter(state__in=Claim.GRANTED).order_by("id")


BALANCES = (
    lambda: balance(_granted(), Account.REIMBURSEMENT, yen="amount", scheme=Scheme.REIMBURSEMENT),
    lambda: balance(_granted(), Account.PAYABLE_TO_PERSON, yen=-F("amount"), scheme=Scheme.REIMBURSEMENT),
)


def wrong_amounts() -> Iterator[Finding]:
    """Grants the law does not give: another amount, no cover (any more), a high-cost benefit that is still open."""
    covered: dict[int, list[Period]] = defaultdict(list)
    periods = Entitlement.objects.values_list("recipient__person_id", "valid_from", "valid_to")
    for person, first, last in periods.iterator(CHUNK):
        covered[person].append(Period(first, last))
    covered |= {one: [period for each in ones for period in covered[each]] for one, ones in all_merged().items()}
    borne, merged = month_self_pays(), all_merged()
    for claim in _granted().select_related("person").defer("decision").iterator(CHUNK):
        paid = sum(borne[one, claim.treatment_month] for one in merged.get(claim.person_id, {claim.person_id}))
        case = as_case(claim, covered[claim.person_id], paid)
        if claim.amount != amount(case):
            said = f"助成額は{claim.amount:,}円ですが、計算では{amount(case):,}円です。"
            yield error("LG-103", claim.number, said)
        if claim_benefits(case).met is None:
            yield warning("LG-204", claim.number, "高額療養費・附加給付の有無を確かめないまま支給が決定しています。")
        if not claim_covered(case).met:
            yield warning(
                "LG-206", claim.number, "いまの資格では、この診療は助成の対象ではありません。返還を検討してください。"
            )


def granted_twice() -> Iterator[Finding]:
    """The same treatment granted in kind and by reimbursement, or twice by reimbursement. What is set apart by staff is
    another bill, unless its days and amount are the same and nobody else found it to be another."""
    claims = _granted().annotate(key=provider_key_in_sql())
    in_kind = ReceiptLine.objects.filter(
        Q(point_table=OuterRef("kind")) | Q(point_table=""), Q(setting=OuterRef("setting")) | Q(setting=""),
        person=OuterRef("person"), treatment_month=OuterRef("treatment_month"), state=LineState.ACCEPTED,
    ).annotate(code=provider_key_in_sql(), named=provider_key_in_sql("provider_name"))  # fmt: skip
    in_kind = in_kind.filter(Q(code=OuterRef("key")) | Q(named=OuterRef("key")))
    alike = in_kind.filter(days=OuterRef("days"), self_pay_yen=OuterRef("insured_self_pay"))
    both = claims.filter(Q(Exists(in_kind), part="") | Q(Exists(alike), twin_by=""))
    for number in both.values_list("number", flat=True).iterator(CHUNK):
        yield error("LG-104", number, "同じ人・診療月・医療機関の現物給付があり、二重に助成しています。")
    groups = claims.order_by().values("person", "treatment_month", "key", "kind", "setting", "part")
    groups = groups.annotate(times=Count("id"))
    for group in groups.filter(times__gt=1).annotate(numbers=ArrayAgg("number", order_by="id")).iterator(CHUNK):
        first, *more = group["numbers"]
        for number in more:
            yield error("LG-105", number, f"請求 {first} と同じ診療に、二重に助成しています。")


def looks_alike() -> Iterator[Finding]:
    """Treatments of one person and month with the same days and the same self-pay, under two names of a provider."""
    claims = _alike(_granted().filter(twin_by=""), "請求 ", "number", "insured_self_pay")
    lines = ReceiptLine.objects.filter(state=LineState.ACCEPTED, self_pay_yen__gt=0)
    rows, values = one_after_another([claims, _alike(lines, "レセプト ", "receipt_no", "self_pay_yen")])
    query = f"""
        SELECT month, days, yen, array_agg(member ORDER BY claim DESC, id) FROM ({rows}) AS all_of_them
            (person, month, days, yen, id, member, claim)
        GROUP BY person, month, days, yen HAVING count(*) > 1 AND bool_or(claim) ORDER BY month, min(id)"""  # noqa: S608 - the parts are querysets, their values parameters
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        while fetched := cursor.fetchmany(CHUNK):
            for month, days, yen, members in fetched:
                said = f"{month}・{days}日・自己負担額{yen:,}円が同じです。同じ診療でないか確かめてください。"
                yield warning("LG-205", "、".join(members), said)


def _alike(rows: Rows, kind: str, number: str, yen: str) -> Rows:
    member = Concat(Value(kind), F(number), output_field=TextField())
    claims = Value(rows.model is Claim)
    return rows.order_by().values_list("person_id", "treatment_month", "days", yen, "id", member, claims)


CHECKS = (wrong_amounts, granted_twice, looks_alike)
