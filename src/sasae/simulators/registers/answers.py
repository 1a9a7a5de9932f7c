"""What the registers answer. Everything comes from the town's tables; the story people (town/cast.py) are the magic inputs.

No person of the number: the tax office says 該当者なし, the other offices nothing. A serial number nobody registered: null.
"""

from datetime import date

from django.conf import settings

from sasae.contracts import other_schemes, personnel, resident_register, tax
from sasae.contracts import people as words
from sasae.kernel import clock
from sasae.simulators.registers.models import CardSerial, Change, Elsewhere, Enrolment, Income, Person, StaffChange
from sasae.wire.sealing import seal_text

RECEIVER = "linkage"  # the only system the contract names as a caller
NOBODY, DEPENDANT, ELSEWHERE = "該当者なし", "被扶養のため申告なし", "1月1日に市外"
_INCOME = [name for name in tax.Income.model_fields if name not in ("atena_no", "year")]


def changes(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """The feed after a sequence number. Each person is told as they are now, so a later change is never undone."""
    found = list(Change.objects.filter(sequence__gt=message.after).order_by("sequence")[: message.limit + 1])
    page, more = found[: message.limit], len(found) > message.limit
    people = Person.objects.in_bulk([each.atena_no for each in page])
    today = clock.today()
    told = [
        resident_register.Change(
            sequence=each.sequence,
            event=each.event,
            occurred_on=each.occurred_on,
            individual_number=people[each.atena_no].individual_number,
            person=_person(people[each.atena_no], today),
        )
        for each in page
    ]
    return resident_register.Changes(changes=told, last=page[-1].sequence if page else message.after, more=more)


def _person(person: Person, today: date) -> words.Person:
    """A protected person's address leaves sealed to the receiver, the telephone not at all."""
    protected = person.protected_until is not None and today <= person.protected_until
    address = words.Address(
        postal_code="" if protected else person.postal_code,
        text="" if protected else person.address,
        sealed=seal_text(settings.SASAE_PKI, RECEIVER, person.address) if protected else "",
        ward_code=person.ward_code,
    )
    return words.Person(
        atena_no=person.atena_no,
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        sex=words.Sex(person.sex),
        resident_class=words.ResidentClass(person.resident_class),
        address=address,
        household_no=person.household_no,
        relation=person.relation,
        head_atena_no=person.head_atena_no,
        telephone="" if protected else person.telephone,
        resident_since=person.resident_since,
        moved_in_from=person.moved_in_from,
        moved_out_on=person.moved_out_on,
        died_on=person.died_on,
        protected_until=person.protected_until,
    )


def _people_of(scheme: other_schemes.Scheme, message: resident_register.ChangesRequest) -> resident_register.Changes:
    """Whom an office of the city keeps: those of its scheme, by the number they have in the register."""
    rows = Enrolment.objects.filter(scheme=scheme.value, pk__gt=message.after).order_by("pk")
    found = list(rows[: message.limit + 1])
    page, more = found[: message.limit], len(found) > message.limit
    people = Person.objects.in_bulk([each.atena_no for each in page])
    told = [
        resident_register.Change(
            sequence=row.pk, event="資格", occurred_on=row.since, individual_number=people[row.atena_no].individual_number,
            person=_person(people[row.atena_no], clock.today()),
        )
        for row in page
    ]  # fmt: skip
    return resident_register.Changes(changes=told, last=page[-1].pk if page else message.after, more=more)


def people_of_public_assistance(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """生活保護."""
    return _people_of(other_schemes.Scheme.PUBLIC_ASSISTANCE, message)


def people_of_child_allowance(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """児童扶養手当."""
    return _people_of(other_schemes.Scheme.CHILD_ALLOWANCE, message)


def people_of_childrens_subsidy(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """小児医療費助成."""
    return _people_of(other_schemes.Scheme.CHILDRENS_SUBSIDY, message)


def people_of_disability_subsidy(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """重度障害者医療費助成."""
    return _people_of(other_schemes.Scheme.DISABILITY_SUBSIDY, message)


def people_of_tax(message: resident_register.ChangesRequest) -> resident_register.Changes:
    """Taxpayers who do not live here (住登外者), under the office's own numbers."""
    outside = Elsewhere.objects.exclude(individual_number__in=Person.objects.values("individual_number"))
    found = list(outside.filter(pk__gt=message.after).order_by("pk")[: message.limit + 1])
    page, more = found[: message.limit], len(found) > message.limit
    told = [
        resident_register.Change(
            sequence=row.pk, event="課税", occurred_on=clock.today(), individual_number=row.individual_number,
            person=words.Person(
                atena_no=f"8{row.pk:014d}", name=row.name, name_kana=row.name_kana, birth_date=row.birth_date,
                sex=words.Sex(row.sex), resident_class=words.ResidentClass.NON_RESIDENT, address=words.Address(),
            ),
        )
        for row in page
    ]  # fmt: skip
    return resident_register.Changes(changes=told, last=page[-1].pk if page else message.after, more=more)


def person_by_serial(message: resident_register.SerialRequest) -> resident_register.SerialAnswer:
    """Whose user certificate it is. A person who has died or moved out is nobody here any more."""
    serial = CardSerial.objects.filter(serial=message.serial).first()
    gone = ("moved_out", "deceased")
    if serial is None or Person.objects.filter(atena_no=serial.atena_no, resident_class__in=gone).exists():
        return resident_register.SerialAnswer(atena_no=None)
    return resident_register.SerialAnswer(atena_no=serial.atena_no)


def incomes(message: tax.IncomesRequest) -> tax.Incomes:
    """Figures where there are any, and why not where there are none."""
    wanted = list(dict.fromkeys(message.atena_nos))
    rows = {row.atena_no: row for row in Income.objects.filter(atena_no__in=wanted, year=message.year)}
    people = Person.objects.in_bulk([each for each in wanted if each not in rows])
    known = [row for row in rows.values() if not row.unknown]
    unknown = [
        tax.UnknownIncome(atena_no=row.atena_no, year=row.year, reason=row.unknown, lived_in=row.lived_in)
        for row in rows.values()
        if row.unknown
    ]
    unknown += [_without_row(each, people.get(each), message.year) for each in wanted if each not in rows]
    return tax.Incomes(
        incomes=[
            tax.Income(atena_no=row.atena_no, year=row.year, **{name: getattr(row, name) for name in _INCOME})
            for row in sorted(known, key=lambda row: wanted.index(row.atena_no))
        ],
        unknown=unknown,
    )


def _without_row(atena_no: str, person: Person | None, year: int) -> tax.UnknownIncome:
    """Nobody filed for this person: a dependant, somebody who came later, or nobody at all."""
    new_year = date(year + 1, 1, 1)
    if person is None:
        return tax.UnknownIncome(atena_no=atena_no, year=year, reason=NOBODY)
    if person.moved_in_from and person.resident_since and person.resident_since > new_year:
        return tax.UnknownIncome(atena_no=atena_no, year=year, reason=ELSEWHERE, lived_in=person.moved_in_from)
    return tax.UnknownIncome(atena_no=atena_no, year=year, reason=DEPENDANT)


def _enrolments(scheme: other_schemes.Scheme, message: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
    found = Enrolment.objects.filter(atena_no__in=message.atena_nos, scheme=scheme.value)
    return other_schemes.Enrolments(
        enrolments=[
            other_schemes.Enrolment(
                atena_no=row.atena_no, scheme=scheme, since=row.since, until=row.until, detail=row.detail
            )
            for row in found.order_by("atena_no", "since")
        ]
    )


def public_assistance(message: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
    """生活保護."""
    return _enrolments(other_schemes.Scheme.PUBLIC_ASSISTANCE, message)


def child_allowance(message: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
    """児童扶養手当; the detail has 全部支給・一部支給・支給停止 and the certificate's number."""
    return _enrolments(other_schemes.Scheme.CHILD_ALLOWANCE, message)


def childrens_subsidy(message: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
    """小児医療費助成."""
    return _enrolments(other_schemes.Scheme.CHILDRENS_SUBSIDY, message)


def disability_subsidy(message: other_schemes.EnrolmentsRequest) -> other_schemes.Enrolments:
    """重度障害者医療費助成."""
    return _enrolments(other_schemes.Scheme.DISABILITY_SUBSIDY, message)


def staff_changes(message: personnel.StaffChangesRequest) -> personnel.StaffChanges:
    """The personnel feed after a sequence number; it tells what is planned as well, with its day."""
    rows = list(StaffChange.objects.filter(sequence__gt=message.after).order_by("sequence")[: message.limit])
    told = [
        personnel.StaffChange(
            sequence=row.sequence,
            staff_no=row.staff_no,
            name=row.name,
            office_code=row.office_code,
            office=row.office,
            ward_code=row.ward_code,
            event=row.event,
            effective_on=row.effective_on,
        )
        for row in rows
    ]
    return personnel.StaffChanges(changes=told, last=rows[-1].sequence if rows else message.after)
