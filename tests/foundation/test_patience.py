"""Periodic work over many: whoever is away or broken keeps no other waiting, and what is broken is not kept quiet."""

import pytest

from sasae.foundation.patience import each_alone
from sasae.wire.client import Unreachable


def test_the_others_have_their_turn_and_then_the_fault_is_raised() -> None:
    done: list[int] = []

    def do(one: int) -> int:
        if one == 2:
            raise ValueError("二")
        if one == 3:
            raise Unreachable("portal")
        done.append(one)
        return one

    with pytest.raises(ValueError, match="二"):
        each_alone([1, 2, 3, 4], do, lambda one: f"{one}件目")
    assert done == [1, 4]
    assert each_alone([1, 3, 4], do, str) == [1, 4]  # away is no fault
