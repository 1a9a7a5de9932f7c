"""What intake's tests share: a card authority over HTTP, partners on the line, a resident with a card."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.simulators.card_authority import stamping
from tests.foundation.conftest import refusals as refusals
from tests.intake.applications import ATENA, HANAKO, file, form, hanako, payload
from tests.intake.card_authority import Authority, Card, over_http
from tests.intake.clamd import StandIn, listening
from tests.intake.partners import Partners


@pytest.fixture(scope="session")
def served_authority() -> Iterator[Authority]:
    """One authority a run: keys are slow to make."""
    authority = Authority()
    with over_http(authority):
        yield authority


@pytest.fixture
def authority(served_authority: Authority, settings: Any, tmp_path: Any) -> Authority:
    """The card authority, trusted by intake, nothing revoked yet."""
    from sasae.intake.downloads.revocation import forget_lists

    served_authority.revoked.clear()
    served_authority.silent = served_authority.timeless = served_authority.away = False
    settings.SASAE_CARD_STATUS = served_authority.url
    settings.SASAE_TRUST = tmp_path
    (tmp_path / "signing-ca.cer").write_bytes(served_authority.root.public_bytes(Encoding.DER))
    (tmp_path / "stamping-ca.cer").write_bytes(stamping.root(served_authority.key).public_bytes(Encoding.DER))
    settings.SASAE_TIME_STAMP = f"{served_authority.url}/time-stamp"
    forget_lists()
    return served_authority


@pytest.fixture(scope="session")
def served_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in for clamd, one a run."""
    with listening(tmp_path_factory.mktemp("clamd") / "clamd.ctl") as stand_in:
        yield stand_in


@pytest.fixture(autouse=True)
def clamd(served_clamd: StandIn, settings: Any) -> StandIn:
    """The scanner of intake: finds nothing but the test pattern."""
    served_clamd.reset()
    settings.SASAE_SCANNER = {"clamd": served_clamd.address}
    return served_clamd


@pytest.fixture
def card(authority: Authority) -> Card:
    """Hanako's card."""
    name, _, birth, address = HANAKO
    return authority.card(name, birth, address)


@pytest.fixture
def partners(authority: Authority, monkeypatch: pytest.MonkeyPatch, db: None) -> Partners:
    """Portal, card authority and linkage at the other end of the line."""
    from sasae.foundation import partners as asking
    from sasae.foundation.outbox import actions as outbox

    ends = Partners(authority)
    ends.people[ATENA] = hanako()
    monkeypatch.setattr(asking, "line", lambda: ends)
    monkeypatch.setattr(outbox, "line", lambda: ends)
    return ends


@pytest.fixture
def deliver(partners: Partners) -> Callable[[], None]:
    """Send what lies in the outbox, and what follows from its being sent."""

    def all_of_it() -> None:
        from sasae.foundation.outbox.actions import deliver as deliver_one
        from sasae.foundation.outbox.models import OutboxMessage

        while waiting := list(OutboxMessage.objects.filter(state="waiting").values_list("pk", flat=True)):
            for message_id in waiting:
                deliver_one(message_id)

    return all_of_it


@pytest.fixture
def arrive(partners: Any, card: Any) -> Any:
    """Hanako's application arrives, in whatever words, and is handed over."""
    partners.serials[card.user_serial] = ATENA

    from sasae.intake.applications.models import Application
    from sasae.intake.downloads.batches import take_all
    from sasae.intake.matching.batches import identify_waiting

    def one(receipt_number: str = "KW2026061500000001", **changes: Any) -> Any:
        partners.put(receipt_number, file(card, payload(form(**changes))))
        take_all()
        identify_waiting()
        return Application.objects.get(receipt_number=receipt_number)

    return one


@pytest.fixture
def bring(partners: Any) -> Any:
    """A reply lies at the portal and is pulled."""

    def one(told: Any) -> Any:
        from sasae.intake.letters.batches import take_all
        from sasae.intake.letters.models import Reply

        partners.replies[told.entry.id] = told
        take_all()
        return Reply.objects.get(reply_id=told.entry.id)

    return one
