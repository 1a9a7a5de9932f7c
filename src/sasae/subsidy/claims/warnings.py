"""What staff should look at before a folder is decided. Nothing here blocks; a folder without any is clean."""

from collections.abc import Iterator, Sequence
from itertools import islice

from sasae.foundation.sets import among
from sasae.kernel.findings import Finding, warning
from sasae.kernel.period import Month
from sasae.law import ClaimDecision
from sasae.law.single_parent.benefit import ClaimOutcome
from sasae.law.single_parent.claim_papers import CODES
from sasae.subsidy.claims.households import NOT_COUNTED
from sasae.subsidy.claims.models import Attachment, Claim, ClaimFolder
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.claims.repeats import OPEN_OR_GRANTED, opened_with
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.receipts.models import LineState, ReceiptLine

MOST = 5  # of one kind for one claim


class Around:
    """What else there is of the patients and months of a folder: looked up once, however many lines it has."""

    def __init__(self, folder: ClaimFolder, claims: Sequence[Claim]) -> None:
        self.groups = all_one_with({claim.person_id for claim in claims})
        persons = set[int]().union(*self.groups.values())
        months = sorted({claim.treatment_month for claim in claims})
        about = {"person__in": among(persons), "treatment_month__in": months}
        self.claims = list(
            Claim.objects.filter(**about).exclude(state__in=NOT_COUNTED).defer("decision").order_by("pk")
        )
        lines = ReceiptLine.objects.filter(**about, state=LineState.ACCEPTED).defer("grounds")
        self.lines = list(lines.order_by("pk"))
        self.opened = opened_with(persons, months)
        self.pictured = set(folder.attachments.values_list("claim_id", flat=True))

    def same_month(self, claim: Claim) -> Iterator[Claim]:
        """Other claims of the person and month."""
        one = self.groups[claim.person_id]
        for other in self.claims:
            if other.person_id in one and other.treatment_month == claim.treatment_month and other.pk != claim.pk:
                yield other


def warnings_of(folder: ClaimFolder, claims: Sequence[tuple[Claim, ClaimDecision]]) -> list[Finding]:
    """Of the folder's pictures and of each open line."""
    around = Around(folder, [claim for claim, _ in claims])
    found = [*_pictures(folder)]
    for claim, decision in claims:
        found += [*_looks_alike(claim, around), *_at_the_same_provider(claim, around), *_apart_from(claim)]
        found += [warning(one.id, claim.number, one.message) for one in decision.findings]
        if not around.pictured & {claim.pk, None}:
            found.append(warning("C-303", claim.number, "領収書の写しがありません。原本と照合してください。"))
    return found


def _pictures(folder: ClaimFolder) -> Iterator[Finding]:
    """The same picture came with another folder before. What a folder taken in anew has of the one before is no such."""
    digests = folder.attachments.filter(same_as__isnull=True).values("digest")
    others = Attachment.objects.filter(digest__in=digests).exclude(folder=folder).exclude(same_as__folder=folder)
    for other in others.defer("content").select_related("folder").order_by("pk")[:MOST]:
        yield warning("C-301", folder.number, f"請求書 {other.folder.number} と同じ画像が付いています。")


def _looks_alike(claim: Claim, around: Around) -> Iterator[Finding]:
    """The same person, month, days and self-pay under another name of a provider."""
    own = (claim.days, claim.insured_self_pay)
    others = (one for one in around.same_month(claim) if (one.days, one.insured_self_pay) == own)
    for other in islice(others, MOST):
        said = (
            f"請求 {other.number}（{other.provider}）と日数・自己負担額が同じです。同じ診療でないか確かめてください。"
        )
        yield warning("C-302", claim.number, said)


def _at_the_same_provider(claim: Claim, around: Around) -> Iterator[Finding]:
    """Other bills of the same provider and month: whoever compares sees that they are others."""
    key, one = provider_key(claim.provider), around.groups[claim.person_id]
    others = (
        other
        for other in around.same_month(claim)
        if other.state in OPEN_OR_GRANTED and provider_key(other.provider) == key
    )
    for other in islice(others, MOST):
        apart = f"（区別：{other.part_name}）" if other.part else ""
        said = f"同じ医療機関の別の請求 {other.number}{apart}があります。同じ領収書でないか確かめてください。"
        yield warning("C-304", claim.number, said)
    lines = (
        line
        for line in around.lines
        if line.person_id in one and line.treatment_month == claim.treatment_month
        and key in (provider_key(line.provider), provider_key(line.provider_name))
    )  # fmt: skip
    for line in islice(lines, MOST):
        said = f"同じ医療機関の現物給付（明細{line.pk}、{line.days or 0}日、自己負担額{line.self_pay_yen or 0:,}円）があります。"
        yield warning("C-305", claim.number, f"{said}同じ診療でないか確かめてください。")
    if claim.part and any((person, claim.treatment_month, key) in around.opened for person in one):
        said = "同じ医療機関の助成が、旧システムで行われています。同じ診療でないか確かめてください。"
        yield warning("C-306", claim.number, said)


def _apart_from(claim: Claim) -> Iterator[Finding]:
    """What staff say sets the bill apart, and nobody else has found to be so."""
    if claim.twin_why and not claim.twin_by:
        said = (
            f"同じ内容の請求とは別の領収書とされています（{claim.twin_why}）。入力した人とは別の人が確かめてください。"
        )
        yield warning("C-307", claim.number, said)
    if claim.part in CODES.on(Month.parse(claim.treatment_month).first).part_old:
        said = f"別の請求の区別が、番号になる前の書き方（{claim.part_name}）のままです。区別を選び直してください。"
        yield warning("C-308", claim.number, said)


def why_not_clean(folder: ClaimFolder, claims: Sequence[tuple[Claim, ClaimDecision]]) -> str:
    """Empty where the folder may be decided with many others; else why somebody should look at it first."""
    if any(decision.outcome is not ClaimOutcome.PAID for _, decision in claims):
        return "支給とならない請求があります。"
    found = [one for one in warnings_of(folder, claims) if one.id != "C-303"]
    return found[0].message if found else ""
