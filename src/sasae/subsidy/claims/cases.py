"""Claims as the law looks at them: what it needs to know is looked up once, however many claims there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sasae.foundation.sets import among
from sasae.kernel.period import Month, Period
from sasae.law import ClaimCase, ClaimDecision, decide_claim
from sasae.law.single_parent.claim_papers import ASKED, NOT_SENT
from sasae.subsidy.claims.households import Families
from sasae.subsidy.claims.models import Claim, ClaimPaper, PaperState, School, ThirdParty
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.third_parties.queries import OpenCase, open_cases


def case_of(claim: Claim) -> ClaimCase:
    """The claim as the law looks at it."""
    return cases_of([claim])[0]


def cases_of(claims: Sequence[Claim], families: Families | None = None) -> list[ClaimCase]:
    """The same for many, in their order."""
    families = families or Families(claims)
    covered = _covered({one for claim in claims for one in families.groups[claim.person_id]})
    injuries = open_cases({claim.person_id for claim in claims}, {claim.treatment_month for claim in claims})
    papers = papers_of({claim.folder_id for claim in claims if claim.folder_id})
    found = []
    for claim in claims:
        periods = [period for one in sorted(families.groups[claim.person_id]) for period in covered[one]]
        case = as_case(claim, sorted(periods, key=lambda period: period.first), families.month_self_pay(claim))
        case = _with_injury(case, claim, injuries.get((claim.person_id, claim.treatment_month)))
        found.append(
            replace(
                case, household_self_pay=families.self_pay(claim), high_cost_months=families.high_cost_months(claim),
                papers=papers.get(claim.folder_id or 0, ""), year=families.year(claim),
            )
        )  # fmt: skip
    return found


def decisions_of(claims: Sequence[Claim], on: date) -> list[ClaimDecision]:
    """What the law says of these claims on a day, in their order."""
    return [decide_claim(case, on) for case in cases_of(claims)]


def _covered(persons: Iterable[int]) -> Mapping[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    rows = Entitlement.objects.filter(recipient__person__in=among(persons)).order_by("valid_from")
    for person, first, last in rows.values_list("recipient__person_id", "valid_from", "valid_to"):
        found[person].append(Period(first, last))
    return found


def _with_injury(case: ClaimCase, claim: Claim, injury: OpenCase | None) -> ClaimCase:
    """The case with the injury by somebody else that is open in its month, if there is one."""
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
    """What stands in the claim, with what was looked up; without the household, and without papers."""
    told: dict[str, Any] = {
        name: getattr(claim, name)
        for name in (
            "claimed_on", "insured_self_pay", "meals", "high_cost", "year_benefit", "fringe", "other_public", "school_insurance",
            "total_cost", "benefits_settled", "year_settled", "reason", "kind", "device_decided", "days",
        )
    }  # fmt: skip
    return ClaimCase(
        id=claim.number,
        birth=claim.person.birth_date,
        month=Month.parse(claim.treatment_month),
        covered=tuple(covered),
        treated_on=tuple(claim.treated_on),
        month_self_pay=month_self_pay,
        school_accident=bool(claim.school),
        school_centre_decided=claim.school == School.DECIDED,
        third_party=claim.third_party not in ("", ThirdParty.UNRELATED),
        third_party_notified=claim.third_party in (ThirdParty.NOTIFIED, ThirdParty.SETTLED),
        settled=claim.third_party == ThirdParty.SETTLED,
        injury_unrelated=claim.third_party == ThirdParty.UNRELATED,
        cap_class=str(claim.cap_class),
        insurer=claim.insurer_number,
        **told,
    )


def papers_of(folders: Iterable[int]) -> dict[int, str]:
    """Folders that wait for papers, or whose wait was given up; those where nothing is missing are left out."""
    rows = ClaimPaper.objects.filter(folder__in=among(folders), state__in=[PaperState.MISSING, PaperState.ASKED])
    closed = rows.values_list("folder_id", "folder__papers_closed_on")
    return {folder: NOT_SENT if closed_on else ASKED for folder, closed_on in closed}
