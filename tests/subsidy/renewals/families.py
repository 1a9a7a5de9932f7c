"""Families with cover for 2026, as many as are wanted, made by bulk: each decided by the law on facts of its own."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sasae.law import decide
from sasae.subsidy.applications.models import Application, Channel
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.models import (
    Entitlement,
    Examination,
    ExaminationState,
    Family,
    FamilyMember,
    Recipient,
)
from sasae.subsidy.people.models import Insurance, Person

DECIDED_ON = date(2026, 6, 15)
AT = datetime(2026, 6, 14, 1, tzinfo=UTC)  # the day before the tests' day: they run at any hour of it
WARDS = ("141313", "141321", "141330", "141348", "141356", "141364", "141372")
Change = Callable[[int, dict[str, Any], dict[str, Any]], None]


def mother(number: int) -> str:
    return f"{70_000_000 + number * 10:015d}"


def child(number: int, place: int) -> str:
    return f"{70_000_000 + number * 10 + 1 + place:015d}"


def income(atena_no: str, year: int, salary: int, dependants: int) -> dict[str, Any]:
    from sasae.contracts.tax import Income

    return Income(atena_no=atena_no, year=year, salary=salary, dependants=dependants).model_dump(mode="json")


def _family(number: int, children: int, salary: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The form and the facts of a mother with children of 8 and more."""
    here = [mother(number), *(child(number, place) for place in range(children))]
    births = ["1988-04-01", *(f"{2018 - place * 2}-06-01" for place in range(children))]
    people = [
        {
            "atena_no": who, "birth_date": birth, "sex": "2", "relation": "世帯主" if who == here[0] else "子",
            "resident_since": "2019-04-01", "moved_out_on": None, "died_on": None, "moved_in_from": "",
        }
        for who, birth in zip(here, births, strict=True)
    ]  # fmt: skip
    form = {
        "persons": {"applicant": here[0], **{f"children.{place}": here[place + 1] for place in range(children)}},
        "applicant": {"relation": "11", "birth_date": births[0]},
        "children": [
            {"birth_date": birth, "reason": "02", "reason_on": "2025-03-31", "lives_with_applicant": True}
            for birth in births[1:]
        ],
        "has_partner": False,
        "child_support_yen": 0,
        "consent_to_inquiries": True,
    }
    facts = {
        "at": AT.isoformat(),
        "income_year": 2024,
        "household": here,
        "people": people,
        "incomes": [income(here[0], 2024, salary, children)],
        "unknown_incomes": [],
        "enrolments": [],
        "insurances": [{"atena_no": who, "since": "2020-04-01", "until": None} for who in here],
    }
    return form, facts


def settle(count: int, *, first: int = 0, salary: int = 1_500_000, children: int = 2, change: Change | None = None):
    """Make the families; `change` alters one's form and facts before it is decided. Returns their examinations."""
    told = []
    for number in range(first, first + count):
        form, facts = _family(number, children, salary)
        if change:
            change(number, form, facts)
        told.append((number, form, facts))
    people = _people(told)
    applications = Application.objects.bulk_create(
        [
            Application(
                receipt_number=f"KW20260615{number:08d}", channel=Channel.PAPER, procedure="test", received_on=DECIDED_ON,
                form=form, applicant=people[mother(number)], state=ApplicationState.DECIDED, entered_by="counter1",
                identity_checked="免許証", confirmed_by="counter2",
            )
            for number, form, _ in told
        ],
        batch_size=2000,
    )  # fmt: skip
    examinations = Examination.objects.bulk_create(
        [_examination(application, facts) for application, (_, _, facts) in zip(applications, told, strict=True)],
        batch_size=2000,
    )
    _entitle(examinations, people)
    return examinations


