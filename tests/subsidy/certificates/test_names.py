"""Names no font can show are found before the certificates are printed."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.certificates.queries import unprintable_people
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.people.models import Person
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_common_names_and_rare_ones_the_fonts_know_are_not_listed(granted: Recipient) -> None:
    Person.objects.filter(atena_no=REN).update(name="髙﨑𠮷　蓮")
    assert unprintable_people(DAY) == []


def test_a_name_is_listed_with_its_signs_as_long_as_somebody_is_covered(granted: Recipient) -> None:
    Person.objects.filter(atena_no=MISAKI).update(name="宮前　ꙮ\ue000")
    last = Entitlement.objects.order_by("-valid_to")[0].valid_to
    [one] = unprintable_people(last)
    assert (one.person.atena_no, one.signs, one.points) == (MISAKI, ("ꙮ", "\ue000"), "U+A66E、U+E000")
    assert unprintable_people(last + timedelta(days=1)) == []


def test_the_page_names_them_and_journals_whom_it_showed(granted: Recipient, signed_in: Any) -> None:
    Person.objects.filter(atena_no=MISAKI).update(name="宮前　ꙮ咲")
    assert signed_in("certificates.view").get("/certificates/names/").status_code == 403
    desk = signed_in("certificates.view", "certificates.issue")
    assert "U+A66E" in desk.get("/certificates/names/").content.decode()
    told = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
    assert told.persons == [MISAKI]


def test_the_desk_shows_what_waits(granted: Recipient, signed_in: Any) -> None:
    from sasae.kernel import clock
    from sasae.subsidy.certificates import actions
    from sasae.subsidy.certificates.models import Certificate, NextStep, ReturnReason
    from tests.subsidy.conftest import COUNTER

    number = Certificate.objects.get(recipient=granted).number
    actions.take_returned(
        number, returned_on=clock.today(), reason=ReturnReason.MOVED, next_step=NextStep.EXAMINE, by=COUNTER,
        on=clock.today(),
    )  # fmt: skip
    page = signed_in("certificates.view", "certificates.recall", "print_runs.approve").get("/").content.decode()
    assert "対応待ちの返戻郵便" in page
    assert "見本の承認を待つ印刷" in page
    assert "承認を待つ文言の変更" not in page
