"""What waits of the daily look at terminals, on the home page."""

from sasae.foundation.screens.navigation import Work
from sasae.foundation.terminals.checks import left_out, unchecked, wrong_now
from sasae.kernel import clock

CHECK_WORK = [
    Work("今日の点検がまだの端末", "terminals:rooms", "terminals.check", lambda _: unchecked(clock.today()), quiet=True),
    Work("前の開庁日の点検が漏れた端末", "terminals:rooms", "terminals.check", lambda _: left_out(clock.today()), wrong=True, quiet=True),
    Work("異常のままの端末", "terminals:checks", "terminals.view", lambda _: wrong_now(), "wrong=yes", wrong=True, quiet=True),
]  # fmt: skip
