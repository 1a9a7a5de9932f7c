"""Questions asked of the users."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from sasae.foundation.accounts.models import User


def names_of_staff(login_ids: Iterable[str]) -> dict[str, str]:
    """The names behind these log-ins, in one question; one nobody has is left out."""
    return dict(User.objects.filter(login_id__in=set(login_ids)).values_list("login_id", "name"))


def name_of_staff(field: str) -> Coalesce:
    """For `annotate`: the name behind the log-in a column holds; a system's own name stays as it is."""
    return Coalesce(Subquery(User.objects.filter(login_id=OuterRef(field)).values("name")[:1]), F(field))
