"""Once a night, in its hour, and told in the log whatever comes of it."""

import sys
import time
from datetime import datetime, timedelta

from sasae.deployment.nightly import HOUR, Nightly
from sasae.deployment.on_order import EVERY, OnOrder
from sasae.kernel import clock

TWO = datetime(2026, 11, 27, HOUR, 0, tzinfo=clock.TOKYO)
SECOND = timedelta(seconds=1)


def told(said: list[str], count: int) -> list[str]:
    deadline = time.monotonic() + 120
    while len(said) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return said


def test_it_is_begun_once_in_the_hour_of_a_night_and_again_the_night_after() -> None:
    said: list[str] = []
    one = Nightly(lambda _, text: said.append(text), {}, [sys.executable, "-c", "print('looked')"])
    one.look(TWO - SECOND)
    one.look(TWO + timedelta(hours=1))
    one.end()
    assert said == []
    one.look(TWO)
    assert told(said, 2) == ["looked", "ended (0)"]
    one.look(TWO + timedelta(minutes=59))
    one.end()
    assert len(said) == 2
    one.look(TWO + timedelta(days=1))
    assert told(said, 4)[2:] == ["looked", "ended (0)"]


def test_one_that_fails_says_so_and_one_that_still_runs_is_ended_with_the_rest() -> None:
    said: list[str] = []
    Nightly(lambda _, text: said.append(text), {}, [sys.executable, "-c", "raise SystemExit(1)"]).look(TWO)
    assert told(said, 1) == ["ended (1)"]
    slow = Nightly(lambda _, text: said.append(text), {}, [sys.executable, "-c", "import time; time.sleep(600)"])
    slow.look(TWO)
    slow.end()
    assert told(said, 2)[1] == "ended (-15)"


def test_what_is_asked_for_on_screen_is_done_once_whenever_it_is_wanted_and_what_failed_waits() -> None:
    said: list[str] = []
    wanted = [True, False]
    command = [sys.executable, "-c", "print('made')"]
    one = OnOrder(lambda: wanted.pop(0), lambda _, text: said.append(text), {}, command)
    one.look(100.0)
    assert told(said, 2) == ["made", "ended (0)"]
    one.wait()
    one.look(100.0 + EVERY - 1)  # not due yet
    assert wanted == [False]
    looked(one, 100.0 + EVERY)
    assert (wanted, len(said)) == ([], 2)
    broken = OnOrder(lambda: True, lambda _, text: said.append(text), {}, [sys.executable, "-c", "raise SystemExit(2)"])
    looked(broken, 100.0)
    assert said[2:] == ["ended (2)"]
    looked(broken, time.monotonic() + EVERY)
    assert len(said) == 3


def looked(one: OnOrder, now: float) -> None:
    """Look, and wait until the turn is over."""
    one.look(now)
    one.wait()
