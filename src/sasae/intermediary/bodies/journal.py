"""Which lines of the journal an operator reads: one of a body those of their own body, whoever runs the platform all."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField

from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.models import Body

_SAID = [F("actor_kind"), F("subject"), F("persons"), F("detail")]
_BODIES = Func(*_SAID, function="bodies_of_history", output_field=ArrayField(TextField()))  # as its index has it


def lines_of(user: Any, rows: QuerySet[HistoryEntry]) -> QuerySet[HistoryEntry]:
    """What the body's own staff and systems did, and what was done about the body or its persons.

    Persons are named here with their body before them (`operators.person`), processing numbers begin with the code of the
    body that asked: what its partner did about the same query is the partner's.
    """
    body = Body.objects.filter(code=user.office_code).first()
    if body is None:
        return rows
    staff = list(User.objects.filter(office_code=body.code).values_list("login_id", flat=True))  # named, an index finds them
    own = Q(actor_kind="staff", actor_id__in=staff) | Q(actor_kind="system", actor_id=SYSTEM(body.caller).id)
    return rows.annotate(bodies=_BODIES).filter(own | Q(bodies__contains=[body.code]))
