"""What staff should look at before a folder is decided. Nothing here blocks; a folder without any is clean."""

from collections.abc import Iterator

from sasae.kernel.findings import Finding, warning
from sasae.law import ClaimDecision
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims.models import Attachment, Claim, ClaimFolder
from sasae.subsidy.claims.queries import NOT_COUNTED
from sasae.subsidy.duplicates.groups import all_one_with


def warnings_of(folder: ClaimFolder, claims: list[tuple[Claim, ClaimDecision]]) -> list[Finding]:
    """Of the folder's pictures and of each open line."""
    found = [*_pictures(folder)]
    for claim, decision in claims:
        found += [*_looks_alike(claim), *(warning(one.id, claim.number, one.message) for one in decision.findings)]
        if not claim.attachments.exists() and not folder.attachments.filter(claim__isnull=True).exists():
            found.append(warning("C-303", claim.number, "領収書の写しがありません。原本と照合してください。"))
    return found


def _pictures(folder: ClaimFolder) -> Iterator[Finding]:
    """The same picture came with another folder before."""
    digests = folder.attachments.values("digest")
    for other in Attachment.objects.filter(digest__in=digests).exclude(folder=folder).select_related("folder")[:5]:
        yield warning("C-301", folder.number, f"請求書 {other.folder.number} と同じ画像が付いています。")


def _looks_alike(claim: Claim) -> Iterator[Finding]:
    """The same person, month, days and self-pay under another name of a provider."""
    one = all_one_with([claim.person_id])[claim.person_id]
    others = Claim.objects.filter(
        person__in=one, treatment_month=claim.treatment_month, days=claim.days, insured_self_pay=claim.insured_self_pay
    )
    for other in others.exclude(pk=claim.pk).exclude(state__in=NOT_COUNTED)[:5]:
        yield warning(
            "C-302", claim.number, f"請求 {other.number}（{other.provider}）と日数・自己負担額が同じです。同じ診療でないか確かめてください。"
        )


def why_not_clean(folder: ClaimFolder, claims: list[tuple[Claim, ClaimDecision]]) -> str:
    """Empty where the folder may be decided with many others; else why somebody should look at it first."""
    if any(decision.outcome is not ClaimOutcome.PAID for _, decision in claims):
        return "支給とならない請求があります。"
    found = [one for one in warnings_of(folder, claims) if one.id != "C-303"]
    return found[0].message if found else ""
