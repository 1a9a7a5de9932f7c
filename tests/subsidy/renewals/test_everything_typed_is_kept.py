"""What is typed into a renewal's forms and refused stays in its field, with what is wrong beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from sasae.subsidy.renewals.models import Letter, Renewal, Step
from tests.subsidy.renewals.conftest import OCTOBER
from tests.subsidy.renewals.families import mother
from tests.subsidy.typed import TYPED, refused, said_wrong, that_take_text

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("renewals.view", "renewals.work", "renewals.approve", "certificates.recall")
Place = tuple[str, str]


def judged(get: Any) -> Renewal:
    """A renewal whose judgement waits for its approval."""
    from sasae.subsidy.renewals import actions
    from sasae.subsidy.renewals.models import Round
    from tests.subsidy.conftest import COUNTER

    get("town")
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    for key in ("extract", "refresh", "report", "judge"):
        get("work")(renewal, key, OCTOBER, approver=None)
    return renewal


def sent_back(get: Any) -> Place:
    renewal = judged(get)
    step = Step.objects.get(renewal=renewal, step="judge")
    return reverse("renewals:renewal", args=[renewal.pk]), reverse("renewals:send_back", args=[step.pk])


def taken(paper: str) -> Callable[[Any], Place]:
    def made(get: Any) -> Place:
        return (
            reverse("renewals:take", args=[get("decided").targets.get(applicant__atena_no=mother(2)).pk, paper]),
        ) * 2

    return made


def returned(get: Any) -> Place:
    get("decided")
    return (reverse("renewals:returned", args=[Letter.objects.order_by("pk")[0].pk]),) * 2


PLACES: dict[str, Callable[[Any], Place]] = {
    "renewals:open": lambda get: (reverse("renewals:renewals"), reverse("renewals:open")),
    "renewals:rehearse": lambda get: (reverse("renewals:rehearsals"), reverse("renewals:rehearse")),
    "renewals:returned": returned,
    "renewals:send_back": sent_back,
    "renewals:take income": taken("income"),
    "renewals:take extension": taken("extension"),
    "renewals:take early": taken("early"),
}


def test_every_view_that_takes_text_is_told_how_to_reach_its_form() -> None:
    assert that_take_text(["renewals"]) == {name.partition(" ")[0] for name in PLACES}


@pytest.mark.parametrize("name", PLACES)
def test_what_was_typed_and_what_is_wrong_stand_on_the_page_that_answers(
    request: pytest.FixtureRequest, signed_in: Any, name: str
) -> None:
    page, to = PLACES[name](request.getfixturevalue)
    pressed = 0
    for form, again, told in refused(signed_in(*RIGHTS), page, to):
        pressed += 1
        lost = {field for field in form.texts if again.get(field, "").strip() != TYPED}
        assert not lost, (lost, again)
        assert said_wrong(told)
    assert pressed
    assert TYPED not in signed_in(*RIGHTS).get(page).content.decode()
