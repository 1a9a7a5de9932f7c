"""The magic persons: what the pension body does, by the last two digits of a person's 宛名番号."""

from enum import StrEnum

PENSION = "900001"
INFORMATION = "TM90000000000003"
LATE_AFTER = 60  # seconds until the clerk of `late` has decided


class Does(StrEnum):
    """What comes of a query; the values are the last two digits, `answers` is everybody else."""

    ANSWERS = ""
    LATE_REFUSAL = "88"
    ANOTHER_QUERY = "89"
    NOBODY = "90"
    REFUSES = "91"
    LATE = "92"
    SILENT = "93"
    WRONG_PERSON = "94"
    WRONG_ITEMS = "95"
    WRONG_SIGNATURE = "96"
    WRONG_KEY = "97"
    TOO_LARGE = "98"
    NO_ANSWER = "99"


def does(atena_no: str) -> Does:
    """What the pension body does when asked about this person."""
    return Does(atena_no[-2:]) if atena_no[-2:] in set(Does) else Does.ANSWERS
