"""Papers of this area that go out by mail."""

from sasae.subsidy.claims.models import Claim, ClaimPaperLetter
from sasae.subsidy.print_runs.papers import Enclosure

ENCLOSURES = [
    Enclosure(
        "claim_grant", "医療費助成支給決定通知書", Claim.objects.all, "decided_on", "payee", document="grant_document"
    ),
    Enclosure(
        "claim_refusal", "医療費助成不支給決定通知書", Claim.objects.all, "decided_on", "payee",
        document="refusal_document",
    ),
    Enclosure(
        "claim_papers", "償還払いの書類の提出のお願い・督促", ClaimPaperLetter.objects.all, "asked_on", "folder__payee"
    ),
]  # fmt: skip
