"""The questions asked of claims."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, ClaimDecision, decide_claim
from sasae.law.single_parent.claim_papers import ASKED, CODES, NOT_SENT
from sasae.law.single_parent.high_cost import Bill, Expected, classes, counted, expected, most_expected
from sasae.subsidy.claims.models import Claim, ClaimFolder, FolderState, Hold, PaperState, School, State, ThirdParty
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Entitlement, FamilyMember, Recipient
from sasae.subsidy.people.models import Insurance
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.third_parties.queries import open_cases

NOT_COUNTED = (State.REFUSED, State.WITHDRAWN)
INPATIENT = "1"
WARD = "payee__ward_code"  # of a claim or folder: of whoever is paid, where it is handed in


def case_of(claim: Claim) -> ClaimCase:
    """The claim as the law looks at it."""
    one = all_one_with([claim.person_id])[claim.person_id]
    entitlements = Entitlement.objects.filter(recipient__person__in=one).order_by("valid_from")
    case = as_case(claim, [Period(each.valid_from, each.valid_to) for each in entitlements], month_self_pay(claim))
    return replace(
        with_injury(case, claim),
        household_self_pay=household_self_pay(claim),
        high_cost_months=high_cost_months(claim),
        papers=papers_of(claim),
    )


def with_injury(case: ClaimCase, claim: Claim) -> ClaimCase:
    """The case with the injury by somebody else that is open in its month, if there is one."""
    key = (claim.person_id, claim.treatment_month)
    injury = open_cases([claim.person_id], [claim.treatment_month]).get(key)
    if injury is None:
        return case
    settled = case.settled or (_after(claim, injury.settled_on) if case.third_party else False)
    return replace(case, injury=injury.number, settled=settled)


def _after(claim: Claim, settled_on: date | None) -> bool | None:
    """Whether any day of a treatment was after a settlement; None where its days are not known and some may have been."""
    month = Month.parse(claim.treatment_month)
    if settled_on is None or settled_on > month.last:
        return False
    if not claim.treated_on and settled_on > month.first:
        return None
    return max(claim.treated_on, default=month.first) >= settled_on


def as_case(claim: Claim, covered: Iterable[Period], month_self_pay: int) -> ClaimCase:
    """The same with what was looked up for many at once; without the household, and without papers."""
    return ClaimCase(
        id=claim.number,
        birth=claim.person.birth_date,
        month=Month.parse(claim.treatment_month),
        claimed_on=claim.claimed_on,
        covered=tuple(covered),
        insured_self_pay=claim.insured_self_pay,
        meals=claim.meals,
        high_cost=claim.high_cost,
        fringe=claim.fringe,
        other_public=claim.other_public,
        school_insurance=claim.school_insurance,
        total_cost=claim.total_cost,
        treated_on=tuple(claim.treated_on),
        month_self_pay=month_self_pay,
        benefits_settled=claim.benefits_settled,
        school_accident=bool(claim.school),
        school_centre_decided=claim.school == School.DECIDED,
        third_party=claim.third_party not in ("", ThirdParty.UNRELATED),
        third_party_notified=claim.third_party in (ThirdParty.NOTIFIED, ThirdParty.SETTLED),
        settled=claim.third_party == ThirdParty.SETTLED,
        injury_unrelated=claim.third_party == ThirdParty.UNRELATED,
        cap_class=str(claim.cap_class),
        insurer=claim.insurer_number,
        reason=claim.reason,
        kind=claim.kind,
        device_decided=claim.device_decided,
    )


def papers_of(claim: Claim) -> str:
    """Whether the folder waits for papers, or the wait was given up; empty where nothing is missing."""
    folder = claim.folder
    if folder is None or not folder.papers.filter(state__in=[PaperState.MISSING, PaperState.ASKED]).exists():
        return ""
    return NOT_SENT if folder.papers_closed_on else ASKED


def document_labels(on: date) -> dict[str, str]:
    """Papers that may be asked for, by their names."""
    return dict(CODES.on(on).documents)


def insurer_in(person: int, month: Month) -> str:
    """The insurer's number in a month, the last one where it changed; empty where none is on record."""
    one = all_one_with([person])[person]
    rows = Insurance.objects.filter(person__in=one, since__lte=month.last)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=month.first)).order_by("-since")
    return rows.values_list("insurer_number", flat=True).first() or ""


def household_self_pay(claim: Claim) -> int:
    """世帯合算: what the payee's family bore in the month under the same insurer, as far as it counts together. Yen.

    0 where the claim itself does not count: the benefit, if there is one, is then about others.
    """
    month = Month.parse(claim.treatment_month)
    own = Bill(claim.person.birth_date, claim.insured_self_pay - claim.meals, claim.total_cost)
    if not counted([own], month):
        return 0
    return sum(bill.self_pay for bill in counted(household_bills(claim), month))


