"""Which body an operator belongs to. No screen of a body opens without one, and none shows another body's rows."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest

from sasae.foundation.gate import Refused
from sasae.foundation.screens.lists import Filter, ListPage
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.intermediary.bodies.queries import predecessors
from sasae.intermediary.masters.queries import information_names
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date

LOOKS_INTO = "looks_into"  # in the session: the predecessor whose records an operator has turned to
_GOES_ON = {"deletions"}  # areas in which something is still done for a body that has ended


def own_body(request: HttpRequest) -> Body:
    """The operator's body, by their office code. Raises Refused for operators of the platform."""
    user = request.gate.user  # type: ignore[attr-defined]
    body = Body.objects.kept().filter(code=user.office_code).first()
    if body is None:
        raise Refused("団体の運用担当者ではありません")
    return body


def body_of(request: HttpRequest) -> Body:
    """The body an operator works in: their own, or the predecessor of it they have turned to.

    Of a body that has ended everything can be looked at, and nothing done but the deletion of what was kept long enough.
    """
    body = own_body(request)
    if wanted := request.session.get(LOOKS_INTO):
        body = next((each for each in predecessors(body) if each.code == wanted), body)
    match = request.resolver_match
    if request.method == "POST" and body.state == BodyState.CLOSED and match and match.namespace not in _GOES_ON:
        raise Refused("終わった団体の記録は見るだけです")
    return body


def person(body: Body, unified_no: str) -> str:
    """How the journal names a person here: unified numbers are counted anew in each body."""
    return f"{body.code}:{unified_no}"


def between(name: str) -> list[Filter]:
    """Two filters: from this day on, and until this day, by a column of times."""

    def since(rows: Any, text: str) -> Any:
        return rows.filter(**{f"{name}__gte": datetime.combine(parse_date(text), time.min, tzinfo=clock.TOKYO)})

    def until(rows: Any, text: str) -> Any:
        return rows.filter(**{f"{name}__lte": datetime.combine(parse_date(text), time.max, tzinfo=clock.TOKYO)})

    return [Filter("since", "この日から", by=since), Filter("until", "この日まで", by=until)]


def informations() -> Filter:
    """A filter of the kinds of information; `list_of` gives it their names."""
    return Filter("information", "特定個人情報名", by=lambda rows, text: rows.filter(information=text))


def list_of(body: Body, declared: ListPage, *, names_persons: bool = True) -> ListPage:
    """A list whose rows name the body's persons, and the information by its name. Called outside `acting_for`."""
    names = {"": "すべて", **information_names()}

    def persons(row: Any) -> list[str]:
        return [person(body, row.unified_no)] if row.unified_no else []

    def information(row: Any) -> str:
        return names.get(row.information, row.information)

    columns = [replace(each, value=information) if each.name == "information" else each for each in declared.columns]
    choices = list(names.items())[1:]
    filters = [replace(each, choices=choices) if each.name == "information" else each for each in declared.filters]
    return replace(declared, columns=columns, filters=filters, persons=persons if names_persons else None)
