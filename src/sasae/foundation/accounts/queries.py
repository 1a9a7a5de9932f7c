"""Questions asked of the users."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from sasae.foundation.accounts.models import User


def name_of_staff(field: str) -> Coalesce:
    """For `annotate`: the name behind the log-in a column holds; a system's own name stays as it is."""
    return Coalesce(Subquery(User.objects.filter(login_id=OuterRef(field)).values("name")[:1]), F(field))
