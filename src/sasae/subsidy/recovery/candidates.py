"""What was granted and is covered by the law no more: proposals for a person's decision, found in sets."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear, LPad

from sasae.kernel.period import Period
from sasae.law.single_parent.benefit import claim_covered
from sasae.subsidy.claims.cases import as_case
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.duplicates.groups import all_merged, all_one_with
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import within
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.recovery.models import Part

MOST = 500  # shown on one page; what is decided makes room for the next


@dataclass(frozen=True)
class Candidate:
    """One treatment that may have to be paid back. Yen. `key` names it on a form: `claim:12`, `line:34`."""

    key: str
    number: str
    person: Person
    treatment_month: str
    provider: str
    yen: int
    why: str


def month_of(day: str) -> Concat:
    """A day's month as the tables write it: YYYY-MM."""
    year, month = Cast(ExtractYear(day), CharField()), Cast(ExtractMonth(day), CharField())
    return Concat(year, Value("-"), LPad(month, 2, Value("0")))


def _asked(column: str) -> Exists:
    return Exists(Part.objects.filter(live=True, **{column: OuterRef("pk")}))


def _shortened() -> QuerySet[Entitlement]:
    """Persons whose cover was ended early or never began: whoever keeps theirs was covered when they were granted."""
    return Entitlement.ever.filter(Q(annulled=True) | ~Q(loss_reason="")).values("recipient__person")


def uncovered_lines() -> QuerySet[ReceiptLine]:
    """Accepted lines of a month in which the person has no cover on any day, and of which nothing is asked back."""
    covering = Entitlement.objects.alias(first=month_of("valid_from"), last=month_of("valid_to")).filter(
        recipient__person=OuterRef("person"), first__lte=OuterRef("treatment_month"), last__gte=OuterRef("treatment_month")
    )
    merged = all_merged()
    lines = ReceiptLine.objects.filter(state=LineState.ACCEPTED, in_kind_yen__gt=0, person__in=_shortened())
    found = lines.filter(~Exists(covering), ~_asked("line")).select_related("person")
    return found.exclude(person__in=_covered_elsewhere(found, merged)) if merged else found


def _covered_elsewhere(found: QuerySet[ReceiptLine], merged: dict[int, set[int]]) -> set[int]:
    """Merged persons whose cover stands under another number: they are looked at by their claims' days, not here."""
    numbers = set(Entitlement.objects.filter(recipient__person__in=merged).values_list("recipient__person", flat=True))
    return {one for one, ones in merged.items() if ones & numbers - {one}}


def partly_covered_claims() -> QuerySet[Claim]:
    """Paid claims of a month that is not covered from its first to its last day: the law looks at each."""
    whole = Entitlement.objects.alias(first=month_of("valid_from"), last=month_of("valid_to")).filter(
        recipient__person=OuterRef("person"), first__lt=OuterRef("treatment_month"), last__gt=OuterRef("treatment_month")
    )
    claims = Claim.objects.filter(state=ClaimState.PAID, amount__gt=0, person__in=_shortened())
    claims = claims.defer("decision")
    return claims.filter(~Exists(whole), ~_asked("claim")).select_related("person").order_by("treatment_month", "pk")


def candidates(wards: Sequence[str] | None) -> list[Candidate]:
    """Proposals to ask money back in these wards (None: all), the oldest treatment first."""
    found = [*_claims(wards), *_lines(wards)]
    return sorted(found, key=lambda each: (each.treatment_month, each.key))[:MOST]


def _claims(wards: Sequence[str] | None) -> Iterator[Candidate]:
    claims = list(within(partly_covered_claims(), wards, "person__ward_code"))
    groups = all_one_with({claim.person_id for claim in claims})
    covered: dict[int, list[Period]] = defaultdict(list)
    rows = Entitlement.objects.filter(recipient__person__in=set().union(*groups.values()))
    for person, first, last in rows.values_list("recipient__person_id", "valid_from", "valid_to"):
        covered[person].append(Period(first, last))
    for claim in claims:
        periods = [period for one in groups[claim.person_id] for period in covered[one]]
        if not claim_covered(as_case(claim, periods, 0)).met:
            why = "償還払い：いまの資格では、診療の日が助成の対象ではありません。"
            yield Candidate(
                f"claim:{claim.pk}", claim.number, claim.person, claim.treatment_month, claim.provider, claim.amount, why
            )


def _lines(wards: Sequence[str] | None) -> Iterator[Candidate]:
    for line in within(uncovered_lines(), wards, "person__ward_code").order_by("treatment_month", "pk")[:MOST]:
        why = "現物給付：診療月に資格のある日がありません。"
        assert line.person is not None and line.in_kind_yen is not None  # noqa: PT018 - accepted lines have both
        yield Candidate(
            f"line:{line.pk}", line.receipt_no, line.person, line.treatment_month, line.provider_name or line.provider,
            line.in_kind_yen, why,
        )  # fmt: skip

