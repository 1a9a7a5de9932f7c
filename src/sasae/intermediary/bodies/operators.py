"""Which body an operator belongs to. No screen of a body opens without one, and none shows another body's rows."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from sasae.foundation.gate import Refused
from sasae.foundation.screens.lists import ListPage
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.queries import information_names


def body_of(request: HttpRequest) -> Body:
    """The operator's body, by their office code. Raises Refused for operators of the platform."""
    user = request.gate.user  # type: ignore[attr-defined]
    body = Body.objects.filter(code=user.office_code).first()
    if body is None:
        raise Refused("団体の運用担当者ではありません")
    return body


def person(body: Body, unified_no: str) -> str:
    """How the journal names a person here: unified numbers are counted anew in each body."""
    return f"{body.code}:{unified_no}"


def list_of(body: Body, declared: ListPage, *, names_persons: bool = True) -> ListPage:
    """A list whose rows name the body's persons, and the information by its name. Called outside `acting_for`."""
    names = {"": "すべて", **information_names()}

    def persons(row: Any) -> list[str]:
        return [person(body, row.unified_no)] if row.unified_no else []

    def information(row: Any) -> str:
        return names.get(row.information, row.information)

    columns = [replace(each, value=information) if each.name == "information" else each for each in declared.columns]
    return replace(declared, columns=columns, persons=persons if names_persons else None)
