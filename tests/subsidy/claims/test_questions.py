"""The pages of a folder ask as often for thirty lines as for two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.kernel.period import Month
from sasae.subsidy.claims.cases import decisions_of
from sasae.subsidy.claims.models import Claim, ClaimFolder
from sasae.subsidy.claims.warnings import warnings_of
from sasae.subsidy.entitlements.models import Recipient
from tests.subsidy.claims.folders import family_of, handed_in, line
from tests.subsidy.money import JUNE, LATER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def asked(look: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as questions:
        look()
    return [one["sql"] for one in questions.captured_queries]


def folder_of(granted: Recipient, count: int) -> ClaimFolder:
    """Lines of both, in two months, of other clinics each."""
    numbers = family_of(granted)
    months = (JUNE, Month(2026, 5))
    return handed_in(
        *(
            line(
                numbers[place % 2],
                months[place // 2 % 2],
                provider=f"医院{count}の{place}",
                insured_self_pay=1_000 + place,
            )
            for place in range(count)
        )
    )


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda claims: decisions_of(claims, LATER), id="what the law says"),
        pytest.param(
            lambda claims: warnings_of(claims[0].folder, list(zip(claims, decisions_of(claims, LATER), strict=True))),
            id="warnings",
        ),
    ],
)
def test_what_is_looked_up_does_not_grow_with_the_lines(granted: Recipient, look: Callable[[list[Claim]], Any]) -> None:
    few, many = (
        list(folder_of(granted, count).claims.select_related("person", "payee", "folder").order_by("pk"))
        for count in (2, 20)
    )
    assert len(asked(lambda: look(many))) == len(asked(lambda: look(few))) <= 25


def test_the_page_of_a_folder_does_not_grow_with_the_lines(granted: Recipient, signed_in: Any) -> None:
    few, many = folder_of(granted, 2), folder_of(granted, 20)
    desk = signed_in("claims.view", "claims.enter", "claims.decide")
    desk.get(f"/claims/folders/{few.number}/")  # what is read once a process
    counts = [len(asked(lambda one=one: desk.get(f"/claims/folders/{one.number}/"))) for one in (few, many)]
    assert counts[0] == counts[1]