def _people(told: Sequence[Any]) -> dict[str, Person]:
    rows = []
    for number, _, facts in told:
        for person in facts["people"]:
            days = {
                key: date.fromisoformat(person[key]) if person[key] else None
                for key in ("birth_date", "resident_since", "moved_out_on", "died_on")
            }
            rows.append(
                Person(
                    atena_no=person["atena_no"], name=f"試験　{number}", name_kana="シケン　ハナコ", name_key=f"試験{number}",
                    sex=person["sex"], relation=person["relation"], postal_code="2100001", ward_code=WARDS[number % 7],
                    address="川崎市川崎区本町一丁目", resident_class="resident", household_no=f"H{number}",
                    source="linkage", fetched_at=AT, **days,
                )
            )  # fmt: skip
    Person.objects.bulk_create(rows, batch_size=2000)
    people = {row.atena_no: row for row in rows}
    Insurance.objects.bulk_create(
        [
            Insurance(
                person=people[row["atena_no"]], insurer_number="01130012", since=date.fromisoformat(row["since"]),
                until=date.fromisoformat(row["until"]) if row["until"] else None, source="申請書",
            )
            for _, _, facts in told
            for row in facts["insurances"]
        ],
        batch_size=2000,
    )  # fmt: skip
    return people


def _examination(application: Application, facts: dict[str, Any]) -> Examination:
    case = build_case(application.receipt_number, application.received_on, application.form, facts)
    decision = decide(case, DECIDED_ON)
    return Examination(
        application=application, on=DECIDED_ON, facts=facts, decision=decision.to_json().decode(),
        outcome=decision.outcome.value, rule_version=decision.rule_version, state=ExaminationState.APPROVED,
        prepared_by="counter1", approved_by="examiner1", approved_at=AT,
    )  # fmt: skip


def _entitle(examinations: Sequence[Examination], people: dict[str, Person]) -> None:
    from sasae.law import Decision

    decisions = [(one, Decision.from_json(one.decision)) for one in examinations]
    granted = [(one, decision) for one, decision in decisions if decision.outcome.value == "10"]
    families = Family.objects.bulk_create([Family(applicant=one.application.applicant) for one, _ in granted])
    covered = [
        (one, family, result)
        for (one, decision), family in zip(granted, families, strict=True)
        for result in decision.persons
        if result.eligible_from and result.eligible_to
    ]
    start = Recipient.objects.count() + 1
    recipients = Recipient.objects.bulk_create(
        [
            Recipient(person=people[result.person], number=f"{start + place:07d}")
            for place, (_, _, result) in enumerate(covered)
        ],
        batch_size=5000,
    )
    FamilyMember.objects.bulk_create(
        [
            FamilyMember(family=family, person=people[result.person], role="11" if result.role == "applicant" else "30",
                         since=DECIDED_ON)
            for _, family, result in covered
        ],
        batch_size=5000,
    )  # fmt: skip
    Entitlement.objects.bulk_create(
        [
            Entitlement(
                recipient=recipient, family=family, examination=one, valid_from=result.eligible_from,
                valid_to=result.eligible_to,
            )
            for recipient, (one, family, result) in zip(recipients, covered, strict=True)
        ],
        batch_size=5000,
    )  # fmt: skip


def tell(number: int, year: int, salary: int | None, *, children: int = 2, **more: Any) -> None:
    """What linkage told of a family for an income year, as the refresh keeps it. `salary` None: not known."""
    from sasae.subsidy.renewals.models import Gathered

    form, facts = _family(number, children, 0)
    known = [] if salary is None else [income(mother(number), year, salary, children)]
    unknown = [] if known else [{"atena_no": mother(number), "year": year, "reason": "未申告", "lived_in": ""}]
    told = {key: facts[key] for key in ("at", "household", "people", "enrolments")}
    Gathered.objects.create(
        applicant=Person.objects.get(atena_no=mother(number)), income_year=year, gathered_at=AT, gathered_by="test",
        facts={**told, "income_year": year, "incomes": known, "unknown_incomes": unknown, **more},
    )  # fmt: skip
