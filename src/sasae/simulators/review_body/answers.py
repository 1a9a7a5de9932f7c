"""A month's file and the bill."""

import base64
import hashlib
import random

from django.db.models import QuerySet

from sasae.contracts import review_body
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.kernel.period import Month
from sasae.simulators.contract_endpoint import Refused
from sasae.simulators.registers.models import Insurance, Person, ResidentClass
from sasae.simulators.review_body.models import MonthlyDelivery
from sasae.simulators.review_body.receipts import Patient, month_of, number, owed
from sasae.simulators.review_body.writer import CLINICS, FILE_NAME, write

MOST = 20_000  # receipts of one message; a larger file would not pass as one


def monthly_file(message: review_body.MonthlyFileRequest) -> review_body.MonthlyFile:
    """The file for a request; asked again with the same words it is the same file."""
    if max(message.count, len(message.recipients)) > MOST:
        raise Refused(error("RB-001", "count", f"一度に作れるのは{MOST:,}件までです。月か種を変えて分けてください。"))
    billing, treatment = Month.parse(message.month), Month.parse(message.treatment_month)
    rng = random.Random(f"{billing}|{treatment}|{message.seed}")  # noqa: S311 - made-up data
    treated = _treated(message.recipients, treatment)
    others = _others(message.count, message.seed, treatment, {patient.name for _, patient in treated})
    receipts = month_of(treated, others, treatment, message.count, rng)
    clinic = CLINICS[message.seed % len(CLINICS)]
    content = write(receipts, clinic, "1", billing)
    bills = [owed(receipt) for receipt in receipts if owed(receipt)]
    MonthlyDelivery.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "billing_month": message.month,
            "file_name": FILE_NAME,
            "receipt_count": len(receipts),
            "bill_count": len(bills),
            "bill_yen": sum(bills),
            "made_at": clock.now(),
        },
    )
    return review_body.MonthlyFile(
        file_name=FILE_NAME,
        file_base64=base64.b64encode(content).decode("ascii"),
        bill_yen=sum(bills),
        bill_count=len(bills),
    )


def _treated(recipients: list[str], month: Month) -> list[tuple[str, Patient]]:
    """Recipient numbers with the townspeople they stand for."""
    pairs = [given.partition(":")[::2] for given in recipients]
    known = _patients(Person.objects.filter(atena_no__in=[atena for _, atena in pairs if atena]), month)
    return [(recipient, known.get(atena) or _stranger(place)) for place, (recipient, atena) in enumerate(pairs)]


def _others(count: int, seed: int, month: Month, taken: set[str]) -> list[Patient]:
    """Townspeople for the rest, beginning somewhere else for each seed."""
    people = Person.objects.filter(resident_class__in=[ResidentClass.RESIDENT, ResidentClass.FOREIGN])
    most = min(count, 2000)
    start = seed * 37 % max(1, people.count() - most)
    chosen = list(_patients(people.order_by("atena_no")[start : start + most], month).values())
    return [patient for patient in chosen if patient.name not in taken] or [_stranger(place) for place in range(20)]


def _patients(people: "QuerySet[Person]", month: Month) -> dict[str, Patient]:
    """People with the insurance they had in the month; who had none is not treated here."""
    rows = {person.atena_no: person for person in people}
    found: dict[str, Patient] = {}
    for card in Insurance.objects.filter(atena_no__in=rows).order_by("atena_no", "insured_since"):
        ended = card.insured_until is not None and card.insured_until < month.first
        person = rows[card.atena_no]
        if ended or person.birth_date > month.last:
            continue
        found[card.atena_no] = Patient(
            person.name, person.name_kana, person.sex, person.birth_date, card.insurer_number, card.symbol,
            card.number, card.branch in ("", "00"),
        )  # fmt: skip
    return found


def _stranger(place: int) -> Patient:
    """Somebody from nowhere."""
    birth = Month(1970 + place % 40, 1 + place % 12).first
    return Patient("試験　太郎", "シケン　タロウ", "1", birth, number("0699999"), "１２３", f"{place:04d}", True)
