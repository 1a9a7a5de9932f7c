"""An applicant took an application back, or sent it anew: the office gives it up while that can be done, and says so."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.contracts.published_applications import EndedEntry
from sasae.foundation.history.models import HistoryEntry
from sasae.subsidy.applications.endings import DECIDED, TO_BE_DECIDED, ask_for_endings
from sasae.subsidy.applications.models import Application, State
from sasae.subsidy.entitlements import actions
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import PROCEDURE, RECEIPT, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def asked(linkage: Linkage, deliver: Callable[[], None]) -> Callable[..., tuple[bool, str]]:
    """The applicant ends it; what the office answers. Asked twice before the answer is delivered."""

    def end(replaced_by: str = "") -> tuple[bool, str]:
        linkage.ended[RECEIPT] = EndedEntry(receipt_number=RECEIPT, procedure=PROCEDURE, replaced_by=replaced_by)
        ask_for_endings()
        ask_for_endings()
        deliver()
        assert linkage.ended == {}
        number, accepted, message = linkage.end_answers[-1]
        assert number == RECEIPT
        return accepted, message

    return end


@pytest.mark.parametrize(("newer", "said"), [("", "取り下げた"), ("KW2026061500000009", "出し直した（KW2026061500000009）")])
def test_one_that_waits_for_its_examination_is_given_up(
    received: Application, asked: Any, examine: Any, newer: str, said: str
) -> None:
    assert asked(newer) == (True, "")
    assert Application.objects.get().state == State.WITHDRAWN
    assert said in str(HistoryEntry.objects.get(event="application.withdrawn").detail)
    with pytest.raises(ValueError, match="取下げ"):
        examine(received)


def test_one_that_was_looked_at_is_given_up_too(received: Application, asked: Any, examine: Any) -> None:
    examine(received)
    assert asked() == (True, "")
    assert Application.objects.get().state == State.WITHDRAWN


def test_one_that_waits_for_approval_is_not_given_up(received: Application, asked: Any, examine: Any) -> None:
    actions.request_approval(examine(received).id, by=COUNTER)
    assert asked() == (False, TO_BE_DECIDED)
    assert Application.objects.get().state == State.EXAMINING


def test_one_that_is_decided_is_not_given_up(granted: Any, asked: Any) -> None:
    assert asked() == (False, DECIDED)
    assert Application.objects.get().state == State.DECIDED


def test_one_the_office_never_had_is_no_trouble(linkage: Linkage, asked: Any) -> None:
    assert asked() == (True, "")
