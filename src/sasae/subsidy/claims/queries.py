"""The questions asked of claims."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from sasae.kernel.period import Month
from sasae.law import ClaimDecision
from sasae.law.single_parent.claim_papers import CODES
from sasae.subsidy.claims.cases import decisions_of, papers_of
from sasae.subsidy.claims.households import NOT_COUNTED
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, Hold, PaperState, State
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.entitlements.queries import covered
from sasae.subsidy.people.models import Insurance, Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine

WARD = "payee__ward_code"  # of a claim or folder: of whoever is paid, where it is handed in


def document_labels(on: date) -> dict[str, str]:
    """Papers that may be asked for, by their names."""
    return dict(CODES.on(on).documents)


def insurance_in(patient: int, payee: Person, month: Month) -> dict[str, str]:
    """The insurer's number in a month, the last one where it changed, and the 宛名番号 of the insured; empty where not on record.

    The insured is whoever is paid, where they have the same insurer, symbol and number. Of a child insured with somebody
    outside the family nobody is on record.
    """
    groups = all_one_with({patient, payee.pk})
    rows = Insurance.objects.filter(person__in=groups[patient] | groups[payee.pk], since__lte=month.last)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=month.first)).order_by("-since")
    found = list(rows.values_list("person_id", "insurer_number", "symbol", "number"))
    own, theirs = (next((row[1:] for row in found if row[0] in groups[one]), None) for one in (patient, payee.pk))
    return {
        "insurer_number": own[0] if own else "", "insured_atena_no": payee.atena_no if own and own == theirs else "",
    }  # fmt: skip


def month_self_pays(whose: Q | None = None) -> Counter[tuple[int, str]]:
    """What persons bore by person and month: receipts of claims, without meals, and receipts in kind. Yen."""
    found: Counter[tuple[int, str]] = Counter()
    claims = (
        Claim.objects.filter(whose or Q()).exclude(state__in=NOT_COUNTED).values_list("person_id", "treatment_month")
    )
    in_kind = ReceiptLine.objects.filter(whose or Q(), state=LineState.ACCEPTED).values_list(
        "person_id", "treatment_month"
    )
    sums = (claims.annotate(yen=Sum(F("insured_self_pay") - F("meals"))), in_kind.annotate(yen=Sum("self_pay_yen")))
    for rows in sums:
        for person, month, yen in rows.order_by().iterator():
            found[person, month] += yen or 0
    return found


def fingerprint(claim: Claim) -> str:
    """A mark of what the claim says now: a page that shows another one is stale."""
    return _fingerprint(claim, papers_of({claim.folder_id} if claim.folder_id else set()))


def _fingerprint(claim: Claim, papers: Mapping[int, str]) -> str:
    said = [
        str(claim.state), claim.entered_by, claim.treatment_month, claim.provider, claim.days, claim.total_cost,
        claim.insured_self_pay, str(claim.part), claim.noticed_by, claim.meals, claim.high_cost, claim.fringe,
        claim.other_public, claim.school_insurance, claim.benefits_settled, claim.claimed_on.isoformat(),
        [day.isoformat() for day in claim.treated_on], claim.reason, claim.kind, claim.setting, str(claim.cap_class),
        str(claim.school), str(claim.third_party), claim.device_decided, papers.get(claim.folder_id or 0, ""),
        claim.year_benefit, claim.year_settled, claim.twin_why, claim.twin_by,
    ]  # fmt: skip
    return _mark(said)


def folder_fingerprint(folder: ClaimFolder) -> str:
    """The same of a folder with all its lines and pictures."""
    papers = papers_of({folder.pk})
    pictures = list(folder.attachments.order_by("id").values_list("digest", flat=True))
    marks = [_fingerprint(claim, papers) for claim in folder.claims.order_by("id")]
    return _mark([str(folder.state), folder.note, marks, pictures])


def _mark(said: list[Any]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def previews(
    typed: Sequence[tuple[Recipient, Month, Mapping[str, Any]]], claimed_on: date, on: date
) -> list[ClaimDecision]:
    """What the law would say of receipts that are only being typed, all of one folder together, in their order."""
    return decisions_of([_draft(*one, claimed_on) for one in typed], on)


def _draft(recipient: Recipient, month: Month, values: Mapping[str, Any], claimed_on: date) -> Claim:
    payee = entitlement_in(recipient, month).family.applicant
    return Claim(
        number="", person=recipient.person, recipient=recipient, treatment_month=str(month), claimed_on=claimed_on,
        payee=payee, **insurance_in(recipient.person_id, payee, month),
        **values,
    )  # fmt: skip


def entitlement_in(recipient: Recipient, month: Month) -> Entitlement:
    """The cover of the month, whose applicant is paid; the last one there was where the month has none."""
    latest = covered(recipient.number, month) or recipient.entitlements.order_by("-valid_from").first()
    assert latest is not None  # `objections` refuses a recipient without any
    return latest


def not_in_company(claim: Claim) -> bool:
    """Whether the claim may be decided by itself: alone in its folder, or compared with it already."""
    folder = claim.folder
    return folder is None or folder.state == FolderState.COMPARED or folder.claims.count() == 1


def held_until(rows: QuerySet[Hold], on: date) -> QuerySet[Hold]:
    """Open holds whose day to look again has come."""
    return rows.filter(released_on__isnull=True, follow_up_on__lte=on)


def to_compare(state: FolderState = FolderState.ENTERED) -> QuerySet[ClaimFolder]:
    """Folders with something to decide that stand so with their comparison."""
    undecided = Claim.objects.filter(folder=OuterRef("pk"), state__in=[State.RECEIVED, State.EXAMINING])
    return ClaimFolder.objects.filter(Exists(undecided), state=state)


def late_papers(on: date) -> QuerySet[ClaimFolder]:
    """Folders whose papers did not come within the last letter's deadline, and are still waited for."""
    waits = ClaimFolder.objects.filter(papers__state=PaperState.ASKED, papers_closed_on__isnull=True)
    return waits.annotate(paper_due=Max("letters__due_on")).filter(paper_due__lt=on)
