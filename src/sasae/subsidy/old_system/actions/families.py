"""Families of the files, taken over in sets: their application, judgement, cover, certificates, payments and debts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.foundation.history import Actor, record
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
    Role,
)
from sasae.subsidy.old_system.actions.certificates import take_certificates
from sasae.subsidy.old_system.actions.money import take_payments, take_receivables
from sasae.subsidy.old_system.cases import Around, around, facts_of, families_of, form_of
from sasae.subsidy.old_system.cases import Family as Told
from sasae.subsidy.old_system.models import Migration
from sasae.subsidy.people.models import Person

PROCEDURE = "old_system"


@transaction.atomic
def take_families(pk: int, keys: Sequence[str], *, by: Actor, at: datetime) -> dict[str, str]:
    """Take these families over, all of each or nothing. Again it changes nothing. Returns what became of each."""
    migration = Migration.objects.get(pk=pk)
    told = families_of(migration, keys)
    persons = _persons(told.values())
    decided = [one for one in told.values() if one.said]
    known = around(migration, decided)
    examinations = _examinations(migration, decided, known, persons, at)
    families = _families(decided, persons)
    recipients = _recipients(told.values(), persons)
    _entitlements(told.values(), recipients, families, examinations)
    take_certificates(migration, [row for one in told.values() for row in one.rows["certificates"]])
    take_payments(migration, [row for one in told.values() for row in one.rows["payments"]], persons, by=by)
    take_receivables(migration, [row for one in told.values() for row in one.rows["receivables"]], persons, by=by)
    record(by, "old_system.families_taken", migration.number, list(persons), count=len(told), people=len(persons))
    return dict.fromkeys(keys, "取り込んだ")


def _persons(families: Iterable[Told]) -> dict[str, Person]:
    named = set()
    for one in families:
        named |= {row.get("atena_no") for rows in one.rows.values() for row in rows if row.get("atena_no")}
        named |= set(one.members) if one.said else set()
        named |= {row["applicant"] for row in one.rows["entitlements"]}
    return {one.atena_no: one for one in Person.objects.select_for_update().filter(atena_no__in=named).order_by("pk")}


def _examinations(
    migration: Migration, families: Sequence[Told], known: Around, persons: dict[str, Person], at: datetime
) -> dict[str, Examination]:
    """One judgement a family, as of the cut-over day, by our own law; it stands because the old system decided.

    Where a family was decided here already, that decision stays the newest.
    """
    decided = Examination.objects.filter(state=ExaminationState.APPROVED, application__applicant__atena_no__in=persons)
    found = {
        one.application.applicant.atena_no: one
        for one in decided.select_related("application__applicant").order_by("approved_at", "id")
        if one.application.applicant
    }
    fresh = [one for one in families if one.applicant not in found and one.said]
    applications = Application.objects.bulk_create(
        [_application(migration, one, known, persons) for one in fresh], batch_size=1000
    )
    made = Examination.objects.bulk_create(
        [_examination(migration, row, one, known, at) for row, one in zip(applications, fresh, strict=True)],
        batch_size=1000,
    )
    return found | {one.applicant: row for one, row in zip(fresh, made, strict=True)}


def _application(migration: Migration, told: Told, known: Around, persons: dict[str, Person]) -> Application:
    said = told.said or {}
    return Application(
        receipt_number=f"OLD{told.applicant}", channel=Channel.PAPER, procedure=PROCEDURE,
        received_on=date.fromisoformat(said["applied_on"]), form=form_of(told, known), applicant=persons[told.applicant],
        ward_code=persons[told.applicant].ward_code, identity_checked="旧システムで確認", state=ApplicationState.DECIDED,
        entered_by=migration.asked_by, confirmed_by=migration.approved_by,
    )  # fmt: skip


def _examination(migration: Migration, row: Application, told: Told, known: Around, at: datetime) -> Examination:
    on, said = migration.cutover_on, told.said or {}
    facts = facts_of(told, known, on=on, at=at)
    decision = decide(build_case(row.receipt_number, row.received_on, row.form, facts), on)
    return Examination(
        application=row, on=on, facts=facts, decision=decision.to_json().decode(), outcome=said["outcome"],
        rule_version=decision.rule_version, state=ExaminationState.APPROVED, prepared_by=migration.asked_by,
        approved_by=migration.approved_by, approved_at=migration.approved_at,
        note=f"旧システムの決定（{said['decided_on']}）を移行 {migration.number} で引き継いだ",
    )  # fmt: skip


def _families(told: Sequence[Told], persons: dict[str, Person]) -> dict[str, Family]:
    Family.objects.bulk_create(
        [Family(applicant=persons[one.applicant]) for one in told], batch_size=2000, ignore_conflicts=True
    )
    rows = Family.objects.filter(applicant__atena_no__in=[one.applicant for one in told]).select_related("applicant")
    found = {row.applicant.atena_no: row for row in rows}
    members = []
    for one in told:
        said, family = one.said or {}, found[one.applicant]
        since = date.fromisoformat(said["applied_on"])
        members.append(FamilyMember(family=family, person=persons[one.applicant], role=said["relation"], since=since))
        members += [_child(family, persons[row["child"]], row, since) for row in one.rows["children"]]
    FamilyMember.objects.bulk_create(members, batch_size=2000, ignore_conflicts=True)
    return found


def _child(family: Family, person: Person, row: dict[str, Any], since: date) -> FamilyMember:
    reason_on = date.fromisoformat(row["reason_on"])
    return FamilyMember(
        family=family, person=person, role=Role.CHILD, reason=row["reason"], reason_on=reason_on, since=since
    )


def _recipients(told: Iterable[Told], persons: dict[str, Person]) -> dict[str, Recipient]:
    rows = {row["recipient_number"]: row["atena_no"] for one in told for row in one.rows["entitlements"]}
    Recipient.objects.bulk_create(
        [Recipient(person=persons[who], number=number) for number, who in rows.items()],
        batch_size=2000, ignore_conflicts=True,
    )  # fmt: skip
    return {row.number: row for row in Recipient.objects.filter(number__in=rows)}


def _entitlements(
    told: Iterable[Told], recipients: dict[str, Recipient], families: dict[str, Family],
    examinations: dict[str, Examination],
) -> None:  # fmt: skip
    """The database refuses a second cover of the same days: what is here already stays."""
    rows = [row for one in told for row in one.rows["entitlements"] if row["recipient_number"] in recipients]
    applicants = {row["applicant"] for row in rows} - families.keys()
    families |= {
        one.applicant.atena_no: one
        for one in Family.objects.filter(applicant__atena_no__in=applicants).select_related("applicant")
    }
    Entitlement.objects.bulk_create(
        [
            Entitlement(
                recipient=recipients[row["recipient_number"]], family=families[row["applicant"]],
                examination=examinations[row["applicant"]], valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]), loss_reason=row["loss_reason"],
            )
            for row in rows
            if row["applicant"] in families and row["applicant"] in examinations
        ],
        batch_size=2000, ignore_conflicts=True,
    )  # fmt: skip
