"""Which lines of the journal an operator reads: one of a body those of their own body, whoever runs the platform all."""

from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value

from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.models import Body


def lines_of(user: Any, rows: QuerySet[HistoryEntry]) -> QuerySet[HistoryEntry]:
    """What the body's own staff and systems did, and what was done about the body or its persons.

    Persons are named here with their body before them (`operators.person`), processing numbers begin with the code of the
    body that asked: what its partner did about the same query is the partner's.
    """
    body = Body.objects.filter(code=user.office_code).first()
    if body is None:
        return rows
    own = Q(actor_kind="staff", actor_id__in=User.objects.filter(office_code=body.code).values("login_id"))
    own |= Q(actor_kind="system", actor_id=SYSTEM(body.caller).id) | Q(detail__body=body.code)
    of_query = Q(subject__regex=rf"^{body.code}[0-9]{{18}}$") & ~Q(actor_kind="staff") & ~Q(detail__has_key="body")
    own |= Q(subject=body.code) | of_query & Q(persons=[])
    every = Func(F("persons"), Value(" "), function="array_to_string", output_field=TextField())
    named = Q(every_person__startswith=f"{body.code}:") | Q(every_person__contains=f" {body.code}:")
    return rows.annotate(every_person=every).filter(own | named)
