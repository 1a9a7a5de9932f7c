"""An answer a clerk gives weeks later goes to the key the inquirer has then, not to the one it asked with."""

from collections.abc import Iterator
from typing import Any

import pytest

from sasae.foundation.history import SYSTEM
from sasae.foundation.outbox.actions import deliver as deliver_message
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.keys import actions as keys
from sasae.intermediary.keys.envelope import sealed_to
from sasae.intermediary.masters.batches import refresh
from sasae.intermediary.provisions.deciding import CannotDecide, decide
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI
from tests.intermediary.providing import opened, provide
from tests.intermediary.test_deciding import midorino
from tests.intermediary.test_keys import MAKER, current, let_go_of_later_versions, rotated

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-8")]
BY = SYSTEM("tests")
PERMIT = f"P{KAWASAKI}202606150000000001"


@pytest.fixture
def bodies(bodies: Taken) -> Iterator[Taken]:
    """The agents hold the first versions alone again when a test has ended."""
    yield bodies
    let_go_of_later_versions(bodies)


@pytest.fixture
def waiting(ready: Net) -> Net:
    """川崎市 has asked; みどり野市's clerk has not decided yet."""
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    return ready


def distributed(net: Net) -> None:
    """The inquirer's key has reached the core, and the masters have come with it."""
    for _ in range(2):
        net.core.version += 1
        refresh()


def late_answer(net: Net) -> Any:
    decide(midorino(), PERMIT, give=True, reason="確かめた", by=BY, now=clock.now())
    for message in OutboxMessage.objects.filter(state="waiting"):
        deliver_message(message.pk)
    (told,) = net.core.late
    return told.sealed_answer


def test_without_a_rotation_the_answer_is_sealed_to_the_key_it_was_asked_with(waiting: Net) -> None:
    assert sealed_to(late_answer(waiting)) == current(KAWASAKI).thumbprint


def test_after_a_rotation_in_the_middle_the_answer_is_sealed_to_the_present_key_and_opens(
    waiting: Net, bodies: Taken
) -> None:
    asked_with = current(KAWASAKI).thumbprint
    rotated(bodies, KAWASAKI)
    distributed(waiting)
    sealed = late_answer(waiting)
    assert sealed_to(sealed) == current(KAWASAKI).thumbprint != asked_with
    assert opened(sealed)["records"]


def test_while_the_inquirer_has_no_key_nothing_is_sealed_to_the_revoked_one_and_later_it_goes_on(
    waiting: Net, bodies: Taken
) -> None:
    keys.revoke(KAWASAKI, 1, reason="媒体を紛失した", by=MAKER, now=clock.now())
    distributed(waiting)
    with pytest.raises(CannotDecide, match="使用中の鍵がありません"):
        decide(midorino(), PERMIT, give=True, reason="確かめた", by=BY, now=clock.now())
    assert not OutboxMessage.objects.exists()
    rotated(bodies, KAWASAKI)
    distributed(waiting)
    assert sealed_to(late_answer(waiting)) == current(KAWASAKI).thumbprint
