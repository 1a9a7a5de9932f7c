"""Who of a household agreed to the inquiry about their income: by their own signature, by a paper, by the applicant's tick.

The tick speaks for those the form does not name. Whoever it names speaks for themselves: by a card, or on paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sasae.contracts import published_applications as published
from sasae.contracts.forms.cosigning import may_sign
from sasae.contracts.forms.definitions import NoSuchForm, of_version
from sasae.contracts.people import Person
from sasae.foundation.history import Actor, record
from sasae.kernel.characters import names_agree
from sasae.kernel.clock import TOKYO
from sasae.subsidy.applications.models import Application, Consent, ConsentSource

PAPER = "tax_consent"  # the kind of paper that says it
THERE = "there"  # the state of a paper that has come


def named(told: published.Application) -> Mapping[str, Mapping[str, Any]]:
    """The grown-up persons the form names that could have signed, by place."""
    try:
        asked = of_version(told.procedure, str(told.form.get("form_version", ""))).cosigners
        return may_sign(asked, told.form, date.fromisoformat(str(told.form.get("applied_on", ""))))
    except (NoSuchForm, ValueError):
        return {}


def keep(told: published.Application, household: Iterable[Person], *, by: Actor, at: datetime) -> list[Consent]:
    """Record what each of them said. Part of the caller's transaction; recorded before, nothing changes."""
    signed, people = {one.place: one for one in told.cosigners if one.valid}, list(household)
    tried = {one.place: one for one in told.cosigners}
    made = []
    for place, entry in named(told).items():
        one = signed.get(place) or tried.get(place)
        good = one is not None and one.valid
        made.append(
            Consent(
                receipt_number=told.receipt_number, applicant_no=told.applicant or "", place=place,
                name=str(entry["name"])[:100], birth_date=date.fromisoformat(str(entry["birth_date"])),
                atena_no=(one.person if one and good else None) or _found(entry, people), kept_at=at,
                source=ConsentSource.COSIGNED if good else ConsentSource.BAD if one else ConsentSource.NONE,
                given_on=one.checked_at.astimezone(TOKYO).date() if one and good else None,
                findings=one.findings if one else [],
            )
        )  # fmt: skip
    Consent.objects.bulk_create(made)
    if made:
        given = sum(one.given_on is not None for one in made)
        persons = [one.atena_no for one in made if one.atena_no]
        record(by, "application.consents_kept", told.receipt_number, persons, given=given, named=len(made))
    return made


def _found(entry: Mapping[str, Any], people: Iterable[Person]) -> str:
    """Who of the household it is, where it is plainly one."""
    alike = [
        one.atena_no
        for one in people
        if one.birth_date.isoformat() == str(entry["birth_date"]) and names_agree(str(entry["name"]), one.name)
    ]
    return alike[0] if len(alike) == 1 else ""


def end(receipt_number: str, *, at: datetime) -> None:
    """What was sent is taken back: what was signed with it says nothing any more. Part of the caller's transaction."""
    for one in Consent.objects.filter(receipt_number=receipt_number, ended_at=None):
        one.ended_at = at
        one.save()


def of(receipt_number: str) -> list[Consent]:
    """What was recorded of one application or notification, in the order of its form."""
    return list(Consent.objects.filter(receipt_number=receipt_number).order_by("place"))


def lacking(application: Application) -> bool:
    """Whether somebody the form names has not agreed by a signature of their own."""
    return Consent.objects.filter(receipt_number=application.receipt_number, given_on=None).exists()


@dataclass(frozen=True)
class Agreed:
    """The consents of some families, read at once."""

    own: Mapping[tuple[str, str], date | None]  # receipt number and person
    later: Mapping[tuple[str, str], date]  # applicant and person: of what the same applicant sent since
    papers: Mapping[int, date]  # application
    unfound: frozenset[str]  # receipt numbers of those that name somebody nobody could tell in the household

    def on(self, application: Application, atena_no: str) -> date | None:
        """The day a person agreed, for this application's family; None when nobody and nothing says so."""
        own, by_paper = self.own.get((application.receipt_number, atena_no)), self.papers.get(application.pk)
        applicant = application.form["persons"].get("applicant", "")
        if day := own or self.later.get((applicant, atena_no)):
            return day
        silent = application.receipt_number in self.unfound and atena_no not in application.form["persons"].values()
        if silent or (application.receipt_number, atena_no) in self.own:
            return by_paper
        return application.received_on if application.form["consent_to_inquiries"] else None


def agreed(applications: Iterable[Application]) -> Agreed:
    """What these applications' families agreed to; three questions to the database however many they are."""
    ones = list(applications)
    applicants = {one.form["persons"].get("applicant", "") for one in ones} - {""}
    own = list(Consent.objects.filter(receipt_number__in=[one.receipt_number for one in ones], ended_at=None))
    later = Consent.objects.filter(applicant_no__in=applicants, ended_at=None, given_on__isnull=False).order_by("given_on")
    papers = Application.objects.filter(
        pk__in=[one.pk for one in ones], papers__kind=PAPER, papers__state=THERE, papers__arrived_on__isnull=False
    )  # fmt: skip
    return Agreed(
        {(one.receipt_number, one.atena_no): one.given_on for one in own if one.atena_no},
        {(one.applicant_no, one.atena_no): one.given_on for one in later if one.atena_no and one.given_on},
        dict(papers.values_list("pk", "papers__arrived_on")),
        frozenset(one.receipt_number for one in own if not one.atena_no),
    )


def agreed_on(application: Application, atena_no: str) -> date | None:
    """The same of one application and person."""
    return agreed([application]).on(application, atena_no)
