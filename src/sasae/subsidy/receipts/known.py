"""What the office knows of many lines, in a handful of questions however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sasae.foundation.sets import among, among_texts
from sasae.kernel.period import Month, Period
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.claims.queries import NOT_COUNTED
from sasae.subsidy.duplicates.groups import all_merged
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.models import Insurance, Person
from sasae.subsidy.receipts.adjudication import NOBODY, Known
from sasae.subsidy.receipts.earlier import Earlier, earlier_than
from sasae.subsidy.receipts.waiting import Line
from sasae.subsidy.third_parties.queries import open_cases

Span = tuple[date, date | None]


class Covered(NamedTuple):
    """A recipient, with what the rules ask of the person."""

    pk: int
    person_id: int
    birth_date: date


@dataclass
class Office:
    """The answers for one set of lines. `accepted` grows as the set is decided, so that it does not pay twice itself."""

    recipients: Mapping[str, Covered]
    one_of: dict[int, int]
    earlier: Earlier
    covers: dict[int, list[tuple[date, date, int]]] = field(default_factory=lambda: defaultdict(list))
    certificates: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    insurances: dict[int, list[tuple[date, date | None, str]]] = field(default_factory=lambda: defaultdict(list))
    reimbursed: dict[tuple[int, str, str], list[tuple[str, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    school: dict[tuple[int, str], str] = field(default_factory=dict)
    third: dict[tuple[int, str], str] = field(default_factory=dict)

    def of(self, line: Line) -> Known:
        """What is known of one line."""
        recipient = self.recipients.get(line.recipient_number)
        if recipient is None or not line.treatment_month:
            return NOBODY if recipient is None else Known(recipient.person_id, recipient.birth_date)
        month = _days_of(line.treatment_month)
        one = self.one_of[recipient.person_id]
        cover = _last([row for row in self.covers[recipient.pk] if _touches(month, row[0], row[1])])
        same, like, other = self.earlier.compared((one, line.treatment_month), line)
        return Known(
            person_id=recipient.person_id,
            birth_date=recipient.birth_date,
            entitlement_id=cover[2] if cover else None,
            covered=(cover[0].isoformat(), cover[1].isoformat()) if cover else None,
            certificate_void=_void(self.certificates[recipient.pk], month),
            insurers=frozenset(row[2] for row in self.insurances[recipient.person_id] if _touches(month, row[0], row[1])),
            paid_in_kind=same,
            like_it=like,
            other_code=other,
            reimbursed=self._reimbursed(one, line),
            school=self.school.get((one, line.treatment_month), ""),
            third_party=self.third.get((one, line.treatment_month), ""),
            month_self_pay=self.earlier.self_pay_yen[one, line.treatment_month],
        )  # fmt: skip

    def _reimbursed(self, one: int, line: Line) -> str:
        """A claim granted for the same provider, month, kind and 入外; what a line does not say may be any."""
        keys = [(one, line.treatment_month, provider_key(name)) for name in (line.provider, line.provider_name)]
        claims = [claim for key in keys for claim in self.reimbursed.get(key, ())]
        same = (
            told for kind, setting, told in claims if line.point_table in ("", kind) and line.setting in ("", setting)
        )
        return next(same, "")

    def accept(self, line: Line, known: Known) -> None:
        """This line is paid: what comes after it in the set knows."""
        one = self.one_of[known.person_id or 0]
        self.earlier.add((one, line.treatment_month), line)


def recipients_of(numbers: Iterable[str], *, lock: bool) -> dict[str, Covered]:
    """Recipients by number. Locked in one order always: until the commit nobody else decides on their money."""
    rows = Recipient.objects.filter(number__in=among_texts(set(numbers))).order_by("id")
    found = list((rows.select_for_update() if lock else rows).values_list("number", "id", "person_id"))
    persons = Person.objects.filter(id__in=among(person for _, _, person in found))
    births = dict(persons.values_list("id", "birth_date"))
    return {number: Covered(pk, person, births[person]) for number, pk, person in found}


def look_up(lines: Sequence[Line], recipients: Mapping[str, Covered] | None = None) -> Office:
    """Everything about these lines; for a decision whoever asks has locked their recipients, and gives them."""
    if recipients is None:
        recipients = recipients_of((line.recipient_number for line in lines), lock=False)
    persons = {row.person_id for row in recipients.values()}
    merged = all_merged()  # few, whoever is asked about
    one_of = {each: min(group) for one in persons for group in [merged.get(one, {one})] for each in group}
    months = {line.treatment_month for line in lines if line.treatment_month}
    theirs = ((line, recipients[line.recipient_number]) for line in lines if line.recipient_number in recipients)
    earlier = earlier_than(((line, one_of[whose.person_id]) for line, whose in theirs if line.treatment_month), merged)
    office = Office(recipients, one_of, earlier)
    keys = [row.pk for row in recipients.values()]
    for recipient, *cover in Entitlement.objects.filter(recipient__in=among(keys)).order_by("valid_from").values_list(
        "recipient_id", "valid_from", "valid_to", "id"
    ):  # fmt: skip
        office.covers[recipient].append((cover[0], cover[1], cover[2]))
    for recipient, first, last, void in Certificate.objects.filter(recipient__in=among(keys)).values_list(
        "recipient_id", "valid_from", "valid_to", "voided_on"
    ):
        office.certificates[recipient].append((first, min(last, void) if void else last))
    for person, first, until, number in Insurance.objects.filter(person_id__in=among(persons)).values_list(
        "person_id", "since", "until", "insurer_number"
    ):
        office.insurances[person].append((first, until, number))
    _claims(office, months)
    for (person, month), case in open_cases(one_of, months).items():
        office.third[one_of[person], month] = f"事案{case.number}"
    return office


def _claims(office: Office, months: set[str]) -> None:
    rows = Claim.objects.filter(person_id__in=among(office.one_of), treatment_month__in=months)
    values = rows.exclude(state__in=NOT_COUNTED).values_list(
        "number", "person_id", "treatment_month", "provider", "kind", "setting", "school_insurance", "school", "state",
        "insured_self_pay", "meals",
    )  # fmt: skip
    for number, person, month, provider, kind, setting, centre_yen, school, state, self_pay, meals in values:
        one = office.one_of[person]
        office.earlier.self_pay_yen[one, month] += self_pay - meals
        if state in Claim.GRANTED:
            office.reimbursed[one, month, provider_key(provider)].append((kind, setting, f"請求{number}"))
        if centre_yen or school:  # the centre paid, has decided, or is still to decide
            office.school[one, month] = f"請求{number}"


@lru_cache(maxsize=1024)
def _days_of(text: str) -> Period:
    month = Month.parse(text)
    return Period(month.first, month.last)


def _touches(days: Period, first: date, last: date | None) -> bool:
    return first <= days.last and (last is None or days.first <= last)  # type: ignore[operator] - a month has an end


def _last(rows: list[Any]) -> Any:
    return rows[-1] if rows else None


def _void(certificates: list[Span], days: Period) -> str:
    """The day the last certificate for the month became void before it, when none stood in it. Nothing was issued: blank."""
    if not certificates or any(_touches(days, first, last) for first, last in certificates):
        return ""
    gone = [last for first, last in certificates if last and last < days.first]
    return max(gone).isoformat() if gone else ""
