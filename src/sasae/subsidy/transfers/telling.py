"""What leaves of whom: the asked items of those who applied, are covered or were. A question an item, however many persons.

Others of the file (those who only live with a family, for one) are not of the affair: of them it is said that they are not ours.
The same is said of whose transfer is suspended: that it is, is nothing the other office needs to know. The log names them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from sasae.contracts import transfers
from sasae.contracts.people import Address
from sasae.contracts.transfers import Item
from sasae.foundation.history import SYSTEM
from sasae.foundation.own_keys import seal_text
from sasae.foundation.release import release
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.disclosures.models import Stop
from sasae.subsidy.disclosures.queries import stopped
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Entitlement, Examination, ExaminationState
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import protected_among
from sasae.subsidy.transfers.receivers import receiver_name

Found = dict[int, list[Any]]


def tell(question: transfers.HandOverRequest, *, on: date) -> list[transfers.Told]:
    """In the order asked. Of two numbers that are one person, either tells of both."""
    ours = Q(recipient__isnull=False) | Q(applications__isnull=False)
    asked = Person.objects.filter(atena_no__in=question.atena_nos)
    groups = all_one_with(asked.values_list("pk", flat=True))
    everybody = {one for group in groups.values() for one in group}
    here = set(Person.objects.filter(ours, pk__in=everybody).values_list("pk", flat=True)) - stopped(Stop.TRANSFER)
    found = {item: _OF[item](everybody) for item in set(question.items) if item in _OF}
    protected = protected_among(question.atena_nos, on)
    by_number = {person.atena_no: person for person in asked if groups[person.pk] & here}
    return [
        _told(by_number[one], groups[by_number[one].pk], found, question, protected=one in protected)
        for one in dict.fromkeys(question.atena_nos)
        if one in by_number
    ]


def _told(
    person: Person, group: Iterable[int], found: dict[Item, Found], question: transfers.HandOverRequest, *, protected: bool
) -> transfers.Told:  # fmt: skip
    rows = {_FIELDS[item]: [row for one in sorted(group) for row in of.get(one, ())] for item, of in found.items()}
    address = _address(person, question, protected=protected) if Item.ADDRESS in question.items else None
    return transfers.Told.model_validate(
        {"atena_no": person.atena_no, "protected": protected, "address": address, **rows}
    )  # fmt: skip


def _address(person: Person, question: transfers.HandOverRequest, *, protected: bool) -> Address:
    """By the one way out. A protected person's is sealed to the office itself, and not even the ward is in the clear."""
    why = f"移転 {question.transfer_no}（{receiver_name(question.office)}・許可 {question.permission}）"
    text = release(
        person.address, actor=SYSTEM("linkage"), way="contract", person=person.atena_no, protected=protected, reason=why
    )
    if protected:
        return Address(sealed=seal_text(question.office, text) if text else "")
    return Address(postal_code=person.postal_code, text=text, ward_code=person.ward_code)


def _entitlements(people: set[int]) -> Found:
    rows = Entitlement.objects.filter(recipient__person__in=people).order_by("valid_from")
    told = rows.values_list("recipient__person_id", "valid_from", "valid_to", "loss_reason")
    return _by_person(
        (one, transfers.Entitlement(valid_from=since, valid_to=until, loss_reason=lost))
        for one, since, until, lost in told
    )


def _applications(people: set[int]) -> Found:
    rows = list(Application.objects.filter(applicant__in=people).order_by("received_on", "pk"))
    decided = Examination.objects.filter(application__in=rows, state=ExaminationState.APPROVED).order_by("pk")
    by_application = {one.application_id: one for one in decided.only("application_id", "outcome", "on")}
    told = []
    for row in rows:
        ended = by_application.get(row.pk)
        one = transfers.Application(
            received_on=row.received_on,
            outcome=ended.outcome if ended else "",
            decided_on=ended.on if ended else None,
        )
        told.append((row.applicant_id, one))
    return _by_person(told)


def _certificates(people: set[int]) -> Found:
    rows = Certificate.objects.filter(recipient__person__in=people).order_by("valid_from", "copy")
    told = rows.values_list("recipient__person_id", "recipient__number", "valid_from", "valid_to", "voided_on")
    return _by_person(
        (one, transfers.Certificate(recipient_number=number, valid_from=since, valid_to=until, voided_on=void))
        for one, number, since, until, void in told
    )


def _benefits(people: set[int]) -> Found:
    granted = PostingLine.objects.filter(person__in=people, account__in=[Account.IN_KIND, Account.REIMBURSEMENT])
    sums = granted.order_by("treatment_month").values_list("person_id", "treatment_month").annotate(yen=Sum("yen"))
    return _by_person((one, transfers.Benefit(treatment_month=month, yen=yen)) for one, month, yen in sums if yen)


def _by_person(rows: Iterable[tuple[int | None, Any]]) -> Found:
    found: Found = defaultdict(list)
    for person, row in rows:
        if person is not None:
            found[person].append(row)
    return found


_OF = {
    Item.ENTITLEMENT: _entitlements,
    Item.APPLICATION: _applications,
    Item.CERTIFICATE: _certificates,
    Item.BENEFIT: _benefits,
}
_FIELDS = {
    Item.ENTITLEMENT: "entitlements",
    Item.APPLICATION: "applications",
    Item.CERTIFICATE: "certificates",
    Item.BENEFIT: "benefits",
}
