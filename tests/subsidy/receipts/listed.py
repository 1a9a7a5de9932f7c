"""Monthly lists as a body writes them, taken in through the same door as receipt files."""

from collections.abc import Sequence
from typing import Any

from sasae.foundation.history import Actor
from sasae.kernel.period import Month
from sasae.simulators.review_body.lists import Listed, write_list
from sasae.simulators.review_body.receipts import Claimed
from tests.subsidy.money import CLINIC, JULY


def listed(*receipts: Claimed, clinic: str = CLINIC, sign: int = 1, first: int = 1) -> list[Listed]:
    """Lines of a list, numbered by the body."""
    return [Listed(each, clinic, f"RK{place:06d}", sign) for place, each in enumerate(receipts, first)]


def list_of(lines: Sequence[Listed], billing: Month = JULY, reviewer: str = "2", encoding: str = "cp932") -> bytes:
    """The file."""
    return write_list(lines, reviewer, billing, encoding)


def take_in_as(content: bytes, by: Actor, name: str = "list.csv", form: str = "", **expected: Any) -> Any:
    """Register with what staff know of the file, and work the whole import in this process."""
    from sasae.foundation.batch import run_now, start
    from sasae.subsidy.receipts import actions

    file, _ = actions.upload(name, content, by=by, form=form, expected=expected)
    run_now(start("receipts.import", {"file": file.pk}, by=by, once=str(file.pk)))
    file.refresh_from_db()
    return file


def ids(file: Any) -> list[str]:
    """The findings' ids, in order, each once."""
    return list(dict.fromkeys(each["id"] for each in file.findings))
