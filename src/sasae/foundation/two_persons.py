"""Two steps about one thing that nobody takes both. Each pair is declared beside the action that is the second step:

    APPROVAL = Pair("retention.approve", thing="消去", first="抽出", second="承認")

    APPROVAL.by_another_than(run.listed_by, by, about=str(run.pk), refusal=CannotDelete("…", id="RT-105"))

Actions compare persons in no other way (`tests/static/test_two_persons.py`), and each declared pair is really tried as the
same person and as another (`tests/two_persons.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sasae.foundation.history import Actor, refuse


@dataclass(frozen=True)
class Pair:
    """`name` is the pair's own in all systems; the thing and its two steps in Japanese, as the journal tells them."""

    name: str
    thing: str
    first: str
    second: str

    def by_another_than(self, first: str | Iterable[str], by: Actor, *, about: str, refusal: Exception) -> None:
        """Raise `refusal` where `by` took the first step; the attempt stays in the journal, whatever is rolled back.

        `first` is the log-in ID of who took it, or those of all who did; `about` the thing's number.
        """
        if by.id not in ({first} if isinstance(first, str) else set(first)):
            return
        refuse(
            by, "two_persons.refused", about, str(refusal), pair=self.name, thing=self.thing, first=self.first,
            second=self.second,
        )  # fmt: skip
        raise refusal
