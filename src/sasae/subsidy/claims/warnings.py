"""What staff should look at before a folder is decided. Nothing here blocks; a folder without any is clean."""

from collections.abc import Iterator
from dataclasses import replace

from sasae.kernel.findings import Finding, warning
from sasae.law import ClaimDecision
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.subsidy.claims.models import Attachment, Claim, ClaimFolder, provider_key_in_sql
from sasae.subsidy.claims.queries import NOT_COUNTED
from sasae.subsidy.claims.repeats import OPEN_OR_GRANTED, Bill, in_kind_of, paid_before
from sasae.subsidy.duplicates.groups import all_one_with


def warnings_of(folder: ClaimFolder, claims: list[tuple[Claim, ClaimDecision]]) -> list[Finding]:
    """Of the folder's pictures and of each open line."""
    found = [*_pictures(folder)]
    for claim, decision in claims:
        found += [*_looks_alike(claim), *_at_the_same_provider(claim), *(warning(one.id, claim.number, one.message) for one in decision.findings)]
        if not claim.attachments.exists() and not folder.attachments.filter(claim__isnull=True).exists():
            found.append(warning("C-303", claim.number, "領収書の写しがありません。原本と照合してください。"))
    return found


def _pictures(folder: ClaimFolder) -> Iterator[Finding]:
    """The same picture came with another folder before."""
    digests = folder.attachments.values("digest")
    others = Attachment.objects.filter(digest__in=digests).exclude(folder=folder).defer("content").select_related("folder")
    for other in others.order_by("pk")[:5]:
        yield warning("C-301", folder.number, f"請求書 {other.folder.number} と同じ画像が付いています。")


def _looks_alike(claim: Claim) -> Iterator[Finding]:
    """The same person, month, days and self-pay under another name of a provider."""
    one = all_one_with([claim.person_id])[claim.person_id]
    others = Claim.objects.filter(
        person__in=one, treatment_month=claim.treatment_month, days=claim.days, insured_self_pay=claim.insured_self_pay
    )
    for other in others.exclude(pk=claim.pk).exclude(state__in=NOT_COUNTED).order_by("pk")[:5]:
        yield warning(
            "C-302", claim.number, f"請求 {other.number}（{other.provider}）と日数・自己負担額が同じです。同じ診療でないか確かめてください。"
        )


def _at_the_same_provider(claim: Claim) -> Iterator[Finding]:
    """Other bills of the same provider and month: whoever compares sees that they are others."""
    one, bill = all_one_with([claim.person_id])[claim.person_id], Bill.of_claim(claim)
    others = Claim.objects.filter(person__in=one, treatment_month=claim.treatment_month, state__in=OPEN_OR_GRANTED)
    for other in others.exclude(pk=claim.pk).alias(key=provider_key_in_sql()).filter(key=bill.provider).order_by("pk")[:5]:
        said = f"同じ医療機関の別の請求 {other.number}{_apart(other)}があります。同じ領収書でないか確かめてください。"
        yield warning("C-304", claim.number, said)
    for line in in_kind_of(one, bill)[:5]:
        said = f"同じ医療機関の現物給付（明細{line.pk}、{line.days or 0}日、自己負担額{line.self_pay_yen or 0:,}円）があります。"
        yield warning("C-305", claim.number, f"{said}同じ診療でないか確かめてください。")
    if bill.part and paid_before(one, replace(bill, part="")):
        said = "同じ医療機関の助成が、旧システムで行われています。同じ診療でないか確かめてください。"
        yield warning("C-306", claim.number, said)


def _apart(claim: Claim) -> str:
    return f"（区別：{claim.part}）" if claim.part else ""


def why_not_clean(folder: ClaimFolder, claims: list[tuple[Claim, ClaimDecision]]) -> str:
    """Empty where the folder may be decided with many others; else why somebody should look at it first."""
    if any(decision.outcome is not ClaimOutcome.PAID for _, decision in claims):
        return "支給とならない請求があります。"
    found = [one for one in warnings_of(folder, claims) if one.id != "C-303"]
    return found[0].message if found else ""
