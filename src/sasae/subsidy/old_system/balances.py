"""What a coming-over says the books must hold: what the old system paid, and what is still owed to the city."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.ledger.deriving import balance
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.old_system.models import OpenReceivable, PastPayment

_PAID, _OWED = PastPayment.objects, OpenReceivable.objects

BALANCES = (
    lambda: balance(_PAID.filter(scheme=Scheme.IN_KIND), Account.IN_KIND, yen="yen", scheme=F("scheme")),
    lambda: balance(_PAID.filter(scheme=Scheme.REIMBURSEMENT), Account.REIMBURSEMENT, yen="yen", scheme=F("scheme")),
    lambda: balance(_PAID.all(), Account.BANK, yen=-F("yen"), scheme=F("scheme")),
    lambda: balance(_OWED.all(), Account.DUE_FROM_PERSON, yen=F("yen") - F("paid"), scheme=Scheme.REIMBURSEMENT),
    lambda: balance(_OWED.all(), Account.RECOVERED, yen=F("paid") - F("yen"), scheme=Scheme.REIMBURSEMENT),
)


def paid_again() -> Iterator[Finding]:
    """Claims granted here for what the old system had paid already."""
    before = PastPayment.objects.filter(person=OuterRef("person"), treatment_month=OuterRef("treatment_month"))
    claims = Claim.objects.filter(Exists(before), state__in=Claim.GRANTED).order_by("pk")
    for claim in claims.only("number", "person", "treatment_month", "provider").iterator():
        same = PastPayment.objects.filter(person=claim.person_id, treatment_month=claim.treatment_month)
        for past in same:
            if provider_key(past.provider) == provider_key(claim.provider):
                said = f"旧システムの支給 {past.number} と同じ人・診療月・医療機関です。二重に助成しています。"
                yield error("OS-701", claim.number, said)


CHECKS = (paid_again,)
