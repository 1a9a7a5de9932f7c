"""Numbers that begin anew each fiscal year, without gaps: 種類の記号、年度、ハイフン、その年度の何番目か."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Length

from sasae.kernel.period import fiscal_year


def next_of_year(model: type[Model], prefix: str, on: date) -> str:
    """The number of the next row of a model. Part of the caller's transaction: who asks at the same moment waits for it."""
    begins = f"{prefix}{fiscal_year(on)}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"numbering/{begins}"])
    rows: Any = model._default_manager.filter(number__startswith=begins)
    last = rows.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:04d}"
