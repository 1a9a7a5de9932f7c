"""What follows from a change, looked for in certificates, claims, payments and receipts. Listed, never done by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sasae.foundation.history import Actor, record
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.models import State as CertificateState
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.duplicates.groups import all_one_with, one_with
from sasae.subsidy.entitlements.earlier_years import Before
from sasae.subsidy.entitlements.models import Family, FamilyMember
from sasae.subsidy.entitlements.reexamination import Effects, Lost
from sasae.subsidy.notifications.models import Consequence, Review
from sasae.subsidy.notifications.models import ConsequenceKind as Kind
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts.models import LineState, ReceiptLine

_CLAIMS = {
    ClaimState.RECEIVED: (Kind.CLAIM, "決定の前に、資格のない日の診療でないかを確かめる"),
    ClaimState.EXAMINING: (Kind.CLAIM, "決定の前に、資格のない日の診療でないかを確かめる"),
    ClaimState.GRANTED: (Kind.CLAIM, "支払う前に、決定を取り消すかを決める"),
    ClaimState.FAILED: (Kind.PAYMENT, "振込不能の分を払い直す前に、資格のある日かを確かめる"),
    ClaimState.IN_RUN: (Kind.PAYMENT, "支払データに入っている。振込みを止めるかを決める"),
    ClaimState.PAID: (Kind.PAYMENT, "支払済み。返還を求めるかを決める"),
}


@dataclass(frozen=True)
class Candidate:
    """One thing to decide on."""

    kind: Kind
    subject: str
    person: Person
    text: str
    yen: int | None = None


def keep(review: Review, found: Iterable[Candidate], *, by: Actor) -> None:
    """List them under their review; what is listed already stays as staff left it."""
    rows = [
        Consequence(review=review, kind=one.kind, subject=one.subject, person=one.person, text=one.text, yen=one.yen)
        for one in found
    ]
    if not rows:
        return
    Consequence.objects.bulk_create(rows, ignore_conflicts=True)
    persons = dict.fromkeys(row.person.atena_no for row in rows)
    record(by, "consequence.listed", review.label, persons, count=len(rows))


def reissue(people: Sequence[Person], why: str) -> tuple[Candidate, ...]:
    """Certificates that no longer say what is so, under whichever of their numbers."""
    ones = set().union(*all_one_with(one.pk for one in people).values())
    valid = Certificate.objects.filter(recipient__person__in=ones, state=CertificateState.VALID)
    return tuple(
        Candidate(Kind.REISSUE, one.number, one.recipient.person, f"{why}により医療証を差し替える")
        for one in valid.select_related("recipient__person").order_by("pk")
    )


def insurance(person: Person, since: date) -> tuple[Candidate, ...]:
    """Receipts that named the insurer of before after the new one began."""
    lines = _lines(person, since)
    return tuple(
        Candidate(Kind.RECEIPT, _line_no(line), person, f"{_month(line.treatment_month)}診療分の保険者番号を確かめる")
        for line in lines
    )


def other_family(child: Person, family: Family) -> tuple[Candidate, ...]:
    """A child who is a member of another family still."""
    elsewhere = FamilyMember.objects.filter(person=child, until__isnull=True).exclude(family=family)
    return tuple(
        Candidate(
            Kind.CHECK,
            member.family.applicant.atena_no,
            child,
            "ほかの受給者の家族に入っている。その家族の児童減の届出を求める",
        )
        for member in elsewhere.select_related("family__applicant")
    )


def third_party(person: Person, since: date) -> tuple[Candidate, ...]:
    """What was paid for the person's treatment since the injury."""
    claims = [
        Candidate(
            Kind.THIRD_PARTY,
            claim.number,
            person,
            f"{_month(claim.treatment_month)}診療分が第三者行為によるかを確かめる",
            claim.amount,
        )
        for claim in _claims(person, since)
    ]
    lines = [
        Candidate(Kind.THIRD_PARTY, _line_no(line), person, f"{_month(line.treatment_month)}診療分が第三者行為によるかを確かめる", line.in_kind_yen)
        for line in _lines(person, since)
    ]  # fmt: skip
    return (*claims, *lines)


