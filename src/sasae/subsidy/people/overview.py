"""Everything the office holds about one person, from the areas that come after `people`."""

from typing import Any

from django.db.models import QuerySet

from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.duplicates.queries import leads_to, one_with
from sasae.subsidy.entitlements.models import Entitlement, FamilyMember
from sasae.subsidy.people import queries
from sasae.subsidy.people.models import Insurance, Person


def of_person(person: Person) -> dict[str, Any]:
    """What a person's page shows besides the person and the family."""
    one = one_with(person)
    return {
        "leads_to": leads_to(person),
        "merged": Person.objects.filter(pk__in=one).exclude(pk=person.pk),
        "insurances": Insurance.objects.filter(person__in=one).order_by("-since"),
        "account": queries.account_of(person),
        "entitlements": entitlements_of(person),
        "certificates": certificates_of(person),
        "claims": Claim.objects.filter(person__in=one).order_by("-id")[:50],
    }


def family_of(person: Person) -> list[FamilyMember]:
    """The members of the person's present family, applicant first."""
    families = person.memberships.filter(until__isnull=True).values("family")
    members = FamilyMember.objects.filter(family__in=families, until__isnull=True)
    return list(members.select_related("person").order_by("role", "person__birth_date"))


def entitlements_of(person: Person) -> QuerySet[Entitlement]:
    """Every entitlement of the person, newest first."""
    return Entitlement.objects.filter(recipient__person__in=one_with(person)).select_related("recipient").order_by("-valid_from")


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """Every certificate of the person, newest first."""
    return Certificate.objects.filter(recipient__person__in=one_with(person)).order_by("-issued_on", "-id")
