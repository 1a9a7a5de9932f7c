"""Members of staff for tests: made by the real actions, signed in as the real log-in leaves them.

Use the fixtures `staff` and `signed_in`:

    def test_list(signed_in):
        client = signed_in("people.view", "people.enter", ward="141313")
        assert client.get("/people/").status_code == 200
"""

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

PASSWORD = "Tamagawa-no-hotori-7"
NUMBERS = itertools.count(1)
YEARS = range(2024, 2034)


def make_staff(*rights: str, ward: str = "", name: str = "川崎 花", login_id: str = "", **fields: Any) -> Any:
    """A user with an authenticator and these rights, for the user's ward."""
    from sasae.foundation.accounts import actions
    from sasae.foundation.history import SYSTEM

    by = SYSTEM("tests")
    login_id = login_id or f"staff{next(NUMBERS)}"
    user, _ = actions.create_user(by=by, login_id=login_id, name=name, ward=ward, password=PASSWORD, **fields)
    actions.set_second_factor(user, by=by, key="00" * 20)
    actions.grant_all(user, rights, by=by, reason="試験のため")
    _teach(user, by)
    return user


def _teach(user: Any, by: Any) -> None:
    """The courses without which rights do not work here."""
    from sasae.foundation.instruction.actions import Holding, register
    from sasae.foundation.instruction.queries import courses_of
    from sasae.kernel import clock

    on = clock.today()
    for course in courses_of(on):
        if course.holds_back is None or course.holds_back:
            held = Holding(course.id, date(2020, 4, 1), "会議室", "講師", "出席簿")
            register(held, [user], organisation="", by=by, on=on, now=clock.now())


def sign_in(client: Any, user: Any, *, read: bool = True) -> Any:
    """Leave the client where the log-in would: session, second factor, the user's one live session, the rules read."""
    import time

    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from sasae.foundation.accounts.middleware import session_mark
    from sasae.foundation.accounts.models import User
    from sasae.foundation.instruction.middleware import MARK
    from sasae.foundation.instruction.queries import mark_of_rules
    from sasae.kernel import clock

    client.force_login(user, backend="sasae.foundation.accounts.backend.StaffBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session["last_use"] = int(time.time())
    if read:
        _read(user)
        session[MARK] = mark_of_rules(clock.today())
    session.save()
    User.objects.filter(pk=user.pk).update(session_mark=session_mark(session.session_key))
    client.staff = user
    return at_terminal(client)


def _read(user: Any) -> None:
    """The rules are read in each of the years that tests visit, in one statement."""
    from sasae.foundation.instruction.models import Acknowledgement
    from sasae.foundation.instruction.queries import rules_of
    from sasae.kernel import clock

    rows = [
        Acknowledgement(login_id=user.login_id, rule=one.id, version=one.version, fiscal_year=year, at=clock.now())
        for one in rules_of(clock.today()) for year in YEARS
    ]  # fmt: skip
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)


def at_terminal(client: Any, code: str = "T-01") -> Any:
    """Put the client at a permitted terminal, where the service registers them."""
    from django.conf import settings

    if not hasattr(settings, "SASAE_TERMINALS_UNDER"):
        return client
    from sasae.foundation.history import SYSTEM
    from sasae.foundation.terminals import actions
    from sasae.foundation.terminals.middleware import cookie_name
    from sasae.foundation.terminals.models import Terminal
    from sasae.kernel import clock

    by, now = SYSTEM("tests"), clock.now()
    code = f"{code}-{next(NUMBERS)}" if Terminal.objects.filter(code=code).exists() else code
    terminal, told = actions.register(code, "執務室", "川崎 花", by=by, at=now)
    terminal, key = actions.let_in(told, by=by, at=now, on=clock.today())
    client.cookies[cookie_name()] = key
    client.terminal = terminal
    return client


def at(path: str) -> str:
    """Where a page of the staff lies in this service: the portal keeps them apart from the residents' pages."""
    from django.urls import reverse

    return reverse("home").rstrip("/") + path


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    """Argon2 at its cheapest, where Django is in use: tests make many users."""
    from django.conf import settings

    if settings.configured:
        from django.contrib.auth.hashers import Argon2PasswordHasher

        hasher = Argon2PasswordHasher
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 8, 1


@pytest.fixture
def staff(db: None) -> Callable[..., Any]:
    """Makes users: `staff("people.view", ward="141313")`."""
    return make_staff


@pytest.fixture
def signed_in(db: None) -> Callable[..., Any]:
    """Makes signed-in clients: `signed_in("people.view")`; the user is `client.staff`."""
    from django.test import Client

    return lambda *rights, **fields: sign_in(Client(), make_staff(*rights, **fields))