def of_decision(effects: Effects, voided: Sequence[Certificate]) -> list[Candidate]:
    """What a decision on a change leaves to decide."""
    found = [
        Candidate(Kind.COLLECT, one.number, one.recipient.person, "無効になった医療証を回収する") for one in voided
    ]
    for lost in effects.lost:
        found += _after_loss(lost)
    for earlier in effects.before:
        found += _before_the_start(earlier)
    for entitlement in effects.restored:
        person = entitlement.recipient.person
        days = f"{to_wareki(entitlement.valid_from)}から資格が続くことになった"
        found.append(
            Candidate(
                Kind.CHECK, entitlement.recipient.number, person, f"{days}。自分で払った医療費の償還払いを案内する"
            )
        )
    return found


def _after_loss(lost: Lost) -> list[Candidate]:
    day = f"資格喪失日 {to_wareki(lost.lost_on)}"
    if lost.until:
        day = _begins(lost.until + timedelta(days=1))
    return _money(lost.entitlements[0].recipient.person, lost.lost_on, lost.until, day)


def _begins(first: date) -> str:
    return f"資格の始まりが{to_wareki(first)}に改められた"


def _before_the_start(earlier: Before) -> list[Candidate]:
    """Cover of an earlier year, its certificates, and what was paid on it: on its days before the start."""
    cover, day = earlier.entitlement, _begins(earlier.begins)
    person = cover.recipient.person
    years = f"{to_wareki(cover.valid_from)}から{to_wareki(cover.valid_to)}までの資格"
    asked = "その年の決定を取り消すかを決める" if earlier.whole else "その年の決定の始まりを改めるかを決める"
    text = f"{years}（{day}）。{_days(earlier)}{asked}"
    found = [Candidate(Kind.CHECK, f"{cover.recipient.number} {cover.valid_from}", person, text)]
    for one in cover.certificates.exclude(state=CertificateState.COLLECTED).order_by("pk"):
        text = f"{years}の医療証（{day}）。資格を{'取り消す' if earlier.whole else '改める'}ときは、返却を求める"
        found.append(Candidate(Kind.COLLECT, one.number, person, text))
    return [*found, *_money(person, cover.valid_from, earlier.until, day)]


def _days(earlier: Before) -> str:
    """Which days and months of treatment change, where not all of the year's do."""
    if earlier.whole:
        return ""
    first, last = earlier.entitlement.valid_from, earlier.until
    days = to_wareki(first) if first == last else f"{to_wareki(first)}から{to_wareki(last)}まで"
    from_month, to_month = (month_to_wareki(Month.of(day).first) for day in (first, last))
    months = from_month if from_month == to_month else f"{from_month}から{to_month}"
    return f"資格がなくなるのは{days}（{months}診療分）。"


def _money(person: Person, since: date, until: date | None, day: str) -> list[Candidate]:
    """Claims and receipts of the days without cover, of their months."""
    found = []
    for claim in _claims(person, since, until):
        kind, text = _CLAIMS[ClaimState(claim.state)]
        month = _month(claim.treatment_month)
        found.append(Candidate(kind, claim.number, person, f"{month}診療分（{day}）。{text}", claim.amount))
    for line in _lines(person, since, until):
        text = f"{_month(line.treatment_month)}診療分（{day}）。資格のない日の受診か、返還を求めるかを決める"
        found.append(Candidate(Kind.RECEIPT, _line_no(line), person, text, line.in_kind_yen))
    return found


def _claims(person: Person, since: date, until: date | None = None) -> list[Claim]:
    """Under whichever of the person's numbers."""
    rows = Claim.objects.filter(person__in=one_with(person), treatment_month__gte=str(Month.of(since)))
    if until:
        rows = rows.filter(treatment_month__lte=str(Month.of(until)))
    return list(rows.exclude(state__in=[ClaimState.REFUSED, ClaimState.WITHDRAWN]).order_by("treatment_month", "id"))


def _lines(person: Person, since: date, until: date | None = None) -> list[ReceiptLine]:
    """The same for what was paid to the providers."""
    rows = ReceiptLine.objects.filter(person__in=one_with(person), treatment_month__gte=str(Month.of(since)))
    if until:
        rows = rows.filter(treatment_month__lte=str(Month.of(until)))
    return list(rows.filter(state=LineState.ACCEPTED).order_by("treatment_month", "id"))


def _line_no(line: ReceiptLine) -> str:
    return f"{line.file_id}-{line.receipt_no}-{line.public_order}"


def _month(text: str) -> str:
    return month_to_wareki(Month.parse(text).first)