def household_bills(claim: Claim) -> list[Bill]:
    """Every bill of the family's month under the same insurer: reimbursements, and receipts in kind, held ones too.

    Whose insurer is not known may be of the same one.
    """
    payees = all_one_with([claim.payee_id])[claim.payee_id]
    month = {"treatment_month": claim.treatment_month}
    claims = Claim.objects.filter(payee__in=payees, **month).exclude(state__in=NOT_COUNTED)
    family = FamilyMember.objects.filter(family__applicant__in=payees).values_list("person", flat=True)
    members = set[int]().union(*all_one_with(family).values())
    lines = ReceiptLine.objects.filter(person__in=members, state__in=[LineState.ACCEPTED, LineState.HELD], **month)
    if claim.insurer_number:
        same = Q(insurer_number__in=[claim.insurer_number, ""])
        claims, lines = claims.filter(same), lines.filter(same)
    rows = claims.values_list("person__birth_date", "insured_self_pay", "meals", "total_cost", "setting", "person")
    in_kind = lines.values_list("person__birth_date", "self_pay_yen", "points", "setting", "person")
    return [
        *(Bill(birth, paid - meals, cost, setting != INPATIENT, who) for birth, paid, meals, cost, setting, who in rows),
        *(
            Bill(birth, paid or 0, (points or 0) * 10, setting != INPATIENT, who)
            for birth, paid, points, setting, who in in_kind
        ),
    ]


def high_cost_months(claim: Claim) -> int:
    """In how many of the eleven months before a high-cost benefit was paid to the family, as far as claims tell."""
    month = Month.parse(claim.treatment_month)
    payees = all_one_with([claim.payee_id])[claim.payee_id]
    before = Claim.objects.filter(
        payee__in=payees, high_cost__gt=0, treatment_month__lt=str(month), treatment_month__gte=str(month.plus(-11))
    ).exclude(state__in=NOT_COUNTED)
    return before.values("treatment_month").distinct().count()


def month_self_pay(claim: Claim) -> int:
    """Everything the person bore in the claim's month as far as it is known here, receipts that are held too. Yen."""
    one = all_one_with([claim.person_id])[claim.person_id]
    about = Q(person__in=one, treatment_month=claim.treatment_month)
    held = ReceiptLine.objects.filter(about, state=LineState.HELD).aggregate(yen=Sum("self_pay_yen"))["yen"] or 0
    return month_self_pays(about).total() + held


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
    said = [
        str(claim.state), claim.entered_by, claim.treatment_month, claim.provider, claim.days, claim.total_cost,
        claim.insured_self_pay, claim.part, claim.noticed_by, claim.meals, claim.high_cost, claim.fringe, claim.other_public,
        claim.school_insurance, claim.benefits_settled, claim.claimed_on.isoformat(),
        [day.isoformat() for day in claim.treated_on], claim.reason, claim.kind, claim.setting, str(claim.cap_class),
        str(claim.school), str(claim.third_party), claim.device_decided, papers_of(claim),
    ]  # fmt: skip
    return _mark(said)


def folder_fingerprint(folder: ClaimFolder) -> str:
    """The same of a folder with all its lines and pictures."""
    claims = folder.claims.select_related("folder").order_by("id")
    pictures = list(folder.attachments.order_by("id").values_list("digest", flat=True))
    return _mark([str(folder.state), folder.note, [fingerprint(claim) for claim in claims], pictures])


def _mark(said: list[Any]) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def preview(recipient: Recipient, month: Month, values: Mapping[str, Any], claimed_on: date, on: date) -> ClaimDecision:
    """What the law would say of a receipt that is only being typed."""
    claim = Claim(
        number="", person=recipient.person, recipient=recipient, treatment_month=str(month), claimed_on=claimed_on,
        insurer_number=insurer_in(recipient.person_id, month), **values,
    )  # fmt: skip
    own = claim.insured_self_pay - claim.meals
    one = all_one_with([claim.person_id])[claim.person_id]
    entitlements = Entitlement.objects.filter(recipient__person__in=one).order_by("valid_from")
    covered = [Period(each.valid_from, each.valid_to) for each in entitlements]
    return decide_claim(with_injury(as_case(claim, covered, month_self_pay(claim) + own), claim), on)


def not_in_company(claim: Claim) -> bool:
    """Whether the claim may be decided by itself: alone in its folder, or compared with it already."""
    folder = claim.folder
    return folder is None or folder.state == FolderState.COMPARED or folder.claims.count() == 1


def expected_of(claim: Claim) -> Expected | None:
    """The high-cost benefit that may be open for the family's month, at most; None where nothing lies above a cap."""
    month, bills, before = Month.parse(claim.treatment_month), household_bills(claim), high_cost_months(claim)
    known = claim.cap_class in classes(claim.person.birth_date, month)
    told = expected(bills, month, claim.cap_class, before) if known else most_expected(bills, month, before)
    return told if told.benefit else None


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
