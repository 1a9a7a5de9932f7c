"""Since when a tie was wrong is told with its correction, as far as the versions of the person tell."""

import pytest

from sasae.kernel import clock
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.ties.actions import corrections
from sasae.linkage.ties.reports import corrected_for
from sasae.linkage.ties.uses import wrong_since
from tests.linkage.register import HANAKO, TARO, Register
from tests.linkage.test_tie_corrections import ABE, KATO, TODAY
from tests.linkage.test_tie_corrections import asked as asked
from tests.linkage.test_tie_corrections import corrected as corrected

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("USE-3")]


def test_a_person_tied_wrongly_later_on_was_so_since_the_day_of_that(taken_in: Register) -> None:
    hanako = RegisteredPerson.objects.get(atena_no=HANAKO)
    hanako.unified = None
    hanako.save()
    hanako.unified = RegisteredPerson.objects.get(atena_no=TARO).unified
    hanako.save()
    made = corrections.part(HANAKO, reason="別人", by=KATO, on=TODAY)
    corrections.carry_out(made.number, by=ABE, on=TODAY)
    assert wrong_since(made.moves.all()) == clock.real_now().date()
    assert wrong_since(made.moves.none()) is None


def test_of_a_tie_that_was_wrong_from_the_beginning_no_day_is_told_and_all_time_counts(corrected: object) -> None:
    (told,) = corrected_for("subsidy")
    assert told.tied_since is None
