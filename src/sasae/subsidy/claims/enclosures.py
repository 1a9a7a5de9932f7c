"""Papers of this area that go out by mail."""

from sasae.subsidy.claims.models import Claim
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "claim_refusal", "医療費助成不支給決定通知書", Claim.objects.all, "decided_on", "payee",
        document="refusal_document",
    )
]  # fmt: skip
