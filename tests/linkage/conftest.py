"""What linkage's tests share: the partners at the far end of a real line, a register of made-up persons, the door."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.linkage.masters import Masters
from tests.linkage.register import Register
from tests.wire.counterparts import Counterparts, counterparts
from tests.wire.partner import Partner

PARTNERS = {
    "resident_register", "tax", "public_assistance", "child_allowance", "childrens_subsidy", "disability_subsidy",
    "intermediary", "jlis_gateway", "intake", "personnel", "subsidy",
}  # fmt: skip


@pytest.fixture(scope="session")
def listening() -> Iterator[Counterparts]:
    """One listener a run."""
    from django.conf import settings

    with counterparts(Path(settings.SASAE_PKI), PARTNERS) as far:
        yield far


@pytest.fixture
def far(listening: Counterparts, settings: Any) -> Counterparts:
    """The partners; nobody is away, nothing was asked, nothing is answered yet."""
    from sasae.foundation.outbox.line import _line

    listening.answers.clear()
    listening.asked.clear()
    listening.bytes_heard.clear()
    listening.away.clear()
    settings.SASAE_ADDRESSES = listening.addresses
    _line.cache_clear()
    return listening


@pytest.fixture
def register(far: Counterparts) -> Register:
    """The resident register, answering its feed."""
    held = Register()
    far.answers["resident_register.changes"] = held.changes
    far.answers["resident_register.person_by_serial"] = held.person_by_serial
    return held


@pytest.fixture
def masters(db: None, far: Counterparts) -> Masters:
    """The distributed masters have come."""
    from sasae.linkage.inquiries.batches import refresh_masters

    held = Masters()
    far.answers["body_gateway.masters"] = held.told
    refresh_masters()
    far.asked.clear()
    return held


@pytest.fixture
def taken_in(db: None, register: Register, masters: Masters) -> Register:
    """Three persons of a household and a protected one are in the index, and what may be asked is known."""
    from sasae.linkage.people.batches import take_register_changes

    register.fill()
    take_register_changes()
    return register


@pytest.fixture
def door(settings: Any) -> Any:
    """linkage's contract port."""
    from django.test import Client

    settings.ROOT_URLCONF = "sasae.deployment.urls.linkage_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    return Client()


@pytest.fixture
def system() -> Callable[[str], Partner]:
    """Another system, calling: `system("subsidy").ask(door, operation, message)`."""
    from django.conf import settings

    return lambda name: Partner(Path(settings.SASAE_PKI), name)


@pytest.fixture
def deliver(db: None, far: Counterparts) -> Callable[[], None]:
    """Send what lies in the outbox over the line, and what follows from its being sent."""

    def all_of_it() -> None:
        from sasae.foundation.outbox.actions import deliver as deliver_one
        from sasae.foundation.outbox.models import OutboxMessage

        for message_id in list(OutboxMessage.objects.filter(state="waiting").values_list("pk", flat=True)):
            deliver_one(message_id)

    return all_of_it


@pytest.fixture
def refusals(db: None) -> Iterator[Callable[[], list[str]]]:
    """The lines written over the journal's own connection in this test; another connection may not read them yet."""
    from django.db import connections

    lines: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO history_entry" in sql:
            lines.append(str(params))
        return execute(sql, params, many, context)

    with connections["journal"].execute_wrapper(note):
        yield lambda: lines
