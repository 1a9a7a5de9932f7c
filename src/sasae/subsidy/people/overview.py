"""Everything the office holds about one person, from the areas that come after `people`."""

from typing import Any

from django.db.models import QuerySet

from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.duplicates.groups import leads_to, one_with
from sasae.subsidy.entitlements.models import Entitlement, FamilyMember
from sasae.subsidy.people import queries
from sasae.subsidy.people.models import BankAccount, Insurance, Person


def of_person(person: Person) -> dict[str, Any]:
    """What a person's page shows besides the person and the family."""
    one = one_with(person)
    return {
        "one": person,
        "family": family_of(person),
        "leads_to": leads_to(person),
        "merged": Person.objects.filter(pk__in=one).exclude(pk=person.pk),
        "insurances": Insurance.objects.filter(person__in=one).order_by("-since"),
        "account": account_of(person, one),
        "entitlements": entitlements_of(person),
        "certificates": certificates_of(person),
        "claims": Claim.objects.filter(person__in=one).order_by("-id")[:50],
    }


def persons_in(page: dict[str, Any]) -> list[str]:
    """Whom a person's page names besides the person."""
    family = [member.person.atena_no for member in page["family"]]
    return [*(one.atena_no for one in page["merged"]), *family, *(each["fact"].person.atena_no for each in page.get("facts", ()))]


def account_of(person: Person, one: list[int]) -> BankAccount | None:
    """The account payments to the person go to: the person's own, else the one kept under another number."""
    others = BankAccount.objects.filter(person__in=one, until__isnull=True).order_by("-since")
    return queries.account_of(person) or others.first()


def family_of(person: Person) -> list[FamilyMember]:
    """The members of the person's present family, applicant first; whichever of the person's numbers it is under."""
    own = FamilyMember.objects.filter(person__in=one_with(person), until__isnull=True)
    families = own.values("family")
    members = FamilyMember.objects.filter(family__in=families, until__isnull=True)
    return list(members.select_related("person").order_by("role", "person__birth_date"))


def entitlements_of(person: Person) -> QuerySet[Entitlement]:
    """Every entitlement of the person, newest first."""
    return Entitlement.objects.filter(recipient__person__in=one_with(person)).select_related("recipient").order_by("-valid_from")


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """Every certificate of the person, newest first."""
    return Certificate.objects.filter(recipient__person__in=one_with(person)).order_by("-issued_on", "-id")
