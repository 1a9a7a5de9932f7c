"""Whether a receipt of the desk and one of the review body speak of the same provider: by code, or by name."""

import unicodedata
from collections.abc import Iterable

from sasae.subsidy.claims.models import Claim


def provider_key(named: str) -> str:
    """A code or a name, however wide and spaced it was written."""
    return "".join(unicodedata.normalize("NFKC", named).split()).casefold()


def claimed_providers(people: Iterable[int]) -> set[tuple[int, str, str]]:
    """Person, treatment month and provider of every reimbursement that was granted to these persons."""
    rows = Claim.objects.filter(person_id__in=people, state__in=Claim.GRANTED)
    return {
        (person, month, provider_key(provider))
        for person, month, provider in rows.values_list("person_id", "treatment_month", "provider")
    }
