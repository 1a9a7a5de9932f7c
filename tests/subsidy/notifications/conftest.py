"""A covered family, its notifications, and the register that tells of it."""

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import DAY, MISAKI

TOKENS = itertools.count(1)


@pytest.fixture
def linkage(monkeypatch: pytest.MonkeyPatch, db: None) -> Register:
    """Linkage with a feed at the other end of the line."""
    from sasae.foundation import partners
    from sasae.foundation.outbox import actions as outbox

    end = Register()
    monkeypatch.setattr(partners, "line", lambda: end)
    monkeypatch.setattr(outbox, "line", lambda: end)
    return end


@pytest.fixture
def family(granted: Any) -> Any:
    """Misaki's family, covered since 15 June 2026."""
    from sasae.subsidy.entitlements.models import Family

    return Family.objects.select_related("applicant").get(applicant__atena_no=MISAKI)


@pytest.fixture
def notify(family: Any) -> Callable[..., Any]:
    """Enter a notification as the counter does; it waits for its second look."""
    from sasae.subsidy.notifications import actions
    from sasae.subsidy.notifications.models import Kind

    def entered(kind: str, occurred_on: date = DAY, *, received_on: date = DAY, **content: Any) -> Any:
        where = {name: content.pop(name) for name in ("postal_code", "address") if name in content}
        return actions.enter(
            Kind(kind), family, content={"filer": "applicant", **content}, received_on=received_on,
            occurred_on=occurred_on, identity_checked="運転免許証", token=f"token{next(TOKENS)}", by=COUNTER,
            at=clock.now(), **where,
        )  # fmt: skip

    return entered


@pytest.fixture
def confirmed(notify: Callable[..., Any]) -> Callable[..., Any]:
    """The same, compared with the paper by another person."""
    from sasae.subsidy.notifications import actions

    def effective(kind: str, *args: Any, **content: Any) -> Any:
        made = notify(kind, *args, **content)
        return actions.confirm(made.pk, [], seen=actions.fingerprint(made), by=EXAMINER, on=DAY, at=clock.now())

    return effective


@pytest.fixture
def decided(linkage: Register) -> Callable[..., Any]:
    """Examine a review as the button does, and have the answer approved by another."""
    from sasae.subsidy.entitlements import actions as examinations
    from sasae.subsidy.entitlements.changes import decided_application
    from sasae.subsidy.entitlements.facts import gather
    from sasae.subsidy.notifications import actions
    from sasae.subsidy.notifications.actions.reviews import examination_day

    def done(review: Any, on: date = DAY) -> Any:
        day = examination_day(review)
        application = decided_application(review.family)
        facts, people = gather(application, on=day, by=COUNTER, at=clock.now(), affair="届出審査")
        made = actions.examine(review.pk, facts, people, on=day, by=COUNTER, at=clock.now())
        examinations.request_approval(made.pk, by=COUNTER)
        return actions.approve_change(made.pk, by=EXAMINER, on=on, at=clock.now())

    return done
