"""What a coming-over says the books must hold: what the old system paid. What was still owed is a debt of `recovery`."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import Claim, provider_key_in_sql
from sasae.subsidy.ledger.deriving import balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.old_system.models import PastPayment

_PAID = PastPayment.objects

BALANCES = (
    lambda: balance(_PAID.filter(scheme=Scheme.IN_KIND), Account.IN_KIND, yen="yen", scheme=F("scheme")),
    lambda: balance(_PAID.filter(scheme=Scheme.REIMBURSEMENT), Account.REIMBURSEMENT, yen="yen", scheme=F("scheme")),
    lambda: balance(_PAID.all(), Account.BANK, yen=-F("yen"), scheme=F("scheme")),
)


def paid_again() -> Iterator[Finding]:
    """Claims granted here for what the old system had paid already. What staff set apart is another bill."""
    same = PastPayment.objects.filter(person=OuterRef("person"), treatment_month=OuterRef("treatment_month"))
    same = same.alias(key=provider_key_in_sql()).filter(key=OuterRef("key")).order_by("pk")
    claims = Claim.objects.filter(state__in=Claim.GRANTED, part="").alias(key=provider_key_in_sql())
    twice = claims.annotate(past=Subquery(same.values("number")[:1])).filter(past__isnull=False).order_by("pk")
    for number, past in twice.values_list("number", "past").iterator():
        yield error("OS-701", number, f"旧システムの支給 {past} と同じ人・診療月・医療機関です。二重に助成しています。")


CHECKS = (paid_again,)
